"""Requests of `add` for the three original presets, compared with azure-ai-ml for the same rules."""

import sys

from tests.commands.contracts import CHANGE, PLAN

from .bulk import both_ways


def test_add_sends_one_get_one_patch_polls_and_one_get(az, simulator):
    result, ours, theirs = both_ways(az, simulator, sys.executable, az.environment)
    assert set(result) == CHANGE and set(result['plan']) == PLAN and result['outcome'] == 'applied'
    assert len(result['results']) == 27 and {one['outcome'] for one in result['results']} == {'applied'}
    polls = ours.kinds.count('poll')
    assert ours.kinds == ('workspace_get', 'workspace_patch', *['poll'] * polls, 'workspace_get') and 1 <= polls <= 6
    assert (ours.operations, theirs.operations) == (1, 27)
    assert ours.rules == theirs.rules
    assert 5 * len(ours.kinds) < len(theirs.kinds)
    assert ours.minutes[0] < theirs.minutes[0] and ours.minutes[1] <= theirs.minutes[1]
