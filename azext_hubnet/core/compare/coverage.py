"""Does this set of rules allow that destination, and which of them do it.

An index answers instead of a comparison of every rule with every destination, so that the cost of a question does not
grow with the number of rules.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from ..facts import service_tags
from ..model import hosts, ports
from ..model.destinations import ANY, Destination, Fqdn, PrivateEndpoint, ServiceTag
from ..model.hub import Rule
from ..model.networks import NetworkIndex, collapsed, lies_in, network

if TYPE_CHECKING:
    from ..contract.diff import State

PRESENT: Final = 'present'
COVERED: Final = 'covered'
PENDING: Final = 'pending'
FAILED: Final = 'failed'
MISSING: Final = 'missing'


class Verdict(NamedTuple):
    """state: present, covered, pending, failed or missing. rules: those that make it so, as they stand on the hub."""

    state: 'State'
    rules: tuple[Rule, ...] = ()


class RuleIndex:
    """The rules of one hub, found by what they reach. Rules that are not understood, and Deny rules, reach nothing."""

    def __init__(self, rules: Iterable[Rule]):
        self._by_host: dict[str, list[Rule]] = {}
        self._by_tag: dict[str, list[Rule]] = {}
        self._ports: dict[str, NetworkIndex] = {}
        self._by_target: dict[tuple[str, str], list[Rule]] = {}
        self.with_prefixes: list[Rule] = []
        for rule in rules:
            self._add(rule)

    def _add(self, rule: Rule) -> None:
        destination = rule.destination
        if isinstance(destination, Fqdn):
            for host in destination.hosts:
                known = self._by_host.setdefault(host, [])
                if not known or known[-1] is not rule:
                    known.append(rule)
        elif isinstance(destination, PrivateEndpoint):
            self._by_target.setdefault(destination.target, []).append(rule)
        elif isinstance(destination, ServiceTag) and destination.allows:
            if destination.address_prefixes:
                self.with_prefixes.append(rule)
            else:
                self._by_tag.setdefault((destination.service_tag or '').lower(), []).append(rule)

    def judge(self, destination: Destination) -> Verdict:
        """How far the rules allow all of the destination."""
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
        """Every rule that allows at least some of the destination, whatever its status."""
        if isinstance(destination, Fqdn):
            return _unique(rule for host in destination.hosts for rule in self.allowing_host(host))
        if isinstance(destination, PrivateEndpoint):
            return [rule for rule in self.at_target(destination) if _endpoint_covers(rule.destination, destination)]
        if destination.address_prefixes:
            near = map(
                self.with_prefixes.__getitem__, self._addresses.overlapping(map(network, destination.address_prefixes))
            )
            return [rule for rule in near if _tag_rule_helps(rule.destination, destination)]
        wanted = ports.networks(destination.ports)
        return [
            rule
            for tag in self._tags_covering(destination.service_tag or '')
            for rule in map(self._by_tag[tag].__getitem__, self._ports_of(tag).overlapping(wanted))
            if _tag_rule_helps(rule.destination, destination)
        ]

    @cached_property
    def _addresses(self) -> NetworkIndex:
        return NetworkIndex(map(network, rule.destination.address_prefixes) for rule in self.with_prefixes)

    def _ports_of(self, tag: str) -> NetworkIndex:
        if tag not in self._ports:
            self._ports[tag] = NetworkIndex(ports.networks(rule.destination.ports) for rule in self._by_tag[tag])
        return self._ports[tag]

    def allowing_host(self, host: str) -> list[Rule]:
        """Every FQDN rule that allows the canonical host or pattern, those that name it first."""
        found = list(self._by_host.get(host, ()))
        for pattern in hosts.wider(host):
            found += self._by_host.get(pattern, ())
        return _unique(found)

    def _tags_covering(self, tag: str) -> list[str]:
        """The tags of rules that cover this one, the nearest first."""
        wanted = tag.lower()
        parts = wanted.split('.')
        families = ['.'.join(parts[:count]) for count in range(len(parts), 0, -1)]
        return [family for family in families if family in self._by_tag and service_tags.covers(family, wanted)]

    def at_target(self, endpoint: PrivateEndpoint) -> list[Rule]:
        """Every private endpoint rule for the same resource and subresource; the service takes only one."""
        return self._by_target.get(endpoint.target, [])

    @property
    def endpoints(self) -> list[Rule]:
        """All private endpoint rules."""
        return [rule for rules in self._by_target.values() for rule in rules]

    @property
    def tag_rules(self) -> list[Rule]:
        """All service tag rules without address prefixes."""
        return [rule for rules in self._by_tag.values() for rule in rules]


def names_exactly(rule: Rule, destination: Destination) -> bool:
    """True when the rule names this very destination; one of several names in an FQDN rule counts."""
    if isinstance(destination, Fqdn):
        return isinstance(rule.destination, Fqdn) and set(destination.hosts) <= set(rule.destination.hosts)
    return rule.destination.key == destination.key


def enough(destination: Destination, rules: Sequence[Rule]) -> bool:
    """True when the rules, each of which allows some of the destination, together allow all of it."""
    return bool(_enough(destination, list(rules)))


def _enough(destination: Destination, rules: list[Rule]) -> list[Rule]:
    """Those of the rules that allow all of the destination, alone or, failing that, together; else none."""
    if isinstance(destination, PrivateEndpoint):
        return rules
    together = _tags_cover if isinstance(destination, ServiceTag) else _hosts_cover
    alone = [rule for rule in rules if together(destination, [rule])]
    return alone or (rules if together(destination, rules) else [])


def _hosts_cover(wanted: Fqdn, rules: list[Rule]) -> bool:
    return all(
        any(hosts.covers(wide, host) for rule in rules for wide in rule.destination.hosts) for host in wanted.hosts
    )


def _tags_cover(wanted: ServiceTag, rules: list[Rule]) -> bool:
    if not wanted.address_prefixes:
        return ports.contains(ports.merge(span for rule in rules for span in rule.destination.ports), wanted.ports)
    for port in _turning_points(wanted, rules):
        prefixes = [
            prefix
            for rule in rules
            if ports.contains(rule.destination.ports, ((port, port),))
            for prefix in rule.destination.address_prefixes
        ]
        if not all(_prefixes_cover(prefixes, prefix) for prefix in wanted.address_prefixes):
            return False
    return True


def _turning_points(wanted: ServiceTag, rules: list[Rule]) -> Iterable[int]:
    """The wanted ports at which another set of rules begins to hold: what is true of these is true of all."""
    edges = {edge for rule in rules for first, last in rule.destination.ports for edge in (first, last + 1)}
    for first, last in wanted.ports:
        yield first
        yield from (edge for edge in edges if first < edge <= last)


def _tag_rule_helps(rule: ServiceTag, wanted: ServiceTag) -> bool:
    return rule.protocol in (ANY, wanted.protocol) and ports.overlaps(rule.ports, wanted.ports)


def _prefixes_cover(prefixes: Iterable[str], narrow: str) -> bool:
    wanted = network(narrow)
    # Collapsed, one alone holds the wanted range, or nothing does.
    return any(lies_in(wanted, one) for one in collapsed(prefixes))


def _endpoint_covers(rule: PrivateEndpoint, wanted: PrivateEndpoint) -> bool:
    if wanted.spark_enabled and not rule.spark_enabled:
        return False
    return wanted.aliases <= rule.aliases


def _unique(rules: Iterable[Rule]) -> list[Rule]:
    return list({id(rule): rule for rule in rules}.values())
