"""Checks of what may leave: rules that allow more than somebody's own hosts and resources."""

from dataclasses import replace
from typing import Any, Dict, Iterable, List, Optional, Tuple

from .. import hosts, ports, service_tags, shared_hosting, tag_names, upload_hosts
from ..edits import Edit, without_hosts
from ..networks import collapsed
from ..resource_ids import parse_resource_id
from ..rules import ANY, USER_DEFINED, PortRanges, PrivateEndpoint, Rule, ServiceTag
from . import breadth
from .check import Hit, Skip, family
from .result import spoken
from .sources import FIREWALL_FAQ, ON_PREMISES_ARTICLE, SERVICE_TAG_ENTITY
from .wording import listed, reach, sentence

check = family('exposure')

_EXFILTRATION = 'MicrosoftDocs/azure-ai-docs how-to-prevent-data-loss-exfiltration.md, 2025-02-05'
_SERVICE_TAGS = 'MicrosoftDocs/azure-docs service-tags-overview.md, 2023-01-26'
_PUBLIC_SUFFIXES = 'the Public Suffix List, as the package publicsuffixlist carries it'

# No documented service needs port 0, and few people write it when they mean all.
_ALL_PORTS = ((1, ports.HIGHEST),)
# A quarter of all; what more opens is as good as every port. Cosmos DB needs 10001.
_MOST_PORTS = 2 ** 14
_CLOUD = 'azurecloud'


@check('HN201', 'Everything allowed',
       why='The rule allows every host on ports 80 and 443: the other rules decide nothing any more.',
       remedy='Name the hosts that are needed; presets have them for the documented scenarios.',
       source=FIREWALL_FAQ)
def everything(subject):
    """The pattern `*`, whoever made the rule."""
    subject.need_restriction()
    for rule, host in subject.fqdns:
        if host == hosts.ASTERISK:
            yield _host_hit(rule, host, f'{rule.label} allows every host on the internet.')


@check('HN202', 'Wildcard over a whole registry',
       why='Names below a public suffix such as com are for sale to anybody.',
       remedy='Name the domains that are meant.',
       source=f'{_PUBLIC_SUFFIXES}, ICANN section; {FIREWALL_FAQ}')
def public_suffix(subject):
    """`*.com`, `*.co.uk`, `*com`, whoever made the rule."""
    subject.need_restriction()
    for rule, host in subject.fqdns:
        if host != hosts.ASTERISK and shared_hosting.is_public_suffix(host):
            yield _host_hit(rule, host, f'{rule.label} allows every name that anybody registers under '
                            f'{host.lstrip("*.")} ({host}).')


@check('HN203', 'Wildcard over storage of any tenant',
       why='Compute may write to storage accounts and buckets that anybody makes in minutes: the easiest way to take '
           'data out.',
       remedy='Make a private endpoint rule for your own account. In approved-only mode FQDN rules do not reach Azure '
              'Storage anyway.',
       source=f'{_EXFILTRATION}; suffixes: core/shared_hosting.py')
def any_storage(subject):
    """`*.blob.core.windows.net`, what is wider, and the object stores of other clouds."""
    yield from _shared(subject, 'storage')


@check('HN204', 'Wildcard over shared hosting',
       why='Anybody can rent a name below the suffix and receive there what compute sends.',
       remedy='Name the hosts that are yours, or your supplier\'s.',
       source=f'{_PUBLIC_SUFFIXES}, private section; Azure suffixes: core/shared_hosting.py')
def any_hosting(subject):
    """`*.azurewebsites.net`, `*.cloudfront.net`, `*.github.io` and their kin."""
    yield from _shared(subject, 'hosting')


@check('HN205', 'Look-alike wildcard',
       why='A wildcard without a dot matches every name that merely ends so: evilcontoso.com for *contoso.com.',
       remedy='Write the name and the wildcard with a dot: contoso.com, *.contoso.com.',
       source=FIREWALL_FAQ)
