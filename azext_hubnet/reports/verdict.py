"""What a report says about a hub, or about many, in one sentence."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from ..core.audit.result import PASSED, SKIPPED, Audit, Item, Unreadable, total, worst
from ..core.audit.severities import CRITICAL, HIGH, INFO, LOW, MEDIUM, ORDER, Severity, rank
from ..core.model.hub import ALLOW_INTERNET
from ..core.render.one_line import join_words
from .report import open_findings, outcomes

# The severities that require action.
URGENT: tuple[Severity, ...] = (CRITICAL, HIGH, MEDIUM)


class Verdict(NamedTuple):
    """One sentence about a hub, or about many."""

    severity: Severity | None
    """Of the most severe finding without a waiver; None without one."""
    opening: str
    """The sentence."""
    more: str = ''
    """The numbers behind it, as another sentence."""
    known: bool = True
    """False where action may be required that the audit does not show."""

    @property
    def tone(self) -> Severity | Literal['calm', 'unknown']:
        """The name of its colour: the severity that requires action, otherwise calm or unknown."""
        if self.severity is not None and self.severity != INFO:
            return self.severity
        return 'calm' if self.known else 'unknown'

    @property
    def text(self) -> str:
        """All of it."""
        return f'{self.opening} {self.more}'.strip()


def of_hub(item: Item) -> Verdict:
    """Return the verdict on one hub."""
    if isinstance(item, Unreadable):
        return Verdict(None, 'This hub could not be read, so nothing is known about it.', known=False)
    severity = worst([item])
    if severity is not None and severity != INFO:
        return Verdict(severity, _opening(item, severity), f'{_counted(item)}.')
    # What was not checked cannot be called sound.
    skipped = len(outcomes(item, SKIPPED))
    if skipped == len(item.outcomes):
        return Verdict(severity, 'Nothing is known: no check could run.', known=False)
    return Verdict(
        severity,
        'Sound: no finding requires action.',
        f'{skipped} of {_number(len(item.outcomes), "check")} could not run.' if skipped else '',
    )


def of_fleet(items: Iterable[Item]) -> Verdict:
    """Return the verdict on many hubs."""
    items = list(items)
    severity = worst(items)
    unreadable = total(items)['unreadable']
    if not items:
        return Verdict(None, 'No hub was found.', known=False)
    worsts = [worst([item]) for item in items if isinstance(item, Audit)]
    urgent = [(severity, worsts.count(severity)) for severity in URGENT if severity in worsts]
    acting = sum(count for _, count in urgent)
    text = (
        f'{acting} of {_number(len(items), "hub")} {"requires" if acting == 1 else "require"} action: '
        f'{join_words([f"{count} with {severity} findings" for severity, count in urgent])}.'
        if acting
        else f'None of {_number(len(items), "hub")} is known to require action.'
    )
    more = f'{_number(unreadable, "hub")} could not be read.' if unreadable else ''
    return Verdict(severity, text, more, known=not unreadable)


def counts(audit: Audit) -> str:
    """Count the findings without a waiver, such as `2 high, 1 low`; empty without any."""
    numbers = _numbers(audit)
    return ', '.join(f'{numbers[severity]} {severity}' for severity in ORDER if numbers[severity])


def checks_run(audit: Audit) -> str:
    """Return in a few words how the checks of a hub ended."""
    found = len(audit.outcomes) - len(outcomes(audit, PASSED)) - len(outcomes(audit, SKIPPED))
    return (
        f'{_number(len(outcomes(audit, PASSED)), "check")} passed, {found} found something, '
        f'{len(outcomes(audit, SKIPPED))} could not run'
    )


def _opening(audit: Audit, severity: Severity) -> str:
    families = {finding.check.family for finding in open_findings(audit) if finding.check.severity == severity}
    if severity == CRITICAL:
        return 'Open: this hub can send data almost anywhere.'
    if severity == HIGH:
        return (
            'Exposed: data can leave this hub to places that anyone can own.'
            if families & {'exposure', 'isolation'}
            else 'Broken: this hub lacks something that it needs to work.'
        )
    if severity == MEDIUM:
        wide = 'exposure' in families or ('isolation' in families and audit.hub.mode == ALLOW_INTERNET)
        return (
            'Too wide: this hub can send data to more places than it needs.'
            if wide
            else 'Faulty: something that people rely on does not work, or cannot be judged.'
        )
    return 'Sound, with something to tidy up.'


def _counted(audit: Audit) -> str:
    numbers = _numbers(audit)
    shown = [severity for severity in (*URGENT, LOW) if numbers[severity]]
    words = join_words([f'{numbers[severity]} {severity}' for severity in shown])
    one = sum(numbers[severity] for severity in shown) == 1
    return f'{words} {"finding" if one else "findings"}'


def _numbers(audit: Audit) -> dict[Severity, int]:
    found = [finding.check.severity for finding in open_findings(audit)]
    return {severity: found.count(severity) for severity in ORDER}


def _number(count: int, noun: str) -> str:
    return f'{count} {noun}{"" if count == 1 else "s"}'


def most_severe_first(items: Iterable[Item]) -> list[Item]:
    """Sort hubs by their most severe finding, how many of that severity they have, and name.

    Those that could not be read come after the ones that require action: they may require it.
    """

    def key(item: Item) -> tuple[float, int, str]:
        if isinstance(item, Unreadable):
            return (len(URGENT) - 0.5, 0, item.label.lower())
        severity = worst([item])
        if severity is None:
            return (len(ORDER), 0, item.label.lower())
        return (rank(severity), -_numbers(item)[severity], item.label.lower())

    return sorted(items, key=key)
