"""The simulator's TLS, sign-in, metadata, Resource Graph, control endpoint, log, sample hubs and process."""

import json
import socket
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.simulator import Remote, Simulator, workspace_id
from tests.simulator.authority import CLIENT_ID, CLIENT_SECRET
from tests.simulator.remote import running
from tests.simulator.sample_hubs import sample_hubs
from tests.simulator.tls import make_certificates

PARTIAL = workspace_id('partial')
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def simulator(tmp_path):
    with Simulator(tmp_path) as made:
        yield made


@pytest.fixture
def remote(simulator):
    return simulator.remote()


# Connections --------------------------------------------------------------------------------------------------------


def test_listens_on_loopback_and_is_trusted_by_its_ca_only(simulator):
    assert simulator.url.startswith('https://127.0.0.1:')
    with pytest.raises(urllib.error.URLError, match='CERTIFICATE_VERIFY_FAILED'):
        urllib.request.urlopen(simulator.url + '/metadata/endpoints', timeout=10)  # pylint: disable=consider-using-with


def test_certificates_are_kept_and_replaced_when_broken(tmp_path):
    first = make_certificates(tmp_path).ca_file.read_bytes()
    assert make_certificates(tmp_path).ca_file.read_bytes() == first
    assert (tmp_path / 'server.key').stat().st_mode & 0o077 == 0
    (tmp_path / 'server.pem').write_text('broken')
    assert make_certificates(tmp_path).ca_file.read_bytes() != first


def test_a_strict_client_accepts_the_chain(simulator):
    context = ssl.create_default_context(cafile=simulator.ca_file)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context))
    with opener.open(simulator.url + '/metadata/endpoints?api-version=2022-09-01', timeout=10) as answer:
        assert answer.status == 200


def test_one_connection_serves_many_requests(simulator):
    context = ssl.create_default_context(cafile=simulator.ca_file)
    port = int(simulator.url.rpartition(':')[2])
    with (
        socket.create_connection(('127.0.0.1', port), 10) as plain,
        context.wrap_socket(plain, server_hostname='127.0.0.1') as connection,
    ):
        for _ in range(3):
            connection.sendall(b'GET /adfs/discovery/keys HTTP/1.1\r\nHost: x\r\n\r\n')
            received = b''
            while not received.endswith(b'{"keys": []}'):
                piece = connection.recv(65536)
                assert piece, 'the connection was closed'
                received += piece


def test_silent_client_does_not_block_others(simulator, remote):
    port = int(simulator.url.rpartition(':')[2])
    with socket.create_connection(('127.0.0.1', port), 10):  # without a TLS handshake
        assert remote.arm('GET', PARTIAL).status == 200


def test_clients_in_parallel(remote):
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(remote.arm('GET', PARTIAL).status)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 20


# Sign-in and metadata -----------------------------------------------------------------------------------------------