def look_alike(subject):
    """`*name.tld`."""
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        # What reaches strangers without any look-alike is found by graver checks.
        if not host.startswith('*.') and not shared_hosting.reached_by(host) and not subject.documented(host):
            name = host[1:]
            yield Hit(f'{rule.label} allows {host}: also names such as evil{name}.', (rule.name,), (host,),
                      (Edit(rule, hosts={host: (name, f'*.{name}')}),))


@check('HN206', 'Service tag for the whole cloud',
       why='AzureCloud is every public address of the cloud, those of all customers included.',
       remedy='Use the tag of the service that is meant, FQDN rules or private endpoints.',
       source=_SERVICE_TAGS)
def cloud_tag(subject):
    """The tag AzureCloud."""
    subject.need_restriction()
    for rule, tag in subject.own_named_tags:
        if tag.lower() == _CLOUD:
            yield _rule_hit(rule, f'{rule.label} allows {reach(rule.destination)}: every address of the '
                            'cloud, of any customer.')


@check('HN207', 'Service tag that reaches any tenant',
       why='A tag is the addresses of a service, not of your resources: the rule reaches those of other customers too.',
       remedy='Make a private endpoint rule for each of your own resources; where that is not possible, take the tag '
              'of the region alone.',
       source=f'{_EXFILTRATION}; tags: core/service_tags.py')
def any_tenant_tag(subject):
    """`Storage`, `Sql`, `AzureContainerRegistry` and their kin, in all regions."""
    yield from _tenants(subject, regional=False)


@check('HN208', 'Regional service tag that reaches any tenant',
       why='The rule reaches the resources of every customer in that region, not only yours.',
       remedy='Make a private endpoint rule for each of your own resources.',
       source=f'{_EXFILTRATION}; tags: core/service_tags.py')
def regional_tag(subject):
    """`Storage.WestEurope`, `AzureCloud.WestEurope`."""
    yield from _tenants(subject, regional=True)


@check('HN209', 'Any port',
       why='So many ports have remote shells and mail among them, and whatever else somebody listens on.',
       remedy='Write the ports that the service needs; most need 443 alone.',
       source=f'{SERVICE_TAG_ENTITY}; the most that a service is documented to need: azure/cosmos-db/'
              'sdk-connection-modes (Microsoft Learn, read 2026-11-27)')
def any_port(subject):
    """All ports on a service tag rule of the user's, or so many of them; several rules for one destination count
    together."""
    subject.need_restriction()
    together: Dict[Tuple[Any, ...], List[Rule]] = {}
    for rule in _own_wide(subject):
        if _is_wide(rule.destination.ports):
            how_many = 'every port' if ports.contains(rule.destination.ports, _ALL_PORTS) \
                else f'{ports.count(rule.destination.ports)} ports'
            yield _rule_hit(rule, f'{rule.label} opens {how_many} of {reach(rule.destination)}.',
                            Edit(rule, fields={'port_ranges': '443', 'ports': ports.parse('443')}))
        else:
            together.setdefault(replace(rule.destination, protocol=ANY, ports=ports.ALL).key, []).append(rule)
    for rules in together.values():
        opened = ports.merge(span for rule in rules for span in rule.destination.ports)
        if _is_wide(opened):
            # No command: which of the ports are needed, nobody but the user knows.
            yield Hit(f'{listed(rule.label for rule in rules)} together open {ports.count(opened)} ports of '
                      f'{spoken(rules[0].destination)}.', tuple(rule.name for rule in rules),
                      tuple(rule.destination for rule in rules))


@check('HN210', 'Any protocol',
       why='The rule also opens UDP and ICMP, which hardly any documented service needs.',
       remedy='Write TCP, or the protocol that is needed.',
       source=SERVICE_TAG_ENTITY)
