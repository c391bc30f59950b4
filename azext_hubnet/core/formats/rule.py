"""One raw outbound rule, as any of the clients writes it, into a Rule."""

import json
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any, NamedTuple

from ..documents.fields import (
    Body,
    describe,
    enum_value,
    fields_of,
    has_placeholder,
    key_of,
    quoted,
    repeated_fields,
    unknown_fields,
)
from ..model import hosts, ports
from ..model.destinations import (
    ACTIONS,
    ALLOW,
    ANY,
    DESTINATION_FIELDS,
    PROTOCOLS,
    USER_DEFINED,
    WIRE_TYPES,
    Destination,
    Fqdn,
    NotUnderstood,
    PortRanges,
    PrivateEndpoint,
    ProblemKind,
    RuleDestination,
    RuleType,
    ServiceTag,
)
from ..model.hub import CATEGORIES, STATUSES, Oddity, Rule
from ..model.resource_ids import parse_resource_id

# Far more hosts, ports, address ranges or aliases than any rule has; a rule with more is not understood.
MAX_PARTS = 200_000
# Far more characters than a host name or a URL has.
_MAX_HOST_TEXT = 2000
# Characters of an error that is not text.
_MAX_ERROR = 5000
_TYPES = {key_of(name): name for name in WIRE_TYPES}

# presets and note are hubnet's own, so that what `rule list` prints can be read again.
_RULE_KEYS = frozenset(
    map(
        key_of,
        (
            'type',
            'destination',
            'category',
            'status',
            'error_information',
            'error',
            'parent_rule_names',
            'parents',
            'fqdns',
            'name',
            'id',
            'properties',
            'system_data',
            'provisioning_state',
            'etag',
            'api_version',
            'depends_on',
            'presets',
            'note',
        ),
    )
)
_NAMED_PROTOCOLS = tuple(name for name in PROTOCOLS if name != ANY)
_DESTINATION_KEYS = {name: frozenset(map(key_of, fields)) for name, fields in DESTINATION_FIELDS.items()}

_FLAGS = {'true': True, '1': True, 'yes': True, 'false': False, '0': False, 'no': False}


class _Problem(Exception):
    """The rule cannot be understood: in which field and why."""

    def __init__(self, kind: ProblemKind, field: str, reason: str):
        super().__init__(reason)
        self.kind = kind
        self.field = field
        self.reason = reason


class _Reading(NamedTuple):
    """One rule being read, and what was odd so far."""

    name: str | None
    oddities: list[Oddity]

    def note(self, field: str | None, message: str) -> None:
        self.oddities.append(Oddity(message, self.name, field))


# A workspace may have these; what has one is not a rule, whatever else is in it.
NETWORK_FIELDS = ('managednetwork', 'managednetworksettings')


def is_rule(value: Any) -> bool:
    """True for the mapping of an outbound rule, its fields inside `properties` or not."""
    body = Body.of(value)
    if body is None:
        return False
    fields = body.rule_fields
    return 'destination' in fields and not any(key in fields for key in NETWORK_FIELDS)


def is_rule_map(value: dict[str, Any]) -> bool:
    """True for nothing but rules below names. The body of a single rule, all in `properties`, is not one."""
    if len(value) == 1 and key_of(next(iter(value))) == 'properties':
        return False
    return bool(value) and all(map(is_rule, value.values()))


def parse_destination(type_name: Any, raw: Any) -> RuleDestination:
    """The destination of a rule of the given type.

    Args:
        type_name: The rule type, in any spelling.
        raw: The destination as in an az ml YAML: text for an FQDN, a mapping for the others.
    """
    return parse_rule(None, {'type': type_name, 'destination': raw})[0].destination


