"""Which rules could go without any change to what a hub allows: properties, and what it costs."""

import time

import pytest

from azext_hubnet.core.audit import redundancy
from azext_hubnet.core.compare.coverage import COVERED, FAILED, MISSING, PENDING, PRESENT, RuleIndex
from azext_hubnet.core.model.destinations import Fqdn, PrivateEndpoint, ServiceTag
from azext_hubnet.core.model.hub import by_name
from tests.core.makers import fqdn, rule, rules_of, tag
from tests.properties.examples import holds_for
from tests.properties.world import ANY_RULES

ALLOWED = {MISSING: 0, FAILED: 0, PENDING: 1, COVERED: 2, PRESENT: 2}


def reaches(one):
    return isinstance(one.destination, Fqdn) or (
        isinstance(one.destination, ServiceTag) and one.destination.action == 'Allow'
    )


def state(one):
    return 2 if one.in_force else 0 if one.dead else 1


def left_of(rules, found):
    gone = {id(one.rule) for one in found.redundant} | {id(one) for group in found.copies for one in group[1:]}
    return [one for one in rules if id(one) not in gone]


@holds_for(ANY_RULES)
def test_all_redundant_rules_can_be_removed_together(rules):
    rules = by_name(rules)
    found = redundancy.find(rules)
    left = left_of(rules, found)
    before, after = RuleIndex(rules), RuleIndex(left)
    for one in filter(reaches, rules):
        assert ALLOWED[after.judge(one.destination).state] >= ALLOWED[before.judge(one.destination).state]
    for one, cover in found.redundant:
        assert one.writable and not isinstance(one.destination, PrivateEndpoint)
        assert all(state(wide) >= max(state(one), 1) for wide in cover)
        assert RuleIndex(cover).judge(one.destination).state in (PRESENT, COVERED, PENDING)
        assert {id(wide) for wide in cover} <= {id(other) for other in left}


@holds_for(ANY_RULES)
def test_remaining_rules_are_needed(rules):
    rules = by_name(rules)
    left = left_of(rules, redundancy.find(rules))
    for one in left:
        if one.writable and reaches(one) and one.status != 'Deleting':
            others = [other for other in left if other is not one and not other.dead and state(other) >= state(one)]
            assert RuleIndex(others).judge(one.destination).state == MISSING


@holds_for(ANY_RULES)
def test_repeated_hosts_are_kept_in_a_rule_in_as_good_a_state(rules):
    found = redundancy.find(by_name(rules))
    dropped = {(id(one), host) for one, repeated in found.repeats for host in repeated}
    for one, repeated in found.repeats:
        for host, where in repeated.items():
            assert where is not one and host in where.destination.hosts and state(where) >= state(one)
            assert (id(where), host) not in dropped


@pytest.mark.parametrize(
    'rules',
    [
        rules_of(10_000),
        [rule(f'r{number}', fqdn('shared.com', f'h{number}.com')) for number in range(10_000)],
        [rule(f'r{number}', 'pypi.org') for number in range(10_000)],
        [rule('all', '*'), *(rule(f'r{number}', f'h{number}.com') for number in range(9_999))],
        [rule(f'r{number}', tag(prefixes=(f'10.{number // 256}.{number % 256}.0/24',))) for number in range(10_000)],
        [rule(f'r{number}', tag(port_ranges=str(2 * number))) for number in range(10_000)],
    ],
    ids=['mixed', 'one host in all', 'copies', 'one wildcard', 'addresses', 'ports of one tag'],
)
def test_ten_thousand_rules_take_seconds(rules):
    start = time.process_time()
    found = redundancy.find(by_name(rules))
    took = time.process_time() - start
    print(
        f'\n{len(rules):,} rules in {took:.2f} s: {len(found.redundant):,} redundant, {len(found.copies)} copied, '
        f'{len(found.repeats):,} with repeated hosts'
    )
    # It takes less than half a second; to compare each rule with each takes 40 and more.
    assert took < 10
