"""One PATCH for all rules, through every fault that ARM and the network are known for."""

import pytest

from azext_hubnet.core.model.destinations import Fqdn, PrivateEndpoint, ServiceTag
from azext_hubnet.core.plan.plan import CREATE, Operation
from azext_hubnet.service.writing.patch import patch_body

pytestmark = pytest.mark.compat

PRESET = 'vscode'
# What may be in the body at all; system rules, tags, networkAcls and identity are not ours to send.
ALLOWED = {
    '': {'properties'},
    'properties': {'managedNetwork'},
    'properties.managedNetwork': {'isolationMode', 'firewallSku', 'outboundRules'},
}
RULE_FIELDS = {'type', 'category', 'destination', 'fqdns'}


def writes(hubnet):
    """The statuses of the writes that were sent."""
    return [status for _, status in hubnet.requests('workspace_patch')]


def assert_applied(hubnet, done, hub='fresh'):
    """Everything that was asked for is there, everything else as it was, and a repeat writes nothing."""
    assert (done.code, done.outcome) == (0, 'applied'), done
    assert_in_place(hubnet, hub)


def assert_in_place(hubnet, hub='fresh'):
    hubnet.forget()
    assert hubnet.diff(hub, PRESET)['inSync']
    again = hubnet.add(hub, PRESET)
    assert again.outcome == 'nothing_to_do' and writes(hubnet) == []


def test_requests_are_a_get_a_patch_polls_and_a_get(hubnet):
    hubnet.simulator.configure(timing={'operation': 9})
    done = hubnet.add('fresh', PRESET)
    kinds = [kind for kind, _ in hubnet.requests()]
    assert kinds == ['workspace_get', 'workspace_patch', *['poll'] * (len(kinds) - 3), 'workspace_get']
    assert len(kinds) - 3 == 5
    assert_applied(hubnet, done)


@pytest.mark.parametrize('hub', ['fresh', 'partial', 'internet', 'troubled'])
def test_the_body_holds_the_managed_network_and_nothing_else(hubnet, hub):
    before = hubnet.simulator.state(hub)
    resource = before['id'].rpartition('/providers')[0] + '/providers/Microsoft.Search/searchServices/mine'
    hubnet.add(hub, 'vscode', 'huggingface', code=None)
    hubnet.add(hub, 'ai-search', code=None, resource=[f'search={resource}'])
    for entry in hubnet.simulator.log.entries('workspace_patch'):
        body = entry['body']
        for path, allowed in ALLOWED.items():
            value = body
            for step in filter(None, path.split('.')):
                value = value[step]
            assert set(value) <= allowed, path
        network = body['properties']['managedNetwork']
        assert network['isolationMode'] == before['properties']['managedNetwork']['isolationMode']
        assert network.get('firewallSku') == before['properties']['managedNetwork'].get('firewallSku')
        for name, rule in network['outboundRules'].items():
            assert set(rule) <= RULE_FIELDS and rule['category'] == 'UserDefined', name
            assert not name.startswith('__SYS') and not name.lower().startswith('connection_')
    after = hubnet.simulator.state(hub)
    for field in ('tags', 'identity', 'sku', 'kind', 'location'):
        assert after.get(field) == before.get(field)


def test_every_type_of_rule_is_sent_as_azure_ai_ml_spells_it():
    from azext_hubnet.core.model.hub import Hub

    target = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a'
    body = patch_body(
        Hub(isolation_mode='AllowOnlyApprovedOutbound'),
        [
            Operation(CREATE, 'hn-a', Fqdn(('a.b',), 'a.b')),
            Operation(CREATE, 'hn-t', ServiceTag('Storage', 'TCP', ((443, 443),), '443')),
            Operation(CREATE, 'hn-p', PrivateEndpoint(target, 'blob', True, ('x.y',))),
        ],
    )
    assert body == {
        'properties': {
            'managedNetwork': {
                'isolationMode': 'AllowOnlyApprovedOutbound',
                'outboundRules': {
                    'hn-a': {'type': 'FQDN', 'category': 'UserDefined', 'destination': 'a.b'},
                    'hn-t': {
                        'type': 'ServiceTag',
                        'category': 'UserDefined',
                        'destination': {'serviceTag': 'Storage', 'protocol': 'TCP', 'portRanges': '443'},
                    },
                    'hn-p': {
                        'type': 'PrivateEndpoint',
                        'category': 'UserDefined',
                        'fqdns': ['x.y'],
                        'destination': {'serviceResourceId': target, 'subresourceTarget': 'blob', 'sparkEnabled': True},
                    },
                },
            }
        }
    }


