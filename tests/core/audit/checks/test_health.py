"""What became of the rules at the service."""

import shlex

import pytest

from azext_hubnet.core.facts import platform_rules
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from azext_hubnet.core.render import az_commands
from azext_hubnet.core.render.one_line import label_of
from tests.core.audit.makers import hits, skipped
from tests.core.makers import GROUP, HUB_ID, REGISTRY, STORAGE, VAULT, endpoint, fqdn, hub, rule, tag, unknown
from tests.simulator import errors

# Known to the letter (hashicorp/terraform-provider-azurerm pull request 31165).
NOT_APPROVED = (
    "Workspace managed identity don't have required permissions to read and approve private endpoint "
    f'connections on {STORAGE}. If the permissions were recently granted, please give it some time'
)
# Known in part (how-to-troubleshoot-managed-network.md, 2025-04-01).
CALLER = (
    "The client does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/"
    "privateEndpointConnections/read' over scope '/subscriptions/x'."
)
# Azure Resource Manager's own.
NOT_REGISTERED = (
    'Code: MissingSubscriptionRegistration Message: The subscription is not registered to use namespace '
    "'Microsoft.Network'. See https://aka.ms/rps-not-found for how to register subscriptions."
)
FACTORY = f'{GROUP}/providers/Microsoft.DataFactory/factories/f'


def failed(destination, error=None, name='r', **fields):
    return rule(name, destination, 'Failed', error=error, **fields)


def cause_of(error, destination=None):
    """The cause that the finding names, and the verbs of its commands."""
    (hit,) = hits('HN401', hub(failed(destination or endpoint(), error)))
    assert hit.message.startswith('r has failed: ') and hit.destinations == ((destination or endpoint()),)
    cause = hit.message.partition(' Likely cause: ')[2]
    return cause.rstrip('.'), [command.split()[1] for command in hit.fix]


@pytest.mark.parametrize(
    'error, cause, verbs',
    [
        (NOT_APPROVED, "the hub's identity may not approve private endpoint connections of the target", ['role', 'ml']),
        (
            errors.authorization_failed(
                'Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action', STORAGE, 'hub'
            ).message,
            "the hub's identity may not approve private endpoint connections of the target",
            ['role', 'ml'],
        ),
        (CALLER, 'the user who wrote the rule may not read or write private endpoint connections of the hub', []),
        (
            errors.authorization_failed('Microsoft.Network/privateEndpoints/write', GROUP, 'x').message,
            'the permission named in the error is missing',
            [],
        ),
        (NOT_REGISTERED, 'the resource provider Microsoft.Network is not registered', ['provider', 'ml']),
        (
            NOT_REGISTERED.replace('Microsoft.Network', 'Microsoft.NetworkFunction'),
            'the resource provider named in the error is not registered',
            [],
        ),
        (errors.disallowed_by_policy('pe').message, 'a policy of the tenant forbids it', []),
        (errors.scope_locked(HUB_ID, 'write').message, 'a management lock forbids it', []),
        (
            errors.resource_not_found('Microsoft.Storage/storageAccounts', 'mystore', 'rg').message,
            'the target or its resource group or subscription no longer exists',
            [],
        ),
        (errors.group_not_found('rg').message, 'the target or its resource group or subscription no longer exists', []),
        (
            errors.subscription_not_found('x').message,
            'the target or its resource group or subscription no longer exists',
            [],
        ),
        (errors.same_destination('r', 'other').message, 'another rule has the same destination', []),
        (errors.conflict().message, 'another write was in progress', ['ml']),
        ('The operation timed out\nafter 50 minutes.', 'the update took longer than the service waits', ['ml']),
        ('Timeout', 'the update took longer than the service waits', ['ml']),
        ('InternalServerError', '', ['ml']),
        ('The policy of the house', '', ['ml']),
    ],
)
def test_the_likely_cause(error, cause, verbs):
    assert cause_of(error) == (cause, verbs)


def test_text_of_the_service_is_unchanged():
    (hit,) = hits('HN401', hub(failed(fqdn('a.com'), 'Something [x]. ')))
    assert hit.message == 'r has failed: Something [x].'
    assert hit.rules == ('r',) and '--destination a.com' in hit.fix[0]


@pytest.mark.parametrize('error', [None, ''])
def test_failure_without_an_error_text(error):
    (hit,) = hits('HN401', hub(failed(tag(), error)))
    assert hit.message == 'r has failed, and the service gives no reason.' and '--service-tag Storage' in hit.fix[0]


