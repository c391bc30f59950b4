"""Checks of service tags and address prefixes: whose addresses they allow, on which ports and protocols."""

from collections.abc import Iterable, Iterator

from ...compare import breadth
from ...facts import service_tags
from ...model import ports
from ...model.destinations import ANY, PortRanges, ServiceTag
from ...model.hub import Rule
from ...model.networks import Network, collapsed
from ...render.one_line import join_words
from ..check import Hit, family
from ..edits import Edit
from ..severities import CRITICAL, HIGH, LOW, MEDIUM
from ..subject import Subject
from .sources import EXFILTRATION_ARTICLE, ON_PREMISES_ARTICLE, SERVICE_TAG_ENTITY, SERVICE_TAGS

check = family('exposure')

_OVERVIEW = 'MicrosoftDocs/azure-docs service-tags-overview.md, 2023-01-26'

# No documented service needs port 0, and few people write it when they mean all.
_ALL_PORTS = ((1, ports.HIGHEST),)
# A quarter of all; what opens more is as good as every port. Cosmos DB needs 10001.
_MOST_PORTS = 2**14
_CLOUD = 'azurecloud'


@check(
    'HN206',
    'Service tag for the whole cloud',
    severity=HIGH,
    because='the tag includes all customers of the cloud',
    catches='the tag AzureCloud',
    why='AzureCloud is every public address of the cloud, including those of all customers.',
    remedy='Use the tag of the service that is needed, FQDN rules or private endpoints.',
    source=_OVERVIEW,
)
def cloud_tag(subject: Subject) -> Iterator[Hit]:
    """Find the tag AzureCloud."""
    subject.need_restriction()
    for rule, destination, tag in subject.rules.own_named_tags:
        if tag.lower() == _CLOUD:
            yield _rule_hit(
                rule, f'{rule.label} allows {destination.one_line()}: every address of the cloud, of any customer.'
            )


@check(
    'HN207',
    'Service tag that reaches any tenant',
    severity=HIGH,
    because='as wide as a wildcard over the same service: resources of any tenant are behind the tag',
    catches='a service tag with resources of any tenant behind it',
    why='A tag stands for the addresses of a whole service: the rule also reaches the resources of other customers.',
    remedy='Create a private endpoint rule for each of your own resources. Where that is not possible, use the tag of '
    'one region.',
    source=f'{EXFILTRATION_ARTICLE}; tags: {SERVICE_TAGS}',
)
def any_tenant_tag(subject: Subject) -> Iterator[Hit]:
    """Find `Storage`, `Sql`, `AzureContainerRegistry` and the like, in all regions."""
    yield from _tenants(subject, regional=False)


@check(
    'HN208',
    'Regional service tag that reaches any tenant',
    severity=MEDIUM,
    because='the same as HN207 in one region; to receive data, an attacker needs a resource there',
    catches='a service tag as in HN207, for one region',
    why='The rule reaches the resources of every customer in that region, not only yours.',
    remedy='Create a private endpoint rule for each of your own resources.',
    source=f'{EXFILTRATION_ARTICLE}; tags: {SERVICE_TAGS}',
)
def regional_tag(subject: Subject) -> Iterator[Hit]:
    """Find `Storage.WestEurope`, `AzureCloud.WestEurope`."""
    yield from _tenants(subject, regional=True)


@check(
    'HN209',
    'Any port',
    severity=MEDIUM,
    because='more ports are open than any documented service needs, but only to addresses that someone chose',
    catches='a service tag rule that opens every port, or more than 16384',
    why='So many ports include remote shells, mail and any other service that may listen there.',
    remedy='Write the ports that the service needs; most services need 443 only.',
    source=f'{SERVICE_TAG_ENTITY}; the most that a service is documented to need: azure/cosmos-db/'
    'sdk-connection-modes (Microsoft Learn, read 2026-11-27)',
)
def any_port(subject: Subject) -> Iterator[Hit]:
    """Find all ports, or very many, on service tag rules; several rules for one destination count together."""
    subject.need_restriction()
    together: dict[tuple[object, ...], list[tuple[Rule, ServiceTag]]] = {}
    for rule, destination in _own_wide(subject):
        if _is_wide(destination.ports):
            how_many = (
                'every port'
                if ports.contains(destination.ports, _ALL_PORTS)
                else f'{ports.count(destination.ports)} ports'
            )
            yield _rule_hit(
                rule,
                f'{rule.label} opens {how_many} of {destination.one_line()}.',
                Edit(rule, fields={'port_ranges': '443', 'ports': ports.parse('443')}),
            )
        else:
            key = destination._replace(protocol=ANY, ports=ports.ALL).key
            together.setdefault(key, []).append((rule, destination))
    for found in together.values():
        opened = ports.merge(span for _, destination in found for span in destination.ports)
        if _is_wide(opened):
            # No command: only the user knows which of the ports are needed.
            yield Hit(
                f'{join_words(rule.label for rule, _ in found)} together open {ports.count(opened)} ports of '
                f'{found[0][1].label}.',
                tuple(rule.name for rule, _ in found),
                tuple(destination for _, destination in found),
            )


