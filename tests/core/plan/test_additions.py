"""Folding hosts into few rules; what else add writes is in test_plan.py."""

import pytest

from azext_hubnet.core.plan.additions import MAX_FOLDED
from tests.core.makers import apply, compare, endpoint_entry, fqdn, hub, optional, preset, rule, tag_entry


def packed(on_hub, *chosen, include_optional=False):
    return compare(on_hub, *chosen, include_optional=include_optional, pack=True).plan


def folded(plan):
    return [sorted(item.destination.hosts) for item in plan.operations if item.destination.type == 'fqdn']


def test_the_hosts_of_a_preset_share_one_rule():
    plan = packed(hub(), preset('b.com', '*.a.com', 'a.com', tag_entry(), endpoint_entry()))
    assert folded(plan) == [['*.a.com', 'a.com', 'b.com']]
    assert len(plan.operations) == 3 and all(item.op == 'create' for item in plan.operations)
    item = next(item for item in plan.operations if item.destination.type == 'fqdn')
    assert item.destination.text == '*.a.com, a.com, b.com'
    assert item.name.startswith('hn-any-a-com-and-more-')


def test_one_host_alone_keeps_its_own_name():
    assert [item.name for item in packed(hub(), preset('a.com')).operations] == ['hn-a-com']
    assert [item.name for item in packed(hub(rule('x', 'b.com')), preset('a.com', 'b.com')).operations] == ['hn-a-com']


def test_entry_that_cannot_be_a_rule_is_not_folded():
    assert folded(packed(hub(), preset('a.com', 'git.com:22', 'b.com'))) == [['a.com', 'b.com']]


def test_repeated_host_is_written_once():
    assert folded(packed(hub(), preset('a.com', 'b.com', 'A.com.', 'b.com'))) == [['a.com', 'b.com']]


def test_only_missing_hosts_are_folded():
    standing = rule('failed', 'f.com', 'Failed'), rule('there', 't.com')
    plan = packed(hub(*standing), preset('a.com', 'b.com', 'f.com', 't.com', optional('o.com')))
    assert folded(plan) == [['f.com'], ['a.com', 'b.com']]
    assert [item.op for item in plan.operations] == ['retry', 'create']


def test_optional_hosts_are_folded_where_they_are_asked_for():
    mine = preset('a.com', optional('o.com'))
    assert folded(packed(hub(), mine, include_optional=True)) == [['a.com', 'o.com']]


def test_each_preset_has_its_own_rules_and_a_shared_host_is_in_one():
    one, two = preset('s.com', 'a.com', name='one'), preset('b.com', 's.com', 'c.com', name='two')
    plan = packed(hub(), one, two)
    assert folded(plan) == [['a.com', 's.com'], ['b.com', 'c.com']]
    assert packed(hub(), two, one).as_json() == plan.as_json()


@pytest.mark.parametrize(
    'count, sizes', [(MAX_FOLDED, [20]), (MAX_FOLDED + 1, [1, 20]), (2 * MAX_FOLDED + 3, [3, 20, 20])]
)
def test_rule_has_a_bounded_number_of_hosts(count, sizes):
    hosts = [f'h{number:03}.com' for number in range(count)]
    plan = packed(hub(), preset(*hosts))
    assert sorted(map(len, folded(plan))) == sizes
    assert sorted(host for part in folded(plan) for host in part) == hosts
    assert packed(hub(), preset(*reversed(hosts))).id == plan.id


def test_a_packed_rule_serves_all_its_hosts_and_a_second_plan_is_empty():
    mine = preset('a.com', 'b.com', 'c.com')
    on_hub = apply(hub(), packed(hub(), mine))
    assert len(on_hub.rules) == 1
    assert {entry.state for entry in compare(on_hub, mine).entries} == {'present'}
    assert not packed(on_hub, mine).operations and not compare(on_hub, mine).plan.operations


def test_a_packed_rule_that_failed_is_retried_whole():
    mine = preset('a.com', 'b.com')
    failed = apply(hub(), packed(hub(), mine), 'Failed')
    (item,) = packed(failed, mine).operations
    assert (item.op, item.name, item.destination) == ('retry', failed.rules[0].name, fqdn('a.com', 'b.com'))
