"""The writes that bring a hub in line with presets."""

import re

import pytest

from azext_hubnet.core.model.hub import ALLOW_INTERNET
from azext_hubnet.core.plan.plan import DELETE, RETRY, Operation, operation_on, plan_for
from tests.core.makers import (
    STORAGE,
    VAULT,
    apply,
    compare,
    endpoint,
    endpoint_entry,
    fqdn,
    hub,
    preset,
    rule,
    tag,
    tag_entry,
    unknown,
)


def plan(on_hub, *entries, **options):
    return compare(on_hub, preset(*entries), **options).plan


def written(found):
    return [(one.op, one.name) for one in found.operations]


def test_plan_is_empty_where_nothing_is_missing():
    found = plan(hub(rule('r', 'pypi.org')), 'pypi.org')
    assert re.fullmatch('sha256:[0-9a-f]{64}', found.id)
    assert found.as_json() == {
        'id': found.id,
        'operations': [],
        'writes': 0,
        'estimatedMinutes': [0, 0],
        'createsFirewall': False,
    }


def test_the_contract_of_a_plan():
    entries = ('pypi.org', '*.pypi.org', tag_entry(port_ranges='80, 443'), endpoint_entry(spark=True))
    found = plan(hub(), *entries).as_json()
    assert list(found) == ['id', 'operations', 'writes', 'estimatedMinutes', 'createsFirewall']
    assert found['operations'] == [
        {'op': 'create', 'rule': {'name': 'hn-any-pypi-org', 'type': 'fqdn', 'destination': '*.pypi.org'}},
        {
            'op': 'create',
            'rule': {
                'name': found['operations'][1]['rule']['name'],
                'type': 'private_endpoint',
                'destination': {'service_resource_id': STORAGE, 'subresource_target': 'blob', 'spark_enabled': True},
            },
        },
        {'op': 'create', 'rule': {'name': 'hn-pypi-org', 'type': 'fqdn', 'destination': 'pypi.org'}},
        {
            'op': 'create',
            'rule': {
                'name': found['operations'][3]['rule']['name'],
                'type': 'service_tag',
                'destination': {'service_tag': 'Storage', 'protocol': 'TCP', 'port_ranges': '80, 443'},
            },
        },
    ]
    assert found['writes'] == 1
    assert found['estimatedMinutes'] == [13, 30]
    assert found['createsFirewall'] is True


def test_aliases_are_next_to_the_destination_as_in_an_az_ml_yaml():
    entry = endpoint_entry()
    entry['fqdns'] = ['a.corp.example', 'b.corp.example']
    (operation,) = plan(hub(), entry).as_json()['operations']
    assert list(operation['rule']) == ['name', 'type', 'destination', 'fqdns']
    assert operation['rule']['fqdns'] == entry['fqdns']
    assert 'fqdns' not in operation['rule']['destination']


def test_all_entries_are_written_even_where_one_covers_another():
    assert written(plan(hub(), '*.pypi.org', 'a.pypi.org')) == [
        ('create', 'hn-a-pypi-org'),
        ('create', 'hn-any-pypi-org'),
    ]


@pytest.mark.parametrize(
    'found, expected',
    [
        # What failed is tried again under its name
        ([rule('mine', 'a.com', 'Failed')], [('retry', 'mine')]),
        ([rule('mine', '*.com', 'Failed')], [('retry', 'mine')]),
        ([rule('one', 'a.com', 'Failed'), rule('two', 'a.com', 'Failed')], [('retry', 'one'), ('retry', 'two')]),
        # Not more of it than is needed
        ([rule('mine', 'a.com', 'Failed'), rule('wide', '*', 'Failed')], [('retry', 'mine')]),
        # What the platform or a connection made is theirs
        ([rule('mine', 'a.com', 'Failed', 'Required')], []),
        ([rule('mine', 'a.com', 'Failed', 'Recommended')], []),
        ([rule('mine', 'a.com', 'Failed', 'Dependency')], []),
        ([rule('Connection_x', 'a.com', 'Failed')], []),
        ([rule('theirs', 'a.com', 'Failed', 'Required'), rule('mine', 'a.com', 'Failed')], [('retry', 'mine')]),
        ([rule('theirs', 'a.com', 'Failed', 'Required'), rule('mine', 'a.com', 'Deleting')], []),
        # What is being deleted will be gone
        ([rule('mine', 'a.com', 'Deleting')], [('create', 'hn-a-com')]),
        ([rule('hn-a-com', 'a.com', 'Deleting')], [('create', 'hn-a-com')]),
        ([rule('theirs', 'a.com', 'Deleting', 'Required')], []),
        ([rule('mine', 'a.com', 'Failed'), rule('old', 'a.com', 'Deleting')], [('retry', 'mine')]),
        # A rule without a name cannot be written again
        ([rule(None, 'a.com', 'Failed')], []),
        ([rule('r', unknown())], [('create', 'hn-a-com')]),
        ([rule('r', 'a.com', 'Inactive')], []),
    ],
)
def test_existing_rules_decide_the_operation(found, expected):
    assert written(plan(hub(*found), 'a.com')) == expected


