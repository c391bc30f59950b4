"""Role assignments and role definitions of Azure, read only.

An assignment is `{"principalId", "scope", "role"}`, with the GUID of the role. `assignedTo` also finds the assignments
of groups at any depth (documented); `atScope()` omits those below the scope (documented).

Of the approver role, the form of one action and the list of target types are known from its article. Assumed: the real
role has exactly these actions. The other roles contain only what tests need.
"""

import re
import uuid
from typing import Any

from . import errors

APPROVER = 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'
OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'
READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
_ASSIGNED_TO = re.compile(r"assignedTo\('([^']+)'\)", re.IGNORECASE)

_APPROVABLE = (
    'Microsoft.ApiManagement/service',
    'Microsoft.Cache/redis',
    'Microsoft.Cache/redisEnterprise',
    'Microsoft.CognitiveServices/accounts',
    'Microsoft.ContainerRegistry/registries',
    'Microsoft.DBforMySQL/flexibleServers',
    'Microsoft.DBforPostgreSQL/flexibleServers',
    'Microsoft.DocumentDB/databaseAccounts',
    'Microsoft.EventHub/namespaces',
    'Microsoft.Insights/privateLinkScopes',
    'Microsoft.KeyVault/vaults',
    'Microsoft.MachineLearningServices/registries',
    'Microsoft.MachineLearningServices/workspaces',
    'Microsoft.Network/applicationGateways',
    'Microsoft.Search/searchServices',
    'Microsoft.Sql/servers',
    'Microsoft.Storage/storageAccounts',
)


def role(name: str, actions, not_actions=()) -> dict[str, Any]:
    """The properties of a role definition."""
    return {
        'roleName': name,
        'type': 'BuiltInRole',
        'assignableScopes': ['/'],
        'permissions': [
            {'actions': list(actions), 'notActions': list(not_actions), 'dataActions': [], 'notDataActions': []}
        ],
    }


BUILT_IN = {
    APPROVER: role(
        'Azure AI Enterprise Network Connection Approver',
        [
            f'{kind}/{what}'
            for kind in _APPROVABLE
            for what in (
                'privateEndpointConnections/read',
                'privateEndpointConnections/write',
                'privateEndpointConnectionsApproval/action',
            )
        ],
    ),
    OWNER: role('Owner', ['*']),
    READER: role('Reader', ['*/read']),
}


def definition(scope: str, guid: str, custom: dict[str, Any]) -> dict[str, Any]:
    """A role definition.

    Args:
        custom: Properties of additional definitions by GUID.

    Raises:
        HttpError: There is none with this GUID.
    """
    properties = custom.get(guid) or BUILT_IN.get(guid)
    if properties is None:
        raise errors.role_not_found(guid)
    return {
        'id': f'{scope}/providers/Microsoft.Authorization/roleDefinitions/{guid}',
        'name': guid,
        'type': 'Microsoft.Authorization/roleDefinitions',
        'properties': properties,
    }


def assignments(
    scope: str, condition: str, known: list[dict[str, str]], groups: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """The assignments at a scope.

    Args:
        condition: The `$filter` of the request.
        known: All assignments.
        groups: Members by the id of the group.
    """
    asked = _ASSIGNED_TO.search(condition)
    principals = _with_groups(asked[1].lower(), groups) if asked else None
    at_scope = 'atscope()' in condition.lower()
    return [
        _body(one)
        for one in known
        if (principals is None or one['principalId'].lower() in principals) and _reaches(one, scope, at_scope)
    ]


def _with_groups(principal: str, groups: dict[str, list[str]]) -> set:
    found, new = set(), {principal}
    while new:
        found |= new
        new = {
            group.lower() for group, members in groups.items() if found & {member.lower() for member in members}
        } - found
    return found


def _reaches(assignment: dict[str, str], scope: str, at_scope: bool) -> bool:
    own, asked = assignment['scope'].rstrip('/').lower(), scope.rstrip('/').lower()
    above = (asked + '/').startswith(own + '/') or own.startswith('/providers/microsoft.management/managementgroups/')
    return above or (not at_scope and own.startswith(asked + '/'))


def _body(one: dict[str, str]) -> dict[str, Any]:
    subscription = re.match(r'/subscriptions/[^/]+', one['scope'], re.IGNORECASE)
    scope = subscription[0] if subscription else ''
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, '/'.join(sorted(one.values()))))
    return {
        'id': f'{one["scope"]}/providers/Microsoft.Authorization/roleAssignments/{name}',
        'name': name,
        'type': 'Microsoft.Authorization/roleAssignments',
        'properties': {
            'principalId': one['principalId'],
            'principalType': 'ServicePrincipal',
            'scope': one['scope'],
            'roleDefinitionId': f'{scope}/providers/Microsoft.Authorization/roleDefinitions/{one["role"]}',
        },
    }
