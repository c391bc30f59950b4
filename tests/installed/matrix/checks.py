"""What must be true of a cell after its command has ended. Each check raises AssertionError with what it saw."""

from . import expected
from .cells import READS
from .faults import OPERATION, RULE
from .staging import PLANNED

# Kinds of requests that change a hub.
WRITES = ('workspace_patch', 'workspace_put', 'rule_put', 'rule_delete', 'provision')
_INCOMPLETE = ('Not everything is in place', 'The service is still working')
_REFUSED = ('Nothing was written', 'could not be read', 'cannot be read', 'was not found', 'Wait operation timed-out')


def faults_fired(staged, faults):
    """Check that the simulator counted every fault as planned."""
    for one, fault in zip(staged, faults, strict=True):
        counted = f'{fault["on"]} {fault["action"]} has fired {fault["fired"]} times in {fault["seen"]} requests'
        if not one.at_least:
            assert fault['fired'] == one.fires, f'{counted}, planned {one.fires}'
            continue
        assert fault['fired'] >= one.fires, f'{counted}, planned {one.fires} or more'
        if one.settings['occurrence'][-1] >= 500:
            due = fault['seen'] - fault['occurrence'][0] + 1
            assert fault['fired'] == due, f'{counted}, not in every request from its first on'


def ended(cell, done):
    """Check the exit code, that there is one clear message and no traceback."""
    code = expected.exit_code(cell)
    assert done.code == code, f'ended with {done.code}, expected {code}: {done!r}'
    assert 'Traceback' not in done.stderr and 'unexpected error' not in done.stderr, done
    errors = [line for line in done.stderr.splitlines() if line.startswith('ERROR:')]
    incomplete = [line for line in done.stderr.splitlines() if any(text in line for text in _INCOMPLETE)]
    if code in (expected.ERROR, expected.NOT_FOUND):
        assert done.stdout == '' and len(errors) == 1 and not incomplete, done
        assert any(text in errors[0] for text in _REFUSED), done
        assert cell.fault.says in errors[0] or cell.row.command == 'wait', f'{cell.fault.says} is not named: {done!r}'
    elif code == expected.INCOMPLETE:
        assert not errors and len(incomplete) == 1, done
        assert cell.fault.says in done.stdout + done.stderr, f'{cell.fault.says} is not named: {done!r}'
    else:
        assert not errors and not incomplete, done


def result_is_true(cell, done, before, after):
    """Check that the result lists every rule with its true outcome and names every existing rule that was lost."""
    if expected.writes_nothing(cell):
        assert after == before, f'written although it ended with {done.code}: {done!r}'
        return
    if cell.row in READS:
        assert after == before, done
        return
    result = done.json
    removes = cell.row.command == 'remove'
    assert sorted(one['rule'] for one in result['results']) == sorted(PLANNED), done
    for one in result['results']:
        in_place = (one['rule'] in after) != removes
        if one['outcome'] == 'applied':
            assert in_place, f'{one["rule"]} is not as reported: {done!r}'
        elif one['outcome'] == 'not_attempted':
            assert not in_place and one['error'], f'{one["rule"]} is not as reported: {done!r}'
        elif one['outcome'] == 'failed':
            assert one['error'], f'{one["rule"]} has failed without a reason: {done!r}'
    complete = done.code == expected.OK
    assert result['outcome'] == ('applied' if complete else 'partial'), done
    if complete:
        assert {one['outcome'] for one in result['results']} == {'applied'}, done
    lost = [name for name in before if name not in after and not (removes and name in PLANNED)]
    lost += [name for name in [expected.disturbs(cell)] if name and name not in lost]
    assert result['disturbed'] == [{'rule': name, 'change': 'lost'} for name in lost], done
    if cell.fault.shows in (OPERATION, RULE) and cell.fault.name != 'rule lost':
        assert {one['outcome'] for one in result['results']} != {'applied'}, done


def converged(cell, runs, wanted, after, writes):
    """Check that the same command without the fault reaches the wanted state, and then writes nothing."""
    for done in runs:
        assert done.code == expected.OK and 'ERROR:' not in done.stderr, done
    assert after == wanted, f'{cell} ended with {sorted(after)}, wanted {sorted(wanted)}'
    assert writes == [], f'the last run still wrote: {writes}'
