"""Whether a set of rules allows a destination, and which of the rules do.

An index keeps the time for an answer independent of the number of rules.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, Literal, NamedTuple

from ..facts import service_tags
from ..model import hosts, ports
from ..model.destinations import ANY, Destination, Fqdn, PrivateEndpoint, ServiceTag
from ..model.hub import Rule
from ..model.networks import collapsed, lies_in, network, number_range
from ..model.ranges import RangeIndex

Coverage = Literal['present', 'covered', 'pending', 'failed', 'missing']

PRESENT: Final = 'present'
COVERED: Final = 'covered'
PENDING: Final = 'pending'
FAILED: Final = 'failed'
MISSING: Final = 'missing'


class Verdict(NamedTuple):
    """Whether and how rules allow a destination."""

    state: Coverage
    rules: tuple[Rule, ...] = ()
    """The rules that decide the state, in the order of the hub."""


class TagRule(NamedTuple):
    """A rule with the service tag or the address prefixes that it allows."""

    rule: Rule
    destination: ServiceTag


class EndpointRule(NamedTuple):
    """A rule with its private endpoint."""

    rule: Rule
    destination: PrivateEndpoint


class RuleIndex:  # pylint: disable=too-many-instance-attributes
    """The rules of a hub, found by their destinations.

    Rules that are not understood, and Deny rules, reach nothing. Rules are identified by position because two rules in
    a file may be equal.

    Args:
        rules: All rules of the hub, or those to consider.
    """

    def __init__(self, rules: Iterable[Rule]):
        self._rules = tuple(rules)
        self._by_host: dict[str, list[int]] = {}
        self._by_tag: dict[str, list[int]] = {}
        self._by_target: dict[tuple[str, str], list[int]] = {}
        self._with_prefixes: list[int] = []
        self._tags: dict[int, ServiceTag] = {}
        self._endpoints: dict[int, PrivateEndpoint] = {}
        self._ports: dict[str, RangeIndex] = {}
        for position, rule in enumerate(self._rules):
            self._add(position, rule)

    def _add(self, position: int, rule: Rule) -> None:
        destination = rule.destination
        for host in dict.fromkeys(destination.host_patterns):
            self._by_host.setdefault(host, []).append(position)
        if isinstance(destination, PrivateEndpoint):
            self._endpoints[position] = destination
            self._by_target.setdefault(destination.target, []).append(position)
        elif isinstance(destination, ServiceTag) and destination.allows:
            self._tags[position] = destination
            if destination.address_prefixes:
                self._with_prefixes.append(position)
            else:
                self._by_tag.setdefault((destination.service_tag or '').lower(), []).append(position)

    def judge(self, destination: Destination) -> Verdict:
        """Whether and how the rules allow all of the destination."""
        allowing = self.allowing(destination)
        in_force = _enough(destination, [rule for rule in allowing if rule.in_force])
        if in_force:
            exact = tuple(rule for rule in in_force if names_exactly(rule, destination))
            return Verdict(PRESENT, exact) if exact else Verdict(COVERED, tuple(in_force))
        waiting = _enough(destination, [rule for rule in allowing if not rule.dead])
        if waiting:
            return Verdict(PENDING, tuple(rule for rule in waiting if not rule.in_force))
        dead = _enough(destination, allowing)
        if dead:
            return Verdict(FAILED, tuple(rule for rule in dead if rule.dead))
        return Verdict(MISSING)

    def allowing(self, destination: Destination) -> list[Rule]:
        """Every rule that allows at least some of the destination, with any status."""
        return [self._rules[position] for position in self.positions_allowing(destination)]

    def positions_allowing(self, destination: Destination) -> list[int]:
        """The positions of the rules that allow at least some of the destination, with any status."""
        if isinstance(destination, Fqdn):
            return _unique(position for host in destination.hosts for position in self._positions_allowing_host(host))
        if isinstance(destination, PrivateEndpoint):
            return [
                position
                for position in self._by_target.get(destination.target, ())
                if _endpoint_covers(self._endpoints[position], destination)
            ]
        if destination.address_prefixes:
            wanted = [number_range(network(prefix)) for prefix in destination.address_prefixes]
            near = [self._with_prefixes[found] for found in self._addresses.overlapping(wanted)]
        else:
            near = [
                self._by_tag[tag][found]
                for tag in self._tags_covering(destination.service_tag or '')
                for found in self._ports_of(tag).overlapping(destination.ports)
            ]
        return [position for position in near if _allows_some(self._tags[position], destination)]

    @cached_property
    def _addresses(self) -> RangeIndex:
        return RangeIndex(
            [number_range(network(prefix)) for prefix in self._tags[position].address_prefixes]
            for position in self._with_prefixes
        )

    def _ports_of(self, tag: str) -> RangeIndex:
        if tag not in self._ports:
            self._ports[tag] = RangeIndex(self._tags[position].ports for position in self._by_tag[tag])
        return self._ports[tag]

    def allowing_host(self, host: str) -> list[Rule]:
        """Every FQDN rule that allows the canonical host or pattern, those that name it first."""
        return [self._rules[position] for position in _unique(self._positions_allowing_host(host))]

    def _positions_allowing_host(self, host: str) -> Iterable[int]:
        yield from self._by_host.get(host, ())
        for pattern in hosts.wider(host):
            yield from self._by_host.get(pattern, ())

    def _tags_covering(self, tag: str) -> list[str]:
        """The tags of rules that cover this one, the nearest first."""
        wanted = tag.lower()
        parts = wanted.split('.')
        families = ['.'.join(parts[:count]) for count in range(len(parts), 0, -1)]
        return [family for family in families if family in self._by_tag and service_tags.covers(family, wanted)]

    def at_target(self, endpoint: PrivateEndpoint) -> list[Rule]:
        """Every private endpoint rule for the same resource and subresource; the service takes only one."""
        return [self._rules[position] for position in self._by_target.get(endpoint.target, ())]

    @property
    def endpoint_rules(self) -> list[EndpointRule]:
        """All private endpoint rules, those for one target together."""
        return [
            EndpointRule(self._rules[position], self._endpoints[position])
            for positions in self._by_target.values()
            for position in positions
        ]

    @property
    def tag_rules(self) -> list[TagRule]:
        """All service tag rules without address prefixes, those with one tag together."""
        return [self._tag_rule(position) for positions in self._by_tag.values() for position in positions]

    @property
    def prefix_rules(self) -> list[TagRule]:
        """All service tag rules with address prefixes."""
        return list(map(self._tag_rule, self._with_prefixes))

    def _tag_rule(self, position: int) -> TagRule:
        return TagRule(self._rules[position], self._tags[position])


def names_exactly(rule: Rule, destination: Destination) -> bool:
    """True when the rule names exactly this destination; one of several hosts in an FQDN rule counts."""
    if destination.host_patterns:
        return set(destination.host_patterns) <= set(rule.destination.host_patterns)
    return rule.destination.key == destination.key


def enough(destination: Destination, rules: Sequence[Rule]) -> bool:
    """True when rules that each allow some of the destination allow all of it together."""
    return bool(_enough(destination, list(rules)))


def _enough(destination: Destination, rules: list[Rule]) -> list[Rule]:
    """The rules that alone allow all of the destination; if there are none, all rules if they do so together."""
    if isinstance(destination, PrivateEndpoint):
        return rules
    alone = [rule for rule in rules if _together_allow(destination, [rule])]
    return alone or (rules if _together_allow(destination, rules) else [])


def _together_allow(wanted: Fqdn | ServiceTag, rules: list[Rule]) -> bool:
    if isinstance(wanted, Fqdn):
        patterns = [pattern for rule in rules for pattern in rule.destination.host_patterns]
        return all(any(hosts.covers(pattern, host) for pattern in patterns) for host in wanted.hosts)
    tags = [rule.destination for rule in rules if isinstance(rule.destination, ServiceTag)]
    if not wanted.address_prefixes:
        return ports.contains(ports.merge(span for tag in tags for span in tag.ports), wanted.ports)
    for port in _turning_points(wanted, tags):
        prefixes = [
            prefix for tag in tags if ports.contains(tag.ports, ((port, port),)) for prefix in tag.address_prefixes
        ]
        if not all(_prefixes_cover(prefixes, prefix) for prefix in wanted.address_prefixes):
            return False
    return True


def _turning_points(wanted: ServiceTag, tags: list[ServiceTag]) -> Iterable[int]:
    """The wanted ports at which the set of matching rules may change: checking these ports is enough."""
    edges = {edge for tag in tags for first, last in tag.ports for edge in (first, last + 1)}
    for first, last in wanted.ports:
        yield first
        yield from (edge for edge in edges if first < edge <= last)


def _allows_some(tag: ServiceTag, wanted: ServiceTag) -> bool:
    return tag.protocol in (ANY, wanted.protocol) and ports.overlaps(tag.ports, wanted.ports)


def _prefixes_cover(prefixes: Iterable[str], narrow: str) -> bool:
    wanted = network(narrow)
    # Among collapsed ranges, either one alone contains the wanted range, or they do not cover it.
    return any(lies_in(wanted, one) for one in collapsed(prefixes))


def _endpoint_covers(endpoint: PrivateEndpoint, wanted: PrivateEndpoint) -> bool:
    return (endpoint.spark_enabled or not wanted.spark_enabled) and wanted.aliases <= endpoint.aliases


def _unique(positions: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(positions))
