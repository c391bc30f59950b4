"""What a check looks at: one hub with its rules, the presets for it, and facts that an input may lack."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from ..catalogue.all_presets import Catalogue
from ..facts import clouds
from ..model.hub import ALLOW_INTERNET, DISABLED, Hub
from ..model.live_facts import LiveFacts, Unknown
from .hub_presets import HubPresets
from .hub_rules import HubRules

_T = TypeVar('_T')


class Skip(Exception):
    """Raised by a check that lacks a fact it judges by; otherwise it would have to guess."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Subject:
    """One hub to judge."""

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
        """Prepare one hub for checks; nothing is computed before a check asks for it.

        Args:
            hub: As parsed.
            catalogue: The shipped presets.
            today: For what depends on age.
            live: Facts that only the service knows; None where they were not read.
            why_not_live: Why they were not read.
            suffixes: The host name suffixes of the hub's cloud.
        """
        self.hub = hub
        self.today = today
        self.rules = HubRules(hub, suffixes)
        self.presets = HubPresets(hub, catalogue, self.rules)
        self._live = live
        self._why_not_live = why_not_live

<<<<<<< HEAD
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
    def reach(self) -> Reach:
        """The same, found by the hosts that they let through."""
        return Reach(self.hub, self.index, self.suffixes)

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
        return {newest.preset.name: newest.needs_on(self.hub) for newest in self.catalogue.presets}

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
=======
    @property
    def live(self) -> LiveFacts:
        """The facts that only the service knows. Raises Skip where they were not read."""
        if self._live is None:
            raise Skip(self._why_not_live)
        return self._live
>>>>>>> main

    def need_mode(self) -> str:
        """Return the isolation mode as given. Raises Skip where the input does not say it."""
        if self.hub.isolation_mode is None:
            raise Skip('the input does not say the isolation mode')
        return self.hub.isolation_mode

    def need_restriction(self) -> None:
        """Raise Skip where the isolation mode allows all outbound traffic, so that no rule decides anything."""
        if self.hub.mode == DISABLED:
            raise Skip('the hub has no managed network, so rules do not restrict outbound traffic: see HN101')
        if self.hub.mode == ALLOW_INTERNET:
            raise Skip('AllowInternetOutbound allows all outbound traffic, whatever the rules are: see HN102')

    def need_network_status(self) -> str:
        """Return the status of the managed network as given. Raises Skip where the input does not say it."""
        if self.hub.network_status is None:
            raise Skip('the input does not say whether the network is provisioned')
        return self.hub.network_status

    def need_statuses(self) -> None:
        """Raise Skip for a file that says what should be, not what is: its rules have no status."""
        if not any(rule.status for rule in self.hub.rules):
            raise Skip('the input does not say the status of any rule')


def known(fact: _T | Unknown) -> _T:
    """Return a live fact. Raises Skip with the reason where it could not be read."""
    if isinstance(fact, Unknown):
        raise Skip(fact.reason)
    return fact
