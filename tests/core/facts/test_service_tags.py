"""What is known of service tags, and their names."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.facts import clouds, service_tags
from azext_hubnet.core.facts.service_tags import TAGS, names, region_name, regions, unknown_part

NAMES = [tag.name for tag in TAGS]


@pytest.mark.parametrize(
    'wide, narrow',
    [
        ('Storage', 'Storage'),
        ('Storage', 'STORAGE.westus'),
        ('storage', 'Storage.WestUS2'),
        ('BatchNodeManagement', 'BatchNodeManagement.westeurope'),
        ('AzureFrontDoor.Frontend', 'AzureFrontDoor.Frontend.WestUS'),
        ('AzureFrontDoor', 'azurefrontdoor'),
        ('AzureActiveDirectory', 'AzureActiveDirectory.ServiceEndpoint'),
        (' NotInTheTable ', 'NotInTheTable.WestUS'),
    ],
)
def test_a_tag_covers_itself_and_its_regions(wide, narrow):
    assert service_tags.covers(wide, narrow)


@pytest.mark.parametrize(
    'wide, narrow',
    [
        ('Storage.WestUS', 'Storage'),
        ('Storage.WestUS', 'Storage.EastUS'),
        ('Storage', 'StorageSyncService'),
        ('Storage', 'AzureStorage'),
        ('Sql', 'SqlManagement'),
        ('AzureCloud', 'Storage'),
        ('Internet', 'AzureCloud'),
        ('AzureFrontDoor', 'AzureFrontDoor.FirstParty'),
        ('AzureFrontDoor', 'AzureFrontDoor.Frontend'),
        ('AzureFrontDoor.Frontend', 'AzureFrontDoor.FirstParty'),
        ('Storage', 'Storage.'),
        ('Storage', 'Storage.West.US'),
        ('Storage', 'Storage.*'),
        ('', ''),
        ('', '.WestUS'),
    ],
)
def test_a_tag_covers_no_other(wide, narrow):
    assert not service_tags.covers(wide, narrow)


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_only_the_same_tag_covers_among_those_of_the_table(wide, narrow):
    assert service_tags.covers(wide, narrow) == (wide == narrow)


_REGIONS = st.text('abcdefghijklmnopqrstuvwxyz', min_size=1, max_size=12).map(lambda word: word + '2')


@given(st.sampled_from(NAMES), _REGIONS, _REGIONS)
def test_regions_are_covered_one_way(tag, region, other):
    assert service_tags.covers(tag, f'{tag}.{region}')
    assert not service_tags.covers(f'{tag}.{region}', tag)
    assert service_tags.covers(f'{tag}.{region}', f'{tag}.{other}') == (region == other)
    assert service_tags.suffixes(f'{tag}.{region}') == service_tags.suffixes(tag)
    assert service_tags.hosts_customers(f'{tag}.{region}') == service_tags.hosts_customers(tag)
    assert service_tags.any_tenant(f'{tag}.{region}') == service_tags.any_tenant(tag)


@pytest.mark.parametrize(
    'tag, host',
    [
        ('Storage', 'mystore.blob.core.windows.net'),
        ('storage.westus', 'MyStore.Blob.Core.Windows.Net.'),
        ('Storage', 'mystore.dfs.core.chinacloudapi.cn'),
        ('AzureActiveDirectory', 'login.microsoftonline.com'),
        ('AzureResourceManager', 'management.azure.com'),
        ('MicrosoftContainerRegistry.westus', 'eastus.data.mcr.microsoft.com'),
        ('AzureFrontDoor.FirstParty', 'mcr.microsoft.com'),
        ('AzureContainerRegistry', 'images.azurecr.io'),
        ('AzureMonitor', 'westus-0.in.applicationinsights.azure.com'),
        ('AzureMachineLearning', 'westus.api.azureml.ms'),
        ('BatchNodeManagement', 'westus.service.batch.azure.com'),
        ('Sql', 'db.mysql.database.azure.com'),
        ('AzureKeyVault', 'kv.vault.azure.net'),
        ('AzureCosmosDB', 'c.mongo.cosmos.azure.com'),
        ('ServiceBus', 'bus.servicebus.windows.net'),
        ('CognitiveServicesManagement', 'ai.openai.azure.com'),
        ('CognitiveServicesFrontend', 'speech.microsoft.com'),
        ('AzureDatabricks', 'adb-1.2.azuredatabricks.net'),
        ('DataFactory', 'adf.westus.datafactory.azure.net'),
        ('AzureIoTHub', 'hub.azure-devices.net'),
        ('LogicAppsManagement', 'prod-12.westus.logic.azure.com'),
        ('AzureWebPubSub', 'hub.webpubsub.azure.com'),
    ],
)
def test_a_service_may_be_reached_under_its_suffixes(tag, host):
    assert service_tags.may_reach(tag, host)


@pytest.mark.parametrize(
    'tag, host',
    [
        ('Storage', 'evilblob.core.windows.net'),
        ('Storage', 'blob.core.windows.net.evil.example'),
        ('Storage', 'kv.vault.azure.net'),
        ('Storage', 'core.windows.net'),
        ('MicrosoftContainerRegistry', 'notmcr.microsoft.com'),
        ('AzureFrontDoor.FirstParty', 'shop.contoso.com'),
        ('VirtualNetwork', 'mystore.blob.core.windows.net'),
        ('AzureCognitiveSearch', 'find.search.windows.net'),
        ('ApiManagement', 'api.azure-api.net'),
        ('AzureFrontDoor.Backend', 'shop.contoso.com'),
        ('AzureFrontDoor', 'shop.contoso.com'),
        ('NotInTheTable', 'pypi.org'),
        ('NotInTheTable.westus', 'pypi.org'),
        ('', 'pypi.org'),
    ],
)
def test_service_is_not_reached_under_other_suffixes(tag, host):
    assert not service_tags.may_reach(tag, host)


@pytest.mark.parametrize(
    'tag',
    [
        'Internet',
        'AzureCloud',
        'azurecloud.westus',
        'AppService',
        'AzureFrontDoor.Frontend',
        'AzureFrontDoor.Frontend.westus',
        'AzureSpringCloud',
    ],
)
def test_tags_with_customer_names_may_reach_any_host(tag):
    assert service_tags.hosts_customers(tag)
    assert service_tags.may_reach(tag, 'shop.contoso.com')


@pytest.mark.parametrize(
    'tag',
    [
        'Internet',
        'AzureCloud',
        'AzureCloud.westus',
        'AppService',
        'AzureFrontDoor.Frontend',
        'Storage',
        'storage.WestUS',
        'Sql',
        'AzureContainerRegistry.eastus',
        'AzureCosmosDB',
        'AzureKeyVault',
        'EventHub',
        'ServiceBus',
        'AzureEventGrid',
        'AzureIoTHub',
        'CognitiveServicesManagement',
        'AzureDatabricks',
        'LogicAppsManagement',
        'AppConfiguration',
        'AzureSignalR',
        'AzureWebPubSub',
        'AzureManagedGrafana',
        'AzureDataLake',
        'AzureBackup',
    ],
)
def test_tags_of_services_reach_resources_of_any_tenant(tag):
    assert service_tags.any_tenant(tag)


@pytest.mark.parametrize(
    'tag',
    [
        'AzureActiveDirectory',
        'AzureResourceManager',
        'AzureMachineLearning',
        'AzureMachineLearning.westus',
        'BatchNodeManagement.westeurope',
        'MicrosoftContainerRegistry',
        'AzureFrontDoor.FirstParty',
        'AzureMonitor',
        'AzureFrontDoor.Backend',
        'AzureFrontDoor',
        'VirtualNetwork',
        'ApiManagement',
        'LogicApps',
        'AzureCognitiveSearch',
        'DataFactory',
        'CognitiveServicesFrontend',
        'StorageSyncService',
        'NotInTheTable',
        '',
    ],
)
def test_tags_of_control_planes_and_callers_reach_no_tenant_resources(tag):
    assert not service_tags.any_tenant(tag)


@pytest.mark.parametrize('tag', ['Internet', ' internet ', '*', 'Any', 'ANY', '0.0.0.0/0', '::/0'])
def test_internet_reaches_everything(tag):
    assert service_tags.is_internet(tag) and service_tags.any_tenant(tag) and not service_tags.is_regional(tag)
    assert service_tags.may_reach(tag, 'shop.contoso.com')
    assert not service_tags.is_internet('AzureCloud') and not service_tags.is_internet('Internet.westus')


def test_the_table_is_sound():
    assert len({name.lower() for name in NAMES}) == len(NAMES)
    keys = {'tags', 'dns', 'firewall', 'foundry', 'monitor', 'cognitive', 'logic', 'exfiltration'}
    for tag in TAGS:
        assert set(tag.source.split(', ')) <= keys
        assert not (tag.any_host and tag.suffixes), tag.name
        # Where customers bring their own names, a stranger may.
        assert tag.resources or not tag.any_host, tag.name
        assert len(set(tag.suffixes)) == len(tag.suffixes), tag.name
        for suffix in tag.suffixes:
            assert suffix == suffix.lower().strip('.')
            # A suffix of two labels is one company's, never a whole top-level domain.
            assert suffix.count('.') >= 1
    # A name before a dot that is not a tag itself has different addresses for each word after it.
    dotted = [name for name in names() if '.' in name and name.partition('.')[0] not in names()]
    assert dotted and all(not service_tags.covers(name.partition('.')[0], name) for name in dotted)


def test_suffixes_that_differ_between_clouds_come_from_the_table_of_clouds():
    assert {clouds.PUBLIC['vault'], clouds.CHINA['vault']} <= set(service_tags.suffixes('AzureKeyVault'))


SAMPLE_REGIONS = ('WestEurope', 'EastUS2', 'GermanyWestCentral', 'USGovVirginia', 'ChinaNorth3', 'DenmarkEast')


@pytest.mark.parametrize(
    'tag',
    [
        'Storage',
        'storage',
        ' STORAGE ',
        'Storage.WestEurope',
        'storage.WESTEUROPE',
        'Sql.USGovVirginia',
        'Internet',
        'VirtualNetwork',
        'AzureFrontDoor.FirstParty',
        'azurefrontdoor.frontend',
        'AzureFrontDoor.Frontend.WestUS',
        'AzureActiveDirectory.ServiceEndpoint',
        'AzureMonitor.Core',
        'AzureCloud.germanywc',
        'AzureCloud.GermanyWestCentral',
        'AzureCloud.northeurope2',
        'BatchNodeManagement.chinaeast2',
        'AzureContainerAppsService',
    ],
)
def test_known_tags(tag):
    assert unknown_part(tag) is None


@pytest.mark.parametrize(
    'tag, part',
    [
        ('', 'tag'),
        ('.', 'tag'),
        ('.WestEurope', 'tag'),
        ('Storge', 'tag'),
        ('Storge.WestEurope', 'tag'),
        ('AzureStorage', 'tag'),
        ('WestEurope', 'tag'),
        ('WestEurope.Storage', 'tag'),
        ('AzureFrontDoor', 'tag'),
        ('AzureFrontDoor.WestEurope', 'region'),
        ('AzureFrontDoor.Frontends', 'region'),
        ('Storage.', 'region'),
        ('Storage.WestEurop', 'region'),
        ('Storage.West Europe', 'region'),
        ('Storage.WestEurope.1', 'region'),
        ('Storage.WestEurope.WestEurope', 'region'),
        ('Storage.germanywc', 'region'),
        ('AzureFrontDoor.Frontend.Nowhere', 'region'),
    ],
)
def test_unknown_part_of_a_tag_is_named(tag, part):
    assert unknown_part(tag) == part


@given(st.sampled_from(names()), st.sampled_from(regions()))
def test_any_tag_with_any_region_is_known_in_any_case(tag, region):
    assert unknown_part(tag) is unknown_part(f'{tag}.{region}') is unknown_part(f'{tag}.{region}'.upper()) is None


@given(st.sampled_from(names()), st.from_regex(r'[a-z]{1,12}zz', fullmatch=True))
def test_unknown_suffix_of_a_tag_is_named(tag, text):
    assert unknown_part(f'{tag}.{text}') == 'region'
    assert unknown_part(tag + text) == ('region' if '.' in tag else 'tag')


def test_every_tag_of_the_presets_is_in_the_list():
    text = ''.join(path.read_text(encoding='utf-8') for path in Path(shipped.FOLDER).glob('*.yaml'))
    tags = re.findall(r'service_tag: "?([\w.<>]+)', text)
    assert tags
    assert [tag for tag in tags if unknown_part(tag.replace('<region>', 'westus'))] == []


def test_names_and_regions_are_well_formed_and_unique():
    for listed in (names(), regions()):
        assert len({name.lower() for name in listed}) == len(listed)
        assert all(re.fullmatch(r'[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)?', name) for name in listed)
    assert not {name.lower() for name in regions()} & {name.lower() for name in names()}
    assert set(SAMPLE_REGIONS) <= set(regions())
    assert date.fromisoformat(service_tags.NAMES_AS_OF) <= date.today()
    assert service_tags.NAMES_AS_OF in service_tags.NAMES_SOURCE


@pytest.mark.parametrize('text', ['westus3', 'WestUS3', 'West US 3', 'west-us-3', 'West_US 3'])
def test_region_name_of_any_spelling(text):
    assert region_name(text) == 'westus3'


@pytest.mark.parametrize('text', [None, '', ' ', '3', 'west/us', 'westus3; rm', '<region>', 'wéstus'])
def test_region_name_of_invalid_text_is_none(text):
    assert region_name(text) is None
