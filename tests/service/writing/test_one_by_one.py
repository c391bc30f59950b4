"""Rules one by one, and the network, through the real azure-ai-ml client: adding with --write serial, and removing."""

import json
import os
import subprocess
import sys
import time
from unittest import mock

import pytest

from azext_hubnet.core.model.destinations import Fqdn
from azext_hubnet.core.plan.plan import CREATE, Operation
from azext_hubnet.service.connection import arm
from tests.simulator import workspace_id

pytestmark = pytest.mark.compat

pytest.importorskip('azure.ai.ml')

PRESET = 'vscode'


def serial(hubnet, hub='partial', code=0, **options):
    """Adds the preset rule by rule."""
    return hubnet.add(hub, PRESET, code=code, write='serial', **options)


def assert_in_place(hubnet, hub='partial'):
    hubnet.forget()
    assert hubnet.diff(hub, PRESET)['inSync']
    assert hubnet.add(hub, PRESET).outcome == 'nothing_to_do'
    assert {kind for kind, _ in hubnet.requests()} == {'workspace_get'}


def accepted_writes(hubnet):
    return [
        entry['path'].rpartition('/')[2]
        for entry in hubnet.simulator.log.entries()
        if entry['kind'] in ('rule_put', 'rule_delete') and entry['status'] in (200, 202, 204)
    ]


def test_rules_are_written_one_after_another(hubnet):
    hubnet.simulator.configure(overlap='conflict')
    done = serial(hubnet)
    assert done.outcome == 'applied' and set(done.results.values()) == {'applied'}
    assert accepted_writes(hubnet) == list(done.results) and 409 not in [status for _, status in hubnet.requests()]
    assert done.result['plan']['writes'] == len(done.results) > 1
    assert_in_place(hubnet)


def test_dry_run_of_serial_shows_the_time_of_single_writes(hubnet):
    together = hubnet.add('partial', PRESET, dry_run=True).result['plan']
    single = serial(hubnet, dry_run=True).result['plan']
    assert single['id'] == together['id'] and single['operations'] == together['operations']
    assert (together['writes'], single['writes']) == (1, 6)
    assert single['estimatedMinutes'][0] > together['estimatedMinutes'][0]


def test_missing_permission_for_patch_falls_back_to_single_writes(hubnet, caplog):
    fault = hubnet.simulator.faults.add('workspace_patch', 'forbidden', occurrence='every')
    done = hubnet.add('partial', PRESET)
    assert fault.fired == 1 and done.outcome == 'applied' and len(accepted_writes(hubnet)) == 6
    assert 'workspaces/write' in caplog.text and done.result['plan']['writes'] == 6
    assert_in_place(hubnet)


@pytest.mark.parametrize('options, text', [({'write': 'patch'}, '--write serial'), ({'skip_wait': True}, '--no-wait')])
def test_missing_permission_is_an_error_with_patch_or_no_wait(hubnet, options, text):
    hubnet.simulator.faults.add('workspace_patch', 'forbidden', occurrence='every')
    done = hubnet.add('partial', PRESET, code=1, **options)
    assert text in ' '.join(done.error.recommendations) and 'Nothing was written' in str(done.error)
    assert accepted_writes(hubnet) == []


def test_silent_service_is_given_up_after_the_read_timeout(hubnet):
    silence = 4
    fault = hubnet.simulator.faults.add('rule_put', 'delay', seconds=silence)
    started = time.monotonic()
    with mock.patch.object(arm, 'READ_TIMEOUT', 0.5):
        assert serial(hubnet).outcome == 'applied'
    assert fault.fired == 1 and time.monotonic() - started < silence


def test_missing_permission_for_single_rules_is_an_error(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'forbidden', occurrence='every')
    hubnet.simulator.faults.add('rule_put', 'forbidden', occurrence='every')
    done = hubnet.add('partial', PRESET, code=1)
    assert 'outboundRules/write' in str(done.error) and len(hubnet.requests('rule_put')) == 1


@pytest.mark.parametrize('action', ['conflict', 'throttled', 'server_error', 'reset', 'claims_challenge'])
def test_passing_fault_before_the_service_acted_is_retried(hubnet, action):
    fault = hubnet.simulator.faults.add('rule_put', action, occurrence=2)
    done = serial(hubnet)
    assert fault.fired == 1 and done.outcome == 'applied' and len(accepted_writes(hubnet)) == 6
    assert_in_place(hubnet)


