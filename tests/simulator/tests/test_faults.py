"""Every fault fires where it was requested, does what its name says, and is counted."""

import base64
import contextlib
import json
import re
import socket
import time
import urllib.error
from http.client import IncompleteRead

import pytest

from tests.simulator import ManualClock, Simulator, workspace_id

PARTIAL = workspace_id('partial')
RULE = {'properties': {'type': 'FQDN', 'destination': 'pypi.org'}}


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def simulator(tmp_path, clock):
    with Simulator(tmp_path, clock=clock) as made:
        yield made


@pytest.fixture
def arm(simulator):
    return simulator.remote().arm


def put_rule(arm, name='pypi'):
    return arm('PUT', f'{PARTIAL}/outboundRules/{name}', RULE)


def rules(arm):
    return arm('GET', PARTIAL).body['properties']['managedNetwork']['outboundRules']


@pytest.mark.parametrize(
    'action, status, code',
    [
        ('conflict', 409, 'Conflict'),
        ('scope_locked', 409, 'ScopeLocked'),
        ('throttled', 429, 'TooManyRequests'),
        ('server_error', 500, 'InternalServerError'),
        ('unavailable', 503, 'ServiceUnavailable'),
        ('gateway_timeout', 504, 'GatewayTimeout'),
        ('forbidden', 403, 'AuthorizationFailed'),
        ('policy', 403, 'RequestDisallowedByPolicy'),
        ('not_found', 404, 'ResourceNotFound'),
        ('claims_challenge', 401, 'InvalidAuthenticationToken'),
    ],
)
@pytest.mark.parametrize(
    'kind, method, path, body',
    [
        ('workspace_get', 'GET', PARTIAL, None),
        ('workspace_patch', 'PATCH', PARTIAL, {'properties': {}}),
        ('rule_put', 'PUT', PARTIAL + '/outboundRules/pypi', RULE),
        ('rule_delete', 'DELETE', PARTIAL + '/outboundRules/vscode-dev', None),
    ],
)
def test_named_answers_have_status_and_code(simulator, arm, action, status, code, kind, method, path, body):
    fault = simulator.faults.add(kind, action, retry_after=2)
    before = simulator.state('partial')
    answer = arm(method, path, body)
    assert (answer.status, answer.body['error']['code']) == (status, code)
    assert answer.headers['Retry-After'] == '2'
    assert (fault.seen, fault.fired) == (1, 1)
    assert simulator.state('partial') == before and not simulator.operations.running()
    assert arm(method, path, body).status < 400 and (fault.seen, fault.fired) == (2, 1)


def test_forbidden_names_action_and_scope(simulator, arm):
    simulator.faults.add('workspace_patch', 'forbidden')
    message = arm('PATCH', PARTIAL, {}).body['error']['message']
    action = 'Microsoft.MachineLearningServices/workspaces/write'
    assert f"does not have authorization to perform action '{action}' over scope '{PARTIAL}'" in message


def test_claims_challenge_has_claims(simulator, arm):
    simulator.faults.add('workspace_get', 'claims_challenge')
    challenge = arm('GET', PARTIAL).headers['WWW-Authenticate']
    claims = re.search('claims="([^"]+)"', challenge).group(1)
    assert 'access_token' in json.loads(base64.b64decode(claims))


def test_status_fault_has_any_status_and_text(simulator, arm):
    simulator.faults.add('workspace_get', status=418, code='Teapot', message='short and stout')
    answer = arm('GET', PARTIAL)
    assert (answer.status, answer.body) == (418, {'error': {'code': 'Teapot', 'message': 'short and stout'}})


@pytest.mark.parametrize('occurrence, failing', [('first', [1]), (2, [2]), ([1, 3], [1, 3]), ('every', [1, 2, 3, 4])])
def test_fault_fires_on_its_occurrences_only(simulator, arm, occurrence, failing):
    fault = simulator.faults.add('workspace_get', 'server_error', occurrence=occurrence)
    statuses = [arm('GET', PARTIAL).status for _ in range(4)]
    assert [number for number, status in enumerate(statuses, 1) if status == 500] == failing
    assert (fault.seen, fault.fired) == (4, len(failing))


def test_fault_matches_rule_method_and_path(simulator, arm):
    by_rule = simulator.faults.add('rule_put', 'conflict', rule='pypi', occurrence='every')
    by_path = simulator.faults.add('any', 'unavailable', method='delete', path='/vscode-DEV$', occurrence='every')
    assert put_rule(arm, 'other').status == 202
    assert put_rule(arm, 'pypi').status == 409
    assert arm('DELETE', PARTIAL + '/outboundRules/github-raw').status == 202
    assert arm('DELETE', PARTIAL + '/outboundRules/vscode-dev').status == 503
    assert (by_rule.fired, by_path.fired) == (1, 1)


def test_reset_cuts_before_acting(simulator, arm):
    fault = simulator.faults.add('rule_put', 'reset')
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        put_rule(arm)
    assert fault.fired == 1 and 'pypi' not in rules(arm)
    assert simulator.log.entries('rule_put')[0]['status'] is None


def test_reset_after_cuts_after_acting(simulator, arm):
    simulator.faults.add('rule_put', 'reset_after')
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        put_rule(arm)
    assert 'pypi' in rules(arm)


def test_status_can_replace_the_answer_after_acting(simulator, arm):
    simulator.faults.add('rule_put', 'gateway_timeout', after_acting=True)
    assert put_rule(arm).status == 504
    assert 'pypi' in rules(arm)


