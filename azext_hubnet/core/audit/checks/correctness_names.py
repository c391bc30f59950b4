"""Checks of FQDN and service tag rules that do not do what they seem to do."""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from ...facts import private_endpoints, service_tags, special_names
from ...facts.limits import FQDN_PORTS
from ...facts.platform_rules import required
from ...model import hosts
from ...model.destinations import ALLOW, NotUnderstood, PrivateEndpoint, RuleDestination, ServiceTag
from ...model.hub import Rule
from ...model.nearest import nearest
from ...model.resource_ids import STORAGE_TYPE, parse_resource_id
from ...render import az_commands
from ...render.one_line import join_words, reading_problem
from ..check import Hit, family
from ..edits import Edit, without_hosts
from ..severities import INFO, LOW, MEDIUM
from ..subject import Subject
from .sources import FIREWALL_FAQ, HUB_ARTICLE, SERVICE_TAG_ENTITY

check = family('correctness')

# Each takes most of a millisecond, and no one reads more.
_MOST_GUESSES = 100
# By scheme; text without one is meant for the web.
_PORTS = {'http': 80, 'https': 443, '': 443}
_ALLOWS_NOTHING = 'the rule allows nothing, and something relies on it'
_TAG_NAMES = service_tags.NAMES_SOURCE


@check(
    'HN301',
    'URL in an FQDN rule',
    severity=MEDIUM,
    because=_ALLOWS_NOTHING,
    catches='an FQDN rule with a scheme, a path or a port',
    why='The firewall compares host names; one with a scheme, a path or a port never matches.',
    remedy='Write the host name alone. FQDN rules always open ports 80 and 443.',
    source=HUB_ARTICLE,
)
def url(subject: Subject) -> Iterator[Hit]:
    """Find a scheme, a path or a port in an FQDN."""
    for rule, destination in _not_understood(subject, 'url'):
        names = [host for host in map(_bare, _parts(destination)) if host]
        fix = az_commands.set_hosts(subject.hub, rule, names) if len(names) == len(_parts(destination)) else ()
        yield _hit(rule, fix)


@check(
    'HN302',
    'Asterisk in the wrong place',
    severity=MEDIUM,
    because=_ALLOWS_NOTHING,
    catches='an asterisk that is not at the left',
    why='The firewall accepts one asterisk, as the first character; anywhere else the name matches nothing.',
    remedy='Write *.name for all hosts below a name, and one rule for each other host.',
    source=FIREWALL_FAQ,
)
def asterisk(subject: Subject) -> Iterator[Hit]:
    """Find `pypi.*`, `a.*.com`."""
    for rule, _ in _not_understood(subject, 'wildcard'):
        yield _hit(rule)


@check(
    'HN303',
    'Not a host name',
    severity=MEDIUM,
    because=_ALLOWS_NOTHING,
    catches='text that is not a host name, an IP address, a single word',
    why='FQDN rules take names that public DNS resolves; IP addresses and single words match nothing.',
    remedy='Write a host name. For an IP address, write a service tag rule with address prefixes.',
    source=HUB_ARTICLE,
)
def not_a_host(subject: Subject) -> Iterator[Hit]:
    """Find what cannot be a host name, IP addresses, and names of one label; one finding per rule."""
    for rule, _ in _not_understood(subject, 'not_a_host'):
        yield _hit(rule)
    for rule, words in _hosts_that(subject, lambda host: '.' not in host and not host.startswith(hosts.ASTERISK)):
        yield _drop(rule, words, f'{rule.label} names {join_words(words)}: public DNS does not resolve a single word.')