@pytest.mark.parametrize('action', ['reset_after', 'server_error', 'gateway_timeout', 'malformed'])
def test_fault_after_the_service_acted_sends_no_second_write(hubnet, action):
    hubnet.simulator.configure(overlap='conflict', timing={'operation': 30})
    fault = hubnet.simulator.faults.add('rule_put', action, occurrence=2, after_acting=True)
    done = serial(hubnet)
    assert fault.fired == 1 and done.outcome == 'applied' and len(hubnet.requests('rule_put')) == 6
    assert_in_place(hubnet)


@pytest.mark.parametrize('action', ['not_found', 'server_error', 'reset', 'truncate', 'malformed', 'throttled'])
@pytest.mark.parametrize('occurrence', [2, 'every'])
def test_an_operation_that_cannot_be_followed(hubnet, action, occurrence):
    """The next rule waits until this one is done, however that shows."""
    hubnet.simulator.configure(overlap='conflict', timing={'operation': 30})
    fault = hubnet.simulator.faults.add('poll', action, occurrence=occurrence)
    done = serial(hubnet)
    assert fault.fired and done.outcome == 'applied'
    assert [status for _, status in hubnet.requests('rule_put')] == [202] * 6
    assert_in_place(hubnet)


def test_a_refused_rule_does_not_stop_the_others(hubnet):
    hubnet.simulator.faults.add(
        'rule_put',
        'status',
        status=400,
        code='ValidationError',
        message='Not this host.',
        rule='hn-vscode-dev',
        occurrence='every',
    )
    done = serial(hubnet, code=20)
    results = done.results
    assert done.outcome == 'partial' and results.pop('hn-vscode-dev') == 'failed'
    assert set(results.values()) == {'applied'}
    assert 'Not this host.' in str(done.result['results'])
    # Alone it is refused as a whole.
    assert 'Not this host.' in str(serial(hubnet, code=1).error)
    hubnet.forget()
    assert serial(hubnet).results == {'hn-vscode-dev': 'applied'}


@pytest.mark.parametrize('action', ['policy', 'scope_locked', 'forbidden'])
def test_refusal_that_concerns_all_rules_stops_the_others(hubnet, action):
    hubnet.simulator.faults.add('rule_put', action, occurrence=[3, 4, 5, 6])
    done = serial(hubnet, code=20)
    assert list(done.results.values()) == ['applied', 'applied', 'failed'] + 3 * ['not_attempted']
    assert len(hubnet.requests('rule_put')) == 3
    assert all(one['error'] for one in done.result['results'][2:])
    hubnet.forget()
    assert len(serial(hubnet).results) == 4


@pytest.mark.parametrize('action', ['policy', 'scope_locked', 'forbidden'])
def test_refusal_of_the_first_rule_is_an_error(hubnet, action):
    hubnet.simulator.faults.add('rule_put', action, occurrence='every')
    done = serial(hubnet, code=1)
    assert 'Nothing was written' in str(done.error) and len(hubnet.requests('rule_put')) == 1


def test_a_failed_operation_does_not_stop_the_others(hubnet):
    hubnet.simulator.faults.add('rule_put', 'fail_operation', occurrence=2, message='No more addresses.')
    done = serial(hubnet, code=20)
    assert sorted(done.results.values()) == ['applied'] * 5 + ['failed']
    assert 'No more addresses.' in str(done.result['results'])
    hubnet.forget()
    assert serial(hubnet).outcome == 'applied'


def test_a_rule_that_fails_although_its_operation_succeeded(hubnet):
    hubnet.simulator.faults.add('rule_put', 'fail_rule', occurrence=2, message='No such host.')
    done = serial(hubnet, code=20)
    assert sorted(done.results.values()) == ['applied'] * 5 + ['failed'] and 'No such host.' in str(done.result)


def test_operation_without_end_is_partial(hubnet):
    hubnet.simulator.faults.add('rule_put', 'stick', occurrence=3)
    done = serial(hubnet, code=20, timeout=300)
    assert list(done.results.values()) == ['applied', 'applied', 'pending'] + 3 * ['not_attempted']


def test_last_operation_without_end_is_partial(hubnet):
    """Everything looks well then, but it is not known to be."""
    hubnet.simulator.faults.add('rule_put', 'stick', occurrence=6)
    done = serial(hubnet, code=20, timeout=300)
    assert done.outcome == 'partial' and list(done.results.values()) == ['applied'] * 5 + ['pending']


