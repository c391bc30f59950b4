"""The settings of the simulator and the command line for a cell."""

from typing import Any, NamedTuple

from tests.simulator import RESOURCE_GROUP
from tests.simulator.rules import APPROVED
from tests.simulator.sample_hubs import fqdn, service_tag, workspace

from .cells import STAYS, WRITES
from .faults import OPERATION, RULE

HUB = 'matrix'
HOSTS = ('a.example.com', 'b.example.com', 'c.example.com')
PLANNED = tuple('hn-' + host.replace('.', '-') for host in HOSTS)
PRESET = 'name: matrix\ntitle: The hosts of the matrix\nentries:\n' + ''.join(
    f'- {{type: fqdn, destination: {host}, purpose: test}}\n' for host in HOSTS
)
# --timeout in seconds: enough that no cell reaches it by accident. A cell that has to reach it gets time for three
# attempts on an idle machine, or for this many starts of az on a busy one (importing azure-ai-ml takes four).
_PLENTY, _SHORT, _STARTS = 300, 6, 14
# Seconds that the operation of add's one write takes, so that its first, second or third poll reports the end:
# hubnet polls after 1.0, 2.5 and 4.75 s.
_UNTIL_POLL = (0.3, 1.7, 3.6)


class Staged(NamedTuple):
    """A fault to add to the simulator.

    Args:
        settings: Of the fault.
        fires: How often it has to fire.
        at_least: True if it may fire more often.
    """

    settings: dict[str, Any]
    fires: int
    at_least: bool = False


def hub(command):
    """The document of the hub before the command runs."""
    ours = {} if command in ('add', 'serial', 'diff', 'audit') else dict(zip(PLANNED, map(fqdn, HOSTS), strict=True))
    return workspace(
        HUB,
        APPROVED,
        active=True,
        number=50,
        rules={'theirs': fqdn('theirs.example.com'), 'their-tag': service_tag('DataFactory', 'TCP', '443'), **ours},
    )


def command_line(command, preset, timeout=_PLENTY):
    """The words after az. preset: the path of a file with PRESET. timeout: seconds."""
    where = f'-g {RESOURCE_GROUP} -w {HUB} -p {preset}'
    return {
        'diff': f'hubnet preset diff {where}',
        'audit': f'hubnet preset audit -g {RESOURCE_GROUP} -w {HUB}',
        'wait': f'hubnet preset wait {where} --interval 1 --timeout {timeout}',
        'add': f'hubnet preset add {where} --yes --timeout {timeout}',
        'serial': f'hubnet preset add {where} --yes --timeout {timeout} --write serial',
        'remove': f'hubnet preset remove {where} --yes --timeout {timeout}',
    }[command]


def timeout(cell, start):
    """Seconds for --timeout: short where only it ends the command. start: measures the seconds of an az start."""
    waits = cell.row.command == 'wait' or cell.row.request in WRITES
    if cell.fault.name == 'operation stuck' or (cell.lasting == STAYS and waits):
        return max(_SHORT, round(_STARTS * start()))
    return _PLENTY


def settings(cell):
    """The simulator's settings."""
    seconds = 0.0
    if cell.row.command == 'add':
        seconds = _UNTIL_POLL[cell.number - 1 if cell.row.request == 'poll' else 0]
    body_needed = cell.row.request == 'PUT' and cell.fault.name == 'truncated body'
    return {
        'timing': {'operation': seconds, 'per_fqdn': 0.0, 'first_firewall': 0.0},
        'rule_put_answer': 200 if body_needed else 202,
    }


def script(cell) -> tuple[list[Staged], list[Staged]]:
    """The faults that lead the command to the request of the cell, and the faults of the cell itself."""
    return _leading(cell), [_staged(cell, action) for action in cell.fault.actions]


def _leading(cell):
    before = list(range(1, cell.number))
    if cell.row.command == 'wait':
        # Not in sync until the third reading.
        pending = {**fqdn(HOSTS[0]), 'status': 'Provisioning'}
        return [
            Staged(
                {
                    'on': 'workspace_get',
                    'action': 'inject_rule',
                    'occurrence': [1, 2],
                    'rule': PLANNED[0],
                    'value': pending,
                },
                len(before),
                at_least=True,
            )
        ]
    if cell.row == ('GET', 'add', 'workspace_get'):
        # The reading between the first and the last is the one after a conflict.
        return [_conflicts([1], len(before[:1]), at_least=True)]
    # One write has one PATCH. The second and third follow conflicts.
    return [_conflicts(before, len(before))] if cell.row.request == 'PATCH' and before else []


def _conflicts(occurrence, *fires, **more):
    return Staged({'on': 'workspace_patch', 'action': 'conflict', 'occurrence': occurrence}, *fires, **more)


def _staged(cell, action):
    row, number = cell.row, cell.number
    kind, occurrence = row.kind, number
    if cell.fault.shows in (OPERATION, RULE) and row.request == 'poll':
        # The operation fails, and the poll of that number is the first to report it.
        kind, occurrence = 'workspace_patch', 1
    armed = {'on': kind, 'occurrence': [occurrence], **action}
    if cell.lasting == STAYS:
        armed['occurrence'] = list(range(occurrence, occurrence + 500))
    if action['action'] == 'fail_rule':
        armed['rule'] = PLANNED[number - 1]
    return Staged(armed, 1, at_least=cell.lasting == STAYS)