@check(
    'HN304',
    'Name that is not public',
    severity=LOW,
    because='the rule allows nothing; such names are usually left over from an example',
    catches='a name that public DNS cannot resolve',
    why='The name does not end in a top-level domain, or its ending is reserved for tests, documentation or private '
    'networks: the firewall cannot resolve it.',
    remedy='Write the public name. Hosts of your own network are reached through an Application Gateway. If the '
    'top-level domain is newer than the list, ignore this finding.',
    source=f'{special_names.SOURCE}; top-level domains: the Public Suffix List, as publicsuffixlist carries it',
)
def not_public(subject: Subject) -> Iterator[Hit]:
    """Find `repo.corp`, `*.internal`, `host.example.com`, `pypi.ogr`, `10.0.0.256`; one finding per rule."""
    for rule, names in _hosts_that(subject, lambda host: _ending(host) is not None):
        endings = dict.fromkeys(ending for ending in map(_ending, names) if ending)
        yield _drop(
            rule,
            names,
            f'{rule.label} names {join_words(names)}: no public host ends in {join_words(endings, last="or")}.',
        )


@check(
    'HN305',
    'Storage account by FQDN',
    severity=MEDIUM,
    because='documented not to work, and something relies on it',
    catches='an FQDN rule that names a storage account',
    why='In approved-only mode an FQDN rule does not lead to a storage account.',
    remedy='Create a private endpoint rule for the account and the service that is used.',
    source='MicrosoftDocs/azure-ai-docs configure-managed-network.md, from 2025-04-30 on',
)
def storage_by_fqdn(subject: Subject) -> Iterator[Hit]:
    """Find hosts of single storage accounts that are not an entry of a preset; one finding per rule."""
    subject.need_restriction()

    def account_of(host: str) -> tuple[str, str] | None:
        return private_endpoints.storage_account(host, subject.rules.suffixes)

    endpoints = _storage_endpoints(subject)
    for rule, names in _hosts_that(
        subject, lambda host: account_of(host) is not None and not subject.presets.documented(host)
    ):
        accounts = dict.fromkeys(account for account in map(account_of, names) if account)
        there = dict.fromkeys(endpoints[account] for account in accounts if account in endpoints)
        instead = f'; {join_words(there)} already leads there' if there else ''
        yield _drop(
            rule,
            names,
            f'{rule.label} names {join_words(names)}: FQDN rules do not lead to storage accounts{instead}.',
            [
                az_commands.set_storage_endpoint(subject.hub, *account, taken=subject.rules.named)
                for account in accounts
                if account not in endpoints
            ],
        )


@check(
    'HN306',
    'Half of a pair of names',
    severity=LOW,
    because='some requests of the service fail, but nothing is exposed',
    catches='a name without its wildcard, or the other way round, where a scenario needs both',
    why='*.docker.io does not match docker.io, nor the other way round, and the service uses both.',
    remedy='Allow both.',
    source=f'{FIREWALL_FAQ}; pairs: the preset that the message names',
)
def half_a_pair(subject: Subject) -> Iterator[Hit]:
    """Find `docker.io` without `*.docker.io`, for pairs that a preset requires."""
    subject.need_restriction()
    own: dict[str, Rule] = {}
    for rule, host in subject.rules.own_fqdns:
        if not rule.dead:
            own.setdefault(host, rule)
    seen = set()
    for needs in subject.presets.needs.values():
        wanted = {
            host
            for need in needs
            if need.destination and not need.entry.optional
            for host in need.destination.host_patterns
        }
        for apex in sorted(host for host in wanted if f'*.{host}' in wanted):
            for here, lacking in ((apex, f'*.{apex}'), (f'*.{apex}', apex)):
                if here in own and lacking not in seen and not subject.rules.index.allowing_host(lacking):
                    seen.add(lacking)
                    yield Hit(
                        f'{own[here].label} allows {here}, but nothing allows {lacking}; {needs[0].preset} needs both.',
                        (own[here].name,),
                        (lacking,),
                        (az_commands.set_fqdn_rule(subject.hub, lacking),),
                    )