def parse_rule(name: str | None, raw: Any) -> tuple[Rule, list[Oddity]]:
    """The rule that raw describes, and what was odd about it.

    Never raises: what cannot be understood becomes a Rule whose destination is NotUnderstood.

    Args:
        name: The name that the input gives the rule.
        raw: A rule as in an az ml YAML, as az ml prints it, or as the REST API has it, inside `properties` or not; or
            the Body of such a mapping.
    """
    reading = _Reading(name, [])
    type_name: RuleType | None = None
    fields: dict[str, Any] = {}
    try:
        fields = _unwrap(reading, raw)
        type_name = _type(reading, fields)
        destination: RuleDestination = _READERS[type_name](reading, fields)
    except _Problem as ex:
        original = raw.raw if isinstance(raw, Body) else raw
        destination = NotUnderstood(ex.kind, ex.reason, ex.field, original, type_name, written_destination(raw))
        reading.note(ex.field, ex.reason)
    return Rule(
        name=name,
        destination=destination,
        category=_category(reading, fields),
        status=_status(reading, fields),
        error=_error_text(fields),
        parents=_names(fields.get('parentrulenames') or fields.get('parents')),
    ), reading.oddities


def written_destination(raw: Any) -> Any:
    """The destination in what was given for a rule, as written; all of it where that is not a rule at all."""
    body = Body.of(raw)
    return raw if body is None else body.rule_fields.get('destination')


def _unwrap(reading: _Reading, raw: Any) -> dict[str, Any]:
    if raw is None:
        raise _Problem('null', '', 'the rule is null; az ml prints null for a rule type that it does not know')
    body = Body.of(raw)
    if body is None:
        raise _Problem('wrong_type', '', f'a rule belongs here, not {describe(raw)}')
    _note_keys(reading, body.raw, '', _RULE_KEYS)
    properties = body.fields.get('properties')
    if properties is None:
        return body.fields
    if body.inner is None:
        raise _Problem('wrong_type', 'properties', f'properties is {describe(properties)}, not an object')
    _note_keys(reading, body.inner.raw, 'properties', _RULE_KEYS)
    if body.fields.get('destination') is not None:
        reading.note('destination', 'is next to properties, which has the rule; it was not read')
    return body.inner.fields


def _note_keys(reading: _Reading, mapping: dict[str, Any], path: str, known: frozenset[str]) -> None:
    repeated, unknown = repeated_fields(mapping), unknown_fields(mapping, known)
    for key in repeated.shown:
        reading.note(_join(path, key), 'appears more than once; the last one counts')
    if repeated.more:
        reading.note(path or None, f'{repeated.more} more fields appear more than once; the last one counts')
    for key in unknown.shown:
        reading.note(_join(path, key), 'is not a field of an outbound rule and was not read')
    if unknown.more:
        reading.note(path or None, f'{unknown.more} more fields are not fields of an outbound rule and were not read')


def _type(reading: _Reading, fields: dict[str, Any]) -> RuleType:
    value = fields.get('type')
    if value is None:
        raise _Problem('missing', 'type', 'is missing; write fqdn, service_tag or private_endpoint')
    if not isinstance(value, str):
        raise _Problem(
            'wrong_type', 'type', f'the type is {describe(value)}; write fqdn, service_tag or private_endpoint'
        )
    name = _TYPES.get(key_of(value.strip().rpartition('.')[2]))
    if name is None:
        raise _Problem(
            'unknown_type', 'type', f'{quoted(value)} is not a rule type; write fqdn, service_tag or private_endpoint'
        )
    if value not in (name, WIRE_TYPES[name], name.upper()):
        reading.note('type', f"'{value}' was read as {name}")
    if name != PrivateEndpoint.type and fields.get('fqdns') not in (None, [], ''):
        reading.note('fqdns', f'is not a field of a rule of type {name} and was not read')
    return name


def _fqdn(reading: _Reading, fields: dict[str, Any]) -> Fqdn:
    text = _text(fields.get('destination'), 'destination', 'write one host name, or several with commas')
    parts = _split(text, 'destination')
    if '' in parts:
        reading.note('destination', f'{quoted(text)} has an empty name between commas')
    found = [_host(part) for part in parts if part]
    if not found:
        raise _Problem('missing', 'destination', 'does not name a host')
    return Fqdn(tuple(found), text)


