"""What a report says of a hub, or of many, in one sentence."""

from collections.abc import Iterable
from typing import NamedTuple

from ..core.audit.result import PASSED, SKIPPED, Audit, Item, Unreadable, total, worst
from ..core.audit.severities import CRITICAL, HIGH, INFO, LOW, MEDIUM, ORDER, rank
from ..core.model.hub import ALLOW_INTERNET
from ..core.render.one_line import join_words
from .report import open_findings, outcomes

# The severities that somebody has to act on.
URGENT = (CRITICAL, HIGH, MEDIUM)


class Verdict(NamedTuple):
    """severity: of the gravest finding that no waiver covers, None without one. opening: one sentence. more: the
    numbers behind it, in another. known: False where somebody may have to act without being told.
    """

    severity: str | None
    opening: str
    more: str = ''
    known: bool = True

    @property
    def tone(self) -> str:
        """How it is coloured: by the severity to act on, else `calm`, or `unknown`."""
        if self.severity is not None and self.severity != INFO:
            return self.severity
        return 'calm' if self.known else 'unknown'

    @property
    def text(self) -> str:
        """All of it."""
        return f'{self.opening} {self.more}'.strip()


def of_hub(item: Item) -> Verdict:
    """The verdict on one hub."""
    if isinstance(item, Unreadable):
        return Verdict(None, 'This hub could not be read, so nothing is known of it.', known=False)
    gravest = worst([item])
    if gravest is not None and gravest != INFO:
        return Verdict(gravest, _opening(item, gravest), f'{_counted(item)}.')
    # What was not looked at cannot be called sound.
    skipped = len(outcomes(item, SKIPPED))
    if skipped == len(item.outcomes):
        return Verdict(gravest, 'Nothing is known: no check could be made.', known=False)
    return Verdict(
        gravest,
        'Sound: no check asks for action.',
        f'{skipped} of {_number(len(item.outcomes), "check")} could not be made.' if skipped else '',
    )


def of_fleet(items: Iterable[Item]) -> Verdict:
    """The verdict on many hubs."""
    items = list(items)
    gravest = worst(items)
    unreadable = total(items)['unreadable']
    if not items:
        return Verdict(None, 'No hub was found.', known=False)
    worsts = [worst([item]) for item in items if isinstance(item, Audit)]
    urgent = [(severity, worsts.count(severity)) for severity in URGENT if severity in worsts]
    acting = sum(count for _, count in urgent)
    text = (
        f'{acting} of {_number(len(items), "hub")} {"needs" if acting == 1 else "need"} action: '
        f'{join_words([f"{count} with {severity} findings" for severity, count in urgent])}.'
        if acting
        else f'Of {_number(len(items), "hub")} none is known to need action.'
    )
    more = f'{_number(unreadable, "hub")} could not be read.' if unreadable else ''
    return Verdict(gravest, text, more, known=not unreadable)


def counts(audit: Audit) -> str:
    """How many open findings of each severity, the gravest first, such as `2 high, 1 low`; empty without any."""
    summary = audit.summary()
    return ', '.join(f'{summary[severity]} {severity}' for severity in ORDER if summary[severity])


def checks_made(audit: Audit) -> str:
    """How the checks of a hub ended, in a few words."""
    found = len(audit.outcomes) - len(outcomes(audit, PASSED)) - len(outcomes(audit, SKIPPED))
    return (
        f'{_number(len(outcomes(audit, PASSED)), "check")} passed, {found} found something, '
        f'{len(outcomes(audit, SKIPPED))} could not be made'
    )


def _opening(audit: Audit, gravest: str) -> str:
    families = {finding.check.family for finding in open_findings(audit) if finding.check.severity == gravest}
    if gravest == CRITICAL:
        return 'Open: this hub may send data practically anywhere.'
    if gravest == HIGH:
        return (
            'Exposed: data can leave this hub to places that anybody can own.'
            if families & {'exposure', 'isolation'}
            else 'Broken: this hub lacks something that it needs to work.'
        )
    if gravest == MEDIUM:
        wide = 'exposure' in families or ('isolation' in families and audit.hub.mode == ALLOW_INTERNET)
        return (
            'Too wide: this hub may send data to more places than it needs.'
            if wide
            else 'Faulty: something that people rely on does not work, or cannot be judged.'
        )
    return 'Sound, with something to tidy up.'


def _counted(audit: Audit) -> str:
    summary = audit.summary()
    shown = [severity for severity in (*URGENT, LOW) if summary[severity]]
    numbers = join_words([f'{summary[severity]} {severity}' for severity in shown])
    one = sum(summary[severity] for severity in shown) == 1
    return f'{numbers} {"finding" if one else "findings"}'


def _number(count: int, noun: str) -> str:
    return f'{count} {noun}{"" if count == 1 else "s"}'


def gravest_first(items: Iterable[Item]) -> list[Item]:
    """Hubs as a reader wants them: by their gravest finding, how many of it, and name.

    Those that could not be read come after the ones that need action: they may need it.
    """

    def key(item: Item) -> tuple:
        gravest = worst([item])
        if isinstance(item, Unreadable):
            return (len(URGENT) - 0.5, 0, item.label.lower())
        if gravest is None:
            return (len(ORDER), 0, item.label.lower())
        return (rank(gravest), -item.summary()[gravest], item.label.lower())

    return sorted(items, key=key)