# Before the service acts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'action', ['conflict', 'throttled', 'server_error', 'unavailable', 'gateway_timeout', 'reset', 'claims_challenge']
)
def test_passing_fault_before_the_service_acted_is_retried(hubnet, action):
    fault = hubnet.simulator.faults.add('workspace_patch', action)
    done = hubnet.add('fresh', PRESET)
    assert fault.fired == 1 and len(writes(hubnet)) == 2 and writes(hubnet)[-1] == 202
    assert_applied(hubnet, done)


@pytest.mark.parametrize(
    'action', ['server_error', 'unavailable', 'gateway_timeout', 'reset', 'reset_after', 'malformed']
)
@pytest.mark.parametrize('overlap', ['lose', 'conflict'])
def test_fault_after_the_service_acted_sends_no_second_write(hubnet, action, overlap):
    hubnet.simulator.configure(overlap=overlap, timing={'operation': 20})
    fault = hubnet.simulator.faults.add('workspace_patch', action, after_acting=action != 'reset')
    done = hubnet.add('partial', PRESET)
    assert fault.fired == 1 and len(writes(hubnet)) == (2 if action == 'reset' else 1)
    assert_applied(hubnet, done, 'partial')


def test_a_retry_of_a_failed_rule_is_sent_again_after_a_reset(hubnet):
    """The failed rule is there already, so its presence says nothing about whether the write arrived."""
    hubnet.add('partial', PRESET)
    document = hubnet.simulator.state('partial')
    document['properties']['managedNetwork']['outboundRules']['hn-vscode-dev']['status'] = 'Failed'
    hubnet.simulator.set_state(document)
    hubnet.forget()
    hubnet.simulator.faults.add('workspace_patch', 'reset')
    done = hubnet.add('partial', PRESET)
    assert done.result['plan']['operations'][0]['op'] == 'retry'
    assert writes(hubnet) == [None, 202]
    assert_applied(hubnet, done, 'partial')


def test_writes_never_overlap(hubnet):
    """Whatever is cut, and wherever: no write is sent while the operation of another runs."""
    hubnet.simulator.configure(overlap='conflict', timing={'operation': 60})
    for occurrence in (1, 2, 3):
        hubnet.simulator.faults.add('workspace_patch', 'reset_after', occurrence=occurrence)
    hubnet.simulator.faults.add('workspace_get', 'unavailable', occurrence=[2, 3, 4, 5])
    done = hubnet.add('partial', PRESET)
    assert 409 not in writes(hubnet)
    assert_applied(hubnet, done, 'partial')


# The bound ----------------------------------------------------------------------------------------


@pytest.mark.parametrize('action', ['conflict', 'throttled', 'server_error', 'reset'])
def test_fault_that_stays_ends_with_nothing_written(hubnet, action):
    before = hubnet.rules('fresh')
    hubnet.simulator.faults.add('workspace_patch', action, occurrence='every')
    done = hubnet.add('fresh', PRESET, code=1, timeout=600)
    assert 'Nothing was written' in str(done.error) and done.error.recommendations
    assert 3 < len(writes(hubnet)) < 60
    assert hubnet.rules('fresh') == before


def test_a_conflict_is_waited_for_until_the_timeout(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'conflict', occurrence='every')
    started = hubnet.clock.now
    hubnet.add('fresh', PRESET, code=1, timeout=1200)
    assert 1200 <= hubnet.clock.now - started < 1300


def test_after_a_conflict_the_plan_is_made_again(hubnet):
    """Another writer was in the way; what it has written is not written a second time."""
    from tests.simulator import workspace_id

    hubnet.simulator.configure(overlap='conflict', timing={'operation': 30})
    sent = hubnet.simulator.remote().arm(
        'PUT',
        workspace_id('fresh') + '/outboundRules/theirs',
        {'properties': {'type': 'FQDN', 'destination': 'vscode.dev', 'category': 'UserDefined'}},
    )
    assert sent.status == 202
    done = hubnet.add('fresh', PRESET)
    assert writes(hubnet).count(202) == 1 and 409 in writes(hubnet)
    rules = hubnet.rules('fresh')
    assert rules['theirs']['destination'] == 'vscode.dev'
    assert_applied(hubnet, done)


