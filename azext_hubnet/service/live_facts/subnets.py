"""The subnets that a resource allows by service endpoint.

Source: fields and versions are in the generated types of Azure/bicep-types-az (types.md of each version, at b9ac540f,
9296b3ef, 31f60c49 and 00e6e944).
"""

from typing import NamedTuple

from ...core.model.live_facts import Unknown
from ...core.model.resource_ids import STORAGE_TYPE
from .client import FactClient, Target, field_at, objects_in, path_of, texts_in


class _Field(NamedTuple):
    """Where a resource type has its rules for subnets."""

    api_version: str
    path: tuple[str, ...]


_ACLS = ('properties', 'networkAcls', 'virtualNetworkRules')
_FIELDS = {
    STORAGE_TYPE.lower(): _Field('2023-01-01', _ACLS),
    'microsoft.keyvault/vaults': _Field('2023-07-01', _ACLS),
    'microsoft.cognitiveservices/accounts': _Field('2023-05-01', _ACLS),
    'microsoft.documentdb/databaseaccounts': _Field('2024-05-15', ('properties', 'virtualNetworkRules')),
}


def service_endpoint_subnets(client: FactClient, target: Target) -> tuple[str, ...] | Unknown:
    """The ids of the subnets that a resource allows by service endpoint, or Unknown."""
    field = _FIELDS.get(target.type.lower())
    if field is None:
        return Unknown(f'hubnet cannot read the service endpoints of {target.type}.')
    body = client.get(path_of(target.id), field.api_version, target.name)
    if isinstance(body, Unknown):
        return body
    return texts_in(row.get('id') for row in objects_in(field_at(body, *field.path)))
