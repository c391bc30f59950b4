"""What a check is: a small function over one hub, and what a reader needs to know about it.

A module of the family `isolation` writes its checks like this, and lists them in `CHECKS` at its end:

    check = family('isolation')

    @check(
        'HN101',
        'No managed network',
        severity=HIGH,
        because='nothing restricts outbound traffic',
        catches='a hub without a managed network',
        why='…',
        remedy='…',
        source='…',
    )
    def no_managed_network(subject: Subject) -> Iterator[Hit]:
        if subject.need_mode() == DISABLED:
            yield Hit('…', fix=(…,))
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from ..model.destinations import Fqdn, RuleDestination
from .edits import Edit
from .severities import Severity
from .subject import Subject

if TYPE_CHECKING:
    from ..contract.audit import CheckJson

Family = Literal['isolation', 'exposure', 'correctness', 'health', 'hygiene', 'presets', 'live', 'waivers']
# What a finding is about: a single host or alias, or all that a rule reaches.
HitDestination = str | RuleDestination


class Hit(NamedTuple):
    """One thing that a check found."""

    message: str
    """A sentence with the names involved."""
    rules: tuple[str | None, ...] = ()
    """The names of the rules concerned; None for a rule without a name."""
    destinations: tuple[HitDestination, ...] = ()
    """What it is about, each as `in_hit` returns it."""
    fix: tuple[str | Edit, ...] = ()
    """Commands ready to paste, and edits of rules, in order; an edit becomes a command once all findings are known."""


def in_hit(destination: HitDestination) -> HitDestination:
    """Return a destination as a Hit has it: a single host as text, anything else unchanged."""
    return destination.hosts[0] if isinstance(destination, Fqdn) and len(destination.hosts) == 1 else destination


class Check(NamedTuple):
    """One check."""

    id: str
    family: Family
    title: str
    severity: Severity
    because: str
    """Why it has this severity."""
    catches: str
    """What it finds, as a noun phrase."""
    why: str
    remedy: str
    source: str
    """The document behind it, with its date."""
    run: Callable[[Subject], Iterable[Hit]]
    """Yields what it finds on a hub; raises Skip where a fact that it judges by is missing."""

    @property
    def needs_live_hub(self) -> bool:
        """Whether it judges by facts that only the service knows."""
        return self.family == 'live'

    def as_json(self) -> 'CheckJson':
        """Return an item of `preset audit --list-checks`."""
        return {
            'id': self.id,
            'family': self.family,
            'severity': self.severity,
            'title': self.title,
            'why': self.why,
            'remedy': self.remedy,
            'source': self.source,
            'severityReason': self.because,
        }


class CheckDecorator(Protocol):
    """Turns a function into a Check of one family."""

    def __call__(
        self,
        check_id: str,
        title: str,
        *,
        severity: Severity,
        because: str,
        catches: str,
        why: str,
        remedy: str,
        source: str,
    ) -> Callable[[Callable[[Subject], Iterable[Hit]]], Check]:
        """Return what turns the function into a Check; the arguments are the fields of Check."""


def family(name: Family) -> CheckDecorator:
    """Return the decorator that makes checks of one family."""

    def check(
        check_id: str,
        title: str,
        *,
        severity: Severity,
        because: str,
        catches: str,
        why: str,
        remedy: str,
        source: str,
    ) -> Callable[[Callable[[Subject], Iterable[Hit]]], Check]:
        def made(run: Callable[[Subject], Iterable[Hit]]) -> Check:
            return Check(check_id, name, title, severity, because, catches, why, remedy, source, run)

        return made

    return check
