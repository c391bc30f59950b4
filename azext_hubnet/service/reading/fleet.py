"""All hubs and workspaces that the caller can see: found with Azure Resource Graph, then read in parallel.

Everything that the threads need is imported here, before they start.
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
        id: Its resource id, in the spelling of Azure.
        hub: The hub that was read.
        projects: The number of projects that use it, of those that the caller can see.
        error: Why it could not be read.
    """

    id: str
    hub: Hub | None = None
    projects: int = 0
    error: str | None = None


class _Found(NamedTuple):
    """A workspace that Resource Graph lists: the connection for reading it, and its row."""

    arm: Arm
    row: dict[str, Any]


def read_fleet(
    cli_ctx: 'CliContext',
    subscriptions: Sequence[str] | None,
    progress: Callable[[int, int], None],
    receive: Callable[[Member], Kept],
) -> list[Kept]:
    """The results of receive for all members, in order of their ids.

    Args:
        cli_ctx: The run of az.
        subscriptions: Ids or names; None for all enabled ones of the sign-in.
        progress: Called with two numbers: hubs read so far, and all hubs.
        receive: Called with each member, while others are still being read.

    Raises:
        AzCLIError: Resource Graph or the sign-in failed, so no hub can be found.
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
    """The error of a project whose hub is not in the fleet."""
    if not hub_id:
        return 'It is a project, and Azure Resource Graph does not say which hub it uses.'
    return f'It is a project of the hub {hub_id}, which is not among the hubs that you can see.'