@pytest.mark.parametrize(
    'action, code, text',
    [
        ('scope_locked', 1, 'ScopeLocked'),
        ('policy', 1, 'RequestDisallowedByPolicy'),
        ('not_found', 3, 'ResourceNotFound'),
        ('status', 1, 'Odd'),
    ],
)
def test_a_refusal_is_final(hubnet, action, code, text):
    hubnet.simulator.faults.add(
        'workspace_patch', action, occurrence='every', status=400, code='Odd' if action == 'status' else None
    )
    done = hubnet.add('fresh', PRESET, code=code)
    assert text in str(done.error) and 'Nothing was written' in str(done.error)
    assert len(writes(hubnet)) == 1 and hubnet.requests('rule_put') == []


def test_sign_in_that_ends_before_the_write_is_an_error(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'status', status=401, code='ExpiredAuthenticationToken')
    done = hubnet.add('fresh', PRESET, code=1)
    assert 'az login' in ' '.join(done.error.recommendations) and len(writes(hubnet)) == 1


@pytest.mark.parametrize('seconds, sent', [(30, 2), (7200, 1)])
def test_retry_after_is_waited_for_where_it_fits(hubnet, seconds, sent):
    hubnet.simulator.faults.add('workspace_patch', 'throttled', retry_after=seconds)
    started = hubnet.clock.now
    done = hubnet.add('fresh', PRESET, code=None)
    assert len(writes(hubnet)) == sent
    if sent == 2:
        assert hubnet.clock.now - started >= seconds
        assert_applied(hubnet, done)
    else:
        assert done.code == 1 and 'in 7200 seconds' in ' '.join(done.error.recommendations)
        assert hubnet.clock.now - started < 60


# Polls ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'action, settings',
    [
        ('not_found', {}),
        ('server_error', {}),
        ('unavailable', {}),
        ('truncate', {}),
        ('malformed', {}),
        ('reset', {}),
        ('throttled', {}),
        ('throttled', {'retry_after': 3600}),
    ],
)
@pytest.mark.parametrize('occurrence', ['first', 'every'])
@pytest.mark.parametrize('hub', ['fresh', 'partial'])
def test_an_operation_that_cannot_be_followed(hubnet, action, settings, occurrence, hub):
    """The operation goes on by itself, and the hub shows when it is over."""
    hubnet.simulator.configure(timing={'operation': 40})
    fault = hubnet.simulator.faults.add('poll', action, occurrence=occurrence, **settings)
    done = hubnet.add(hub, PRESET)
    assert fault.fired and writes(hubnet) == [202]
    assert_applied(hubnet, done, hub)


def test_claims_challenge_while_polling_is_answered(hubnet):
    fault = hubnet.simulator.faults.add('poll', 'claims_challenge')
    done = hubnet.add('fresh', PRESET)
    assert fault.fired == 1 and len(hubnet.credential.claims) == 1
    assert_applied(hubnet, done)


def test_sign_in_that_ends_while_polling_is_partial(hubnet):
    hubnet.simulator.faults.add('poll', 'status', status=401, occurrence='every')
    hubnet.simulator.faults.add('workspace_get', 'status', status=401, occurrence=[2, 3, 4])
    done = hubnet.add('fresh', PRESET, code=20)
    assert done.outcome == 'partial' and set(done.results.values()) == {'pending'}
    assert_in_place(hubnet)


def test_a_failed_operation(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'fail_operation', code='Firewall', message='No more addresses.')
    done = hubnet.add('partial', PRESET, code=20)
    assert done.outcome == 'partial' and set(done.results.values()) == {'failed'}
    assert all('No more addresses.' in one['error'] for one in done.result['results'])
    again = hubnet.add('partial', PRESET)
    assert_applied(hubnet, again, 'partial')


def test_operation_without_end_is_partial(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'stick')
    done = hubnet.add('partial', PRESET, code=20, timeout=120)
    assert done.outcome == 'partial' and set(done.results.values()) == {'pending'} and done.result['minutes'] >= 2
    # The rules are on their way; another preset would overlap with them.
    assert hubnet.add('partial', PRESET).outcome == 'nothing_to_do'
    refused = hubnet.add('partial', 'huggingface', code=1, timeout=120)
    assert 'still' in str(refused.error) and len(writes(hubnet)) == 1


# The proof ----------------------------------------------------------------------------------------


def test_a_rule_that_fails(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'fail_rule', rule='hn-vscode-dev', message='No such host.')
    done = hubnet.add('fresh', PRESET, code=20)
    results = done.results
    assert done.outcome == 'partial' and results.pop('hn-vscode-dev') == 'failed'
    assert set(results.values()) == {'pending'} and 'No such host.' in str(done.result['results'])
    assert_applied(hubnet, hubnet.add('fresh', PRESET))


