"""Coverage against an oracle that is independent of the code, and property 7.

The oracle's world: hosts of at most four labels over a small alphabet, a few ports and addresses; all are enumerated.
"""

import itertools
from ipaddress import ip_address

from hypothesis import strategies as st

from azext_hubnet.core.compare.coverage import RuleIndex
from azext_hubnet.core.compare.egress import check_egress
from azext_hubnet.core.model import hosts
from tests.core.makers import fqdn, hub, rule, tag
from tests.properties.examples import holds_for
from tests.properties.world import (
    DESTINATIONS,
    ENDPOINTS,
    MODES,
    PATTERN_TEXTS,
    PATTERNS,
    SEVERAL,
    STATUSES,
    TAGS,
    TYPES,
)


def covers(wide, narrow):
    return RuleIndex([rule('r', wide)]).judge(narrow).state in ('present', 'covered')


@holds_for(DESTINATIONS, reaching=TYPES)
def test_property_07_coverage_is_reflexive(destination):
    assert RuleIndex([rule('r', destination)]).judge(destination).state == 'present'
    return {destination.type}


@holds_for(
    st.one_of(*(st.tuples(kind, kind, kind) for kind in (PATTERNS.map(fqdn), SEVERAL, TAGS, ENDPOINTS))),
    reaching=('chained', *TYPES),
)
def test_property_07_coverage_is_transitive(three):
    found = {three[0].type}
    for one, two, other in itertools.permutations(three):
        if covers(one, two) and covers(two, other):
            found.add('chained')
            assert covers(one, other)
    return found


@holds_for(
    st.lists(st.sampled_from(['a', 'b', 'a-b', 'any', 'x1', '_x']), min_size=1, max_size=6).map('.'.join),
    st.lists(st.sampled_from(PATTERN_TEXTS), max_size=3),
)
def test_property_07_wildcard_never_covers_its_apex(host, others):
    assert not covers(fqdn(f'*.{host}'), fqdn(host))
    assert covers(fqdn(f'*.{host}'), fqdn(f'a.{host}'))
    assert covers(fqdn(f'*{host}'), fqdn(host))
    alone = RuleIndex([rule('r', fqdn(*others))]).judge(fqdn(host)).state if others else 'missing'
    beside = RuleIndex([rule('r', fqdn(f'*.{host}', *others))]).judge(fqdn(host)).state
    assert (alone == 'missing') is (beside == 'missing')


ALPHABET = ('a', 'b', 'ab')
HOSTS = [
    *map('.'.join, itertools.chain.from_iterable(itertools.product(ALPHABET, repeat=count) for count in range(1, 5)))
]
SHORT = [host for host in HOSTS if host.count('.') < 3]
ALL_PATTERNS = [*SHORT, *('*.' + host for host in SHORT), *('*' + host for host in SHORT), '*']
ENDINGS = {host: {host[cut:] for cut in range(len(host))} for host in HOSTS}


def matched_by(pattern):
    """The hosts that the documented sentences give a pattern: below x, ending in x, all, itself."""
    if pattern == '*':
        return frozenset(HOSTS)
    if pattern.startswith('*.'):
        below = pattern[2:].split('.')
        return frozenset(
            host for host in HOSTS if len(host.split('.')) > len(below) and host.split('.')[-len(below) :] == below
        )
    if pattern.startswith('*'):
        return frozenset(host for host in HOSTS if pattern[1:] in ENDINGS[host])
    return frozenset([pattern])


MATCHED = {pattern: matched_by(pattern) for pattern in ALL_PATTERNS}


def test_pattern_matches_exactly_the_documented_hosts():
    for pattern in ALL_PATTERNS:
        assert {host for host in HOSTS if hosts.covers(pattern, host)} == MATCHED[pattern], pattern


def test_index_finds_exactly_the_rules_that_match_a_host():
    index = RuleIndex([rule(pattern, pattern) for pattern in ALL_PATTERNS])
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


@holds_for(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(ALL_PATTERNS), min_size=1, max_size=3),
            # Pending rules rarely decide beside others, so there are more of them.
            st.sampled_from([*STATUSES, 'Inactive', 'Provisioning', 'Inactive']),
        ),
        max_size=5,
    ),
    st.sampled_from(HOSTS),
    st.sampled_from([22, 80, 443, 443, 8443]),
    MODES,
    reaching=('allowed', 'pending', 'blocked', 'AllowInternetOutbound', 'Disabled'),
)
def test_oracle_agrees_on_host_and_port(found, host, port, mode):
    matching = [
        status
        for patterns, status in found
        if port in (80, 443) and any(host in MATCHED[pattern] for pattern in patterns)
    ]
    if mode in ('Disabled', 'AllowInternetOutbound') or any(status in (None, 'Active') for status in matching):
        expected = 'allowed'
    elif any(status not in ('Failed', 'Deleting') for status in matching):
        expected = 'pending'
    else:
        expected = 'blocked'
    on_hub = hub(
        *(rule(f'r{number}', fqdn(*patterns), status) for number, (patterns, status) in enumerate(found)), mode=mode
    )
    assert check_egress(on_hub, host, port).verdict == expected
    return {expected, mode}


