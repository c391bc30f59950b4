"""What a check is: a small function over one hub, with what a reader needs to know about it.

A module of the family `x` begins with `check = family('x')` and writes each check as

    @check('HN101', 'No managed network', why='…', remedy='…', source='…')
    def no_managed_network(subject):
        if subject.hub.mode == DISABLED:
            yield Hit('…', fix=(…,))

Severities stand in severities.py, all in one table.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model.destinations import Fqdn
from . import severities
from .edits import Edit

if TYPE_CHECKING:
    from ..contract.audit import CheckJson


class Skip(Exception):
    """Raised by a check that lacks a fact it judges by: it would have to guess."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Hit(NamedTuple):
    """One thing that a check found.

    message: a sentence with the names involved. rules: those concerned; a rule without a name is None. destinations:
    as in_hit gives them. fix: commands ready to paste and edits of rules, in order; the result of an audit has commands
    only.
    """

    message: str
    rules: tuple[Any, ...] = ()
    destinations: tuple[Any, ...] = ()
    fix: tuple[str | Edit, ...] = ()


def in_hit(destination: Any) -> Any:
    """A destination as a Hit has it: a single host as a text, all else as it is."""
    return destination.hosts[0] if isinstance(destination, Fqdn) and len(destination.hosts) == 1 else destination


class Check(NamedTuple):
    """One check of the catalogue; severity and severity_reason come from the table in severities.py.

    run: takes a Subject, gives Hits, raises Skip.
    """

    id: str
    family: str
    title: str
    severity: str
    severity_reason: str
    why: str
    remedy: str
    source: str
    run: Callable[[Any], Iterable[Hit]]

    def as_json(self) -> 'CheckJson':
        """An item of `preset audit --list-checks`."""
        return {
            'id': self.id,
            'family': self.family,
            'severity': self.severity,
            'title': self.title,
            'why': self.why,
            'remedy': self.remedy,
            'source': self.source,
            'severityReason': self.severity_reason,
        }


REGISTRY: dict[str, Check] = {}


def family(name: str):
    """A decorator that registers the checks of one family; raises for an id that is taken or has no severity."""

    def register(check_id: str, title: str, *, why: str, remedy: str, source: str):
        def add(function):
            if check_id in REGISTRY:
                raise ValueError(f'{check_id} is taken by {REGISTRY[check_id].title}')
            severity, reason = severities.TABLE[check_id]
            REGISTRY[check_id] = Check(check_id, name, title, severity, reason, why, remedy, source, function)
            return function

        return add

    return register