def test_of_two_rules_the_failed_one_is_retried_and_the_deleted_one_created():
    wanted = tag_entry(port_ranges='80,443')
    failed, deleting = rule('f', tag(port_ranges='80'), 'Failed'), rule('d', tag(port_ranges='443'), 'Deleting')
    alive = rule('d', tag(port_ranges='443'))
    assert written(plan(hub(failed, alive), wanted)) == [('retry', 'f')]
    found = plan(hub(failed, deleting), wanted)
    assert [one.op for one in found.operations] == ['retry', 'create']
    assert not plan(apply(hub(failed, deleting), found), wanted).operations


@pytest.mark.parametrize('status', ['Active', 'Inactive', 'Failed'])
def test_an_endpoint_that_lacks_spark_is_rewritten_under_its_name(status):
    on_hub = hub(rule('mine', endpoint(STORAGE.upper(), 'Blob', fqdns=['a.corp.example']), status))
    (operation,) = plan(on_hub, endpoint_entry(spark=True)).operations
    assert (operation.op, operation.name) == ('rewrite', 'mine')
    assert operation.destination == endpoint(STORAGE.upper(), 'Blob', True, ['a.corp.example'])


def test_aliases_of_all_entries_for_one_endpoint_are_combined():
    one, two, spark = (
        endpoint_entry(fqdns=['b.corp.example', 'A.corp.example']),
        endpoint_entry(fqdns=['c.corp.example']),
        endpoint_entry(spark=True),
    )
    everything = ('b.corp.example', 'A.corp.example', 'c.corp.example')
    for order in ((one, two, spark), (spark, two, one)):
        (created,) = plan(hub(), *order).operations
        assert created.op == 'create'
        assert (created.destination.spark_enabled, created.destination.fqdns) == (True, everything)
        (rewritten,) = plan(hub(rule('r', endpoint(fqdns=['a.corp.example']))), *order).operations
        assert rewritten.op == 'rewrite'
        assert (rewritten.destination.spark_enabled, sorted(rewritten.destination.fqdns)) == (
            True,
            ['a.corp.example', 'b.corp.example', 'c.corp.example'],
        )


def test_rewrite_replaces_a_retry():
    on_hub = hub(rule('mine', endpoint(), 'Failed'))
    (operation,) = plan(on_hub, endpoint_entry(), endpoint_entry(spark=True)).operations
    assert (operation.op, operation.name, operation.destination.spark_enabled) == ('rewrite', 'mine', True)


@pytest.mark.parametrize(
    'found', [rule('r', endpoint(), category='Required'), rule('Connection_x', endpoint()), rule(None, endpoint())]
)
def test_an_endpoint_that_cannot_be_rewritten_is_left_and_stays_missing(found):
    result = compare(hub(found), preset(endpoint_entry(spark=True)))
    assert not result.plan.operations
    assert not result.in_sync


def test_no_rule_is_written_for_a_target_with_a_platform_rule():
    theirs, mine = rule('z', endpoint(), category='Required'), rule('a', endpoint())
    assert not plan(hub(mine, theirs), endpoint_entry(spark=True)).operations


def test_endpoint_that_is_being_deleted_is_created_again():
    (first,) = plan(hub(), endpoint_entry()).operations
    (again,) = plan(hub(rule(first.name, endpoint(spark=True), 'Deleting')), endpoint_entry()).operations
    assert again == first


def test_names_that_are_taken_on_the_hub_are_not_used():
    (operation,) = plan(hub(rule('HN-A-com', 'b.com')), 'a.com').operations
    assert re.fullmatch('hn-a-com-[0-9a-f]{8}', operation.name)
    (operation,) = plan(hub(rule('hn-a-com', unknown())), 'a.com').operations
    assert re.fullmatch('hn-a-com-[0-9a-f]{8}', operation.name)


def test_the_id_is_the_same_for_any_order_and_spelling_that_means_the_same():
    rules = [rule('one', 'x.com'), rule('two', tag()), rule('three', endpoint(VAULT, 'vault'))]
    first = compare(hub(*rules), preset('a.com', 'b.com'), preset('B.com', endpoint_entry(), name='two')).plan
    other = compare(hub(*reversed(rules)), preset(endpoint_entry(), 'B.com'), preset('b.com', 'a.com', name='two')).plan
    assert first.as_json() == other.as_json()


BASE = rule('r', 'x.com')


