"""Does a set of rules allow a destination."""

import pytest

from azext_hubnet.core.compare.coverage import RuleIndex, enough
from tests.core.makers import STORAGE, VAULT, endpoint, fqdn, rule, tag, unknown


def judge(destination, *rules):
    verdict = RuleIndex(rules).judge(destination)
    return verdict.state, [one.name for one in verdict.rules]


@pytest.mark.parametrize(
    'on_hub, wanted, state',
    [
        ('pypi.org', 'pypi.org', 'present'),
        ('PyPI.org.', 'pypi.org', 'present'),
        ('*.pypi.org', 'a.pypi.org', 'covered'),
        ('*.pypi.org', 'b.a.pypi.org', 'covered'),
        ('*.pypi.org', 'pypi.org', 'missing'),
        ('*pypi.org', 'pypi.org', 'covered'),
        ('*pypi.org', 'notpypi.org', 'covered'),
        ('*', 'pypi.org', 'covered'),
        ('*', '*.pypi.org', 'covered'),
        ('a.pypi.org', '*.pypi.org', 'missing'),
        ('*.pypi.org', '*.a.pypi.org', 'covered'),
        ('*.a.pypi.org', '*.pypi.org', 'missing'),
        ('pypi.org', 'pypi.org.evil.com', 'missing'),
    ],
)
def test_hosts(on_hub, wanted, state):
    assert judge(fqdn(wanted), rule('r', on_hub)) == (state, ['r'] if state != 'missing' else [])


def test_one_of_several_names_in_a_rule_is_present():
    assert judge(fqdn('b.com'), rule('r', fqdn('a.com', 'b.com', 'a.com'))) == ('present', ['r'])


def test_several_wanted_hosts_may_be_allowed_by_several_rules():
    wanted = fqdn('a.com', 'b.com')
    assert judge(wanted, rule('one', 'a.com'), rule('two', 'b.com')) == ('covered', ['one', 'two'])
    assert judge(wanted, rule('one', 'a.com')) == ('missing', [])
    assert judge(wanted, rule('all', '*.com'), rule('one', 'a.com')) == ('covered', ['all'])
    assert judge(wanted, rule('both', fqdn('b.com', 'a.com'))) == ('present', ['both'])


@pytest.mark.parametrize(
    'on_hub, wanted, state',
    [
        (tag('Storage'), tag('Storage'), 'present'),
        (tag('STORAGE'), tag('storage'), 'present'),
        (tag('Storage'), tag('Storage.WestUS'), 'covered'),
        (tag('Storage.WestUS'), tag('Storage'), 'missing'),
        (tag('Storage.WestUS'), tag('Storage.EastUS'), 'missing'),
        (tag('Storage.WestUS'), tag('storage.westus'), 'present'),
        (tag('Sql'), tag('Storage'), 'missing'),
        (tag('Storage'), tag('StorageSyncService'), 'missing'),
        (tag('AzureFrontDoor.Frontend'), tag('AzureFrontDoor.FirstParty'), 'missing'),
        (tag('AzureFrontDoor'), tag('AzureFrontDoor.FirstParty'), 'missing'),
        (tag('AzureFrontDoor.FirstParty'), tag('AzureFrontDoor.FirstParty.WestUS'), 'covered'),
        (tag('Internet'), tag('Storage'), 'missing'),
        (tag(protocol='*'), tag(protocol='TCP'), 'covered'),
        (tag(protocol='TCP'), tag(protocol='*'), 'missing'),
        (tag(protocol='UDP'), tag(protocol='TCP'), 'missing'),
        (tag(port_ranges='*'), tag(port_ranges='443'), 'covered'),
        (tag(port_ranges='443'), tag(port_ranges='443,445'), 'missing'),
        (tag(port_ranges='440-450'), tag(port_ranges='443,445'), 'covered'),
        (tag(port_ranges='80, 443'), tag(port_ranges='443,80'), 'present'),
        (tag(action='Deny'), tag(), 'missing'),
        (tag(prefixes=['10.0.0.0/8']), tag(), 'missing'),
        (tag(), tag(prefixes=['10.0.0.0/8']), 'missing'),
        (tag(prefixes=['10.0.0.0/8']), tag(prefixes=['10.0.0.0/8']), 'present'),
        (tag('Storage', prefixes=['10.0.0.0/8']), tag('Sql', prefixes=['10.0.0.0/8']), 'present'),
        (tag(prefixes=['10.0.0.0/8']), tag(prefixes=['10.1.0.0/16', '10.2.0.0/16']), 'covered'),
        (tag(prefixes=['10.1.0.0/16']), tag(prefixes=['10.1.0.0/16', '10.2.0.0/16']), 'missing'),
        (tag(prefixes=['10.0.0.0/25', '10.0.0.128/25']), tag(prefixes=['10.0.0.0/24']), 'covered'),
        (tag(prefixes=['10.0.0.0/25']), tag(prefixes=['10.0.0.0/24']), 'missing'),
        (tag(prefixes=['10.0.0.0/8']), tag(prefixes=['2001:db8::/32']), 'missing'),
        (tag(prefixes=['10.0.0.0/8', '2001:db8::/32']), tag(prefixes=['2001:db8::/64']), 'covered'),
        (tag(prefixes=['10.0.0.0/8'], port_ranges='80'), tag(prefixes=['10.0.0.0/8']), 'missing'),
    ],
)
def test_service_tags(on_hub, wanted, state):
    assert judge(wanted, rule('r', on_hub)) == (state, ['r'] if state != 'missing' else [])


