"""Several hubnet processes on one machine that write to the same hub."""

import json
import os
import shlex
import signal
import subprocess
import time

import pytest

from .writing import requests_of


@pytest.fixture(name='start')
def _start(az, hub):
    """A function that starts `add` or `remove` and returns its process; ends those that are left."""
    started = []

    def start(preset, verb='add'):
        command = f'hubnet preset {verb} {hub("partial")} -p {preset} --yes'
        made = subprocess.Popen(
            [az.executable, *shlex.split(command)],
            env=az.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(made)
        return made

    yield start
    for made in started:
        if made.poll() is None:
            made.kill()
        made.communicate()


def wait_for(simulator, kind):
    """Wait until the simulator has answered a request of that kind."""
    for _ in range(200):
        if requests_of(simulator, kind):
            return
        time.sleep(0.05)
    raise AssertionError(f'no {kind} came')


def test_second_add_waits_then_plans_again_and_loses_nothing(start, simulator, az, hub):
    """The simulator loses rules when writes overlap, as was reported of the service."""
    simulator.settings(timing={'operation': 3})
    first = start('vscode')
    wait_for(simulator, 'workspace_patch')
    second = start('vscode huggingface')
    third = start('vscode')
    results = []
    for process in (first, second, third):
        out, err = process.communicate(timeout=90)
        assert process.returncode == 0, err
        results.append((json.loads(out), err))
    assert results[0][0]['outcome'] == 'applied' and results[2][0]['outcome'] == 'nothing_to_do'
    assert all(result['disturbed'] == [] for result, _ in results)
    assert 'Another hubnet' in results[1][1] + results[2][1]
    written = [
        set(entry['body']['properties']['managedNetwork']['outboundRules'])
        for entry in simulator.log(kind='workspace_patch')
    ]
    assert len(written) == 2 and not written[0] & written[1]
    assert az(f'hubnet preset diff {hub("partial")} -p vscode huggingface').json['inSync']


def test_add_and_remove_do_not_overlap(start, simulator, az, hub):
    """One waits for the other, in either order, and each rule ends as its command wants it."""
    az(f'hubnet preset add {hub("partial")} -p vscode --yes')
    simulator.settings(timing={'operation': 1})
    simulator.clear_log()
    for process in (start('vscode', 'remove'), start('huggingface')):
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert json.loads(out)['outcome'] == 'applied' and json.loads(out)['disturbed'] == []
    rules = simulator.state('partial')['properties']['managedNetwork']['outboundRules']
    assert 'hn-vscode-dev' not in rules and 'hn-huggingface-co' in rules and 'github-raw' in rules
    assert az(f'hubnet preset diff {hub("partial")} -p huggingface').json['inSync']
    # Without overlap, the kinds of writes do not alternate.
    kinds = [kind for kind, _ in requests_of(simulator, 'workspace_patch', 'rule_delete')]
    assert kinds in (sorted(kinds), sorted(kinds, reverse=True)) and len(set(kinds)) == 2


@pytest.mark.skipif(os.name == 'nt', reason='Windows has no such signals')
def test_killed_process_releases_the_lock(start, simulator):
    simulator.settings(timing={'operation': 2})
    first = start('vscode')
    wait_for(simulator, 'workspace_patch')
    second = start('huggingface')
    first.send_signal(signal.SIGKILL)
    out, err = second.communicate(timeout=60)
    assert second.returncode == 0, err
    # What the killed process had sent is not overwritten.
    assert json.loads(out)['outcome'] == 'applied' and json.loads(out)['disturbed'] == []
    assert {'hn-vscode-dev', 'hn-huggingface-co'} <= set(
        simulator.state('partial')['properties']['managedNetwork']['outboundRules']
    )


def test_no_wait_then_second_add_then_wait(az, hub, simulator):
    simulator.settings(timing={'operation': 3})
    accepted = az(f'hubnet preset add {hub("partial")} -p vscode --as-of 2024-05-21 --yes --no-wait')
    assert accepted.json['outcome'] == 'accepted' and 'az hubnet preset wait' in accepted.stderr
    command = accepted.stderr.split('Wait for it with: az ')[1].splitlines()[0]
    second = az(f'hubnet preset add {hub("partial")} -p huggingface --yes')
    assert second.json['outcome'] == 'applied' and second.json['disturbed'] == []
    assert az(f'{command} --interval 1').stdout == ''
    assert len(requests_of(simulator, 'workspace_patch')) == 2
