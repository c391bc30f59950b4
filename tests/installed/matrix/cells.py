"""The cells of the matrix: every combination of request, fault, occurrence and duration that can exist."""

import itertools
import random
from typing import NamedTuple

from . import faults
from .faults import FAULTS, Fault

PLACES = ('first', 'middle', 'last')
ONCE, STAYS = 'once', 'stays'


class Row(NamedTuple):
    """One kind of request of one command. kind: the simulator's name for it."""

    request: str
    command: str
    kind: str

    def __str__(self):
        return f'{self.request} of {self.command}'


# These read a hub once.
_READ_ONCE = ('diff', 'audit')
READS = (
    Row('GET', 'diff', 'workspace_get'),
    Row('GET', 'audit', 'workspace_get'),
    Row('GET', 'wait', 'workspace_get'),
)
ROWS = (
    *READS,
    Row('GET', 'add', 'workspace_get'),
    Row('GET', 'serial', 'rule_get'),
    Row('PATCH', 'add', 'workspace_patch'),
    Row('PUT', 'serial', 'rule_put'),
    Row('DELETE', 'remove', 'rule_delete'),
    Row('poll', 'add', 'poll'),
    Row('poll', 'serial', 'poll'),
    Row('poll', 'remove', 'poll'),
)
WRITES = ('PATCH', 'PUT', 'DELETE')


class Cell(NamedTuple):
    """One fault at one request, at its first, middle or last occurrence. lasting: only there, or from there on."""

    row: Row
    fault: Fault
    place: str
    lasting: str

    @property
    def number(self):
        """The number of the occurrence that the fault is for, from 1."""
        return PLACES.index(self.place) + 1

    def __str__(self):
        return f'{self.row}, {self.fault}, {self.place}, {self.lasting}'


def why_impossible(cell):
    """The reason why there is no such cell; None if there is one."""
    row, fault = cell.row, cell.fault
    if cell.lasting == STAYS and not fault.stays:
        return 'hubnet does not try again, so once and always are the same cell'
    if row.command in _READ_ONCE and cell.place != 'first':
        return 'the command reads the hub once'
    if fault.shows in (faults.OPERATION, faults.RULE) and row.request == 'GET':
        return 'a reading starts no operation'
    if fault.shows in (faults.OPERATION, faults.RULE) and row.request == 'poll':
        if row.command != 'add':
            return "a rule's only poll reports how its write ended: the cells of PUT and DELETE"
        if fault.name == 'operation stuck':
            return 'every poll reports it: the cells of PATCH'
    if fault.name == 'rule failed' and row.request == 'DELETE':
        return 'a rule that is removed has no status to fail with'
    if fault.name == 'truncated body' and row.request in ('PATCH', 'DELETE'):
        return 'the 202 has no body to truncate'
    if fault.shows == faults.READING and row.kind != 'workspace_get':
        return 'the answer contains no rules of the hub'
    return None


def everything():
    """All combinations, possible or not."""
    return [Cell(*one) for one in itertools.product(ROWS, FAULTS, PLACES, (ONCE, STAYS))]


def possible():
    """The combinations that can exist."""
    return [cell for cell in everything() if not why_impossible(cell)]


def sample(seed, more):
    """A sample with every fault, every row and so many more cells; the same for the same seed."""
    chance = random.Random(seed)
    shuffled = possible()
    chance.shuffle(shuffled)
    picked = []
    for of in (lambda cell: cell.fault.name, lambda cell: cell.row):
        for cell in shuffled:
            if of(cell) not in {of(one) for one in picked}:
                picked.append(cell)
    picked += [cell for cell in shuffled if cell not in picked][:more]
    order = possible()
    return sorted(picked, key=order.index)
