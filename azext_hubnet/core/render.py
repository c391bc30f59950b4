"""Values of the core in the spelling that users see: JSON contracts, and rules as an az ml YAML has them."""

from typing import Any, Dict, Optional, Union

from .preset import Entry, PresetRevision
from .rules import Destination, Fqdn, Hub, NotUnderstood, PrivateEndpoint, Rule, ServiceTag
from .spelling import rule_fields

_MAX_DEPTH = 8


def destination(value: Union[Destination, NotUnderstood]) -> Any:
    """A destination as in an az ml YAML: text for an FQDN, an object for the others, the original if not understood.

    An object has address_prefixes, action and fqdns only where the rule has any to say.
    """
    if isinstance(value, Fqdn):
        return value.text
    if isinstance(value, ServiceTag):
        fields: Dict[str, Any] = {'service_tag': value.service_tag, 'protocol': value.protocol,
                                  'port_ranges': value.port_ranges}
        if value.address_prefixes:
            fields['address_prefixes'] = list(value.address_prefixes)
        if not value.allows:
            fields['action'] = value.action
        return fields
    if isinstance(value, PrivateEndpoint):
        fields = _endpoint(value)
        if value.fqdns:
            fields['fqdns'] = list(value.fqdns)
        return fields
    raw = value.original
    return _shallow(rule_fields(raw).get('destination') if isinstance(raw, dict) else raw, _MAX_DEPTH)


def rule(name: str, value: Destination) -> Dict[str, Any]:
    """A whole rule as an item of `outbound_rules` in an az ml YAML, which has a private endpoint's aliases outside."""
    fields: Dict[str, Any] = {'name': name, 'type': value.type, 'destination': destination(value)}
    if isinstance(value, PrivateEndpoint) and value.fqdns:
        fields['destination'] = _endpoint(value)
        fields['fqdns'] = list(value.fqdns)
    return fields


def hub(value: Hub) -> Dict[str, Any]:
    """The `hub` of the contracts."""
    return {'id': value.id, 'name': value.name, 'kind': value.kind, 'isolationMode': value.isolation_mode,
            'firewallSku': value.firewall_sku, 'networkStatus': value.network_status}


def listed_preset(value: PresetRevision) -> Dict[str, Any]:
    """An item of `preset list`."""
    return {'name': value.name, 'title': value.title, 'appliesTo': list(value.applies_to), 'asOf': value.as_of,
            'entries': len(value.entries), 'source': value.source}


def preset_revision(value: PresetRevision) -> Dict[str, Any]:
    """The contract of `preset show`; what cannot be a rule, and what became of an entry, are notes."""
    notes = list(value.notes)
    for entry in value.entries:
        if entry.warning:
            notes.append(f'{_spoken(entry)}: {entry.warning}')
        if entry.replaced_by:
            notes.append(f'{_spoken(entry)}: replaced by {entry.replaced_by}'
                         + (f' from {entry.until} on' if entry.until else ''))
    return {'name': value.name, 'title': value.title, 'description': value.description, 'asOf': value.as_of,
            'source': value.source, 'entries': [_preset_entry(entry) for entry in value.entries], 'notes': notes}


def _spoken(entry: Entry) -> str:
    if isinstance(entry.destination, str):
        return entry.destination
    return ' '.join(value for value in entry.destination.values() if isinstance(value, str))


def _preset_entry(entry: Entry) -> Dict[str, Any]:
    purpose = f'{entry.purpose} (optional: {entry.condition})' if entry.optional else entry.purpose
    return {'type': entry.type, 'destination': entry.destination, 'purpose': purpose, 'optional': entry.optional,
            'since': entry.since, 'until': entry.until, 'source': entry.source}


def listed_rule(value: Rule, presets: list, note: Optional[str]) -> Dict[str, Any]:
    """An item of `rule list`."""
    return {'name': value.name, 'type': value.destination.type, 'destination': destination(value.destination),
            'category': value.category, 'status': value.status, 'error': value.error,
            'parents': list(value.parents), 'presets': presets, 'note': note}


def _endpoint(value: PrivateEndpoint) -> Dict[str, Any]:
    return {'service_resource_id': value.service_resource_id, 'subresource_target': value.subresource_target,
            'spark_enabled': value.spark_enabled}


def _shallow(value: Any, depth: int) -> Any:
    """A copy that any printer can walk: input may be nested deeper than Python can recurse."""
    if isinstance(value, (dict, list)) and depth == 0:
        return '…'
    if isinstance(value, dict):
        return {key: _shallow(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_shallow(item, depth - 1) for item in value]
    return value
