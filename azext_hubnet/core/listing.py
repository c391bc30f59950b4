"""The rules of a hub as a list, one item for every rule that was read, with the presets that each one serves."""

from typing import Any, Dict, Iterable, List, Optional, Set

from . import render
from .coverage import RuleIndex
from .errors import UnknownName
from .nearest import nearest
from .resolve import Need
from .rules import Hub, NotUnderstood, Rule, by_name, name_key


class RuleNotFound(UnknownName):
    """The hub has no rule of that name."""


def list_rules(hub: Hub, needs: Iterable[Need]) -> List[Dict[str, Any]]:
    """The contract of `rule list`: rules by name, nameless ones last; needs: the entries of the presets to look for."""
    presets = _presets_by_rule(hub, needs)
    notes = _notes(hub)
    return [render.listed_rule(rule, sorted(presets.get(id(rule), ())), _note(rule, notes))
            for rule in by_name(hub.rules)]


def show_rule(hub: Hub, name: str, needs: Iterable[Need]) -> Dict[str, Any]:
    """One item of `rule list`; the name in any case, as written first. Raises RuleNotFound with the nearest names."""
    found = [item for item in list_rules(hub, needs) if name_key(item['name']) == name_key(name)]
    if not found:
        known = [rule.name for rule in hub.rules if rule.name]
        raise RuleNotFound(f"{hub.name or 'The input'} has no outbound rule '{name}'.",
                           f"{nearest(name, known)}See them all with 'az hubnet rule list'.")
    return next((item for item in found if item['name'] == name), found[0])


def _presets_by_rule(hub: Hub, needs: Iterable[Need]) -> Dict[int, Set[str]]:
    index = RuleIndex(hub.rules)
    presets: Dict[int, Set[str]] = {}
    for need in needs:
        for rule in index.allowing(need.destination) if need.destination else ():
            presets.setdefault(id(rule), set()).add(need.preset)
    return presets


def _notes(hub: Hub) -> Dict[Optional[str], str]:
    notes: Dict[Optional[str], str] = {}
    for oddity in hub.oddities:
        if oddity.rule:
            text = f'{oddity.field}: {oddity.message}' if oddity.field else oddity.message
            notes[oddity.rule] = f'{notes[oddity.rule]}; {text}' if oddity.rule in notes else text
    return notes


def _note(rule: Rule, notes: Dict[Optional[str], str]) -> Optional[str]:
    if rule.name in notes:
        return notes[rule.name]
    if isinstance(rule.destination, NotUnderstood):
        destination = rule.destination
        return f'{destination.field}: {destination.reason}' if destination.field else destination.reason
    return None
