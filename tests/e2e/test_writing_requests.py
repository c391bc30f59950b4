"""The three original presets in one write, beside the same rules by azure-ai-ml; the figures are printed."""

import json
import subprocess
import sys

import pytest

from tests.scenario.contracts import PLAN
from tests.simulator import RESOURCE_GROUP, SUBSCRIPTION_ID
from tests.simulator.authority import CLIENT_ID, CLIENT_SECRET
from tests.simulator.metadata import ml_client_cloud

from .writing import ORIGINALS, requests_of, rules_of

RESULT = {'hub', 'presets', 'plan', 'results', 'kept', 'disturbed', 'minutes', 'outcome'}
# One begin_create a host, as somebody without hubnet would do it.
BY_SDK = """
import json, sys
from azure.ai.ml import MLClient
from azure.ai.ml.entities import FqdnDestination
from azure.identity import ClientSecretCredential
given = json.load(sys.stdin)
credential = ClientSecretCredential('adfs', given['client'], given['secret'], authority=given['url'],
                                    disable_instance_discovery=True)
client = MLClient(credential, given['subscription'], given['group'], 'fresh', cloud='simulated',
                  cloud_metadata=given['cloud'], polling_interval=1, enable_telemetry=False)
for name, host in given['rules'].items():
    client.workspace_outbound_rules.begin_create('fresh', FqdnDestination(name=name, destination=host)).result()
"""


@pytest.fixture(name='slower')
def _slower(simulator):
    """Delays in the proportions of the real ones: an operation takes several polls."""
    simulator.settings(timing={'operation': 0.3, 'per_fqdn': 0.05, 'first_firewall': 0.6})
    return simulator


def test_one_get_one_patch_polls_and_one_get(az, hub, slower, capsys):
    document = slower.state('fresh')
    first = json.loads(json.dumps(document))
    document['properties']['managedNetwork']['status'] = {'status': 'Active', 'sparkReady': False}
    slower.set_state(document)
    serial = az(f'hubnet preset add {hub("fresh")} {ORIGINALS} --write serial --dry-run').json['plan']
    slower.clear_log()
    done = az(f'hubnet preset add {hub("fresh")} {ORIGINALS} --yes')
    assert set(done.json) == RESULT and set(done.json['plan']) == PLAN and done.json['outcome'] == 'applied'
    assert len(done.json['results']) == 27 and {one['outcome'] for one in done.json['results']} == {'applied'}
    kinds = [kind for kind, _ in requests_of(slower)]
    polls = kinds.count('poll')
    assert kinds == ['workspace_get', 'workspace_patch', *['poll'] * polls, 'workspace_get'] and 1 <= polls <= 6
    written = {one['rule']: one['destination'] for one in done.json['results']}
    by_hubnet = rules_of(slower, 'fresh')

    # The same with azure-ai-ml, with operations that end at once: the number of requests is what counts here.
    slower.set_state(first)
    slower.settings(timing={'operation': 0.0, 'per_fqdn': 0.0, 'first_firewall': 0.0})
    slower.clear_log()
    subprocess.run([sys.executable, '-c', BY_SDK], check=True, timeout=120, env=az.environment, capture_output=True,
                   input=json.dumps({
                       'client': CLIENT_ID, 'secret': CLIENT_SECRET, 'url': slower.url, 'rules': written,
                       'subscription': SUBSCRIPTION_ID, 'group': RESOURCE_GROUP,
                       'cloud': ml_client_cloud(slower.url, f'{slower.url}/adfs')}).encode())
    assert rules_of(slower, 'fresh') == by_hubnet
    sdk = [kind for kind, _ in requests_of(slower)]
    assert sdk.count('rule_put') == 27
    low, high = done.json['plan']['estimatedMinutes']
    with capsys.disabled():
        print(f'\n27 hosts on a fresh provisioned hub\n'
              f'  hubnet preset add: {len(kinds)} requests (1 GET, 1 PATCH, {polls} polls, 1 GET), '
              f'1 service operation, {done.seconds:.1f} s here; estimated {low} to {high} minutes\n'
              f'  begin_create a host: {len(sdk)} requests (27 PUT, {sdk.count("poll")} polls, {sdk.count("rule_get")} '
              f'GET), 27 service operations; estimated {serial["estimatedMinutes"][0]} to '
              f'{serial["estimatedMinutes"][1]} minutes (sources of both estimates: azext_hubnet/core/estimate.py)')
