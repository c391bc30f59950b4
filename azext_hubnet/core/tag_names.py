"""The names of Azure's service tags, and of the regions that may follow one: which part of a tag is not known.

The addresses behind a tag are none of this module's business; what a tag may reach is in service_tags.
Sources: Microsoft's weekly lists "Azure IP Ranges and Service Tags" of the public cloud (download 56519, a copy of
2026-06-26), US Government (57063, 2026-07-19) and China (57062, 2026-07-20). Tags of a network's own addresses and of
its platform are in no list: they come from the Azure service tags overview (MicrosoftDocs/azure-docs
service-tags-overview.md, 2023-01-26).
"""

from typing import FrozenSet, Optional, Tuple

# The oldest of the lists: whatever came later may be missing.
AS_OF = '2026-06-26'
SOURCE = 'Azure IP Ranges and Service Tags (Microsoft downloads 56519, 57063 and 57062) and Azure service tags overview'

_TAGS: Tuple[str, ...] = (
    'ActionGroup', 'ApiManagement', 'AppConfiguration', 'ApplicationInsightsAvailability', 'AppService',
    'AppServiceManagement', 'AutonomousDevelopmentPlatform', 'AzureActiveDirectory',
    'AzureActiveDirectory.ServiceEndpoint', 'AzureActiveDirectoryDomainServices', 'AzureAdvancedThreatProtection',
    'AzureArcInfrastructure', 'AzureAttestation', 'AzureBackup', 'AzureBotService', 'AzureCloud',
    'AzureCognitiveSearch', 'AzureConnectors', 'AzureContainerAppsService', 'AzureContainerRegistry',
    'AzureCosmosDB', 'AzureDatabricks', 'AzureDataExplorerManagement', 'AzureDataLake', 'AzureDeviceUpdate',
    'AzureDevOps', 'AzureDevSpaces', 'AzureDigitalTwins', 'AzureEventGrid', 'AzureFrontDoor.Backend',
    'AzureFrontDoor.FirstParty', 'AzureFrontDoor.Frontend', 'AzureFrontDoor.MicrosoftSecurity',
    'AzureHealthcareAPIs', 'AzureInformationProtection', 'AzureIoTHub', 'AzureKeyVault', 'AzureLoadBalancer',
    'AzureLoadTestingInstanceManagement', 'AzureMachineLearning', 'AzureMachineLearningInference',
    'AzureManagedGrafana', 'AzureMonitor', 'AzureMonitor.Core', 'AzureMonitorForSAP', 'AzureOpenDatasets',
    'AzurePlatformDNS', 'AzurePlatformIMDS', 'AzurePlatformLKM', 'AzurePortal', 'AzurePortal.AzureAppServiceUx',
    'AzureResourceManager', 'AzureSecurityCenter', 'AzureSentinel', 'AzureSignalR', 'AzureSiteRecovery',
    'AzureSphere', 'AzureSpringCloud', 'AzureStack', 'AzureTrafficManager', 'AzureUpdateDelivery', 'AzureWebPubSub',
    'BatchNodeManagement', 'ChaosStudio', 'CognitiveServicesFrontend', 'CognitiveServicesManagement',
    'CopilotActions', 'DataFactory', 'DataFactoryManagement', 'Dynamics365BusinessCentral',
    'Dynamics365ForMarketingEmail', 'EOPExternalPublishedIPs', 'EventHub', 'GatewayManager', 'Grafana',
    'GuestAndHybridManagement', 'HDInsight', 'Internet', 'KustoAnalytics', 'LogicApps', 'LogicAppsManagement',
    'M365LighthouseProd', 'M365ManagementActivityApi', 'M365ManagementActivityApiWebhook', 'Marketplace',
    'MicrosoftAzureFluidRelay', 'MicrosoftCloudAppSecurity', 'MicrosoftContainerRegistry',
    'MicrosoftDefenderForEndpoint', 'MicrosoftPurviewPolicyDistribution', 'OneDsCollector', 'PowerBI',
    'PowerPlatformInfra', 'PowerPlatformPlex', 'PowerQueryOnline', 'SCCservice', 'Scuba', 'SecurityCopilot',
    'SerialConsole', 'ServiceBus', 'ServiceFabric', 'Sql', 'SqlManagement', 'Storage', 'StorageMover',
    'StorageSyncService', 'SystemServiceAzureSpringAppsResourceProvider', 'VideoIndexer', 'VirtualNetwork',
    'WindowsAdminCenter', 'WindowsVirtualDesktop', 'ZeroTrustSegmentation',
)

