"""Checks of FQDN and service tag rules that do not say what somebody meant."""

from typing import Iterable, List, Optional

from .. import fixes, hosts, private_endpoints, render, tag_names
from ..nearest import nearest
from ..rules import Fqdn, NotUnderstood, Rule
from ..special_names import reserved_ending
from .check import Hit, family

check = family('correctness')

_FQDN_RULES = ('MicrosoftDocs/azure-ai-docs configure-managed-network.md (hubs), 2024-05-21 to 2026-02-02')
_WILDCARDS = 'MicrosoftDocs/azure-docs firewall-faq.yml, 2022-09-12'
_SERVICE_TAG = 'azure-ai-ml 1.35.2, ServiceTagDestination'


@check('HN301', 'URL in an FQDN rule',
       why='The firewall compares host names; a scheme, a path or a port in one never matches.',
       remedy='Write the host name alone. FQDN rules always open ports 80 and 443.',
       source=_FQDN_RULES)
def url(subject):
    """A scheme, a path or a port in an FQDN."""
    for rule in _not_understood(subject, 'url'):
        bare = [_bare(part) for part in _parts(rule)]
        fix = fixes.set_hosts(subject.hub, rule, bare) if bare and all(bare) else ()
        yield _hit(rule, fix)


@check('HN302', 'Asterisk that is not at the left',
       why='The firewall takes one asterisk, as the first character; elsewhere the name matches nothing.',
       remedy='Write *.name for all hosts below a name, and a rule for each other host.',
       source=_WILDCARDS)
def asterisk(subject):
    """`pypi.*`, `a.*.com`."""
    for rule in _not_understood(subject, 'wildcard'):
        yield _hit(rule)


@check('HN303', 'Not a host name',
       why='FQDN rules take names that public DNS resolves; addresses and single words match nothing.',
       remedy='Write a host name. For an address, write a service tag rule with address prefixes.',
       source=_FQDN_RULES)
def not_a_host(subject):
    """What cannot be a host name, an IP address, a name of one label."""
    for rule in _not_understood(subject, 'not_a_host'):
        yield _hit(rule)
    for rule, host in subject.own_fqdns:
        if '.' not in host and not host.startswith(hosts.ASTERISK):
            yield Hit(f"{rule.label}: '{host}' is a single word, which no public DNS resolves.", (rule.name,), (host,),
                      fixes.drop_hosts(subject.hub, rule, (host,)))


@check('HN304', 'Name that is not public',
       why='The ending is reserved for tests, documentation or networks of one\'s own: the firewall cannot resolve it.',
       remedy='Write the public name. Hosts of your own network are reached through an Application Gateway.',
       source='core/special_names.py')
def not_public(subject):
    """`repo.corp`, `db.internal`, `host.example.com`."""
    for rule, host in subject.own_fqdns:
        ending = reserved_ending(host)
        # A single word is HN303's.
        if ending and '.' in host.lstrip('*.'):
            yield Hit(f'{rule.label}: {host} ends in {ending}, which no public host does.', (rule.name,), (host,),
                      fixes.drop_hosts(subject.hub, rule, (host,)))


@check('HN305', 'Storage account by FQDN',
       why='In approved-only mode an FQDN rule does not lead to a storage account.',
       remedy='Make a private endpoint rule for the account and the service that is used.',
       source='MicrosoftDocs/azure-ai-docs configure-managed-network.md, from 2025-04-30 on')
def storage_by_fqdn(subject):
    """The host of one storage account, which is not an entry of a preset."""
    subject.need_restriction()
    for rule, host in subject.own_fqdns:
        account = private_endpoints.storage_account(host)
        if account and not subject.documented(host):
            yield Hit(f'{rule.label} names {host}, a storage account: an FQDN rule does not lead there.', (rule.name,),
                      (host,), (fixes.set_storage_endpoint(subject.hub, *account),)
                      + fixes.drop_hosts(subject.hub, rule, (host,)))


@check('HN306', 'Half of a pair of names',
       why='A wildcard does not match the name itself nor the name what is below it; the service uses both.',
       remedy='Allow both.',
       source=f'{_WILDCARDS}; pairs: the presets\' articles')
