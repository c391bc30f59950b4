"""How a cell has to end, concluded from what its fault is and where it strikes. Nothing here names a single cell.

The rules, from the design's exit codes:

  a reading before anything was written    0 if trying again helps, else 1, or 3 for a hub that is not there
  a reading while waiting for the hub      0 whatever it is that may pass, 1 if it never does
  the reading that proves a write          0 if trying again helps, else 20: what was written cannot be shown
  a write that the service never took      0 if trying again helps, else 1 where nothing else was written, else 20
  a write that the service took            0 whatever became of its answer
  a write that ended badly                 20
  a question how a write goes              0: the hub itself tells
"""

from . import faults
from .cells import STAYS, WRITES

OK, ERROR, NOT_FOUND, INCOMPLETE = 0, 1, 3, 20
# What azure-core retries on a reading.
_RETRIED = (408, 429, 500, 502, 503, 504)


def exit_code(cell):
    """The exit code that the command of a cell has to end with."""
    if cell.fault.shows in (faults.OPERATION, faults.RULE):
        return INCOMPLETE
    if cell.row.request == 'poll' or cell.row.kind == 'rule_get':
        return OK
    if cell.row.request in WRITES:
        return _written(cell)
    return _read(cell)


def writes_nothing(cell):
    """True where the command must not have changed the hub."""
    return exit_code(cell) in (ERROR, NOT_FOUND)


def disturbs(cell):
    """The rule of before that the result has to report as lost, or None."""
    if cell.fault.name == 'rule lost':
        return 'theirs'
    # It stood there when the hub was read for the write, and is gone when that is proven.
    if cell.fault.shows == faults.READING and (cell.row.command, cell.place, cell.lasting) == ('add', 'middle', 'once'):
        return 'injected'
    return None


def _read(cell):
    fault = cell.fault
    if fault.shows == faults.READING:
        return INCOMPLETE if disturbs(cell) else OK
    passes = cell.lasting != STAYS
    again = fault.status in _RETRIED or fault.retry_after or fault.shows == faults.CONNECTION or _is_challenge(fault)
    if again and passes:
        return OK
    if cell.row.command == 'wait' and cell.place != 'first':
        if passes and fault.status not in (401, 403, 404):
            return OK
        return NOT_FOUND if fault.status == 404 else ERROR
    if cell.row.command == 'add' and cell.place == 'last':
        return INCOMPLETE
    return NOT_FOUND if fault.status == 404 else ERROR


def _written(cell):
    fault = cell.fault
    if fault.acts:
        return OK
    again = (
        fault.shows == faults.CONNECTION
        or _is_challenge(fault)
        or (fault.status in (*_RETRIED, 409) and not fault.is_lock)
    )
    if again and cell.lasting != STAYS:
        return OK
    if cell.row.request == 'PATCH':
        # Without the permission for all at once they go one by one; a policy is not walked around.
        return {'AuthorizationFailed': OK, 'ResourceNotFound': NOT_FOUND}.get(fault.says, ERROR)
    # What the service says of one rule does not stop the others.
    return ERROR if cell.place == 'first' and fault.status != 404 else INCOMPLETE


def _is_challenge(fault):
    return fault.status == 401