def test_role_is_assigned_before_the_rule_is_written_again():
    (hit,) = hits('HN401', hub(failed(endpoint(VAULT, 'vault'), NOT_APPROVED)))
    role, again = hit.fix
    assert (role,) == az_commands.give_approver(hub(), VAULT) and shlex.split(again)[-1] == 'vault'
    # The role does not cover the first; nobody knows the second; the others are no endpoints, or cannot be typed.
    for destination in (
        endpoint(FACTORY, 'dataFactory'),
        endpoint(f'{GROUP}/providers/Microsoft.Web/sites/s', 'sites'),
        fqdn('a.com'),
        unknown(),
        endpoint(VAULT.replace('myvault', 'a\x1bb'), 'vault'),
    ):
        assert cause_of(NOT_APPROVED, destination)[1] == []


def test_a_rule_that_was_not_understood_is_not_written_again():
    (hit,) = hits('HN401', hub(failed(unknown())))
    assert hit.fix == ()


@pytest.mark.parametrize(
    'category, name, check_id',
    [
        ('UserDefined', 'r', 'HN401'),
        ('UserDefined', 'Connection_x_blob', 'HN401'),
        ('Dependency', 'r', 'HN401'),
        ('Required', 'r', 'HN402'),
        ('Recommended', 'r', 'HN402'),
        ('Newer', 'r', 'HN401'),
    ],
)
def test_failed_rules_of_user_and_platform_are_different_checks(category, name, check_id):
    on_hub = hub(failed(endpoint(), NOT_APPROVED, name, category=category))
    assert [check for check in ('HN401', 'HN402') for _ in hits(check, on_hub)] == [check_id]


def test_commands_for_failed_rules_of_the_platform():
    def fix(one, *others):
        return [
            command
            for check in ('HN401', 'HN402')
            for hit in hits(check, hub(one, *others))
            if hit.rules == (one.name,)
            for command in hit.fix
        ]

    assert fix(failed(tag(), category='Required')) == [az_commands.provision(hub())]
    assert fix(failed(endpoint(), NOT_APPROVED, category='Required')) == [
        *az_commands.give_approver(hub(), STORAGE),
        az_commands.provision(hub()),
    ]
    assert fix(failed(endpoint(), name='Connection_x')) == []
    parents = [rule('Parent', endpoint(VAULT, 'vault')), rule('theirs', endpoint(), category='Required')]
    (again,) = fix(failed(endpoint(), category='Dependency', parents=('parent', 'theirs', 'gone')), *parents)
    assert '--rule=Parent ' in again


@pytest.mark.parametrize('check_id', ['HN401', 'HN402', 'HN403', 'HN404', 'HN405'])
def test_a_file_without_statuses_is_not_judged(check_id):
    assert skipped(check_id, hub(rule('a', 'a.com', None))) == 'the input does not say the status of any rule'


@pytest.mark.parametrize('status', ['Active', 'Inactive', 'Provisioning', 'Deleting', None, 'Odd'])
def test_other_statuses_are_not_a_failure(status):
    rules = [rule('a', 'a.com', status), rule('b', 'b.com', status, 'Required'), rule('c', 'c.com')]
    assert hits('HN401', hub(*rules)) == [] == hits('HN402', hub(*rules))


def test_rule_change_in_progress():
    statuses = ['Active', 'Deleting', 'Failed', 'Inactive', 'Provisioning', 'Odd', None]
    on_hub = hub(
        *(rule(f'{number}{status}', 'a.com', status) for number, status in enumerate(statuses)),
        rule('theirs', tag(), 'Provisioning', 'Required'),
    )
    assert [hit.message for hit in hits('HN403', on_hub)] == [
        '1Deleting is Deleting.',
        '4Provisioning is Provisioning.',
        'theirs is Provisioning.',
    ]


def platform(*without, **fields):
    """A hub with all that the platform gives, less some destinations."""
    given = [forms[0] for forms in platform_rules.required(hub())]
    return hub(
        *(
            rule(f'__SYS_{number}', one, category='Required')
            for number, one in enumerate(given)
            if label_of(one) not in without
        ),
        rule('mine', 'a.com'),
        **fields,
    )


def test_hub_with_all_rules_of_the_platform_passes():
    assert hits('HN404', platform()) == []


@pytest.mark.parametrize(
    'lacking',
    [
        'AzureActiveDirectory',
        'BatchNodeManagement.westus3',
        'MicrosoftContainerRegistry.westus3',
        'AzureFrontDoor.FirstParty',
        f'{STORAGE} blob',
        f'{STORAGE} file',
        f'{VAULT} vault',
        f'{REGISTRY} registry',
    ],
)
def test_missing_rule_of_the_platform_is_found(lacking):
    (hit,) = hits('HN404', platform(lacking))
    assert [label_of(one) for one in hit.destinations] == [lacking] and hit.rules == ()
    assert hit.fix == (az_commands.provision(hub()),)
    assert hit.message.startswith(f'No rule allows {lacking}')


