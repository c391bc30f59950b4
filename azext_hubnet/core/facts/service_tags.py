"""Service tags: which tag covers which, and which hosts, and whose, may lie behind one.

A tag stands for address ranges that hubnet does not know. What it may reach is a guess by host name, good for "maybe"
and for nothing more. Sources, by the key that a row names:
- tags: Azure service tags overview (MicrosoftDocs/azure-docs service-tags-overview.md, 2023-01-26)
- dns: private endpoint DNS zones, which name each service's public suffixes (private-endpoint-dns.md, 2025 or later)
- firewall: required hosts (MicrosoftDocs/azure-ai-docs how-to-access-azureml-behind-firewall.md, 2026-03-19)
- foundry: managed network of a Foundry account (how-to-managed-virtual-network-content.md, 2026-08-18)
- monitor: Azure Monitor endpoints and firewalls (azure-monitor-network-access.md, read 2026-11-22)
- cognitive: virtual networks of Azure AI services (cognitive-services-virtual-networks.md, read 2026-11-22)
- logic: limits of Azure Logic Apps, addresses and service tags (logic-apps-limits-and-config.md, read 2026-11-25)
- exfiltration: prevention of data exfiltration (how-to-prevent-data-loss-exfiltration.md, 2025-02-05)
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

SOURCE: Final = "hubnet's own table of service tags, as of 2026-11-27"

# Prefixes of tags that are no tags: what follows their dot names a different set of addresses, not a region.
# MicrosoftSecurity came in 2025 (Intune's list of endpoints); the other three are in the overview.
DOTTED_FAMILIES: Mapping[str, tuple[str, ...]] = {
    'AzureFrontDoor': ('Frontend', 'Backend', 'FirstParty', 'MicrosoftSecurity'),
}


class Tag(NamedTuple):
    """What is known of a tag.

    suffixes: of the hosts that it may reach. any_host: customers' own names lie behind it. resources: what it reaches
    of any tenant's, in the plural; empty where that is nothing, or nothing that a stranger could send data to.
    """

    name: str
    source: str
    suffixes: tuple[str, ...] = ()
    any_host: bool = False
    resources: str = ''


TAGS: tuple[Tag, ...] = (
    # Customers bring their own names to these.
    Tag('Internet', 'tags', any_host=True, resources='hosts of the internet'),
    Tag('AzureCloud', 'tags', any_host=True, resources='resources with a public address'),
    Tag('AppService', 'tags', any_host=True, resources='web and function apps'),
    Tag('AzureFrontDoor.Frontend', 'tags, exfiltration', any_host=True, resources='Front Door endpoints'),
    Tag('AzureSpringCloud', 'tags', any_host=True, resources='Spring applications'),
    # These reach no host by a public name: addresses of the network, probes, platform services, callers.
    Tag('VirtualNetwork', 'tags'),
    Tag('AzureLoadBalancer', 'tags'),
    Tag('AzureTrafficManager', 'tags'),
    Tag('AzurePlatformDNS', 'tags'),
    Tag('AzurePlatformIMDS', 'tags'),
    Tag('AzurePlatformLKM', 'tags'),
    Tag('AzureFrontDoor.Backend', 'tags'),
    Tag('AzureFrontDoor.MicrosoftSecurity', 'tags'),
    # The overview: management only, not the gateways at azure-api.net.
    Tag('ApiManagement', 'tags'),
    # The overview: the addresses of indexers; those of search services are not in it.
    Tag('AzureCognitiveSearch', 'tags'),
    # The addresses that workflows call from; they are called at LogicAppsManagement's.
    Tag('LogicApps', 'logic'),
    # Control planes and Microsoft's own images, which Microsoft counts as read only (exfiltration); Azure Machine
    # Learning too, although all tenants' endpoints lie behind it. The platform itself opens them all.
    Tag(
        'AzureActiveDirectory',
        'foundry, firewall',
        (
            'login.microsoftonline.com',
            'login.microsoft.com',
            'identity.azure.net',
            'graph.windows.net',
            'login.microsoftonline.us',
            'login.chinacloudapi.cn',
        ),
    ),
    Tag(
        'AzureResourceManager',
        'firewall',
        ('management.azure.com', 'management.usgovcloudapi.net', 'management.chinacloudapi.cn'),
    ),
    Tag(
        'AzureMachineLearning',
        'firewall, dns',
        (
            'azureml.ms',
            'azureml.net',
            'notebooks.azure.net',
            'aznbcontent.net',
            'inference.ml.azure.com',
            'api.ml.azure.us',
            'azureml.us',
            'notebooks.usgovcloudapi.net',
            'inference.ml.azure.us',
            'api.ml.azure.cn',
            'azureml.cn',
            'notebooks.chinacloudapi.cn',
            'inference.ml.azure.cn',
        ),
    ),
    Tag(
        'BatchNodeManagement', 'firewall, dns', ('batch.azure.com', 'batch.usgovcloudapi.net', 'batch.chinacloudapi.cn')
    ),
    Tag('MicrosoftContainerRegistry', 'firewall', ('mcr.microsoft.com',)),
    # The overview: Microsoft's registry depends on it. Of other hosts it says nothing.
    Tag('AzureFrontDoor.FirstParty', 'tags', ('mcr.microsoft.com',)),
    # It takes telemetry for any workspace, but the platform itself opens it and there is nothing narrower to use.
    Tag(
        'AzureMonitor',
        'monitor, dns',
        (
            'monitor.azure.com',
            'applicationinsights.azure.com',
            'applicationinsights.microsoft.com',
            'services.visualstudio.com',
            'opinsights.azure.com',
            'monitor.azure.us',
            'applicationinsights.azure.us',
            'opinsights.azure.us',
            'monitor.azure.cn',
            'applicationinsights.azure.cn',
            'opinsights.azure.cn',
        ),
    ),
    # The control plane of data factories; their data goes to the stores that they are linked to.
    Tag(
        'DataFactory',
        'dns',
        (
            'datafactory.azure.net',
            'adf.azure.com',
            'datafactory.azure.us',
            'adf.azure.us',
            'datafactory.azure.cn',
            'adf.azure.cn',
        ),
    ),
    Tag('DataFactoryManagement', 'dns', ('datafactory.azure.net', 'datafactory.azure.us', 'datafactory.azure.cn')),
    # Only the studios: the article asks for this tag to open them, and for CognitiveServicesManagement to call the
    # services.
    Tag(
        'CognitiveServicesFrontend',
        'tags, cognitive',
        ('oai.azure.com', 'speech.microsoft.com', 'language.cognitive.azure.com', 'luis.ai'),
    ),
    # Services whose instances answer at the addresses of the tag, whosever they are: a tag stands for the service and
    # never for one instance (the overview, of Storage and Sql).
    Tag('AzureContainerRegistry', 'dns', ('azurecr.io', 'azurecr.us', 'azurecr.cn'), resources='container registries'),
    Tag(
        'Storage',
        'dns, exfiltration',
        tuple(
            f'{part}.core.{cloud}'
            for cloud in ('windows.net', 'usgovcloudapi.net', 'chinacloudapi.cn')
            for part in ('blob', 'dfs', 'file', 'queue', 'table', 'web')
        )
        + ('storage.azure.net',),
        resources='storage accounts',
    ),
    Tag(
        'Sql',
        'tags, dns',
        (
            'database.windows.net',
            'database.azure.com',
            'sql.azuresynapse.net',
            'database.usgovcloudapi.net',
            'sql.azuresynapse.usgovcloudapi.net',
            'database.chinacloudapi.cn',
        ),
        resources='databases',
    ),
    Tag(
        'AzureKeyVault',
        'dns',
        (
            'vault.azure.net',
            'vaultcore.azure.net',
            'vault.usgovcloudapi.net',
            'vaultcore.usgovcloudapi.net',
            'vault.azure.cn',
            'vaultcore.azure.cn',
        ),
        resources='key vaults',
    ),
    Tag(
        'AzureCosmosDB',
        'dns',
        (
            'documents.azure.com',
            'cosmos.azure.com',
            'documents.azure.us',
            'cosmos.azure.us',
            'documents.azure.cn',
            'cosmos.azure.cn',
        ),
        resources='Cosmos DB accounts',
    ),
    Tag(
        'EventHub',
        'dns',
        ('servicebus.windows.net', 'servicebus.usgovcloudapi.net', 'servicebus.chinacloudapi.cn'),
        resources='event hubs',
    ),
    Tag(
        'ServiceBus',
        'dns',
        ('servicebus.windows.net', 'servicebus.usgovcloudapi.net', 'servicebus.chinacloudapi.cn'),
        resources='service buses',
    ),
    Tag('AzureEventGrid', 'dns', ('eventgrid.azure.net', 'eventgrid.azure.us'), resources='event grid topics'),
    Tag('AzureIoTHub', 'dns', ('azure-devices.net', 'azure-devices.us', 'azure-devices.cn'), resources='IoT hubs'),
    Tag('AzureBackup', 'dns', ('backup.windowsazure.com', 'backup.windowsazure.us'), resources='recovery vaults'),
    Tag('AzureHealthcareAPIs', 'tags, dns', ('azurehealthcareapis.com',), resources='health data services'),
    Tag('AzureDataLake', 'tags', resources='data lakes of the first generation'),
    # The addresses at which workflows are called, all workflows of a region at the same ones.
    Tag('LogicAppsManagement', 'logic', ('logic.azure.com', 'logic.azure.us', 'logic.azure.cn'), resources='workflows'),
    Tag(
        'CognitiveServicesManagement',
        'tags, cognitive',
        (
            'cognitiveservices.azure.com',
            'openai.azure.com',
            'services.ai.azure.com',
            'api.cognitive.microsoft.com',
            'cognitiveservices.azure.us',
            'openai.azure.us',
            'cognitiveservices.azure.cn',
        ),
        resources='Azure AI services',
    ),
    Tag('AzureDatabricks', 'dns', ('azuredatabricks.net', 'databricks.azure.us'), resources='Databricks workspaces'),
    Tag('AppConfiguration', 'dns', ('azconfig.io', 'azconfig.azure.us'), resources='configuration stores'),
    Tag('AzureSignalR', 'dns', ('service.signalr.net',), resources='SignalR services'),
    Tag('AzureWebPubSub', 'dns', ('webpubsub.azure.com',), resources='Web PubSub services'),
    Tag('AzureManagedGrafana', 'dns', ('grafana.azure.com',), resources='Grafana workspaces'),
)
# No tags, but what Azure Firewall and network security groups call every address. Whether the service takes them nobody
# says; if it does, the rule is as wide as the tag Internet.
EVERYTHING: tuple[str, ...] = ('*', 'any', '0.0.0.0/0', '::/0')
_BY_NAME: Mapping[str, Tag] = {**{tag.name.lower(): tag for tag in TAGS}, **dict.fromkeys(EVERYTHING, TAGS[0])}
_PREFIXES = frozenset(family.lower() for family in DOTTED_FAMILIES)
_REGION = re.compile(r'[a-z][a-z0-9]*')


def is_region(text: str) -> bool:
    """True for what may be a region of a tag, in small letters."""
    return bool(_REGION.fullmatch(text))


def covers(wide: str, narrow: str) -> bool:
    """True when the addresses of narrow are among those of wide: the same tag, or wide with a region appended."""
    one, other = wide.strip().lower(), narrow.strip().lower()
    if one == other:
        return bool(one)
    return bool(one) and other.startswith(one + '.') and one not in _PREFIXES and is_region(other[len(one) + 1 :])


@lru_cache(maxsize=10_000)
def known(tag: str) -> Tag | None:
    """What is known of a tag, of a regional one through its family; None for a tag that is not in the table."""
    name = tag.strip().lower()
    found = _BY_NAME.get(name)
    if found is None:
        family = _BY_NAME.get(name.rpartition('.')[0])
        return family if family and covers(family.name, name) else None
    return found


def suffixes(tag: str) -> tuple[str, ...]:
    """The suffixes of the hosts that a tag may reach; empty for unknown tags and for those that tell nothing."""
    found = known(tag)
    return found.suffixes if found else ()


def hosts_customers(tag: str) -> bool:
    """True when customers' own names lie behind a tag, so that any host may."""
    found = known(tag)
    return bool(found and found.any_host)


def any_tenant(tag: str) -> bool:
    """True when a tag, or a region of it, reaches resources of any tenant, so that a stranger's may take the data."""
    found = known(tag)
    return bool(found and found.resources)


def reaches_hosts(tag: str) -> bool:
    """False for a tag that is known to reach no host by a public name: the network's own addresses, probes, callers."""
    found = known(tag)
    return found is None or bool(found.suffixes or found.any_host or found.resources)


def is_internet(tag: str) -> bool:
    """True for the tag Internet, and for what says the same."""
    return _BY_NAME.get(tag.strip().lower()) is TAGS[0]


def is_regional(tag: str) -> bool:
    """True for one region of a tag that is in the table, such as Storage.WestEurope."""
    return known(tag) is not None and tag.strip().lower() not in _BY_NAME


def may_reach(tag: str, host: str) -> bool:
    """True when a host, given in any case, may lie behind a tag: under one of its suffixes, or anywhere at all."""
    if hosts_customers(tag):
        return True
    name = host.strip().lower()
    name = name[:-1] if name.endswith('.') else name
    return any(name == suffix or name.endswith('.' + suffix) for suffix in suffixes(tag))
