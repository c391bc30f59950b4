"""SIGINT, SIGTERM and SIGKILL before, during and after the requests of `add` and `remove`, which can then be resumed.

HUBNET_MATRIX=all runs every moment of every request; see tests/installed/matrix/interruptions.py.
"""

import os

import pytest

from .matrix import interruptions
from .test_fault_matrix import ALL, SEED
from .writing import requests_of, rules_of, settled, signal_at

pytestmark = pytest.mark.skipif(os.name == 'nt', reason='Windows has no such signals')
MORE = 4
CHOSEN = interruptions.everything() if ALL else interruptions.sample(SEED, MORE)


@pytest.fixture(name='running', scope='module')
def _running(request, benches):
    futures = benches.start(request, 'one', _run)
    yield futures
    for future in futures.values():
        future.cancel()


def _run(bench, one):
    interruptions.run(bench, one, signal_at(one.signal, one.moment, one.number))


@pytest.mark.parametrize('one', CHOSEN, ids=str)
def test_interrupted_command_reports_and_can_be_resumed(one, running):
    running[one].result()


@pytest.mark.parametrize('command', interruptions.REQUESTS)
def test_undisturbed_command_sends_the_listed_requests(benches, command):
    """Otherwise some requests would not be interrupted."""
    assert benches.submit(interruptions.undisturbed, command).result() == interruptions.REQUESTS[command]


def test_sample_contains_every_signal_and_moment():
    picked = interruptions.sample(SEED, MORE)
    assert {(one.command, one.signal) for one in picked} == {
        (command, signal) for command in interruptions.REQUESTS for signal in interruptions.SIGNALS
    }
    assert {(one.command, one.moment) for one in picked} == {
        (command, moment) for command in interruptions.REQUESTS for moment in interruptions.MOMENTS
    }


def test_killed_while_waiting_then_same_command_writes_nothing_twice(az, hub, simulator):
    """The service is still working on the first write, so the second run must not write."""
    simulator.settings(timing={'operation': 4})
    add = f'hubnet preset add {hub("partial")} -p vscode --yes'
    az(add, code=-9, environment=signal_at('SIGKILL', 'answered', 3))
    assert 'az hubnet preset wait' in az(add).stderr
    az(f'hubnet preset wait {hub("partial")} -p vscode --interval 1')
    finished = settled(simulator, 'partial')
    simulator.clear_log()
    assert az(add).json['outcome'] == 'nothing_to_do' and rules_of(simulator, 'partial') == finished
    assert {kind for kind, _ in requests_of(simulator)} == {'workspace_get'}
