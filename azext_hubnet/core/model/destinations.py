"""What outbound rules reach, and how each client spells it.

The four classes have the same attributes and methods, so that callers do not depend on the class:

- identity: `type`, `key` (equal for two spellings of one destination), `label` (used by waivers and fingerprints)
- spellings: `one_line()`, `az_ml()`, `rest()`, `az_options()`
- content: `host_patterns`, `aliases`, `parts`, `allows`, and `understood`: whether hubnet knows what it reaches

Text is kept as it was written, so that output shows what the user wrote.
"""

from abc import abstractmethod
from typing import Any, ClassVar, Final, Literal, NamedTuple

from . import hosts
from .resource_ids import parse_resource_id

RuleType = Literal['fqdn', 'service_tag', 'private_endpoint']
Protocol = Literal['TCP', 'UDP', 'ICMP', '*']
Action = Literal['Allow', 'Deny']
# Why a rule is not understood.
ProblemKind = Literal[
    'null',
    'wrong_type',
    'unknown_type',
    'missing',
    'too_many',
    'placeholder',
    'url',
    'wildcard',
    'not_a_host',
    'bad_ports',
    'bad_protocol',
    'bad_address',
    'bad_resource_id',
]

FQDN: Final = 'fqdn'
SERVICE_TAG: Final = 'service_tag'
PRIVATE_ENDPOINT: Final = 'private_endpoint'
ALLOW: Final = 'Allow'
DENY: Final = 'Deny'
ACTIONS: tuple[Action, ...] = (ALLOW, DENY)
ANY: Final = '*'
PROTOCOLS: tuple[Protocol, ...] = ('TCP', 'UDP', 'ICMP', ANY)
# The category of rules that users create, and so of every rule that hubnet writes.
USER_DEFINED: Final = 'UserDefined'
# The rule types in the REST API, by their names in an az ml YAML.
WIRE_TYPES: dict[RuleType, str] = {FQDN: 'FQDN', SERVICE_TAG: 'ServiceTag', PRIVATE_ENDPOINT: 'PrivateEndpoint'}
# The fields of a destination that is an object, by rule type, as an az ml YAML spells them; aliases included.
DESTINATION_FIELDS: dict[RuleType, tuple[str, ...]] = {
    SERVICE_TAG: ('service_tag', 'protocol', 'port_ranges', 'address_prefixes', 'action'),
    PRIVATE_ENDPOINT: ('service_resource_id', 'subresource_target', 'spark_enabled', 'spark_status', 'fqdns'),
}

PortRanges = tuple[tuple[int, int], ...]
Options = tuple[tuple[str, str], ...]

# Printers recurse: what is nested deeper is cut.
_MAX_DEPTH = 8


class _Destination:
    """What most destinations have in common.

    The fields of each class are a NamedTuple because Python builds it in a quarter of the time of a frozen dataclass,
    and every command waits for that.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def compared(self) -> tuple[Any, ...]:
        """The values that equality compares: the fields, but not how the user wrote them."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Destination) and type(self) is type(other) and self.compared == other.compared

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), self.compared))

    @property
    def host_patterns(self) -> tuple[str, ...]:
        """The canonical host patterns that an FQDN rule allows; empty for every other destination."""
        return ()

    @property
    def aliases(self) -> frozenset[str]:
        """The aliases of a private endpoint as canonical host names; empty for every other destination."""
        return frozenset()

    @property
    def allows(self) -> bool:
        """True when a rule with this destination allows traffic; False for Deny and for rules not understood."""
        return True


class _FqdnFields(NamedTuple):
    hosts: tuple[str, ...]
    """Canonical patterns (lower case, ASCII, no trailing dot) in the order written; `*.x`, `*x`, `*` are wildcards."""
    text: str
    """The destination as written: one host, or several separated by commas."""