@check(
    'HN307',
    'Unknown service tag',
    severity=INFO,
    because="hubnet's list may be older than the tag; the service refuses tags that it does not know",
    catches="a service tag that is not in Microsoft's lists",
    why='A misspelled tag is refused, or reaches nothing.',
    remedy='Check the spelling. If the tag is newer than the list, ignore this finding.',
    source=_TAG_NAMES,
)
def unknown_tag(subject: Subject) -> Iterator[Hit]:
    """Find tags that are not in the list."""
    guesses: dict[str, str] = {}
    for rule, destination, tag in _tags(subject, 'tag'):
        yield Hit(
            f"{rule.label}: '{tag}' is not in the list of service tags of {service_tags.NAMES_AS_OF}. "
            f'{_guess(guesses, tag, tag, service_tags.names())}'.rstrip(),
            (rule.name,),
            (destination,),
        )


@check(
    'HN308',
    'Unknown region of a service tag',
    severity=INFO,
    because="hubnet's list may be older than the region; the service refuses regions that it does not know",
    catches="a region of a service tag that is not in Microsoft's lists",
    why='A misspelled region is refused, or reaches nothing.',
    remedy='Check the spelling. If the region is newer than the list, ignore this finding.',
    source=_TAG_NAMES,
)
def unknown_region(subject: Subject) -> Iterator[Hit]:
    """Find known tags with something that is not a region."""
    guesses: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    for rule, destination, tag in _tags(subject, 'region'):
        stem, _, region = tag.rpartition('.')
        if stem not in parts:
            start = f'{stem.lower()}.'
            parts[stem] = [known.partition('.')[2] for known in service_tags.names() if known.lower().startswith(start)]
        yield Hit(
            f"{rule.label}: '{region}' after {stem} is not in the list of service tags of {service_tags.NAMES_AS_OF}. "
            f'{_guess(guesses, tag, region, [*parts[stem], *service_tags.regions()])}'.rstrip(),
            (rule.name,),
            (destination,),
        )


@check(
    'HN309',
    'Invalid port ranges',
    severity=MEDIUM,
    because=_ALLOWS_NOTHING,
    catches='port ranges that cannot be read',
    why='The service refuses the rule or opens nothing.',
    remedy='Write ports and ranges from 0 to 65535 separated by commas, or *.',
    source=SERVICE_TAG_ENTITY,
)
def bad_ports(subject: Subject) -> Iterator[Hit]:
    """Find port ranges that cannot be read."""
    for rule, _ in _not_understood(subject, 'bad_ports'):
        yield _hit(rule)


@check(
    'HN310',
    'Invalid protocol',
    severity=MEDIUM,
    because=_ALLOWS_NOTHING,
    catches='text that is not a protocol',
    why='The service refuses the rule or opens nothing.',
    remedy='Write TCP, UDP, ICMP or *.',
    source=SERVICE_TAG_ENTITY,
)
def bad_protocol(subject: Subject) -> Iterator[Hit]:
    """Find a protocol that is not one of the four."""
    for rule, _ in _not_understood(subject, 'bad_protocol'):
        yield _hit(rule)


@check(
    'HN311',
    'Invalid address prefix',
    severity=MEDIUM,
    because=_ALLOWS_NOTHING,
    catches='an address prefix that is not an address range',
    why='The service refuses the rule or opens nothing.',
    remedy='Write address ranges such as 203.0.113.0/24.',
    source=SERVICE_TAG_ENTITY,
)
def bad_address(subject: Subject) -> Iterator[Hit]:
    """Find address prefixes that are not address ranges."""
    for rule, _ in _not_understood(subject, 'bad_address'):
        yield _hit(rule)


@check(
    'HN321',
    'Rule that denies',
    severity=LOW,
    because='neither hubnet nor anyone who reads the rules can tell what is blocked',
    catches='a service tag rule with the action Deny',
    why='It is not documented whether a rule that denies or one that allows wins: hubnet counts it as nothing.',
    remedy='Narrow the rules that allow too much, then remove it: approved-only mode blocks what no rule allows.',
    source='Microsoft.MachineLearningServices 2025-12-01, RuleAction',
)
def denies(subject: Subject) -> Iterator[Hit]:
    """Find service tag rules with the action Deny."""
    subject.need_restriction()
    for rule, destination in subject.rules.own_tag_rules:
        if not destination.allows:
            # No command: to remove it alone might open what it does block.
            denied = destination._replace(action=ALLOW).one_line()
            yield Hit(
                f'{rule.label} denies {denied}; it is unclear whether this blocks what other rules allow there.',
                (rule.name,),
                (destination,),
            )


