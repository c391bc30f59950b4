"""What a mapping in a document is: a rule, a managed network, a workspace; and who a workspace says it is."""

import re
from types import MappingProxyType
from typing import Any

from ..documents.fields import enum_value, every, fields_of, has_placeholder, key_of, rule_fields
from ..facts.roles import HUB, HUB_PROPERTIES
from ..model.resource_ids import WORKSPACE_TYPE, parse_resource_id

KINDS = ('Hub', 'Project', 'Default', 'FeatureStore')
PROJECT = 'Project'
_WORKSPACE = WORKSPACE_TYPE.lower()

# The second is what the Bicep and Terraform modules of Azure Verified Modules call it.
NETWORK_FIELDS = ('managednetwork', 'managednetworksettings')
# A body with none of these and no managed network is not taken for a workspace.
_WORKSPACE_KEYS = frozenset(
    list(HUB_PROPERTIES.values())
    + [
        'hubresourceid',
        'hubid',
        'applicationinsights',
        'hbiworkspace',
        'workspaceid',
        'mlflowtrackinguri',
        'imagebuildcompute',
        'discoveryurl',
    ]
)
# Jobs, endpoints and changes of a workspace have these too, but then no location.
_COMMON_KEYS = frozenset(('friendlyname', 'displayname', 'publicnetworkaccess'))
# A rule has at least one of these, be it ever so damaged.
_RULE_KEYS = frozenset(('type', 'destination', 'category', 'status'))
# What the schemas of a workspace in az ml YAML are called.
_SCHEMA = re.compile(r'/(?:workspace|hub|project|featurestore)\.', re.IGNORECASE)


class Identity:  # pylint: disable=too-few-public-methods
    """Who a workspace body says it is, and the resources it depends on."""

    def __init__(self, fields: dict[str, Any]):
        self.id = known_text(fields.get('id'))
        self.name = known_text(fields.get('name'))
        self.kind = kind_of(fields)
        self.location = known_text(fields.get('location'))
        if '/managednetworks' in f'{fields.get("id")} {fields.get("type")}'.lower():
            # The V2 body is the network's own; its name is always "default".
            self.id = re.split('/managednetworks', self.id, flags=re.IGNORECASE)[0] if self.id else None
            self.name = self.id.rpartition('/')[2] if self.id else None
        resources: dict[str, str | None] = {}
        for role, key in HUB_PROPERTIES.items():
            value = fields.get(key)
            if isinstance(value, str) and parse_resource_id(value):
                resources[role] = value
            elif value is None and 'storageaccount' in fields:
                resources[role] = None
        if self.id and parse_resource_id(self.id):
            resources[HUB] = self.id
        self.resources = MappingProxyType(resources)


def is_rule(value: Any) -> bool:
    """True for an outbound rule, its fields inside `properties` or not."""
    if not isinstance(value, dict):
        return False
    fields = rule_fields(value)
    return 'destination' in fields and not any(key in fields for key in NETWORK_FIELDS)


def is_rule_map(value: dict) -> bool:
    """True when there is nothing but rules below names; the body of a single rule, all in `properties`, is none."""
    return bool(value) and [key_of(key) for key in value] != ['properties'] and all(map(is_rule, value.values()))


def may_hold_rules(item: Any) -> bool:
    """False for an item of a list that has nothing of a rule, such as a subscription; what is no object may be one."""
    if not isinstance(item, dict) or is_network(item) or is_workspace(item) or any(map(is_rule, item.values())):
        return True
    return not _RULE_KEYS.isdisjoint(rule_fields(item))


def is_network(value: Any) -> bool:
    """True for the body of a managed network."""
    if not isinstance(value, dict):
        return False
    fields = fields_of(value)
    return 'outboundrules' in fields or 'isolationmode' in fields


def is_resource(value: Any) -> bool:
    """True for a mapping that names its ARM type."""
    return isinstance(value, dict) and isinstance(value.get('type'), str) and '/' in value['type']


def is_project(workspace: dict) -> bool:
    """True for a project; an az ml YAML of one may tell only by the hub that it names."""
    inner = workspace.get('properties')
    fields = {**(fields_of(inner) if isinstance(inner, dict) else {}), **fields_of(workspace)}
    if fields.get('kind') is not None:
        return kind_of(fields) == PROJECT
    return any(isinstance(fields.get(key), str) and bool(fields[key]) for key in ('hubid', 'hubresourceid'))


def is_workspace(value: Any) -> bool:
    """True for a workspace or hub, even one without a managed network."""
    if not isinstance(value, dict) or is_rule(value):
        return False
    fields = fields_of(value)
    if is_resource(value) and not value['type'].strip('/').lower().startswith(_WORKSPACE):
        return False
    schema = fields.get('$schema')
    if (
        (isinstance(schema, str) and _SCHEMA.search(schema))
        or _type_of(fields) == _WORKSPACE
        or kind_of(fields) in KINDS
    ):
        return True
    if isinstance(fields.get('properties'), dict):
        fields = {**fields_of(fields['properties']), **fields}
    if 'policyrule' in fields:
        return False
    if any(key in fields for key in NETWORK_FIELDS):
        return True
    return not _is_other(fields) and (
        bool(_WORKSPACE_KEYS & fields.keys()) or ('location' in fields and bool(_COMMON_KEYS & fields.keys()))
    )


def _is_other(fields: dict[str, Any]) -> bool:
    """True for a job, an endpoint and the like, which tell what they are by a schema, a type or an id."""
    return (
        isinstance(fields.get('$schema'), str)
        or isinstance(fields.get('type'), str)
        or _type_of(fields) not in (None, _WORKSPACE)
    )


def networks_of(workspace: dict) -> list[Any]:
    """The managed networks in a workspace body, whatever they are; more than one where a field repeats."""
    places = [workspace] + [inner for inner in every(workspace, 'properties') if isinstance(inner, dict)]
    return [network for key in NETWORK_FIELDS for place in places for network in every(place, key)]


def kind_of(fields: dict[str, Any]) -> str | None:
    """The kind as on the wire, or None."""
    kind = known_text(fields.get('kind'))
    return kind and (enum_value(kind, KINDS) or kind)


def known_text(value: Any) -> str | None:
    """The value if it is a text that says something, else None."""
    return value if isinstance(value, str) and value and not has_placeholder(value) else None


def _type_of(fields: dict[str, Any]) -> str | None:
    """The ARM type in lower case, from `type` or from the id; None where there is neither."""
    if isinstance(fields.get('type'), str) and '/' in fields['type']:
        return str(fields['type']).strip('/').lower()
    resource = parse_resource_id(fields['id']) if isinstance(fields.get('id'), str) else None
    return resource.type.lower() if resource else None
