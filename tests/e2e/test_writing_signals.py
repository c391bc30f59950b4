"""Ctrl-C, SIGTERM and SIGKILL at every request of an add, and between single rules: the same command finishes it."""

import os

import pytest

from .writing import at, outcomes, requests_of, rules_of, settled

pytestmark = pytest.mark.skipif(os.name == 'nt', reason='Windows has no such signals')


@pytest.fixture(name='run')
def _run(az, hub):
    """Adds Visual Studio Code's hosts to the hub that has some of them already."""
    return lambda more='', **options: az(f'hubnet preset add {hub("partial")} -p vscode --yes {more}', **options)


@pytest.fixture(name='finished', scope='module')
def _finished(signed_in, simulator_process):
    """The rules after an add that nobody disturbed."""
    simulator_process.reset()
    signed_in('hubnet preset add -g hubnet-tests -w partial -p vscode --yes')
    return rules_of(simulator_process, 'partial')


def assert_finishes(run, simulator, finished):
    again = run()
    assert again.json['outcome'] in ('applied', 'nothing_to_do') and again.json['disturbed'] == []
    assert settled(simulator, 'partial') == finished
    before = len(requests_of(simulator))
    assert run().json['outcome'] == 'nothing_to_do' and len(requests_of(simulator)) == before + 1


# GET, PATCH, one or two polls, GET: a kill after each, and with each on its way.
@pytest.mark.parametrize('moment, number', [('answered', 1), ('sent', 2), ('answered', 2), ('sent', 3), ('answered', 3),
                                            ('answered', 4)])
def test_a_kill_at_every_request(run, simulator, finished, moment, number):
    run(code=-9, environment=at('SIGKILL', moment, number))
    asked = requests_of(simulator)
    assert len(asked) == number or (moment == 'sent' and len(asked) == number - 1)
    assert_finishes(run, simulator, finished)


def test_a_termination_while_it_waits(az, hub, run, simulator, finished):
    simulator.settings(timing={'operation': 4})
    run(code=-15, environment=at('SIGTERM', 'answered', 3))
    # The first write is still being carried out; the second run must not write beside it.
    assert 'az hubnet preset wait' in run().stderr
    az(f'hubnet preset wait {hub("partial")} -p vscode --interval 1')
    assert_finishes(run, simulator, finished)


def test_ctrl_c_before_anything_was_sent(run, simulator):
    done = run(code=1, environment=at('SIGINT', 'answered', 1))
    assert 'Nothing was written' in done.stderr and done.stdout == ''
    assert requests_of(simulator, 'workspace_patch') == []


@pytest.mark.parametrize('moment, number', [('sent', 2), ('answered', 2), ('answered', 3), ('answered', 4)])
def test_ctrl_c_after_the_write_was_sent(run, simulator, finished, moment, number):
    done = run(code=20, environment=at('SIGINT', moment, number))
    assert done.json['outcome'] == 'partial' and len(done.json['results']) == 6
    assert 'The same command' in done.stderr and 'interrupted' in done.stdout + done.stderr
    assert_finishes(run, simulator, finished)


@pytest.mark.parametrize('name, code', [('SIGINT', 20), ('SIGKILL', -9)])
def test_between_single_rules(run, simulator, finished, name, code):
    # GET, then for each rule PUT, polls, GET: somewhere in the second rule.
    done = run('--write serial', code=code, environment=at(name, 'answered', 6))
    if name == 'SIGINT':
        assert list(outcomes(done).values()).count('not_attempted') == 4 and 'applied' in outcomes(done).values()
    assert 1 <= len(requests_of(simulator, 'rule_put')) < 6
    assert_finishes(run, simulator, finished)


def test_a_kill_while_rules_are_removed(az, run, simulator, hub):
    before = rules_of(simulator, 'partial')
    run()
    simulator.clear_log()
    remove = f'hubnet preset remove {hub("partial")} -p vscode --yes'
    az(remove, code=-9, environment=at('SIGKILL', 'answered', 4))
    assert 1 <= len(requests_of(simulator, 'rule_delete')) < 6
    assert az(remove).json['outcome'] == 'applied'
    assert rules_of(simulator, 'partial') == before
