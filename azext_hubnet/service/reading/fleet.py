"""Every hub and workspace that the caller can see: found by Azure Resource Graph, then read many at a time.

Whatever threads need is imported here, before there are any.
"""

from typing import NamedTuple

from azure.cli.core.azclierror import AzCLIError

from ...core.formats.identity import PROJECT
from ...core.model.errors import InputError
from ...core.model.hub import Hub
from ...core.model.resource_ids import parse_resource_id
from ..connection.arm import CONNECTIONS, Arm, object_from
from .hub import LiveHub
from .patience import persist
from .resource_graph import workspaces
from .subscriptions import chosen
from .threads import each
from .throttle import Throttle


class Member(NamedTuple):
    """A hub or workspace, or what stood in the way of reading it: either hub or error is None.

    id: as Azure has it. projects: how many of those that the caller can see use it. A project whose hub cannot be seen
    is a member of its own, with an error.
    """

    id: str
    hub: Hub | None = None
    projects: int = 0
    error: str | None = None


def read_fleet(cli_ctx, subscriptions=None, progress=lambda done, total: None, receive=lambda member: member):
    """The members, by id.

    subscriptions: ids or names; None: the enabled ones of the sign-in. progress: told how many of how many hubs are
    read. receive: makes of a member what is returned in its place, while others are being read. Raises azclierror
    classes where nothing at all can be said.
    """
    throttle = Throttle()
    rows = {}
    for group in chosen(cli_ctx, subscriptions):
        arm = Arm(cli_ctx, group[0])
        for row in workspaces(arm, group, throttle):
            rows.setdefault(str(row.get('id')).lower(), (arm, row))
    projects = {
        key: str(row.get('hubId') or '')
        for key, (_, row) in rows.items()
        if str(row.get('kind')).lower() == PROJECT.lower()
    }
    counts = {}
    for hub_id in projects.values():
        counts[hub_id.lower()] = counts.get(hub_id.lower(), 0) + 1
    hubs = {key: found for key, found in rows.items() if key not in projects}
    members = each(
        lambda key: _read(*hubs[key], counts.get(key, 0), throttle),
        sorted(hubs),
        CONNECTIONS,
        throttle,
        receive=lambda member: (member.id.lower(), receive(member)),
        progress=progress,
        subscription_of=lambda key: key.partition('/subscriptions/')[2].partition('/')[0],
    )
    members += [
        (key, receive(Member(rows[key][1]['id'], error=_orphan(hub_id))))
        for key, hub_id in projects.items()
        if hub_id.lower() not in hubs
    ]
    return [member for _, member in sorted(members, key=lambda pair: pair[0])]


def _read(arm, row, projects, throttle):
    name = str(row.get('id'))
    resource = parse_resource_id(name)
    if resource is None:
        return Member(name, projects=projects, error='Azure Resource Graph gave no id of a workspace.')
    try:
        live = LiveHub(arm, name)
        live.body = object_from(
            lambda: persist(lambda: live.send('GET', None), throttle, resource.subscription),
            f'The workspace {resource.name}',
        )
        return Member(name, live.understand(), projects)
    except (AzCLIError, InputError) as ex:
        return Member(name, projects=projects, error=str(ex))


def _orphan(hub_id):
    if not hub_id:
        return 'It is a project, and which hub it uses is not known.'
    return f'It is a project of the hub {hub_id}, which is not among what can be seen here.'