def _host(text: str) -> str:
    if len(text) > _MAX_HOST_TEXT:
        raise _Problem('not_a_host', 'destination', f'{quoted(text)} is not a host name')
    try:
        return hosts.normalise(text)
    except hosts.HostError as ex:
        raise _Problem(ex.kind, 'destination', ex.reason) from ex


def _service_tag(reading: _Reading, fields: dict[str, Any]) -> ServiceTag:
    inner = _object(reading, fields, ServiceTag.type, 'service_tag, protocol and port_ranges')
    prefixes = _prefixes(inner.get('addressprefixes'))
    tag = inner.get('servicetag')
    if tag in (None, '') and prefixes:
        tag = None
        reading.note(
            'destination.service_tag',
            'is missing; the service ignores it where there are address prefixes, but az ml requires it',
        )
    else:
        tag = _text(tag, 'destination.service_tag', 'write a service tag such as DataFactory')
    protocol = _text(inner.get('protocol'), 'destination.protocol', 'write TCP, UDP, ICMP or *')
    known = ANY if protocol.lower() in (ANY, 'any') else enum_value(protocol, _NAMED_PROTOCOLS)
    if known is None:
        raise _Problem(
            'bad_protocol', 'destination.protocol', f'{quoted(protocol)} is not a protocol; write TCP, UDP, ICMP or *'
        )
    text, ranges = _port_ranges(reading, inner.get('portranges'))
    return ServiceTag(tag, known, ranges, text, prefixes, _action(inner.get('action')))


def _port_ranges(reading: _Reading, value: Any) -> tuple[str, PortRanges]:
    field = 'destination.port_ranges'
    if isinstance(value, list) and all(map(_is_port_item, value)):
        _refuse_too_many(len(value), field)
        reading.note(field, 'is a list; write one text such as "80, 443"')
        value = ', '.join(map(str, value))
    elif _is_port_item(value):
        value = str(value)
    text = _text(value, field, 'write ports such as "80, 443", a range such as "8080-8089", or *')
    _refuse_too_many(text.count(',') + 1, field)
    try:
        return text, ports.parse(text)
    except ValueError as ex:
        raise _Problem('bad_ports', field, str(ex)) from ex


def _is_port_item(value: Any) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _prefixes(value: Any) -> tuple[str, ...]:
    field = 'destination.address_prefixes'
    if isinstance(value, str):
        value = [part for part in _split(value, field) if part]
    if value is None:
        return ()
    _refuse_other_than_texts(value, field, 'address ranges')
    for item in value:
        _refuse_placeholder(item, field)
        try:
            ip_network(item.strip(), strict=False)
        except ValueError as ex:
            raise _Problem('bad_address', field, f'{quoted(item)} is not an address range such as 10.0.0.0/24') from ex
    return tuple(item.strip() for item in value)


def _action(value: Any) -> str:
    if value is None:
        return ALLOW
    known = enum_value(value, ACTIONS) if isinstance(value, str) else None
    if known is None:
        raise _Problem('wrong_type', 'destination.action', f'is {describe(value)}; write Allow or Deny')
    return known


def _private_endpoint(reading: _Reading, fields: dict[str, Any]) -> PrivateEndpoint:
    inner = _object(reading, fields, PrivateEndpoint.type, 'service_resource_id and subresource_target')
    resource = _text(
        inner.get('serviceresourceid'), 'destination.service_resource_id', 'write the full resource id of the target'
    )
    if parse_resource_id(resource) is None:
        raise _Problem(
            'bad_resource_id',
            'destination.service_resource_id',
            f'{quoted(resource)} is not a resource id such as /subscriptions/…/resourceGroups/…/providers/…',
        )
    subresource = _text(
        inner.get('subresourcetarget'), 'destination.subresource_target', 'write a subresource such as blob'
    )
    aliases = fields.get('fqdns') if fields.get('fqdns') is not None else inner.get('fqdns')
    return PrivateEndpoint(resource, subresource, _flag(reading, inner.get('sparkenabled')), _aliases(aliases))


