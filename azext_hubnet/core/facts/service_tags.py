"""Service tags: their names, which tags cover others, and which hosts may be behind each.

hubnet does not know the address ranges of a tag. Which hosts it may reach is guessed by host name, so the answer is
never more than "maybe". Sources, by the key in each row:
- tags: Azure service tags overview (MicrosoftDocs/azure-docs service-tags-overview.md, 2023-01-26)
- dns: private endpoint DNS zones, which name each service's public suffixes (private-endpoint-dns.md, 2025 or later)
- firewall: required hosts (MicrosoftDocs/azure-ai-docs how-to-access-azureml-behind-firewall.md, 2026-03-19)
- foundry: managed network of a Foundry account (how-to-managed-virtual-network-content.md, 2026-08-18)
- monitor: Azure Monitor endpoints and firewalls (azure-monitor-network-access.md, read 2026-11-22)
- cognitive: virtual networks of Azure AI services (cognitive-services-virtual-networks.md, read 2026-11-22)
- logic: limits of Azure Logic Apps, addresses and service tags (logic-apps-limits-and-config.md, read 2026-11-25)
- exfiltration: prevention of data exfiltration (how-to-prevent-data-loss-exfiltration.md, 2025-02-05)

Names and regions come from Microsoft's weekly lists "Azure IP Ranges and Service Tags" of the public cloud (download
56519, a copy of 2026-06-26), US Government (57063, 2026-07-19) and China (57062, 2026-07-20). Tags of a network's own
addresses and of its platform are in none of these lists; they come from the overview.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from ..model import hosts
from .clouds import CLOUDS

SOURCE = "hubnet's own table of service tags, as of 2026-11-25"
# The date of the oldest list of names: later tags may be missing.
NAMES_AS_OF = '2026-06-26'
NAMES_SOURCE = (
    'Azure IP Ranges and Service Tags (Microsoft downloads 56519, 57063 and 57062) and Azure service tags overview, '
    f'{NAMES_AS_OF}'
)


class Tag(NamedTuple):
    """What is known about a tag."""

    name: str
    """The tag as documented, without a region."""
    source: str
    """Keys of the sources above, separated by commas."""
    suffixes: tuple[str, ...] = ()
    """The suffixes of the hosts that the tag may reach."""
    any_host: bool = False
    """Whether hosts with customers' own domain names are behind the tag."""
    resources: str = ''
    """The resources of any tenant that it reaches, in the plural; empty if there are none to send data to."""


