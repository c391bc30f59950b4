"""Checks of what may leave by service tag or address prefixes: whose addresses, which ports and protocols."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ...compare import breadth
from ...facts import service_tags
from ...model import ports
from ...model.destinations import ANY, PortRanges
from ...model.hub import Rule
from ...model.networks import collapsed
from ...render.one_line import join_words
from ..check import Hit, family
from ..edits import Edit
from .sources import EXFILTRATION_ARTICLE, ON_PREMISES_ARTICLE, SERVICE_TAG_ENTITY

check = family('exposure')

_SERVICE_TAGS = 'MicrosoftDocs/azure-docs service-tags-overview.md, 2023-01-26'

# No documented service needs port 0, and few people write it when they mean all.
_ALL_PORTS = ((1, ports.HIGHEST),)
# A quarter of all; what more opens is as good as every port. Cosmos DB needs 10001.
_MOST_PORTS = 2**14
_CLOUD = 'azurecloud'


@check(
    'HN206',
    'Service tag for the whole cloud',
    why='AzureCloud is every public address of the cloud, those of all customers included.',
    remedy='Use the tag of the service that is meant, FQDN rules or private endpoints.',
    source=_SERVICE_TAGS,
)
def cloud_tag(subject):
    """The tag AzureCloud."""
    subject.need_restriction()
    for rule, tag in subject.own_named_tags:
        if tag.lower() == _CLOUD:
            yield _rule_hit(
                rule, f'{rule.label} allows {rule.destination.one_line()}: every address of the cloud, of any customer.'
            )


@check(
    'HN207',
    'Service tag that reaches any tenant',
    why='A tag is the addresses of a service, not of your resources: the rule reaches those of other customers too.',
    remedy='Make a private endpoint rule for each of your own resources; where that is not possible, take the tag '
    'of the region alone.',
    source=f'{EXFILTRATION_ARTICLE}; tags: core/service_tags.py',
)
def any_tenant_tag(subject):
    """`Storage`, `Sql`, `AzureContainerRegistry` and their kin, in all regions."""
    yield from _tenants(subject, regional=False)


@check(
    'HN208',
    'Regional service tag that reaches any tenant',
    why='The rule reaches the resources of every customer in that region, not only yours.',
    remedy='Make a private endpoint rule for each of your own resources.',
    source=f'{EXFILTRATION_ARTICLE}; tags: core/service_tags.py',
)
def regional_tag(subject):
    """`Storage.WestEurope`, `AzureCloud.WestEurope`."""
    yield from _tenants(subject, regional=True)


@check(
    'HN209',
    'Any port',
    why='So many ports have remote shells and mail among them, and whatever else somebody listens on.',
    remedy='Write the ports that the service needs; most need 443 alone.',
    source=f'{SERVICE_TAG_ENTITY}; the most that a service is documented to need: azure/cosmos-db/'
    'sdk-connection-modes (Microsoft Learn, read 2026-11-27)',
)
def any_port(subject):
    """All ports on a service tag rule of the user's, or so many of them; several rules for one destination count
    together.
    """
    subject.need_restriction()
    together: dict[tuple[Any, ...], list[Rule]] = {}
    for rule in _own_wide(subject):
        if _is_wide(rule.destination.ports):
            how_many = (
                'every port'
                if ports.contains(rule.destination.ports, _ALL_PORTS)
                else f'{ports.count(rule.destination.ports)} ports'
            )
            yield _rule_hit(
                rule,
                f'{rule.label} opens {how_many} of {rule.destination.one_line()}.',
                Edit(rule, fields={'port_ranges': '443', 'ports': ports.parse('443')}),
            )
        else:
            together.setdefault(replace(rule.destination, protocol=ANY, ports=ports.ALL).key, []).append(rule)
    for rules in together.values():
        opened = ports.merge(span for rule in rules for span in rule.destination.ports)
        if _is_wide(opened):
            # No command: which of the ports are needed, nobody but the user knows.
            yield Hit(
                f'{join_words(rule.label for rule in rules)} together open {ports.count(opened)} ports of '
                f'{rules[0].destination.label}.',
                tuple(rule.name for rule in rules),
                tuple(rule.destination for rule in rules),
            )


@check(
    'HN210',
    'Any protocol',
    why='The rule also opens UDP and ICMP, which hardly any documented service needs.',
    remedy='Write TCP, or the protocol that is needed.',
    source=SERVICE_TAG_ENTITY,
)
def any_protocol(subject):
    """Any protocol on a service tag rule of the user's that HN209 does not find."""
    subject.need_restriction()
    for rule in _own_wide(subject):
        if rule.destination.protocol == ANY and not _is_wide(rule.destination.ports):
            yield _rule_hit(
                rule,
                f'{rule.label} opens {rule.destination.one_line()} for every protocol.',
                Edit(rule, fields={'protocol': 'TCP'}),
            )


@check(
    'HN211',
    'Address prefixes that override the tag',
    why='The service ignores the tag of a rule with address prefixes and opens the addresses instead.',
    remedy='Take away the prefixes, or keep them knowingly and name the rule after them. The tag Internet, which az '
    'ml takes beside any prefixes, promises no service.',
    source=SERVICE_TAG_ENTITY,
)
def overriding_prefixes(subject):
    """A service tag rule with the tag of a service and address prefixes."""
    subject.need_restriction()
    for rule in subject.own_tags:
        destination = rule.destination
        if (
            destination.address_prefixes
            and destination.service_tag
            and not service_tags.is_internet(destination.service_tag)
        ):
            # No command: which of the two is meant, nobody but the user knows.
            yield Hit(
                f'{rule.label} opens {destination.one_line()}, not {destination.service_tag}.',
                (rule.name,),
                (destination,),
            )