def test_ports_of_several_rules_add_up():
    one, two, other = (
        rule('a', tag(port_ranges='80-100')),
        rule('b', tag('Storage', '101-443', '*')),
        rule('c', tag('Sql', '*')),
    )
    wanted = tag('Storage.WestUS', '80-443')
    assert judge(wanted, one, two, other) == ('covered', ['a', 'b'])
    assert judge(wanted, one, other) == ('missing', [])


def test_addresses_and_ports_of_several_rules_add_up():
    low = rule('low', tag(prefixes=['10.0.0.0/25'], port_ranges='80,443'))
    high = rule('high', tag(prefixes=['10.0.0.128/25'], port_ranges='443'))
    wanted = tag(prefixes=['10.0.0.0/24'])
    assert judge(wanted, low, high) == ('covered', ['low', 'high'])
    assert judge(tag(prefixes=['10.0.0.0/24'], port_ranges='80,443'), low, high) == ('missing', [])
    rest = rule('rest', tag(prefixes=['10.0.0.128/25'], port_ranges='80'))
    assert judge(tag(prefixes=['10.0.0.0/24'], port_ranges='80,443'), low, high, rest)[0] == 'covered'


@pytest.mark.parametrize(
    'on_hub, wanted, state',
    [
        (endpoint(), endpoint(), 'present'),
        (endpoint(STORAGE.upper(), 'BLOB'), endpoint(), 'present'),
        (endpoint(subresource='file'), endpoint(), 'missing'),
        (endpoint(STORAGE + '2'), endpoint(), 'missing'),
        (endpoint(spark=True), endpoint(), 'covered'),
        (endpoint(), endpoint(spark=True), 'missing'),
        (endpoint(fqdns=['A.corp.example', 'b.corp.example']), endpoint(fqdns=['a.corp.example']), 'covered'),
        (endpoint(fqdns=['a.corp.example']), endpoint(fqdns=['a.corp.example', 'b.corp.example']), 'missing'),
        (endpoint(fqdns=['A.corp.example.']), endpoint(fqdns=['a.corp.example']), 'present'),
        (endpoint(fqdns=['a.corp.example']), endpoint(), 'covered'),
        (
            endpoint(fqdns=['B.corp.example', 'a.corp.example']),
            endpoint(fqdns=['a.corp.example', 'b.corp.example']),
            'present',
        ),
    ],
)
def test_private_endpoints(on_hub, wanted, state):
    assert judge(wanted, rule('r', on_hub)) == (state, ['r'] if state != 'missing' else [])


