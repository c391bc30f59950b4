"""What the platform opens by itself in a managed network in approved-only mode.

The lists of required rules in the hub article and in its sibling for workspaces; protocols and ports as a published
dump of a workspace in westus3 has them.
"""

from ..model import ports
from ..model.destinations import Destination, PrivateEndpoint, ServiceTag
from ..model.hub import Hub
from .service_tags import region_name

SOURCE = (
    'MicrosoftDocs/azure-ai-docs configure-managed-network.md (hubs), 2024-05-21 to 2026-02-02, and '
    'how-to-managed-network.md (workspaces), 2025-05-23; azure.azcollection, azure_rm_ml_workspace_info 3.15'
)

# The tag VirtualNetwork is left out: it came after 2024-05-21, and older networks may lack it. So are the ports 8787
# and 18881 of AzureMachineLearning, which articles name and the dump does not have.
_TAGS: tuple[tuple[str, str, str], ...] = (
    ('AzureActiveDirectory', 'TCP', '80, 443'),
    ('AzureMachineLearning', 'TCP', '443'),
    ('AzureMachineLearning', 'UDP', '5831'),
    ('BatchNodeManagement', 'TCP', '443'),
    ('AzureResourceManager', 'TCP', '443'),
    ('AzureFrontDoor.FirstParty', 'TCP', '443'),
    ('MicrosoftContainerRegistry', 'TCP', '443'),
    ('AzureMonitor', 'TCP', '443'),
)
# With a region or without: the articles and what hubs show differ. Left out where the hub's region is not known.
_REGIONAL = ('BatchNodeManagement', 'MicrosoftContainerRegistry')
# What the article for workspaces named in April 2024 in place of a tag, and older networks may have; by itself none.
_ONCE = {'AzureFrontDoor.FirstParty': ('AzureFrontDoor',)}
# Subresources by role of the hub's resources. The endpoint to the hub itself is left out: the article for workspaces
# says that it may not be made while the hub's public access is on.
_ENDPOINTS = {'storage': ('blob', 'file'), 'key_vault': ('vault',), 'container_registry': ('registry',)}


def required(hub: Hub) -> list[tuple[Destination, ...]]:
    """What an approved-only hub is given, each with the forms that are as good; endpoints to known resources."""
    region = region_name(hub.location)
    found: list[tuple[Destination, ...]] = []
    for tag, protocol, port_ranges in _TAGS:
        if tag not in _REGIONAL or region:
            names = (f'{tag}.{region}', tag) if tag in _REGIONAL else (tag, *_ONCE.get(tag, ()))
            found.append(tuple(ServiceTag(name, protocol, ports.parse(port_ranges), port_ranges) for name in names))
    for role, subresources in _ENDPOINTS.items():
        resource = hub.resources.get(role)
        found += [(PrivateEndpoint(resource, subresource),) for subresource in subresources if resource]
    return found