class Fqdn(_Destination, _FqdnFields):
    """The hosts of an FQDN rule."""

    __slots__ = ()
    type: ClassVar[Literal['fqdn']] = FQDN
    understood: ClassVar[Literal[True]] = True

    @property
    def compared(self) -> tuple[Any, ...]:
        """The hosts."""
        return self.hosts

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for two destinations that allow the same hosts."""
        return (self.type, tuple(sorted(set(self.hosts))))

    @property
    def label(self) -> str:
        """The hosts as written."""
        return self.text

    @property
    def host_patterns(self) -> tuple[str, ...]:
        """The canonical host patterns that the rule allows."""
        return self.hosts

    @property
    def parts(self) -> int:
        """How many hosts there are."""
        return len(self.hosts)

    def one_line(self, short: bool = False) -> str:  # pylint: disable=unused-argument
        """The destination in one line."""
        return self.text

    def az_ml(self) -> str:
        """The destination as in an az ml YAML."""
        return self.text

    def rest(self) -> dict[str, Any]:
        """The properties of a rule in the REST API, as azure-ai-ml sends them."""
        return {**_body(self.type), 'destination': self.text}

    def az_options(self) -> Options:
        """The options of `az ml workspace outbound-rule set` with their values, not quoted."""
        return (('--type', self.type), ('--destination', ', '.join(dict.fromkeys(self.hosts))))


class _ServiceTagFields(NamedTuple):
    service_tag: str | None
    """The tag as written; None only next to address prefixes."""
    protocol: str
    """One of PROTOCOLS."""
    ports: PortRanges
    """Inclusive ranges, sorted and merged."""
    port_ranges: str
    """The ports as written."""
    address_prefixes: tuple[str, ...] = ()
    """IP addresses and ranges as written; they replace the tag."""
    action: str = ALLOW
    """Allow or Deny."""


class ServiceTag(_Destination, _ServiceTagFields):
    """What a service tag rule reaches.

    Source: the model of the rule in azure-ai-ml: with address prefixes, the service ignores the tag and opens these
    addresses.
    """

    __slots__ = ()
    type: ClassVar[Literal['service_tag']] = SERVICE_TAG
    understood: ClassVar[Literal[True]] = True

    @property
    def compared(self) -> tuple[Any, ...]:
        """All fields but the ports as written."""
        return (self.service_tag, self.protocol, self.ports, self.address_prefixes, self.action)

    @property
    def allows(self) -> bool:
        """False for Deny: it is not documented which of two rules wins, so such a rule is not counted."""
        return self.action == ALLOW

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for two destinations that reach the same."""
        tag = '' if self.address_prefixes else (self.service_tag or '').lower()
        return (self.type, tag, self.protocol, self.ports, tuple(sorted(set(self.address_prefixes))), self.action)

    @property
    def label(self) -> str:
        """The addresses, or the tag if there are none."""
        return ','.join(self.address_prefixes) or self.service_tag or ''

    @property
    def parts(self) -> int:
        """How many port ranges and address ranges there are."""
        return len(self.ports) + len(self.address_prefixes)

    def one_line(self, short: bool = False) -> str:  # pylint: disable=unused-argument
        """The destination in one line, with protocol and ports."""
        return _tag_line(self.label, self.protocol, self.port_ranges, self.action)

    def az_ml(self) -> dict[str, Any]:
        """The destination as in an az ml YAML; address_prefixes and action only if they differ from the default."""
        fields: dict[str, Any] = {
            'service_tag': self.service_tag,
            'protocol': self.protocol,
            'port_ranges': self.port_ranges,
        }
        if self.address_prefixes:
            fields['address_prefixes'] = list(self.address_prefixes)
        if not self.allows:
            fields['action'] = self.action
        return fields

    def rest(self) -> dict[str, Any]:
        """The properties of a rule in the REST API, as azure-ai-ml sends them."""
        destination: dict[str, Any] = {'protocol': self.protocol, 'portRanges': self.port_ranges}
        if self.service_tag is not None:
            destination['serviceTag'] = self.service_tag
        if self.address_prefixes:
            destination['addressPrefixes'] = list(self.address_prefixes)
        if not self.allows:
            destination['action'] = self.action
        return {**_body(self.type), 'destination': destination}

    def az_options(self) -> Options:
        """The options of `az ml workspace outbound-rule set` with their values, not quoted.

        Empty for Deny, which the command has no option for: it would turn the rule into one that allows.
        """
        if not self.allows:
            return ()
        return _given(
            ('--type', self.type),
            # The command requires a tag next to address prefixes, although the service ignores it.
            ('--service-tag', self.service_tag or 'Internet'),
            ('--protocol', self.protocol),
            ('--port-ranges', self.port_ranges),
            ('--address-prefixes', ','.join(self.address_prefixes)),
        )


