"""What presets need against what a hub allows, and the plan that closes the gap."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..catalogue.preset import PresetRevision
from ..catalogue.roles import Need
from ..compare.coverage import FAILED, MISSING, PENDING, RuleIndex, Verdict
from ..compare.states import IN_SYNC, STATES, EntryState, state_of
from ..model.destinations import Fqdn
from ..model.hub import UNDER_WAY, Hub
from ..render import az_ml_yaml
from .additions import plan_addition
from .plan import Plan

if TYPE_CHECKING:
    from ..contract.diff import DiffEntryJson, DiffJson, DiffPresetJson


class Diff(NamedTuple):
    """The answer of `preset diff`."""

    hub: Hub
    presets: tuple[PresetRevision, ...]
    entries: tuple[EntryState, ...]
    include_optional: bool
    plan: Plan

    def preset_in_sync(self, name: str) -> bool:
        """True when every entry of the preset that counts is in sync."""
        return all(
            entry.state in IN_SYNC
            for entry in self.entries
            if entry.need.preset == name and entry.counts(self.include_optional)
        )

    @property
    def in_sync(self) -> bool:
        """True when all the presets are."""
        return all(self.preset_in_sync(preset.name) for preset in self.presets)

    @property
    def is_under_way(self) -> bool:
        """True while the service works on a rule that an entry which counts waits for."""
        return any(
            rule.status in UNDER_WAY
            for entry in self.entries
            if entry.state in (PENDING, FAILED) and entry.counts(self.include_optional)
            for rule in entry.rules
        )

    def presets_json(self) -> 'list[DiffPresetJson]':
        """The `presets` of the contracts."""
        return [
            {'name': preset.name, 'asOf': preset.as_of, 'inSync': self.preset_in_sync(preset.name)}
            for preset in self.presets
        ]

    def as_json(self) -> 'DiffJson':
        """The contract of `preset diff`."""
        summary = {state: 0 for state in STATES}
        for entry in self.entries:
            summary[entry.state] += 1
        return {
            'hub': az_ml_yaml.hub(self.hub),
            'presets': self.presets_json(),
            'entries': [_entry_json(entry) for entry in self.entries],
            'summary': summary,
            'inSync': self.in_sync,
            'plan': self.plan.as_json(),
        }


def diff(
    hub: Hub,
    presets: Sequence[PresetRevision],
    needs: Iterable[Need],
    include_optional: bool = False,
    *,
    index: RuleIndex | None = None,
    pack: bool = False,
) -> Diff:
    """The state of every need on the hub, and the plan for those that count and are not in sync.

    presets: the revisions asked for, in order. needs: their entries as resolve gives them for this hub. pack: plan few
    rules of several names instead of one for each host.
    """
    index = index or RuleIndex(hub.rules)
    needs = list(needs)
    entries: list[EntryState] = []
    wanted = []
    for need in needs:
        entry = state_of(hub, index, need)
        entries.append(entry)
        if entry.counts(include_optional) and entry.state in (MISSING, FAILED):
            wanted.append((need.destination, Verdict(entry.state, entry.rules)))
    groups = _hosts_by_preset(needs) if pack else ()
    plan = plan_addition(hub, index, wanted, groups)
    return Diff(hub, tuple(presets), tuple(entries), include_optional, plan)


def _hosts_by_preset(needs: Iterable[Need]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for need in needs:
        if isinstance(need.destination, Fqdn):
            groups.setdefault(need.preset, []).extend(need.destination.hosts)
    return list(groups.values())


def _entry_json(entry: EntryState) -> 'DiffEntryJson':
    need = entry.need
    shown = need.entry.destination if need.destination is None else az_ml_yaml.destination(need.destination)
    return {
        'preset': need.preset,
        'type': need.entry.type,
        'destination': shown,
        'state': entry.state,
        'rules': [rule.name for rule in entry.rules],
        'reason': entry.reason,
        'optional': need.entry.optional,
    }
