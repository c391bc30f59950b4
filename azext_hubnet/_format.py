"""Table transformers: results of the commands as rows for `-o table`, readable at 100 columns, audits at 120."""

from collections import OrderedDict

from .core.model.printable import printable

_WIDTH = 100


def preset_list_table(result):
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


def preset_show_table(result):
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


def preset_diff_table(result):
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


def rule_table(result):
    """Rows of `rule list`, and the one of `rule show`."""
    rules = result if isinstance(result, list) else [result]
    return [
        OrderedDict(
            [
                ('Name', _cut(_named(rule['name']), 26)),
                ('Destination', _cut(_destination(rule['destination']), 34)),
                ('Status', _end_cut(rule['status'], 12)),
                ('Presets', _end_cut(_serves(rule), 22)),
            ]
        )
        for rule in rules
    ]


def egress_table(result):
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


def audit_table(loader, result):
    """Rows of `preset audit`: findings, and what was skipped; of `--list-checks`, the checks.

    loader: tells whether colour is wanted.
    """
    if isinstance(result, list):
        return [
            OrderedDict(
                [
                    ('Severity', check['severity']),
                    ('Id', check['id']),
                    ('Family', check['family']),
                    ('Title', _end_cut(check['title'], 80)),
                ]
            )
            for check in result
        ]
    paint = _coloured if loader.cli_ctx.enable_color else lambda severity: severity
    if 'hubs' not in result:
        rows = [_finding_row(finding, paint, 74) for finding in result['findings']]
        return rows + [_skipped_row(ids, reason, 74) for reason, ids in _skipped(result).items()]
    rows = []
    for hub in result['hubs']:
        if 'error' in hub:
            rows.append(
                OrderedDict(
                    [
                        ('Hub', _cut(hub['id'].rpartition('/')[2], 20)),
                        ('Severity', 'unread'),
                        ('Id', ''),
                        ('Rule', ''),
                        ('Message', _end_cut(hub['error'], 52)),
                    ]
                )
            )
        rows += [
            OrderedDict([('Hub', _cut(hub['hub']['name'], 20)), *_finding_row(finding, paint, 52).items()])
            for finding in hub.get('findings', ())
        ]
    return rows + _skipped_anywhere(result['hubs'])


def _skipped(audit):
    """The ids of the checks that were skipped, by the reason."""
    by_reason = {}
    for check in audit.get('checks', ()):
        if check['outcome'] == 'skipped':
            by_reason.setdefault(check['reason'], []).append(check['id'])
    return by_reason


def _skipped_anywhere(hubs):
    """Rows for what was skipped; hubs in which that has the same reason share one."""
    names, checks = {}, {}
    for hub in hubs:
        for reason, ids in _skipped(hub).items():
            names.setdefault(reason, []).append(hub['hub']['name'])
            checks.setdefault(reason, set()).update(ids)
    return [
        OrderedDict(
            [
                ('Hub', _cut(where[0], 20) if len(where) == 1 else f'({len(where)} hubs)'),
                *_skipped_row(sorted(checks[reason]), reason, 52).items(),
            ]
        )
        for reason, where in names.items()
    ]


def _skipped_row(ids, reason, width):
    others = f'+{len(ids) - 1}' if len(ids) > 1 else ''
    return OrderedDict(
        [('Severity', 'skipped'), ('Id', ids[0] + others), ('Rule', ''), ('Message', _end_cut(reason, width))]
    )


def _finding_row(finding, paint, width):
    severity = 'waived' if finding['waived'] is not None else paint(finding['severity'])
    names = finding['rules']
    if len(names) == 1 and names[0] and finding['message'].startswith(names[0]):
        # The name stands in its own column.
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


def _coloured(severity):
    from azure.cli.core.style import Style, format_styled_text

    style = {'critical': Style.ERROR, 'high': Style.ERROR, 'medium': Style.WARNING}.get(severity, Style.PRIMARY)
    return format_styled_text([(style, severity)])


def change_table(result):
    """Rows of `preset add` and `preset remove`: what became of every rule, also of others; of a dry run, the plan."""
    kept = [(item['rule'], '', 'kept', item['reason']) for item in result['kept']]
    if result['outcome'] == 'planned':
        planned = [
            (item['rule']['name'], item['rule']['destination'], item['op'], '') for item in result['plan']['operations']
        ]
        return _change_rows('Planned', planned + kept)
    done = [(item['rule'], item['destination'], item['outcome'], item['error']) for item in result['results']]
    disturbed = [(item['rule'], '', item['change'], 'it was there before') for item in result['disturbed']]
    return _change_rows('Outcome', done + kept + disturbed) or [OrderedDict([('Outcome', result['outcome'])])]


def _change_rows(title, items):
    """Rows for rule, destination, what of it under the title, and why, which gets the room that they leave."""
    rows = [
        OrderedDict(
            [('Rule', _cut(_named(rule), 34)), ('Destination', _cut(_destination(destination), 30)), (title, what)]
        )
        for rule, destination, what, _ in items
    ]
    # az sets two spaces between columns, and makes none narrower than its title and two more.
    taken = sum(max(len(name) + 2, *(len(row[name]) for row in rows)) + 2 for name in (rows[0] if rows else ()))
    for row, (*_, why) in zip(rows, items):
        row['Why'] = _end_cut(why, _WIDTH - taken)
    return rows


def _serves(rule):
    if rule['type'] is None or (rule['note'] and not rule['presets']):
        return f'({rule["note"]})'
    return _join(rule['presets'])


def _destination(value):
    from .core.model.destinations import value_in_one_line

    return value_in_one_line(value, short=True)


def _named(rule_name):
    return '(no name)' if rule_name is None else rule_name


def _join(names):
    return ', '.join(str(name) for name in names)


def _end_cut(text, width):
    """The text in at most width columns, its end left out where it is longer."""
    text = printable(str(text if text is not None else ''))
    return text if len(text) <= width else text[: width - 1] + '…'


def _cut(text, width):
    """The text in at most width columns, its middle left out where it is longer."""
    text = printable(str(text if text is not None else ''))
    if len(text) <= width:
        return text
    head = (width - 1) * 2 // 3
    return text[:head] + '…' + text[len(text) - (width - 1 - head) :]