def test_conflict_that_stays_is_an_error(hubnet):
    hubnet.simulator.faults.add('rule_put', 'conflict', occurrence='every')
    done = serial(hubnet, code=1, timeout=120)
    assert '(Conflict)' in str(done.error) and len(hubnet.requests('rule_put')) > 5


def test_an_answer_of_200_while_the_operation_goes_on(hubnet):
    hubnet.simulator.configure(rule_put_answer=200)
    assert serial(hubnet).outcome == 'applied'


def test_existing_rule_that_vanishes_is_reported(hubnet):
    hubnet.simulator.faults.add('rule_put', 'lose_rule', rule='data-factory')
    done = serial(hubnet, code=20)
    assert done.result['disturbed'] == [{'rule': 'data-factory', 'change': 'lost'}]


def test_every_type_of_rule_is_written(hubnet, tmp_path):
    target = workspace_id('partial').rpartition('/providers')[0] + '/providers/Microsoft.Storage/storageAccounts/mine'
    tag = {'service_tag': 'Storage', 'protocol': 'TCP', 'port_ranges': '443'}
    endpoint = {'service_resource_id': target, 'subresource_target': 'blob', 'spark_enabled': True}
    preset = tmp_path / 'mine.json'
    entries = [{'type': 'service_tag', 'destination': tag}, {'type': 'private_endpoint', 'destination': endpoint}]
    preset.write_text(json.dumps({'entries': entries}), encoding='utf-8')
    done = hubnet.add('partial', str(preset), write='serial')
    assert done.outcome == 'applied'
    written = [entry['body']['properties'] for entry in hubnet.simulator.log.entries('rule_put')]
    assert [body['type'] for body in written] == ['PrivateEndpoint', 'ServiceTag']
    assert (
        written[0]['destination']['sparkEnabled'] is True and written[0]['destination']['subresourceTarget'] == 'blob'
    )
    assert (written[1]['destination']['serviceTag'], written[1]['destination']['portRanges']) == ('Storage', '443')


def test_cloud_without_a_suffix_for_storage_will_do(hubnet):
    from azure.cli.core.cloud import CloudSuffixes

    from azext_hubnet.service.writing.one_by_one import RuleClient

    az = hubnet.context()
    az.cloud.suffixes = CloudSuffixes()
    client = RuleClient(az, hubnet.live('partial'))
    client.begin(Operation(CREATE, 'hn-a-com', Fqdn(('a.com',), 'a.com')))
    assert hubnet.requests('rule_put') == [('rule_put', 202)]


# Removing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize('hub', ['fresh', 'partial'])
def test_remove_undoes_add(hubnet, hub):
    before = hubnet.rules(hub)
    hubnet.add(hub, PRESET)
    done = hubnet.remove(hub, PRESET)
    assert done.outcome == 'applied' and set(done.results.values()) == {'applied'}
    assert hubnet.rules(hub) == before
    assert hubnet.remove(hub, PRESET).outcome == 'nothing_to_do'


def test_a_packed_rule_is_rewritten_without_the_presets_hosts(hubnet):
    hubnet.add('fresh', PRESET, 'huggingface', pack=True)
    assert (
        hubnet.simulator.remote()
        .arm(
            'PUT',
            workspace_id('fresh') + '/outboundRules/hn-mixed',
            {'properties': {'type': 'FQDN', 'destination': 'vscode.dev, mine.example.com', 'category': 'UserDefined'}},
        )
        .status
        == 202
    )
    hubnet.rules('fresh')
    done = hubnet.remove('fresh', PRESET)
    assert done.outcome == 'applied'
    ops = {one['rule']['name']: one['op'] for one in done.result['plan']['operations']}
    assert ops['hn-mixed'] == 'rewrite' and hubnet.rules('fresh')['hn-mixed']['destination'] == 'mine.example.com'
    assert hubnet.diff('fresh', 'huggingface')['inSync']


def test_the_last_fqdn_rule_is_announced(hubnet, caplog):
    hubnet.add('fresh', PRESET)
    hubnet.remove('fresh', PRESET, dry_run=True)
    assert 'last FQDN rule' in caplog.text
    assert hubnet.requests('rule_delete') == []


