"""All shipped presets at once, each read one time, with their entries for any number of hubs."""

from functools import cached_property
from typing import Any, NamedTuple

from ..model.destinations import Destination, Fqdn
from ..model.hub import Hub
from . import roles, shipped
from .preset import Entry, Preset, PresetRevision
from .roles import Need


class Scenario(NamedTuple):
    """One shipped preset. revision: its newest. needs: those of its entries that are the same for every hub."""

    preset: Preset
    revision: PresetRevision
    needs: tuple[Need, ...]


class Catalogue:
    """The shipped presets, for commands that ask about all of them."""

    def __init__(self):
        self.scenarios: tuple[Scenario, ...] = tuple(map(_scenario, map(shipped.load, shipped.names())))

    def needs(self, hub: Hub) -> list[Need]:
        """The entries of every preset for this hub, in order; a role that nobody has filled leaves its need so."""
        return [need for scenario in self.scenarios for need in self.needs_of(scenario, hub)]

    def needs_of(self, scenario: Scenario, hub: Hub) -> list[Need]:
        """The entries of one preset for this hub, in order."""
        entries = scenario.revision.entries
        if len(scenario.needs) == len(entries):
            return list(scenario.needs)
        # Only entries with a role differ from hub to hub; to read the others once makes an audit of many hubs fast.
        found = {id(need.entry): need for need in scenario.needs}
        for need in roles.resolve(_only(scenario.revision, with_role=True), hub):
            found[id(need.entry)] = need
        return [found[id(entry)] for entry in entries]

    @cached_property
    def dropped(self) -> dict[Any, Need]:
        """What a preset has listed once and none lists any more, by host or else by key; its entry says until when."""
        once: dict[Any, Need] = {}
        for scenario in self.scenarios:
            gone = tuple(entry for entry in scenario.preset.ever().entries if entry.until)
            for need in roles.resolve(_only(scenario.revision._replace(entries=gone), with_role=False), Hub()):
                for key in keys(need.destination):
                    once.setdefault(key, need)
        listed = {key for scenario in self.scenarios for need in scenario.needs for key in keys(need.destination)}
        return {key: need for key, need in once.items() if key not in listed}


def keys(destination: Destination | None) -> tuple[Any, ...]:
    """By what a documented destination is found again: its hosts as texts, else its key; nothing for None."""
    if destination is None:
        return ()
    return destination.hosts if isinstance(destination, Fqdn) else (destination.key,)


def unfilled(needs: list[Need]) -> dict[str, list[str]]:
    """By preset the roles that its required entries name and that nobody has filled, each once, in order."""
    found: dict[str, list[str]] = {}
    for need in needs:
        if need.unfilled and not need.entry.optional and need.unfilled not in found.setdefault(need.preset, []):
            found[need.preset].append(need.unfilled)
    return found


def filled(needs: list[Need]) -> list[Need]:
    """The needs of those presets for which every role that a required entry names is filled."""
    without = unfilled(needs)
    return [need for need in needs if need.preset not in without]


def _scenario(preset: Preset) -> Scenario:
    revision = preset.at()
    return Scenario(preset, revision, tuple(roles.resolve(_only(revision, with_role=False), Hub())))


def _only(revision: PresetRevision, with_role: bool) -> PresetRevision:
    return revision._replace(entries=tuple(entry for entry in revision.entries if _has_role(entry) == with_role))


def _has_role(entry: Entry) -> bool:
    return roles.role_of(entry) is not None