def half_a_pair(subject):
    """`docker.io` without `*.docker.io`, for pairs that a preset requires."""
    subject.need_restriction()
    own = {host: rule for rule, host in subject.own_fqdns}
    seen = set()
    for needs in subject.needs.values():
        wanted = {host for need in needs if isinstance(need.destination, Fqdn) and not need.entry.optional
                  for host in need.destination.hosts}
        for apex in sorted(host for host in wanted if f'*.{host}' in wanted):
            for here, lacking in ((apex, f'*.{apex}'), (f'*.{apex}', apex)):
                if here in own and lacking not in seen and not subject.index.allowing_host(lacking):
                    seen.add(lacking)
                    yield Hit(f'{own[here].label} allows {here}, but nothing allows {lacking}; {needs[0].preset} needs '
                              'both.', (own[here].name,), (lacking,), (fixes.set_fqdn_rule(subject.hub, lacking),))


@check('HN307', 'Unknown service tag',
       why='A misspelled tag is refused, or reaches nothing.',
       remedy='Check the spelling. A tag that is newer than the list is right all the same.',
       source=f'{tag_names.SOURCE}, {tag_names.AS_OF}')
def unknown_tag(subject):
    """A tag that is not in the list."""
    for rule, tag in _tags(subject, 'tag'):
        yield Hit(f"{rule.label}: the list of {tag_names.AS_OF} has no service tag '{tag}'. "
                  f'{nearest(tag, tag_names.families())}'.rstrip(), (rule.name,), (rule.destination,))


@check('HN308', 'Unknown region of a service tag',
       why='A misspelled region is refused, or reaches nothing.',
       remedy='Check the spelling. A region that is newer than the list is right all the same.',
       source=f'{tag_names.SOURCE}, {tag_names.AS_OF}')
def unknown_region(subject):
    """A known tag with something that is no region."""
    for rule, tag in _tags(subject, 'region'):
        region = tag.rpartition('.')[2]
        yield Hit(f"{rule.label}: the list of {tag_names.AS_OF} has no region '{region}' for {tag}. "
                  f'{nearest(region, tag_names.regions())}'.rstrip(), (rule.name,), (rule.destination,))


@check('HN309', 'Bad port ranges',
       why='The service refuses the rule or opens nothing.',
       remedy='Write ports and ranges from 0 to 65535 with commas between them, or *.',
       source=_SERVICE_TAG)
def bad_ports(subject):
    """Port ranges that cannot be read."""
    for rule in _not_understood(subject, 'bad_ports'):
        yield _hit(rule)


@check('HN310', 'Bad protocol',
       why='The service refuses the rule or opens nothing.',
       remedy='Write TCP, UDP, ICMP or *.',
       source=_SERVICE_TAG)
def bad_protocol(subject):
    """A protocol that is none of the four."""
    for rule in _not_understood(subject, 'bad_protocol'):
        yield _hit(rule)


@check('HN311', 'Bad address prefix',
       why='The service refuses the rule or opens nothing.',
       remedy='Write address ranges such as 203.0.113.0/24.',
       source=_SERVICE_TAG)
def bad_address(subject):
    """An address prefix that is no address range."""
    for rule in _not_understood(subject, 'bad_address'):
        yield _hit(rule)


def _not_understood(subject, kind: str) -> Iterable[Rule]:
    return (rule for rule in subject.own_of(NotUnderstood) if rule.destination.kind == kind)


def _hit(rule: Rule, fix=()) -> Hit:
    return Hit(f'{rule.label}: {rule.destination.reason}.', (rule.name,), (rule.destination,), fix)


def _tags(subject, part: str):
    """The user's rules for which the tag counts and one part of it is not known, with the tag."""
    for rule in subject.own_tags:
        tag = rule.destination.service_tag
        if not rule.destination.address_prefixes and tag_names.unknown_part(tag) == part:
            yield rule, tag


def _parts(rule: Rule) -> List[str]:
    """The names that an FQDN rule that was not understood gives, as written."""
    text = render.destination(rule.destination)
    return [part.strip() for part in text.split(',') if part.strip()] if isinstance(text, str) else []


def _bare(text: str) -> Optional[str]:
    """The host of a URL, of host:port or of host/path; None where there is none."""
    from urllib.parse import urlsplit
    try:
        host = urlsplit(text if '://' in text else f'//{text}').hostname
        return hosts.normalise(host or '')
    except ValueError:
        return None