class _PrivateEndpointFields(NamedTuple):
    service_resource_id: str
    """The ARM id of the target, as written."""
    subresource_target: str
    """The subresource, such as blob, as written."""
    spark_enabled: bool = False
    """Whether serverless Spark gets a private endpoint too."""
    fqdns: tuple[str, ...] = ()
    """Further host names that the endpoint answers for, as written; used for Application Gateways."""


class PrivateEndpoint(_Destination, _PrivateEndpointFields):
    """The target of a private endpoint rule."""

    __slots__ = ()
    type: ClassVar[Literal['private_endpoint']] = PRIVATE_ENDPOINT
    understood: ClassVar[Literal[True]] = True

    @property
    def compared(self) -> tuple[Any, ...]:
        """All fields."""
        return (self.service_resource_id, self.subresource_target, self.spark_enabled, self.fqdns)

    @property
    def target(self) -> tuple[str, str]:
        """Resource id and subresource as the service compares them: it takes one rule per pair."""
        return (self.service_resource_id.strip('/').lower(), self.subresource_target.lower())

    @property
    def aliases(self) -> frozenset[str]:
        """The aliases as canonical host names."""
        return frozenset(map(hosts.canonical, self.fqdns))

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for two destinations with the same target, Spark setting and aliases."""
        return (self.type, self.target, self.spark_enabled, tuple(sorted(self.aliases)))

    @property
    def label(self) -> str:
        """Resource id and subresource as written."""
        return f'{self.service_resource_id} {self.subresource_target}'

    @property
    def parts(self) -> int:
        """How many aliases there are."""
        return len(self.fqdns)

    def one_line(self, short: bool = False) -> str:
        """The destination in one line, with Spark and aliases.

        Args:
            short: Show the name of the resource instead of its id.
        """
        return _endpoint_line(
            self.service_resource_id, self.subresource_target, self.spark_enabled, self.fqdns, short=short
        )

    def az_ml(self) -> dict[str, Any]:
        """The destination as in an az ml YAML, with fqdns if there are any."""
        fields: dict[str, Any] = {
            'service_resource_id': self.service_resource_id,
            'subresource_target': self.subresource_target,
            'spark_enabled': self.spark_enabled,
        }
        if self.fqdns:
            fields['fqdns'] = list(self.fqdns)
        return fields

    def rest(self) -> dict[str, Any]:
        """The properties of a rule in the REST API, as azure-ai-ml sends them."""
        body = {
            **_body(self.type),
            'destination': {
                'serviceResourceId': self.service_resource_id,
                'subresourceTarget': self.subresource_target,
                'sparkEnabled': self.spark_enabled,
            },
        }
        if self.fqdns:
            body['fqdns'] = list(self.fqdns)
        return body

    def az_options(self) -> Options:
        """The options of `az ml workspace outbound-rule set` with their values, not quoted."""
        return _given(
            ('--type', self.type),
            ('--service-resource-id', self.service_resource_id),
            ('--subresource-target', self.subresource_target),
            ('--spark-enabled', 'true' if self.spark_enabled else ''),
            ('--fqdns', ','.join(self.fqdns)),
        )


class _NotUnderstoodFields(NamedTuple):
    kind: ProblemKind
    """The kind of problem."""
    reason: str
    """Why it was not understood; continues a sentence that starts with the rule and the field."""
    field: str
    """The path of the field inside the rule; empty for the rule as a whole."""
    original: Any
    """The whole rule as read."""
    type: RuleType | None = None
    """The rule type, if it is known."""
    written: Any = None
    """The destination as read; None if the rule has none."""


class NotUnderstood(_Destination, _NotUnderstoodFields):
    """The destination of a rule that hubnet cannot interpret: it counts as reaching nothing."""

    __slots__ = ()
    understood: ClassVar[Literal[False]] = False

    @property
    def compared(self) -> tuple[Any, ...]:
        """The problem, without the content of the rule."""
        return (self.kind, self.reason, self.field, self.type)

    @property
    def is_mistake(self) -> bool:
        """True when the service refuses the rule or it allows nothing; any other such rule may allow something."""
        return self.kind in ('url', 'wildcard', 'not_a_host', 'bad_ports', 'bad_protocol', 'bad_address')

    @property
    def allows(self) -> bool:
        """False: hubnet does not know of anything that the rule allows."""
        return False

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for the same content with the same problem."""
        return ('not_understood', self.kind, self.field, repr(self.original))

    @property
    def label(self) -> str:
        """The destination as read, as a text."""
        shown = self.az_ml()
        return shown if isinstance(shown, str) else str(shown)

    @property
    def parts(self) -> int:
        """0."""
        return 0

    def one_line(self, short: bool = False) -> str:
        """The destination as read, in one line."""
        return value_in_one_line(self.az_ml(), short)

    def az_ml(self) -> Any:
        """The destination as read; what is nested deeply is cut, so that any printer can show it."""
        return _shallow(self.written, _MAX_DEPTH)

    def rest(self) -> dict[str, Any]:
        """Raise ValueError: hubnet writes only what it understands."""
        raise ValueError(self.reason)

    def az_options(self) -> Options:
        """Empty: hubnet recommends writing only what it understands."""
        return ()


