"""Rules that the platform creates in a managed network in approved-only mode.

Source: the lists of required rules in the article on hubs and in the one on workspaces; protocols and ports from a
published dump of a workspace in westus3.
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
# and 18881 of AzureMachineLearning, which are in articles but not in the dump.
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
# With or without a region: articles and hubs differ. Left out if the hub's region is not known.
_REGIONAL = ('BatchNodeManagement', 'MicrosoftContainerRegistry')
# Older names of a tag, in the article on workspaces of April 2024: networks of that time may still have them.
_ONCE = {'AzureFrontDoor.FirstParty': ('AzureFrontDoor',)}
# Subresources by role of the hub's resources. The endpoint to the hub itself is left out: according to the
# article on workspaces, it may be missing while the hub's public access is on.
_ENDPOINTS = {'storage': ('blob', 'file'), 'key_vault': ('vault',), 'container_registry': ('registry',)}


def required(hub: Hub) -> list[tuple[Destination, ...]]:
    """The destinations of the platform's rules in an approved-only hub.

    Returns:
        For each destination, its equivalent forms. Private endpoints only to resources that are known.
    """
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
