"""When the service, the network or the sign-in fails: one clear error, in bounded time, or none at all.

What test_fault_matrix.py cannot see: what the message says, and how long it takes.
"""

import shutil

import certifi
import pytest

READ = 'Microsoft.MachineLearningServices/workspaces/read'


@pytest.fixture
def diff(az, hub):
    return lambda code=0, more='': az(f'hubnet preset diff {hub("fresh")} -p vscode {more}', code=code)


def refused(done):
    """One error, and no data."""
    assert done.stdout == '' and done.stderr.count('ERROR:') == 1, done
    return done.stderr


def test_not_signed_in(az, hub, simulator, tmp_path):
    nobody = az.elsewhere(AZURE_CONFIG_DIR=str(tmp_path))
    assert "'az login'" in refused(nobody(f'hubnet preset diff {hub("fresh")} -p vscode', code=1))
    assert simulator.log() == []
    az(f'hubnet preset diff {hub("fresh")} -p vscode')


def test_not_allowed(diff, simulator):
    simulator.add_fault(on='workspace_get', action='forbidden', occurrence='every')
    said = refused(diff(1))
    assert READ in said.splitlines()[-1] and 'AuthorizationFailed' in said
    assert len(simulator.log()) == 1


def test_a_project_whose_hub_may_not_be_read(az, hub, simulator):
    simulator.add_fault(on='workspace_get', action='forbidden', occurrence='every', path='/fresh$')
    said = az(f'hubnet preset diff {hub("project")} -p vscode', code=1).stderr
    assert 'The workspace fresh cannot be read' in said and READ in said


def test_a_claims_challenge_is_answered(diff, simulator):
    simulator.add_fault(on='workspace_get', action='claims_challenge')
    assert diff().stderr == ''
    assert [entry['kind'] for entry in simulator.log()] == ['workspace_get', 'token', 'workspace_get']
    assert 'nbf' in simulator.log(kind='token')[0]['body']['claims']


def test_a_sign_in_that_no_challenge_can_save(diff, simulator):
    simulator.add_fault(on='workspace_get', action='claims_challenge', occurrence='every')
    assert 'az login' in refused(diff(1))
    simulator.clear_faults()
    simulator.add_fault(on='workspace_get', action='claims_challenge')
    simulator.add_fault(on='token', action='status', status=400, code='invalid_grant', occurrence='every')
    assert 'az login' in refused(diff(1))


def test_what_passes_is_waited_for_and_not_noticed(diff, simulator):
    """The other faults that pass are in the matrix."""
    simulator.add_fault(on='workspace_get', action='throttled', retry_after=1)
    done = diff(more='--only-show-errors')
    assert done.json['hub']['name'] == 'fresh' and done.stderr == ''
    times = [entry['time'] for entry in simulator.log(kind='workspace_get')]
    assert len(times) == 2 and times[1] - times[0] >= 1


@pytest.mark.parametrize(
    'fault, said',
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
def test_what_stays_ends_in_bounded_time(diff, simulator, fault, said):
    simulator.add_fault(on='workspace_get', occurrence='every', **fault)
    done = diff(1)
    assert said in refused(done) and 'The workspace fresh' in done.stderr
    assert done.seconds < 30 and len(simulator.log(kind='workspace_get')) <= 4


def test_nobody_listens(az, hub, simulator, tmp_path):
    """Signed in, but the cloud's address leads nowhere: a refused connection."""
    copy = tmp_path / 'azure'
    shutil.copytree(az.environment['AZURE_CONFIG_DIR'], copy)
    clouds = (copy / 'clouds.config').read_text(encoding='utf-8')
    address = f'endpoint_resource_manager = {simulator.url}'
    assert address in clouds
    (copy / 'clouds.config').write_text(
        clouds.replace(address, 'endpoint_resource_manager = https://127.0.0.1:9'), encoding='utf-8'
    )
    nowhere = az.elsewhere(AZURE_CONFIG_DIR=str(copy))
    said = refused(nowhere(f'hubnet preset diff {hub("fresh")} -p vscode', code=1))
    assert 'could not be read' in said and 'az cloud show' in said


def test_an_untrusted_certificate(az, hub):
    """A proxy that opens TLS and whose authority az does not know."""
    said = refused(
        az(f'hubnet preset diff {hub("fresh")} -p vscode', code=1, environment={'REQUESTS_CA_BUNDLE': certifi.where()})
    )
    assert 'CERTIFICATE_VERIFY_FAILED' in said


def test_a_rule_of_an_unknown_type_hides_nothing(az, hub, simulator):
    before = az(f'hubnet rule list {hub("partial")}').json
    for value in (None, {'type': 'ServiceMesh', 'destination': 'x'}, 'text', {}):
        simulator.clear_faults()
        simulator.add_fault(on='workspace_get', action='inject_rule', occurrence='every', rule='injected', value=value)
        done = az(f'hubnet rule list {hub("partial")}')
        assert [rule for rule in done.json if rule['name'] != 'injected'] == before
        assert [rule for rule in done.json if rule['name'] == 'injected'][0]['note']
        assert 'injected' in done.stderr
