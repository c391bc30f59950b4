"""How far each preset is there on a hub, by the rules that people made for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..catalogue.all_presets import keys
from ..catalogue.roles import Need
from ..compare.coverage import COVERED, FAILED, MISSING, PENDING, PRESENT, RuleIndex
from ..compare.states import IN_SYNC, EntryState, state_of
from ..model import hosts
from ..model.destinations import Fqdn
from ..model.hub import Hub, Rule, by_name

# A scenario of which less is there may as well be another one that shares a few hosts with it.
_MOSTLY = 0.5
_FEWEST = 2


class Standing(NamedTuple):
    """One preset on one hub.

    required: the states of its required entries. served: those of them that rules of the user's allow which name an
    entry of this preset, exactly. rules: these rules. explained: all that is served belongs to other presets too, which
    are complete or of which more is there.
    """

    preset: str
    required: tuple[EntryState, ...]
    served: tuple[Need, ...]
    rules: tuple[Rule, ...]
    explained: bool = False

    @property
    def served_keys(self) -> frozenset[Any]:
        """What is served, by key."""
        return frozenset(key for need in self.served for key in keys(need.destination))

    @property
    def size(self) -> tuple[int, str]:
        """How much the preset requires; its name makes an order of equal ones."""
        return (len(self.required), self.preset)

    @property
    def missing(self) -> tuple[EntryState, ...]:
        """The required entries that nothing in force or waiting allows."""
        return tuple(entry for entry in self.required if entry.state in (MISSING, FAILED))

    @property
    def complete(self) -> bool:
        """Every required entry is in sync."""
        return all(entry.state in IN_SYNC for entry in self.required)

    @property
    def partial(self) -> bool:
        """Somebody seems to want the preset, and a part of it is missing."""
        return (
            not self.complete
            and not self.explained
            and len(self.served) >= _FEWEST
            and len(self.served) >= _MOSTLY * len(self.required)
        )

    @property
    def in_use(self) -> bool:
        """Somebody seems to want the preset."""
        return self.complete or self.partial


def find(
    hub: Hub,
    index: RuleIndex,
    own: Mapping[Any, Sequence[Rule]],
    needs: Mapping[str, Sequence[Need]],
    documented: Mapping[str, frozenset[Any]],
) -> tuple[Standing, ...]:
    """The presets that rules of the user's serve; without those that need something nobody has named.

    index: all rules of the hub. own: the user's living ones by the keys of what they name. needs, documented: the
    entries by preset and their keys.
    """
    found: list[Standing] = []
    for preset, entries in needs.items():
        required = [need for need in entries if not need.entry.optional and not need.unsupported]
        wide = [key for key in documented[preset] if key in own and str(key).startswith(hosts.ASTERISK)]
        serving = {id(need): _serving(own, need, wide) for need in required if need.destination}
        if any(need.unfilled for need in required) or not any(serving.values()):
            continue
        states = tuple(state_of(hub, index, need) for need in required)
        served = tuple(
            state.need for state in states if state.state in (PRESENT, COVERED, PENDING) and serving[id(state.need)]
        )
        if served:
            rules = {id(rule): rule for need in served for rule in serving[id(need)]}
            found.append(Standing(preset, states, served, by_name(rules.values())))
    complete = [standing.preset for standing in found if standing.complete]
    found = [standing._replace(explained=_explained(standing, documented, complete)) for standing in found]
    partial = [standing for standing in found if standing.partial]
    return tuple(
        standing._replace(explained=True) if standing.partial and _better(standing, partial) else standing
        for standing in found
    )


def _better(standing: Standing, partial: Iterable[Standing]) -> bool:
    """Whether another preset that is there in part has all that is served of this one: more, or the same of a list that
    is longer, so that hosts which two scenarios share tell of one of them.
    """
    mine = standing.served_keys
    return any(
        other.preset != standing.preset
        and mine <= other.served_keys
        and (mine < other.served_keys or other.size > standing.size)
        for other in partial
    )


def _serving(own: Mapping[Any, Sequence[Rule]], need: Need, wide: Sequence[str]) -> list[Rule]:
    """The rules that allow the need by naming an entry of its preset: itself, or one of its wildcards."""
    named = keys(need.destination)
    if isinstance(need.destination, Fqdn):
        named += tuple(pattern for pattern in wide for host in need.destination.hosts if hosts.covers(pattern, host))
    return [rule for key in named for rule in own.get(key, ())]


def _explained(standing: Standing, documented: Mapping[str, frozenset[Any]], complete: Iterable[str]) -> bool:
    others = {key for name in complete if name != standing.preset for key in documented[name]}
    return all(key in others for need in standing.served for key in keys(need.destination))
