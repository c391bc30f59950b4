"""What presets need against what a hub allows: a state for every entry, and the plan that closes the gap."""

from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from . import render
from .addition import plan_addition
from .coverage import COVERED, FAILED, MISSING, PENDING, PRESENT, RuleIndex, Verdict
from .plan import Plan
from .preset import PresetRevision
from .resolve import Need
from .rules import ALLOW_INTERNET, DISABLED, UNDER_WAY, UNRESTRICTED, Fqdn, Hub, PrivateEndpoint, Rule, by_name

UNSUPPORTED = 'unsupported'
IMPLIED = 'implied'
STATES = (PRESENT, COVERED, PENDING, IMPLIED, FAILED, MISSING, UNSUPPORTED)
IN_SYNC = frozenset((UNSUPPORTED, IMPLIED, PRESENT, COVERED, PENDING))

_INTERNET = 'AllowInternetOutbound lets FQDN and service tag traffic out without a rule'


class EntryState(NamedTuple):
    """One entry of one preset on the hub: its state, the rules behind it by name and the reason in words."""

    need: Need
    state: str
    rules: Tuple[Rule, ...]
    reason: str

    def counts(self, include_optional: bool) -> bool:
        """True when the entry decides whether the preset is in sync."""
        return include_optional or not self.need.entry.optional


class Diff(NamedTuple):
    """The answer of `preset diff`."""

    hub: Hub
    presets: Tuple[PresetRevision, ...]
    entries: Tuple[EntryState, ...]
    include_optional: bool
    plan: Plan

    def preset_in_sync(self, name: str) -> bool:
        """True when every entry of the preset that counts is in sync."""
        return all(entry.state in IN_SYNC for entry in self.entries
                   if entry.need.preset == name and entry.counts(self.include_optional))

    @property
    def in_sync(self) -> bool:
        """True when all the presets are."""
        return all(self.preset_in_sync(preset.name) for preset in self.presets)

    @property
    def is_under_way(self) -> bool:
        """True while the service works on a rule that an entry which counts waits for."""
        return any(rule.status in UNDER_WAY for entry in self.entries
                   if entry.state in (PENDING, FAILED) and entry.counts(self.include_optional) for rule in entry.rules)

    def presets_json(self) -> List[Dict[str, Any]]:
        """The `presets` of the contracts."""
        return [{'name': preset.name, 'asOf': preset.as_of, 'inSync': self.preset_in_sync(preset.name)}
                for preset in self.presets]

    def as_json(self) -> Dict[str, Any]:
        """The contract of `preset diff`."""
        summary = {state: 0 for state in STATES}
        for entry in self.entries:
            summary[entry.state] += 1
        return {'hub': render.hub(self.hub), 'presets': self.presets_json(),
                'entries': [_entry_json(entry) for entry in self.entries],
                'summary': summary, 'inSync': self.in_sync, 'plan': self.plan.as_json()}


def diff(hub: Hub, presets: Sequence[PresetRevision], needs: Iterable[Need], include_optional: bool = False,
         *, index: Optional[RuleIndex] = None, pack: bool = False) -> Diff:
    """The state of every need on the hub, and the plan for those that count and are not in sync.

    presets: the revisions asked for, in order. needs: their entries as resolve gives them for this hub. pack: plan few
    rules of several names instead of one for each host.
    """
    index = index or RuleIndex(hub.rules)
    needs = list(needs)
    entries: List[EntryState] = []
    wanted = []
    for need in needs:
        entry = state_of(hub, index, need)
        entries.append(entry)
        if entry.counts(include_optional) and entry.state in (MISSING, FAILED):
            wanted.append((need.destination, Verdict(entry.state, entry.rules)))
    groups = _hosts_by_preset(needs) if pack else ()
    plan = plan_addition(hub, index, wanted, groups)
    return Diff(hub, tuple(presets), tuple(entries), include_optional, plan)


def _hosts_by_preset(needs: Iterable[Need]) -> List[List[str]]:
    groups: Dict[str, List[str]] = {}
    for need in needs:
        if isinstance(need.destination, Fqdn):
            groups.setdefault(need.preset, []).extend(need.destination.hosts)
    return list(groups.values())


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


def _reason(index: RuleIndex, need: Need, state: str, rules: Tuple[Rule, ...]) -> str:
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


def _statuses(rules: Tuple[Rule, ...]) -> str:
    return ', '.join(sorted({rule.status or '' for rule in rules}))


def _entry_json(entry: EntryState) -> Dict[str, Any]:
    need = entry.need
    shown = need.entry.destination if need.destination is None else render.destination(need.destination)
    return {'preset': need.preset, 'type': need.entry.type, 'destination': shown, 'state': entry.state,
            'rules': [rule.name for rule in entry.rules], 'reason': entry.reason, 'optional': need.entry.optional}
