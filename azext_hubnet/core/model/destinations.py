"""What outbound rules reach."""

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, Union

ALLOW = 'Allow'
ACTIONS = (ALLOW, 'Deny')
ANY = '*'
PROTOCOLS = ('TCP', 'UDP', 'ICMP', ANY)
PortRanges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Fqdn:
    """The hosts of an FQDN rule.

    hosts: canonical patterns (lower case, ASCII, no trailing dot), in the order written; `*.x`, `*x` and `*` are
    wildcards. text: the destination as written, one name or several with commas between them.
    """

    type: ClassVar[str] = 'fqdn'
    hosts: tuple[str, ...]
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
    service_tag: str | None
    protocol: str
    ports: PortRanges
    port_ranges: str = dataclasses.field(compare=False)
    address_prefixes: tuple[str, ...] = ()
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
    fqdns: tuple[str, ...] = ()

    @property
    def target(self) -> tuple[str, str]:
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
    type: str | None = None

    @property
    def is_mistake(self) -> bool:
        """True for what the service refuses or opens nothing for; of anything else nobody can say what it allows."""
        return self.kind in ('url', 'wildcard', 'not_a_host', 'bad_ports', 'bad_protocol', 'bad_address')

    @property
    def key(self) -> tuple:
        return ('not_understood', self.kind, self.field, repr(self.original))


Destination = Union[Fqdn, ServiceTag, PrivateEndpoint]
