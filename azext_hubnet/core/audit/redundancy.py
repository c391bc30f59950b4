"""Which of the user's rules the other rules make redundant.

Private endpoint rules are left out: the service takes one per target, so a second one is a different problem.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..compare.coverage import RuleIndex, enough
from ..model import hosts, ports
from ..model.destinations import PRIVATE_ENDPOINT, ServiceTag
from ..model.hub import DELETING, Rule
from ..model.networks import collapsed

# How good the state of a rule is. A failed rule may work again, but does not count as cover until it does.
_FAILED, _WAITING, _IN_FORCE = range(3)


class Redundant(NamedTuple):
    """A rule without which the hub would allow just as much."""

    rule: Rule
    cover: tuple[Rule, ...]
    """The rules that stay and allow all of it."""


class Redundancy(NamedTuple):
    """What could be removed."""

    copies: tuple[tuple[Rule, ...], ...]
    """Rules with the same destination, the one to keep first."""
    redundant: tuple[Redundant, ...]
    """Rules that others allow more broadly, or together."""
    repeats: tuple[tuple[Rule, dict[str, Rule]], ...]
    """The hosts that an FQDN rule which stays repeats, each with the rule to keep it in."""


def find(rules: Sequence[Rule]) -> Redundancy:
    """Return which rules of a hub could be removed, all of them together.

    Of rules that cover each other one goes. A rule counts as covered only by rules in at least as good a state, and
    never by a failed one.

    Args:
        rules: All rules of the hub; of several equal ones, the first is kept.
    """
    groups: dict[tuple[object, ...], list[Rule]] = {}
    others = []
    for rule in rules:
        if not _reaches(rule):
            continue
        if rule.writable:
            groups.setdefault(rule.destination.key, []).append(rule)
        else:
            others.append(rule)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=_state, reverse=True)
    single = [group[0] for group in groups.values()]
    kept = _Kept([*single, *others])
    gone = _reduce(kept, single)
    return Redundancy(
        tuple(tuple(group) for group in groups.values() if len(group) > 1),
        tuple(Redundant(single[position], kept.cover(position)) for position in sorted(gone)),
        tuple(_repeats([rule for position, rule in enumerate(single) if position not in gone])),
    )


class _Kept:
    """The rules that stay, as far as they count as cover. Rules are named by their positions and can be taken out."""

    def __init__(self, rules: Sequence[Rule]):
        self._rules = rules
        self._states = list(map(_state, rules))
        self._gone: set[int] = set()
        # By host: the position of its only rule, or those of several by state.
        self._by_host: dict[str, int | list[dict[int, None]]] = {}
        self._tags: dict[Rule, int] = {}
        for position, rule in enumerate(rules):
            if self._states[position] == _FAILED:
                continue
            if isinstance(rule.destination, ServiceTag):
                self._tags[rule] = position
            for host in rule.destination.host_patterns:
                self._add(host, position)
        self._tag_index = RuleIndex(self._tags)

    def _add(self, host: str, position: int) -> None:
        there = self._by_host.setdefault(host, position)
        if there == position:
            return
        if isinstance(there, int):
            by_state: list[dict[int, None]] = [{}, {}, {}]
            by_state[self._states[there]][there] = None
            self._by_host[host] = there = by_state
        there[self._states[position]][position] = None

    def remove(self, position: int) -> None:
        """Take a rule out."""
        self._gone.add(position)
        for host in self._rules[position].destination.host_patterns:
            there = self._by_host.get(host)
            if isinstance(there, list):
                there[self._states[position]].pop(position, None)
            elif there == position:
                del self._by_host[host]

    def cover(self, position: int) -> tuple[Rule, ...]:
        """Return other rules that allow all of a rule, the nearest ones; empty where nothing does."""
        destination = self._rules[position].destination
        least = max(self._states[position], _WAITING)
        if isinstance(destination, ServiceTag):
            return self._tag_cover(destination, position, least)
        found: dict[int, None] = {}
        for host in destination.host_patterns:
            other = self._for_host(host, position, least)
            if other is None:
                return ()
            found[other] = None
        return tuple(self._rules[other] for other in found)

    def _tag_cover(self, destination: ServiceTag, position: int, least: int) -> tuple[Rule, ...]:
        others = []
        for rule in self._tag_index.allowing(destination):
            other = self._tags[rule]
            if other != position and other not in self._gone and self._states[other] >= least:
                others.append(rule)
        alone = next(([rule] for rule in others if enough(destination, [rule])), None)
        return tuple(alone or (others if enough(destination, others) else ()))

    def _for_host(self, host: str, but: int, least: int) -> int | None:
        """Return the first other rule that allows a host: the narrowest pattern counts first, then the best state."""
        for pattern in (host, *hosts.wider(host)):
            there = self._by_host.get(pattern)
            if isinstance(there, int):
                if there != but and self._states[there] >= least:
                    return there
            elif there is not None:
                for state in range(_IN_FORCE, least - 1, -1):
                    for position in there[state]:
                        if position != but:
                            return position
        return None


def _reduce(kept: _Kept, own: Sequence[Rule]) -> set[int]:
    """Take out of `kept` what is redundant, until nothing of the own rules is; return the positions of what is gone."""
    gone = set()
    # The worst and the narrowest go first, so that few wide rules stay; of equal ones the last.
    for position in sorted(range(len(own) - 1, -1, -1), key=lambda position: _worth(own[position])):
        if kept.cover(position):
            kept.remove(position)
            gone.add(position)
    return gone


def _worth(rule: Rule) -> tuple[int, int, int]:
    """Return for sorting: the state, how much the rule allows, and how plainly it says so."""
    destination = rule.destination
    if isinstance(destination, ServiceTag):
        reach = ports.count(destination.ports)
        if destination.address_prefixes:
            reach *= sum(one.num_addresses for one in collapsed(destination.address_prefixes))
        return (_state(rule), reach, -len(destination.address_prefixes))
    names = dict.fromkeys(destination.host_patterns)
    needed = 1 if len(names) == 1 else sum(not any(wide in names for wide in hosts.wider(host)) for host in names)
    return (_state(rule), needed, -len(names))


def _repeats(rules: Sequence[Rule]) -> Iterator[tuple[Rule, dict[str, Rule]]]:
    """Yield each FQDN rule that repeats hosts of a better or earlier one, with these hosts and that rule."""
    first: dict[str, Rule] = {}
    for rule in sorted(rules, key=_state, reverse=True):
        names = rule.destination.host_patterns
        repeated = {host: first[host] for host in names if host in first}
        if repeated and _state(rule) != _FAILED:
            yield rule, repeated
        for host in names:
            first.setdefault(host, rule)


def _reaches(rule: Rule) -> bool:
    return rule.status != DELETING and rule.destination.allows and rule.destination.type != PRIVATE_ENDPOINT


def _state(rule: Rule) -> int:
    if rule.in_force:
        return _IN_FORCE
    return _FAILED if rule.dead else _WAITING
