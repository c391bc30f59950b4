"""What holds for any hub and any preset; and coverage against a brute-force oracle."""

import itertools
import re
from ipaddress import ip_address

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from azext_hubnet.core import hosts, naming, ports, presets, private_endpoints, resolve
from azext_hubnet.core.coverage import RuleIndex
from azext_hubnet.core.diff import IN_SYNC
from azext_hubnet.core.egress import check_egress
from azext_hubnet.core.parse_rule import parse_rule
from azext_hubnet.core.render import rule as render_rule
from azext_hubnet.core.rules import ISOLATION_MODES, ONLY_APPROVED, Fqdn, PrivateEndpoint, Rule, ServiceTag
from tests.unit.makers import (EVERYTHING, STORAGE, VAULT, apply, compare, endpoint, endpoint_entry, fqdn, hub, preset,
                               rule, tag, tag_entry, unknown)

settings.register_profile('properties', max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PROPERTIES = settings.get_profile('properties')

NAME = re.compile(r'^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$')

# A small world, in which rules and wishes meet often

LABELS = st.sampled_from(['a', 'b', 'ab', 'a-b', 'any', 'all', 'long-label-of-twenty2'])
PLAIN = st.lists(LABELS, min_size=1, max_size=4).map('.'.join)
PATTERNS = st.one_of(PLAIN, PLAIN.map('*.{}'.format), PLAIN.map('*{}'.format), st.just('*'))
PORTS = st.sampled_from(['80', '443', '80,443', '80-443', '440-450', '*'])
PREFIXES = st.lists(st.sampled_from(['10.0.0.0/24', '10.0.0.0/25', '10.0.0.128/25', '10.0.0.0/8', '2001:db8::/32']),
                    max_size=2)
ALIASES = st.lists(st.sampled_from(['a.corp.example', 'B.corp.example', 'b.corp.example']), max_size=2)
TAGS = st.builds(tag, st.sampled_from(['Storage', 'storage.westus', 'Storage.EastUS', 'Sql', 'AzureFrontDoor',
                                       'AzureFrontDoor.FirstParty']),
                 PORTS, st.sampled_from(['TCP', 'UDP', '*']), PREFIXES)
ENDPOINTS = st.one_of(
    st.builds(endpoint, st.sampled_from([STORAGE, STORAGE.upper()]), st.sampled_from(['blob', 'Blob', 'file']),
              st.booleans(), ALIASES),
    st.builds(endpoint, st.just(VAULT), st.just('vault'), st.booleans(), ALIASES))
SINGLE = st.one_of(PATTERNS.map(fqdn), TAGS, ENDPOINTS)
SEVERAL = st.lists(PATTERNS, min_size=2, max_size=3).map(lambda names: fqdn(*names))
DESTINATIONS = st.one_of(SINGLE, SEVERAL)
STATUSES = st.sampled_from([None, 'Active', 'Active', 'Inactive', 'Provisioning', 'Failed', 'Deleting', 'Resting'])
# Names that hubnet would give, and others.
NAMES = st.one_of(SINGLE.map(naming.rule_name), st.sampled_from(['mine', 'HN-a', 'hn-all', 'Connection_a', '__SYS_x']))


def rules_of(destinations=DESTINATIONS, statuses=STATUSES, categories=('UserDefined',)):
    one = st.builds(rule, NAMES, destinations, statuses, st.sampled_from(categories))
    return st.lists(one, max_size=6, unique_by=lambda found: found.name.lower())


ANY_RULES = rules_of(st.one_of(DESTINATIONS, st.just(unknown('x')), TAGS.map(lambda found: tag(action='Deny'))),
                     categories=('UserDefined', 'UserDefined', 'Required', 'Dependency', 'Recommended'))


def entry_of(destination):
    shown = render_rule('x', destination)
    return {key: shown[key] for key in ('type', 'destination', 'fqdns') if key in shown}


ENTRIES = st.one_of(SINGLE.map(entry_of), PATTERNS, st.just(endpoint_entry('<storage>', spark=True)),
                    st.just(tag_entry('Storage.<region>')), st.just('a.b:22'))


@st.composite
def wishes(draw):
    """One to three presets, some entries optional."""
    found = []
    for name in ('one', 'two', 'three')[:draw(st.integers(1, 3))]:
        entries = draw(st.lists(ENTRIES, min_size=1, max_size=4))
        entries = [{'type': 'fqdn', 'destination': entry} if isinstance(entry, str) else entry for entry in entries]
        found.append(preset(*(dict(entry, optional=draw(st.booleans())) for entry in entries), name=name))
    return found


def same_target(one, other):
    return isinstance(one, PrivateEndpoint) and isinstance(other, PrivateEndpoint) and one.target == other.target


def blocked_by_others(on_hub, entry):
    """The service has one rule for a target, and a failed or narrow one of the platform's is not hubnet's to write."""
    wanted = entry.need.destination
    return any(not found.writable and (entry.state == 'failed' or same_target(found.destination, wanted))
               for found in on_hub.rules)


# Diff and plan

@PROPERTIES
@given(st.lists(SINGLE, min_size=1, max_size=6), st.sampled_from(ISOLATION_MODES))
def test_a_hub_that_holds_just_the_preset_is_in_sync_and_plans_nothing(destinations, mode):
    on_hub = hub(*(rule(f'r{number}', one) for number, one in enumerate(destinations)), mode=mode)
    result = compare(on_hub, preset(*map(entry_of, destinations)), include_optional=True)
    assert {entry.state for entry in result.entries} <= {'present', 'implied'}
    assert result.in_sync and not result.plan.operations and result.plan.writes == 0


@PROPERTIES
@given(rules_of(), wishes(), st.sampled_from(ISOLATION_MODES), st.booleans(), st.sampled_from(['Active', 'Inactive']))
def test_what_the_plan_writes_satisfies_the_presets_and_nothing_is_left_to_write(rules, chosen, mode, optional, status):
    before = hub(*rules, mode=mode)
    first = compare(before, *chosen, include_optional=optional)
    theirs = [entry for entry in first.entries if blocked_by_others(before, entry)]
    assume(not theirs)
    after = apply(before, first.plan, status)
    second = compare(after, *chosen, include_optional=optional)
    assert second.in_sync, [entry for entry in second.entries if entry.state not in IN_SYNC]
    assert not second.plan.operations
    assert bool(first.plan.operations) is not first.in_sync


@PROPERTIES
@given(ANY_RULES, wishes(), st.booleans())
def test_where_the_platforms_rules_stand_in_the_way_the_rest_still_comes_true(rules, chosen, optional):
    before = hub(*rules)
    first = compare(before, *chosen, include_optional=optional)
    second = compare(apply(before, first.plan), *chosen, include_optional=optional)
    for old, new in zip(first.entries, second.entries):
        assert new.state in IN_SYNC or not new.counts(optional) or blocked_by_others(before, old)
    assert not second.plan.operations


@PROPERTIES
@given(ANY_RULES, wishes(), st.randoms(use_true_random=False), st.booleans())
def test_the_plan_does_not_depend_on_the_order_of_anything(rules, chosen, random, optional):
    first = compare(hub(*rules), *chosen, include_optional=optional)
    shuffled, revisions = list(rules), [one.at() for one in chosen]
    random.shuffle(shuffled)
    random.shuffle(revisions)
    revisions = [one._replace(entries=tuple(random.sample(one.entries, len(one.entries)))) for one in revisions]
    other = compare(hub(*shuffled), *revisions, include_optional=optional)
    assert other.plan.as_json() == first.plan.as_json()
    assert sorted(map(repr, other.as_json()['entries'])) == sorted(map(repr, first.as_json()['entries']))


@PROPERTIES
@given(ANY_RULES, wishes(), st.booleans())
def test_a_plan_writes_only_what_is_asked_for_and_only_rules_of_people(rules, chosen, optional):
    on_hub = hub(*rules)
    result = compare(on_hub, *chosen, include_optional=optional)
    standing = {found.name: found for found in rules}
    asked = [entry.need.destination for entry in result.entries
             if entry.counts(optional) and entry.state in ('missing', 'failed')]
    names, targets = [], []
    for operation in result.plan.operations:
        found = standing.get(operation.name)
        if operation.op == 'create':
            assert found is None or found.status == 'Deleting'
            assert NAME.match(operation.name)
            assert any(naming.identity(one) == naming.identity(operation.destination) for one in asked)
        else:
            assert found.writable and found.status != 'Deleting'
        if operation.op == 'retry':
            assert found.status == 'Failed' and operation.destination == found.destination
        if operation.op == 'rewrite':
            assert any(same_target(found.destination, one) for one in asked)
            # Nothing that the rule allowed is lost.
            assert covers(operation.destination, found.destination)
        names.append(operation.name.lower())
        if isinstance(operation.destination, PrivateEndpoint):
            targets.append(operation.destination.target)
    assert len(set(names)) == len(names)
    assert len(set(targets)) == len(targets) or any(found.status == 'Failed' for found in rules)
    assert not {found.name.lower() for found in rules if not found.writable} & set(names)


@PROPERTIES
@given(ANY_RULES, SINGLE)
def test_a_state_is_the_first_that_fits(rules, wanted):
    """Restated from the table of states, one rule at a time; unions of tag rules can only better it."""
    def allows(found):
        return RuleIndex([Rule(found.name, found.destination)]).judge(wanted).state

    alone = [(found, allows(found)) for found in rules]
    alone = [(found, state) for found, state in alone if state != 'missing']
    if any(state == 'present' and found.status in (None, 'Active') for found, state in alone):
        expected = ('present',)
    elif any(found.status in (None, 'Active') for found, _ in alone):
        expected = ('covered',)
    elif any(found.status not in ('Failed', 'Deleting') for found, _ in alone):
        expected = ('covered', 'pending')
    elif alone:
        expected = ('covered', 'pending', 'failed')
    else:
        expected = ('covered', 'pending', 'failed', 'missing')
    verdict = RuleIndex(rules).judge(wanted)
    assert verdict.state in expected
    if not isinstance(wanted, ServiceTag):
        assert verdict.state == expected[-1]
    assert bool(verdict.rules) is (verdict.state != 'missing')


# Coverage

@PROPERTIES
@given(DESTINATIONS)
def test_coverage_is_reflexive(destination):
    assert RuleIndex([rule('r', destination)]).judge(destination).state == 'present'


def covers(wide, narrow):
    return RuleIndex([rule('r', wide)]).judge(narrow).state in ('present', 'covered')


@PROPERTIES
@given(st.one_of(*(st.tuples(kind, kind, kind) for kind in (PATTERNS.map(fqdn), SEVERAL, TAGS, ENDPOINTS))))
def test_coverage_is_transitive(three):
    for one, two, other in itertools.permutations(three):
        if covers(one, two) and covers(two, other):
            assert covers(one, other)


@PROPERTIES
@given(PLAIN)
def test_a_wildcard_never_covers_its_apex(host):
    assert not covers(fqdn(f'*.{host}'), fqdn(host))
    assert covers(fqdn(f'*.{host}'), fqdn(f'a.{host}'))
    assert covers(fqdn(f'*{host}'), fqdn(host))


# The oracle: hosts of at most four labels over a small alphabet, every pattern against every host

ALPHABET = ('a', 'b', 'ab')
HOSTS = [*map('.'.join, itertools.chain.from_iterable(itertools.product(ALPHABET, repeat=count)
                                                      for count in range(1, 5)))]
SHORT = [host for host in HOSTS if host.count('.') < 3]
ALL_PATTERNS = [*SHORT, *('*.' + host for host in SHORT), *('*' + host for host in SHORT), '*']
ENDINGS = {host: {host[cut:] for cut in range(len(host))} for host in HOSTS}


def matched_by(pattern):
    """The hosts that design's sentences give a pattern: below x, ending in x, all, itself."""
    if pattern == '*':
        return frozenset(HOSTS)
    if pattern.startswith('*.'):
        below = pattern[2:].split('.')
        return frozenset(host for host in HOSTS if len(host.split('.')) > len(below)
                         and host.split('.')[-len(below):] == below)
    if pattern.startswith('*'):
        return frozenset(host for host in HOSTS if pattern[1:] in ENDINGS[host])
    return frozenset([pattern])


MATCHED = {pattern: matched_by(pattern) for pattern in ALL_PATTERNS}


def test_every_pattern_matches_just_the_hosts_it_should():
    for pattern in ALL_PATTERNS:
        assert {host for host in HOSTS if hosts.covers(pattern, host)} == MATCHED[pattern], pattern


def test_the_index_finds_just_the_rules_that_match_a_host():
    rules = [rule(pattern, pattern) for pattern in ALL_PATTERNS]
    index = RuleIndex(rules)
    for host in HOSTS:
        allowing = [found.name for found in index.allowing_host(host)]
        assert len(set(allowing)) == len(allowing)
        assert set(allowing) == {pattern for pattern in ALL_PATTERNS if host in MATCHED[pattern]}, host
        if host in SHORT:
            assert allowing[0] == host


def test_every_pattern_against_every_pattern():
    """Deeper hosts than the world holds could tell two patterns apart; the wanted ones are kept short enough."""
    wanted = [pattern for pattern in ALL_PATTERNS if pattern.count('.') < 3]
    for wide, narrow in itertools.product(ALL_PATTERNS, wanted):
        expected = MATCHED[narrow] <= MATCHED[wide] and (narrow != '*' or wide == '*')
        if wide.startswith('*') or not narrow.startswith('*'):
            assert hosts.covers(wide, narrow) is expected, (wide, narrow)
        else:
            assert not hosts.covers(wide, narrow), (wide, narrow)


@PROPERTIES
@given(st.lists(st.tuples(st.sampled_from(ALL_PATTERNS), STATUSES), max_size=5), st.sampled_from(HOSTS),
       st.sampled_from([22, 80, 443, 8443]))
def test_check_egress_agrees_with_the_oracle(found, host, port):
    matching = [status for pattern, status in found if host in MATCHED[pattern]] if port in (80, 443) else []
    if any(status in (None, 'Active') for status in matching):
        expected = 'allowed'
    elif any(status not in ('Failed', 'Deleting') for status in matching):
        expected = 'pending'
    else:
        expected = 'blocked'
    on_hub = hub(*(rule(f'r{number}', pattern, status) for number, (pattern, status) in enumerate(found)))
    assert check_egress(on_hub, host, port).verdict == expected


TAG_PARENTS = {'storage': {'storage'}, 'storage.westus': {'storage', 'storage.westus'},
               'storage.eastus': {'storage', 'storage.eastus'}, 'sql': {'sql'},
               'azurefrontdoor': {'azurefrontdoor'}, 'azurefrontdoor.firstparty': {'azurefrontdoor.firstparty'}}
PROTOCOLS = ('TCP', 'UDP', 'ICMP', '*')
PORT_TEXTS = ('80', '443', '80,443', '80-82', '81-443', '0-79, 83-65535', '*')


def port_set(text):
    found = set()
    for part in text.replace('*', '0-65535').split(','):
        first, _, last = part.partition('-')
        found |= set(range(int(first), int(last or first) + 1)) & set(range(70, 450))
    return found


def test_every_tag_protocol_and_port_against_every_other():
    for (wide, narrow), one, other in itertools.product(itertools.product(TAG_PARENTS, repeat=2), PROTOCOLS, PROTOCOLS):
        for mine, theirs in itertools.product(PORT_TEXTS, repeat=2):
            expected = wide in TAG_PARENTS[narrow] and one in ('*', other) and port_set(theirs) <= port_set(mine)
            assert covers(tag(wide.upper(), mine, one), tag(narrow, theirs, other)) is expected


@PROPERTIES
@given(st.lists(st.tuples(st.sampled_from(sorted(TAG_PARENTS)), st.sampled_from(PROTOCOLS),
                          st.sampled_from(PORT_TEXTS)), max_size=4),
       st.sampled_from(sorted(TAG_PARENTS)), st.sampled_from(PROTOCOLS), st.sampled_from(PORT_TEXTS))
def test_tag_rules_together_allow_the_union_of_their_ports(found, name, protocol, wanted):
    open_ports = set().union(*(port_set(text) for wide, spoken, text in found
                               if wide in TAG_PARENTS[name] and spoken in ('*', protocol)))
    index = RuleIndex(rule(f'r{number}', tag(wide, text, spoken)) for number, (wide, spoken, text) in enumerate(found))
    state = index.judge(tag(name, wanted, protocol)).state
    assert (state in ('present', 'covered')) is (port_set(wanted) <= open_ports)


RANGES = ['10.0.0.0/30', '10.0.0.0/31', '10.0.0.2/31', '10.0.0.4/30', '10.0.0.0/29', '10.0.0.1', '10.0.0.2/32']


@PROPERTIES
@given(st.lists(st.tuples(st.lists(st.sampled_from(RANGES), min_size=1, max_size=2), st.sampled_from(PORT_TEXTS)),
                max_size=4),
       st.lists(st.sampled_from(RANGES), min_size=1, max_size=2), st.sampled_from(PORT_TEXTS))
def test_address_rules_together_allow_the_union_of_addresses_and_ports(found, prefixes, wanted):
    def pairs(ranges, text):
        world = [str(ip_address('10.0.0.0') + number) for number in range(8)]
        inside = {host for host in world for wide in ranges if hosts_in(host, wide)}
        return {(host, port) for host in inside for port in port_set(text)}

    def hosts_in(host, wide):
        base, _, length = wide.partition('/')
        size = 2 ** (32 - int(length or 32))
        return int(ip_address(host)) // size == int(ip_address(base)) // size

    opened = set().union(*(pairs(ranges, text) for ranges, text in found))
    index = RuleIndex(rule(f'r{number}', tag('X', text, prefixes=ranges))
                      for number, (ranges, text) in enumerate(found))
    state = index.judge(tag('Y', wanted, prefixes=prefixes)).state
    assert (state in ('present', 'covered')) is (pairs(prefixes, wanted) <= opened)


# Names

@PROPERTIES
@given(st.lists(DESTINATIONS, min_size=1, max_size=10))
def test_names_fit_the_pattern_and_are_unique_and_stable(destinations):
    given_names, by_identity = {}, {}
    for destination in destinations:
        name = naming.rule_name(destination)
        assert NAME.match(name)
        assert naming.rule_name(destination) == name
        identity = naming.identity(destination)
        assert by_identity.setdefault(identity, name) == name
        assert given_names.setdefault(name.lower(), identity) == identity


@PROPERTIES
@given(st.lists(DESTINATIONS, min_size=1, max_size=8), st.sets(st.integers(8, 12)))
def test_names_are_unique_on_a_hub_where_others_have_them(destinations, lengths):
    plain = {naming.rule_name(destination).lower() for destination in destinations}
    taken = set(plain)
    for destination in destinations:
        name = naming.rule_name(destination, lambda free: free not in taken)
        assert NAME.match(name) and name.lower() not in taken
        taken.add(name.lower())


@PROPERTIES
@given(PLAIN, PLAIN)
def test_only_equal_hosts_have_equal_names(one, other):
    assert (naming.rule_name(fqdn(one)) == naming.rule_name(fqdn(other))) is (one == other)


# The shipped presets

@pytest.mark.parametrize('name', presets.names())
def test_no_preset_violates_the_limits_of_the_service(name):
    shipped = presets.load(name)
    for day, _ in shipped.revisions:
        for need in resolve.resolve(shipped.at(day), hub(), EVERYTHING):
            assert need.unsupported is None
            destination = need.destination
            if isinstance(destination, Fqdn):
                assert len(destination.hosts) == 1 and '*' not in destination.text[1:]
            elif isinstance(destination, ServiceTag):
                assert ports.contains(ports.ALL, destination.ports)
            else:
                resource = private_endpoints.parse_resource_id(destination.service_resource_id)
                assert destination.subresource_target in private_endpoints.subresources(resource.type)
            written = naming.rule_name(destination)
            assert NAME.match(written)
            read, oddities = parse_rule(written, render_rule(written, destination))
            assert read.destination == destination and not oddities


def test_the_names_for_all_presets_are_distinct():
    on_hub = hub(mode=ONLY_APPROVED)
    everything = [presets.load(name).at() for name in presets.names()]
    result = compare(on_hub, *everything, include_optional=True, given=EVERYTHING)
    names = [operation.name for operation in result.plan.operations]
    assert len(set(names)) == len(names)
    identities = {naming.identity(entry.need.destination) for entry in result.entries}
    assert len(identities) == len(names)
    assert compare(apply(on_hub, result.plan), *everything, include_optional=True, given=EVERYTHING).in_sync