@pytest.mark.parametrize(
    'on_hub, entries',
    [
        (hub(BASE), ('b.com',)),
        (hub(BASE), ('a.com', 'b.com')),
        (hub(), ('a.com',)),
        (hub(rule('r', 'y.com')), ('a.com',)),
        (hub(rule('s', 'x.com')), ('a.com',)),
        (hub(rule('r', 'x.com', category='Required')), ('a.com',)),
        (hub(BASE, rule('s', tag())), ('a.com',)),
        (hub(BASE, rule('mine', 'a.com', 'Failed')), ('a.com',)),
        (hub(BASE, mode=None), ('a.com',)),
        (hub(BASE, firewall_sku='Basic'), ('a.com',)),
        (hub(BASE, id=None), ('a.com',)),
        (hub(rule('r', unknown('x'))), ('a.com',)),
    ],
)
def test_the_id_changes_with_the_operations_and_the_state(on_hub, entries):
    assert plan(on_hub, *entries).id != plan(hub(BASE), 'a.com').id


def test_id_ignores_statuses():
    first = plan(hub(BASE), 'a.com').id
    assert plan(hub(rule('r', 'X.com', 'Inactive')), 'a.com').id == first
    assert plan(hub(BASE, network_status='Inactive'), 'a.com').id == first
    assert plan(hub(BASE, id=hub().id.upper()), 'a.com').id == first


def test_plan_id_accepts_any_text():
    assert plan(hub(rule('\ud800', unknown('\udfff'))), 'a.com').id.startswith('sha256:')


@pytest.mark.parametrize(
    'rules, mode, entries, creates',
    [
        ([], 'AllowOnlyApprovedOutbound', ('a.com',), True),
        ([], None, ('a.com',), True),
        ([], 'AllowOnlyApprovedOutbound', (tag_entry(), endpoint_entry()), False),
        ([rule('r', tag()), rule('p', endpoint(VAULT, 'vault'))], 'AllowOnlyApprovedOutbound', ('a.com',), True),
        ([rule('r', 'b.com')], 'AllowOnlyApprovedOutbound', ('a.com',), False),
        ([rule('r', 'b.com', 'Failed')], 'AllowOnlyApprovedOutbound', ('a.com',), False),
        ([rule('r', unknown(type_name='fqdn'))], 'AllowOnlyApprovedOutbound', ('a.com',), False),
        ([], ALLOW_INTERNET, ('a.com', endpoint_entry()), False),
    ],
)
def test_the_first_fqdn_rule_of_an_approved_only_hub_creates_the_firewall(rules, mode, entries, creates):
    assert plan(hub(*rules, mode=mode), *entries).creates_firewall is creates


def test_minutes_follow_the_plan():
    entries = ('a.com', 'b.com')
    first = plan(hub(), *entries).minutes
    assert first == (13, 20)
    assert plan(hub(rule('r', 'x.com')), *entries).minutes == (3, 10)
    assert plan(hub(), *entries, 'c.com').minutes == (13, 25)
    assert plan(hub(), *entries, tag_entry()).minutes == (13, 25)
    assert plan(hub(network_status='Inactive'), *entries).minutes == (0, 1)
    assert plan(hub(rule('f', fqdn('a.com'), 'Failed')), 'a.com').minutes == (3, 5)


def test_rules_that_go_one_by_one_are_a_write_each():
    operations = [Operation(DELETE, f'hn-{number}', fqdn(f'{number}.com')) for number in range(3)]
    on_hub = hub(*(rule(item.name, item.destination) for item in operations))
    serial, at_once = plan_for(on_hub, operations, serial=True), plan_for(on_hub, operations)
    assert (serial.writes, at_once.writes) == (3, 1)
    assert plan_for(on_hub, [], serial=True).writes == plan_for(on_hub, []).writes == 0
    # Rule by rule it takes longer, but it is the same plan.
    assert serial.minutes == (10, 15) and serial.id == at_once.id
    assert plan_for(on_hub, reversed(operations)) == at_once


def test_deleting_creates_no_firewall():
    assert not plan_for(hub(), [Operation(DELETE, 'hn-a', fqdn('a.com'))]).creates_firewall


def test_the_id_does_not_change_with_the_status_of_a_rule_that_is_not_understood():
    def on_hub(status, destination='x'):
        return hub(rule('r', unknown({'type': 'Future', 'status': status, 'destination': destination})))

    first = plan(on_hub('Provisioning'), 'a.com').id
    assert plan(on_hub('Active'), 'a.com').id == first
    assert plan(on_hub('Active', 'y'), 'a.com').id != first


@pytest.mark.parametrize('unwritable', [rule(None, 'a.com'), rule('odd', unknown())])
def test_rule_without_a_name_or_a_known_destination_is_never_written(unwritable):
    with pytest.raises(ValueError, match='hubnet never writes'):
        operation_on(unwritable, RETRY)