def _flag(reading: _Reading, value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    field = 'destination.spark_enabled'
    known = _FLAGS.get(str(value).strip().lower()) if isinstance(value, (str, int)) else None
    if known is None:
        raise _Problem('wrong_type', field, f'is {describe(value)}; write true or false')
    reading.note(field, f'is {describe(value)}; it was read as {str(known).lower()}')
    return known


def _aliases(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        value = [part for part in _split(value, 'fqdns') if part]
    _refuse_other_than_texts(value, 'fqdns', 'host names')
    for item in value:
        _refuse_placeholder(item, 'fqdns')
    return tuple(value)


def _object(reading: _Reading, fields: dict[str, Any], type_name: RuleType, members: str) -> dict[str, Any]:
    value = fields.get('destination')
    if value is None:
        raise _Problem('missing', 'destination', f'is missing; write {members}')
    if not isinstance(value, dict):
        raise _Problem(
            'wrong_type', 'destination', f'is {describe(value)}, but a {type_name} rule takes an object with {members}'
        )
    _note_keys(reading, value, 'destination', _DESTINATION_KEYS[type_name])
    return fields_of(value)


def _text(value: Any, field: str, wanted: str) -> str:
    if value is None or value == '':
        raise _Problem('missing', field, f'is missing; {wanted}')
    if not isinstance(value, str):
        raise _Problem('wrong_type', field, f'is {describe(value)}; {wanted}')
    text = value.strip()
    if not text:
        raise _Problem('missing', field, f'is blank; {wanted}')
    _refuse_placeholder(text, field)
    return text


def _refuse_other_than_texts(value: Any, field: str, what: str) -> None:
    if not isinstance(value, list):
        raise _Problem('wrong_type', field, f'is {describe(value)}, not a list of {what}')
    _refuse_too_many(len(value), field)
    for item in value:
        if not isinstance(item, str):
            raise _Problem('wrong_type', field, f'contains {describe(item)}, not only {what}')


def _split(text: str, field: str) -> list[str]:
    _refuse_too_many(text.count(',') + 1, field)
    return [part.strip() for part in text.split(',')]


def _refuse_too_many(count: int, field: str) -> None:
    if count > MAX_PARTS:
        raise _Problem('too_many', field, f'holds {count:,} parts; hubnet reads up to {MAX_PARTS:,} in a rule')


def _refuse_placeholder(text: str, field: str) -> None:
    if has_placeholder(text):
        raise _Problem('placeholder', field, f'{quoted(text)} contains an unresolved placeholder')


def _category(reading: _Reading, fields: dict[str, Any]) -> str:
    return _enum(reading, fields, 'category', CATEGORIES) or USER_DEFINED


def _status(reading: _Reading, fields: dict[str, Any]) -> str | None:
    return _enum(reading, fields, 'status', STATUSES)


def _enum(reading: _Reading, fields: dict[str, Any], field: str, known: tuple[str, ...]) -> str | None:
    value = fields.get(field)
    if value is None or value == '':
        return None
    member = enum_value(value, known) if isinstance(value, str) else None
    if member is None:
        reading.note(field, f'is {describe(value)}, not one of {", ".join(known)}')
        return value if isinstance(value, str) else str(value)
    return member


def _error_text(fields: dict[str, Any]) -> str | None:
    value = fields.get('errorinformation')
    if value is None:
        value = fields.get('error')
    if value is None or value == '' or value == {}:
        return None
    if isinstance(value, dict):
        value = fields_of(value).get('message') or value
    return value if isinstance(value, str) else _as_json(value)


def _as_json(value: Any) -> str:
    """The value as JSON, its end left out where it is very long."""
    text = ''
    for part in json.JSONEncoder(default=str).iterencode(value):
        text += part
        if len(text) > _MAX_ERROR:
            return text[:_MAX_ERROR] + '…'
    return text


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _join(path: str, key: str) -> str:
    return f'{path}.{key}' if path else key


_READERS: dict[RuleType, Callable[[_Reading, dict[str, Any]], Destination]] = {
    Fqdn.type: _fqdn,
    ServiceTag.type: _service_tag,
    PrivateEndpoint.type: _private_endpoint,
}