@pytest.mark.parametrize(
    'action, after',
    [
        ('reset', False),
        ('reset_after', True),
        ('server_error', False),
        ('server_error', True),
        ('conflict', False),
        ('throttled', False),
    ],
)
def test_passing_fault_while_removing_is_retried(hubnet, action, after):
    hubnet.simulator.configure(overlap='conflict', timing={'operation': 30})
    before = hubnet.rules('partial')
    hubnet.add('partial', PRESET)
    fault = hubnet.simulator.faults.add('rule_delete', action, occurrence=2, after_acting=after)
    assert hubnet.remove('partial', PRESET).outcome == 'applied' and fault.fired == 1
    assert hubnet.rules('partial') == before


def test_a_removal_that_is_refused_midway_can_be_run_again(hubnet):
    before = hubnet.rules('partial')
    hubnet.add('partial', PRESET)
    hubnet.simulator.faults.add('rule_delete', 'scope_locked', occurrence=3)
    done = hubnet.remove('partial', PRESET, code=20)
    assert list(done.results.values()) == ['applied', 'applied', 'failed'] + 3 * ['not_attempted']
    assert hubnet.remove('partial', PRESET).outcome == 'applied'
    assert hubnet.rules('partial') == before


# The network ----------------------------------------------------------------------------------------


def test_provisioning_after_the_rules(hubnet, caplog):
    done = hubnet.add('fresh', PRESET, provision=True, include_spark=True)
    assert done.outcome == 'applied' and done.result['hub']['networkStatus'] == 'Active'
    assert set(done.results.values()) == {'applied'} and '15 to 30 minutes' in caplog.text
    assert [entry['body'] for entry in hubnet.simulator.log.entries('provision')] == [{'includeSpark': True}]
    kinds = [kind for kind, _ in hubnet.requests()]
    assert kinds.index('workspace_patch') < kinds.index('provision')
    hubnet.forget()
    assert hubnet.add('fresh', PRESET, provision=True).outcome == 'nothing_to_do'
    assert hubnet.requests('provision') == []


def test_provisioning_alone(hubnet):
    hubnet.add('fresh', PRESET)
    hubnet.forget()
    done = hubnet.add('fresh', PRESET, provision=True)
    assert done.outcome == 'applied' and done.result['hub']['networkStatus'] == 'Active' and done.results == {}
    assert hubnet.requests('workspace_patch') == [] and len(hubnet.requests('provision')) == 1


def test_serial_writing_and_provisioning(hubnet):
    assert serial(hubnet, 'fresh', provision=True).result['hub']['networkStatus'] == 'Active'


@pytest.mark.parametrize('rules_too', [True, False])
def test_provisioning_that_is_refused(hubnet, rules_too):
    if not rules_too:
        hubnet.add('fresh', PRESET)
    hubnet.simulator.faults.add('provision', 'forbidden', occurrence='every')
    done = hubnet.add('fresh', PRESET, provision=True, code=20 if rules_too else 1)
    if rules_too:
        assert done.outcome == 'partial' and set(done.results.values()) == {'pending'}
    else:
        assert 'provisionManagedNetwork/action' in str(done.error)


@pytest.mark.parametrize('action', ['fail_operation', 'stick'])
def test_provisioning_that_does_not_end_well(hubnet, action):
    hubnet.simulator.faults.add('provision', action, message='No more addresses.')
    done = hubnet.add('fresh', PRESET, provision=True, code=20, timeout=300)
    assert done.outcome == 'partial' and done.result['hub']['networkStatus'] == 'Inactive'


@pytest.mark.parametrize('action', ['conflict', 'reset', 'reset_after', 'server_error'])
def test_passing_fault_while_provisioning_is_retried(hubnet, action):
    hubnet.simulator.faults.add('provision', action)
    done = hubnet.add('fresh', PRESET, provision=True)
    assert done.outcome == 'applied' and done.result['hub']['networkStatus'] == 'Active'


def test_no_provisioning_after_a_write_that_failed(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'fail_operation')
    hubnet.add('fresh', PRESET, provision=True, code=20)
    assert hubnet.requests('provision') == []


def test_azure_ai_ml_is_imported_only_when_it_writes():
    program = (
        'import sys, azext_hubnet.flows.change, azext_hubnet.flows.plans, azext_hubnet.custom\n'
        'import azext_hubnet.service.writing.patch, azext_hubnet.service.reading.hub\n'
        "sys.exit('azure.ai.ml' in sys.modules)"
    )
    subprocess.run([sys.executable, '-c', program], check=True, cwd=os.getcwd(), timeout=60)