@pytest.mark.parametrize('rule', ['vscode-dev', 'data-factory'])
def test_existing_rule_that_vanishes_is_reported(hubnet, rule):
    hubnet.simulator.faults.add('workspace_patch', 'lose_rule', rule=rule)
    done = hubnet.add('partial', 'huggingface', code=20)
    assert done.result['disturbed'] == [{'rule': rule, 'change': 'lost'}] and done.outcome == 'partial'


def test_planned_rule_that_vanishes_is_written_by_the_next_run(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'lose_rule', rule='hn-vscode-dev')
    done = hubnet.add('fresh', PRESET, code=20)
    assert done.results['hn-vscode-dev'] == 'failed' and done.result['disturbed'] == []
    assert_applied(hubnet, hubnet.add('fresh', PRESET))


def test_existing_rule_that_changes_is_reported(hubnet):
    changed = {'type': 'FQDN', 'destination': 'evil.example.com', 'category': 'UserDefined', 'status': 'Active'}
    hubnet.simulator.faults.add('workspace_get', 'inject_rule', occurrence=2, rule='vscode-dev', value=changed)
    done = hubnet.add('partial', 'huggingface', code=20)
    assert done.result['disturbed'] == [{'rule': 'vscode-dev', 'change': 'altered'}]


@pytest.mark.parametrize('value', [None, {'type': 'Quantum', 'destination': 'x'}, 'text', {'type': 'FQDN'}])
@pytest.mark.parametrize('occurrence', ['every', 2])
def test_rule_that_is_not_understood_does_not_matter(hubnet, value, occurrence):
    hubnet.simulator.faults.add('workspace_get', 'inject_rule', occurrence=occurrence, rule='odd', value=value)
    done = hubnet.add('fresh', PRESET)
    assert done.outcome == 'applied' and done.result['disturbed'] == []


@pytest.mark.parametrize(
    'action, occurrence',
    [
        ('malformed', 2),
        ('truncate', [2, 3, 4, 5]),
        ('server_error', [2, 3, 4, 5]),
        ('forbidden', 2),
        ('not_found', 2),
        ('reset', [2, 3, 4, 5]),
    ],
)
def test_a_hub_that_cannot_be_read_afterwards(hubnet, action, occurrence):
    hubnet.simulator.faults.add('workspace_get', action, occurrence=occurrence)
    done = hubnet.add('fresh', PRESET, code=20)
    assert done.outcome == 'partial' and set(done.results.values()) == {'pending'}
    assert done.result['hub']['name'] == 'fresh'
    assert all('could not be read' in one['error'] for one in done.result['results'])
    assert_in_place(hubnet)


# What is under way ----------------------------------------------------------------------------------------


def test_another_change_of_the_hub_is_waited_for(hubnet):
    hubnet.simulator.configure(timing={'operation': 300})
    first = hubnet.add('partial', PRESET, skip_wait=True)
    assert first.outcome == 'accepted' and set(first.results.values()) == {'pending'}
    second = hubnet.add('partial', 'huggingface')
    assert second.outcome == 'applied' and second.result['disturbed'] == []
    assert_in_place(hubnet, 'partial')
    assert hubnet.diff('partial', 'huggingface')['inSync']


def test_a_rule_that_is_being_deleted_is_waited_for(hubnet):
    hubnet.simulator.configure(timing={'operation': 300})
    hubnet.add('partial', PRESET)
    from tests.simulator import workspace_id

    name = 'hn-vscode-dev'
    assert hubnet.simulator.remote().arm('DELETE', f'{workspace_id("partial")}/outboundRules/{name}').status == 202
    done = hubnet.add('partial', PRESET)
    assert done.results == {name: 'applied'}
    assert_applied(hubnet, done, 'partial')


def test_deletion_without_end_is_waited_for_until_the_timeout(hubnet):
    hubnet.add('partial', PRESET)
    document = hubnet.simulator.state('partial')
    document['properties']['managedNetwork']['outboundRules']['hn-vscode-dev']['status'] = 'Deleting'
    hubnet.simulator.set_state(document)
    hubnet.forget()
    done = hubnet.add('partial', PRESET, code=1, timeout=60)
    assert 'hn-vscode-dev (Deleting)' in str(done.error) and writes(hubnet) == []


def test_no_wait_after_a_lost_answer(hubnet):
    hubnet.simulator.faults.add('workspace_patch', 'reset_after')
    assert hubnet.add('fresh', PRESET, skip_wait=True).outcome == 'accepted'
    assert_in_place(hubnet)