_REGIONS: Tuple[str, ...] = (
    'AustraliaCentral', 'AustraliaCentral2', 'AustraliaEast', 'AustraliaSoutheast', 'AustriaEast', 'BelgiumCentral',
    'BrazilSouth', 'BrazilSoutheast', 'CanadaCentral', 'CanadaEast', 'CentralIndia', 'CentralUS', 'CentralUSEUAP',
    'ChileCentral', 'DenmarkEast', 'EastAsia', 'EastUS', 'EastUS2', 'EastUS2EUAP', 'EastUS2Stage', 'EastUS3',
    'EastUSSTG', 'FranceCentral', 'FranceSouth', 'GermanyNorth', 'GermanyWestCentral', 'IndiaSouthCentral',
    'IndonesiaCentral', 'IsraelCentral', 'IsraelNorthwest', 'ItalyNorth', 'JapanEast', 'JapanWest',
    'JioIndiaCentral', 'JioIndiaWest', 'KoreaCentral', 'KoreaSouth', 'MalaysiaSouth', 'MalaysiaWest',
    'MexicoCentral', 'NewZealandNorth', 'NorthCentralUS', 'NorthCentralUSStage', 'NortheastUS5', 'NorthEurope',
    'NorwayEast', 'NorwayWest', 'PolandCentral', 'QatarCentral', 'SouthAfricaNorth', 'SouthAfricaWest',
    'SouthCentralUS', 'SouthCentralUS2', 'SouthCentralUSSTG', 'SoutheastAsia', 'SoutheastUS', 'SoutheastUS3',
    'SouthIndia', 'SpainCentral', 'SwedenCentral', 'SwedenSouth', 'SwitzerlandNorth', 'SwitzerlandWest',
    'TaiwanNorth', 'TaiwanNorthwest', 'UAECentral', 'UAENorth', 'UKSouth', 'UKWest', 'WestCentralUS', 'WestEurope',
    'WestIndia', 'WestUS', 'WestUS2', 'WestUS3',
    'ChinaEast', 'ChinaEast2', 'ChinaEast3', 'ChinaNorth', 'ChinaNorth2', 'ChinaNorth3',
    'USDoDCentral', 'USDoDEast', 'USGovArizona', 'USGovTexas', 'USGovVirginia',
)

# AzureCloud alone has names of its own for some regions, and two that no other tag has.
_OF_AZURE_CLOUD: Tuple[str, ...] = (
    'brazilne', 'brazilse', 'centralfrance', 'chilec', 'germanyn', 'germanywc', 'northeurope2', 'norwaye', 'norwayw',
    'southfrance', 'switzerlandn', 'switzerlandw', 'usstagec', 'usstagee',
)

_KNOWN_TAGS: FrozenSet[str] = frozenset(name.lower() for name in _TAGS)
# What stands before the first dot; AzureFrontDoor alone is no tag.
_STEMS: FrozenSet[str] = frozenset(name.partition('.')[0] for name in _KNOWN_TAGS)
_KNOWN_REGIONS: FrozenSet[str] = frozenset(name.lower() for name in _REGIONS)


def unknown_part(tag: str) -> Optional[str]:
    """'tag' or 'region', whichever part of a service tag, in any case, is in no list; None for a known tag.

    Any tag may be followed by any region: which tags come by region differs from cloud to cloud and with time.
    """
    name = tag.strip().lower()
    if name in _KNOWN_TAGS:
        return None
    family, dot, region = name.rpartition('.')
    if family in _KNOWN_TAGS and (region in _KNOWN_REGIONS or family == 'azurecloud' and region in _OF_AZURE_CLOUD):
        return None
    return 'region' if dot and name.partition('.')[0] in _STEMS else 'tag'


def families() -> Tuple[str, ...]:
    """The tags without a region, dotted ones such as AzureFrontDoor.FirstParty included, as documented."""
    return _TAGS


def regions() -> Tuple[str, ...]:
    """The regions as tags spell them (WestEurope), those of US Government and China included."""
    return _REGIONS
