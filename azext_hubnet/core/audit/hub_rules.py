"""The rules of one hub, sorted by what checks ask about."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from ..catalogue.all_presets import DestinationKey, keys
from ..compare.coverage import COVERED, PENDING, PRESENT, RuleIndex
from ..compare.egress import EgressIndex
from ..model.destinations import (
    USER_DEFINED,
    Destination,
    Fqdn,
    NotUnderstood,
    PrivateEndpoint,
    RuleDestination,
    ServiceTag,
)
from ..model.hub import DELETING, Hub, Rule, by_name, name_key
from . import redundancy

# The states of what rules allow now, or once the network is ready.
ALLOWING = (PRESENT, COVERED, PENDING)
_D = TypeVar('_D', bound=RuleDestination)
_V = TypeVar('_V')


@dataclass(frozen=True, eq=False)
class HubRules:
    """The rules of one hub; those that are being deleted are left out where only rules that allow something count."""

    hub: Hub
    suffixes: Mapping[str, str]
    """The host name suffixes of the hub's cloud."""

    @cached_property
    def all(self) -> tuple[Rule, ...]:
        """All rules by name, so that findings have the same order for any order of input."""
        return by_name(self.hub.rules)

    @cached_property
    def own(self) -> tuple[Rule, ...]:
        """The user's rules, including those that are not understood; not the platform's or those of connections."""
        return tuple(rule for rule in self.all if rule.writable)

    @cached_property
    def platform(self) -> tuple[Rule, ...]:
        """The rules that the platform created for the hub or for another rule."""
        return tuple(rule for rule in self.all if rule.category != USER_DEFINED)

    @cached_property
    def fqdns(self) -> tuple[tuple[Rule, str], ...]:
        """Every host of the FQDN rules, with its rule."""
        return tuple(
            (rule, host)
            for rule in self.all
            if rule.status != DELETING
            for host in _unique(rule.destination.host_patterns)
        )

    @cached_property
    def own_fqdns(self) -> tuple[tuple[Rule, str], ...]:
        """Every host of the user's FQDN rules, with its rule."""
        return tuple((rule, host) for rule, host in self.fqdns if rule.writable)

    @cached_property
    def tags(self) -> tuple[tuple[Rule, ServiceTag], ...]:
        """The service tag rules that allow something."""
        return tuple(
            (rule, rule.destination)
            for rule in self.all
            if isinstance(rule.destination, ServiceTag) and rule.status != DELETING and rule.destination.allows
        )

    @cached_property
    def own_tags(self) -> tuple[tuple[Rule, ServiceTag], ...]:
        """The user's service tag rules that allow something."""
        return tuple((rule, tag) for rule, tag in self.tags if rule.writable)

    @cached_property
    def own_named_tags(self) -> tuple[tuple[Rule, ServiceTag, str], ...]:
        """Those of them whose tag counts, with its name: the service ignores the tag next to address prefixes."""
        return tuple((rule, tag, tag.service_tag or '') for rule, tag in self.own_tags if not tag.address_prefixes)

    @cached_property
    def own_fqdn_rules(self) -> list[tuple[Rule, Fqdn]]:
        """The user's FQDN rules."""
        return self._own_of(Fqdn)

    @cached_property
    def own_tag_rules(self) -> list[tuple[Rule, ServiceTag]]:
        """The user's service tag rules, including those that deny."""
        return self._own_of(ServiceTag)

    @cached_property
    def own_endpoints(self) -> list[tuple[Rule, PrivateEndpoint]]:
        """The user's private endpoint rules."""
        return self._own_of(PrivateEndpoint)

    @cached_property
    def own_not_understood(self) -> list[tuple[Rule, NotUnderstood]]:
        """The user's rules that hubnet does not understand."""
        return self._own_of(NotUnderstood)

    def _own_of(self, kind: type[_D]) -> list[tuple[Rule, _D]]:
        return [
            (rule, rule.destination)
            for rule in self.own
            if isinstance(rule.destination, kind) and rule.status != DELETING
        ]

    @cached_property
    def own_by_key(self) -> dict[DestinationKey, list[Rule]]:
        """The user's rules that have not failed, by what they name: hosts as text, other destinations by their keys."""
        found: dict[DestinationKey, list[Rule]] = {}
        for rule in self.own:
            if rule.destination.understood and not rule.dead:
                for key in _unique(keys(rule.destination)):
                    found.setdefault(key, []).append(rule)
        return found

    @cached_property
    def index(self) -> RuleIndex:
        """All rules, found by what they reach."""
        return RuleIndex(self.hub.rules)

    @cached_property
    def reach(self) -> EgressIndex:
        """All rules, found by the hosts that they allow."""
        return EgressIndex(self.hub, self.index, self.suffixes)

    @cached_property
    def named(self) -> dict[str, list[Rule]]:
        """The rules by their lower-case names; usually one each."""
        found: dict[str, list[Rule]] = {}
        for rule in self.all:
            if rule.name:
                found.setdefault(name_key(rule.name), []).append(rule)
        return found

    @cached_property
    def shared_names(self) -> dict[str, tuple[Rule, ...]]:
        """By lower-case name the rules that share it: a command that names one of them may change another."""
        return {name: tuple(rules) for name, rules in self.named.items() if len(rules) > 1}

    @cached_property
    def redundancy(self) -> redundancy.Redundancy:
        """Which of the user's rules could go without any change to what the hub allows."""
        return redundancy.find(self.all)

    @cached_property
    def _platform_index(self) -> RuleIndex:
        return RuleIndex(self.platform)

    def given_by_platform(self, destination: Destination) -> bool:
        """Return whether a rule of the platform allows this, so that the user's rule for it adds nothing."""
        return self._platform_index.judge(destination).state in ALLOWING


def _unique(values: tuple[_V, ...]) -> tuple[_V, ...]:
    return values if len(values) == 1 else tuple(dict.fromkeys(values))
