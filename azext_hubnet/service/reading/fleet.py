"""Every hub and workspace that the caller can see: found by Azure Resource Graph, then read many at a time.

Whatever the threads need is imported here, before there are any.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from azure.cli.core.azclierror import AzCLIError

from ...core.formats.identity import PROJECT
from ...core.model.errors import InputError
from ...core.model.hub import Hub
from ..connection.arm import CONNECTIONS, Arm, object_from
from .hub import LiveHub
from .resource_graph import workspaces
from .subscriptions import by_sign_in
from .threads import Pool
from .throttle import Throttle

if TYPE_CHECKING:
    from ...terminal.az import CliContext

Kept = TypeVar('Kept')


class Member(NamedTuple):
    """A hub or workspace of the fleet. Either hub or error is None.

    A project whose hub cannot be seen is a member of its own, with an error.

    Attributes:
        id: As Azure spells it.
        hub: What was read.
        projects: How many of the projects that the caller can see use it.
        error: Why it could not be read.
    """

    id: str
    hub: Hub | None = None
    projects: int = 0
    error: str | None = None


class _Found(NamedTuple):
    """A workspace that Resource Graph lists: the connection to read it over, and its row."""

    arm: Arm
    row: dict[str, Any]


def read_fleet(
    cli_ctx: 'CliContext',
    subscriptions: Sequence[str] | None,
    progress: Callable[[int, int], None],
    receive: Callable[[Member], Kept],
) -> list[Kept]:
    """What receive makes of each member, in order of their ids.

    Args:
        cli_ctx: The run of az.
        subscriptions: Ids or names; None: the enabled ones of the sign-in.
        progress: Called with how many of how many hubs are read.
        receive: Takes a member, while others are being read.

    Raises:
        AzCLIError: Nothing at all can be said, because Resource Graph or the sign-in fails.
    """
    throttle = Throttle()
    found = _found(cli_ctx, subscriptions, throttle)
    projects = {
        key: str(workspace.row.get('hubId') or '')
        for key, workspace in found.items()
        if str(workspace.row.get('kind')).lower() == PROJECT.lower()
    }
    counts = Counter(hub_id.lower() for hub_id in projects.values())
    hubs = sorted(found.keys() - projects.keys())
    pool: Pool[str] = Pool(CONNECTIONS, throttle, _subscription_of)
    kept = pool.each(lambda key: _read(found[key], counts[key], throttle), hubs, receive, progress)
    by_id = dict(zip(hubs, kept, strict=True))
    for key, hub_id in projects.items():
        if hub_id.lower() not in by_id:
            by_id[key] = receive(Member(str(found[key].row['id']), error=_without_hub(hub_id)))
    return [by_id[key] for key in sorted(by_id)]


def _found(cli_ctx: 'CliContext', subscriptions: Sequence[str] | None, throttle: Throttle) -> dict[str, _Found]:
    """All workspaces and projects, by id in lower case."""
    found: dict[str, _Found] = {}
    for ids in by_sign_in(cli_ctx, subscriptions):
        arm = Arm(cli_ctx, ids[0])
        for row in workspaces(arm, ids, throttle):
            found.setdefault(str(row.get('id')).lower(), _Found(arm, row))
    return found


def _subscription_of(workspace_id: str) -> str:
    return workspace_id.partition('/subscriptions/')[2].partition('/')[0]


def _read(workspace: _Found, projects: int, throttle: Throttle) -> Member:
    workspace_id = str(workspace.row.get('id'))
    try:
        live = LiveHub(workspace.arm, workspace_id)
        live.take(
            object_from(lambda: throttle.send(lambda: live.send('GET', None), live.subscription), live.title),
        )
        return Member(workspace_id, live.understand(), projects)
    except (AzCLIError, InputError) as ex:
        return Member(workspace_id, projects=projects, error=str(ex))


def _without_hub(hub_id: str) -> str:
    """Why a project has nothing to show."""
    if not hub_id:
        return 'It is a project, and Azure Resource Graph does not say which hub it uses.'
    return f'It is a project of the hub {hub_id}, which is not among the hubs that can be seen here.'
