"""What presets need against what a hub allows: a state for every entry, and the plan that closes the gap."""

from typing import NamedTuple

from ..catalogue.roles import Need
from ..model.destinations import PrivateEndpoint
from ..model.hub import ALLOW_INTERNET, DISABLED, UNRESTRICTED, Hub, Rule, by_name
from .coverage import COVERED, FAILED, MISSING, PENDING, PRESENT, RuleIndex, Verdict

UNSUPPORTED = 'unsupported'
IMPLIED = 'implied'
STATES = (PRESENT, COVERED, PENDING, IMPLIED, FAILED, MISSING, UNSUPPORTED)
IN_SYNC = frozenset((UNSUPPORTED, IMPLIED, PRESENT, COVERED, PENDING))

_INTERNET = 'AllowInternetOutbound lets FQDN and service tag traffic out without a rule'


class EntryState(NamedTuple):
    """One entry of one preset on the hub: its state, the rules behind it by name and the reason in words."""

    need: Need
    state: str
    rules: tuple[Rule, ...]
    reason: str

    def counts(self, include_optional: bool) -> bool:
        """True when the entry decides whether the preset is in sync."""
        return include_optional or not self.need.entry.optional


def state_of(hub: Hub, index: RuleIndex, need: Need) -> EntryState:
    """The state of one need on the hub; index: of its rules, or of others to judge by in their stead."""
    if need.unsupported:
        return EntryState(need, UNSUPPORTED, (), need.unsupported)
    verdict = index.judge(need.destination) if need.destination else Verdict(MISSING)
    rules = by_name(verdict.rules)
    if hub.mode == DISABLED:
        return EntryState(need, IMPLIED, rules, UNRESTRICTED)
    if hub.mode == ALLOW_INTERNET and need.entry.type != PrivateEndpoint.type:
        return EntryState(need, IMPLIED, rules, _INTERNET)
    if need.unfilled:
        return EntryState(need, UNSUPPORTED, (), f'nothing is given for {need.unfilled}; the entry is optional')
    return EntryState(need, verdict.state, rules, _reason(index, need, verdict.state, rules))


def _reason(index: RuleIndex, need: Need, state: str, rules: tuple[Rule, ...]) -> str:
    names = ', '.join(rule.label for rule in rules)
    if state == PRESENT:
        return f'named by {names}'
    if state == COVERED:
        return f'allowed more broadly by {names}'
    if state == PENDING:
        return f'{names}: {_statuses(rules)}, in force once the network is ready'
    if state == FAILED:
        errors = '; '.join(rule.error for rule in rules if rule.error)
        return f'{names}: {_statuses(rules)}' + (f': {errors}' if errors else '')
    reason = 'no rule allows it'
    if isinstance(need.destination, PrivateEndpoint):
        others = by_name(index.at_target(need.destination))
        if others:
            reason = f'{others[0].label} makes this private endpoint without its Spark setting or aliases'
    return f'{reason}; {need.entry.warning}' if need.entry.warning else reason


def _statuses(rules: tuple[Rule, ...]) -> str:
    return ', '.join(sorted({rule.status or '' for rule in rules}))
