"""The service restarts in the middle of a command, at the same address and with the same state.

It may have forgotten the ids of its operations. HUBNET_MATRIX=all restarts it at every request of every writing
command.
"""

import contextlib
import itertools
import random
import time
from typing import NamedTuple

import pytest

from tests.installed.matrix.interruptions import REQUESTS, TIMING
from tests.installed.matrix.staging import PLANNED

from .matrix import checks, expected
from .test_fault_matrix import ALL, SEED

AWAY = 1.0


class Restart(NamedTuple):
    """A restart at one request. number: of the request, from 1. acted: after the service acted on it, not before."""

    command: str
    number: int
    acted: bool
    forget: bool

    def __str__(self):
        return (
            f'{self.command}, {"after" if self.acted else "before"} {self.number} '
            f'{REQUESTS[self.command][self.number - 1]}, {"forgets" if self.forget else "remembers"}'
        )


EVERY = [
    Restart(command, number, acted, forget)
    for command, acted, forget in itertools.product(REQUESTS, (False, True), (False, True))
    for number in range(1, len(REQUESTS[command]) + 1)
]
# Every restart around the one write of add, and a few others.
SOME = [one for one in EVERY if one.command == 'add' and one.number in (2, 3) and (one.number == 2) == one.acted]
SOME += random.Random(SEED).sample([one for one in EVERY if one.command != 'add'], 5)


@pytest.fixture(name='running', scope='module')
def _running(request, benches):
    futures = benches.start(request, 'one', _run)
    yield futures
    for future in futures.values():
        future.cancel()


def _run(bench, one):
    """Run a command during which the service is away for so short a time that the command succeeds."""
    before = bench.prepare(one.command, timing={'operation': TIMING[one.command], 'first_firewall': 0.0})
    kind = REQUESTS[one.command][one.number - 1]
    occurrence = REQUESTS[one.command][: one.number].count(kind)
    bench.simulator.add_fault(
        on=kind, action='restart', occurrence=[occurrence], seconds=AWAY, after_acting=one.acted, forget=one.forget
    )
    done = bench.run(one.command)
    # The last answers may still have arrived over open connections.
    time.sleep(AWAY)
    _wait_until_back(bench.simulator)
    assert [fault['fired'] for fault in bench.simulator.faults()] == [1], done
    assert done.code == expected.OK and done.json['outcome'] == 'applied' and 'ERROR' not in done.stderr, done
    assert {item['outcome'] for item in done.json['results']} == {'applied'} and done.json['disturbed'] == [], done
    assert len(done.json['results']) == len(PLANNED), done
    # No write that had arrived was sent again.
    sent = [entry['path'] for entry in bench.simulator.log() if entry['kind'] in checks.WRITES]
    again = [path for path in sent if sent.count(path) > 1]
    assert len(again) == (2 if kind in checks.WRITES and not one.acted else 0), sent
    bench.simulator.clear_faults()
    bench.assert_converges(one, one.command, before)


def _wait_until_back(simulator):
    for _ in range(300):
        with contextlib.suppress(OSError):
            return simulator.faults()
        time.sleep(0.1)
    raise AssertionError('the service did not come back')


@pytest.mark.parametrize('one', EVERY if ALL else SOME, ids=str)
def test_command_succeeds_across_service_restart(one, running):
    running[one].result()


@pytest.mark.parametrize('forget', [False, True], ids=['remembers', 'forgets'])
def test_service_down_longer_than_retries_leaves_rules_pending(benches, forget):
    """The write cannot be verified; the result says so, and the same command verifies it."""

    def run(bench):
        before = bench.prepare('add', timing={'operation': 0.3, 'first_firewall': 0.0})
        bench.simulator.add_fault(on='workspace_get', action='restart', occurrence=[2], seconds=9, forget=forget)
        done = bench.run('add')
        assert done.code == expected.INCOMPLETE and 'could not be read afterwards' in done.stderr, done
        assert [item['outcome'] for item in done.json['results']] == ['pending'] * len(PLANNED), done
        _wait_until_back(bench.simulator)
        bench.simulator.clear_faults()
        bench.assert_converges(forget, 'add', before)

    benches.submit(run).result()
