"""Which subnets a resource lets in by service endpoint.

The fields and the versions: generated types of Azure/bicep-types-az (types.md of each version, at b9ac540f, 9296b3ef,
31f60c49 and 00e6e944).
"""

from typing import NamedTuple

from ...core.model.live_facts import Unknown
from ...core.model.resource_ids import STORAGE_TYPE, parse_resource_id
from .questions import fields, path_of, rows, texts


class _Place(NamedTuple):
    api_version: str
    path: tuple[str, ...]


_ACLS = ('properties', 'networkAcls', 'virtualNetworkRules')
_PLACES = {
    STORAGE_TYPE.lower(): _Place('2023-01-01', _ACLS),
    'microsoft.keyvault/vaults': _Place('2023-07-01', _ACLS),
    'microsoft.cognitiveservices/accounts': _Place('2023-05-01', _ACLS),
    'microsoft.documentdb/databaseaccounts': _Place('2024-05-15', ('properties', 'virtualNetworkRules')),
}


def admitted_subnets(questions, resource_id):
    """The ids of the subnets, or Unknown. resource_id: of a resource."""
    resource = parse_resource_id(resource_id)
    place = _PLACES.get(resource.type.lower())
    if place is None:
        return Unknown(f'hubnet does not know how to ask {resource.type} for its service endpoints.')
    body = questions.get(path_of(resource_id), place.api_version, resource.name)
    if isinstance(body, Unknown):
        return body
    return texts(row.get('id') for row in rows(fields(body, *place.path)))