def test_two_rules_of_one_tag_are_told_apart():
    both = platform('AzureMachineLearning')
    assert [hit.message.partition(', which')[0] for hit in hits('HN404', both)] == [
        'No rule allows AzureMachineLearning (TCP 443)',
        'No rule allows AzureMachineLearning (UDP 5831)',
    ]


def with_rule(one, lacking):
    on_hub = platform(lacking)
    return on_hub._replace(rules=(*on_hub.rules, one))


@pytest.mark.parametrize(
    'lacking, one',
    [
        ('BatchNodeManagement.westus3', rule('p', tag('BatchNodeManagement'), category='Required')),
        ('AzureFrontDoor.FirstParty', rule('p', tag('AzureFrontDoor.FirstParty', '*', '*'), category='Required')),
        ('AzureFrontDoor.FirstParty', rule('p', tag('AzureFrontDoor', '*', '*'), category='Required')),
        ('AzureMonitor', rule('p', tag('AzureMonitor'), 'Inactive', 'Required')),
        # A failed one is HN402's; a rule of the user's allows it too.
        ('AzureMonitor', rule('p', tag('AzureMonitor'), 'Failed', 'Required')),
        ('AzureMonitor', rule('p', tag('AzureMonitor'))),
        (f'{VAULT} vault', rule('p', endpoint(VAULT, 'vault', spark=True), category='Required')),
    ],
)
def test_equivalent_rule_is_not_missing(lacking, one):
    assert hits('HN404', with_rule(one, lacking)) == []


@pytest.mark.parametrize(
    'one',
    [
        rule('p', tag('AzureMonitor', '80'), category='Required'),
        rule('p', tag('AzureMonitor', protocol='UDP'), category='Required'),
    ],
)
def test_rule_for_another_port_or_protocol_does_not_count(one):
    assert len(hits('HN404', with_rule(one, 'AzureMonitor'))) == 1


def test_tags_of_a_region_that_is_not_known_are_not_judged():
    assert (
        hits('HN404', platform('BatchNodeManagement.westus3', 'MicrosoftContainerRegistry.westus3', location=None))
        == []
    )


def test_half_of_the_rules_or_fewer_may_be_missing():
    # Twelve with the endpoints; what a Foundry account has, and one FQDN rule that a PATCH calls required.
    given = [label_of(forms[0]) for forms in platform_rules.required(hub())]
    assert len(given) == 12 and len(set(given)) == 11
    seven = [one for one in dict.fromkeys(given) if one != 'AzureMachineLearning'][:7]
    assert len(hits('HN404', platform(*seven[:6]))) == 6
    assert 'fewer than half' in skipped('HN404', platform(*seven))
    alone = rule('p', tag('AzureActiveDirectory', '80, 443'), category='Required')
    assert 'fewer than half' in skipped('HN404', hub(alone))
    assert 'fewer than half' in skipped('HN404', hub(rule('some_string', 'some.string', category='Required')))


@pytest.mark.parametrize(
    'on_hub, reason',
    [
        (platform(mode=ALLOW_INTERNET), 'outside approved-only mode'),
        (platform(mode=DISABLED), 'outside approved-only mode'),
        (platform(mode=None), 'isolation mode'),
        (hub(rule('a', 'a.com')), 'none of the rules that the platform creates'),
    ],
)
def test_check_is_skipped_if_missing_rules_cannot_be_known(on_hub, reason):
    assert reason in skipped('HN404', on_hub)


def test_inactive_rule_on_an_active_network():
    rules = [
        rule('a', 'a.com'),
        rule('b', 'b.com', 'Inactive'),
        rule('c', tag(), 'Inactive', 'Required'),
        rule('Connection_x', endpoint(), 'Inactive'),
        rule('d', 'd.com', 'Provisioning'),
    ]
    found = hits('HN405', hub(*rules))
    assert [hit.rules for hit in found] == [('b',), ('c',), ('Connection_x',)]
    assert found[0].message == 'b is Inactive although the network is active.'
    assert '--destination b.com' in found[0].fix[0]
    assert found[1].fix == (az_commands.provision(hub()),) and found[2].fix == ()
    assert hits('HN405', hub(*rules, network_status='Inactive')) == []
    assert 'whether the network is provisioned' in skipped('HN405', hub(*rules, network_status=None))


def test_a_status_that_is_not_known():
    on_hub = hub(
        *(
            rule(f'{number}', 'a.com', status)
            for number, status in enumerate(
                ['Active', 'Inactive', 'Provisioning', 'Deleting', 'Failed', None, 'Waiting', 'active']
            )
        )
    )
    assert [hit.message for hit in hits('HN406', on_hub)] == [
        "6 has the status 'Waiting', which hubnet does not know.",
        "7 has the status 'active', which hubnet does not know.",
    ]