@check(
    'HN210',
    'Any protocol',
    severity=LOW,
    because='the ports still limit TCP and UDP, and ICMP carries little data',
    catches='a service tag rule that opens every protocol',
    why='The rule also opens UDP and ICMP, which hardly any documented service needs.',
    remedy='Write TCP, or the protocol that is needed.',
    source=SERVICE_TAG_ENTITY,
)
def any_protocol(subject: Subject) -> Iterator[Hit]:
    """Find any protocol on service tag rules that HN209 does not report."""
    subject.need_restriction()
    for rule, destination in _own_wide(subject):
        if destination.protocol == ANY and not _is_wide(destination.ports):
            yield _rule_hit(
                rule,
                f'{rule.label} opens {destination.one_line()} for every protocol.',
                Edit(rule, fields={'protocol': 'TCP'}),
            )


@check(
    'HN211',
    'Address prefixes that override the tag',
    severity=LOW,
    because='the addresses may be right, but the tag misleads anyone who reads the rule',
    catches='address prefixes, which override the tag next to them',
    why='The service ignores the tag of a rule with address prefixes and opens the addresses instead.',
    remedy='Remove the prefixes, or keep them and name the rule after them. The tag Internet, which az ml accepts next '
    'to any prefixes, does not suggest a service.',
    source=SERVICE_TAG_ENTITY,
)
def overriding_prefixes(subject: Subject) -> Iterator[Hit]:
    """Find service tag rules with the tag of a service and address prefixes."""
    subject.need_restriction()
    for rule, destination in subject.rules.own_tags:
        if (
            destination.address_prefixes
            and destination.service_tag
            and not service_tags.is_internet(destination.service_tag)
        ):
            # No command: only the user knows which of the two is meant.
            yield Hit(
                f'{rule.label} opens {destination.one_line()}, not {destination.service_tag}.',
                (rule.name,),
                (destination,),
            )


@check(
    'HN212',
    'Very wide address prefixes',
    severity=HIGH,
    because='anyone can rent one of so many addresses',
    catches='public address prefixes so wide that hosting providers rent addresses in them',
    why='So many public addresses include those that hosting providers rent to anyone.',
    remedy='Write the address ranges of the hosts that are needed.',
    source="hubnet's own judgement: a company may hold a /16 of IPv4 or a /32 of IPv6",
)
def wide_prefixes(subject: Subject) -> Iterator[Hit]:
    """Find public address prefixes wider than a /16 (IPv6: /32), or more of them than sixteen such."""
    subject.need_restriction()
    for rule, destination in subject.rules.own_tags:
        wide = breadth.wide_networks(destination)
        if wide and not breadth.covers_half_the_internet(destination):
            yield _rule_hit(rule, f'{rule.label} opens {_in_words(wide)}.')


@check(
    'HN213',
    'Private address prefixes',
    severity=LOW,
    because='nothing is exposed: only private endpoints lead from a managed network to private addresses',
    catches='private address prefixes, which a managed network cannot reach',
    why='A managed network is not connected to yours, so no rule makes private addresses reachable.',
    remedy='Create a private endpoint rule for the resource, or reach the host through an Application Gateway.',
    source=f'{ON_PREMISES_ARTICLE}; ranges: IANA special-purpose address registries',
)
def private_prefixes(subject: Subject) -> Iterator[Hit]:
    """Find address prefixes inside ranges that are not public."""
    subject.need_restriction()
    for rule, destination in subject.rules.own_tags:
        private = breadth.private_networks(destination)
        if private:
            yield _rule_hit(rule, f'{rule.label} names {_in_words(private)}, which compute of the hub cannot reach.')


