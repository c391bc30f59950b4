"""The rules of a hub as a list, one item per rule read, with the presets that need each rule."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..catalogue.roles import Need
from ..model.errors import UnknownName
from ..model.hub import Hub, Rule, name_key, name_order
from ..model.nearest import nearest
from ..render import az_ml_yaml
from .coverage import RuleIndex

if TYPE_CHECKING:
    from ..contract.hub import ListedRuleJson


class RuleNotFound(UnknownName):
    """The hub has no rule of that name."""


def list_rules(hub: Hub, needs: Iterable[Need]) -> 'list[ListedRuleJson]':
    """The result of `rule list`: rules by name, those without a name last.

    Args:
        hub: The hub with its rules.
        needs: The entries of the presets to look for.
    """
    presets = _presets_by_position(hub, needs)
    notes = _notes(hub)
    by_position = sorted(enumerate(hub.rules), key=lambda item: name_order(item[1]))
    return [
        az_ml_yaml.listed_rule(rule, sorted(presets.get(position, ())), _note(rule, notes))
        for position, rule in by_position
    ]


def show_rule(hub: Hub, name: str, needs: Iterable[Need]) -> 'ListedRuleJson':
    """One item of `rule list`.

    Args:
        hub: The hub with its rules.
        name: The name of the rule in any case; a rule with exactly this name comes first.
        needs: The entries of the presets to look for.

    Raises:
        RuleNotFound: No rule has the name; the message suggests similar ones.
    """
    found = [item for item in list_rules(hub, needs) if name_key(item['name']) == name_key(name)]
    if not found:
        known = [rule.name for rule in hub.rules if rule.name]
        raise RuleNotFound(
            f"{hub.name or 'The input'} has no outbound rule '{name}'.",
            f"{nearest(name, known)}List all rules with 'az hubnet rule list'.",
        )
    return next((item for item in found if item['name'] == name), found[0])


def _presets_by_position(hub: Hub, needs: Iterable[Need]) -> dict[int, set[str]]:
    index = RuleIndex(hub.rules)
    presets: dict[int, set[str]] = {}
    for need in needs:
        for position in index.positions_allowing(need.destination) if need.destination else ():
            presets.setdefault(position, set()).add(need.preset)
    return presets


def _notes(hub: Hub) -> dict[str | None, str]:
    notes: dict[str | None, str] = {}
    for oddity in hub.oddities:
        if oddity.rule:
            text = f'{oddity.field}: {oddity.message}' if oddity.field else oddity.message
            notes[oddity.rule] = f'{notes[oddity.rule]}; {text}' if oddity.rule in notes else text
    return notes


def _note(rule: Rule, notes: dict[str | None, str]) -> str | None:
    if rule.name in notes:
        return notes[rule.name]
    destination = rule.destination
    if not destination.understood:
        return f'{destination.field}: {destination.reason}' if destination.field else destination.reason
    return None
