"""May compute of the hub reach this host and port, by which rule, and what would allow it."""

from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from . import fixes, hosts, private_endpoints, service_tags, special_names
from .audit import breadth
from .coverage import RuleIndex, within
from .errors import InputError
from .resolve import FQDN_PORTS, Need
from .rules import ALLOW_INTERNET, ANY, DISABLED, UNRESTRICTED, Fqdn, Hub, PrivateEndpoint, Rule, by_name

ALLOWED = 'allowed'
PENDING = 'pending'
BLOCKED = 'blocked'
MAYBE = 'maybe'


class Egress(NamedTuple):
    """The answer of `check-egress`; rules are those that decide it, tags those that leave it open."""

    host: str
    port: int
    verdict: str
    reason: str
    rules: Tuple[Optional[str], ...] = ()
    tags: Tuple[str, ...] = ()
    presets: Tuple[str, ...] = ()
    fix: Optional[str] = None

    def as_json(self) -> Dict[str, Any]:
        """The contract of `check-egress`."""
        return {'host': self.host, 'port': self.port, 'verdict': self.verdict, 'rules': list(self.rules),
                'tags': list(self.tags), 'presets': list(self.presets), 'reason': self.reason, 'fix': self.fix}


def check_egress(hub: Hub, host: str, port: int, needs: Sequence[Need] = (),
                 suffixes: Mapping[str, str] = private_endpoints.PUBLIC, *,
                 index: Optional[RuleIndex] = None) -> Egress:
    """Whether TCP to the host and port is allowed.

    host: a name or an IP address. needs: the entries of every preset for this hub, to tell which would help. suffixes:
    the host name suffixes of the hub's cloud. index: of the hub's rules, for callers that ask more than once. Raises
    InputError for a text that is no host.
    """
    try:
        name = host.strip() if hosts.is_address(host.strip()) else hosts.normalise(host)
    except hosts.HostError as ex:
        raise InputError(f'--host: {ex.reason}.', 'Give a host name such as pypi.org, or an IP address.') from ex
    return _Question(hub, name, port, needs, suffixes=suffixes, index=index or RuleIndex(hub.rules)).answer()


