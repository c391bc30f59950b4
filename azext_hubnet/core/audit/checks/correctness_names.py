"""Checks of FQDN and service tag rules that do not say what somebody meant."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from ...facts import private_endpoints, service_tags, special_names
from ...facts.limits import FQDN_PORTS
from ...facts.platform_rules import required
from ...model import hosts
from ...model.destinations import Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag
from ...model.hub import Rule
from ...model.nearest import nearest
from ...model.resource_ids import STORAGE_TYPE, parse_resource_id
from ...render import az_commands
from ...render.one_line import join_words, reading_problem
from ..check import Hit, family
from ..edits import without_hosts
from .sources import FIREWALL_FAQ, HUB_ARTICLE, SERVICE_TAG_ENTITY

check = family('correctness')

# Each takes most of a millisecond, and nobody reads more.
_MOST_GUESSES = 100
# By scheme; a text without one is meant for the web.
_PORTS = {'http': 80, 'https': 443, '': 443}


@check(
    'HN301',
    'URL in an FQDN rule',
    why='The firewall compares host names; a scheme, a path or a port in one never matches.',
    remedy='Write the host name alone. FQDN rules always open ports 80 and 443.',
    source=HUB_ARTICLE,
)
def url(subject):
    """A scheme, a path or a port in an FQDN."""
    for rule in _not_understood(subject, 'url'):
        bare = [_bare(part) for part in _parts(rule)]
        yield _hit(rule, az_commands.set_hosts(subject.hub, rule, bare) if all(bare) else ())


@check(
    'HN302',
    'Asterisk that is not at the left',
    why='The firewall takes one asterisk, as the first character; elsewhere the name matches nothing.',
    remedy='Write *.name for all hosts below a name, and a rule for each other host.',
    source=FIREWALL_FAQ,
)
def asterisk(subject):
    """`pypi.*`, `a.*.com`."""
    for rule in _not_understood(subject, 'wildcard'):
        yield _hit(rule)


@check(
    'HN303',
    'Not a host name',
    why='FQDN rules take names that public DNS resolves; addresses and single words match nothing.',
    remedy='Write a host name. For an address, write a service tag rule with address prefixes.',
    source=HUB_ARTICLE,
)
def not_a_host(subject):
    """What cannot be a host name, an IP address, a name of one label; of these one finding a rule."""
    for rule in _not_understood(subject, 'not_a_host'):
        yield _hit(rule)
    for rule, words in _hosts_that(subject, lambda host: '.' not in host and not host.startswith(hosts.ASTERISK)):
        yield _drop(rule, words, f'{rule.label} names {join_words(words)}: no public DNS resolves a single word.')


@check(
    'HN304',
    'Name that is not public',
    why="The ending is no top-level domain, or is reserved for tests, documentation or networks of one's own: the "
    'firewall cannot resolve the name.',
    remedy='Write the public name. Hosts of your own network are reached through an Application Gateway. A '
    'top-level domain that is newer than the list is right all the same.',
    source=f'{special_names.SOURCE}; top-level domains: the Public Suffix List, as publicsuffixlist carries it',
)
def not_public(subject):
    """`repo.corp`, `*.internal`, `host.example.com`, `pypi.ogr`, `10.0.0.256`; one finding a rule."""
    for rule, names in _hosts_that(subject, _ending):
        endings = dict.fromkeys(map(_ending, names))
        yield _drop(
            rule,
            names,
            f'{rule.label} names {join_words(names)}: no public host ends in {join_words(endings, last="or")}.',
        )


@check(
    'HN305',
    'Storage account by FQDN',
    why='In approved-only mode an FQDN rule does not lead to a storage account.',
    remedy='Make a private endpoint rule for the account and the service that is used.',
    source='MicrosoftDocs/azure-ai-docs configure-managed-network.md, from 2025-04-30 on',
)
def storage_by_fqdn(subject):
    """Hosts of single storage accounts that are no entry of a preset; one finding a rule."""
    subject.need_restriction()

    def account_of(host: str) -> tuple[str, str] | None:
        return private_endpoints.storage_account(host, subject.suffixes)

    endpoints = _storage_endpoints(subject)
    for rule, names in _hosts_that(subject, lambda host: account_of(host) and not subject.documented(host)):
        accounts = dict.fromkeys(map(account_of, names))
        there = dict.fromkeys(endpoints[account] for account in accounts if account in endpoints)
        instead = f'; {join_words(there)} leads there already' if there else ''
        yield _drop(
            rule,
            names,
            f'{rule.label} names {join_words(names)}: FQDN rules do not lead to storage accounts{instead}.',
            [
                az_commands.set_storage_endpoint(subject.hub, *account, taken=subject.named)
                for account in accounts
                if account not in endpoints
            ],
        )


@check(
    'HN306',
    'Half of a pair of names',
    why='*.docker.io does not match docker.io, nor the other way round, and the service uses both.',
    remedy='Allow both.',
    source=f'{FIREWALL_FAQ}; pairs: the preset that the message names',
)
def half_a_pair(subject):
    """`docker.io` without `*.docker.io`, for pairs that a preset requires."""
    subject.need_restriction()
    own: dict[str, Rule] = {}
    for rule, host in subject.own_fqdns:
        if not rule.dead:
            own.setdefault(host, rule)
    seen = set()
    for needs in subject.needs.values():
        wanted = {
            host
            for need in needs
            if isinstance(need.destination, Fqdn) and not need.entry.optional
            for host in need.destination.hosts
        }
        for apex in sorted(host for host in wanted if f'*.{host}' in wanted):
            for here, lacking in ((apex, f'*.{apex}'), (f'*.{apex}', apex)):
                if here in own and lacking not in seen and not subject.index.allowing_host(lacking):
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
    why='A misspelled tag is refused, or reaches nothing.',
    remedy='Check the spelling. A tag that is newer than the list is right all the same.',
    source=service_tags.NAMES_SOURCE,
)
def unknown_tag(subject):
    """A tag that is not in the list."""
    guesses: dict[str, str] = {}
    for rule, tag in _tags(subject, 'tag'):
        yield Hit(
            f"{rule.label}: the list of {service_tags.NAMES_AS_OF} has no service tag '{tag}'. "
            f'{_guess(guesses, tag, tag, service_tags.names())}'.rstrip(),
            (rule.name,),
            (rule.destination,),
        )


@check(
    'HN308',
    'Unknown region of a service tag',
    why='A misspelled region is refused, or reaches nothing.',
    remedy='Check the spelling. A region that is newer than the list is right all the same.',
    source=service_tags.NAMES_SOURCE,
)
def unknown_region(subject):
    """A known tag with something that is no region."""
    guesses: dict[str, str] = {}
    for rule, tag in _tags(subject, 'region'):
        stem, _, region = tag.rpartition('.')
        parts = [
            known.partition('.')[2] for known in service_tags.names() if known.lower().startswith(f'{stem.lower()}.')
        ]
        yield Hit(
            f"{rule.label}: the list of {service_tags.NAMES_AS_OF} has no '{region}' that may follow {stem}. "
            f'{_guess(guesses, tag, region, [*parts, *service_tags.regions()])}'.rstrip(),
            (rule.name,),
            (rule.destination,),
        )


@check(
    'HN309',
    'Bad port ranges',
    why='The service refuses the rule or opens nothing.',
    remedy='Write ports and ranges from 0 to 65535 with commas between them, or *.',
    source=SERVICE_TAG_ENTITY,
)
def bad_ports(subject):
    """Port ranges that cannot be read."""
    for rule in _not_understood(subject, 'bad_ports'):
        yield _hit(rule)


@check(
    'HN310',
    'Bad protocol',
    why='The service refuses the rule or opens nothing.',
    remedy='Write TCP, UDP, ICMP or *.',
    source=SERVICE_TAG_ENTITY,
)
def bad_protocol(subject):
    """A protocol that is none of the four."""
    for rule in _not_understood(subject, 'bad_protocol'):
        yield _hit(rule)


@check(
    'HN311',
    'Bad address prefix',
    why='The service refuses the rule or opens nothing.',
    remedy='Write address ranges such as 203.0.113.0/24.',
    source=SERVICE_TAG_ENTITY,
)
def bad_address(subject):
    """An address prefix that is no address range."""
    for rule in _not_understood(subject, 'bad_address'):
        yield _hit(rule)


@check(
    'HN321',
    'Rule that denies',
    why='No documentation says how a rule that denies weighs against those that allow: hubnet counts it as nothing.',
    remedy='Narrow the rules that allow too much, then remove it: what no rule allows is blocked in approved-only '
    'mode.',
    source='Microsoft.MachineLearningServices 2025-12-01, RuleAction',
)
def denies(subject):
    """A service tag rule whose action is Deny."""
    subject.need_restriction()
    for rule in subject.own_of(ServiceTag):
        if not rule.destination.allows:
            # No command: to remove it alone might open what it does block.
            yield Hit(
                f'{rule.label} denies {rule.destination.one_line()}; what other rules allow there may be blocked, or not.',
                (rule.name,),
                (rule.destination,),
            )


def _not_understood(subject, kind: str) -> Iterable[Rule]:
    return (rule for rule in subject.own_of(NotUnderstood) if rule.destination.kind == kind)


def _hit(rule: Rule, fix=()) -> Hit:
    return Hit(reading_problem(rule), (rule.name,), (rule.destination,), fix)


def _hosts_that(subject, fits) -> Iterator[tuple[Rule, list[str]]]:
    """The user's FQDN rules with those of their hosts that fit, where there are any."""
    for rule in subject.own_of(Fqdn):
        found = [host for host in dict.fromkeys(rule.destination.hosts) if fits(host)]
        if found:
            yield rule, found


