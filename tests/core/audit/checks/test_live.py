"""Checks of what only the service knows."""

import shlex

import pytest

from azext_hubnet.core.compare import egress
from azext_hubnet.core.compare.coverage import RuleIndex
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from azext_hubnet.core.model.live_facts import DependencyHost, LiveFacts, Unknown
from tests.core.audit.makers import hits, skipped
from tests.core.makers import GROUP, HUB_ID, STORAGE, VAULT, endpoint, hub, rule, tag

FACTORY = f'{GROUP}/providers/Microsoft.DataFactory/factories/f'
STRANGE = f'{GROUP}/providers/Microsoft.Strange/things/t'
SUBNET = f'{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s'


def facts(network_provider='Registered', approvals=None, service_endpoints=None, dependencies=()):
    return LiveFacts(
        network_provider,
        {key.lower(): value for key, value in (approvals or {}).items()},
        {key.lower(): value for key, value in (service_endpoints or {}).items()},
        tuple(DependencyHost(*one) for one in dependencies),
    )


def failed(name='pe', resource=STORAGE, subresource='blob', **fields):
    return rule(name, endpoint(resource, subresource), 'Failed', **fields)


@pytest.mark.parametrize('check', ['HN701', 'HN702', 'HN703', 'HN704'])
def test_live_checks_are_skipped_for_files(check):
    assert skipped(check, hub(failed())) == 'the input is a file, not a live hub'
    nothing = LiveFacts(*[Unknown('Forbidden.')] * 4)
    assert skipped(check, hub(failed()), live=nothing) == 'Forbidden.'


# HN701