def any_protocol(subject):
    """Any protocol on a service tag rule of the user's that HN209 does not find."""
    subject.need_restriction()
    for rule in _own_wide(subject):
        if rule.destination.protocol == ANY and not _is_wide(rule.destination.ports):
            yield _rule_hit(rule, f'{rule.label} opens {reach(rule.destination)} for every protocol.',
                            Edit(rule, fields={'protocol': 'TCP'}))


@check('HN211', 'Address prefixes that override the tag',
       why='The service ignores the tag of a rule with address prefixes and opens the addresses instead.',
       remedy='Take away the prefixes, or keep them knowingly and name the rule after them. The tag Internet, which az '
              'ml takes beside any prefixes, promises no service.',
       source=SERVICE_TAG_ENTITY)
def overriding_prefixes(subject):
    """A service tag rule with the tag of a service and address prefixes."""
    subject.need_restriction()
    for rule in subject.own_tags:
        destination = rule.destination
        if destination.address_prefixes and destination.service_tag \
                and not service_tags.is_internet(destination.service_tag):
            # No command: which of the two is meant, nobody but the user knows.
            yield Hit(f'{rule.label} opens {reach(destination)}, not {destination.service_tag}.', (rule.name,),
                      (destination,))


@check('HN212', 'Very wide address prefixes',
       why='So many public addresses include those that hosting providers rent out to anybody.',
       remedy='Write the ranges of the hosts that are meant.',
       source='own judgement: a company may hold a /16 of IPv4 or a /32 of IPv6')
def wide_prefixes(subject):
    """Public address prefixes wider than a /16 (IPv6: /32), or more of them than sixteen such."""
    subject.need_restriction()
    for rule in subject.own_tags:
        wide = breadth.wide_networks(rule.destination)
        if wide and not breadth.is_half(rule.destination):
            yield _rule_hit(rule, f'{rule.label} opens {_spoken(wide)}.')


@check('HN213', 'Private address prefixes',
       why='A managed network is not joined to yours, so no rule makes private addresses reachable.',
       remedy='Make a private endpoint rule for the resource, or reach the host through an Application Gateway.',
       source=f'{ON_PREMISES_ARTICLE}; ranges: IANA special-purpose address registries')
def private_prefixes(subject):
    """Address prefixes inside ranges that are not public."""
    subject.need_restriction()
    for rule in subject.own_tags:
        private = breadth.private_networks(rule.destination)
        if private:
            yield _rule_hit(rule, f'{rule.label} names {_spoken(private)}, which compute of the hub cannot '
                            'reach.')


@check('HN214', 'Host that accepts uploads',
       why='Whoever has an account there, an attacker\'s included, can be sent data over the allowed host.',
       remedy='Nothing, where the host is needed. Where only downloads are, a mirror of your own is safer.',
       source='core/upload_hosts.py')
def uploads(subject):
    """A host that takes uploads from anybody with an account."""
    subject.need_restriction()
    for rule, host in subject.own_fqdns:
        found = upload_hosts.accepts_uploads(host)
        # Whoever may reach anybody's names needs no such host.
        if found and not shared_hosting.reached_by(host):
            yield Hit(f'{rule.label} allows {host}, which takes {found.what} from anybody with an account.',
                      (rule.name,), (host,))


@check('HN215', 'Documented destination that anybody can use',
       why='The documentation of a scenario asks for exactly this, but names or resources of any customer lie behind.',
       remedy='Keep it while the scenario is used; take it away with the scenario.',
       source='the preset that the message names')
def documented_but_shared(subject):
    """What would be HN203 to HN205, HN207 or HN208, were it not an entry of a preset."""
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        need = subject.documented(host)
        if need and (shared_hosting.reached_by(host) or not host.startswith('*.')):
            yield Hit(f'{rule.label} allows {host}, as the preset {need.preset} asks for: names of other customers lie '
                      'under it.', (rule.name,), (host,))
    for rule, tag in subject.own_named_tags:
        need = subject.documented(rule.destination)
        if need and service_tags.any_tenant(tag):
            yield Hit(f'{rule.label} allows {reach(rule.destination)}, as the preset {need.preset} asks for: '
                      f'{service_tags.known(tag).resources} of any tenant lie behind it.', (rule.name,),
                      (rule.destination,))


