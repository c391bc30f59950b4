"""What the platform opens by itself in a managed network in approved-only mode.

Sources: the lists of required rules in the hub article (MicrosoftDocs/azure-ai-docs configure-managed-network.md,
2024-05-21 to 2026-02-02) and in its sibling for workspaces (how-to-managed-network.md, 2025-05-23); protocols and ports
as a published dump of a workspace in westus3 has them (azure.azcollection, azure_rm_ml_workspace_info 3.15).
"""

from typing import List, Tuple

from . import ports
from .rules import Destination, Hub, PrivateEndpoint, ServiceTag

# The tag VirtualNetwork is left out: it came after 2024-05-21, and older networks may lack it. So are the ports 8787 and
# 18881 of AzureMachineLearning, which articles name and the dump does not have.
_TAGS: Tuple[Tuple[str, str, str], ...] = (
    ('AzureActiveDirectory', 'TCP', '80, 443'),
    ('AzureMachineLearning', 'TCP', '443'),
    ('AzureMachineLearning', 'UDP', '5831'),
    ('BatchNodeManagement', 'TCP', '443'),
    ('AzureResourceManager', 'TCP', '443'),
    # Until 2024 the whole tag AzureFrontDoor, which is none by itself; only this part of it is documented since.
    ('AzureFrontDoor.FirstParty', 'TCP', '443'),
    ('MicrosoftContainerRegistry', 'TCP', '443'),
    ('AzureMonitor', 'TCP', '443'),
)
# Written with a region or without: the articles and what hubs show differ.
_REGIONAL = ('BatchNodeManagement', 'MicrosoftContainerRegistry')
# Subresources by role of the hub's resources (the same articles; spark and the rest as in the dump).
_ENDPOINTS = {'hub': ('amlworkspace',), 'storage': ('blob', 'file'), 'key_vault': ('vault',),
              'container_registry': ('registry',)}


def required(hub: Hub) -> List[Tuple[Destination, ...]]:
    """What an approved-only hub is given, each with the forms that are as good; endpoints where the resource is known."""
    region = (hub.location or '').replace(' ', '').lower()
    found: List[Tuple[Destination, ...]] = []
    for tag, protocol, port_ranges in _TAGS:
        names = [f'{tag}.{region}', tag] if tag in _REGIONAL and region else [tag]
        found.append(tuple(ServiceTag(name, protocol, ports.parse(port_ranges), port_ranges) for name in names))
    for role, subresources in _ENDPOINTS.items():
        resource = hub.resources.get(role)
        found += [(PrivateEndpoint(resource, subresource),) for subresource in subresources if resource]
    return found
