"""Table transformers: results of the commands as rows for `-o table`, readable at 100 columns, audits at 120."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .core.model.printable import printable

if TYPE_CHECKING:
    from .core.contract.audit import AuditJson, CheckJson, FindingJson, FleetJson, UnreadableJson
    from .core.contract.change import ChangeJson
    from .core.contract.diff import DiffJson
    from .core.contract.egress import EgressJson
    from .core.contract.hub import ListedRuleJson
    from .core.contract.preset import ListedPresetJson, PresetJson

# A row by its column titles, in their order.
Row: TypeAlias = 'OrderedDict[str, Any]'
_WIDTH = 100
# Rule, destination, what was or will be done, and why.
_Item: TypeAlias = tuple[str | None, Any, str, str | None]
# Columns for a message: of one hub, and of many, whose rows begin with the name of the hub.
_MESSAGE, _FLEET_MESSAGE = 74, 52


def preset_list_table(result: 'list[ListedPresetJson]') -> list[Row]:
    """Rows of `preset list`."""
    return [
        OrderedDict(
            [
                ('Name', preset['name']),
                ('Title', _end_cut(preset['title'], 48)),
                ('AsOf', preset['asOf'] or ''),
                ('Entries', preset['entries']),
            ]
        )
        for preset in result
    ]


def preset_show_table(result: 'PresetJson') -> list[Row]:
    """Rows of `preset show`: its entries."""
    return [
        OrderedDict(
            [
                ('Destination', _cut(_destination(entry['destination']), 40)),
                ('Needed', 'optional' if entry['optional'] else 'required'),
                ('Since', entry['since'] or ''),
                ('Purpose', _end_cut(entry['purpose'], 36)),
            ]
        )
        for entry in result['entries']
    ]


def preset_diff_table(result: 'DiffJson') -> list[Row]:
    """Rows of `preset diff`: every entry with its state."""
    return [
        OrderedDict(
            [
                ('Preset', _end_cut(entry['preset'], 19)),
                ('Destination', _cut(_destination(entry['destination']), 36)),
                ('State', entry['state']),
                ('Needed', 'optional' if entry['optional'] else 'required'),
                ('Rules', _end_cut(_join(map(_named, entry['rules'])), 18)),
            ]
        )
        for entry in result['entries']
    ]


def rule_table(result: 'list[ListedRuleJson] | ListedRuleJson') -> list[Row]:
    """Rows of `rule list`, or the one row of `rule show`."""
    rules = result if isinstance(result, list) else [result]
    return [
        OrderedDict(
            [
                ('Name', _cut(_named(rule['name']), 26)),
                ('Destination', _cut(_destination(rule['destination']), 34)),
                ('Status', _end_cut(rule['status'], 12)),
                ('Presets', _end_cut(_needed_by(rule), 22)),
            ]
        )
        for rule in rules
    ]


def egress_table(result: 'EgressJson') -> list[Row]:
    """The one row of `check-egress`."""
    return [
        OrderedDict(
            [
                ('Host', _cut(result['host'], 34)),
                ('Port', result['port']),
                ('Verdict', result['verdict']),
                ('Rules', _end_cut(_join(map(_named, result['rules'])), 22)),
                ('Presets', _end_cut(_join(result['presets']), 22)),
            ]
        )
    ]


def audit_table(result: 'list[CheckJson] | AuditJson | FleetJson', *, use_colour: bool = False) -> list[Row]:
    """Rows of `preset audit`: findings and skipped checks; of `--list-checks`, the checks.

    Args:
        result: The result of the command.
        use_colour: Colour severities, as az does on a terminal.
    """
    if isinstance(result, list):
        return [_check_row(check) for check in result]
    paint = _coloured if use_colour else str
    if 'hubs' in result:
        return _fleet_rows(cast('FleetJson', result), paint)
    rows = [_finding_row(finding, paint, _MESSAGE) for finding in result['findings']]
    return rows + [_skipped_row(ids, reason, _MESSAGE) for reason, ids in _skipped(result).items()]


def change_table(result: 'ChangeJson') -> list[Row]:
    """Rows of `preset add` and `preset remove`: the result for every rule concerned; for a dry run, the plan."""
    kept: list[_Item] = [(item['rule'], '', 'kept', item['reason']) for item in result['kept']]
    if result['outcome'] == 'planned':
        planned: list[_Item] = [
            (item['rule']['name'], item['rule']['destination'], item['op'], '') for item in result['plan']['operations']
        ]
        return _change_rows('Planned', planned + kept)
    done: list[_Item] = [
        (item['rule'], item['destination'], item['outcome'], item['error']) for item in result['results']
    ]
    disturbed: list[_Item] = [(item['rule'], '', item['change'], 'existing rule') for item in result['disturbed']]
    return _change_rows('Outcome', done + kept + disturbed) or [OrderedDict([('Outcome', result['outcome'])])]


def _check_row(check: 'CheckJson') -> Row:
    return OrderedDict(
        [
            ('Severity', check['severity']),
            ('Id', check['id']),
            ('Family', check['family']),
            ('Title', _end_cut(check['title'], 80)),
        ]
    )


def _fleet_rows(fleet: 'FleetJson', paint: Callable[[str], str]) -> list[Row]:
    rows: list[Row] = []
    read: list[AuditJson] = []
    for hub in fleet['hubs']:
        if 'error' in hub:
            unread = cast('UnreadableJson', hub)
            rows.append(
                OrderedDict(
                    [
                        ('Hub', _cut(unread['id'].rpartition('/')[2], 20)),
                        ('Severity', 'unread'),
                        ('Id', ''),
                        ('Rule', ''),
                        ('Message', _end_cut(unread['error'], _FLEET_MESSAGE)),
                    ]
                )
            )
            continue
        read.append(hub)
        rows += [
            OrderedDict([('Hub', _cut(hub['hub']['name'], 20)), *_finding_row(finding, paint, _FLEET_MESSAGE).items()])
            for finding in hub['findings']
        ]
    return rows + _skipped_anywhere(read)


def _skipped(audit: 'AuditJson') -> dict[str, list[str]]:
    """The ids of the skipped checks, by reason."""
    by_reason: dict[str, list[str]] = {}
    for check in audit['checks']:
        if check['outcome'] == 'skipped':
            by_reason.setdefault(check['reason'] or '', []).append(check['id'])
    return by_reason


def _skipped_anywhere(hubs: 'Iterable[AuditJson]') -> list[Row]:
    """Rows for skipped checks, one per reason, whichever hubs it is for."""
    names: dict[str, list[str | None]] = {}
    checks: dict[str, set[str]] = {}
    for hub in hubs:
        for reason, ids in _skipped(hub).items():
            names.setdefault(reason, []).append(hub['hub']['name'])
            checks.setdefault(reason, set()).update(ids)
    return [
        OrderedDict(
            [
                ('Hub', _cut(where[0], 20) if len(where) == 1 else f'({len(where)} hubs)'),
                *_skipped_row(sorted(checks[reason]), reason, _FLEET_MESSAGE).items(),
            ]
        )
        for reason, where in names.items()
    ]


def _skipped_row(ids: Sequence[str], reason: str, width: int) -> Row:
    others = f'+{len(ids) - 1}' if len(ids) > 1 else ''
    return OrderedDict(
        [('Severity', 'skipped'), ('Id', ids[0] + others), ('Rule', ''), ('Message', _end_cut(reason, width))]
    )


def _finding_row(finding: 'FindingJson', paint: Callable[[str], str], width: int) -> Row:
    severity = 'waived' if finding['waived'] is not None else paint(finding['severity'])
    names = finding['rules']
    if len(names) == 1 and names[0] and finding['message'].startswith(names[0]):
        # The name is in its own column.
        message = finding['message'][len(names[0]) :].lstrip(' ,:')
    else:
        message = finding['message']
    return OrderedDict(
        [
            ('Severity', severity),
            ('Id', finding['id']),
            ('Rule', _cut(_join(map(_named, names)), 23)),
            ('Message', _end_cut(message, width)),
        ]
    )


def _coloured(severity: str) -> str:
    from azure.cli.core.style import Style, format_styled_text

    style = {'critical': Style.ERROR, 'high': Style.ERROR, 'medium': Style.WARNING}.get(severity, Style.PRIMARY)
    coloured: str = format_styled_text([(style, severity)])
    return coloured


def _change_rows(title: str, items: Sequence[_Item]) -> list[Row]:
    """Rows of four columns; the last one gets the width that the others leave.

    Args:
        title: The title of the third column.
        items: For each row the rule, its destination, the text of the third column, and why.
    """
    rows = [
        OrderedDict(
            [('Rule', _cut(_named(rule), 34)), ('Destination', _cut(_destination(destination), 30)), (title, what)]
        )
        for rule, destination, what, _ in items
    ]
    # az sets two spaces between columns, and makes none narrower than its title and two more.
    taken = sum(max(len(name) + 2, *(len(row[name]) for row in rows)) + 2 for name in (rows[0] if rows else ()))
    for row, (*_, why) in zip(rows, items, strict=True):
        row['Why'] = _end_cut(why, _WIDTH - taken)
    return rows


def _needed_by(rule: 'ListedRuleJson') -> str:
    if rule['type'] is None or (rule['note'] and not rule['presets']):
        return f'({rule["note"]})'
    return _join(rule['presets'])


def _destination(value: Any) -> str:
    """A destination of a JSON result in one line."""
    from .core.model.destinations import value_in_one_line

    return value_in_one_line(value, short=True)


def _named(rule_name: str | None) -> str:
    return '(no name)' if rule_name is None else rule_name


def _join(names: Iterable[str]) -> str:
    return ', '.join(map(str, names))


def _end_cut(text: str | None, width: int) -> str:
    """The text in at most width columns; a longer one loses its end."""
    text = printable(str(text if text is not None else ''))
    return text if len(text) <= width else text[: width - 1] + '…'


def _cut(text: str | None, width: int) -> str:
    """The text in at most width columns; a longer one loses its middle."""
    text = printable(str(text if text is not None else ''))
    if len(text) <= width:
        return text
    head = (width - 1) * 2 // 3
    return text[:head] + '…' + text[len(text) - (width - 1 - head) :]
