"""A real az, signed in to the simulator. HUBNET_AZ names the executable; the default is the one next to this Python."""

import json
import os
import subprocess

import pytest

from tests.simulator import SUBSCRIPTION_ID, Simulator, workspace_id
from tests.simulator.authority import CLIENT_ID, Principal
from tests.simulator.login import LoginError, default_az, log_in

try:
    AZ = default_az()
except LoginError:
    pytest.skip('az is not installed', allow_module_level=True)


@pytest.fixture(scope='module')
def simulator(tmp_path_factory):
    with Simulator(tmp_path_factory.mktemp('simulator')) as made:
        yield made


def az(environment, *arguments):
    return subprocess.run(
        [AZ, *arguments, '--output', 'json'],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_az_signs_in_and_reads_a_workspace(simulator, tmp_path, monkeypatch):
    monkeypatch.setenv('AZURE_EXTENSION_DIR', '/nowhere')
    monkeypatch.setenv('HTTPS_PROXY', 'http://proxy.example.com')
    environment = log_in(simulator.url, simulator.ca_file, tmp_path, AZ)
    assert environment['AZURE_CONFIG_DIR'].startswith(str(tmp_path)) and 'AZURE_EXTENSION_DIR' not in environment
    assert 'proxy.example.com' not in environment['HTTPS_PROXY']

    account = json.loads(az(environment, 'account', 'show').stdout)
    assert (account['id'], account['user']['name']) == (SUBSCRIPTION_ID, CLIENT_ID)
    url = simulator.url + workspace_id('fresh') + '?api-version=2025-12-01'
    done = az(environment, 'rest', '--method', 'get', '--url', url)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)['properties']['managedNetwork']['isolationMode'] == 'AllowOnlyApprovedOutbound'
    missing = az(environment, 'rest', '--method', 'get', '--url', url.replace('/fresh', '/nothing'))
    assert missing.returncode != 0 and 'ResourceNotFound' in missing.stderr

    kinds = [entry['kind'] for entry in simulator.log.entries()]
    assert kinds.count('token') == 1, 'the token of the login is used again'
    assert {'metadata', 'openid', 'subscriptions', 'workspace_get'} <= set(kinds)


def test_refused_login_raises_login_error(simulator, tmp_path):
    with pytest.raises(LoginError, match=r'az login ended with 1: .*Invalid client secret'):
        log_in(simulator.url, simulator.ca_file, tmp_path, AZ, Principal(secret='wrong'))


def test_environment_of_the_caller_is_unchanged(simulator, tmp_path):
    before = dict(os.environ)
    log_in(simulator.url, simulator.ca_file, tmp_path, AZ)
    assert dict(os.environ) == before