def test_truncate_and_malformed_break_the_body(simulator, arm):
    simulator.faults.add('workspace_get', 'truncate')
    simulator.faults.add('workspace_get', 'malformed', occurrence=2)
    with pytest.raises(IncompleteRead):
        arm('GET', PARTIAL)
    answer = arm('GET', PARTIAL)
    assert answer.status == 200
    with pytest.raises(ValueError):
        json.loads(answer.text)
    assert arm('GET', PARTIAL).body['name'] == 'partial'


def test_delay_delays_the_answer(simulator, arm):
    simulator.faults.add('workspace_get', 'delay', seconds=0.3)
    assert arm('GET', PARTIAL).status == 200
    assert simulator.log.entries('workspace_get')[0]['seconds'] >= 0.3


def test_fail_operation_fails_and_changes_nothing(simulator, arm, clock):
    simulator.faults.add('workspace_patch', 'fail_operation', code='FirewallError', message='no capacity')
    answer = arm('PATCH', PARTIAL, {'properties': {'managedNetwork': {'outboundRules': {'pypi': RULE['properties']}}}})
    clock.advance(3600)
    poll = arm('GET', answer.headers['azure-asyncoperation'])
    assert poll.status == 200 and poll.body['status'] == 'Failed'
    assert poll.body['error'] == {'code': 'FirewallError', 'message': 'no capacity'}
    final = arm('GET', answer.headers['Location'])
    assert final.status == 400 and final.body['error']['code'] == 'FirewallError'
    assert 'pypi' not in rules(arm)


def test_stuck_operation_never_ends(simulator, arm, clock):
    simulator.faults.add('rule_put', 'stick')
    answer = put_rule(arm)
    clock.advance(10**9)
    assert arm('GET', answer.headers['azure-asyncoperation']).body == {'status': 'InProgress'}


def test_fail_rule_leaves_a_failed_rule_after_success(simulator, arm, clock):
    simulator.faults.add('rule_put', 'fail_rule', rule='pypi', message='not approved')
    answer = put_rule(arm)
    clock.advance(3600)
    assert arm('GET', answer.headers['azure-asyncoperation']).body['status'] == 'Succeeded'
    rule = rules(arm)['pypi']
    assert (rule['status'], rule['errorInformation']) == ('Failed', 'not approved')


def test_lose_rule_loses_an_existing_rule_after_success(simulator, arm, clock):
    fault = simulator.faults.add('workspace_patch', 'lose_rule', rule='github-raw')
    arm('PATCH', PARTIAL, {'properties': {'managedNetwork': {'outboundRules': {'pypi': RULE['properties']}}}})
    clock.advance(3600)
    found = rules(arm)
    assert 'github-raw' not in found and 'pypi' in found and fault.fired == 1


@pytest.mark.parametrize('value', [None, {'type': 'Quantum', 'destination': {}, 'status': 'Active'}])
def test_inject_rule_shows_an_unknown_rule(simulator, arm, value):
    simulator.faults.add('workspace_get', 'inject_rule', rule='strange', value=value)
    simulator.faults.add('rule_list', 'inject_rule', rule='strange', value=value)
    assert rules(arm)['strange'] == value
    listed = {one['name']: one['properties'] for one in arm('GET', PARTIAL + '/outboundRules').body['value']}
    assert listed['strange'] == value
    assert 'strange' not in rules(arm), 'only the answer was changed'


def test_polls_and_tokens_can_fail(simulator, arm):
    simulator.faults.add('poll', 'throttled', retry_after=1)
    simulator.faults.add('token', 'unavailable')
    assert arm('GET', put_rule(arm).headers['azure-asyncoperation']).status == 429
    assert arm('POST', '/adfs/oauth2/token').status == 503


@pytest.mark.parametrize('forget', [False, True])
def test_restart_keeps_hubs_and_running_operations(simulator, arm, clock, forget):
    fault = simulator.faults.add('rule_get', 'restart', seconds=0.3, forget=forget)
    accepted = put_rule(arm)
    for _ in range(2):
        # The request is cut, and then nothing listens.
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            arm('GET', PARTIAL + '/outboundRules/pypi')
    time.sleep(0.6)
    poll = arm('GET', accepted.headers['azure-asyncoperation'])
    assert fault.fired == 1 and poll.status == (404 if forget else 200)
    clock.advance(3600)
    assert rules(arm)['pypi']['status'] == 'Active'


def test_restart_after_acting_keeps_the_write(simulator, arm):
    simulator.faults.add('rule_put', 'restart', seconds=0.1, after_acting=True)
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        put_rule(arm)
    time.sleep(0.4)
    assert 'pypi' in rules(arm)


@pytest.mark.parametrize(
    'settings',
    [
        {'on': 'nonsense'},
        {'on': 'poll', 'action': 'nonsense'},
        {'on': 'poll', 'occurrence': 'sometimes'},
        {'on': 'poll', 'nonsense': 1},
    ],
)
def test_unknown_fault_settings_are_refused(simulator, settings):
    with pytest.raises(ValueError):
        simulator.faults.add(**settings)


def test_restart_waits_for_its_port(tmp_path):
    with Simulator(tmp_path) as one, socket.socket() as other:
        port = int(one.url.rpartition(':')[2])
        # The fault is answered while the server is still closing.
        one._server.restart(0.2)  # pylint: disable=protected-access
        deadline = time.monotonic() + 10
        bound = False
        while not bound and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                other.bind(('127.0.0.1', port))
                bound = True
        assert bound
        other.listen()
        time.sleep(0.5)
        other.close()
        answered = None
        while answered is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                answered = one.remote().settings()
        assert answered is not None, 'the service does not come back'
