import pytest

from azext_hubnet.core.documents.fields import fields_of
from azext_hubnet.core.documents.repeated import RepeatedKeys
from azext_hubnet.core.formats import shapes

PROVIDERS = '/subscriptions/0/resourceGroups/g/providers/'
HUB = PROVIDERS + 'Microsoft.MachineLearningServices/workspaces/h'
STORE = PROVIDERS + 'Microsoft.Storage/storageAccounts/s'


@pytest.mark.parametrize(
    'value',
    [
        {'destination': 'x'},
        {'Destination': None},
        {'properties': {'destination': 'x'}, 'name': 'r'},
        {'destination': 'x', 'properties': None},
    ],
)
def test_rules(value):
    assert shapes.is_rule(value)
    assert not shapes.is_workspace(value)


@pytest.mark.parametrize(
    'value',
    [
        None,
        'x',
        [],
        {},
        {'type': 'fqdn'},
        {'properties': {}},
        {'destination': 'x', 'managedNetwork': {}},
        {'properties': {'destination': 'x', 'managed_network_settings': {}}},
    ],
)
def test_no_rules(value):
    assert not shapes.is_rule(value)


def test_rule_maps():
    rule = {'destination': 'x'}
    assert shapes.is_rule_map({'a': rule, 'destination': rule})
    assert not shapes.is_rule_map({})
    assert not shapes.is_rule_map({'a': rule, 'b': None})
    assert not shapes.is_rule_map({'Properties': rule})


def test_networks():
    assert shapes.is_network({'outboundRules': None}) and shapes.is_network({'isolation_mode': 'x'})
    assert not shapes.is_network({'rules': []}) and not shapes.is_network(None)


@pytest.mark.parametrize(
    'value',
    [
        {'managed_network': None},
        {'managedNetworkSettings': {}},
        {'properties': {'managedNetwork': None}},
        {'$schema': 'https://azuremlschemas.azureedge.net/latest/workspace.schema.json'},
        {'$schema': 'https://azuremlschemas.azureedge.net/latest/hub.schema.json'},
        {'type': 'Microsoft.MachineLearningServices/workspaces'},
        {'id': HUB},
        {'kind': 'hub'},
        {'kind': 'FeatureStore'},
        {'storage_account': STORE},
        {'properties': {'keyVault': 'x'}},
        {'hub_id': 'x'},
        {'$schema': 'https://azuremlschemas.azureedge.net/latest/featureStore.schema.json'},
        {'location': 'x', 'display_name': 'x'},
        {'location': 'x', 'properties': {'publicNetworkAccess': 'Disabled'}},
    ],
)
def test_workspaces(value):
    assert shapes.is_workspace(value)


@pytest.mark.parametrize(
    'value',
    [
        None,
        {},
        {'name': 'x'},
        {'type': 'a/b', 'id': HUB},
        {'id': STORE},
        {'id': 'x'},
        {'kind': 'StorageV2'},
        {'kind': 5},
        {'$schema': 'https://azuremlschemas.azureedge.net/latest/compute.schema.json'},
        {'properties': 'x'},
        {'properties': {'sku': 'x'}},
    ],
)
def test_no_workspaces(value):
    assert not shapes.is_workspace(value)


@pytest.mark.parametrize(
    'value',
    [
        {'type': 'Microsoft.Storage/storageAccounts', 'properties': {'displayName': 'x'}},
        {'policyRule': {}, 'id': 'x'},
        {'type': 'Microsoft.CognitiveServices/accounts/managedNetworks', 'properties': {'managedNetwork': {}}},
        {'properties': {'policyRule': {}, 'displayName': 'x'}},
    ],
)
def test_other_resources_are_no_workspaces(value):
    assert not shapes.is_workspace(value)


