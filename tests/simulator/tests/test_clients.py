"""azure-ai-ml against the simulator: Microsoft's own client must work unchanged."""

import time

import pytest
from azure.ai.ml import MLClient
from azure.ai.ml import _azure_environments as environments
from azure.ai.ml.entities import (
    FqdnDestination,
    ManagedNetwork,
    PrivateEndpointDestination,
    ServiceTagDestination,
    Workspace,
)
from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential

from tests.simulator import Simulator, Timing, workspace_id
from tests.simulator.authority import CLIENT_ID, CLIENT_SECRET
from tests.simulator.metadata import ml_client_cloud
from tests.simulator.sample_hubs import RESOURCE_GROUP, SUBSCRIPTION_ID

pytestmark = pytest.mark.compat

CLOUD = 'simulated'


@pytest.fixture
def simulator(tmp_path, monkeypatch):
    monkeypatch.delenv('AZUREML_CURRENT_CLOUD', raising=False)
    with Simulator(tmp_path, timing=Timing(0.05, 0.05, 0.01, 0.05)) as made:
        monkeypatch.setenv('REQUESTS_CA_BUNDLE', made.ca_file)
        yield made
    # The client keeps clouds in a global table and refuses to register a name twice.
    environments._environments.pop(CLOUD, None)  # pylint: disable=protected-access


@pytest.fixture
def client(simulator):
    credential = ClientSecretCredential(
        'adfs', CLIENT_ID, CLIENT_SECRET, authority=simulator.url, disable_instance_discovery=True
    )

    def connect(name):
        environments._environments.pop(CLOUD, None)  # pylint: disable=protected-access
        return MLClient(
            credential,
            SUBSCRIPTION_ID,
            RESOURCE_GROUP,
            name,
            cloud=CLOUD,
            polling_interval=0.1,
            cloud_metadata=ml_client_cloud(simulator.url, simulator.authority.url),
        )

    return connect


def stored(simulator, name):
    return simulator.state(name)['properties']['managedNetwork']['outboundRules']


def test_sdk_lists_creates_changes_and_removes_rules(simulator, client):
    operations = client('partial').workspace_outbound_rules
    assert {rule.name for rule in operations.list('partial')} == set(stored(simulator, 'partial'))

    made = operations.begin_create('partial', FqdnDestination(name='pypi', destination='pypi.org')).result()
    assert (made.name, made.destination, made.status, made.category) == ('pypi', 'pypi.org', 'Active', 'UserDefined')
    operations.begin_create(
        'partial',
        ServiceTagDestination(
            name='factory', service_tag='DataFactory.WestUS3', protocol='TCP', port_ranges='443, 8080-8089'
        ),
    ).result()
    operations.begin_create(
        'partial',
        PrivateEndpointDestination(
            name='search',
            service_resource_id=workspace_id('partial').rpartition('/providers')[0]
            + '/providers/Microsoft.Search/searchServices/s1',
            subresource_target='searchService',
        ),
    ).result()
    changed = operations.begin_update('partial', FqdnDestination(name='pypi', destination='*.pypi.org')).result()
    assert changed.destination == '*.pypi.org'
    assert operations.get('partial', 'factory').port_ranges == '443, 8080-8089'

    operations.begin_remove('partial', 'pypi').result()
    assert {'factory', 'search'} <= set(stored(simulator, 'partial')) and 'pypi' not in stored(simulator, 'partial')


def test_sdk_workspace_update_merges_rules(simulator, client):
    before = stored(simulator, 'partial')
    client('partial').workspaces.begin_update(
        Workspace(
            name='partial',
            managed_network=ManagedNetwork(
                isolation_mode='AllowOnlyApprovedOutbound',
                outbound_rules=[
                    FqdnDestination(name='one', destination='a.example.com'),
                    FqdnDestination(name='two', destination='b.example.com'),
                ],
            ),
        )
    ).result()
    after = stored(simulator, 'partial')
    assert set(after) == set(before) | {'one', 'two'}
    assert simulator.log.entries('workspace_patch')[0]['body']['tags'] == {}, 'as captured from this client'


def test_sdk_provisions_the_network(simulator, client):
    workspaces = client('fresh').workspaces
    assert workspaces.get('fresh').managed_network.status.status == 'Inactive'
    status = workspaces.begin_provision_network(workspace_name='fresh', include_spark=True).result()
    assert (status.status, status.spark_ready) == ('Active', True)
    assert {rule['status'] for rule in stored(simulator, 'fresh').values()} == {'Active'}


def test_sdk_raises_the_refusal_of_a_rule(client):
    with pytest.raises(HttpResponseError) as caught:
        client('internet').workspace_outbound_rules.begin_create(
            'internet', FqdnDestination(name='pypi', destination='pypi.org')
        ).result()
    assert caught.value.status_code == 400 and 'Only "PrivateEndpoint" outbound rules' in str(caught.value)


def test_sdk_reads_every_sample_hub(simulator, client):
    for hub in simulator.hubs.values():
        workspace = client(hub.name).workspaces.get(hub.name)
        assert workspace.name == hub.name
    listed = {workspace.name for workspace in client('fresh').workspaces.list()}
    assert listed == {hub.name for hub in simulator.hubs.values()}


def test_sdk_polls_at_its_polling_interval(client):
    """Without Retry-After and polling_interval the client would sleep for 30 s."""
    started = time.monotonic()
    client('partial').workspace_outbound_rules.begin_remove('partial', 'vscode-dev').result()
    assert time.monotonic() - started < 5


def test_sdk_answers_a_claims_challenge_with_a_new_token(simulator, client):
    operations = client('partial').workspace_outbound_rules
    fault = simulator.faults.add('rule_get', 'claims_challenge')
    assert operations.get('partial', 'vscode-dev').name == 'vscode-dev'
    assert fault.fired == 1
    assert any('nbf' in (token['claims'] or '') for token in simulator.authority.tokens)


def test_sdk_retries_a_cut_connection(simulator, client):
    simulator.faults.add('rule_put', 'reset_after')
    client('partial').workspace_outbound_rules.begin_create(
        'partial', FqdnDestination(name='pypi', destination='pypi.org')
    ).result()
    assert [entry['status'] for entry in simulator.log.entries('rule_put')] == [None, 202]
