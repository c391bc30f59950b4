"""Host name suffixes of Azure services in each cloud.

The keys name the service. If the source has no row for a service in a cloud, the cloud has no such key and the service
no host names there.
"""

from collections.abc import Mapping
from types import MappingProxyType

# For the public cloud, US Government and China.
SOURCE = 'Azure private endpoint DNS zones (MicrosoftDocs/azure-docs private-endpoint-dns.md, a copy of 2025 or later)'

PUBLIC: Mapping[str, str] = MappingProxyType(
    {
        'storage': 'core.windows.net',
        'storage_zones': 'storage.azure.net',
        'vault': 'vault.azure.net',
        'vaultcore': 'vaultcore.azure.net',
        'registry': 'azurecr.io',
        'cognitive': 'cognitiveservices.azure.com',
        'openai': 'openai.azure.com',
        'foundry': 'services.ai.azure.com',
        'search': 'search.windows.net',
        'sql': 'database.windows.net',
        'database': 'database.azure.com',
        'documents': 'documents.azure.com',
        'cosmos': 'cosmos.azure.com',
        'servicebus': 'servicebus.windows.net',
        'redis': 'redis.cache.windows.net',
        'redis_enterprise': 'redisenterprise.cache.azure.net',
        'redis_managed': 'redis.azure.net',
        'data_factory': 'datafactory.azure.net',
        'api_management': 'azure-api.net',
        'monitor': 'monitor.azure.com',
        'log_analytics': 'opinsights.azure.com',
        'automation': 'agentsvc.azure-automation.net',
        'insights': 'applicationinsights.azure.com',
        'insights_old': 'services.visualstudio.com',
    }
)
US_GOVERNMENT: Mapping[str, str] = MappingProxyType(
    {
        'storage': 'core.usgovcloudapi.net',
        'vault': 'vault.usgovcloudapi.net',
        'vaultcore': 'vaultcore.usgovcloudapi.net',
        'registry': 'azurecr.us',
        'cognitive': 'cognitiveservices.azure.us',
        'search': 'search.azure.us',
        'sql': 'database.usgovcloudapi.net',
        'database': 'database.usgovcloudapi.net',
        'documents': 'documents.azure.us',
        'cosmos': 'cosmos.azure.us',
        'servicebus': 'servicebus.usgovcloudapi.net',
        'redis': 'redis.cache.usgovcloudapi.net',
        'data_factory': 'datafactory.azure.us',
        'monitor': 'monitor.azure.us',
        'log_analytics': 'opinsights.azure.us',
        'automation': 'agentsvc.azure-automation.us',
    }
)
CHINA: Mapping[str, str] = MappingProxyType(
    {
        'storage': 'core.chinacloudapi.cn',
        'vault': 'vault.azure.cn',
        'vaultcore': 'vaultcore.azure.cn',
        'sql': 'database.chinacloudapi.cn',
        'database': 'database.chinacloudapi.cn',
        'documents': 'documents.azure.cn',
        'cosmos': 'cosmos.azure.cn',
        'servicebus': 'servicebus.chinacloudapi.cn',
        'redis': 'redis.cache.chinacloudapi.cn',
        'data_factory': 'datafactory.azure.cn',
    }
)
# Keys: the names that `az cloud` uses.
CLOUDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        'AzureCloud': PUBLIC,
        'AzureUSGovernment': US_GOVERNMENT,
        'AzureChinaCloud': CHINA,
    }
)


def of_cloud(name: str) -> Mapping[str, str]:
    """The suffixes of a cloud by its name in az; a cloud that the user registered has those of the public cloud."""
    return CLOUDS.get(name, PUBLIC)
