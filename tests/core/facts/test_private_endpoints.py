import pytest

from azext_hubnet.core.facts import private_endpoints
from azext_hubnet.core.facts.clouds import CHINA, US_GOVERNMENT
from azext_hubnet.core.facts.private_endpoints import TARGETS

PREFIX = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/net-rg/providers/'
STORE = PREFIX + 'Microsoft.Storage/storageAccounts/MyStore'
REGISTRY = PREFIX + 'Microsoft.ContainerRegistry/registries/images'


def test_invalid_resource_ids_are_not_targets():
    assert private_endpoints.supported('mystore') is None
    assert not private_endpoints.answers_for('mystore', 'blob', 'mystore.blob.core.windows.net')


def test_targets_are_found_in_any_case_with_their_documented_spelling():
    found = private_endpoints.supported(STORE.upper())
    assert found.type == 'Microsoft.Storage/storageAccounts'
    assert found.subresource(' BLOB ') == 'blob'
    assert found.subresource('vault') is None
    assert private_endpoints.subresources('MICROSOFT.DOCUMENTDB/databaseaccounts') == (
        'Sql',
        'MongoDB',
        'Cassandra',
        'Gremlin',
        'Table',
    )
    assert private_endpoints.target('Microsoft.DocumentDB/databaseAccounts').subresource('analytical') == 'Analytical'


def test_types_that_no_article_names_are_not_supported():
    for kind in (
        'Microsoft.Web/sites',
        'Microsoft.App/managedEnvironments',
        'Microsoft.ServiceBus/namespaces',
        'Microsoft.Synapse/workspaces',
        'Microsoft.Storage/storageAccounts/blobServices',
    ):
        assert private_endpoints.target(kind) is None
        assert private_endpoints.subresources(kind) == ()


def test_doubt_and_missing_approver_role_are_in_the_table():
    known = {target.type: target for target in TARGETS}
    assert len(known) == len(TARGETS)
    assert {name for name, target in known.items() if target.doubt} == {
        'Microsoft.Sql/managedInstances',
        'Microsoft.Cache/redisEnterprise',
    }
    assert {name for name, target in known.items() if not target.approver} == {
        'Microsoft.Sql/managedInstances',
        'Microsoft.DataFactory/factories',
        'Microsoft.Databricks/workspaces',
        'Microsoft.DBforMariaDB/servers',
    }


@pytest.mark.parametrize(
    'path, subresource, hosts',
    [
        ('Microsoft.Storage/storageAccounts/MyStore', 'Blob', ['mystore.blob.core.windows.net']),
        ('Microsoft.Storage/storageAccounts/MyStore', 'dfs_secondary', ['mystore-secondary.dfs.core.windows.net']),
        ('Microsoft.KeyVault/vaults/kv', 'vault', ['kv.vault.azure.net', 'kv.vaultcore.azure.net']),
        ('Microsoft.ContainerRegistry/registries/images', 'registry', ['images.azurecr.io']),
        ('Microsoft.Search/searchServices/find', 'searchservice', ['find.search.windows.net']),
        (
            'Microsoft.CognitiveServices/accounts/ai',
            'account',
            ['ai.cognitiveservices.azure.com', 'ai.openai.azure.com', 'ai.services.ai.azure.com'],
        ),
        ('Microsoft.Sql/servers/db', 'sqlServer', ['db.database.windows.net']),
        ('Microsoft.DocumentDB/databaseAccounts/c', 'Sql', ['c.documents.azure.com']),
        ('Microsoft.DocumentDB/databaseAccounts/c', 'mongodb', ['c.mongo.cosmos.azure.com']),
        ('Microsoft.EventHub/namespaces/e', 'namespace', ['e.servicebus.windows.net']),
        ('Microsoft.Cache/Redis/r', 'redisCache', ['r.redis.cache.windows.net']),
        ('Microsoft.DBforMySQL/flexibleServers/m', 'mysqlServer', ['m.mysql.database.azure.com']),
        ('Microsoft.ApiManagement/service/api', 'Gateway', ['api.azure-api.net']),
        (
            'Microsoft.Insights/privateLinkScopes/s',
            'azuremonitor',
            [
                'x.monitor.azure.com',
                'x.oms.opinsights.azure.com',
                'x.ods.opinsights.azure.com',
                'x.agentsvc.azure-automation.net',
                'x.applicationinsights.azure.com',
                'x.services.visualstudio.com',
            ],
        ),
    ],
)
def test_host_names_of_an_endpoint(path, subresource, hosts):
    assert [host for host in hosts if private_endpoints.answers_for(PREFIX + path, subresource, host)] == hosts
    assert not any(
        private_endpoints.answers_for(PREFIX + path + '2', subresource, host)
        for host in hosts
        if not host.startswith('x.')
    )


