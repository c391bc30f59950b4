"""The exit code that each cell has to end with, as a table of fault × request.

Behind the table are the design's exit codes: 0 where hubnet can recover, or where the service did what it was asked
although its answer was lost; 1 where nothing was written; 3 where the hub does not exist; 20 where something was
written and not everything is in place, or where that cannot be verified.
"""

from .cells import PLACES, STAYS, WRITES

OK, ERROR, NOT_FOUND, INCOMPLETE = 0, 1, 3, 20

# Columns, by what the disturbed request is for:
#   read        the first reading of any command
#   re-read     `add` reads the hub again after a conflict
#   wait        `wait` reads the hub again
#   proof       `add` reads the hub after its write
#   PATCH       `add` writes all rules at once
#   first rule  `add --write serial` or `remove` writes its first rule
#   more rules  the same, but other rules were written before
#   poll        the status of an operation, or one rule read after its write; the hub itself can be read instead
# Entries: the code if the fault strikes once / the code if it stays; - where no such cell exists (see cells.py).
_TABLE = """
                  | read | re-read | wait | proof | PATCH | first rule | more rules | poll
409               | 1/1  | 1/1     | 0/1  | 20/20 | 0/1   | 0/1        | 0/20       | 0/0
409 Retry-After   | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
409 ScopeLocked   | 1/-  | 1/-     | 0/-  | 20/-  | 1/-   | 1/-        | 20/-       | 0/-
429               | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
429 Retry-After   | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
500               | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
503               | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
504               | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
504, acted        | 0/1  | 0/1     | 0/1  | 0/20  | 0/0   | 0/0        | 0/0        | 0/0
reset             | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
reset, acted      | 0/1  | 0/1     | 0/1  | 0/20  | 0/0   | 0/0        | 0/0        | 0/0
timeout           | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
timeout, acted    | 0/1  | 0/1     | 0/1  | 0/20  | 0/0   | 0/0        | 0/0        | 0/0
401 claims        | 0/1  | 0/1     | 0/1  | 0/20  | 0/1   | 0/1        | 0/20       | 0/0
403               | 1/-  | 1/-     | 1/-  | 20/-  | 0/-   | 1/-        | 20/-       | 0/-
403 policy        | 1/-  | 1/-     | 1/-  | 20/-  | 1/-   | 1/-        | 20/-       | 0/-
404               | 3/-  | 3/-     | 3/-  | 20/-  | 3/-   | 20/-       | 20/-       | 0/-
operation failed  | -    | -       | -    | -     | 20/-  | 20/-       | 20/-       | 20/-
operation stuck   | -    | -       | -    | -     | 20/-  | 20/-       | 20/-       | -
rule failed       | -    | -       | -    | -     | 20/-  | 20/-       | 20/-       | 20/-
rule lost         | -    | -       | -    | -     | 20/-  | 20/-       | 20/-       | 20/-
malformed JSON    | 1/1  | 1/1     | 0/1  | 20/20 | 0/0   | 0/0        | 0/0        | 0/0
truncated body    | 0/1  | 0/1     | 0/1  | 0/20  | -     | 0/0        | 0/0        | 0/0
unknown type      | 0/0  | 20/0    | 0/0  | 0/0   | -     | -          | -          | -
null rule         | 0/0  | 20/0    | 0/0  | 0/0   | -     | -          | -          | -
"""


def _parse(table):
    """The codes by fault name, column and whether the fault stays."""
    head, *lines = ([part.strip() for part in line.split('|')] for line in table.strip('\n').splitlines())
    return {
        (name, column, stays): int(code)
        for name, *entries in lines
        for column, entry in zip(head[1:], entries, strict=True)
        for stays, code in zip((False, True), entry.split('/'), strict=False)
        if code != '-'
    }


CODES = _parse(_TABLE)


def key(cell):
    """The entry of CODES for a cell."""
    return cell.fault.name, _column(cell), cell.lasting == STAYS


def exit_code(cell):
    """The exit code that the command of a cell has to end with."""
    return CODES[key(cell)]


def writes_nothing(cell):
    """True where the command must not have changed the hub."""
    return exit_code(cell) in (ERROR, NOT_FOUND)


def disturbs(cell):
    """The existing rule that the result has to report as lost, or None."""
    if cell.fault.name == 'rule lost':
        return 'theirs'
    # The injected rule was there when the hub was read before the write, and is missing from the proof.
    return 'injected' if cell.fault.says == 'injected' and exit_code(cell) == INCOMPLETE else None


def _column(cell):
    row = cell.row
    if row.request == 'poll' or row.kind == 'rule_get':
        return 'poll'
    if row.request == 'PATCH':
        return 'PATCH'
    if row.request in WRITES:
        return 'first rule' if cell.place == 'first' else 'more rules'
    if row.command == 'add':
        return dict(zip(PLACES, ('read', 're-read', 'proof'), strict=True))[cell.place]
    return 'wait' if row.command == 'wait' and cell.place != 'first' else 'read'
