"""A live hub, read with one request."""

from urllib.parse import quote

from ...core.formats.identity import PROJECT
from ...core.formats.workspace import read_workspace
from ...core.model.resource_ids import WORKSPACE_TYPE, parse_resource_id
from ...terminal.log import get_logger
from ..connection.answers import RUNNING
from ..connection.arm import Arm
from ..connection.failures import unreadable

logger = get_logger(__name__)

# The first stable version in which rules have their errors, parents, address prefixes and aliases (generated types of
# Azure/bicep-types-az at 1f896de2).
API_VERSION = '2025-12-01'


class LiveHub:
    """A workspace with the connection that it was read over.

    arm: the connection. group, name: where it is. path: the same for a request. key: the same text for every way to
    name this workspace. body, hub: what the last reading showed.
    """

    def __init__(self, arm, path):
        resource = parse_resource_id(path)
        self.arm = arm
        self.group = resource.group
        self.name = resource.name
        self.key = f'{arm.endpoint}/{path.strip("/")}'.lower()
        self.path = '/' + quote(path.strip('/'), safe='/')
        self.body = None
        self.hub = None

    def fetch(self):
        """The body of the workspace as it is now."""
        what = f'The workspace {self.name}'
        body = self.arm.get(self.path, API_VERSION, what)
        if not isinstance(body.get('properties') or {}, dict):
            raise unreadable(what)
        self.body = body
        return self.body

    def understand(self):
        """The hub in the body that was fetched last."""
        self.hub = read_workspace(self.body, self.name)
        return self.hub

    def read(self):
        """The hub as it is now."""
        self.fetch()
        return self.understand()

    def look(self):
        """The hub as it is now; None where the service or the network has a bad moment."""
        from azure.cli.core.azclierror import AzureConnectionError, AzureInternalError, AzureResponseError

        try:
            return self.read()
        except (AzureConnectionError, AzureInternalError, AzureResponseError) as ex:
            logger.info('%s', ex)
            return None

    @property
    def is_busy(self):
        """Whether the service was changing the workspace when it was last read."""
        return str((self.body.get('properties') or {}).get('provisioningState')).lower() in RUNNING

    def send(self, method, body):
        """The response to one request to the workspace that is sent once, whatever its status."""
        return self.arm.send(method, self.path, API_VERSION, body, once=True)


def open_hub(cli_ctx, resource_group, workspace, to_write=False):
    """The live hub; workspace is a name or a resource id. A project leads to its hub, but not to write it.

    Raises azclierror classes: ResourceNotFoundError (exit code 3) where there is no such workspace.
    """
    resource = parse_resource_id(workspace)
    subscription = resource.subscription if resource else cli_ctx.data.get('subscription_id')
    arm = Arm(cli_ctx, subscription)
    path = (
        workspace
        if resource
        else (
            f'/subscriptions/{arm.subscription}/resourceGroups/{resource_group}/providers/{WORKSPACE_TYPE}/{workspace}'
        )
    )
    live = LiveHub(arm, path)
    body = live.fetch()
    hub_id = (body.get('properties') or {}).get('hubResourceId')
    if str(body.get('kind')).lower() == PROJECT.lower() and isinstance(hub_id, str) and parse_resource_id(hub_id):
        live = _hub_of(cli_ctx, live, hub_id, to_write)
    live.understand()
    return live


def _hub_of(cli_ctx, project, hub_id, to_write):
    hub = parse_resource_id(hub_id)
    if to_write:
        from azure.cli.core.azclierror import InvalidArgumentValueError

        raise InvalidArgumentValueError(
            f'{project.name} is a project: it has no rules of its own, it uses the managed network of its hub.',
            f'Name the hub: -g {hub.group} -w {hub.name}',
        )
    logger.warning(
        '%s is a project: it uses the managed network of its hub %s, which is shown here.', project.name, hub.name
    )
    same = hub.subscription.lower() == project.arm.subscription.lower()
    live = LiveHub(project.arm if same else Arm(cli_ctx, hub.subscription), hub_id)
    live.fetch()
    return live