@check(
    'HN212',
    'Very wide address prefixes',
    why='So many public addresses include those that hosting providers rent out to anybody.',
    remedy='Write the ranges of the hosts that are meant.',
    source='own judgement: a company may hold a /16 of IPv4 or a /32 of IPv6',
)
def wide_prefixes(subject):
    """Public address prefixes wider than a /16 (IPv6: /32), or more of them than sixteen such."""
    subject.need_restriction()
    for rule in subject.own_tags:
        wide = breadth.wide_networks(rule.destination)
        if wide and not breadth.covers_half_the_internet(rule.destination):
            yield _rule_hit(rule, f'{rule.label} opens {_spoken(wide)}.')


@check(
    'HN213',
    'Private address prefixes',
    why='A managed network is not joined to yours, so no rule makes private addresses reachable.',
    remedy='Make a private endpoint rule for the resource, or reach the host through an Application Gateway.',
    source=f'{ON_PREMISES_ARTICLE}; ranges: IANA special-purpose address registries',
)
def private_prefixes(subject):
    """Address prefixes inside ranges that are not public."""
    subject.need_restriction()
    for rule in subject.own_tags:
        private = breadth.private_networks(rule.destination)
        if private:
            yield _rule_hit(rule, f'{rule.label} names {_spoken(private)}, which compute of the hub cannot reach.')


@check(
    'HN216',
    'The whole internet by service tag or address prefixes',
    why='The rule allows half of all public addresses or more: the other rules decide nothing any more.',
    remedy='Name the hosts that are needed; presets have them for the documented scenarios.',
    source=f'{_SERVICE_TAGS}; prefixes: {SERVICE_TAG_ENTITY}',
)
def whole_internet(subject):
    """The tag Internet; 0.0.0.0/0, ::/0, or parts that make up half of it, if need be of several rules; whoever made
    them.
    """
    subject.need_restriction()
    for rule in subject.tags:
        if not rule.destination.address_prefixes and service_tags.is_internet(rule.destination.service_tag):
            yield _rule_hit(rule, f'{rule.label} allows {rule.destination.one_line()}: every public address.')
    for rule in subject.tags:
        if breadth.covers_half_the_internet(rule.destination):
            opened = _spoken(collapsed(rule.destination.address_prefixes))
            yield _rule_hit(rule, f'{rule.label} opens {opened}, as good as the whole internet.')
    parts = [
        rule
        for rule in subject.tags
        if breadth.wide_networks(rule.destination) and not breadth.covers_half_the_internet(rule.destination)
    ]
    if breadth.covers_half_the_internet(*(rule.destination for rule in parts)):
        yield Hit(
            f'{join_words(rule.label for rule in parts)} together open half of the internet or more.',
            tuple(rule.name for rule in parts),
            tuple(rule.destination for rule in parts),
            tuple(Edit(rule, remove=True) for rule in parts if rule.writable),
        )


@check(
    'HN217',
    'Service tag of which little is known',
    why='hubnet does not know whether resources of other customers lie behind the tag, so HN207 says nothing of it.',
    remedy='Look the tag up in the overview of service tags. Where customers have resources at its addresses, take '
    'private endpoint or FQDN rules instead.',
    source=f'{_SERVICE_TAGS}; tags: core/service_tags.py',
)
def unjudged_tag(subject):
    """A tag of Microsoft's list that core/service_tags.py does not have."""
    subject.need_restriction()
    for rule, tag in subject.own_named_tags:
        if (
            service_tags.known(tag) is None
            and service_tags.unknown_part(tag) != 'tag'
            and not subject.documented(rule.destination)
            and not subject.given_by_platform(rule.destination)
        ):
            yield Hit(
                f'{rule.label} allows {rule.destination.one_line()}; hubnet does not know whose resources lie behind it.',
                (rule.name,),
                (rule.destination,),
            )


def _tenants(subject, regional: bool) -> Iterable[Hit]:
    subject.need_restriction()
    for rule, tag in subject.own_named_tags:
        if (
            service_tags.any_tenant(tag)
            and not service_tags.is_internet(tag)
            and tag.lower() != _CLOUD
            and service_tags.is_regional(tag) == regional
            and not subject.documented(rule.destination)
        ):
            yield _rule_hit(
                rule,
                f'{rule.label} allows {rule.destination.one_line()}: {service_tags.known(tag).resources} of any tenant.',
            )


def _own_wide(subject) -> Iterable[Rule]:
    """Service tag rules of the user's that reach somebody, and that neither a preset nor the platform has just so."""
    return (
        rule
        for rule in subject.own_tags
        if not subject.documented(rule.destination)
        and not subject.given_by_platform(rule.destination)
        and (rule.destination.address_prefixes or service_tags.reaches_hosts(rule.destination.service_tag))
    )


def _is_wide(opened: PortRanges) -> bool:
    return ports.count(opened) > _MOST_PORTS


def _spoken(networks: Iterable) -> str:
    return ', '.join(map(str, networks))


def _rule_hit(rule: Rule, message: str, edit: Edit | None = None) -> Hit:
    """A finding on a whole rule, which is to be removed where nothing else is said and people made it."""
    return Hit(message, (rule.name,), (rule.destination,), (edit or Edit(rule, remove=True),) if rule.writable else ())
