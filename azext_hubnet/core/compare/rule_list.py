"""The rules of a hub as a list, one item for every rule that was read, with the presets that each one serves."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..catalogue.roles import Need
from ..model.destinations import NotUnderstood
from ..model.errors import UnknownName
from ..model.hub import Hub, Rule, by_name, name_key
from ..model.nearest import nearest
from ..render import az_ml_yaml
from .coverage import RuleIndex

if TYPE_CHECKING:
    from ..contract.hub import ListedRuleJson


class RuleNotFound(UnknownName):
    """The hub has no rule of that name."""


def list_rules(hub: Hub, needs: Iterable[Need]) -> 'list[ListedRuleJson]':
    """The contract of `rule list`: rules by name, nameless ones last; needs: the entries of the presets to look for."""
    presets = _presets_by_rule(hub, needs)
    notes = _notes(hub)
    return [
        az_ml_yaml.listed_rule(rule, sorted(presets.get(id(rule), ())), _note(rule, notes))
        for rule in by_name(hub.rules)
    ]


def show_rule(hub: Hub, name: str, needs: Iterable[Need]) -> 'ListedRuleJson':
    """One item of `rule list`; the name in any case, as written first. Raises RuleNotFound with the nearest names."""
    found = [item for item in list_rules(hub, needs) if name_key(item['name']) == name_key(name)]
    if not found:
        known = [rule.name for rule in hub.rules if rule.name]
        raise RuleNotFound(
            f"{hub.name or 'The input'} has no outbound rule '{name}'.",
            f"{nearest(name, known)}See them all with 'az hubnet rule list'.",
        )
    return next((item for item in found if item['name'] == name), found[0])


def _presets_by_rule(hub: Hub, needs: Iterable[Need]) -> dict[int, set[str]]:
    index = RuleIndex(hub.rules)
    presets: dict[int, set[str]] = {}
    for need in needs:
        for rule in index.allowing(need.destination) if need.destination else ():
            presets.setdefault(id(rule), set()).add(need.preset)
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
    if isinstance(rule.destination, NotUnderstood):
        destination = rule.destination
        return f'{destination.field}: {destination.reason}' if destination.field else destination.reason
    return None
