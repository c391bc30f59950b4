"""Whether the identity of a hub may approve private endpoint connections of a resource.

This depends on the roles that are assigned to it, or to a group that it belongs to, at the resource or above, and on
the current actions of these roles. Deny assignments and conditions are not considered.

Source: assignedTo is transitive (learn.microsoft.com, Azure RBAC, role-assignments-list-rest). Version:
azure-mgmt-authorization 5.0.0b2.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from ...core.model.live_facts import Unknown
from .client import FactClient, Target, field_at, objects_in, path_of, texts_in

API_VERSION: Final = '2022-04-01'
# Pages of role assignments; an identity rarely has more than a few for one resource.
MOST_PAGES: Final = 3
MOST_ROLES: Final = 40
_TOO_MANY_ROLES = Unknown(f'The hub has more than {MOST_ROLES} roles for the target; hubnet did not read all of them.')


def identities_of(body: dict[str, Any]) -> tuple[str, ...] | Unknown:
    """The object ids of the identities that a workspace uses, or Unknown.

    If one of its user-assigned identities is the primary one, it uses only that one.

    Args:
        body: The body of the workspace.
    """
    assigned = field_at(body, 'identity', 'userAssignedIdentities')
    by_id: dict[str, Any] = {}
    if isinstance(assigned, dict):
        by_id = {key.lower(): field_at(value, 'principalId') for key, value in assigned.items()}
    primary = str(field_at(body, 'properties', 'primaryUserAssignedIdentity') or '').lower()
    found = [by_id[primary]] if primary in by_id else [field_at(body, 'identity', 'principalId'), *by_id.values()]
    return tuple(dict.fromkeys(texts_in(found))) or Unknown('The workspace does not say which identity it has.')


def assigned_roles(client: FactClient, target: Target, identity: str) -> tuple[str, ...] | Unknown:
    """The ids of the role definitions assigned to an identity at a resource or above, or Unknown."""
    what = f'The list of role assignments on {target.name}'
    condition = quote(f"atScope() and assignedTo('{identity}')")
    path = f'{path_of(target.id)}/providers/Microsoft.Authorization/roleAssignments?$filter={condition}'
    version: str | None = API_VERSION
    found: list[str] = []
    for _ in range(MOST_PAGES):
        page = client.get(path, version, what)
        if isinstance(page, Unknown):
            return page
        found += texts_in(field_at(row, 'properties', 'roleDefinitionId') for row in objects_in(page.get('value')))
        path, version = page.get('nextLink') or '', None
        if not path or not isinstance(path, str):
            return tuple(dict.fromkeys(found))
    return Unknown(f'{what} has more than {MOST_PAGES} pages; hubnet did not read all of them.')


def role_permissions(client: FactClient, role_id: str) -> list[dict[str, Any]] | Unknown:
    """The permissions of a role definition, in REST form, or Unknown."""
    body = client.get(path_of(role_id), API_VERSION, f'The role definition {role_id.rpartition("/")[2]}')
    return body if isinstance(body, Unknown) else objects_in(field_at(body, 'properties', 'permissions'))


def may_approve(
    target: Target,
    roles: Sequence[tuple[str, ...] | Unknown],
    permissions: Mapping[str, list[dict[str, Any]] | Unknown],
) -> bool | Unknown:
    """Whether one of the roles allows approval; Unknown if none that was read does and others could not be read.

    Args:
        target: The resource.
        roles: For each identity, the ids of its role definitions.
        permissions: Permissions of the role definitions that were read, by id.
    """
    action = f'{target.type}/privateEndpointConnectionsApproval/action'
    unknown: list[Unknown] = []
    for held in roles:
        if isinstance(held, Unknown):
            unknown.append(held)
            continue
        for role in held:
            granted = permissions.get(role, _TOO_MANY_ROLES)
            if isinstance(granted, Unknown):
                unknown.append(granted)
            elif any(_allows(one, action) for one in granted):
                return True
    return unknown[0] if unknown else False


def _allows(permission: dict[str, Any], action: str) -> bool:
    return _matches(permission.get('actions'), action) and not _matches(permission.get('notActions'), action)


def _matches(patterns: Any, action: str) -> bool:
    """Whether one of the patterns, in which * matches any text, matches the action."""
    return any(
        re.fullmatch('.*'.join(map(re.escape, pattern.split('*'))), action, re.IGNORECASE)
        for pattern in texts_in(patterns if isinstance(patterns, list) else ())
    )