@check('HN216', 'The whole internet by service tag or address prefixes',
       why='The rule allows half of all public addresses or more: the other rules decide nothing any more.',
       remedy='Name the hosts that are needed; presets have them for the documented scenarios.',
       source=f'{_SERVICE_TAGS}; prefixes: {SERVICE_TAG_ENTITY}')
def whole_internet(subject):
    """The tag Internet; 0.0.0.0/0, ::/0, or parts that make up half of it, if need be of several rules; whoever made
    them."""
    subject.need_restriction()
    for rule in subject.tags:
        if not rule.destination.address_prefixes and service_tags.is_internet(rule.destination.service_tag):
            yield _rule_hit(rule, f'{rule.label} allows {reach(rule.destination)}: every public address.')
    for rule in subject.tags:
        if breadth.is_half(rule.destination):
            opened = _spoken(collapsed(rule.destination.address_prefixes))
            yield _rule_hit(rule, f'{rule.label} opens {opened}, as good as the whole internet.')
    parts = [rule for rule in subject.tags if breadth.wide_networks(rule.destination)
             and not breadth.is_half(rule.destination)]
    if breadth.is_half(*(rule.destination for rule in parts)):
        yield Hit(f'{listed(rule.label for rule in parts)} together open half of the internet or more.',
                  tuple(rule.name for rule in parts), tuple(rule.destination for rule in parts),
                  tuple(Edit(rule, remove=True) for rule in parts if rule.writable))


@check('HN217', 'Service tag of which little is known',
       why='hubnet does not know whether resources of other customers lie behind the tag, so HN207 says nothing of it.',
       remedy='Look the tag up in the overview of service tags. Where customers have resources at its addresses, take '
              'private endpoint or FQDN rules instead.',
       source=f'{_SERVICE_TAGS}; tags: core/service_tags.py')
def unjudged_tag(subject):
    """A tag of Microsoft's list that core/service_tags.py does not have."""
    subject.need_restriction()
    for rule, tag in subject.own_named_tags:
        if service_tags.known(tag) is None and tag_names.unknown_part(tag) != 'tag' \
                and not subject.documented(rule.destination) and not subject.given_by_platform(rule.destination):
            yield Hit(f'{rule.label} allows {reach(rule.destination)}; hubnet does not know whose resources lie behind '
                      'it.', (rule.name,), (rule.destination,))


@check('HN218', 'Private endpoint to another subscription',
       why='A private endpoint to a resource of somebody else takes data out past the firewall; from the id alone '
           'hubnet cannot tell whose the subscription is.',
       remedy='See that the subscription is yours, then waive the finding by its destination; remove the rules '
              'otherwise.',
       source=f'{_EXFILTRATION}; Azure Resource Manager, resource ids')
def other_subscription(subject):
    """Targets outside the hub's own subscription, one finding for each subscription."""
    subject.need_restriction()
    hub = parse_resource_id(subject.hub.id) if subject.hub.id else None
    if hub is None:
        raise Skip("the input does not say the hub's subscription")
    others: Dict[str, List[Rule]] = {}
    for rule in subject.own_of(PrivateEndpoint):
        subscription = parse_resource_id(rule.destination.service_resource_id).subscription.lower()
        if subscription != hub.subscription.lower():
            others.setdefault(subscription, []).append(rule)
    for subscription, rules in others.items():
        # No command: mostly it is one of the company's own.
        yield Hit(f'{listed((rule.label for rule in rules), most=5)} '
                  f'{"makes a private endpoint" if len(rules) == 1 else "make private endpoints"} to resources of the '
                  f'subscription {subscription}, which is not the hub\'s.', tuple(rule.name for rule in rules),
                  tuple(rule.destination for rule in rules))


