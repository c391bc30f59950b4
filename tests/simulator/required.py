"""The rules that the platform creates by itself, per isolation mode.

AllowOnlyApprovedOutbound: nine service tags (documented in the managed-network articles; names and ports from a public
dump of a workspace in westus3) and private endpoints to the workspace and its default resources.
AllowInternetOutbound: private endpoints to the resources whose public access is disabled (public exports of two hubs).
Disabled: none.
Names: `__SYS_ST_<tag>_<PROTOCOL>`, without protocol if it is any; `__SYS_PE_<resource>_<subresource>_<8 hex>`.
"""

import hashlib
from typing import Any

from .rules import APPROVED, DISABLED, stored

# Tag, protocol, ports. "{region}" marks a regional tag.
_TAGS = (
    ('AzureActiveDirectory', 'TCP', '80, 443'),
    ('AzureMachineLearning', 'TCP', '443'),
    ('AzureMachineLearning', 'UDP', '5831'),
    ('BatchNodeManagement', 'TCP', '443'),
    ('AzureResourceManager', 'TCP', '443'),
    ('AzureFrontDoor.FirstParty', '*', '*'),
    ('MicrosoftContainerRegistry.{region}', 'TCP', '443'),
    ('AzureMonitor', 'TCP', '443'),
    ('VirtualNetwork', '*', '*'),
)
# Property of the workspace with the resource id, subresources.
_RESOURCES = (('storageAccount', ('blob', 'file')), ('keyVault', ('vault',)), ('containerRegistry', ('registry',)))


def required_rules(document: dict[str, Any], mode: str, status: str = 'Inactive') -> dict[str, Any]:
    """The required rules of a workspace by name.

    A workspace body does not say whether the public access of the default resources is disabled. Assumed: it is as for
    the workspace.
    """
    properties = document['properties']
    if mode == DISABLED or (mode != APPROVED and properties.get('publicNetworkAccess') != 'Disabled'):
        return {}
    made = {}
    if mode == APPROVED:
        for tag, protocol, ports in _TAGS:
            tag = tag.format(region=document['location'])
            made['__SYS_ST_' + tag + ('' if protocol == '*' else f'_{protocol}')] = {
                'type': 'ServiceTag',
                'destination': {'serviceTag': tag, 'protocol': protocol, 'portRanges': ports},
            }
    targets = [(document['id'], 'amlworkspace')]
    targets += [(properties[key], part) for key, parts in _RESOURCES if properties.get(key) for part in parts]
    for resource, subresource in targets:
        made[endpoint_rule_name(resource, subresource)] = {
            'type': 'PrivateEndpoint',
            'destination': {
                'serviceResourceId': resource,
                'subresourceTarget': subresource,
                'sparkEnabled': mode == APPROVED or subresource not in ('vault', 'registry'),
            },
        }
    return {name: stored({**rule, 'category': 'Required'}, status) for name, rule in made.items()}


def endpoint_rule_name(resource: str, subresource: str) -> str:
    digest = hashlib.sha256(f'{resource}/{subresource}'.lower().encode()).hexdigest()[:8]
    return f'__SYS_PE_{resource.rpartition("/")[2]}_{subresource}_{digest}'