class _Question:  # pylint: disable=too-few-public-methods
    def __init__(self, hub: Hub, host: str, port: int, needs: Sequence[Need], *, suffixes: Mapping[str, str],
                 index: RuleIndex):
        self.hub = hub
        self.host = host
        self.port = port
        self.suffixes = suffixes
        self.index = index
        self.is_address = hosts.is_address(host)
        helpful = [need for need in needs if self._would_allow(need)]
        # The preset that needs the host, names it and has listed it the longest comes first.
        helpful.sort(key=lambda need: (need.entry.optional, need.entry.destination != host, need.entry.since or ''))
        best: Dict[str, Need] = {}
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
            return self._egress(ALLOWED, self._how(in_force[0]), in_force)
        waiting = [rule for rule in allowing if not rule.dead]
        if waiting:
            return self._egress(PENDING, f'{self._how(waiting[0])} once it is in force; now it is {waiting[0].status}',
                                waiting)
        behind, wide = self._tag_rules(), self._wide_rules()
        if behind or wide:
            tags = tuple(dict.fromkeys(rule.destination.service_tag for rule in behind))
            # Where both leave it open, which of them does is in the rules.
            why = f'the addresses of {", ".join(tags)} may include this host; hubnet does not know them' if tags else \
                f'the address prefixes of {_labels(wide)} may include this host; hubnet does not know its addresses'
            return self._egress(MAYBE, why, behind + wide, tags)
        return self._egress(BLOCKED, self._why_not(allowing) + self._unless())

    def _egress(self, verdict: str, reason: str, rules: Iterable[Rule] = (), tags: Tuple[str, ...] = ()) -> Egress:
        return Egress(self.host, self.port, verdict, reason, tuple(rule.name for rule in by_name(rules)), tags,
                      tuple(need.preset for need in self.helpful), None if verdict == ALLOWED else self._fix(verdict))

    def _allowing(self) -> List[Rule]:
        if self.is_address:
            return [rule for rule in self.index.with_prefixes if self._fits(rule)
                    and any(within(self.host, prefix) for prefix in rule.destination.address_prefixes)]
        named = self.index.allowing_host(self.host) if self.port in FQDN_PORTS else []
        return named + [rule for rule in self.index.endpoints if self._answers(rule.destination)]

    def _answers(self, endpoint: PrivateEndpoint) -> bool:
        if self.host in (alias.lower() for alias in endpoint.fqdns):
            return True
        return private_endpoints.answers_for(endpoint.service_resource_id, endpoint.subresource_target, self.host,
                                             self.suffixes)

    def _tag_rules(self) -> List[Rule]:
        # Of an address nothing tells behind which of the tags that reach strangers it lies.
        reaches = service_tags.any_tenant if self.is_address else \
            (lambda tag: service_tags.may_reach(tag, self.host))
        return [rule for rule in self.index.tag_rules
                if not rule.dead and self._fits(rule) and reaches(rule.destination.service_tag or '')]

    def _wide_rules(self) -> List[Rule]:
        """The rules whose address prefixes are so wide that the addresses of any name may be among them."""
        return [] if self.is_address else \
            [rule for rule in self._prefix_rules() if breadth.is_strangers(rule.destination)]

    def _prefix_rules(self) -> List[Rule]:
        return [rule for rule in self.index.with_prefixes if not rule.dead and self._fits(rule)]

    def _unless(self) -> str:
        """What might let a blocked host through all the same, as the end of a sentence."""
        unknown = [rule for rule in self.index.tag_rules if not rule.dead and self._fits(rule)
                   and service_tags.known(rule.destination.service_tag or '') is None]
        chances = [f'it is behind {", ".join(dict.fromkeys(rule.destination.service_tag for rule in unknown))}, of '
                   'which hubnet knows neither hosts nor addresses'] if unknown else []
        prefixed = [] if self.is_address else \
            [rule for rule in self._prefix_rules() if breadth.public_networks(rule.destination)]
        if prefixed:
            chances.append(f'its address is among the prefixes of {_labels(prefixed)}')
        return f', unless {" or ".join(chances)}' if chances else ''

    def _fits(self, rule: Rule) -> bool:
        return rule.destination.protocol in ('TCP', ANY) and \
            any(low <= self.port <= high for low, high in rule.destination.ports)

    def _how(self, rule: Rule) -> str:
        destination = rule.destination
        if isinstance(destination, Fqdn):
            pattern = next(wide for wide in destination.hosts if hosts.covers(wide, self.host))
            return f'the FQDN rule {rule.label} allows {pattern}'
        if isinstance(destination, PrivateEndpoint):
            return f'the private endpoint rule {rule.label} answers for this host'
        return f'the address prefixes of the rule {rule.label} include this address'

    def _why_not(self, allowing: List[Rule]) -> str:
        if allowing:
            error = f' ({allowing[0].error})' if allowing[0].error else ''
            return f'{self._how(allowing[0])}, but it is {allowing[0].status}{error}'
        if self.is_address:
            return 'no rule has address prefixes that include this address for this port, and FQDN rules take host ' \
                   'names only'
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
            return self.port in FQDN_PORTS and not self.is_address and \
                any(hosts.covers(wide, self.host) for wide in need.destination.hosts)
        return isinstance(need.destination, PrivateEndpoint) and self._answers(need.destination)

    def _fix(self, verdict: str) -> Optional[str]:
        if verdict == PENDING:
            return fixes.provision(self.hub) if self.hub.network_status != 'Active' else None
        if self.helpful:
            return fixes.add_preset(self.hub, self.helpful[0].preset, self.helpful[0].entry.optional)
        storage = private_endpoints.storage_account(self.host, self.suffixes)
        if storage:
            return fixes.set_storage_endpoint(self.hub, *storage)
        if self.is_address or self.port not in FQDN_PORTS or special_names.not_public(self.host):
            return None
        return fixes.set_fqdn_rule(self.hub, self.host)


def _labels(rules: Iterable[Rule]) -> str:
    return ', '.join(rule.label for rule in by_name(rules))
