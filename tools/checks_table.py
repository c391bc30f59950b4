"""Writes docs/checks.rst, the public table of the checks of `az hubnet preset audit`.

    make checks-doc

What a check is comes from the catalogue, its examples from tests/core/audit/examples.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / 'docs' / 'checks.rst'
WIDTH = 120
# Of the columns; with the borders they make up WIDTH.
_COLUMNS = (5, 8, 25, 33, 33)

_HEAD = """\
The checks of az hubnet preset audit
====================================

.. Made by ``make checks-doc``; do not edit.

``az hubnet preset audit`` judges a hub, a file of rules, or every hub that the caller can see. A check that lacks a
fact is skipped with the reason; it never guesses. Only rules that people made are judged for what people can mend, not
those of the platform and of connections; HN219 sees that nothing wide passes for one of these. ``--checks`` and
``--skip-checks`` choose by id or family.

Each example is a rule that triggers the check, and one like it that does not. An FQDN rule is shown as its hosts, a
service tag rule as tag, protocol, ports and address prefixes, a private endpoint rule as resource and subresource.
Where nothing else is said they stand on a provisioned hub in westus3, in approved-only mode. ``make unit`` runs every
one of them.
"""


def table() -> str:
    """The whole page."""
    from azext_hubnet.core.audit import severities
    from tests.core.audit import examples

    found = sorted(examples.load(), key=lambda example: example.check.id)
    lines = [*_HEAD.splitlines(), '']
    lines += _grid(
        [
            ('Id', 'Severity', 'Catches', 'Triggers it', 'Does not'),
            *(
                (one.check.id, one.check.severity, _text(one.catches), _shown(one.trigger), _shown(one.lookalike))
                for one in found
            ),
        ]
    )
    lines += ['', 'Severities', '----------', '']
    for paragraph in severities.__doc__.split('\n\n')[1].splitlines():
        severity, _, meaning = paragraph.partition(' ')
        lines += [severity, f'    {meaning.strip()}', '']
    family = None
    for one in found:
        if one.check.family != family:
            family = one.check.family
            lines += [family.capitalize(), '-' * len(family), '']
        lines += _section(one.check)
    return '\n'.join(lines).rstrip() + '\n'


def _section(check) -> Iterator[str]:
    title = _text(f'{check.id} {check.title}')
    yield from (title, '~' * len(title), '')
    for name, text in (
        (check.severity.capitalize(), check.severity_reason + '.'),
        ('Why', check.why),
        ('What to do', check.remedy),
        ('Source', check.source),
    ):
        yield from wrap(f':{name}: {_text(text)}', WIDTH, subsequent_indent='    ', break_on_hyphens=False)
    yield ''


def _grid(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A grid table; the first row is its head."""
    border = '+'.join(['', *('-' * (width + 2) for width in _COLUMNS), ''])
    yield border
    for number, row in enumerate(rows):
        cells = [
            wrap(cell, width, break_long_words=False, break_on_hyphens=False) for cell, width in zip(row, _COLUMNS)
        ]
        for index in range(max(map(len, cells))):
            parts = [cell[index] if index < len(cell) else '' for cell in cells]
            if any(len(part) > width for part, width in zip(parts, _COLUMNS)):
                sys.exit(f'{row[0]}: "{" | ".join(parts)}" is too wide for the table; say it in `shown`.')
            yield '|'.join(['', *(f' {part:<{width}} ' for part, width in zip(parts, _COLUMNS)), ''])
        yield border if number else border.replace('-', '=')


def _shown(case) -> str:
    """A case of an example in one cell."""
    if 'shown' in case.fields:
        return _text(case.fields['shown'])
    rules = '; '.join(f'``{_rule(rule, case.fields.get("as_file"))}``' for rule in case.rules)
    return f'{rules} in {case.fields["mode"]}' if 'mode' in case.fields else rules


def _rule(raw: Any, with_name: bool) -> str:
    """A rule in short: what it reaches, its name where that matters, its status where it has one."""
    from azext_hubnet.core.model.destinations import value_in_one_line

    text = value_in_one_line(raw['destination'], short=True)
    name = f'{raw["name"]}: ' if with_name else ''
    return f'{name}{text}' + (f' ({raw["status"]})' if 'status' in raw else '')


def _text(text: str) -> str:
    """Plain text in reStructuredText."""
    return re.sub(r'([*`|\\]|_(?!\w))', r'\\\1', text)


if __name__ == '__main__':
    sys.path.insert(0, str(ROOT))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(table(), 'utf-8')