@holds_for(
    st.lists(st.lists(st.sampled_from(ALL_PATTERNS), min_size=1, max_size=3), min_size=1, max_size=4),
    st.lists(st.sampled_from(SHORT), min_size=1, max_size=2),
    reaching=('allowed', 'not allowed'),
)
def test_oracle_agrees_on_several_hosts(rules, wanted):
    opened = frozenset().union(*(MATCHED[pattern] for patterns in rules for pattern in patterns))
    index = RuleIndex(rule(f'r{number}', fqdn(*patterns)) for number, patterns in enumerate(rules))
    allowed = index.judge(fqdn(*wanted)).state in ('present', 'covered')
    assert allowed is (set(wanted) <= opened)
    return {'allowed' if allowed else 'not allowed'}


TAG_PARENTS = {
    'storage': {'storage'},
    'storage.westus': {'storage', 'storage.westus'},
    'storage.eastus': {'storage', 'storage.eastus'},
    'sql': {'sql'},
    'azurefrontdoor': {'azurefrontdoor'},
    'azurefrontdoor.firstparty': {'azurefrontdoor.firstparty'},
}
PROTOCOLS = ('TCP', 'UDP', 'ICMP', '*')
PORT_TEXTS = ('80', '443', '80,443', '80-82', '81-443', '0-79, 83-65535', '*')


def port_set(text):
    found = set()
    for part in text.replace('*', '0-65535').split(','):
        first, _, last = part.partition('-')
        found |= set(range(int(first), int(last or first) + 1)) & set(range(70, 450))
    return found


PORT_SETS = {text: port_set(text) for text in PORT_TEXTS}


def test_every_tag_protocol_and_port_against_every_other():
    for (wide, narrow), one, other in itertools.product(itertools.product(TAG_PARENTS, repeat=2), PROTOCOLS, PROTOCOLS):
        for mine, theirs in itertools.product(PORT_TEXTS, repeat=2):
            expected = wide in TAG_PARENTS[narrow] and one in ('*', other) and PORT_SETS[theirs] <= PORT_SETS[mine]
            assert covers(tag(wide.upper(), mine, one), tag(narrow, theirs, other)) is expected


ONE_TAG = st.sampled_from(list(itertools.product(sorted(TAG_PARENTS), PROTOCOLS, PORT_TEXTS)))


@holds_for(st.lists(ONE_TAG, max_size=6), ONE_TAG, reaching=('allowed', 'not allowed'))
def test_oracle_agrees_on_tags_that_open_ports_together(found, asked):
    name, protocol, wanted = asked
    open_ports = set().union(
        *(PORT_SETS[text] for wide, spoken, text in found if wide in TAG_PARENTS[name] and spoken in ('*', protocol))
    )
    index = RuleIndex(rule(f'r{number}', tag(wide, text, spoken)) for number, (wide, spoken, text) in enumerate(found))
    allowed = index.judge(tag(name, wanted, protocol)).state in ('present', 'covered')
    assert allowed is (PORT_SETS[wanted] <= open_ports)
    return {'allowed' if allowed else 'not allowed'}


RANGES = ['10.0.0.0/30', '10.0.0.0/31', '10.0.0.2/31', '10.0.0.4/30', '10.0.0.0/29', '10.0.0.1', '10.0.0.2/32']


def addresses_in(wide):
    base, _, length = wide.partition('/')
    size = 2 ** (32 - int(length or 32))
    world = [ip_address('10.0.0.0') + number for number in range(8)]
    return {str(host) for host in world if int(host) // size == int(ip_address(base)) // size}


ADDRESSES = {wide: addresses_in(wide) for wide in RANGES}
RANGE_LISTS = [[one] for one in RANGES] + [list(pair) for pair in itertools.combinations(RANGES, 2)]


def pairs(ranges, text):
    return {(host, port) for wide in ranges for host in ADDRESSES[wide] for port in PORT_SETS[text] if port < 90}


@holds_for(
    st.lists(st.tuples(st.sampled_from(RANGE_LISTS), st.sampled_from(PORT_TEXTS)), max_size=5),
    st.sampled_from(RANGE_LISTS),
    st.sampled_from([text for text in PORT_TEXTS if '443' not in text]),
    reaching=('allowed', 'not allowed'),
)
def test_oracle_agrees_on_addresses_and_ports_together(found, prefixes, wanted):
    opened = set().union(*(pairs(ranges, text) for ranges, text in found))
    index = RuleIndex(
        rule(f'r{number}', tag('X', text, prefixes=ranges)) for number, (ranges, text) in enumerate(found)
    )
    allowed = index.judge(tag('Y', wanted, prefixes=prefixes)).state in ('present', 'covered')
    # Ports from 83 to 65535 are in whole texts only, and 90 up would tell nothing more of those.
    assert allowed is (pairs(prefixes, wanted) <= opened)
    return {'allowed' if allowed else 'not allowed'}
