"""The model: outbound rules, what they reach, and the hub they belong to.

Everything here is a frozen value, with slots where a large file makes many. Text is kept as it was written, so that
output shows what the user wrote; `key` is the canonical form by which two destinations are the same.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from .destinations import Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag

ALLOW_INTERNET = 'AllowInternetOutbound'
ONLY_APPROVED = 'AllowOnlyApprovedOutbound'
DISABLED = 'Disabled'
ISOLATION_MODES = (DISABLED, ALLOW_INTERNET, ONLY_APPROVED)
# What Disabled means, for answers.
UNRESTRICTED = 'the hub has no managed network, so nothing restricts its outbound traffic'

USER_DEFINED = 'UserDefined'
CATEGORIES = ('Required', 'Recommended', USER_DEFINED, 'Dependency')

# Of rules; the first two of networks too.
INACTIVE = 'Inactive'
ACTIVE = 'Active'
PROVISIONING = 'Provisioning'
DELETING = 'Deleting'
FAILED = 'Failed'
STATUSES = (INACTIVE, ACTIVE, PROVISIONING, DELETING, FAILED)
# While a rule has one of these, the service is still at work on it.
UNDER_WAY = (PROVISIONING, DELETING)


# The hub makes these for its connections and calls them UserDefined.
CONNECTION_PREFIX = 'connection_'


@dataclass(frozen=True, slots=True)
class Rule:
    """One outbound rule as read from a hub or a file.

    category and status are spelled as on the wire; status is None where the input has none, as in a file that says
    what somebody wants. error is the service's text for a failed rule; parents name the rules that caused it.
    """

    name: str | None
    destination: Fqdn | ServiceTag | PrivateEndpoint | NotUnderstood
    category: str = USER_DEFINED
    status: str | None = None
    error: str | None = None
    parents: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What a sentence calls the rule."""
        return 'a rule without a name' if self.name is None else self.name

    @property
    def understood(self) -> bool:
        """True when hubnet can tell what the rule reaches."""
        return not isinstance(self.destination, NotUnderstood)

    @property
    def in_force(self) -> bool:
        """True when the rule works now; a rule without a status is one that somebody wants, and counts as if it did."""
        return self.status is None or self.status == ACTIVE

    @property
    def dead(self) -> bool:
        """The service gave up on the rule or is taking it away."""
        return self.status in (FAILED, DELETING)

    @property
    def writable(self) -> bool:
        """True for rules that people made; the platform's and the hub's own connections' are never written."""
        return self.category == USER_DEFINED and not name_key(self.name).startswith(CONNECTION_PREFIX)


def name_key(name: str | None) -> str:
    """By what the service knows a rule, whatever the case of its name; empty for a rule without one."""
    return (name or '').lower()


def by_name(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules in order of their names, whatever the case; nameless ones last."""
    return tuple(sorted(rules, key=lambda rule: (rule.name is None, name_key(rule.name), rule.name or '')))


class Oddity(NamedTuple):
    """Something in the input that was read in spite of its spelling, or not at all: where it is and what it is."""

    message: str
    rule: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = ', '.join(
            part for part in (self.rule and f'rule {self.rule}', self.field and f'field {self.field}') if part
        )
        return f'{place}: {self.message}' if place else self.message


@dataclass(frozen=True)
class Hub:  # pylint: disable=too-many-instance-attributes
    """A hub or workspace with its managed network, as far as the input says; None where it does not.

    resources: the ARM ids of the hub's own dependencies by role (storage, key_vault, container_registry, hub); a
    role that maps to None is known to be absent.
    """

    rules: tuple[Rule, ...] = ()
    id: str | None = None
    name: str | None = None
    kind: str | None = None
    location: str | None = None
    isolation_mode: str | None = None
    firewall_sku: str | None = None
    network_status: str | None = None
    resources: Mapping[str, str | None] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    oddities: tuple[Oddity, ...] = ()

    @property
    def mode(self) -> str:
        """The isolation mode to reason with: approved-only where the input has none or one that is not known."""
        return self.isolation_mode if self.isolation_mode in ISOLATION_MODES else ONLY_APPROVED
