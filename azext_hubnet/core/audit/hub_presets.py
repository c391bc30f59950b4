"""The shipped presets for one hub, and which of them the user's rules are for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..catalogue.all_presets import Catalogue, DestinationKey, keys
from ..catalogue.roles import Need
from ..compare.coverage import FAILED, MISSING
from ..compare.states import IN_SYNC, EntryState, state_of
from ..model import hosts
from ..model.destinations import Destination
from ..model.hub import Hub, Rule, by_name
from .hub_rules import ALLOWING, HubRules

# Rules for less of a preset may as well be for another preset that shares a few hosts with it.
_LEAST_SHARE = 0.5
_LEAST_ENTRIES = 2


class PresetUse(NamedTuple):
    """A preset for which the user has rules."""

    preset: str
    required: tuple[EntryState, ...]
    """The states of its required entries."""
    served: frozenset[DestinationKey]
    """What the required entries name that are allowed by rules which name an entry of this preset."""
    served_entries: int
    """How many entries these are."""
    rules: tuple[Rule, ...]
    """The rules that allow them."""

    @property
    def missing(self) -> tuple[EntryState, ...]:
        """The required entries that no rule allows, now or once the network is ready."""
        return tuple(entry for entry in self.required if entry.state in (MISSING, FAILED))

    @property
    def complete(self) -> bool:
        """Whether every required entry is in sync."""
        return all(entry.state in IN_SYNC for entry in self.required)

    @property
    def substantial(self) -> bool:
        """Whether enough of the preset is allowed to say that its user wants it."""
        return self.served_entries >= _LEAST_ENTRIES and self.served_entries >= _LEAST_SHARE * len(self.required)

    def outdoes(self, other: 'PresetUse') -> bool:
        """Return whether this preset explains the rules for another one better.

        It does if it also needs all that is allowed of the other, and more of it is allowed, or its list is longer.
        """
        return other.served < self.served or (
            other.served == self.served and (len(self.required), self.preset) > (len(other.required), other.preset)
        )


@dataclass(frozen=True, eq=False)
class HubPresets:
    """The shipped presets for one hub."""

    hub: Hub
    catalogue: Catalogue
    rules: HubRules

    @cached_property
    def needs(self) -> dict[str, list[Need]]:
        """The entries of each preset for this hub."""
        return {newest.preset.name: newest.needs_on(self.hub) for newest in self.catalogue.presets}

    @cached_property
    def dates(self) -> dict[str, str | None]:
        """The ISO date of each preset's newest revision."""
        return {newest.preset.name: newest.revision.as_of for newest in self.catalogue.presets}

    @property
    def dropped(self) -> Mapping[DestinationKey, Need]:
        """What presets once listed and none lists now."""
        return self.catalogue.dropped

    @cached_property
    def documented_by_preset(self) -> dict[str, frozenset[DestinationKey]]:
        """What the entries of each preset name."""
        return {
            name: frozenset(key for need in needs for key in keys(need.destination))
            for name, needs in self.needs.items()
        }

    @cached_property
    def _documented(self) -> dict[DestinationKey, Need]:
        found: dict[DestinationKey, Need] = {}
        for need in (need for needs in self.needs.values() for need in needs):
            for key in keys(need.destination):
                found.setdefault(key, need)
        return found

    def documented(self, destination: str | Destination) -> Need | None:
        """Return the first preset entry that names exactly this host or destination; None where there is none."""
        return self._documented.get(destination if isinstance(destination, str) else destination.key)

    @cached_property
    def in_use(self) -> tuple[PresetUse, ...]:
        """The presets that the user's rules are for: complete ones, and others that explain rules best.

        Presets share hosts, so rules for one allow parts of others. A preset that is only partly allowed counts if
        no complete preset needs all these parts, and no other partly allowed preset explains them better.
        """
        uses = [use for preset in self.needs if (use := self._use_of(preset))]
        complete = {use.preset for use in uses if use.complete}
        explained = {key for preset in complete for key in self.documented_by_preset[preset]}
        partial = [use for use in uses if not use.complete and use.substantial and not use.served <= explained]
        best = {use.preset for use in partial if not any(other.outdoes(use) for other in partial)}
        return tuple(use for use in uses if use.preset in complete | best)

    def _use_of(self, preset: str) -> PresetUse | None:
        """Return how far rules for a preset exist; None where there are none, or a placeholder of it is unresolved."""
        required = [need for need in self.needs[preset] if not need.entry.optional and not need.unsupported]
        if any(need.unfilled for need in required):
            return None
        wildcards = [
            key
            for key in self.documented_by_preset[preset]
            if isinstance(key, str) and key.startswith(hosts.ASTERISK) and key in self.rules.own_by_key
        ]
        naming = [_rules_naming(need, self.rules.own_by_key, wildcards) for need in required]
        if not any(naming):
            return None
        states = tuple(state_of(self.hub, self.rules.index, need) for need in required)
        served = [
            (state.need, rules)
            for state, rules in zip(states, naming, strict=True)
            if rules and state.state in ALLOWING
        ]
        if not served:
            return None
        return PresetUse(
            preset,
            states,
            frozenset(key for need, _ in served for key in keys(need.destination)),
            len(served),
            by_name(dict.fromkeys(rule for _, rules in served for rule in rules)),
        )


def _rules_naming(need: Need, own: Mapping[DestinationKey, Sequence[Rule]], wildcards: Collection[str]) -> list[Rule]:
    """Return the rules that name a need, or one of its preset's wildcards that allows it."""
    wanted = need.destination.host_patterns if need.destination else ()
    wider = (pattern for pattern in wildcards for host in wanted if hosts.covers(pattern, host))
    named: tuple[DestinationKey, ...] = (*keys(need.destination), *wider)
    return [rule for key in named for rule in own.get(key, ())]
