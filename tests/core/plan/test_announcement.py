"""What is said before the question."""

import pytest

from azext_hubnet.core.model.hub import ALLOW_INTERNET
from azext_hubnet.core.plan.announcement import cloud_shell_warning, describe_plan, describe_provisioning
from azext_hubnet.core.plan.plan import Operation, plan_for
from tests.core.makers import OF_HUB, STORAGE, endpoint, fqdn, hub, rule, tag

STANDING = rule('old', 'old.com')


def create(*destinations, op='create'):
    return [Operation(op, f'hn-{number:02}', value) for number, value in enumerate(destinations)]


def said(on_hub, operations, serial=False):
    return describe_plan(on_hub, plan_for(on_hub, operations, serial))


@pytest.mark.parametrize(
    'on_hub, count, serial, first',
    [
        (hub(STANDING), 1, False, 'hub (AllowOnlyApprovedOutbound): one rule in one write, about 3 to 5 minutes.'),
        (hub(STANDING), 2, False, 'hub (AllowOnlyApprovedOutbound): 2 rules in one write, about 3 to 10 minutes.'),
        (hub(STANDING), 2, True, 'hub (AllowOnlyApprovedOutbound): 2 rules in 2 writes, about 7 to 10 minutes.'),
        (hub(), 2, False, 'hub (AllowOnlyApprovedOutbound): 2 rules in one write, about 13 to 20 minutes.'),
        (
            hub(STANDING, network_status='Inactive'),
            2,
            False,
            'hub (AllowOnlyApprovedOutbound): 2 rules in one write, up to a minute.',
        ),
        (
            hub(STANDING, network_status=None),
            2,
            False,
            'hub (AllowOnlyApprovedOutbound): 2 rules in one write, up to 10 minutes.',
        ),
        (
            hub(STANDING, mode=None),
            1,
            False,
            'hub (AllowOnlyApprovedOutbound): one rule in one write, about 3 to 5 minutes.',
        ),
    ],
)
def test_the_first_line_counts_rules_writes_and_minutes(on_hub, count, serial, first):
    assert said(on_hub, create(*(fqdn(f'{number}.com') for number in range(count))), serial)[0] == first


def test_every_rule_has_a_line_with_what_happens_to_it():
    operations = [
        Operation('create', 'c', fqdn('a.com', 'b.com')),
        Operation('delete', 'd', tag(port_ranges='80, 443')),
        Operation('retry', 'r', tag(None, prefixes=['10.0.0.0/8', '10.0.0.1'])),
        Operation('rewrite', 'w', endpoint(spark=True, fqdns=['x.corp.example', 'y.corp.example'])),
        Operation('create', 'z', endpoint()),
    ]
    assert said(hub(STANDING), operations)[1:] == [
        '  + c  a.com, b.com',
        '  - d  Storage (TCP 80, 443)',
        '  ! r  10.0.0.0/8,10.0.0.1 (TCP 443)',
        f'  ~ w  {STORAGE} blob with Spark as x.corp.example, y.corp.example',
        f'  + z  {STORAGE} blob',
    ]


@pytest.mark.parametrize('count, more', [(60, []), (61, ['  … and 1 more']), (75, ['  … and 15 more'])])
def test_a_long_list_is_cut(count, more):
    lines = said(hub(STANDING), create(*(fqdn(f'{number}.com') for number in range(count))))
    assert len(lines) == 61 + len(more) and lines[61:] == more


def test_control_characters_in_a_plan_are_escaped():
    lines = said(hub(STANDING), [Operation('create', 'n\x1b[2J', tag('S\x1b[31m', '443'))])
    assert lines[1] == r'  + n\x1b[2J  S\x1b[31m (TCP 443)'


BILLED = 'an Azure Firewall ({}), which is billed as long as the hub has FQDN rules.'


@pytest.mark.parametrize(
    'operations, sku, expected',
    [
        (create(fqdn('a.com')), 'Standard', "It is the hub's first FQDN rule: it creates " + BILLED.format('Standard')),
        (create(fqdn('a.com')), None, "It is the hub's first FQDN rule: it creates " + BILLED.format('Standard')),
        (
            create(fqdn('a.com'), fqdn('b.com')),
            'Basic',
            "They are the hub's first FQDN rules: they create " + BILLED.format('Basic'),
        ),
        (
            create(fqdn('a.com'), tag()),
            'Basic',
            "The hub's first FQDN rule is one of them: it creates " + BILLED.format('Basic'),
        ),
    ],
)
def test_first_firewall_is_announced_with_its_sku(operations, sku, expected):
    assert said(hub(firewall_sku=sku), operations)[-1] == expected


@pytest.mark.parametrize(
    'on_hub, operations',
    [
        (hub(STANDING), create(fqdn('a.com'))),
        (hub(), create(tag())),
        (hub(mode=ALLOW_INTERNET), create(endpoint())),
        (hub(STANDING), create(fqdn('old.com'), op='delete')),
    ],
)
def test_plan_without_a_new_firewall_does_not_mention_one(on_hub, operations):
    assert not any('Firewall' in line for line in said(on_hub, operations))


def test_network_that_is_not_provisioned_is_announced_with_the_command():
    waiting = hub(STANDING, network_status='Inactive')
    assert said(waiting, create(tag()))[-1] == (
        'The network is not provisioned: rules stay Inactive until the first compute is created, or until you run: '
        f'az ml workspace provision-network {OF_HUB}'
    )
    assert len(said(waiting, create(fqdn('old.com'), op='delete'))) == 2
    assert len(said(hub(STANDING, network_status=None), create(tag()))) == 2


def test_provisioning_is_announced_with_its_time():
    assert describe_provisioning(hub()) == [
        'Then the network of hub is provisioned, which takes about another 15 to 30 minutes.'
    ]


@pytest.mark.parametrize(
    'count, provision, warns',
    [(1, False, False), (3, False, False), (4, False, True), (1, True, True), (0, True, True), (0, False, False)],
)
def test_cloud_shell_warning_depends_on_the_time(count, provision, warns):
    plan = plan_for(hub(STANDING), create(*(fqdn(f'{number}.com') for number in range(count))))
    lines = cloud_shell_warning(plan, provision)
    assert bool(lines) is warns
    if warns:
        assert lines[0].startswith('Cloud Shell ends idle sessions after about 20 minutes')
        assert 'run the same command again' in lines[0]
