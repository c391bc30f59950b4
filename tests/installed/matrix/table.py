"""The results as text: a line per fault, a column per occurrence of each request."""

from .cells import PLACES, ROWS, STAYS, everything, why_impossible
from .faults import FAULTS

_LEGEND = (
    'Each cell: the exit code if the fault strikes once, then if it stays. ok(CODE): passed, FAIL: failed, '
    '.: not run, -: cannot exist.'
)


def render(results):
    """The table. results: exit codes by cell; None for a cell that failed."""
    lines = ['', 'The fault matrix', _LEGEND]
    for row in ROWS:
        lines += ['', f'{row!s:22}' + ''.join(f'{place:>18}' for place in PLACES)]
        lines += [
            f'  {fault.name:20}' + ''.join(f'{_pair(results, row, fault, place):>18}' for place in PLACES)
            for fault in FAULTS
        ]
    lines += ['', 'Cells that cannot exist']
    lines += [f'  {count:4}  {reason}' for reason, count in _reasons().items()]
    passed = sum(code is not None for code in results.values())
    lines += [
        '',
        f'{passed} of {len(results)} cells passed; {len(everything())} combinations, '
        f'{len(everything()) - sum(_reasons().values())} of which can exist.',
    ]
    return '\n'.join(lines)


def _pair(results, row, fault, place):
    pair = [_one(results, cell) for cell in everything() if (cell.row, cell.fault, cell.place) == (row, fault, place)]
    return ' '.join(pair)


def _one(results, cell):
    if why_impossible(cell):
        return '' if cell.lasting == STAYS else '-'
    if cell not in results:
        return '.'
    return 'FAIL' if results[cell] is None else f'ok({results[cell]})'


def _reasons():
    counts = {}
    for cell in everything():
        reason = why_impossible(cell)
        if reason:
            counts[reason] = counts.get(reason, 0) + 1
    return counts
