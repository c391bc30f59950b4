"""What a check looks at: one hub with its rules sorted out, the presets for it, and what is known beyond it."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from ..catalogue.all_presets import Catalogue, keys
from ..catalogue.roles import Need
from ..compare.coverage import COVERED, PENDING, PRESENT, RuleIndex
from ..compare.egress import EgressIndex
from ..facts import clouds
from ..model.destinations import Fqdn, ServiceTag
from ..model.hub import ALLOW_INTERNET, DELETING, DISABLED, USER_DEFINED, Hub, Rule, by_name, name_key
from ..model.live_facts import LiveFacts, Unknown
from . import preset_use, redundancy
from .check import Skip


class Subject:  # pylint: disable=too-many-public-methods
    """One hub to judge.

    hub: as parsed. catalogue: the shipped presets. today: for what depends on age. live: what the service told beyond
    the hub; None for a file, why_not_live then says why. suffixes: the host name suffixes of the hub's cloud.
    """

    def __init__(
        self,
        hub: Hub,
        catalogue: Catalogue,
        today: date,
        *,
        live: LiveFacts | None = None,
        why_not_live: str = 'the input is a file, not a live hub',
        suffixes: Mapping[str, str] = clouds.PUBLIC,
    ):
        self.hub = hub
        self.catalogue = catalogue
        self.today = today
        self.suffixes = suffixes
        self._live = live
        self._why_not_live = why_not_live

    # The rules ------------------------------------------------------------------------------------------------------

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules by name, so that findings come in the same order for any order of input."""
        return by_name(self.hub.rules)

    @cached_property
    def own_rules(self) -> tuple[Rule, ...]:
        """The rules that people made, those that are not understood too; not the platform's or the connections'."""
        return tuple(rule for rule in self.rules if rule.writable)

    @cached_property
    def fqdns(self) -> tuple[tuple[Rule, str], ...]:
        """Every host of the FQDN rules that are not being taken away, with its rule, in order."""
        return tuple(
            (rule, host)
            for rule in self.rules
            if isinstance(rule.destination, Fqdn) and rule.status != DELETING
            for host in dict.fromkeys(rule.destination.hosts)
        )

    @cached_property
    def tags(self) -> tuple[Rule, ...]:
        """The service tag rules that allow something and are not being taken away."""
        return tuple(
            rule
            for rule in self.rules
            if isinstance(rule.destination, ServiceTag) and rule.status != DELETING and rule.destination.allows
        )

    @cached_property
    def own_fqdns(self) -> tuple[tuple[Rule, str], ...]:
        """Those of the hosts that people's rules have."""
        return tuple((rule, host) for rule, host in self.fqdns if rule.writable)

    @cached_property
    def own_tags(self) -> tuple[Rule, ...]:
        """Those of the service tag rules that people made."""
        return tuple(rule for rule in self.tags if rule.writable)

    @cached_property
    def own_named_tags(self) -> tuple[tuple[Rule, str], ...]:
        """Those of them whose tag counts, with it: the service does not look at a tag beside address prefixes."""
        return tuple(
            (rule, rule.destination.service_tag) for rule in self.own_tags if not rule.destination.address_prefixes
        )

    def own_of(self, kind: type) -> tuple[Rule, ...]:
        """The rules of one type that people made and that are not being taken away."""
        return tuple(rule for rule in self.own_rules if isinstance(rule.destination, kind) and rule.status != DELETING)

    @cached_property
    def own_by_key(self) -> dict[Any, list[Rule]]:
        """The living rules that people made by what they name: hosts as texts, the keys of other destinations."""
        found: dict[Any, list[Rule]] = {}
        for rule in self.own_rules:
            if rule.understood and not rule.dead:
                for key in dict.fromkeys(keys(rule.destination)):
                    found.setdefault(key, []).append(rule)
        return found

    @cached_property
    def platform_rules(self) -> tuple[Rule, ...]:
        """The rules that the platform made by itself for the hub, or for another rule."""
        return tuple(rule for rule in self.rules if rule.category != USER_DEFINED)

    @cached_property
    def index(self) -> RuleIndex:
        """All rules, found by what they reach."""
        return RuleIndex(self.hub.rules)

    @cached_property
    def reach(self) -> EgressIndex:
        """The same, found by the hosts that they let through."""
        return EgressIndex(self.hub, self.index, self.suffixes)

    @cached_property
    def named(self) -> dict[str, list[Rule]]:
        """The rules by their names in small letters; mostly one each."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            if rule.name:
                found.setdefault(name_key(rule.name), []).append(rule)
        return found

    @cached_property
    def shared_names(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that have a name together, by it in small letters: a command that names one may reach another."""
        return {name: tuple(rules) for name, rules in self.named.items() if len(rules) > 1}

    @cached_property
    def redundancy(self) -> redundancy.Redundancy:
        """What could go of the rules that people made, without any change to what the hub allows."""
        return redundancy.find(self.rules)

    @cached_property
    def _platform_index(self) -> RuleIndex:
        return RuleIndex(self.platform_rules)

    # The presets ----------------------------------------------------------------------------------------------------

    @cached_property
    def needs(self) -> dict[str, list[Need]]:
        """The entries of every shipped preset for this hub, by preset."""
        return {
            scenario.revision.name: self.catalogue.needs_of(scenario, self.hub) for scenario in self.catalogue.scenarios
        }

    @cached_property
    def _documented(self) -> dict[Any, Need]:
        found: dict[Any, Need] = {}
        for need in (need for needs in self.needs.values() for need in needs):
            for key in keys(need.destination):
                found.setdefault(key, need)
        return found

    @cached_property
    def documented_by_preset(self) -> dict[str, frozenset[Any]]:
        """What the entries of each preset ask for: hosts as texts, the keys of other destinations."""
        return {
            name: frozenset(key for need in needs for key in keys(need.destination))
            for name, needs in self.needs.items()
        }

    @cached_property
    def standings(self) -> tuple[preset_use.Standing, ...]:
        """How far each preset of which people made rules is there."""
        return preset_use.find(self.hub, self.index, self.own_by_key, self.needs, self.documented_by_preset)

    def documented(self, destination: Any) -> Need | None:
        """The preset entry that asks for exactly this, or None; destination: a host, or a destination of the model."""
        return self._documented.get(destination if isinstance(destination, str) else destination.key)

    def given_by_platform(self, destination: Any) -> bool:
        """Whether the platform opens this itself, so that a rule of the user's adds nothing."""
        return self._platform_index.judge(destination).state in (PRESENT, COVERED, PENDING)

    # Facts that an input may lack -----------------------------------------------------------------------------------

    def need_mode(self) -> str:
        """The isolation mode as the input says it. Raises Skip where it does not."""
        if self.hub.isolation_mode is None:
            raise Skip('the input does not say the isolation mode')
        return self.hub.isolation_mode

    def need_restriction(self) -> None:
        """Raises Skip where the isolation mode lets everything out, so that no rule decides what may leave."""
        if self.hub.mode == DISABLED:
            raise Skip('the hub has no managed network, so no rule decides what may leave: see HN101')
        if self.hub.mode == ALLOW_INTERNET:
            raise Skip('AllowInternetOutbound lets everything out, whatever the rules say: see HN102')

    def need_network_status(self) -> str:
        """The status of the managed network as the input says it. Raises Skip where it does not."""
        if self.hub.network_status is None:
            raise Skip('the input does not say whether the network is provisioned')
        return self.hub.network_status

    def need_statuses(self) -> None:
        """Raises Skip for a file that says what somebody wants, not what is: its rules have no status."""
        if not any(rule.status for rule in self.hub.rules):
            raise Skip('the input does not say the status of any rule')

    def live(self, fact: str) -> Any:
        """A field of LiveFacts. Raises Skip where it is not known, with the reason."""
        if self._live is None:
            raise Skip(self._why_not_live)
        value = getattr(self._live, fact)
        if isinstance(value, Unknown):
            raise Skip(value.reason)
        return value
