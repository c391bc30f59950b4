"""May the identity of a hub approve private endpoint connections of a resource?

By its roles: those that it or a group that it is in is assigned at the resource or above (learn.microsoft.com, Azure
RBAC, role-assignments-list-rest: assignedTo is transitive), and the actions that they have now. Deny assignments and
conditions are not looked at. Version: azure-mgmt-authorization 5.0.0b2.
"""

import re
from urllib.parse import quote

from ...core.model.live_facts import Unknown
from ...core.model.resource_ids import parse_resource_id
from .questions import fields, path_of, rows, texts

API_VERSION = '2022-04-01'
# Of role assignments; one identity seldom has more than a handful at one place.
MOST_PAGES = 3
MOST_ROLES = 40
_TOO_MANY_ROLES = Unknown(f'The hub has more than {MOST_ROLES} roles there; hubnet did not read all of them.')


def principals(body):
    """The object ids of the identities that a workspace acts as, or Unknown.

    body: of the workspace. Where a user-assigned identity is its primary one, it acts as that.
    """
    assigned = fields(body, 'identity', 'userAssignedIdentities')
    by_id = (
        {key.lower(): fields(value, 'principalId') for key, value in assigned.items()}
        if isinstance(assigned, dict)
        else {}
    )
    primary = str(fields(body, 'properties', 'primaryUserAssignedIdentity') or '').lower()
    found = [by_id[primary]] if primary in by_id else [fields(body, 'identity', 'principalId'), *by_id.values()]
    return tuple(dict.fromkeys(texts(found))) or Unknown('The workspace does not say which identity it has.')


def assigned_roles(questions, resource_id, principal):
    """The ids of the role definitions that a principal is assigned at a resource or above, or Unknown."""
    what = f'The list of role assignments on {parse_resource_id(resource_id).name}'
    condition = quote(f"atScope() and assignedTo('{principal}')")
    path = f'{path_of(resource_id)}/providers/Microsoft.Authorization/roleAssignments?$filter={condition}'
    version = API_VERSION
    found = []
    for _ in range(MOST_PAGES):
        page = questions.get(path, version, what)
        if isinstance(page, Unknown):
            return page
        found += texts(fields(row, 'properties', 'roleDefinitionId') for row in rows(page.get('value')))
        path, version = page.get('nextLink'), None
        if not path or not isinstance(path, str):
            return tuple(dict.fromkeys(found))
    return Unknown(f'{what} has more than {MOST_PAGES} pages; hubnet did not read all of them.')


def role_permissions(questions, role_id):
    """The permissions of a role definition, as on the wire, or Unknown."""
    body = questions.get(path_of(role_id), API_VERSION, f'The role definition {role_id.rpartition("/")[2]}')
    return body if isinstance(body, Unknown) else rows(fields(body, 'properties', 'permissions'))


def may_approve(resource_id, assigned, permissions):
    """Whether one of the roles allows it; Unknown where none does of which that could be read, and not all could.

    assigned: role ids or Unknown, for each principal. permissions: lists or Unknown, by role id.
    """
    action = f'{parse_resource_id(resource_id).type}/privateEndpointConnectionsApproval/action'
    unknown = [roles for roles in assigned if isinstance(roles, Unknown)]
    for role in (role for roles in assigned if not isinstance(roles, Unknown) for role in roles):
        granted = permissions.get(role, _TOO_MANY_ROLES)
        if isinstance(granted, Unknown):
            unknown.append(granted)
        elif any(_allows(one, action) for one in granted):
            return True
    return unknown[0] if unknown else False


def _allows(permission, action):
    return _names(permission.get('actions'), action) and not _names(permission.get('notActions'), action)


def _names(patterns, action):
    """Whether one of the patterns, in which * stands for anything, is for the action."""
    return any(
        re.fullmatch('.*'.join(map(re.escape, pattern.split('*'))), action, re.IGNORECASE)
        for pattern in texts(patterns if isinstance(patterns, list) else ())
    )
