"""All shipped presets at once, each loaded once, with their entries for any number of hubs."""

from functools import cached_property
from typing import Any, NamedTuple

from ..model.destinations import Destination
from ..model.hub import Hub
from . import shipped
from .preset import Preset, PresetRevision
from .roles import Need, need_of, role_of

# What two equal destinations have in common: the text of a host, or the key of another destination.
DestinationKey = str | tuple[Any, ...]


class NewestPreset(NamedTuple):
    """One shipped preset in its newest revision.

    needs: one for each entry of the revision; None for an entry with a role, which differs from hub to hub.
    """

    preset: Preset
    revision: PresetRevision
    needs: tuple[Need | None, ...]

    @staticmethod
    def of(preset: Preset) -> 'NewestPreset':
        """The newest revision of a preset."""
        revision = preset.at()
        # Entries without a role are resolved once, which makes an audit of many hubs fast.
        needs = (None if role_of(entry) else need_of(preset.name, entry, Hub()) for entry in revision.entries)
        return NewestPreset(preset, revision, tuple(needs))

    def needs_on(self, hub: Hub) -> list[Need]:
        """The entries for this hub, in order."""
        return [
            need or need_of(self.preset.name, entry, hub)
            for entry, need in zip(self.revision.entries, self.needs, strict=True)
        ]


class Catalogue:
    """The shipped presets, for commands that ask about all of them."""

    def __init__(self) -> None:
        self.presets: tuple[NewestPreset, ...] = tuple(NewestPreset.of(shipped.load(name)) for name in shipped.names())

    def needs(self, hub: Hub) -> list[Need]:
        """The entries of every preset for this hub, in order; a need whose role has no resource says so."""
        return [need for preset in self.presets for need in preset.needs_on(hub)]

    @cached_property
    def dropped(self) -> dict[DestinationKey, Need]:
        """What a preset listed once and none lists any more, by its keys; the entry says until when."""
        once: dict[DestinationKey, Need] = {}
        for newest in self.presets:
            for entry in newest.preset.ever().entries:
                if entry.until and not role_of(entry):
                    need = need_of(newest.preset.name, entry, Hub())
                    for key in keys(need.destination):
                        once.setdefault(key, need)
        listed = {key for newest in self.presets for need in newest.needs if need for key in keys(need.destination)}
        return {key: need for key, need in once.items() if key not in listed}


def keys(destination: Destination | None) -> tuple[DestinationKey, ...]:
    """What identifies a documented destination: each of its hosts, otherwise its key; nothing for None."""
    if destination is None:
        return ()
    return destination.host_patterns or (destination.key,)


def unfilled(needs: list[Need]) -> dict[str, list[str]]:
    """By preset the roles of its required entries that have no resource, each once, in order."""
    found: dict[str, list[str]] = {}
    for need in needs:
        if need.unfilled and not need.entry.optional and need.unfilled not in found.setdefault(need.preset, []):
            found[need.preset].append(need.unfilled)
    return found


def filled(needs: list[Need]) -> list[Need]:
    """The needs of those presets for which every role of a required entry has a resource."""
    without = unfilled(needs)
    return [need for need in needs if need.preset not in without]
