"""Messages and duration when the service, the network or the sign-in fails: one clear error, in bounded time.

test_fault_matrix.py checks exit codes and results for every fault.
"""

import shutil

import certifi
import pytest

READ = 'Microsoft.MachineLearningServices/workspaces/read'


@pytest.fixture
def diff(az, hub):
    return lambda code=0, more='': az(f'hubnet preset diff {hub("fresh")} -p vscode {more}', code=code)


def refused(done):
    """Check that there is one error and no data; return standard error."""
    assert done.stdout == '' and done.stderr.count('ERROR:') == 1, done
    return done.stderr


def test_not_signed_in_names_az_login_and_sends_nothing(az, hub, simulator, tmp_path):
    signed_out = az.elsewhere(AZURE_CONFIG_DIR=str(tmp_path))
    assert "'az login'" in refused(signed_out(f'hubnet preset diff {hub("fresh")} -p vscode', code=1))
    assert simulator.log() == []
    az(f'hubnet preset diff {hub("fresh")} -p vscode')


def test_forbidden_read_names_the_permission(diff, simulator):
    simulator.add_fault(on='workspace_get', action='forbidden', occurrence='every')
    message = refused(diff(1))
    assert READ in message.splitlines()[-1] and 'AuthorizationFailed' in message
    assert len(simulator.log()) == 1


def test_project_with_unreadable_hub_names_the_hub(az, hub, simulator):
    simulator.add_fault(on='workspace_get', action='forbidden', occurrence='every', path='/fresh$')
    message = az(f'hubnet preset diff {hub("project")} -p vscode', code=1).stderr
    assert 'The workspace fresh cannot be read' in message and READ in message


def test_claims_challenge_is_answered_with_a_new_token(diff, simulator):
    simulator.add_fault(on='workspace_get', action='claims_challenge')
    assert diff().stderr == ''
    assert [entry['kind'] for entry in simulator.log()] == ['workspace_get', 'token', 'workspace_get']
    assert 'nbf' in simulator.log(kind='token')[0]['body']['claims']


def test_repeated_challenge_names_az_login(diff, simulator):
    simulator.add_fault(on='workspace_get', action='claims_challenge', occurrence='every')
    assert 'az login' in refused(diff(1))
    simulator.clear_faults()
    simulator.add_fault(on='workspace_get', action='claims_challenge')
    simulator.add_fault(on='token', action='status', status=400, code='invalid_grant', occurrence='every')
    assert 'az login' in refused(diff(1))


def test_throttled_read_is_retried_silently(diff, simulator):
    """The fault matrix has the other faults that pass."""
    simulator.add_fault(on='workspace_get', action='throttled', retry_after=1)
    done = diff(more='--only-show-errors')
    assert done.json['hub']['name'] == 'fresh' and done.stderr == ''
    times = [entry['time'] for entry in simulator.log(kind='workspace_get')]
    assert len(times) == 2 and times[1] - times[0] >= 1


@pytest.mark.parametrize(
    'fault, message',
    [
        ({'action': 'server_error'}, 'answers 500'),
        ({'action': 'unavailable'}, 'answers 503'),
        ({'action': 'throttled', 'retry_after': 1}, 'answers 429'),
        ({'action': 'reset'}, 'the connection failed'),
        ({'action': 'truncate'}, 'the answer is not the JSON of a resource'),
        ({'action': 'malformed'}, 'the answer is not the JSON of a resource'),
        ({'action': 'throttled', 'retry_after': 3600}, 'Try again in 3600 seconds'),
        ({'action': 'status', 'status': 418}, 'SimulatedError'),
    ],
    ids=lambda value: '-'.join(map(str, value.values())) if isinstance(value, dict) else '',
)
def test_permanent_fault_ends_in_bounded_time(diff, simulator, fault, message):
    simulator.add_fault(on='workspace_get', occurrence='every', **fault)
    done = diff(1)
    assert message in refused(done) and 'The workspace fresh' in done.stderr
    assert done.seconds < 30 and len(simulator.log(kind='workspace_get')) <= 4


def test_refused_connection_names_the_cloud_settings(az, hub, simulator, tmp_path):
    """Signed in, but nothing listens at the ARM endpoint of the cloud."""
    copy = tmp_path / 'azure'
    shutil.copytree(az.environment['AZURE_CONFIG_DIR'], copy)
    clouds = (copy / 'clouds.config').read_text(encoding='utf-8')
    address = f'endpoint_resource_manager = {simulator.url}'
    assert address in clouds
    (copy / 'clouds.config').write_text(
        clouds.replace(address, 'endpoint_resource_manager = https://127.0.0.1:9'), encoding='utf-8'
    )
    nowhere = az.elsewhere(AZURE_CONFIG_DIR=str(copy))
    message = refused(nowhere(f'hubnet preset diff {hub("fresh")} -p vscode', code=1))
    assert 'could not be read' in message and 'az cloud show' in message


def test_untrusted_certificate_is_refused(az, hub):
    """As behind a proxy that intercepts TLS with a CA that az does not know."""
    message = refused(
        az(f'hubnet preset diff {hub("fresh")} -p vscode', code=1, environment={'REQUESTS_CA_BUNDLE': certifi.where()})
    )
    assert 'CERTIFICATE_VERIFY_FAILED' in message


def test_rule_of_unknown_type_hides_no_other_rule(az, hub, simulator):
    before = az(f'hubnet rule list {hub("partial")}').json
    for value in (None, {'type': 'ServiceMesh', 'destination': 'x'}, 'text', {}):
        simulator.clear_faults()
        simulator.add_fault(on='workspace_get', action='inject_rule', occurrence='every', rule='injected', value=value)
        done = az(f'hubnet rule list {hub("partial")}')
        assert [rule for rule in done.json if rule['name'] != 'injected'] == before
        assert next(rule for rule in done.json if rule['name'] == 'injected')['note']
        assert 'injected' in done.stderr