def _not_understood(subject: Subject, kind: str) -> Iterator[tuple[Rule, NotUnderstood]]:
    return (found for found in subject.rules.own_not_understood if found[1].kind == kind)


def _hit(rule: Rule, fix: tuple[str, ...] = ()) -> Hit:
    return Hit(reading_problem(rule), (rule.name,), (rule.destination,), fix)


def _hosts_that(subject: Subject, fits: Callable[[str], bool]) -> Iterator[tuple[Rule, list[str]]]:
    """Yield the user's FQDN rules that have fitting hosts, with these hosts."""
    for rule, destination in subject.rules.own_fqdn_rules:
        found = [host for host in dict.fromkeys(destination.hosts) if fits(host)]
        if found:
            yield rule, found


def _drop(rule: Rule, names: list[str], message: str, first: Iterable[str] = ()) -> Hit:
    """Return a finding on hosts of a rule that should be removed, after the commands that come first."""
    fix: tuple[str | Edit, ...] = (*first, without_hosts(rule, names))
    return Hit(message, (rule.name,), tuple(names), fix)


def _ending(host: str) -> str | None:
    """Return the ending that no public host has; None for a name that may be public, and for a word (HN303)."""
    return special_names.not_public(host) if '.' in host else None


def _storage_endpoints(subject: Subject) -> dict[tuple[str, str], str]:
    """Return what leads to storage, by account and subresource: account names are unique in all of Azure."""
    made: list[tuple[RuleDestination, str]] = [
        (forms[0], 'the private endpoint that the platform creates') for forms in required(subject.hub)
    ]
    made += [
        (rule.destination, f'the private endpoint {rule.label}')
        for rule, _ in subject.rules.index.endpoint_rules
        if not rule.dead
    ]
    found = {}
    for destination, what in made:
        if isinstance(destination, PrivateEndpoint):
            resource = parse_resource_id(destination.service_resource_id)
            if resource and resource.type.lower() == STORAGE_TYPE.lower():
                found[resource.name.lower(), destination.subresource_target.lower()] = what
    return found


def _tags(subject: Subject, part: str) -> Iterator[tuple[Rule, ServiceTag, str]]:
    """Yield the user's rules with a service tag that has one unknown part."""
    return (found for found in subject.rules.own_named_tags if service_tags.unknown_part(found[2]) == part)


def _guess(made: dict[str, str], tag: str, part: str, known: Iterable[str]) -> str:
    """Return what may be meant by the unknown part of a tag; empty once many other tags were guessed."""
    if tag not in made and len(made) < _MOST_GUESSES:
        made[tag] = nearest(part, known)
    return made.get(tag, '')


def _parts(destination: NotUnderstood) -> list[str]:
    """Return the names that an FQDN rule with a URL has, as written."""
    return [part.strip() for part in destination.label.split(',') if part.strip()]


def _bare(text: str) -> str | None:
    """Return the host of a URL, of host:port or host/path; None if there is none, or it needs another port."""
    try:
        url_parts = urlsplit(text if '://' in text else f'//{text}')
        port = url_parts.port or _PORTS.get(url_parts.scheme)
        return hosts.normalise(url_parts.hostname or '') if port in FQDN_PORTS else None
    except ValueError:
        return None


CHECKS = (
    url,
    asterisk,
    not_a_host,
    not_public,
    storage_by_fqdn,
    half_a_pair,
    unknown_tag,
    unknown_region,
    bad_ports,
    bad_protocol,
    bad_address,
    denies,
)
