"""Values of the core as users see them: in JSON contracts, and rules as in an az ml YAML."""

from typing import TYPE_CHECKING, cast

from ..model.destinations import Destination
from ..model.hub import Hub, Rule

if TYPE_CHECKING:
    from ..contract.hub import DestinationJson, HubJson, ListedRuleJson, OutboundRuleJson


def rule(name: str, value: Destination) -> 'OutboundRuleJson':
    """A rule as an item of `outbound_rules` in an az ml YAML, where aliases are outside the destination."""
    destination = value.az_ml()
    fields: OutboundRuleJson = {
        'name': name,
        'type': value.type,
        'destination': cast('DestinationJson', destination),
    }
    if isinstance(destination, dict) and 'fqdns' in destination:
        fields['fqdns'] = destination.pop('fqdns')
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
        'destination': value.destination.az_ml(),
        'category': value.category,
        'status': value.status,
        'error': value.error,
        'parents': list(value.parents),
        'presets': presets,
        'note': note,
    }
