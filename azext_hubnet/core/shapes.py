"""What a mapping in a document is: a rule, a managed network, a workspace; and who a workspace says it is."""

from types import MappingProxyType
from typing import Any, Dict, Optional

from . import arm_template
from .private_endpoints import parse_resource_id
from .spelling import enum_value, fields_of

KINDS = ('Hub', 'Project', 'Default', 'FeatureStore')
PROJECT = 'Project'

# The second is what the Bicep and Terraform modules of Azure Verified Modules call it.
_NETWORK_FIELDS = ('managednetwork', 'managednetworksettings')
_DEPENDENCIES = {'storage': 'storageaccount', 'key_vault': 'keyvault', 'container_registry': 'containerregistry'}
# A body with none of these and no managed network is not taken for a workspace.
_WORKSPACE_KEYS = frozenset(list(_DEPENDENCIES.values()) + [
    'hubresourceid', 'hubid', 'applicationinsights', 'friendlyname', 'displayname', 'publicnetworkaccess',
    'hbiworkspace', 'workspaceid', 'mlflowtrackinguri', 'imagebuildcompute', 'discoveryurl'])


class Identity:
    """Who a workspace body says it is, and the resources it depends on."""

    def __init__(self, fields: Dict[str, Any]):
        self.id = text_of(fields.get('id'))
        self.name = text_of(fields.get('name'))
        if self.id and '/managednetworks' in self.id.lower():
            # The V2 body is the network's own; its name is always "default".
            self.id = self.id[:self.id.lower().index('/managednetworks')]
            self.name = self.id.rpartition('/')[2]
        resources: Dict[str, Optional[str]] = {}
        for role, key in _DEPENDENCIES.items():
            value = fields.get(key)
            if isinstance(value, str) and parse_resource_id(value):
                resources[role] = value
            elif value is None and 'storageaccount' in fields:
                resources[role] = None
        if self.id and parse_resource_id(self.id):
            resources['hub'] = self.id
        self.resources = MappingProxyType(resources)


def is_rule(fields: Dict[str, Any]) -> bool:
    """True for an outbound rule, its fields inside `properties` or not."""
    if isinstance(fields.get('properties'), dict):
        fields = fields_of(fields['properties'])
    return 'destination' in fields and not any(key in fields for key in _NETWORK_FIELDS)


def is_network(fields: Dict[str, Any]) -> bool:
    """True for the body of a managed network."""
    return 'outboundrules' in fields or 'isolationmode' in fields


def is_workspace(fields: Dict[str, Any]) -> bool:
    """True for a workspace or hub, even one without a managed network."""
    if any(key in fields for key in _NETWORK_FIELDS):
        return True
    schema = fields.get('$schema')
    if isinstance(schema, str) and ('/workspace.' in schema or '/hub.' in schema):
        return True
    if type_of(fields) == arm_template.WORKSPACE or kind_of(fields) in KINDS:
        return True
    inner = fields.get('properties')
    if isinstance(inner, dict):
        inner = fields_of(inner)
        return any(key in inner for key in _NETWORK_FIELDS) or bool(_WORKSPACE_KEYS & inner.keys())
    return bool(_WORKSPACE_KEYS & fields.keys())


def type_of(fields: Dict[str, Any]) -> Optional[str]:
    """The ARM type in lower case, from `type` or from the id; None where there is neither."""
    if isinstance(fields.get('type'), str) and '/' in fields['type']:
        return fields['type'].strip('/').lower()
    resource = parse_resource_id(fields['id']) if isinstance(fields.get('id'), str) else None
    return resource.type.lower() if resource else None


def network_of(fields: Dict[str, Any]) -> Any:
    """The managed network in a workspace body, whatever it is; None where there is none."""
    places = [fields]
    if isinstance(fields.get('properties'), dict):
        places.append(fields_of(fields['properties']))
    return next((place[key] for place in places for key in _NETWORK_FIELDS if place.get(key) is not None), None)


def kind_of(fields: Dict[str, Any]) -> Optional[str]:
    """The kind as on the wire, or None."""
    kind = fields.get('kind')
    return (enum_value(kind, KINDS) or kind) if isinstance(kind, str) else None


def text_of(value: Any) -> Optional[str]:
    """The value if it is a text with something in it, else None."""
    return value if isinstance(value, str) and value else None


def without_none(fields: Dict[str, Any]) -> Dict[str, Any]:
    """The fields that say something."""
    return {key: value for key, value in fields.items() if value is not None}
