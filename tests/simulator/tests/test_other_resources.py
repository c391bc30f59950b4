"""Other resources of the simulator, its limits, Resource Graph and many hubs."""

import pytest

from tests.simulator import SUBSCRIPTION_ID, Simulator, limits, workspace_id
from tests.simulator.resource_graph import MOST_SUBSCRIPTIONS
from tests.simulator.roles import APPROVER, OWNER, READER, role
from tests.simulator.sample_hubs import many, numbered_subscription

GROUP = f'/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/hubnet-tests'
SEARCH = f'{GROUP}/providers/Microsoft.Search/searchServices/search-common'
ACCOUNT = f'{GROUP}/providers/Microsoft.CognitiveServices/accounts/account'
GRAPH = '/providers/Microsoft.ResourceGraph/resources'
ME, TEAM, ALL = 'me', 'team', 'all'


@pytest.fixture(name='simulator')
def _simulator(tmp_path):
    with Simulator(tmp_path) as made:
        yield made


@pytest.fixture(name='remote')
def _remote(simulator):
    return simulator.remote()


# Providers and resources --------------------------------------------------------------------------------------------


def test_provider_state_is_registered_by_default(remote):
    path = f'/subscriptions/{SUBSCRIPTION_ID}/providers/Microsoft.Network'
    assert remote.arm('GET', path).body['registrationState'] == 'Registered'
    remote.settings(providers={'microsoft.network': 'NotRegistered'})
    assert remote.arm('GET', path).body['registrationState'] == 'NotRegistered'
    assert remote.arm('GET', path.replace(SUBSCRIPTION_ID, 'nobodys')).status == 404


def test_only_resources_named_by_hubs_and_rules_exist(remote):
    answer = remote.arm('GET', SEARCH)
    assert answer.status == 200 and answer.body['id'] == SEARCH and answer.body['properties'] == {}
    assert remote.arm('GET', SEARCH + '2').status == 404
    remote.settings(resources={SEARCH + '2': {'publicNetworkAccess': 'Disabled'}})
    assert remote.arm('GET', SEARCH.upper() + '2').body['properties'] == {'publicNetworkAccess': 'Disabled'}


def test_resources_in_a_subscription_without_hubs(remote):
    other = SEARCH.replace(SUBSCRIPTION_ID, numbered_subscription(3))
    assert remote.arm('GET', other).body['error']['code'] == 'SubscriptionNotFound'
    remote.settings(resources={other: {}})
    assert remote.arm('GET', other).status == 200
    subscriptions = remote.arm('GET', '/subscriptions').body['value']
    assert [one['subscriptionId'] for one in subscriptions] == [SUBSCRIPTION_ID, numbered_subscription(3)]
    assert len({one['displayName'] for one in subscriptions}) == 2


def test_account_without_managed_network_is_a_plain_resource(simulator, remote):
    remote.settings(resources={ACCOUNT: {'networkAcls': {'virtualNetworkRules': []}}})
    assert remote.arm('GET', ACCOUNT).body['properties'] == {'networkAcls': {'virtualNetworkRules': []}}
    remote.set_state({**remote.state('fresh'), 'id': ACCOUNT, 'name': 'account'})
    assert 'managedNetwork' in remote.arm('GET', ACCOUNT).body['properties']
    assert [entry['kind'] for entry in simulator.log.entries()] == ['resource_get', 'workspace_get']


def test_dependencies_of_a_workspace(remote):
    path = workspace_id('fresh') + '/outboundNetworkDependenciesEndpoints'
    first = remote.arm('GET', path).body['value'][0]['properties']
    assert first == {
        'category': 'Azure Active Directory',
        'endpoints': [{'domainName': 'login.microsoftonline.com', 'endpointDetails': [{'port': 443}]}],
    }
    remote.settings(dependencies=[['A', 'a.example', 80]])
    assert len(remote.arm('GET', path).body['value']) == 1


# Roles --------------------------------------------------------------------------------------------------------------


def assigned(remote, scope, condition):
    answer = remote.arm('GET', f'{scope}/providers/Microsoft.Authorization/roleAssignments?$filter={condition}')
    assert answer.status == 200, answer.text
    return [one['properties']['roleDefinitionId'].rpartition('/')[2] for one in answer.body['value']]


@pytest.mark.parametrize(
    'scope, condition, roles',
    [
        (SEARCH, "assignedTo('me')", [APPROVER, OWNER]),
        (GROUP, "assignedTo('me')", [APPROVER, OWNER]),
        (SEARCH, "atScope()%20and%20assignedTo('ME')", [APPROVER, OWNER]),
        (GROUP, "atScope()%20and%20assignedTo('me')", [OWNER]),
        (GROUP, 'atScope()', [OWNER, READER]),
        (SEARCH, "assignedTo('other')", [READER]),
        (SEARCH, "assignedTo('team')", [OWNER]),
        (SEARCH, "assignedTo('none')", []),
    ],
)
def test_role_assignments_by_scope_and_principal(remote, scope, condition, roles):
    remote.settings(
        groups={TEAM: [ME], ALL: [TEAM]},
        role_assignments=[
            {'principalId': ME, 'scope': SEARCH, 'role': APPROVER},
            {'principalId': ALL, 'scope': f'/subscriptions/{SUBSCRIPTION_ID}', 'role': OWNER},
            {'principalId': 'other', 'scope': GROUP, 'role': READER},
        ],
    )
    assert assigned(remote, scope, condition) == roles


