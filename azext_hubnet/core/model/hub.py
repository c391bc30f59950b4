"""Outbound rules, and the hub that they belong to.

All values are immutable. Names, categories and statuses are spelled as in the REST API.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from .destinations import USER_DEFINED, RuleDestination

IsolationMode = Literal['Disabled', 'AllowInternetOutbound', 'AllowOnlyApprovedOutbound']
Category = Literal['Required', 'Recommended', 'UserDefined', 'Dependency']
Status = Literal['Inactive', 'Active', 'Provisioning', 'Deleting', 'Failed']

ALLOW_INTERNET: Final = 'AllowInternetOutbound'
ONLY_APPROVED: Final = 'AllowOnlyApprovedOutbound'
DISABLED: Final = 'Disabled'
ISOLATION_MODES: tuple[IsolationMode, ...] = (DISABLED, ALLOW_INTERNET, ONLY_APPROVED)
# Why everything is allowed in the mode Disabled.
UNRESTRICTED = 'the hub has no managed network, so nothing restricts its outbound traffic'

CATEGORIES: tuple[Category, ...] = ('Required', 'Recommended', USER_DEFINED, 'Dependency')

# Statuses of rules; networks have the first two.
INACTIVE: Final = 'Inactive'
ACTIVE: Final = 'Active'
PROVISIONING: Final = 'Provisioning'
DELETING: Final = 'Deleting'
FAILED: Final = 'Failed'
STATUSES: tuple[Status, ...] = (INACTIVE, ACTIVE, PROVISIONING, DELETING, FAILED)
# While a rule has one of these, the service is still working on it.
UNDER_WAY: tuple[Status, ...] = (PROVISIONING, DELETING)


# The hub creates rules with such names for its connections and calls them UserDefined.
CONNECTION_PREFIX = 'connection_'


class Rule(NamedTuple):
    """One outbound rule as read from a hub or a file."""

    name: str | None
    """The name as written; None for a rule of a list without names."""
    destination: RuleDestination
    """What the rule allows or denies."""
    category: str = USER_DEFINED
    """One of CATEGORIES, or another text as read."""
    status: str | None = None
    """One of STATUSES, or another text as read; None if the input has none, as in a file of planned rules."""
    error: str | None = None
    """The service's text for a failed rule."""
    parents: tuple[str, ...] = ()
    """The names of the rules that caused this one."""

    @property
    def label(self) -> str:
        """The name for a sentence."""
        return 'a rule without a name' if self.name is None else self.name

    @property
    def understood(self) -> bool:
        """True when hubnet knows what the rule reaches."""
        return self.destination.understood

    @property
    def in_force(self) -> bool:
        """True when the rule works now, or is a planned rule, which has no status."""
        return self.status is None or self.status == ACTIVE

    @property
    def dead(self) -> bool:
        """True when the rule has failed or is being deleted."""
        return self.status in (FAILED, DELETING)

    @property
    def writable(self) -> bool:
        """True for rules of users; hubnet never writes those of the platform and of the hub's connections."""
        return self.category == USER_DEFINED and not name_key(self.name).startswith(CONNECTION_PREFIX)


def name_key(name: str | None) -> str:
    """Case-insensitive key of a rule's name; empty for a rule without one."""
    return (name or '').lower()


def name_order(rule: Rule) -> tuple[bool, str, str]:
    """Sort key for rules by name, ignoring case; rules without a name come last."""
    return rule.name is None, name_key(rule.name), rule.name or ''


def by_name(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules sorted by name_order."""
    return tuple(sorted(rules, key=name_order))


class Oddity(NamedTuple):
    """Something unusual in the input that was corrected or ignored when reading."""

    message: str
    """What is unusual, as a clause without a full stop."""
    rule: str | None = None
    """The name of the rule, or where it is in the input."""
    field: str | None = None
    """The path of the field inside the rule."""

    def __str__(self) -> str:
        place = ', '.join(
            part for part in (self.rule and f'rule {self.rule}', self.field and f'field {self.field}') if part
        )
        return f'{place}: {self.message}' if place else self.message


_NOTHING_KNOWN: Mapping[str, str | None] = MappingProxyType({})


class Hub(NamedTuple):
    """A hub or workspace with its managed network; a field is None if the input does not have it."""

    rules: tuple[Rule, ...] = ()
    """All outbound rules in the order read, the platform's included."""
    id: str | None = None
    """The ARM id."""
    name: str | None = None
    kind: str | None = None
    """Hub, Project or Default, as the service spells it."""
    location: str | None = None
    """The Azure region in any spelling."""
    isolation_mode: str | None = None
    """One of ISOLATION_MODES, or another text as read."""
    firewall_sku: str | None = None
    """Basic or Standard."""
    network_status: str | None = None
    """Active once the managed network is provisioned, Inactive before."""
    resources: Mapping[str, str | None] = _NOTHING_KNOWN
    """ARM ids of the hub's own resources by role: storage, key_vault, container_registry, hub; None for one that the
    hub is known not to have."""
    oddities: tuple[Oddity, ...] = ()
    """What was unusual in the input."""

    @property
    def mode(self) -> IsolationMode:
        """The isolation mode that hubnet assumes: approved-only if the input has none or an unknown one."""
        for mode in ISOLATION_MODES:
            if self.isolation_mode == mode:
                return mode
        return ONLY_APPROVED
