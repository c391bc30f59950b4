"""May compute of the hub reach this host and port, by which rule, and what would allow it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Optional

from ..catalogue.roles import Need
from ..facts import clouds, private_endpoints, service_tags, special_names
from ..facts.limits import FQDN_PORTS
from ..model import hosts
from ..model.destinations import ANY, Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag
from ..model.errors import InputError
from ..model.hub import ACTIVE, ALLOW_INTERNET, DISABLED, UNRESTRICTED, Hub, Rule, by_name
from ..model.networks import lies_in, network
from ..render import az_commands
from ..render.one_line import join_words
from . import breadth
from .coverage import RuleIndex

if TYPE_CHECKING:
    from ..contract.egress import EgressJson

ALLOWED = 'allowed'
PENDING = 'pending'
BLOCKED = 'blocked'
MAYBE = 'maybe'

# More names than these say nothing to a reader.
_MOST_NAMED = 5


class Egress(NamedTuple):
    """The answer of `check-egress`; rules are those that decide it, tags those that leave it open."""

    host: str
    port: int
    verdict: str
    reason: str
    rules: tuple[str | None, ...] = ()
    tags: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    fix: str | None = None

    def as_json(self) -> 'EgressJson':
        """The contract of `check-egress`."""
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
    reach: Optional['Reach'] = None,
) -> Egress:
    """Whether TCP to the host and port is allowed.

    host: a name or an IP address. needs: the entries of every preset for this hub, to tell which would help. suffixes:
    the host name suffixes of the hub's cloud. reach: of the hub's rules and these suffixes, for callers that ask more
    than once. Raises InputError for a text that is no host.
    """
    return _Question(hub, asked_host(host), port, needs, reach or Reach(hub, RuleIndex(hub.rules), suffixes)).answer()


def asked_host(text: str) -> str:
    """The canonical form of a host name or IP address that a user typed.

    Raises:
        InputError: The text is neither.
    """
    try:
        return text.strip() if hosts.is_address(text.strip()) else hosts.normalise(text)
    except hosts.HostError as ex:
        raise InputError(f'--host: {ex.reason}.', 'Use a host name such as pypi.org, or an IP address.') from ex


class Reach:
    """The rules of one hub, found by the hosts that they may let through.

    names: of all of them, in small letters. rules: all of them. suffixes: the host name suffixes of the hub's cloud.
    """

    def __init__(self, hub: Hub, rules: RuleIndex, suffixes: Mapping[str, str]):
        self._hub = hub
        self.names = az_commands.taken_names(hub)
        self.rules = rules
        self.suffixes = suffixes

    def endpoints(self, host: str) -> list[Rule]:
        """The private endpoint rules that answer for a host."""
        label = host.partition('.')[0]
        return [
            rule
            for key in dict.fromkeys((label, hosts.ASTERISK))
            for rule in self._by_label.get(key, ())
            if self.answers(rule.destination, host)
        ]

    def answers(self, endpoint: PrivateEndpoint, host: str) -> bool:
        """Whether a private endpoint answers for a host."""
        return host in endpoint.aliases or private_endpoints.answers_for(
            endpoint.service_resource_id, endpoint.subresource_target, host, self.suffixes
        )

    @cached_property
    def _by_label(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.endpoints:
            endpoint = rule.destination
            labels = private_endpoints.first_labels(
                endpoint.service_resource_id, endpoint.subresource_target, self.suffixes
            )
            for label in labels.union(alias.partition('.')[0] for alias in endpoint.aliases):
                found.setdefault(label, []).append(rule)
        return found

    @cached_property
    def wide(self) -> list[Rule]:
        """The living rules whose address prefixes are so wide that the addresses of any name may be among them."""
        return [rule for rule in self.rules.with_prefixes if not rule.dead and breadth.is_strangers(rule.destination)]

    @cached_property
    def narrow(self) -> list[Rule]:
        """The living rules with other public address prefixes."""
        return [
            rule
            for rule in self.rules.with_prefixes
            if not rule.dead
            and not breadth.is_strangers(rule.destination)
            and breadth.public_networks(rule.destination)
        ]

    @cached_property
    def denying(self) -> list[Rule]:
        """The living rules that deny."""
        return [
            rule
            for rule in self._hub.rules
            if isinstance(rule.destination, ServiceTag) and not rule.dead and not rule.destination.allows
        ]

    @cached_property
    def misread(self) -> list[Rule]:
        """The living rules of which nobody can say what they allow."""
        return [
            rule
            for rule in self._hub.rules
            if isinstance(rule.destination, NotUnderstood) and not rule.dead and not rule.destination.is_mistake
        ]

    @cached_property
    def unjudged(self) -> list[Rule]:
        """The living rules with a tag of which nothing is known."""
        return [
            rule
            for rule in self.rules.tag_rules
            if not rule.dead and service_tags.known(rule.destination.service_tag or '') is None
        ]


class _Question:  # pylint: disable=too-few-public-methods
    def __init__(self, hub: Hub, host: str, port: int, needs: Sequence[Need], reach: Reach):
        self.hub = hub
        self.host = host
        self.port = port
        self.reach = reach
        self.index = reach.rules
        self.is_address = hosts.is_address(host)
        helpful = [need for need in needs if self._would_allow(need)]
        # The preset that needs the host, names it and has listed it the longest comes first.
        helpful.sort(key=lambda need: (need.entry.optional, need.entry.destination != host, need.entry.since or ''))
        best: dict[str, Need] = {}
        for need in helpful:
            best.setdefault(need.preset, need)
        self.helpful = list(best.values())

    def answer(self) -> Egress:
        """The verdict with what decided it."""
        allowing = self._allowing()
        in_force = [rule for rule in allowing if rule.in_force]
        if self.hub.mode == DISABLED:
            return self._egress(ALLOWED, UNRESTRICTED, in_force)
        if self.hub.mode == ALLOW_INTERNET:
            return self._egress(ALLOWED, 'AllowInternetOutbound lets all outbound traffic through', in_force)
        if in_force:
            return self._egress(ALLOWED, self._how(in_force[0]) + self._but(in_force), in_force)
        waiting = [rule for rule in allowing if not rule.dead]
        if waiting:
            return self._egress(
                PENDING, f'{self._how(waiting[0])} once it is in force; now it is {waiting[0].status}', waiting
            )
        behind, wide = self._tag_rules(), [] if self.is_address else list(filter(self._fits, self.reach.wide))
        if behind or wide:
            tags = tuple(dict.fromkeys(rule.destination.service_tag for rule in behind))
            # Where both leave it open, which of them does is in the rules.
            why = (
                f'the addresses of {", ".join(tags)} may include this host; hubnet does not know them'
                if tags
                else f'the address prefixes of {_labels(wide)} may include this host; hubnet does not know its addresses'
            )
            return self._egress(MAYBE, why, behind + wide, tags)
        return self._egress(BLOCKED, self._why_not(allowing) + self._unless())

    def _egress(self, verdict: str, reason: str, rules: Iterable[Rule] = (), tags: tuple[str, ...] = ()) -> Egress:
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
            return [rule for rule in self.index.with_prefixes if self._fits(rule) and self._is_among(rule.destination)]
        named = self.index.allowing_host(self.host) if self.port in FQDN_PORTS else []
        return named + self.reach.endpoints(self.host)

    def _tag_rules(self) -> list[Rule]:
        if self.is_address and not breadth.is_public(self.host):
            return []
        # Of an address nothing tells behind which of the tags that reach strangers it lies.
        reaches = service_tags.any_tenant if self.is_address else (lambda tag: service_tags.may_reach(tag, self.host))
        return [
            rule
            for rule in self.index.tag_rules
            if not rule.dead and self._fits(rule) and reaches(rule.destination.service_tag or '')
        ]

    def _but(self, allowing: list[Rule]) -> str:
        """What may block an allowed host all the same, as the end of a sentence."""
        storage = all(isinstance(rule.destination, Fqdn) for rule in allowing) and private_endpoints.storage_account(
            self.host, self.reach.suffixes
        )
        denying = [rule for rule in self.reach.denying if self._fits(rule) and self._may_name(rule.destination)]
        return (', although FQDN rules are documented not to lead to storage accounts' if storage else '') + (
            f'; {_labels(denying)} may deny it, and which of the rules wins is not documented' if denying else ''
        )

    def _may_name(self, tag: ServiceTag) -> bool:
        if not tag.address_prefixes:
            return self.is_address or service_tags.may_reach(tag.service_tag or '', self.host)
        return not self.is_address or self._is_among(tag)

    def _is_among(self, tag: ServiceTag) -> bool:
        """Whether the address that is asked for is among the prefixes of a rule."""
        address = network(self.host)
        return any(lies_in(address, one) for one in map(network, tag.address_prefixes))

    def _unless(self) -> str:
        """What might let a blocked host through all the same, as the end of a sentence."""
        tags = dict.fromkeys(rule.destination.service_tag for rule in filter(self._fits, self.reach.unjudged))
        chances = (
            [f'it is behind {join_words(tags, _MOST_NAMED)}, of which hubnet knows neither hosts nor addresses']
            if tags
            else []
        )
        prefixed = [] if self.is_address else list(filter(self._fits, self.reach.narrow))
        if prefixed:
            chances.append(f'its address is among the prefixes of {_labels(prefixed)}')
        if self.reach.misread:
            chances.append(f'what hubnet does not understand allows it ({_labels(self.reach.misread)})')
        return f', unless {" or ".join(chances)}' if chances else ''

    def _fits(self, rule: Rule) -> bool:
        return rule.destination.protocol in ('TCP', ANY) and any(
            low <= self.port <= high for low, high in rule.destination.ports
        )

    def _how(self, rule: Rule) -> str:
        destination = rule.destination
        if isinstance(destination, Fqdn):
            pattern = next(wide for wide in destination.hosts if hosts.covers(wide, self.host))
            return f'the FQDN rule {rule.label} allows {pattern}'
        if isinstance(destination, PrivateEndpoint):
            return f'the private endpoint rule {rule.label} answers for this host'
        return f'the address prefixes of the rule {rule.label} include this address'

    def _why_not(self, allowing: list[Rule]) -> str:
        if allowing:
            error = f' ({allowing[0].error})' if allowing[0].error else ''
            return f'{self._how(allowing[0])}, but it is {allowing[0].status}{error}'
        if self.is_address:
            return (
                'no rule has address prefixes that include this address for this port, and FQDN rules take host '
                'names only'
            )
        if self.port not in FQDN_PORTS:
            named = [rule for rule in self.index.allowing_host(self.host) if rule.in_force]
            beside = f'; {named[0].label} allows the host on those' if named else ''
            return f'FQDN rules open ports 80 and 443 only, so none can allow port {self.port}{beside}'
        ending = None if self.helpful else special_names.not_public(self.host)
        if ending:
            return f'no rule allows this host, and no FQDN rule could: no public host ends in {ending}'
        return 'no rule allows this host'

    def _would_allow(self, need: Need) -> bool:
        if isinstance(need.destination, Fqdn):
            return (
                self.port in FQDN_PORTS
                and not self.is_address
                and any(hosts.covers(wide, self.host) for wide in need.destination.hosts)
            )
        return isinstance(need.destination, PrivateEndpoint) and self.reach.answers(need.destination, self.host)

    def _fix(self, verdict: str) -> str | None:
        if verdict == PENDING:
            return az_commands.provision(self.hub) if self.hub.network_status != ACTIVE else None
        if self.helpful:
            return az_commands.add_preset(self.hub, self.helpful[0].preset, self.helpful[0].entry.optional)
        storage = private_endpoints.storage_account(self.host, self.reach.suffixes)
        if storage:
            return az_commands.set_storage_endpoint(self.hub, *storage)
        if self.is_address or self.port not in FQDN_PORTS or special_names.not_public(self.host):
            return None
        return az_commands.set_fqdn_rule(self.hub, self.host, self.index.allowing_host(self.host), self.reach.names)


def _labels(rules: Iterable[Rule]) -> str:
    return join_words((rule.label for rule in by_name(rules)), _MOST_NAMED)