@check(
    'HN216',
    'The whole internet by service tag or address prefixes',
    severity=CRITICAL,
    because='the tag or the addresses are the whole internet',
    catches='the tag Internet, and address prefixes that make up half of the internet or more',
    why='The rule allows half of all public addresses or more, so the other rules have hardly any effect.',
    remedy='Name the hosts that are needed; presets list them for the documented scenarios.',
    source=f'{_OVERVIEW}; prefixes: {SERVICE_TAG_ENTITY}',
)
def whole_internet(subject: Subject) -> Iterator[Hit]:
    """Find the tag Internet, 0.0.0.0/0, ::/0, or parts that make up half of it, also of several rules; in any rule."""
    subject.need_restriction()
    for rule, destination in subject.rules.tags:
        if not destination.address_prefixes and service_tags.is_internet(destination.service_tag or ''):
            yield _rule_hit(rule, f'{rule.label} allows {destination.one_line()}: every public address.')
    parts = []
    for rule, destination in subject.rules.tags:
        if breadth.covers_half_the_internet(destination):
            opened = _in_words(collapsed(destination.address_prefixes))
            yield _rule_hit(rule, f'{rule.label} opens {opened}, which is as good as the whole internet.')
        elif breadth.wide_networks(destination):
            parts.append((rule, destination))
    if breadth.covers_half_the_internet(*(destination for _, destination in parts)):
        yield Hit(
            f'{join_words(rule.label for rule, _ in parts)} together open half of the internet or more.',
            tuple(rule.name for rule, _ in parts),
            tuple(destination for _, destination in parts),
            tuple(Edit(rule, remove=True) for rule, _ in parts if rule.writable),
        )


@check(
    'HN217',
    'Service tag that hubnet cannot judge',
    severity=LOW,
    because='most of these tags are for services of Microsoft alone, but hubnet cannot tell which',
    catches='a service tag for which hubnet does not know whose resources are behind it',
    why='hubnet does not know whether resources of other customers are behind the tag, so HN207 does not judge it.',
    remedy='Look up the tag in the overview of service tags. If customers have resources at its addresses, use private '
    'endpoint or FQDN rules instead.',
    source=f'{_OVERVIEW}; tags: {SERVICE_TAGS}',
)
def unjudged_tag(subject: Subject) -> Iterator[Hit]:
    """Find tags in Microsoft's lists that are not in hubnet's own table."""
    subject.need_restriction()
    for rule, destination, tag in subject.rules.own_named_tags:
        if (
            service_tags.known(tag) is None
            and service_tags.unknown_part(tag) != 'tag'
            and not subject.presets.documented(destination)
            and not subject.rules.given_by_platform(destination)
        ):
            yield Hit(
                f'{rule.label} allows {destination.one_line()}; hubnet does not know whose resources are behind it.',
                (rule.name,),
                (destination,),
            )


def _tenants(subject: Subject, regional: bool) -> Iterator[Hit]:
    subject.need_restriction()
    for rule, destination, tag in subject.rules.own_named_tags:
        found = service_tags.known(tag)
        has_check_of_its_own = service_tags.is_internet(tag) or tag.lower() == _CLOUD
        if not found or not found.resources or has_check_of_its_own:
            continue
        if service_tags.is_regional(tag) == regional and not subject.presets.documented(destination):
            yield _rule_hit(rule, f'{rule.label} allows {destination.one_line()}: {found.resources} of any tenant.')


def _own_wide(subject: Subject) -> Iterator[tuple[Rule, ServiceTag]]:
    """Yield the user's service tag rules that reach hosts and are not exactly those of a preset or of the platform."""
    return (
        (rule, destination)
        for rule, destination in subject.rules.own_tags
        if not subject.presets.documented(destination)
        and not subject.rules.given_by_platform(destination)
        and (destination.address_prefixes or service_tags.reaches_hosts(destination.service_tag or ''))
    )


def _is_wide(opened: PortRanges) -> bool:
    return ports.count(opened) > _MOST_PORTS


def _in_words(networks: Iterable[Network]) -> str:
    return ', '.join(map(str, networks))


def _rule_hit(rule: Rule, message: str, edit: Edit | None = None) -> Hit:
    """Return a finding on a whole rule; if it is the user's, the fix is the edit, or to remove it."""
    return Hit(message, (rule.name,), (rule.destination,), (edit or Edit(rule, remove=True),) if rule.writable else ())


CHECKS = (
    cloud_tag,
    any_tenant_tag,
    regional_tag,
    any_port,
    any_protocol,
    overriding_prefixes,
    wide_prefixes,
    private_prefixes,
    whole_internet,
    unjudged_tag,
)
