"""Compare presets with what a hub allows: a state for every entry."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ..catalogue.preset import PresetRevision
from ..catalogue.roles import Need
from ..model.destinations import PrivateEndpoint
from ..model.hub import ALLOW_INTERNET, DISABLED, UNDER_WAY, UNRESTRICTED, Hub, Rule, by_name
from .coverage import COVERED, FAILED, MISSING, PENDING, PRESENT, RuleIndex, Verdict

if TYPE_CHECKING:
    from ..contract.diff import DiffPresetJson, State

UNSUPPORTED: Final = 'unsupported'
IMPLIED: Final = 'implied'
STATES = (PRESENT, COVERED, PENDING, IMPLIED, FAILED, MISSING, UNSUPPORTED)
IN_SYNC = frozenset((UNSUPPORTED, IMPLIED, PRESENT, COVERED, PENDING))
# The states with their meanings in the order in which state_of tries them; README shows this table.
ORDER = (
    (UNSUPPORTED, 'it cannot be a rule here, such as a port other than 80 and 443'),
    (IMPLIED, 'the isolation mode allows it without a rule, even if a rule names it'),
    (UNSUPPORTED, 'it is optional, and there is no resource for its placeholder'),
    (PRESENT, 'a rule in force names exactly this destination'),
    (COVERED, 'rules in force allow all of it more broadly'),
    (PENDING, 'only rules that wait for the network allow it'),
    (FAILED, 'its only rules have failed or are being deleted'),
    (MISSING, 'nothing allows it'),
)

_INTERNET = 'AllowInternetOutbound lets FQDN and service tag traffic out without a rule'


class EntryState(NamedTuple):
    """One entry of one preset on the hub: its state, the rules that decide it, sorted by name, and the reason."""

    need: Need
    state: 'State'
    rules: tuple[Rule, ...]
    reason: str

    def counts(self, include_optional: bool) -> bool:
        """True when the entry decides whether the preset is in sync."""
        return include_optional or not self.need.entry.optional


class Comparison(NamedTuple):
    """Presets compared with a hub.

    Attributes:
        hub: The hub.
        presets: The revisions asked for, in order.
        entries: The states of their entries.
        include_optional: Whether optional entries count, too.
        rule_index: The index of the hub's rules.
    """

    hub: Hub
    presets: tuple[PresetRevision, ...]
    entries: tuple[EntryState, ...]
    include_optional: bool
    rule_index: RuleIndex

    @property
    def counting(self) -> Iterable[EntryState]:
        """The entries that decide whether their presets are in sync."""
        return (entry for entry in self.entries if entry.counts(self.include_optional))

    def preset_in_sync(self, name: str) -> bool:
        """True when every entry of the preset that counts is in sync."""
        return all(entry.state in IN_SYNC for entry in self.counting if entry.need.preset == name)

    @property
    def in_sync(self) -> bool:
        """True when all the presets are in sync."""
        return all(self.preset_in_sync(preset.name) for preset in self.presets)

    @property
    def is_under_way(self) -> bool:
        """True while the service is working on a rule that a counting entry waits for."""
        return any(
            rule.status in UNDER_WAY
            for entry in self.counting
            if entry.state in (PENDING, FAILED)
            for rule in entry.rules
        )

    def presets_json(self) -> 'list[DiffPresetJson]':
        """The `presets` of the JSON results."""
        return [
            {'name': preset.name, 'asOf': preset.as_of, 'inSync': self.preset_in_sync(preset.name)}
            for preset in self.presets
        ]


def compare(
    hub: Hub, presets: Sequence[PresetRevision], needs: Iterable[Need], include_optional: bool = False
) -> Comparison:
    """The state of every need on the hub.

    Args:
        hub: The hub as it was read.
        presets: The revisions asked for, in order.
        needs: Their entries, as `resolve` gives them for this hub.
        include_optional: Whether optional entries count, too, for whether a preset is in sync.
    """
    index = RuleIndex(hub.rules)
    entries = tuple(state_of(hub, index, need) for need in needs)
    return Comparison(hub, tuple(presets), entries, include_optional, index)


def state_of(hub: Hub, index: RuleIndex, need: Need) -> EntryState:
    """The state of one need on the hub.

    Args:
        hub: The hub.
        index: The index of the hub's rules, or of other rules to compare with.
        need: The entry of a preset, its placeholder replaced.
    """
    if need.unsupported:
        return EntryState(need, UNSUPPORTED, (), need.unsupported)
    verdict = index.judge(need.destination) if need.destination else Verdict(MISSING)
    rules = by_name(verdict.rules)
    if hub.mode == DISABLED:
        return EntryState(need, IMPLIED, rules, UNRESTRICTED)
    if hub.mode == ALLOW_INTERNET and need.entry.type != PrivateEndpoint.type:
        return EntryState(need, IMPLIED, rules, _INTERNET)
    if need.unfilled:
        return EntryState(need, UNSUPPORTED, (), f'there is no resource for {need.unfilled}; the entry is optional')
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