def _hosts(*services: str, parts: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The host name suffixes of services in every cloud, and others.

    Args:
        services: Keys of the tables of clouds.
        parts: Labels before each suffix, if only a part of the suffix belongs to the tag.
        others: Suffixes that are not in these tables.
    """
    found = [cloud[service] for service in services for cloud in CLOUDS.values() if service in cloud]
    if parts:
        found = [f'{part}.{suffix}' for suffix in found for part in parts]
    return tuple(dict.fromkeys([*found, *others]))


TAGS: tuple[Tag, ...] = (
    # Customers bring their own names to these.
    Tag('Internet', 'tags', any_host=True, resources='hosts of the internet'),
    Tag('AzureCloud', 'tags', any_host=True, resources='resources with a public address'),
    Tag('AppService', 'tags', any_host=True, resources='web and function apps'),
    Tag('AzureFrontDoor.Frontend', 'tags, exfiltration', any_host=True, resources='Front Door endpoints'),
    Tag('AzureSpringCloud', 'tags', any_host=True, resources='Spring applications'),
    # These reach no host with a public name: addresses of the network, probes, platform services, callers.
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
    # The overview: the addresses of indexers, not those of search services.
    Tag('AzureCognitiveSearch', 'tags'),
    # The addresses from which workflows call; the addresses to call them are in LogicAppsManagement.
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
        _hosts(
            'monitor',
            'log_analytics',
            'insights',
            'insights_old',
            others=(
                'applicationinsights.microsoft.com',
                'applicationinsights.azure.us',
                'monitor.azure.cn',
                'applicationinsights.azure.cn',
                'opinsights.azure.cn',
            ),
        ),
    ),
    # The control plane of data factories; their data goes to the stores that they are linked to.
    Tag(
        'DataFactory',
        'dns',
        _hosts('data_factory', others=('adf.azure.com', 'adf.azure.us', 'adf.azure.cn')),
    ),
    Tag('DataFactoryManagement', 'dns', _hosts('data_factory')),
    # Only the studios: the article asks for this tag to open them, and for CognitiveServicesManagement to call the
    # services.
    Tag(
        'CognitiveServicesFrontend',
        'tags, cognitive',
        ('oai.azure.com', 'speech.microsoft.com', 'language.cognitive.azure.com', 'luis.ai'),
    ),
    # Services whose instances answer at the addresses of the tag, for any owner: a tag covers the whole service and
    # never one instance (the overview, on Storage and Sql).
    Tag('AzureContainerRegistry', 'dns', _hosts('registry', others=('azurecr.cn',)), resources='container registries'),
    Tag(
        'Storage',
        'dns, exfiltration',
        _hosts('storage', parts=('blob', 'dfs', 'file', 'queue', 'table', 'web')) + _hosts('storage_zones'),
        resources='storage accounts',
    ),
    Tag(
        'Sql',
        'tags, dns',
        _hosts('sql', 'database', others=('sql.azuresynapse.net', 'sql.azuresynapse.usgovcloudapi.net')),
        resources='databases',
    ),
    Tag(
        'AzureKeyVault',
        'dns',
        _hosts('vault', 'vaultcore'),
        resources='key vaults',
    ),
    Tag(
        'AzureCosmosDB',
        'dns',
        _hosts('documents', 'cosmos'),
        resources='Cosmos DB accounts',
    ),
    Tag(
        'EventHub',
        'dns',
        _hosts('servicebus'),
        resources='event hubs',
    ),
    Tag(
        'ServiceBus',
        'dns',
        _hosts('servicebus'),
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
        _hosts(
            'cognitive',
            'openai',
            'foundry',
            others=('api.cognitive.microsoft.com', 'openai.azure.us', 'cognitiveservices.azure.cn'),
        ),
        resources='Azure AI services',
    ),
    Tag('AzureDatabricks', 'dns', ('azuredatabricks.net', 'databricks.azure.us'), resources='Databricks workspaces'),
    Tag('AppConfiguration', 'dns', ('azconfig.io', 'azconfig.azure.us'), resources='configuration stores'),
    Tag('AzureSignalR', 'dns', ('service.signalr.net',), resources='SignalR services'),
    Tag('AzureWebPubSub', 'dns', ('webpubsub.azure.com',), resources='Web PubSub services'),
    Tag('AzureManagedGrafana', 'dns', ('grafana.azure.com',), resources='Grafana workspaces'),
)
# Tags about which only their existence is known.
_OTHER_NAMES: tuple[str, ...] = (
    'ActionGroup',
    'ApplicationInsightsAvailability',
    'AppServiceManagement',
    'AutonomousDevelopmentPlatform',
    'AzureActiveDirectory.ServiceEndpoint',
    'AzureActiveDirectoryDomainServices',
    'AzureAdvancedThreatProtection',
    'AzureArcInfrastructure',
    'AzureAttestation',
    'AzureBotService',
    'AzureConnectors',
    'AzureContainerAppsService',
    'AzureDataExplorerManagement',
    'AzureDeviceUpdate',
    'AzureDevOps',
    'AzureDevSpaces',
    'AzureDigitalTwins',
    'AzureInformationProtection',
    'AzureLoadTestingInstanceManagement',
    'AzureMachineLearningInference',
    'AzureMonitor.Core',
    'AzureMonitorForSAP',
    'AzureOpenDatasets',
    'AzurePortal',
    'AzurePortal.AzureAppServiceUx',
    'AzureSecurityCenter',
    'AzureSentinel',
    'AzureSiteRecovery',
    'AzureSphere',
    'AzureStack',
    'AzureUpdateDelivery',
    'ChaosStudio',
    'CopilotActions',
    'Dynamics365BusinessCentral',
    'Dynamics365ForMarketingEmail',
    'EOPExternalPublishedIPs',
    'GatewayManager',
    'Grafana',
    'GuestAndHybridManagement',
    'HDInsight',
    'KustoAnalytics',
    'M365LighthouseProd',
    'M365ManagementActivityApi',
    'M365ManagementActivityApiWebhook',
    'Marketplace',
    'MicrosoftAzureFluidRelay',
    'MicrosoftCloudAppSecurity',
    'MicrosoftDefenderForEndpoint',
    'MicrosoftPurviewPolicyDistribution',
    'OneDsCollector',
    'PowerBI',
    'PowerPlatformInfra',
    'PowerPlatformPlex',
    'PowerQueryOnline',
    'SCCservice',
    'Scuba',
    'SecurityCopilot',
    'SerialConsole',
    'ServiceFabric',
    'SqlManagement',
    'StorageMover',
    'StorageSyncService',
    'SystemServiceAzureSpringAppsResourceProvider',
    'VideoIndexer',
    'WindowsAdminCenter',
    'WindowsVirtualDesktop',
    'ZeroTrustSegmentation',
)

_REGIONS: tuple[str, ...] = (
    'AustraliaCentral',
    'AustraliaCentral2',
    'AustraliaEast',
    'AustraliaSoutheast',
    'AustriaEast',
    'BelgiumCentral',
    'BrazilSouth',
    'BrazilSoutheast',
    'CanadaCentral',
    'CanadaEast',
    'CentralIndia',
    'CentralUS',
    'CentralUSEUAP',
    'ChileCentral',
    'DenmarkEast',
    'EastAsia',
    'EastUS',
    'EastUS2',
    'EastUS2EUAP',
    'EastUS2Stage',
    'EastUS3',
    'EastUSSTG',
    'FranceCentral',
    'FranceSouth',
    'GermanyNorth',
    'GermanyWestCentral',
    'IndiaSouthCentral',
    'IndonesiaCentral',
    'IsraelCentral',
    'IsraelNorthwest',
    'ItalyNorth',
    'JapanEast',
    'JapanWest',
    'JioIndiaCentral',
    'JioIndiaWest',
    'KoreaCentral',
    'KoreaSouth',
    'MalaysiaSouth',
    'MalaysiaWest',
    'MexicoCentral',
    'NewZealandNorth',
    'NorthCentralUS',
    'NorthCentralUSStage',
    'NortheastUS5',
    'NorthEurope',
    'NorwayEast',
    'NorwayWest',
    'PolandCentral',
    'QatarCentral',
    'SouthAfricaNorth',
    'SouthAfricaWest',
    'SouthCentralUS',
    'SouthCentralUS2',
    'SouthCentralUSSTG',
    'SoutheastAsia',
    'SoutheastUS',
    'SoutheastUS3',
    'SouthIndia',
    'SpainCentral',
    'SwedenCentral',
    'SwedenSouth',
    'SwitzerlandNorth',
    'SwitzerlandWest',
    'TaiwanNorth',
    'TaiwanNorthwest',
    'UAECentral',
    'UAENorth',
    'UKSouth',
    'UKWest',
    'WestCentralUS',
    'WestEurope',
    'WestIndia',
    'WestUS',
    'WestUS2',
    'WestUS3',
    'ChinaEast',
    'ChinaEast2',
    'ChinaEast3',
    'ChinaNorth',
    'ChinaNorth2',
    'ChinaNorth3',
    'USDoDCentral',
    'USDoDEast',
    'USGovArizona',
    'USGovTexas',
    'USGovVirginia',
)

# Only AzureCloud has other names for some regions, and two regions that no other tag has.
_OF_AZURE_CLOUD: tuple[str, ...] = (
    'brazilne',
    'brazilse',
    'centralfrance',
    'chilec',
    'germanyn',
    'germanywc',
    'northeurope2',
    'norwaye',
    'norwayw',
    'southfrance',
    'switzerlandn',
    'switzerlandw',
    'usstagec',
    'usstagee',
)
# Not tags, but what Azure Firewall and network security groups call every address. It is not documented whether the
# service takes them; if it does, the rule is as wide as the tag Internet.
EVERYTHING: tuple[str, ...] = ('*', 'any', '0.0.0.0/0', '::/0')
_INTERNET = TAGS[0]
_BY_NAME: Mapping[str, Tag] = {**{tag.name.lower(): tag for tag in TAGS}, **dict.fromkeys(EVERYTHING, _INTERNET)}
_NAMES: tuple[str, ...] = tuple(sorted([*(tag.name for tag in TAGS), *_OTHER_NAMES], key=str.lower))
_KNOWN_NAMES: frozenset[str] = frozenset(name.lower() for name in _NAMES)
_KNOWN_REGIONS: frozenset[str] = frozenset(name.lower() for name in _REGIONS)
# What is before the first dot; AzureFrontDoor alone is not a tag: the part after the dot names other addresses.
_STEMS: frozenset[str] = frozenset(name.partition('.')[0] for name in _KNOWN_NAMES)
_PREFIXES: frozenset[str] = _STEMS - _KNOWN_NAMES
_REGION = r'[a-z][a-z0-9]*'
_SEPARATORS = str.maketrans('', '', '_- ')


def region_name(text: str | None) -> str | None:
    """A region as service tags spell it, in lower case: `westus3` for `West US 3`; None for anything else."""
    name = (text or '').translate(_SEPARATORS).lower()
    return name if re.fullmatch(_REGION, name) else None


def covers(wide: str, narrow: str) -> bool:
    """True when the addresses of narrow are among those of wide: the same tag, or wide with a region appended."""
    one, other = wide.strip().lower(), narrow.strip().lower()
    if one == other:
        return bool(one)
    if not one or one in _PREFIXES or not other.startswith(one + '.'):
        return False
    return bool(re.fullmatch(_REGION, other[len(one) + 1 :]))


@lru_cache(maxsize=10_000)
def known(tag: str) -> Tag | None:
    """What is known about a tag (for a regional one, about its family); None for a tag that is not in the table."""
    name = tag.strip().lower()
    found = _BY_NAME.get(name)
    if found is None:
        family = _BY_NAME.get(name.rpartition('.')[0])
        return family if family and covers(family.name, name) else None
    return found


def suffixes(tag: str) -> tuple[str, ...]:
    """The suffixes of the hosts that a tag may reach; empty for unknown tags and those that reach none."""
    found = known(tag)
    return found.suffixes if found else ()


def hosts_customers(tag: str) -> bool:
    """True when hosts with customers' own domain names are behind a tag, so that any host may be."""
    found = known(tag)
    return bool(found and found.any_host)


def any_tenant(tag: str) -> bool:
    """True when a tag, or a region of it, reaches resources of any tenant, to which data could be sent."""
    found = known(tag)
    return bool(found and found.resources)


def reaches_hosts(tag: str) -> bool:
    """False for a tag that is known to reach no host by a public name: the network's own addresses, probes, callers."""
    found = known(tag)
    return found is None or bool(found.suffixes or found.any_host or found.resources)


def is_internet(tag: str | None) -> bool:
    """True for the tag Internet and its synonyms."""
    return _BY_NAME.get((tag or '').strip().lower()) is _INTERNET


def is_regional(tag: str) -> bool:
    """True for one region of a tag that is in the table, such as Storage.WestEurope."""
    return known(tag) is not None and tag.strip().lower() not in _BY_NAME


def may_reach(tag: str, host: str) -> bool:
    """True when a host, in any spelling, may be behind a tag: under one of its suffixes, or any host may be."""
    if hosts_customers(tag):
        return True
    name = hosts.canonical(host)
    return any(name == suffix or name.endswith('.' + suffix) for suffix in suffixes(tag))


def unknown_part(tag: str) -> Literal['tag', 'region'] | None:
    """Which part of a service tag, in any case, is in none of the lists; None for a known tag.

    Any tag may be followed by any region: which tags have regions differs between clouds and over time.
    """
    name = tag.strip().lower()
    if name in _KNOWN_NAMES:
        return None
    family, dot, region = name.rpartition('.')
    if family in _KNOWN_NAMES and (region in _KNOWN_REGIONS or (family == 'azurecloud' and region in _OF_AZURE_CLOUD)):
        return None
    return 'region' if dot and name.partition('.')[0] in _STEMS else 'tag'


def names() -> tuple[str, ...]:
    """All tags without a region, dotted ones such as AzureFrontDoor.FirstParty included, as documented."""
    return _NAMES


def regions() -> tuple[str, ...]:
    """The regions as tags spell them (WestEurope), those of US Government and China included."""
    return _REGIONS