def token_request(simulator, **changes):
    form = {
        'grant_type': 'client_credentials',
        'client_id': CLIENT_ID,
        'client_secret': CLIENT_SECRET,
        'scope': simulator.url + '/.default',
        **changes,
    }
    context = ssl.create_default_context(cafile=simulator.ca_file)
    request = urllib.request.Request(simulator.authority.url + '/oauth2/token', urlencode(form).encode())
    try:
        with urllib.request.urlopen(request, context=context, timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_token_needs_the_right_secret(simulator):
    status, body = token_request(simulator)
    assert (status, body['token_type']) == (200, 'Bearer')
    status, body = token_request(simulator, client_secret='wrong')
    assert (status, body['error']) == (401, 'invalid_client')
    assert token_request(simulator, grant_type='password')[0] == 400
    assert 'not-a-secret' not in json.dumps(simulator.log.entries('token'))


def test_metadata_in_both_api_versions(simulator, remote):
    one = remote.arm('GET', '/metadata/endpoints', api_version='2022-09-01').body
    assert one['resourceManager'] == simulator.url and one['authentication']['audiences'] == [simulator.url]
    assert one['authentication']['loginEndpoint'] == simulator.authority.url == simulator.url + '/adfs'
    assert remote.arm('GET', '/metadata/endpoints', api_version='2019-05-01').body == [one]


def test_hosts_in_metadata_are_local_or_do_not_resolve(remote):
    text = remote.arm('GET', '/metadata/endpoints').text
    assert 'microsoft' not in text.lower().replace('microsoftgraphresourceid', '') and 'windows.net' not in text


# Resource Graph -----------------------------------------------------------------------------------------------------


def test_resource_graph_pages_through_all_workspaces(simulator, remote):
    simulator.settings.update({'graph_page_size': 4})
    body = {'query': "Resources | where type =~ 'microsoft.machinelearningservices/workspaces'", 'options': {}}
    names, pages = [], 0
    while True:
        answer = remote.arm('POST', '/providers/Microsoft.ResourceGraph/resources', body, api_version='2022-10-01').body
        names += [row['name'] for row in answer['data']]
        pages += 1
        assert answer['totalRecords'] == len(simulator.hubs) and answer['count'] == len(answer['data']) <= 4
        if '$skipToken' not in answer:
            break
        body['options']['$skipToken'] = answer['$skipToken']
    assert pages == 2 and sorted(names) == sorted(hub.name for hub in simulator.hubs.values())


def test_resource_graph_filters_by_type_and_subscription(remote):
    def count(query, **more):
        body = {'query': query, **more}
        return remote.arm('POST', '/providers/Microsoft.ResourceGraph/resources', body).body['count']

    assert count("Resources | where type == 'microsoft.storage/storageaccounts'") == 0
    assert count('Resources', subscriptions=['another']) == 0
    assert count('Resources') == 6


# Control endpoint and log -------------------------------------------------------------------------------------------


def test_faults_over_the_control_endpoint(remote):
    remote.add_fault(on='workspace_get', action='throttled', retry_after=7)
    answer = remote.arm('GET', PARTIAL)
    assert (answer.status, answer.headers['Retry-After']) == (429, '7')
    assert [(one['action'], one['seen'], one['fired']) for one in remote.faults()] == [('throttled', 1, 1)]
    remote.clear_faults()
    assert remote.faults() == [] and remote.arm('GET', PARTIAL).status == 200
    with pytest.raises(ValueError, match='unknown kind'):
        remote.add_fault(on='nonsense')


def test_log_contains_the_requests(remote):
    body = {'tags': {'a': 'b'}}
    remote.arm('PATCH', PARTIAL, body)
    remote.arm('GET', PARTIAL)
    (entry,) = remote.log(kind='workspace_patch')
    assert (entry['method'], entry['path'], entry['body'], entry['status']) == ('PATCH', PARTIAL, body, 202)
    assert entry['query'] == {'api-version': '2025-12-01'} and entry['time'] > 0
    assert [one['kind'] for one in remote.log()] == ['workspace_patch', 'workspace_get']
    remote.clear_log()
    assert remote.log() == []


def test_state_and_settings_over_the_control_endpoint(simulator, remote):
    document = remote.state('partial')
    document['tags'] = {'changed': 'yes'}
    remote.set_state(document)
    document.update(id=workspace_id('another', group='elsewhere'), name='another')
    remote.set_state(document)
    assert remote.arm('GET', PARTIAL).body['tags'] == {'changed': 'yes'}
    assert remote.arm('GET', workspace_id('another', group='elsewhere')).status == 200
    assert remote.settings(overlap='conflict', timing={'operation': 9})['timing']['operation'] == 9
    with pytest.raises(ValueError):
        remote.settings(overlap='nonsense')
    with pytest.raises(ValueError):
        remote.state('nothing')
    remote.reset()
    assert 'another' not in [hub.name for hub in simulator.hubs.values()]
    assert simulator.settings.overlap == 'lose' and remote.log() == []
    assert remote.state('partial')['tags'] == {'owner': 'platform-team'}


# Samples ------------------------------------------------------------------------------------------------------------


def test_sample_hubs_are_as_documented(simulator):
    def rules(name):
        return simulator.state(name)['properties']['managedNetwork']['outboundRules']

    fresh = rules('fresh')
    tags = {
        (rule['destination']['serviceTag'], rule['destination']['protocol'], rule['destination']['portRanges'])
        for rule in fresh.values()
        if rule['type'] == 'ServiceTag'
    }
    assert tags == {
        ('AzureActiveDirectory', 'TCP', '80, 443'),
        ('AzureMachineLearning', 'TCP', '443'),
        ('AzureMachineLearning', 'UDP', '5831'),
        ('BatchNodeManagement', 'TCP', '443'),
        ('AzureResourceManager', 'TCP', '443'),
        ('AzureFrontDoor.FirstParty', '*', '*'),
        ('MicrosoftContainerRegistry.westus3', 'TCP', '443'),
        ('AzureMonitor', 'TCP', '443'),
        ('VirtualNetwork', '*', '*'),
    }
    assert {
        rule['destination']['subresourceTarget'] for rule in fresh.values() if rule['type'] == 'PrivateEndpoint'
    } == {'amlworkspace', 'blob', 'file', 'vault', 'registry'}
    assert {rule['type'] for rule in rules('internet').values()} == {'PrivateEndpoint'}
    assert {rule['status'] for rule in rules('troubled').values()} >= {
        'Active',
        'Inactive',
        'Failed',
        'Provisioning',
        'Deleting',
    }


def test_sample_hubs_are_equal_in_every_run():
    assert sample_hubs() == sample_hubs()


# As a process -------------------------------------------------------------------------------------------------------


def test_process_serves_until_sigterm(tmp_path):
    with running(tmp_path, '--timing', 'operation=0.01', '--overlap', 'conflict') as remote:
        assert remote.settings()['overlap'] == 'conflict'
        assert remote.arm('GET', PARTIAL).status == 200
        remote.reset()
        assert remote.settings()['timing']['operation'] == 0.01, 'a reset keeps the settings of the command line'
        gone = Remote(remote.url, remote.ca_file)
    with pytest.raises(OSError):
        gone.faults()


def test_port_in_use_is_a_one_line_error(simulator, tmp_path):
    port = simulator.url.rpartition(':')[2]
    done = subprocess.run(
        [sys.executable, '-m', 'tests.simulator', '--folder', str(tmp_path), '--port', port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1 and done.stdout == ''
    assert done.stderr.startswith('simulator: ') and done.stderr.count('\n') == 1
