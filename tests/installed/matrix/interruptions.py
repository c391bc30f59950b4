"""Interruptions: every signal before, during and after every request of the writing commands."""

import itertools
import random
from typing import NamedTuple

from . import expected
from .staging import PLANNED

SIGNALS = ('SIGINT', 'SIGTERM', 'SIGKILL')
MOMENTS = ('before', 'sent', 'answered')
_PER_RULE = {
    'serial': ('rule_put', 'poll', 'rule_get', 'workspace_get'),
    'remove': ('rule_delete', 'poll', 'workspace_get'),
}
# The requests of each command when nothing disturbs it. A test checks them.
REQUESTS = {
    'add': ('workspace_get', 'workspace_patch', 'poll', 'workspace_get'),
    **{command: ('workspace_get', *kinds * len(PLANNED), 'workspace_get') for command, kinds in _PER_RULE.items()},
}
_FIRST_WRITE = 2
# Seconds that an operation takes, so that it has ended at the first poll.
TIMING = {'add': 0.3, 'serial': 0.0, 'remove': 0.0}


class Interruption(NamedTuple):
    """A signal that a command receives at one request. number: of the request, from 1."""

    command: str
    signal: str
    moment: str
    number: int

    @property
    def request(self):
        """The kind of the request."""
        return REQUESTS[self.command][self.number - 1]

    @property
    def exit_code(self):
        """The expected exit code: -9 if killed, 1 before the first write was sent, 20 afterwards."""
        if self.signal == 'SIGKILL':
            return -9
        return expected.ERROR if self.number < _FIRST_WRITE else expected.INCOMPLETE

    def __str__(self):
        return f'{self.signal} to {self.command}, {self.moment} {self.number} {self.request}'


def everything():
    """Every signal at every moment of every request of every command."""
    return [
        Interruption(command, signal, moment, number)
        for command, signal, moment in itertools.product(REQUESTS, SIGNALS, MOMENTS)
        for number in range(1, len(REQUESTS[command]) + 1)
    ]


def sample(seed, more):
    """A sample with every signal and moment of every command and so many more; the same for the same seed."""
    shuffled = everything()
    random.Random(seed).shuffle(shuffled)
    picked = {}
    for one in shuffled:
        picked.setdefault((one.command, one.signal), one)
        picked.setdefault((one.command, one.moment), one)
    chosen = set(picked.values())
    chosen |= set([one for one in shuffled if one not in chosen][:more])
    return [one for one in everything() if one in chosen]


def run(bench, one, environment):
    """Run one interruption and check everything that has to be true of it. environment: makes az signal itself."""
    before = _prepare(bench, one.command)
    done = bench.run(one.command, environment)
    assert done.code == one.exit_code, f'ended with {done.code}, expected {one.exit_code}: {done!r}'
    # The request that was in flight when the signal came may have arrived or not.
    certain = one.number - (one.moment != 'answered')
    assert tuple(_asked(bench)[:certain]) == REQUESTS[one.command][:certain], _asked(bench)
    bench.end_operations()
    after = bench.rules()
    _assert_reported(one, done, before, after)
    bench.assert_converges(one, one.command, before)


def _assert_reported(one, done, before, after):
    removes = one.command == 'remove'
    lost = [name for name in before if name not in after and not (removes and name in PLANNED)]
    assert not lost, (lost, done)
    if one.exit_code == -9:
        return
    assert 'Traceback' not in done.stderr, done
    if one.exit_code == expected.ERROR:
        assert after == before and done.stdout == '' and done.stderr.count('ERROR:') == 1, done
        assert 'Nothing was written: interrupted.' in done.stderr, done
        return
    result = done.json
    assert result['outcome'] == 'partial' and result['disturbed'] == [], done
    assert sorted(item['rule'] for item in result['results']) == sorted(PLANNED), done
    assert done.stderr.count('Run the same command again') == 1 and 'ERROR:' not in done.stderr, done
    assert 'interrupted' in done.stdout + done.stderr, done
    for item in result['results']:
        if item['outcome'] in ('applied', 'not_attempted'):
            assert ((item['rule'] in after) != removes) == (item['outcome'] == 'applied'), done


def undisturbed(bench, command):
    """The kinds of the requests of a command that is not interrupted."""
    _prepare(bench, command)
    assert bench.run(command).code == expected.OK
    return tuple(_asked(bench))


def _prepare(bench, command):
    return bench.prepare(command, timing={'operation': TIMING[command], 'per_fqdn': 0.0, 'first_firewall': 0.0})


def _asked(bench):
    return [entry['kind'] for entry in bench.simulator.log() if 'Microsoft.MachineLearningServices' in entry['path']]
