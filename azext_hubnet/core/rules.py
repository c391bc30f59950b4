"""The model: outbound rules, what they reach, and the hub they belong to.

Everything here is a frozen value, with slots where a large file makes many. Text is kept as it was written, so that
output shows what the user wrote; `key` is the canonical form by which two destinations are the same.
"""

import dataclasses
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Iterable, Mapping, NamedTuple, Optional, Tuple, Union

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

ALLOW = 'Allow'
ACTIONS = (ALLOW, 'Deny')

ANY = '*'
PROTOCOLS = ('TCP', 'UDP', 'ICMP', ANY)

# The hub makes these for its connections and calls them UserDefined.
CONNECTION_PREFIX = 'connection_'

PortRanges = Tuple[Tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Fqdn:
    """The hosts of an FQDN rule.

    hosts: canonical patterns (lower case, ASCII, no trailing dot), in the order written; `*.x`, `*x` and `*` are
    wildcards. text: the destination as written, one name or several with commas between them.
    """

    type: ClassVar[str] = 'fqdn'
    hosts: Tuple[str, ...]
    text: str = dataclasses.field(compare=False)

    @property
    def key(self) -> tuple:
        return (self.type, tuple(sorted(set(self.hosts))))


@dataclass(frozen=True, slots=True)
class ServiceTag:
    """What a service tag rule reaches.

    ports: inclusive ranges, sorted and merged. port_ranges: the same as written. address_prefixes: when there are
    any, the service ignores the tag and opens these addresses (source: the azure-ai-ml model of the rule).
    """

    type: ClassVar[str] = 'service_tag'
    service_tag: Optional[str]
    protocol: str
    ports: PortRanges
    port_ranges: str = dataclasses.field(compare=False)
    address_prefixes: Tuple[str, ...] = ()
    action: str = ALLOW

    @property
    def allows(self) -> bool:
        """False for a rule that denies: what weight it has beside others is not known, so it counts as nothing."""
        return self.action == ALLOW

    @property
    def key(self) -> tuple:
        tag = '' if self.address_prefixes else (self.service_tag or '').lower()
        return (self.type, tag, self.protocol, self.ports, tuple(sorted(set(self.address_prefixes))), self.action)


@dataclass(frozen=True, slots=True)
class PrivateEndpoint:
    """The target of a private endpoint rule; fqdns are the aliases that an Application Gateway is reached by."""

    type: ClassVar[str] = 'private_endpoint'
    service_resource_id: str
    subresource_target: str
    spark_enabled: bool = False
    fqdns: Tuple[str, ...] = ()

    @property
    def target(self) -> Tuple[str, str]:
        """Resource id and subresource as the service compares them: it takes one rule for each such pair."""
        return (self.service_resource_id.strip('/').lower(), self.subresource_target.lower())

    @property
    def key(self) -> tuple:
        return (self.type, self.target, self.spark_enabled, tuple(sorted({fqdn.lower() for fqdn in self.fqdns})))


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A rule that reaches nothing as far as hubnet can tell, with what was read and why it was not understood.

    kind groups the reasons: null, wrong_type, unknown_type, missing, url, placeholder, wildcard, not_a_host,
    bad_ports, bad_protocol, bad_address, bad_resource_id, too_many. type: the rule type where that much was clear.
    field: the path of the offending field inside the rule.
    """

    kind: str
    reason: str
    field: str
    original: Any = dataclasses.field(compare=False)
    type: Optional[str] = None

    @property
    def is_mistake(self) -> bool:
        """True for what the service refuses or opens nothing for; of anything else nobody can say what it allows."""
        return self.kind in ('url', 'wildcard', 'not_a_host', 'bad_ports', 'bad_protocol', 'bad_address')

    @property
    def key(self) -> tuple:
        return ('not_understood', self.kind, self.field, repr(self.original))


Destination = Union[Fqdn, ServiceTag, PrivateEndpoint]


@dataclass(frozen=True, slots=True)
class Rule:
    """One outbound rule as read from a hub or a file.

    category and status are spelled as on the wire; status is None where the input has none, as in a file that says
    what somebody wants. error is the service's text for a failed rule; parents name the rules that caused it.
    """

    name: Optional[str]
    destination: Union[Fqdn, ServiceTag, PrivateEndpoint, NotUnderstood]
    category: str = USER_DEFINED
    status: Optional[str] = None
    error: Optional[str] = None
    parents: Tuple[str, ...] = ()

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


def name_key(name: Optional[str]) -> str:
    """By what the service knows a rule, whatever the case of its name; empty for a rule without one."""
    return (name or '').lower()


def by_name(rules: Iterable[Rule]) -> Tuple[Rule, ...]:
    """The rules in order of their names, whatever the case; nameless ones last."""
    return tuple(sorted(rules, key=lambda rule: (rule.name is None, name_key(rule.name), rule.name or '')))


class Oddity(NamedTuple):
    """Something in the input that was read in spite of its spelling, or not at all: where it is and what it is."""

    message: str
    rule: Optional[str] = None
    field: Optional[str] = None

    def __str__(self) -> str:
        place = ', '.join(part for part in (self.rule and f'rule {self.rule}', self.field and f'field {self.field}')
                          if part)
        return f'{place}: {self.message}' if place else self.message


@dataclass(frozen=True)
class Hub:  # pylint: disable=too-many-instance-attributes
    """A hub or workspace with its managed network, as far as the input says; None where it does not.

    resources: the ARM ids of the hub's own dependencies by role (storage, key_vault, container_registry, hub); a
    role that maps to None is known to be absent.
    """

    rules: Tuple[Rule, ...] = ()
    id: Optional[str] = None
    name: Optional[str] = None
    kind: Optional[str] = None
    location: Optional[str] = None
    isolation_mode: Optional[str] = None
    firewall_sku: Optional[str] = None
    network_status: Optional[str] = None
    resources: Mapping[str, Optional[str]] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    oddities: Tuple[Oddity, ...] = ()

    @property
    def mode(self) -> str:
        """The isolation mode to reason with: approved-only where the input has none or one that is not known."""
        return self.isolation_mode if self.isolation_mode in ISOLATION_MODES else ONLY_APPROVED
