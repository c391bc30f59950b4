"""Whether compute of a hub can reach a host and port, which rules allow it, and what would allow it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, Optional

from ..catalogue.roles import Need
from ..facts import clouds, private_endpoints, service_tags, special_names
from ..facts.limits import FQDN_PORTS
from ..model import hosts
from ..model.destinations import ANY, PrivateEndpoint, ServiceTag
from ..model.errors import InputError
from ..model.hub import ACTIVE, ALLOW_INTERNET, DISABLED, UNRESTRICTED, Hub, Rule, by_name
from ..model.networks import lies_in, network
from ..render import az_commands
from ..render.one_line import join_words
from . import breadth
from .coverage import EndpointRule, RuleIndex, TagRule

if TYPE_CHECKING:
    from ..contract.egress import EgressJson, EgressVerdict

ALLOWED: Final = 'allowed'
PENDING: Final = 'pending'
BLOCKED: Final = 'blocked'
MAYBE: Final = 'maybe'

# A reason names at most so many rules or tags, and the number of the others.
_MOST_NAMED = 5


class Egress(NamedTuple):
    """The answer of `check-egress`."""

    host: str
    """The canonical host name, or an IP address."""
    port: int
    """The TCP port."""
    verdict: 'EgressVerdict'
    reason: str
    """Why, as a clause without a full stop."""
    rules: tuple[str | None, ...] = ()
    """The names of the rules that decide the verdict."""
    tags: tuple[str, ...] = ()
    """The service tags that make the verdict uncertain."""
    presets: tuple[str, ...] = ()
    """The presets that would allow the host."""
    fix: str | None = None
    """A command that allows the host."""

    def as_json(self) -> 'EgressJson':
        """The result of `check-egress`."""
        return {
            'host': self.host,
            'port': self.port,
            'verdict': self.verdict,
            'rules': list(self.rules),
            'tags': list(self.tags),
            'presets': list(self.presets),
            'reason': self.reason,
            'fix': self.fix,
        }


def check_egress(
    hub: Hub,
    host: str,
    port: int,
    needs: Sequence[Need] = (),
    suffixes: Mapping[str, str] = clouds.PUBLIC,
    *,
    index: Optional['EgressIndex'] = None,
) -> Egress:
    """Whether TCP to the host and port is allowed.

    Args:
        hub: The hub with its rules.
        host: A host name or an IP address.
        port: A TCP port.
        needs: The entries of every preset for this hub, to find those that would allow the host.
        suffixes: The host name suffixes of the hub's cloud.
        index: The index of the hub's rules and these suffixes, for callers that ask more than once.

    Raises:
        InputError: The text is neither a host name nor an IP address.
    """
    index = index or EgressIndex(hub, RuleIndex(hub.rules), suffixes)
    return _Question(hub, asked_host(host), port, needs, index).answer()


def asked_host(text: str) -> str:
    """The canonical form of a host name or IP address that a user typed.

    Raises:
        InputError: The text is neither.
    """
    try:
        return text.strip() if hosts.is_address(text.strip()) else hosts.normalise(text)
    except hosts.HostError as ex:
        raise InputError(f'--host: {ex.reason}.', 'Use a host name such as pypi.org, or an IP address.') from ex


class EgressIndex:
    """The rules of one hub, found by the hosts that they may allow.

    Attributes:
        rules: All of the hub's rules.
        taken_names: The names of all rules in lower case.
        suffixes: The host name suffixes of the hub's cloud.
    """

    def __init__(self, hub: Hub, rules: RuleIndex, suffixes: Mapping[str, str]):
        self._hub = hub
        self.taken_names = az_commands.taken_names(hub)
        self.rules = rules
        self.suffixes = suffixes

    def endpoints(self, host: str) -> list[Rule]:
        """The private endpoint rules that answer for a host."""
        label = host.partition('.')[0]
        return [
            rule
            for key in dict.fromkeys((label, hosts.ASTERISK))
            for rule, endpoint in self._by_label.get(key, ())
            if self.answers(endpoint, host)
        ]

    def answers(self, endpoint: PrivateEndpoint, host: str) -> bool:
        """Whether a private endpoint answers for a host."""
        return host in endpoint.aliases or private_endpoints.answers_for(
            endpoint.service_resource_id, endpoint.subresource_target, host, self.suffixes
        )

    @cached_property
    def _by_label(self) -> dict[str, list[EndpointRule]]:
        found: dict[str, list[EndpointRule]] = {}
        for one in self.rules.endpoint_rules:
            endpoint = one.destination
            labels = private_endpoints.first_labels(
                endpoint.service_resource_id, endpoint.subresource_target, self.suffixes
            )
            for label in labels.union(alias.partition('.')[0] for alias in endpoint.aliases):
                found.setdefault(label, []).append(one)
        return found

    # Rules that have failed or are being deleted are in none of the following.

    @cached_property
    def wide(self) -> list[TagRule]:
        """The rules whose address prefixes are so wide that they may include the addresses of any host."""
        return [one for one in self._prefix_rules if breadth.reaches_anyone(one.destination)]

    @cached_property
    def narrow(self) -> list[TagRule]:
        """The rules with other public address prefixes."""
        return [
            one
            for one in self._prefix_rules
            if not breadth.reaches_anyone(one.destination) and breadth.public_networks(one.destination)
        ]

    @property
    def _prefix_rules(self) -> list[TagRule]:
        return [one for one in self.rules.prefix_rules if not one.rule.dead]

    @cached_property
    def denying(self) -> list[TagRule]:
        """The rules that deny."""
        return [
            TagRule(rule, rule.destination)
            for rule in self._hub.rules
            if isinstance(rule.destination, ServiceTag) and not rule.dead and not rule.destination.allows
        ]

    @cached_property
    def unclear(self) -> list[Rule]:
        """The rules that hubnet does not understand and that may allow something."""
        return [
            rule
            for rule in self._hub.rules
            if not rule.destination.understood and not rule.dead and not rule.destination.is_mistake
        ]

    @cached_property
    def unknown_tags(self) -> list[TagRule]:
        """The rules with a service tag whose hosts and addresses hubnet does not know."""
        return [
            one
            for one in self.rules.tag_rules
            if not one.rule.dead and service_tags.known(one.destination.service_tag or '') is None
        ]


class _Question:
    """One question to a hub."""

    def __init__(self, hub: Hub, host: str, port: int, needs: Sequence[Need], index: EgressIndex):
        self.hub = hub
        self.host = host
        self.port = port
        self.index = index
        self.rules = index.rules
        self.is_address = hosts.is_address(host)
        helpful = [need for need in needs if self._would_allow(need)]
        # First comes the preset that requires the host, names it exactly and has listed it for the longest time.
        helpful.sort(key=lambda need: (need.entry.optional, need.entry.destination != host, need.entry.since or ''))
        best: dict[str, Need] = {}
        for need in helpful:
            best.setdefault(need.preset, need)
        self.helpful = list(best.values())

    def answer(self) -> Egress:
        """The verdict, with the rules and reasons for it."""
        allowing = self._allowing()
        in_force = [rule for rule in allowing if rule.in_force]
        if self.hub.mode == DISABLED:
            return self._egress(ALLOWED, UNRESTRICTED, in_force)
        if self.hub.mode == ALLOW_INTERNET:
            return self._egress(ALLOWED, 'AllowInternetOutbound lets all outbound traffic through', in_force)
        if in_force:
            return self._egress(ALLOWED, self._how(in_force[0]) + self._reservations(in_force), in_force)
        waiting = [rule for rule in allowing if not rule.dead]
        if waiting:
            return self._egress(
                PENDING, f'{self._how(waiting[0])} once it is in force; its status is {waiting[0].status}', waiting
            )
        behind, wide = self._tag_rules(), [] if self.is_address else list(filter(self._fits, self.index.wide))
        if behind or wide:
            tags = tuple(dict.fromkeys(one.destination.service_tag or '' for one in behind))
            # If both are uncertain, the reason names the tags and `rules` has all of them.
            why = (
                f'the addresses of {", ".join(tags)} may include this host; hubnet does not know them'
                if tags
                else f'the address prefixes of {_names(wide)} may include this host; hubnet does not know its addresses'
            )
            return self._egress(MAYBE, why, [one.rule for one in behind + wide], tags)
        return self._egress(BLOCKED, self._why_not(allowing) + self._exceptions())

    def _egress(
        self, verdict: 'EgressVerdict', reason: str, rules: Iterable[Rule] = (), tags: tuple[str, ...] = ()
    ) -> Egress:
        return Egress(
            self.host,
            self.port,
            verdict,
            reason,
            tuple(rule.name for rule in by_name(rules)),
            tags,
            tuple(need.preset for need in self.helpful),
            None if verdict == ALLOWED else self._fix(verdict),
        )

    def _allowing(self) -> list[Rule]:
        if self.is_address:
            return [one.rule for one in self.rules.prefix_rules if self._fits(one) and self._is_among(one.destination)]
        named = self.rules.allowing_host(self.host) if self.port in FQDN_PORTS else []
        return named + self.index.endpoints(self.host)

    def _tag_rules(self) -> list[TagRule]:
        """The rules behind whose tags the host may be."""
        if self.is_address and not breadth.is_public(self.host):
            return []
        return [
            one
            for one in self.rules.tag_rules
            if not one.rule.dead and self._fits(one) and self._may_reach(one.destination.service_tag or '')
        ]

    def _may_reach(self, tag: str) -> bool:
        # A public address may be behind every tag that reaches resources of any tenant.
        return service_tags.any_tenant(tag) if self.is_address else service_tags.may_reach(tag, self.host)

    def _reservations(self, allowing: list[Rule]) -> str:
        """What may still block an allowed host, as the end of a sentence."""
        only_by_name = all(rule.destination.host_patterns for rule in allowing)
        storage = only_by_name and private_endpoints.storage_account(self.host, self.index.suffixes)
        denying = [one for one in self.index.denying if self._fits(one) and self._may_name(one.destination)]
        return (
            ', although according to the documentation FQDN rules do not work for storage accounts' if storage else ''
        ) + (f'; {_names(denying)} may deny it, and it is not documented which of the rules wins' if denying else '')

    def _may_name(self, tag: ServiceTag) -> bool:
        if not tag.address_prefixes:
            return self.is_address or service_tags.may_reach(tag.service_tag or '', self.host)
        return not self.is_address or self._is_among(tag)

    def _is_among(self, tag: ServiceTag) -> bool:
        """Whether the address asked for is among the prefixes of a rule."""
        address = network(self.host)
        return any(lies_in(address, one) for one in map(network, tag.address_prefixes))

    def _exceptions(self) -> str:
        """What may still allow a blocked host, as the end of a sentence."""
        chances = []
        tags = dict.fromkeys(one.destination.service_tag or '' for one in filter(self._fits, self.index.unknown_tags))
        if tags:
            chances.append(
                f'it is behind {join_words(tags, _MOST_NAMED)}, whose hosts and addresses hubnet does not know'
            )
        prefixed = [] if self.is_address else list(filter(self._fits, self.index.narrow))
        if prefixed:
            chances.append(f'its address is among the prefixes of {_names(prefixed)}')
        if self.index.unclear:
            chances.append(f'a rule that hubnet does not understand allows it ({_labels(self.index.unclear)})')
        return f', unless {" or ".join(chances)}' if chances else ''

    def _fits(self, one: TagRule) -> bool:
        """Whether protocol and ports of a rule include the port asked for."""
        tag = one.destination
        return tag.protocol in ('TCP', ANY) and any(low <= self.port <= high for low, high in tag.ports)

    def _how(self, rule: Rule) -> str:
        pattern = next((wide for wide in rule.destination.host_patterns if hosts.covers(wide, self.host)), None)
        if pattern:
            return f'the FQDN rule {rule.label} allows {pattern}'
        if rule.destination.type == PrivateEndpoint.type:
            return f'the private endpoint rule {rule.label} answers for this host'
        return f'the address prefixes of the rule {rule.label} include this address'

    def _why_not(self, allowing: list[Rule]) -> str:
        if allowing:
            error = f' ({allowing[0].error})' if allowing[0].error else ''
            return f'{self._how(allowing[0])}, but its status is {allowing[0].status}{error}'
        if self.is_address:
            return (
                'no rule has address prefixes that include this address for this port, and FQDN rules take host '
                'names only'
            )
        if self.port not in FQDN_PORTS:
            named = [rule for rule in self.rules.allowing_host(self.host) if rule.in_force]
            also = f'; {named[0].label} allows the host on those' if named else ''
            return f'FQDN rules open ports 80 and 443 only, so none can allow port {self.port}{also}'
        ending = None if self.helpful else special_names.not_public(self.host)
        if ending:
            return f'no rule allows this host, and no FQDN rule could: no public host ends in {ending}'
        return 'no rule allows this host'

    def _would_allow(self, need: Need) -> bool:
        if isinstance(need.destination, PrivateEndpoint):
            return self.index.answers(need.destination, self.host)
        if need.destination is None or self.port not in FQDN_PORTS or self.is_address:
            return False
        return any(hosts.covers(wide, self.host) for wide in need.destination.host_patterns)

    def _fix(self, verdict: 'EgressVerdict') -> str | None:
        if verdict == PENDING:
            return az_commands.provision(self.hub) if self.hub.network_status != ACTIVE else None
        if self.helpful:
            return az_commands.add_preset(self.hub, self.helpful[0].preset, self.helpful[0].entry.optional)
        storage = private_endpoints.storage_account(self.host, self.index.suffixes)
        if storage:
            return az_commands.set_storage_endpoint(self.hub, *storage)
        if self.is_address or self.port not in FQDN_PORTS or special_names.not_public(self.host):
            return None
        return az_commands.set_fqdn_rule(
            self.hub, self.host, self.rules.allowing_host(self.host), self.index.taken_names
        )


def _names(found: Iterable[TagRule]) -> str:
    return _labels(one.rule for one in found)


def _labels(rules: Iterable[Rule]) -> str:
    return join_words((rule.label for rule in by_name(rules)), _MOST_NAMED)
