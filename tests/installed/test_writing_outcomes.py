"""Result, exit code and messages of `add` when the service refuses, fails or loses something."""

import pytest

from .writing import outcomes, requests_of, rules_of

pytestmark = pytest.mark.compat


@pytest.fixture(name='add')
def _add(az, hub):
    return lambda more='', code=0, name='partial': az(f'hubnet preset add {hub(name)} -p vscode --yes {more}', code)


def test_add_then_diff_then_remove_restores_the_hub(az, hub, simulator, add):
    before = rules_of(simulator, 'fresh')
    document = simulator.state('fresh')
    assert add(name='fresh').json['outcome'] == 'applied'
    assert az(f'hubnet preset diff {hub("fresh")} -p vscode --exit-code').json['summary']['pending'] == 9
    assert add(name='fresh').json['outcome'] == 'nothing_to_do'
    removed = az(f'hubnet preset remove {hub("fresh")} -p vscode --yes')
    assert removed.json['outcome'] == 'applied' and 'last FQDN rule' in removed.stderr
    assert rules_of(simulator, 'fresh') == before
    # Tags, identity, network access and everything else are unchanged.
    assert simulator.state('fresh') == document


@pytest.mark.parametrize('output', ['table', 'tsv', 'yaml', 'none'])
def test_exit_code_is_the_same_in_every_output_format(add, simulator, output):
    simulator.add_fault(on='workspace_patch', action='fail_rule', rule='hn-vscode-dev')
    done = add(f'-o {output}', code=20)
    assert ('hn-vscode-dev' in done.stdout) is (output in ('table', 'yaml'))


def test_lost_existing_rule_is_reported(add, simulator):
    simulator.add_fault(on='workspace_patch', action='lose_rule', rule='data-factory')
    done = add(code=20)
    assert done.json['disturbed'] == [{'rule': 'data-factory', 'change': 'lost'}] and done.json['outcome'] == 'partial'
    assert 'data-factory' in done.stderr and set(outcomes(done).values()) == {'applied'}


def test_failed_operation_fails_all_rules_and_can_be_retried(add, simulator):
    simulator.add_fault(on='workspace_patch', action='fail_operation', message='No more addresses.')
    done = add(code=20)
    assert set(outcomes(done).values()) == {'failed'} and 'No more addresses.' in done.stderr
    assert add().json['outcome'] == 'applied'


def test_endless_operation_times_out_as_pending(add, az, hub, simulator):
    simulator.add_fault(on='workspace_patch', action='stick')
    done = add('--timeout 3', code=20)
    assert set(outcomes(done).values()) == {'pending'} and 'az hubnet preset wait' in done.stderr
    assert (
        'Wait operation timed-out'
        in az(f'hubnet preset wait {hub("partial")} -p vscode --timeout 2 --interval 1', code=1).stderr
    )


def test_wait_exits_1_when_a_rule_fails(add, az, hub, simulator):
    simulator.settings(timing={'operation': 1})
    simulator.add_fault(on='workspace_patch', action='fail_rule', rule='hn-vscode-dev', message='No such host.')
    add('--no-wait')
    assert 'No such host.' in az(f'hubnet preset wait {hub("partial")} -p vscode --interval 1', code=1).stderr


def test_unreadable_proof_leaves_rules_pending(add, simulator):
    simulator.add_fault(on='workspace_get', action='malformed', occurrence=2)
    done = add(code=20)
    assert set(outcomes(done).values()) == {'pending'} and done.json['hub']['name'] == 'partial'


@pytest.mark.parametrize('action, text', [('policy', 'RequestDisallowedByPolicy'), ('scope_locked', 'ScopeLocked')])
def test_refused_patch_is_not_retried_rule_by_rule(add, simulator, action, text):
    simulator.add_fault(on='workspace_patch', action=action, occurrence='every')
    done = add(code=1)
    assert text in done.stderr and 'Nothing was written' in done.stderr and done.stdout == ''
    assert [kind for kind, _ in requests_of(simulator)] == ['workspace_get', 'workspace_patch']


def test_forbidden_patch_falls_back_to_single_rules(add, simulator):
    simulator.add_fault(on='workspace_patch', action='forbidden', occurrence='every')
    assert 'workspaces/write' in add('--write patch', code=1).stderr
    done = add()
    # azure-ai-ml prints nothing of its own.
    assert done.json['outcome'] == 'applied' and 'one by one' in done.stderr
    assert all(line.startswith('WARNING:') for line in done.stderr.splitlines())
    assert len(requests_of(simulator, 'rule_put')) == 6


def test_only_show_errors_silences_provisioning(add, simulator):
    done = add('--provision --include-spark --only-show-errors', name='fresh')
    assert done.stderr == '' and done.json['hub']['networkStatus'] == 'Active'
    assert [entry['body'] for entry in simulator.log(kind='provision')] == [{'includeSpark': True}]


def test_conflicts_are_retried_until_timeout(add, simulator):
    simulator.add_fault(on='workspace_patch', action='conflict', occurrence='every')
    done = add('--timeout 3', code=1)
    assert 'Nothing was written' in done.stderr and '(Conflict)' in done.stderr
    assert 2 <= len(requests_of(simulator, 'workspace_patch')) <= 4
    simulator.clear_faults()
    simulator.add_fault(on='workspace_patch', action='conflict')
    assert add().json['outcome'] == 'applied'


def test_lost_answer_or_lost_poll_is_recovered_by_reading_the_hub(add, simulator):
    simulator.settings(overlap='conflict', timing={'operation': 2})
    simulator.add_fault(on='workspace_patch', action='reset_after')
    assert add().json['outcome'] == 'applied'
    assert len(requests_of(simulator, 'workspace_patch')) == 1
    simulator.reset()
    simulator.add_fault(on='poll', action='not_found', occurrence='every')
    simulator.add_fault(on='workspace_patch', action='claims_challenge')
    assert add().json['outcome'] == 'applied'


def test_stale_plan_file_or_plan_id_is_refused(az, hub, simulator, tmp_path):
    plan = tmp_path / 'plan.json'
    add = f'hubnet preset add {hub("partial")} -p vscode'
    planned = az(f'{add} --dry-run --plan-file {plan}').json
    assert (
        planned['outcome'] == 'planned'
        and planned['plan']['id'] == az(f'hubnet preset diff {hub("partial")} -p vscode').json['plan']['id']
    )
    assert planned['plan']['id'] in az(f'{add} --yes --plan-id sha256:0', code=1).stderr
    az(
        f'hubnet preset add {hub("partial")} -p python-packages --yes --plan-id '
        + az(f'hubnet preset diff {hub("partial")} -p python-packages').json['plan']['id']
    )
    stale = az(f'hubnet preset add {hub("partial")} --plan-file {plan} --yes', code=1)
    assert 'hn-pypi-org is new' in stale.stderr
    az(f'{add} --dry-run --plan-file {plan}')
    assert az(f'hubnet preset add {hub("partial")} --plan-file {plan} --yes').json['outcome'] == 'applied'


@pytest.mark.parametrize(
    'name, more, text',
    [
        ('disabled', '', 'no managed network'),
        ('project', '', '-w fresh'),
        ('fresh', '--no-wait --write serial', 'cannot be combined'),
    ],
)
def test_impossible_add_is_refused_before_any_write(az, hub, simulator, name, more, text):
    done = az(f'hubnet preset add {hub(name)} -p vscode --yes {more}', code=2 if more else 1)
    assert text in done.stderr and {kind for kind, _ in requests_of(simulator)} <= {'workspace_get'}