def test_role_definitions(remote):
    def actions(guid):
        answer = remote.arm('GET', f'{GROUP}/providers/Microsoft.Authorization/roleDefinitions/{guid}')
        return answer.body['properties']['permissions'][0]['actions'] if answer.status == 200 else answer.status

    assert 'Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action' in actions(APPROVER)
    assert not [one for one in actions(APPROVER) if 'DataFactory' in one]
    assert actions(OWNER) == ['*'] and actions('custom') == 404
    remote.settings(role_definitions={'custom': role('Custom', ['a/b'])})
    assert actions('custom') == ['a/b']


@pytest.mark.parametrize(
    'kind, path',
    [
        ('provider_get', f'/subscriptions/{SUBSCRIPTION_ID}/providers/Microsoft.Network'),
        ('resource_get', SEARCH),
        ('role_assignments', f'{SEARCH}/providers/Microsoft.Authorization/roleAssignments'),
        ('role_definition', f'/providers/Microsoft.Authorization/roleDefinitions/{OWNER}'),
        ('dependencies', workspace_id('fresh') + '/outboundNetworkDependenciesEndpoints'),
    ],
)
def test_each_kind_of_request_can_fail_and_is_logged(simulator, remote, kind, path):
    simulator.faults.add(kind, 'forbidden')
    assert [remote.arm('GET', path).status for _ in range(2)] == [403, 200]
    assert [(entry['kind'], entry['status']) for entry in simulator.log.entries()] == [(kind, 403), (kind, 200)]


# Limits -------------------------------------------------------------------------------------------------------------


def test_latency_applies_to_arm_only(remote):
    remote.settings(latency=0.5)
    remote.arm('GET', '/metadata/endpoints', api_version='2022-09-01')
    remote.arm('GET', workspace_id('fresh'))
    other, read = remote.log()
    assert other['seconds'] < 0.5 <= read['seconds']


def test_reads_beyond_the_bucket_answer_429_until_it_refills(simulator, remote):
    now = [0.0]
    simulator.limits = limits.Limits(lambda: now[0])
    remote.settings(read_bucket=2, read_refill=0.5)

    def read():
        return remote.arm('GET', workspace_id('fresh'))

    assert [read().headers['x-ms-ratelimit-remaining-subscription-reads'] for _ in range(2)] == ['1', '0']
    refused = read()
    assert (refused.status, refused.headers['Retry-After']) == (429, '2')
    assert refused.body['error']['code'] == 'SubscriptionRequestsThrottled'
    now[0] = 2.0
    assert read().status == 200 and read().status == 429
    simulator.reset()
    assert read().status == 200 and 'x-ms-ratelimit-remaining-subscription-reads' not in read().headers


def test_each_subscription_has_its_own_bucket(remote):
    remote.add_many(2, rules=1, subscriptions=2)
    remote.settings(read_bucket=1, read_refill=0.001)
    hubs = [workspace_id(f'many-000{number}', subscription=numbered_subscription(number % 2)) for number in (1, 2)]
    assert [remote.arm('GET', hub).status for hub in [*hubs, *hubs]] == [200, 200, 429, 429]


def test_queries_beyond_the_quota_answer_429_until_the_window_ends(simulator, remote):
    now = [100.0]
    simulator.limits = limits.Limits(lambda: now[0])
    remote.settings(graph_quota=2)

    def ask():
        answer = remote.arm('POST', GRAPH, {'query': 'Resources'})
        return (
            answer.status,
            answer.headers['x-ms-user-quota-remaining'],
            answer.headers['x-ms-user-quota-resets-after'],
        )

    assert [ask() for _ in range(3)] == [(200, '1', '00:00:05'), (200, '0', '00:00:05'), (429, '0', '00:00:05')]
    now[0] = 103.5
    assert ask() == (429, '0', '00:00:02')
    now[0] = 105.0
    assert ask() == (200, '1', '00:00:05')


# Many hubs and Resource Graph ---------------------------------------------------------------------------------------


def test_add_many_hubs(remote):
    remote.add_many(7, rules=9, subscriptions=3)
    hub = remote.state('many-0003')
    own = [
        name
        for name, rule in hub['properties']['managedNetwork']['outboundRules'].items()
        if rule['category'] == 'UserDefined'
    ]
    assert len(own) == 9 and hub['id'].split('/')[2] == SUBSCRIPTION_ID
    used = {one['id'].split('/')[2] for one in many(7, 1, 3)}
    assert used == {numbered_subscription(number) for number in range(3)} and len(used) == 3
    assert remote.arm('GET', hub['id']).body == hub


def test_resource_graph_projects_and_orders_columns(remote):
    def rows(text):
        return remote.arm('POST', GRAPH, {'query': text}).body['data']

    shaped = rows(
        "Resources | where type =~ 'microsoft.machinelearningservices/workspaces' "
        '| project id, kind, hubId = tostring(properties.hubResourceId) | order by id asc'
    )
    assert [row['id'] for row in shaped] == sorted(row['id'] for row in shaped)
    assert all(set(row) == {'id', 'kind', 'hubId'} for row in shaped)
    hubs = {row['id'].rpartition('/')[2]: row['hubId'] for row in shaped}
    assert hubs['project'] == workspace_id('fresh') and hubs['partial'] == ''
    assert [row['name'] for row in rows('Resources | order by name')][:2] == ['troubled', 'project']


def test_resource_graph_refuses_too_many_subscriptions(remote):
    def status(count):
        return remote.arm(
            'POST',
            GRAPH,
            {'query': 'Resources', 'subscriptions': [numbered_subscription(number) for number in range(count)]},
        ).status

    assert (status(MOST_SUBSCRIPTIONS), status(MOST_SUBSCRIPTIONS + 1)) == (200, 400)