# The keys of a job in YAML and as az ml prints it, of an online endpoint, of a registry, and of a change of a workspace
# that does not concern its network (Azure/azureml-examples; learn.microsoft.com, CLI (v2) YAML schemas).
@pytest.mark.parametrize(
    'value',
    [
        {'$schema': 'https://azuremlschemas.azureedge.net/latest/commandJob.schema.json', 'display_name': 'x'},
        {'command': 'echo', 'display_name': 'x', 'environment': 'y'},
        {'type': 'command', 'display_name': 'x'},
        {'id': f'{HUB}/onlineEndpoints/e', 'location': 'x', 'public_network_access': 'disabled'},
        {'id': PROVIDERS + 'Microsoft.MachineLearningServices/registries/r', 'discovery_url': 'x'},
        {'properties': {'publicNetworkAccess': 'Disabled', 'friendlyName': 'x'}},
    ],
)
def test_what_workspaces_have_too_makes_no_workspace(value):
    assert not shapes.is_workspace(value)
    assert shapes.is_workspace({**value, 'managed_network': None})


def test_projects():
    assert shapes.is_project({'kind': 'project'}) and shapes.is_project({'hub_id': '<hub>'})
    assert shapes.is_project({'properties': {'kind': 'Project'}})
    assert shapes.is_project({'properties': {'hubResourceId': 'x'}})
    assert not shapes.is_project({'kind': 'hub', 'hub_id': 'x'}) and not shapes.is_project({'hub_id': ''})
    assert not shapes.is_project({'properties': {'hubResourceId': None}}) and not shapes.is_project({'properties': 5})


def test_the_network_of_a_hub_has_no_name_of_its_own():
    network = {'name': 'default', 'type': 'Microsoft.MachineLearningServices/workspaces/managedNetworks'}
    assert shapes.Identity(network).name is None
    assert shapes.Identity({**network, 'id': '/subscriptions/{sub}/x'}).name is None
    assert shapes.Identity({'name': 'default', 'id': f'{HUB}/managedNetworks/default'}).id == HUB


def test_every_network_of_a_workspace_is_found():
    body = RepeatedKeys.dict_of(
        [
            ('managedNetwork', 1),
            ('managed_network', 2),
            ('properties', {'managedNetwork': 3, 'managedNetworkSettings': 5}),
            ('managedNetwork', None),
            ('managedNetworkSettings', 4),
            ('properties', 'x'),
        ]
    )
    assert shapes.networks_of(body) == [1, 2, 3, 4, 5]
    assert shapes.networks_of({'name': 'x'}) == []


@pytest.mark.parametrize(
    'kind, read',
    [
        ('hub', 'Hub'),
        ('PROJECT', 'Project'),
        ('feature_store', 'FeatureStore'),
        ('Other', 'Other'),
        (None, None),
        (5, None),
        ("[parameters('kind')]", None),
    ],
)
def test_kinds(kind, read):
    assert shapes.kind_of({'kind': kind}) == read


def test_texts_that_say_something():
    assert shapes.known_text('x') == 'x'
    assert [shapes.known_text(value) for value in ('', None, 5, '<x>')] == [None] * 4


def test_identity():
    who = shapes.Identity(
        fields_of(
            {
                'id': HUB,
                'name': 'h',
                'kind': 'hub',
                'location': 'westeurope',
                'storage_account': STORE,
                'key_vault': 'no id',
            }
        )
    )
    assert (who.id, who.name, who.kind, who.location) == (HUB, 'h', 'Hub', 'westeurope')
    assert dict(who.resources) == {'storage': STORE, 'container_registry': None, 'hub': HUB}


def test_identity_without_dependencies_knows_of_none_that_is_absent():
    who = shapes.Identity({'name': '<hub>', 'location': '${region}', 'id': 'x'})
    assert (who.id, who.name, who.kind, who.location) == ('x', None, None, None)
    assert dict(who.resources) == {}


def test_identity_of_a_managed_network_is_that_of_its_hub():
    who = shapes.Identity({'id': HUB + '/managedNetworks/default', 'name': 'default'})
    assert (who.id, who.name, who.resources['hub']) == (HUB, 'h', HUB)