def _drop(rule: Rule, names: list[str], message: str, first: Iterable[str] = ()) -> Hit:
    """A finding on some hosts of a rule that should go, after the commands that come first."""
    return Hit(message, (rule.name,), tuple(names), (*first, without_hosts(rule, names)))


def _ending(host: str) -> str | None:
    """The ending that no public host has; None for a name that may be public, and for a word, which is HN303's."""
    return special_names.not_public(host) if '.' in host else None


def _storage_endpoints(subject) -> dict[tuple[str, str], str]:
    """By account and subresource what leads to storage: names of accounts are unique in all of Azure."""
    found = {}
    made = [(forms[0], 'the private endpoint that the platform makes') for forms in required(subject.hub)]
    for destination, what in made + [
        (rule.destination, f'the private endpoint {rule.label}')
        for rule, _ in subject.index.endpoint_rules
        if not rule.dead
    ]:
        resource = (
            parse_resource_id(destination.service_resource_id) if isinstance(destination, PrivateEndpoint) else None
        )
        if resource and resource.type.lower() == STORAGE_TYPE.lower():
            found[resource.name.lower(), destination.subresource_target.lower()] = what
    return found


def _tags(subject, part: str) -> Iterable[tuple[Rule, str]]:
    """The user's rules of whose tag one part is not known, with the tag."""
    return ((rule, tag) for rule, tag in subject.own_named_tags if service_tags.unknown_part(tag) == part)


def _guess(made: dict[str, str], tag: str, part: str, known: Iterable[str]) -> str:
    """What may be meant by the part of a tag that is not known; nothing once many other tags were guessed."""
    if tag not in made and len(made) < _MOST_GUESSES:
        made[tag] = nearest(part, known)
    return made.get(tag, '')


def _parts(rule: Rule) -> list[str]:
    """The names that an FQDN rule with a URL gives, as written: its destination is a text."""
    return [part.strip() for part in rule.destination.az_ml().split(',') if part.strip()]


def _bare(text: str) -> str | None:
    """The host of a URL, of host:port or of host/path; None where there is none, or one that needs another port."""
    try:
        url_parts = urlsplit(text if '://' in text else f'//{text}')
        port = url_parts.port or _PORTS.get(url_parts.scheme)
        return hosts.normalise(url_parts.hostname or '') if port in FQDN_PORTS else None
    except ValueError:
        return None
