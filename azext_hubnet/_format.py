"""Table transformers: results of the commands as rows for `-o table`, readable at 100 columns."""

from collections import OrderedDict

from .core.printable import printable


def preset_list_table(result):
    """Rows of `preset list`."""
    return [OrderedDict([('Name', preset['name']), ('Title', _cut(preset['title'], 54)),
                         ('AsOf', preset['asOf'] or ''), ('Entries', preset['entries'])]) for preset in result]


def preset_show_table(result):
    """Rows of `preset show`: its entries."""
    return [OrderedDict([('Destination', _cut(_destination(entry['destination']), 44)),
                         ('Needed', 'optional' if entry['optional'] else 'required'),
                         ('Since', entry['since'] or ''), ('Purpose', _cut(entry['purpose'], 30))])
            for entry in result['entries']]


def preset_diff_table(result):
    """Rows of `preset diff`: every entry with its state."""
    return [OrderedDict([('Preset', _cut(entry['preset'], 19)),
                         ('Destination', _cut(_destination(entry['destination']), 42)),
                         ('State', entry['state'] + (' (optional)' if entry['optional'] else '')),
                         ('Rules', _cut(_join(entry['rules']), 100 - 19 - 42 - 22 - 6 + 6 - 6))])
            for entry in result['entries']]


def rule_table(result):
    """Rows of `rule list`, and the one of `rule show`."""
    rules = result if isinstance(result, list) else [result]
    return [OrderedDict([('Name', _cut(rule['name'], 30)), ('Destination', _cut(_destination(rule['destination']), 32)),
                         ('Category', rule['category']), ('Status', rule['status'] or ''),
                         ('Presets', _cut(_join(rule['presets']) or _not_read(rule), 14))]) for rule in rules]


def egress_table(result):
    """The one row of `check-egress`."""
    return [OrderedDict([('Host', _cut(result['host'], 34)), ('Port', result['port']), ('Verdict', result['verdict']),
                         ('Rules', _cut(_join(result['rules']), 22)), ('Presets', _cut(_join(result['presets']), 22))])]


def _not_read(rule):
    return '(not understood)' if rule['type'] is None else ''


def _destination(value):
    """A destination in one line."""
    if not isinstance(value, dict):
        return '' if value is None else str(value)
    if 'service_resource_id' in value:
        name = str(value['service_resource_id']).rstrip('/').rpartition('/')[2]
        return f"{name}/{value.get('subresource_target')}"
    if 'service_tag' in value:
        reached = ','.join(value.get('address_prefixes') or ()) or value['service_tag']
        return f"{reached} {value.get('protocol')} {value.get('port_ranges')}"
    return str(value)


def _join(names):
    return ', '.join(str(name) for name in names)


def _cut(text, width):
    """The text in at most width columns, its middle left out where it is longer."""
    text = printable(str(text if text is not None else ''))
    if len(text) <= width:
        return text
    head = (width - 1) * 2 // 3
    return text[:head] + '…' + text[len(text) - (width - 1 - head):]