Destination = Fqdn | ServiceTag | PrivateEndpoint
RuleDestination = Fqdn | ServiceTag | PrivateEndpoint | NotUnderstood


def value_in_one_line(value: Any, short: bool = False) -> str:
    """A destination as in an az ml YAML or in a JSON result, in one line like `one_line()`.

    Args:
        value: Text or an object with any of the fields of a destination, placeholders included.
        short: Show the name of a resource instead of its id.
    """
    if not isinstance(value, dict):
        return '' if value is None else str(value)
    if 'service_resource_id' in value:
        return _endpoint_line(
            value['service_resource_id'],
            value.get('subresource_target'),
            value.get('spark_enabled'),
            value.get('fqdns'),
            short=short,
        )
    if 'service_tag' in value or 'address_prefixes' in value:
        label = ','.join(_texts(value.get('address_prefixes'))) or value.get('service_tag')
        return _tag_line(label, value.get('protocol'), value.get('port_ranges'), value.get('action'))
    return str(value)


def _tag_line(label: Any, protocol: Any, port_ranges: Any, action: Any) -> str:
    details = ' '.join(str(part) for part in (protocol, port_ranges) if part not in (None, ''))
    if action not in (None, ALLOW):
        details = f'{details}, {action}'
    return f'{label} ({details})'


def _endpoint_line(resource_id: Any, subresource: Any, spark: Any, aliases: Any, *, short: bool) -> str:
    names = _texts(aliases)
    words = [
        _resource_name(str(resource_id)) if short else str(resource_id),
        str(subresource),
        'with Spark' if spark is True else '',
        f'as {", ".join(names)}' if names else '',
    ]
    return ' '.join(filter(None, words))


def _resource_name(resource_id: str) -> str:
    resource = parse_resource_id(resource_id)
    return resource.name if resource else resource_id.rstrip('/').rpartition('/')[2]


def _texts(values: Any) -> list[str]:
    return list(map(str, values)) if isinstance(values, (list, tuple)) else []


def _body(rule_type: RuleType) -> dict[str, Any]:
    return {'type': WIRE_TYPES[rule_type], 'category': USER_DEFINED}


def _given(*options: tuple[str, str]) -> Options:
    return tuple((option, value) for option, value in options if value)


def _shallow(value: Any, depth: int) -> Any:
    """A copy that any printer can walk: input may be nested deeper than Python can recurse."""
    if isinstance(value, (dict, list)) and depth == 0:
        return '…'
    if isinstance(value, dict):
        return {key: _shallow(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_shallow(item, depth - 1) for item in value]
    return value
