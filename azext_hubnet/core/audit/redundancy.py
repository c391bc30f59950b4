"""Which of the rules that people made the others make redundant.

Private endpoint rules are left out: the service takes one for a target, so a second one is another matter.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..compare.coverage import RuleIndex, enough
from ..model import hosts, ports
from ..model.destinations import Fqdn, PrivateEndpoint, ServiceTag
from ..model.hub import DELETING, Rule
from ..model.networks import collapsed

# How good a rule's state is. A rule that failed may work again, but nobody should rely on it meanwhile.
_DEAD, _WAITING, _IN_FORCE = range(3)


class Redundant(NamedTuple):
    """A rule without which the hub would allow just as much; cover: the rules that stay and allow all of it."""

    rule: Rule
    cover: tuple[Rule, ...]


class Redundancy(NamedTuple):
    """What could go.

    copies: rules with the same destination, the one to keep first. redundant: rules that others allow more broadly, or
    together. repeats: the hosts that an FQDN rule which stays repeats, each with the rule to keep it in.
    """

    copies: tuple[tuple[Rule, ...], ...]
    redundant: tuple[Redundant, ...]
    repeats: tuple[tuple[Rule, dict[str, Rule]], ...]


def find(rules: Sequence[Rule]) -> Redundancy:
    """What could go of the rules of a hub, which are in the order in which one of several equal ones is kept.

    Of rules that cover each other one goes, so that all that is found can go together. A rule counts as covered only by
    rules in at least as good a state, and never by one that failed.
    """
    own = [rule for rule in rules if rule.writable and _reaches(rule)]
    groups: dict[tuple, list[Rule]] = {}
    for rule in own:
        groups.setdefault(rule.destination.key, []).append(rule)
    groups = {key: sorted(group, key=_state, reverse=True) for key, group in groups.items()}
    single = [group[0] for group in groups.values()]
    kept, gone = _reduced(single, [rule for rule in rules if not rule.writable and _reaches(rule)])
    redundant = tuple(Redundant(rule, kept.cover(rule)) for rule in single if id(rule) in gone)
    return Redundancy(
        tuple(tuple(group) for group in groups.values() if len(group) > 1),
        redundant,
        tuple(_repeats(rule for rule in single if id(rule) not in gone)),
    )


class _Kept:
    """The rules that stay, as far as they count as cover; rules can be taken out."""

    def __init__(self, rules: Iterable[Rule]):
        self._by_host: dict[str, dict[int, dict[int, Rule]]] = {}
        tags = []
        for rule in rules:
            if _state(rule) == _DEAD:
                continue
            if isinstance(rule.destination, ServiceTag):
                tags.append(rule)
                continue
            for host in rule.destination.hosts:
                self._by_host.setdefault(host, {}).setdefault(_state(rule), {})[id(rule)] = rule
        self._tags = RuleIndex(tags)
        self._gone: dict[int, Rule] = {}

    def remove(self, rule: Rule) -> None:
        """Takes a rule out."""
        self._gone[id(rule)] = rule
        if isinstance(rule.destination, Fqdn):
            for host in rule.destination.hosts:
                self._by_host.get(host, {}).get(_state(rule), {}).pop(id(rule), None)

    def cover(self, rule: Rule) -> tuple[Rule, ...]:
        """Other rules that allow all of the rule, the nearest ones; empty where nothing does."""
        least = max(_state(rule), _WAITING)
        if isinstance(rule.destination, Fqdn):
            found = [self._for_host(host, rule, least) for host in rule.destination.hosts]
            return tuple({id(one): one for one in found}.values()) if None not in found else ()
        others = [
            one
            for one in self._tags.allowing(rule.destination)
            if one is not rule and id(one) not in self._gone and _state(one) >= least
        ]
        alone = next(([one] for one in others if enough(rule.destination, [one])), None)
        return tuple(alone or (others if enough(rule.destination, others) else ()))

    def _for_host(self, host: str, but: Rule, least: int) -> Rule | None:
        for named in filter(None, map(self._by_host.get, (host, *hosts.wider(host)))):
            for state in range(_IN_FORCE, least - 1, -1):
                for rule in named.get(state, {}).values():
                    if rule is not but:
                        return rule
        return None


def _reduced(own: list[Rule], others: list[Rule]) -> tuple[_Kept, dict[int, Rule]]:
    """What stays once nothing of the own rules is redundant any more, and what has gone by identity."""
    kept = _Kept([*own, *others])
    gone: dict[int, Rule] = {}
    # The worst and the narrowest go first, so that few wide rules stay; of equal ones the last.
    for rule in sorted(reversed(own), key=_worth):
        if kept.cover(rule):
            kept.remove(rule)
            gone[id(rule)] = rule
    return kept, gone


def _worth(rule: Rule) -> tuple[int, int, int]:
    """For sorting: the state, how much the rule allows, and how plainly it says so."""
    destination = rule.destination
    if isinstance(destination, Fqdn):
        names = dict.fromkeys(destination.hosts)
        needed = 1 if len(names) == 1 else sum(not any(wide in names for wide in hosts.wider(host)) for host in names)
        return (_state(rule), needed, -len(names))
    reach = ports.count(destination.ports)
    if destination.address_prefixes:
        reach *= sum(one.num_addresses for one in collapsed(destination.address_prefixes))
    return (_state(rule), reach, -len(destination.address_prefixes))


def _repeats(rules: Iterable[Rule]) -> Iterator[tuple[Rule, dict[str, Rule]]]:
    """Each FQDN rule with those of its hosts that a better or earlier one has too, and which."""
    first: dict[str, Rule] = {}
    for rule in sorted((rule for rule in rules if isinstance(rule.destination, Fqdn)), key=_state, reverse=True):
        repeated = {host: first[host] for host in rule.destination.hosts if host in first}
        if repeated and _state(rule) != _DEAD:
            yield rule, repeated
        for host in rule.destination.hosts:
            first.setdefault(host, rule)


def _reaches(rule: Rule) -> bool:
    destination = rule.destination
    if rule.status == DELETING or not rule.understood or isinstance(destination, PrivateEndpoint):
        return False
    return isinstance(destination, Fqdn) or destination.allows


def _state(rule: Rule) -> int:
    if rule.in_force:
        return _IN_FORCE
    return _DEAD if rule.dead else _WAITING