@pytest.mark.parametrize(
    'path, subresource, host',
    [
        ('Microsoft.MachineLearningServices/workspaces/w', 'amlworkspace', 'w.workspace.westus.api.azureml.ms'),
        ('Microsoft.Databricks/workspaces/d', 'databricks_ui_api', 'd.azuredatabricks.net'),
        ('Microsoft.Network/applicationGateways/g', 'appGwPrivateFrontendIpIPv4', 'g.westus.cloudapp.azure.com'),
        ('Microsoft.KeyVault/vaults/kv', 'blob', 'kv.vault.azure.net'),
    ],
)
def test_endpoint_has_no_host_names_if_they_do_not_follow_from_the_id(path, subresource, host):
    assert not private_endpoints.answers_for(PREFIX + path, subresource, host)


def test_host_names_of_other_clouds():
    for suffixes, host in (
        (US_GOVERNMENT, 'mystore.file.core.usgovcloudapi.net'),
        (CHINA, 'mystore.file.core.chinacloudapi.cn'),
    ):
        assert private_endpoints.answers_for(STORE, 'file', host, suffixes)
        assert not private_endpoints.answers_for(STORE, 'file', host)
        assert not private_endpoints.answers_for(STORE, 'file', 'mystore.file.core.windows.net', suffixes)
    # The table has no row for it, so nothing is claimed.
    assert not private_endpoints.answers_for(REGISTRY, 'registry', 'images.azurecr.cn', CHINA)


@pytest.mark.parametrize(
    'resource, subresource, host',
    [
        (STORE, 'blob', 'MyStore.Blob.Core.Windows.NET.'),
        (STORE, 'blob', 'mystore.z7.blob.storage.azure.net'),
        (STORE, 'web', 'mystore.z13.web.core.windows.net'),
        (REGISTRY, 'registry', 'images.azurecr.io'),
        (REGISTRY, 'registry', 'images.westeurope.data.azurecr.io'),
        (PREFIX + 'Microsoft.DataFactory/factories/adf', 'dataFactory', 'adf.westus.datafactory.azure.net'),
        (
            PREFIX + 'Microsoft.Insights/privateLinkScopes/s',
            'azuremonitor',
            'westus-0.in.applicationinsights.azure.com',
        ),
    ],
)
def test_an_endpoint_answers_for_its_own_hosts(resource, subresource, host):
    assert private_endpoints.answers_for(resource, subresource, host)


@pytest.mark.parametrize(
    'resource, subresource, host',
    [
        (STORE, 'blob', 'notmystore.blob.core.windows.net'),
        (STORE, 'blob', 'mystore.file.core.windows.net'),
        (STORE, 'blob', 'mystore.blob.core.windows.net.evil.example'),
        (STORE, 'blob', 'blob.core.windows.net'),
        (STORE, 'web', 'mystore.web.core.windows.net'),
        (STORE, 'web', 'mystore..web.core.windows.net'),
        (STORE, 'web', 'mystore.a.b.web.core.windows.net'),
        (REGISTRY, 'registry', 'images.data.azurecr.io'),
        (REGISTRY, 'registry', 'other.westeurope.data.azurecr.io'),
        (PREFIX + 'Microsoft.Insights/privateLinkScopes/s', 'azuremonitor', 'monitor.azure.com'),
        (PREFIX + 'Microsoft.Insights/privateLinkScopes/s', 'azuremonitor', 'notmonitor.azure.com'),
        (PREFIX + 'Microsoft.Insights/privateLinkScopes/s', 'azuremonitor', '.monitor.azure.com'),
    ],
)
def test_an_endpoint_answers_for_no_other_host(resource, subresource, host):
    assert not private_endpoints.answers_for(resource, subresource, host)
