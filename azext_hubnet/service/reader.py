"""A live hub, read with one request."""

from knack.log import get_logger

from ..core.parse import parse
from ..core.private_endpoints import parse_resource_id
from ..core.shapes import PROJECT
from .arm import Arm

logger = get_logger(__name__)

# The first stable version in which rules have their errors, parents, address prefixes and aliases (generated types of
# Azure/bicep-types-az at 1f896de2).
API_VERSION = '2025-12-01'


def read_hub(cli_ctx, resource_group, workspace):
    """The hub with all its rules; workspace is a name or a resource id. A project leads to its hub.

    Raises azclierror classes: ResourceNotFoundError (exit code 3) where there is no such workspace.
    """
    resource = parse_resource_id(workspace)
    subscription = resource.subscription if resource else cli_ctx.data.get('subscription_id')
    arm = Arm(cli_ctx, subscription)
    path = workspace if resource else (
        f'/subscriptions/{arm.subscription}/resourceGroups/{resource_group}'
        f'/providers/Microsoft.MachineLearningServices/workspaces/{workspace}')
    name = resource.name if resource else workspace
    body = _get(arm, path, name)
    hub_id = (body.get('properties') or {}).get('hubResourceId')
    if str(body.get('kind')).lower() == PROJECT.lower() and isinstance(hub_id, str) and parse_resource_id(hub_id):
        hub = parse_resource_id(hub_id)
        logger.warning('%s is a project: it uses the managed network of its hub %s, which is shown here.', name,
                       hub.name)
        if hub.subscription.lower() != arm.subscription.lower():
            arm = Arm(cli_ctx, hub.subscription)
        body, name = _get(arm, hub_id, hub.name), hub.name
    return parse(body, name)


def _get(arm, path, name):
    from urllib.parse import quote
    return arm.get('/' + quote(path.strip('/'), safe='/'), API_VERSION, f'The workspace {name}')