@check('HN219', 'Wide rule that counts as not your own',
       why='Checks of what people allow leave the rules of the platform and of connections alone, and none of those is '
           'known to be so wide: somebody may hide the rule behind its name or category.',
       remedy='Find out who made it. Where it is yours, give it another name, or the category UserDefined, and audit '
              'again; else remove the connection that it belongs to, or ask Microsoft.',
       source='own judgement; what the platform makes: core/required.py')
def hidden(subject):
    """What reaches strangers by a rule whose category is not UserDefined, or whose name is one of a connection's, and
    is not HN201, HN202 or HN216 already."""
    subject.need_restriction()
    for rule in dict.fromkeys((*(rule for rule, _ in subject.fqdns), *subject.tags)):
        if not rule.writable and breadth.is_strangers(rule.destination) and not _is_void(rule.destination):
            whose = "by its name a connection's" if rule.category == USER_DEFINED \
                else f'of the category {rule.category}'
            yield Hit(f'{rule.label}, {whose}, allows {reach(rule.destination)}, which strangers can be behind.',
                      (rule.name,), (rule.destination,))


def _wildcards(subject) -> Iterable[Tuple[Rule, str]]:
    """The wildcards of the user's rules, less `*`."""
    return ((rule, host) for rule, host in subject.own_fqdns if host.startswith('*') and host != '*')


def _shared(subject, kind: str) -> Iterable[Hit]:
    subject.need_restriction()
    for rule, host in _wildcards(subject):
        hosting = None if shared_hosting.is_public_suffix(host) else shared_hosting.reached_by(host)
        if hosting and hosting.kind == kind and not subject.documented(host):
            yield _host_hit(rule, host, sentence(f'{rule.label} allows {host}, and with it {hosting.what}'))


def _tenants(subject, regional: bool) -> Iterable[Hit]:
    subject.need_restriction()
    for rule, tag in subject.own_named_tags:
        if service_tags.any_tenant(tag) and not service_tags.is_internet(tag) and tag.lower() != _CLOUD \
                and service_tags.is_regional(tag) == regional and not subject.documented(rule.destination):
            yield _rule_hit(rule, f'{rule.label} allows {reach(rule.destination)}: '
                            f'{service_tags.known(tag).resources} of any tenant.')


def _own_wide(subject) -> Iterable[Rule]:
    """Service tag rules of the user's that reach somebody, and that neither a preset nor the platform has just so."""
    return (rule for rule in subject.own_tags
            if not subject.documented(rule.destination) and not subject.given_by_platform(rule.destination)
            and (rule.destination.address_prefixes or service_tags.reaches_hosts(rule.destination.service_tag)))


def _is_void(destination: Any) -> bool:
    """Whether a destination makes the allow-list void, which is found whoever made the rule."""
    if isinstance(destination, ServiceTag):
        return breadth.is_half(destination) or not destination.address_prefixes \
            and service_tags.is_internet(destination.service_tag)
    return any(map(shared_hosting.is_public_suffix, destination.hosts))


def _is_wide(opened: PortRanges) -> bool:
    return ports.count(opened) > _MOST_PORTS


def _spoken(networks: Iterable) -> str:
    return ', '.join(map(str, networks))


def _host_hit(rule: Rule, host: str, message: str) -> Hit:
    return Hit(message, (rule.name,), (host,), (without_hosts(rule, (host,)),) if rule.writable else ())


def _rule_hit(rule: Rule, message: str, edit: Optional[Edit] = None) -> Hit:
    """A finding on a whole rule, which is to be removed where nothing else is said and people made it."""
    return Hit(message, (rule.name,), (rule.destination,),
               (edit or Edit(rule, remove=True),) if rule.writable else ())
