"""Values of the core in the spelling that users see: JSON contracts, and rules as an az ml YAML has them."""

from typing import TYPE_CHECKING, Any

from ..documents.fields import rule_fields
from ..model.destinations import Destination, Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag
from ..model.hub import Hub, Rule

if TYPE_CHECKING:
    from ..contract.hub import HubJson, ListedRuleJson

_MAX_DEPTH = 8


def destination(value: Destination | NotUnderstood) -> Any:
    """A destination as in an az ml YAML: text for an FQDN, an object for the others, the original if not understood.

    An object has address_prefixes, action and fqdns only where the rule has any to say.
    """
    if isinstance(value, Fqdn):
        return value.text
    if isinstance(value, ServiceTag):
        fields: dict[str, Any] = {
            'service_tag': value.service_tag,
            'protocol': value.protocol,
            'port_ranges': value.port_ranges,
        }
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


def rule(name: str, value: Destination) -> dict[str, Any]:
    """A whole rule as an item of `outbound_rules` in an az ml YAML, which has a private endpoint's aliases outside."""
    fields: dict[str, Any] = {'name': name, 'type': value.type, 'destination': destination(value)}
    if isinstance(value, PrivateEndpoint) and value.fqdns:
        fields['destination'] = _endpoint(value)
        fields['fqdns'] = list(value.fqdns)
    return fields


def hub(value: Hub) -> 'HubJson':
    """The `hub` of the contracts."""
    return {
        'id': value.id,
        'name': value.name,
        'kind': value.kind,
        'isolationMode': value.isolation_mode,
        'firewallSku': value.firewall_sku,
        'networkStatus': value.network_status,
    }


def listed_rule(value: Rule, presets: list[str], note: str | None) -> 'ListedRuleJson':
    """An item of `rule list`."""
    return {
        'name': value.name,
        'type': value.destination.type,
        'destination': destination(value.destination),
        'category': value.category,
        'status': value.status,
        'error': value.error,
        'parents': list(value.parents),
        'presets': presets,
        'note': note,
    }


def _endpoint(value: PrivateEndpoint) -> dict[str, Any]:
    return {
        'service_resource_id': value.service_resource_id,
        'subresource_target': value.subresource_target,
        'spark_enabled': value.spark_enabled,
    }


def _shallow(value: Any, depth: int) -> Any:
    """A copy that any printer can walk: input may be nested deeper than Python can recurse."""
    if isinstance(value, (dict, list)) and depth == 0:
        return '…'
    if isinstance(value, dict):
        return {key: _shallow(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_shallow(item, depth - 1) for item in value]
    return value
