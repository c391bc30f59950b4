"""Which hub a body describes."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ..documents.fields import enum_value, has_placeholder
from ..facts.roles import HUB, HUB_PROPERTIES
from ..model.resource_ids import parse_resource_id

PROJECT = 'Project'
KINDS = ('Hub', PROJECT, 'Default', 'FeatureStore')


class Identity(NamedTuple):
    """Who a body says the hub is, and the resources that the hub depends on; None where it does not say."""

    id: str | None = None
    name: str | None = None
    kind: str | None = None
    location: str | None = None
    resources: Mapping[str, str | None] = MappingProxyType({})


def identity_of(fields: dict[str, Any]) -> Identity:
    """The identity in the fields of a workspace or a managed network.

    Args:
        fields: By key_of, those in `properties` included.
    """
    hub_id, name = known_text(fields.get('id')), known_text(fields.get('name'))
    if '/managednetworks' in f'{fields.get("id")} {fields.get("type")}'.lower():
        # The V2 body is the network's own; its name is always "default".
        hub_id = re.split('/managednetworks', hub_id, flags=re.IGNORECASE)[0] if hub_id else None
        name = hub_id.rpartition('/')[2] if hub_id else None
    resources: dict[str, str | None] = {}
    for role, key in HUB_PROPERTIES.items():
        value = fields.get(key)
        if isinstance(value, str) and parse_resource_id(value):
            resources[role] = value
        elif value is None and 'storageaccount' in fields:
            resources[role] = None
    if hub_id and parse_resource_id(hub_id):
        resources[HUB] = hub_id
    return Identity(hub_id, name, kind_of(fields), known_text(fields.get('location')), MappingProxyType(resources))


def kind_of(fields: dict[str, Any]) -> str | None:
    """The kind as on the wire, or None."""
    kind = known_text(fields.get('kind'))
    return kind and (enum_value(kind, KINDS) or kind)


def known_text(value: Any) -> str | None:
    """The value if it is a text without placeholders, otherwise None."""
    return value if isinstance(value, str) and value and not has_placeholder(value) else None
