"""The command table."""

from functools import partial
from typing import Any

from ._format import (
    audit_table,
    change_table,
    egress_table,
    preset_diff_table,
    preset_list_table,
    preset_show_table,
    rule_table,
)
from ._validators import validate_audit, validate_change, validate_egress, validate_hub, validate_wait
from .terminal.errors import raise_as_azclierror


def load_command_table(self: Any, _: list[str]) -> None:
    """Register every hubnet command with its handler, validator and table transformer.

    azdev's coverage rules find the commands in this text: a registration stays on one line.
    """
    common = {'exception_handler': raise_as_azclierror}
    changes = {'table_transformer': change_table}
    audits = {'table_transformer': partial(audit_table, use_colour=self.cli_ctx.enable_color)}
    with self.command_group('hubnet', **common) as g:
        g.custom_command('check-egress', 'check_egress', validator=validate_egress, table_transformer=egress_table)
    with self.command_group('hubnet preset', **common) as g:
        g.custom_command('list', 'list_presets', table_transformer=preset_list_table)
        g.custom_show_command('show', 'show_preset', table_transformer=preset_show_table)
        g.custom_command('diff', 'diff_presets', validator=validate_hub, table_transformer=preset_diff_table)
        g.custom_command('audit', 'audit_hubs', validator=validate_audit, **audits)
        g.custom_command('add', 'add_presets', validator=validate_change, **changes)
        g.custom_command('remove', 'remove_presets', validator=validate_change, **changes)
        g.custom_command('wait', 'wait_for_presets', validator=validate_wait)
    with self.command_group('hubnet rule', **common) as g:
        g.custom_command('list', 'list_rules', validator=validate_hub, table_transformer=rule_table)
        g.custom_show_command('show', 'show_rule', validator=validate_hub, table_transformer=rule_table)
