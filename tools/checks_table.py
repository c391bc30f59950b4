"""Writes docs/checks.rst, the public table of the checks of `az hubnet preset audit`.

    make checks-doc

The descriptions come from the checks themselves, the examples from tests/core/audit/examples.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from tabulate import tabulate

if TYPE_CHECKING:
    from azext_hubnet.core.audit.check import Check
    from tests.core.audit.examples import Case, Example

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / 'docs' / 'checks.rst'
WIDTH = 120
# Of the columns; with the borders, and the margin of a heading, they make up WIDTH.
_COLUMNS = (5, 8, 25, 32, 32)

_HEAD = """\
The checks of az hubnet preset audit
====================================

.. Made by ``make checks-doc``; do not edit.

``az hubnet preset audit`` judges a hub, a file of rules, or every hub that the caller can see. A check that lacks a
fact is skipped with the reason; it never guesses. Rules of the platform and of connections are not judged for what only
their owner can fix; HN219 checks that no wide rule looks like one of these. ``--checks`` and ``--skip-checks`` choose
checks by id or family.

{one_command}

Each example is a rule that triggers the check, and a similar one that does not. An FQDN rule is shown as its hosts, a
service tag rule as tag or address prefixes, protocol and ports, a private endpoint rule as resource and subresource.
Unless stated otherwise, they are on a provisioned hub in westus3, in approved-only mode. ``make unit`` runs all of
them.
"""


def table() -> str:
    """Return the whole page."""
    from azext_hubnet.core.audit import severities
    from azext_hubnet.core.audit.edits import ONE_COMMAND_FOR_A_RULE
    from tests.core.audit import examples

    found = sorted(examples.load(), key=lambda example: example.check.id)
    lines = [*_HEAD.format(one_command=ONE_COMMAND_FOR_A_RULE).splitlines(), '', *_grid(found)]
    lines += ['', 'Severities', '----------', '']
    for severity, meaning in severities.MEANINGS.items():
        lines += [severity, f'    {meaning}', '']
    family = None
    for one in found:
        if one.check.family != family:
            family = one.check.family
            lines += [family.capitalize(), '-' * len(family), '']
        lines += _section(one)
    return '\n'.join(lines).rstrip() + '\n'


def _section(example: 'Example') -> Iterator[str]:
    check = example.check
    title = _text(f'{check.id} {check.title}')
    yield from (title, '~' * len(title), '')
    for name, text in (
        (check.severity.capitalize(), f'{check.because}.'),
        ('Why', check.why),
        ('What to do', check.remedy),
        ('Command', 'yes, for the example' if _has_command(example) else 'none for the example'),
        ('Needs a live hub', 'yes' if check.needs_live_hub else 'no'),
        ('Source', check.source),
    ):
        yield from wrap(f':{name}: {_text(text)}', WIDTH, subsequent_indent='    ', break_on_hyphens=False)
    yield ''


def _has_command(example: 'Example') -> bool:
    """Return whether the finding on the trigger comes with a command that fixes it."""
    findings = example.trigger.audited(example.check.id).findings
    return any(finding.commands for finding in findings if finding.check == example.check)


def _grid(found: 'list[Example]') -> list[str]:
    """Return the overview as a grid table."""
    rows = [('Id', 'Severity', 'Catches', 'Triggers it', 'Does not')]
    rows += [_row(one.check, one.trigger, one.lookalike) for one in found]
    return tabulate(
        [[_wrapped(row[0], cell, width) for cell, width in zip(row, _COLUMNS, strict=True)] for row in rows],
        headers='firstrow',
        tablefmt='grid',
        disable_numparse=True,
    ).splitlines()


def _row(check: 'Check', trigger: 'Case', lookalike: 'Case') -> tuple[str, str, str, str, str]:
    return (check.id, check.severity, _text(check.catches), _shown(trigger), _shown(lookalike))


def _wrapped(check_id: str, cell: str, width: int) -> str:
    lines = wrap(cell, width, break_long_words=False, break_on_hyphens=False)
    if any(len(line) > width for line in lines):
        sys.exit(f'{check_id}: "{cell}" is too wide for the table; shorten it with `shown` in the example.')
    return '\n'.join(lines)


def _shown(case: 'Case') -> str:
    """Return a case of an example for one cell."""
    if 'shown' in case.fields:
        return _text(case.fields['shown'])
    rules = '; '.join(f'``{_rule(rule, case.fields.get("as_file"))}``' for rule in case.rules)
    return f'{rules} in {case.fields["mode"]}' if 'mode' in case.fields else rules


def _rule(raw: Any, with_name: bool) -> str:
    """Return a rule in short: its destination, its name where that matters, its status where it has one."""
    from azext_hubnet.core.model.destinations import value_in_one_line

    text = value_in_one_line(raw['destination'], short=True)
    name = f'{raw["name"]}: ' if with_name else ''
    return f'{name}{text}' + (f' ({raw["status"]})' if 'status' in raw else '')


def _text(text: str) -> str:
    """Escape plain text for reStructuredText."""
    return re.sub(r'([*`|\\]|_(?!\w))', r'\\\1', text)


if __name__ == '__main__':
    sys.path.insert(0, str(ROOT))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(table(), 'utf-8')
