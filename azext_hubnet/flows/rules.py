"""`rule list` and `rule show`."""

from typing import TYPE_CHECKING

from .hub import load_hub
from .presets import catalogue_needs

if TYPE_CHECKING:
    from ..core.contract.hub import ListedRuleJson
    from ..terminal.az import Command


def list_rules(
    cmd: 'Command', resource_group_name: str | None, workspace_name: str | None, rules: str | None
) -> 'list[ListedRuleJson]':
    """The result of `rule list`: an item for every rule that was read, with the presets that need it."""
    from ..core.compare import rule_list

    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    return rule_list.list_rules(hub, catalogue_needs(hub))


def show_rule(
    cmd: 'Command', rule_name: str, resource_group_name: str | None, workspace_name: str | None, rules: str | None
) -> 'ListedRuleJson':
    """The result of `rule show`: one item of `rule list`.

    Raises:
        RuleNotFound: The hub has no rule of that name.
    """
    from ..core.compare import rule_list

    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    return rule_list.show_rule(hub, rule_name, catalogue_needs(hub))