def test_a_hub_that_may_not_approve():
    rules = [failed('b'), failed('a', STORAGE.upper(), 'file'), rule('ok', endpoint(VAULT, 'vault'))]
    (hit,) = hits('HN701', hub(*rules), live=facts(approvals={STORAGE: False}))
    assert hit.rules == ('a', 'b') and len(hit.destinations) == 1
    assert hit.message.startswith('a and b failed, and the identity of the hub may not approve private endpoint ')
    assert hit.message.endswith(': it needs the role Azure AI Enterprise Network Connection Approver.')
    words = shlex.split(hit.fix[0])
    assert words[:5] == ['az', 'role', 'assignment', 'create', '--assignee-object-id']
    assert words[5] == f'$(az resource show --ids {HUB_ID} --query identity.principalId -o tsv)'
    assert words[-4:-1] == ['--role', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea', '--scope']
    assert words[-1].lower() == STORAGE.lower()
    assert [command.partition(' --type')[0].partition(' --rule=')[2] for command in hit.fix[1:]] == ['a', 'b']


@pytest.mark.parametrize('value', [True, Unknown('No.')])
def test_only_a_role_known_to_be_missing_is_found(value):
    on_hub = hub(failed(), failed('v', VAULT, 'vault'))
    live = facts(approvals={STORAGE: value, VAULT: False})
    assert [hit.rules for hit in hits('HN701', on_hub, live=live)] == [('v',)]


@pytest.mark.parametrize(
    'resource, kind', [(FACTORY, 'Microsoft.DataFactory/factories'), (STRANGE, 'Microsoft.Strange/things')]
)
def test_a_type_that_the_role_does_not_cover(resource, kind):
    (hit,) = hits('HN701', hub(failed('f', resource, 'x')), live=facts(approvals={resource: False}))
    assert f'a custom role with the action {kind}/privateEndpointConnectionsApproval/action' in hit.message
    assert hit.fix == ()


def test_nothing_failed_needs_no_role():
    on_hub = hub(rule('ok', endpoint()), rule('f', 'f.com', 'Failed'))
    assert hits('HN701', on_hub, live=facts(approvals={STORAGE: False})) == []


def test_check_is_skipped_with_reasons_if_no_target_is_known():
    on_hub = hub(failed(), failed('v', VAULT, 'vault'))
    reason = skipped('HN701', on_hub, live=facts(approvals={STORAGE: Unknown('Forbidden.')}))
    assert reason == f'{STORAGE}: Forbidden.; {VAULT}: it was not read'


def test_rules_of_the_platform_and_of_connections_count_too():
    rules = [failed('__SYS_PE_x', category='Required'), failed('Connection_v', VAULT, 'vault')]
    found = hits('HN701', hub(*rules), live=facts(approvals={STORAGE: False, VAULT: False}))
    assert sorted(hit.rules for hit in found) == [('Connection_v',), ('__SYS_PE_x',)]
    # They are not the user's to write again.
    assert [len(hit.fix) for hit in found] == [1, 1]


# HN702


@pytest.mark.parametrize(
    'state, found',
    [
        ('Registered', False),
        ('Registering', False),
        ('registered', False),
        ('NotRegistered', True),
        ('Unregistered', True),
        ('Unregistering', True),
    ],
)
def test_the_resource_provider(state, found):
    answer = hits('HN702', hub(), live=facts(state))
    message = f"Microsoft.Network is {state} in the hub's subscription."
    assert [hit.message for hit in answer] == ([message] if found else [])
    assert hits('HN702', hub(mode=DISABLED), live=facts(state)) == []
    assert len(hits('HN702', hub(mode=ALLOW_INTERNET), live=facts(state))) == found


def test_the_command_registers_it_in_the_hub_s_subscription():
    (hit,) = hits('HN702', hub(), live=facts('NotRegistered'))
    assert hit.fix == ('az provider register -n Microsoft.Network --subscription 00000000-0000-0000-0000-000000000001',)


# HN703


def test_subnets_that_the_target_admits():
    rules = [rule('b', endpoint()), rule('a', endpoint(subresource='file')), rule('v', endpoint(VAULT, 'vault'))]
    live = facts(service_endpoints={STORAGE: (SUBNET, SUBNET + '2'), VAULT: ()})
    (hit,) = hits('HN703', hub(*rules), live=live)
    assert hit.rules == ('a', 'b')
    assert hit.message == (
        f'{STORAGE} has the private endpoint of a and b and admits by service endpoint: {SUBNET} and {SUBNET}2.'
    )
    assert [shlex.split(command) for command in hit.fix] == [
        [
            'az',
            'storage',
            'account',
            'network-rule',
            'remove',
            '-g',
            'rg',
            '--account-name',
            'mystore',
            '--subnet',
            subnet,
            '--subscription',
            '00000000-0000-0000-0000-000000000001',
        ]
        for subnet in (SUBNET, SUBNET + '2')
    ]


def test_a_type_without_a_command_is_found_all_the_same():
    (hit,) = hits('HN703', hub(rule('s', endpoint(STRANGE, 'x'))), live=facts(service_endpoints={STRANGE: (SUBNET,)}))
    assert hit.rules == ('s',) and hit.fix == ()


def test_unknown_targets_do_not_hide_the_others():
    on_hub = hub(rule('b', endpoint()), rule('v', endpoint(VAULT, 'vault')))
    live = facts(service_endpoints={STORAGE: Unknown('Forbidden.'), VAULT: (SUBNET,)})
    assert [hit.rules for hit in hits('HN703', on_hub, live=live)] == [('v',)]
    assert skipped('HN703', hub(rule('b', endpoint())), live=live) == f'{STORAGE}: Forbidden.'


def test_endpoints_of_the_platform_are_not_judged():
    live = facts(service_endpoints={STORAGE: (SUBNET,)})
    assert hits('HN703', hub(rule('p', endpoint(), category='Required')), live=live) == []
    assert hits('HN703', hub(rule('t', tag())), live=live) == []


# HN704

MONITOR = tag('AzureMonitor')


def test_blocked_hosts_are_one_finding_per_category():
    live = facts(
        dependencies=[
            ('Python', 'pypi.org', (443,)),
            ('Python', 'anaconda.com', (80, 443)),
            ('Other', 'mine.contoso.net', (443,)),
            ('Fine', 'ok.example.com', (443,)),
        ]
    )
    on_hub = hub(rule('ok', '*.example.com', 'Inactive'), rule('a', 'mine.example.org'))
    first, second = hits('HN704', on_hub, live=live)
    assert first.message == (
        'No rule allows pypi.org:443, anaconda.com:80 and anaconda.com:443, which the service lists under Python.'
    )
    assert first.destinations == ('pypi.org', 'anaconda.com')
    assert [command.rpartition(' -p ')[2] for command in first.fix] == ['python-packages']
    assert second.destinations == ('mine.contoso.net',) and '--destination mine.contoso.net' in second.fix[0]
    assert hits('HN704', hub(rule('all', '*')), live=live) == []


@pytest.mark.parametrize(
    'host, port, on_hub',
    [
        ('westus3.in.applicationinsights.azure.com', 443, [rule('m', MONITOR)]),
        ('mystore.blob.core.windows.net', 443, [rule('e', endpoint())]),
        ('pypi.org', 443, [rule('p', 'pypi.org', 'Provisioning')]),
        ('*.blob.core.windows.net', 443, []),
        ('*', 443, []),
        ('<region>.batch.azure.com', 443, []),
        ('a*b.example.com', 443, []),
        ('13.0.0.0/8', 443, []),
        ('', 443, []),
    ],
)
def test_allowed_and_invalid_hosts_pass(host, port, on_hub):
    assert hits('HN704', hub(*on_hub), live=facts(dependencies=[('x', host, (port,))])) == []


def test_each_port_is_judged():
    live = facts(dependencies=[('', 'pypi.org', (443, 8787))])
    (hit,) = hits('HN704', hub(rule('p', 'pypi.org')), live=live)
    assert hit.message == 'No rule allows pypi.org:8787, which the service lists under no category.' and hit.fix == ()
    assert hits('HN704', hub(), live=facts(dependencies=[('x', 'pypi.org', ())])) == []


def test_a_failed_rule_allows_nothing():
    (hit,) = hits('HN704', hub(rule('p', 'mine.com', 'Failed')), live=facts(dependencies=[('x', 'mine.com', (443,))]))
    assert '--rule=p ' in hit.fix[0]


@pytest.mark.parametrize('mode', [ALLOW_INTERNET, DISABLED])
def test_dependencies_are_skipped_if_rules_do_not_restrict(mode):
    assert skipped('HN704', hub(mode=mode), live=facts(dependencies=[('x', 'pypi.org', (443,))]))


def test_the_rules_are_looked_up_in_one_index(monkeypatch):
    made = []
    monkeypatch.setattr(egress, 'RuleIndex', lambda rules: made.append(rules) or RuleIndex(rules))
    live = facts(dependencies=[('x', f'h{number}.example.net', (80, 443)) for number in range(20)])
    (hit,) = hits('HN704', hub(rule('a', '*.example.org')), live=live)
    assert len(hit.destinations) == 20 and made == []
    assert egress.check_egress(hub(rule('a', 'a.com')), 'a.com', 443).rules == ('a',) and len(made) == 1
