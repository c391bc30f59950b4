import pytest

from azext_hubnet.core.documents.fields import Body
from azext_hubnet.core.documents.repeated import RepeatedKeys
from azext_hubnet.core.formats.workspace import is_project, networks_of, read_workspace, recognises
from azext_hubnet.core.model.errors import InputError
from tests.core.parsed import APPROVED, LISTED, fqdn, names, notes

PROVIDERS = '/subscriptions/0/resourceGroups/g/providers/'
HUB = PROVIDERS + 'Microsoft.MachineLearningServices/workspaces/h'
STORE = PROVIDERS + 'Microsoft.Storage/storageAccounts/s'


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
    assert recognises(value)


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
def test_mappings_that_are_not_workspaces(value):
    assert not recognises(value)


@pytest.mark.parametrize(
    'value',
    [
        {'type': 'Microsoft.Storage/storageAccounts', 'properties': {'displayName': 'x'}},
        {'policyRule': {}, 'id': 'x'},
        {'type': 'Microsoft.CognitiveServices/accounts/managedNetworks', 'properties': {'managedNetwork': {}}},
        {'properties': {'policyRule': {}, 'displayName': 'x'}},
    ],
)
def test_other_resources_are_not_workspaces(value):
    assert not recognises(value)


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
def test_fields_of_other_resources_do_not_make_a_workspace(value):
    assert not recognises(value)
    assert recognises({**value, 'managed_network': None})


def is_a_project(raw):
    return is_project(Body(raw))


def test_projects():
    assert is_a_project({'kind': 'project'}) and is_a_project({'hub_id': '<hub>'})
    assert is_a_project({'properties': {'kind': 'Project'}})
    assert is_a_project({'properties': {'hubResourceId': 'x'}})
    assert not is_a_project({'kind': 'hub', 'hub_id': 'x'}) and not is_a_project({'hub_id': ''})
    assert not is_a_project({'properties': {'hubResourceId': None}}) and not is_a_project({'properties': 5})


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
    assert networks_of(Body(body)) == [1, 2, 3, 4, 5]
    assert networks_of(Body({'name': 'x'})) == []


def test_live_workspace_is_read_without_detection():
    hub = read_workspace(LISTED, 'hub1')
    assert (hub.name, hub.isolation_mode, names(hub), hub.oddities) == ('hub1', APPROVED, ['a'], ())
    assert read_workspace({'name': 'h', 'id': HUB}, 'h').isolation_mode == 'Disabled'
    with pytest.raises(InputError, match=r'h describes the project p; a project has no network of its own'):
        read_workspace({'name': 'p', 'kind': 'Project'}, 'h')


@pytest.mark.parametrize('body', [{}, {'status': 'ok'}, {'value': []}])
def test_answer_without_a_workspace_is_not_read_as_an_open_hub(body):
    with pytest.raises(InputError, match=r'^h: the answer of Azure does not describe a workspace\.$'):
        read_workspace(body, 'h')


def test_live_workspace_is_not_searched_for_rules_elsewhere():
    assert notes(read_workspace({**LISTED, 'tags': {'x': fqdn('x.org')}}, 'hub1')) == []


def test_live_rule_is_parsed_once(monkeypatch):
    from azext_hubnet.core.formats import reader

    parsed = []
    parse_rule = reader.parse_rule
    monkeypatch.setattr(reader, 'parse_rule', lambda *given: parsed.append(given[0]) or parse_rule(*given))
    read_workspace(LISTED, 'hub1')
    assert parsed == ['a']