def test_types_do_not_cover_each_other():
    rules = [rule('tag', tag('Storage', '*', '*')), rule('all', '*'), rule('pe', endpoint()), rule('odd', unknown())]
    assert judge(fqdn('mystore.blob.core.windows.net'), *rules) == ('covered', ['all'])
    assert judge(tag(), *rules) == ('covered', ['tag'])
    assert judge(endpoint(VAULT, 'vault'), *rules) == ('missing', [])
    assert judge(fqdn('pypi.org'), rules[0], *rules[2:]) == ('missing', [])


@pytest.mark.parametrize(
    'status, state',
    [
        (None, 'present'),
        ('Active', 'present'),
        ('Inactive', 'pending'),
        ('Provisioning', 'pending'),
        ('Mystery', 'pending'),
        ('Failed', 'failed'),
        ('Deleting', 'failed'),
    ],
)
@pytest.mark.parametrize('destination', [fqdn('pypi.org'), tag(), tag(prefixes=['10.0.0.0/8']), endpoint()])
def test_status_of_the_rule_decides(destination, status, state):
    assert judge(destination, rule('r', destination, status)) == (state, ['r'])


def test_best_state_of_several_rules_counts():
    exact = {status: rule(f'exact-{status}', 'a.pypi.org', status) for status in ('Active', 'Inactive', 'Failed')}
    wide = {status: rule(f'wide-{status}', '*.pypi.org', status) for status in ('Active', 'Inactive', 'Failed')}
    wanted = fqdn('a.pypi.org')
    assert judge(wanted, *exact.values(), *wide.values()) == ('present', ['exact-Active'])
    assert judge(wanted, exact['Inactive'], exact['Failed'], *wide.values()) == ('covered', ['wide-Active'])
    assert judge(wanted, exact['Failed'], wide['Inactive'], wide['Failed']) == ('pending', ['wide-Inactive'])
    assert judge(wanted, exact['Inactive'], wide['Failed']) == ('pending', ['exact-Inactive'])
    assert judge(wanted, exact['Failed'], wide['Failed']) == ('failed', ['exact-Failed', 'wide-Failed'])


def test_rules_that_are_needed_together_have_the_worst_state():
    wanted = tag(port_ranges='80,443')
    active, waiting = rule('a', tag(port_ranges='80')), rule('w', tag(port_ranges='443'), 'Inactive')
    failed = rule('f', tag(port_ranges='443'), 'Failed')
    assert judge(wanted, active, waiting) == ('pending', ['w'])
    assert judge(wanted, active, failed) == ('failed', ['f'])
    assert judge(wanted, active, failed, waiting) == ('pending', ['w'])


@pytest.mark.parametrize('category', ['Required', 'Recommended', 'Dependency'])
def test_rules_of_every_category_count(category):
    assert judge(tag(), rule('r', tag(), category=category)) == ('present', ['r'])


def test_a_rule_is_found_once_and_the_one_that_names_the_host_first():
    wide, both = rule('wide', '*'), rule('both', fqdn('a.com', '*.com', '*'))
    index = RuleIndex([wide, both])
    assert [one.name for one in index.allowing_host('a.com')] == ['both', 'wide']
    assert [one.name for one in index.allowing(fqdn('a.com', 'b.com'))] == ['both', 'wide']


def test_an_index_lists_what_it_holds():
    rules = [
        rule('tag', tag()),
        rule('pe', endpoint()),
        rule('pre', tag(prefixes=['10.0.0.0/8'])),
        rule('deny', tag(action='Deny')),
        rule('pe2', endpoint(VAULT, 'vault')),
        rule('odd', unknown()),
    ]
    index = RuleIndex(rules)
    assert [one.rule.name for one in index.tag_rules] == ['tag']
    assert [one.rule.name for one in index.endpoint_rules] == ['pe', 'pe2']
    assert [one.rule.name for one in index.prefix_rules] == ['pre']
    assert [one.name for one in index.at_target(endpoint(STORAGE.upper(), 'Blob', spark=True))] == ['pe']


def test_allowing_needs_a_part_and_enough_needs_all():
    part = rule('part', tag(port_ranges='443'))
    wanted = tag(port_ranges='80,443')
    assert RuleIndex([part]).allowing(wanted) == [part]
    assert not enough(wanted, [part])
    assert enough(wanted, [part, rule('rest', tag(port_ranges='80'))])
    assert not enough(endpoint(), [])
