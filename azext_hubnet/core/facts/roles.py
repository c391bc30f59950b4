"""Roles: the placeholders of presets, such as <storage>, and what fills them.

Source: the articles behind the presets name the resources; the properties are those of a workspace in the REST API.
"""

from typing import Final

REGION: Final = 'region'
HUB: Final = 'hub'
APPLICATION_GATEWAY: Final = 'application_gateway'
# The type of the resource that a private endpoint to the role goes to.
RESOURCE_TYPES: Final = {
    'storage': 'Microsoft.Storage/storageAccounts',
    'key_vault': 'Microsoft.KeyVault/vaults',
    'container_registry': 'Microsoft.ContainerRegistry/registries',
    HUB: 'Microsoft.MachineLearningServices/workspaces',
    'ai_services': 'Microsoft.CognitiveServices/accounts',
    APPLICATION_GATEWAY: 'Microsoft.Network/applicationGateways',
    'private_link_scope': 'Microsoft.Insights/privateLinkScopes',
    'registry': 'Microsoft.MachineLearningServices/registries',
    'registry_container_registry': 'Microsoft.ContainerRegistry/registries',
    'registry_storage': 'Microsoft.Storage/storageAccounts',
    'search': 'Microsoft.Search/searchServices',
}
# The property of a hub or workspace that names its own resource, in lower case. The user gives those of other roles.
HUB_PROPERTIES: Final = {
    'storage': 'storageaccount',
    'key_vault': 'keyvault',
    'container_registry': 'containerregistry',
}
# In service tags.
TAG_ROLES: Final = (REGION,)
ROLES: Final = tuple(sorted((*RESOURCE_TYPES, *TAG_ROLES)))
