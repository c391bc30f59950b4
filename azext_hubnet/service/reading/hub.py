"""A live hub, read with one request."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...core.formats.identity import PROJECT
from ...core.formats.workspace import read_workspace
from ...core.model.errors import InputError
from ...core.model.hub import Hub
from ...core.model.resource_ids import WORKSPACE_TYPE, parse_resource_id
from ...terminal.log import get_logger
from ..connection.answers import RUNNING
from ..connection.arm import Arm
from ..connection.failures import unreadable

if TYPE_CHECKING:
    from azure.core.rest import HttpResponse

    from ...terminal.az import CliContext

logger = get_logger(__name__)

# The first stable version whose rules have errors, parents, address prefixes and aliases (generated types of
# Azure/bicep-types-az at 1f896de2).
API_VERSION = '2025-12-01'


class LiveHub:
    """A workspace and the connection for reading it.

    Attributes:
        arm: The connection.
        resource: The parts of its resource id.
        key: Identifies the workspace, whatever the case of its id.
        path: The path of its requests.
        body: The last answer, after the first read.
        hub: The hub in the last answer, after the first read.
    """

    body: dict[str, Any]
    hub: Hub

    def __init__(self, arm: Arm, path: str):
        """Prepare for reading, without a request.

        Args:
            arm: The connection.
            path: The resource id of the workspace.

        Raises:
            InputError: The path is not a resource id.
        """
        resource = parse_resource_id(path)
        if resource is None:
            raise InputError(f'{path} is not the resource id of a workspace.')
        self.arm = arm
        self.resource = resource
        self.key = f'{arm.endpoint}/{path.strip("/")}'.lower()
        self.path = '/' + quote(path.strip('/'), safe='/')

    @property
    def subscription(self) -> str:
        """The id of its subscription."""
        return self.resource.subscription

    @property
    def group(self) -> str:
        """The name of its resource group."""
        return self.resource.group

    @property
    def name(self) -> str:
        """Its name."""
        return self.resource.name

    @property
    def title(self) -> str:
        """Its name in errors."""
        return f'The workspace {self.name}'

    def fetch(self) -> dict[str, Any]:
        """The body of the workspace as it is now.

        Raises:
            AzCLIError: It cannot be read.
        """
        return self.take(self.arm.get(self.path, API_VERSION, self.title))

    def take(self, body: dict[str, Any]) -> dict[str, Any]:
        """Keep and return a body that was fetched elsewhere.

        Raises:
            AzCLIError: It is not the body of a workspace.
        """
        if not isinstance(body.get('properties'), dict):
            raise unreadable(self.title)
        self.body = body
        return body

    def understand(self) -> Hub:
        """The hub in the body that was fetched last."""
        self.hub = read_workspace(self.body, self.name)
        return self.hub

    def read(self) -> Hub:
        """The hub as it is now.

        Raises:
            AzCLIError: It cannot be read.
        """
        self.fetch()
        return self.understand()

    def look(self) -> Hub | None:
        """The hub as it is now; None after a temporary fault of service or network, or an unreadable answer."""
        from azure.cli.core.azclierror import AzureConnectionError, AzureInternalError, AzureResponseError

        try:
            return self.read()
        except (AzureConnectionError, AzureInternalError, AzureResponseError, InputError) as ex:
            logger.info('%s', ex)
            return None

    @property
    def is_busy(self) -> bool:
        """Whether the service was changing the workspace at the last read."""
        return str(self.body['properties'].get('provisioningState')).lower() in RUNNING

    def send(self, method: str, body: dict[str, Any] | None) -> 'HttpResponse':
        """The response to a request to the workspace, which is sent once, whatever its status.

        Raises:
            AzureError: There is no response.
        """
        return self.arm.send(method, self.path, API_VERSION, body, once=True)


def open_hub(cli_ctx: 'CliContext', resource_group: str | None, workspace: str, to_write: bool = False) -> LiveHub:
    """The live hub, read once. For a project, this is its hub.

    Args:
        cli_ctx: The run of az.
        resource_group: The name of the resource group; None where workspace is an id.
        workspace: A name or a resource id.
        to_write: Refuse a project, because a write to its hub changes other projects too.

    Raises:
        AzCLIError: It cannot be read; ResourceNotFoundError (exit code 3) where there is no such workspace.
    """
    resource = parse_resource_id(workspace)
    subscription = resource.subscription if resource else cli_ctx.data.get('subscription_id')
    arm = Arm(cli_ctx, subscription)
    path = workspace
    if resource is None:
        group = f'/subscriptions/{arm.subscription}/resourceGroups/{resource_group}'
        path = f'{group}/providers/{WORKSPACE_TYPE}/{workspace}'
    live = LiveHub(arm, path)
    body = live.fetch()
    hub_id = body['properties'].get('hubResourceId')
    if str(body.get('kind')).lower() == PROJECT.lower() and isinstance(hub_id, str) and parse_resource_id(hub_id):
        live = _hub_of(cli_ctx, live, hub_id, to_write)
    live.understand()
    return live


def _hub_of(cli_ctx: 'CliContext', project: LiveHub, hub_id: str, to_write: bool) -> LiveHub:
    """The hub of a project, fetched. In the same subscription it shares the connection of the project."""
    hub = LiveHub(project.arm, hub_id)
    if to_write:
        from azure.cli.core.azclierror import InvalidArgumentValueError

        raise InvalidArgumentValueError(
            f'{project.name} is a project: it has no rules of its own and uses the managed network of its hub.',
            f'Name the hub: -g {hub.group} -w {hub.name}',
        )
    logger.warning(
        '%s is a project: it uses the managed network of its hub %s, which is shown here.', project.name, hub.name
    )
    if hub.subscription.lower() != project.arm.subscription.lower():
        hub = LiveHub(Arm(cli_ctx, hub.subscription), hub_id)
    hub.fetch()
    return hub
