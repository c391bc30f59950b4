"""Facts that are read in addition to the hub: each answer and each refusal gives a value, never an error."""

import pytest

from azext_hubnet.core.model.live_facts import DependencyHost, Unknown
from azext_hubnet.service.connection import retry
from azext_hubnet.service.live_facts import approvals
from azext_hubnet.service.live_facts.read import MOST_TARGETS, read_live_facts
from tests.harness.in_process import session
from tests.simulator import RESOURCE_GROUP, SUBSCRIPTION_ID
from tests.simulator.roles import APPROVER, OWNER, READER, role
from tests.simulator.rules import APPROVED
from tests.simulator.sample_hubs import numbered_subscription, private_endpoint, workspace

SYSTEM = '1de27171-0000-4000-8000-0000000000ee'
USER, OTHER_USER = 'aaaa0000-0000-4000-8000-000000000001', 'aaaa0000-0000-4000-8000-000000000002'
GROUP = f'/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/{RESOURCE_GROUP}'
STORAGE = f'{GROUP}/providers/Microsoft.Storage/storageAccounts/data'
FACTORY = f'{GROUP}/providers/Microsoft.DataFactory/factories/factory'
CUSTOM = 'cccc0000-0000-4000-8000-000000000001'
APPROVAL = 'Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action'
KINDS = ('provider_get', 'dependencies', 'role_assignments', 'role_definition', 'resource_get')


@pytest.fixture(name='hubnet')
def _hubnet(tmp_path, monkeypatch):
    monkeypatch.setattr(retry, 'FIRST_WAIT', 0.01)
    monkeypatch.setattr(retry, 'THROTTLED_PAUSE', 0.01)
    with session(tmp_path) as made:
        yield made


def facts(hubnet, *rules, **document):
    """The LiveFacts of a hub with these private endpoint rules and these fields in its document."""
    made = workspace(
        'facts', APPROVED, active=True, rules={f'rule-{number}': rule for number, rule in enumerate(rules)}
    )
    made['properties'].update(document.pop('properties', {}))
    hubnet.simulator.set_state({**made, **document})
    return read_live_facts(hubnet.live('facts'))


def failed(target, subresource='blob', **extra):
    return private_endpoint(target, subresource, 'Failed', **extra)


def assigned(role_id, scope=STORAGE, principal=SYSTEM):
    return {'principalId': principal, 'scope': scope, 'role': role_id}


def approval(hubnet, *assignments, target=STORAGE, **document):
    hubnet.simulator.configure(role_assignments=list(assignments))
    found = facts(hubnet, failed(target), **document).approvals
    assert list(found) == [target.lower()]
    return found[target.lower()]


# Provider and dependencies ----------------------------------------------------------------------------------------


@pytest.mark.parametrize('state', ['Registered', 'NotRegistered', 'Unregistering'])
def test_registration_state_is_kept_as_on_the_wire(hubnet, state):
    hubnet.simulator.configure(providers={'Microsoft.Network': state})
    assert facts(hubnet).network_provider == state


def test_dependencies(hubnet):
    hubnet.simulator.configure(dependencies=[('Azure Batch', '*.batch.azure.com', 443), ('Any', 'example.com', 80)])
    assert facts(hubnet).dependencies == (
        DependencyHost('Azure Batch', '*.batch.azure.com', (443,)),
        DependencyHost('Any', 'example.com', (80,)),
    )
    hubnet.simulator.configure(dependencies=[])
    assert facts(hubnet).dependencies == ()


@pytest.mark.parametrize(
    'rows, found',
    [
        (
            [
                {
                    'properties': {
                        'category': 'A',
                        'endpoints': [
                            {
                                'domainName': 'a.example',
                                'endpointDetails': [{'port': 443}, {'port': 80}, {'port': 443}, {}],
                            },
                            {'domainName': 'b.example'},
                            {'domainName': None},
                            None,
                        ],
                    }
                }
            ],
            (DependencyHost('A', 'a.example', (443, 80)), DependencyHost('A', 'b.example', ())),
        ),
        ([{'properties': {'endpoints': None}}, {'properties': None}, {}, None, 3], ()),
    ],
)
def test_malformed_dependencies_are_skipped(hubnet, monkeypatch, rows, found):
    answer_with(monkeypatch, 'dependencies', {'value': rows})
    assert facts(hubnet).dependencies == found


@pytest.mark.parametrize('kind, field', [('dependencies', 'dependencies'), ('provider_get', 'network_provider')])
def test_answer_without_the_field_is_unknown(hubnet, monkeypatch, kind, field):
    answer_with(monkeypatch, kind, {'value': None})
    fact = getattr(facts(hubnet), field)
    assert isinstance(fact, Unknown) and 'is not in the answer' in fact.reason


def answer_with(monkeypatch, kind, body):
    from tests.simulator.messages import Response

    monkeypatch.setattr(f'tests.simulator.other_resources.OtherResources.{kind}', lambda *_: Response(body=body))


# Approvals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'scope',
    [
        STORAGE,
        STORAGE.upper(),
        GROUP,
        f'/subscriptions/{SUBSCRIPTION_ID}',
        '/providers/Microsoft.Management/managementGroups/all',
    ],
)
def test_role_counts_at_the_target_and_above(hubnet, scope):
    assert approval(hubnet, assigned(APPROVER, scope)) is True


@pytest.mark.parametrize(
    'assignments',
    [
        [],
        [assigned(READER)],
        [assigned(APPROVER, STORAGE + '2')],
        [assigned(APPROVER, principal=USER)],
        [assigned(APPROVER, STORAGE + '/blobServices/default')],
        [assigned(APPROVER, GROUP + '-other')],
    ],
)
def test_other_roles_scopes_and_principals_do_not_allow_approval(hubnet, assignments):
    assert approval(hubnet, *assignments) is False


def test_role_must_cover_the_resource_type(hubnet):
    """The actions of the approver role are read from the service; they do not include data factories."""
    assert approval(hubnet, assigned(APPROVER, GROUP), target=FACTORY) is False
    assert approval(hubnet, assigned(OWNER, GROUP), target=FACTORY) is True


@pytest.mark.parametrize(
    'actions, not_actions, allows',
    [
        ([APPROVAL], [], True),
        ([APPROVAL.lower()], [], True),
        (['*'], [], True),
        (['*/action'], [], True),
        (['Microsoft.Storage/*'], [], True),
        (['Microsoft.Storage/*/privateEndpointConnectionsApproval/*'], [], True),
        (['*'], [APPROVAL], False),
        (['*'], ['microsoft.storage/*'], False),
        (['*'], ['Microsoft.Sql/*'], True),
        (['Microsoft.Storage/storageAccounts'], [], False),
        (['*/read'], [], False),
        ([], [], False),
        (['MicrosoftXStorage/*'], [], False),
        ([APPROVAL + 's'], [], False),
    ],
)
def test_actions_and_not_actions_of_a_role(hubnet, actions, not_actions, allows):
    hubnet.simulator.configure(role_definitions={CUSTOM: role('Custom', actions, not_actions)})
    assert approval(hubnet, assigned(CUSTOM)) is allows


def test_one_permission_may_grant_what_another_excludes(hubnet):
    both = role('Custom', ['*'], [APPROVAL])
    both['permissions'] += role('', [APPROVAL])['permissions']
    hubnet.simulator.configure(role_definitions={CUSTOM: both})
    assert approval(hubnet, assigned(CUSTOM)) is True


@pytest.mark.parametrize('permissions', [None, [], [None], [{}], [{'actions': None}], [{'actions': '*'}]])
def test_role_without_actions_allows_nothing(hubnet, permissions):
    hubnet.simulator.configure(role_definitions={CUSTOM: {'permissions': permissions}})
    assert approval(hubnet, assigned(CUSTOM)) is False


def test_roles_of_groups_count(hubnet):
    inner, outer = 'bbbb0000-0000-4000-8000-000000000001', 'bbbb0000-0000-4000-8000-000000000002'
    hubnet.simulator.configure(groups={inner: [SYSTEM], outer: [inner]})
    assert approval(hubnet, assigned(APPROVER, principal=outer)) is True
    hubnet.simulator.configure(groups={inner: [USER], outer: [inner]})
    assert approval(hubnet, assigned(APPROVER, principal=outer)) is False


def test_all_pages_of_role_assignments_are_read(hubnet):
    hubnet.simulator.configure(page_size=1)
    assert approval(hubnet, assigned(READER), assigned(READER, GROUP), assigned(APPROVER)) is True
    many = [assigned(READER, scope) for scope in (STORAGE, GROUP, f'/subscriptions/{SUBSCRIPTION_ID}')]
    assert approval(hubnet, *many) is False
    found = approval(hubnet, *many, assigned(APPROVER))
    assert isinstance(found, Unknown) and f'{approvals.MOST_PAGES} pages' in found.reason


def user_assigned(**principals):
    return {
        'userAssignedIdentities': {
            f'{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}': {
                'principalId': principal,
                'clientId': 'x',
            }
            for name, principal in principals.items()
        }
    }


PRIMARY = {'primaryUserAssignedIdentity': f'{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ONE'}


@pytest.mark.parametrize(
    'identity, properties, principal, allows',
    [
        ({'principalId': SYSTEM}, {}, SYSTEM, True),
        (user_assigned(one=USER, two=OTHER_USER), {}, OTHER_USER, True),
        ({'principalId': SYSTEM, **user_assigned(one=USER)}, {}, USER, True),
        ({'principalId': SYSTEM, **user_assigned(one=USER)}, {}, SYSTEM, True),
        ({'principalId': SYSTEM, **user_assigned(one=USER, two=OTHER_USER)}, PRIMARY, USER, True),
        ({'principalId': SYSTEM, **user_assigned(one=USER, two=OTHER_USER)}, PRIMARY, OTHER_USER, False),
        ({'principalId': SYSTEM, **user_assigned(one=USER)}, PRIMARY, SYSTEM, False),
        ({'principalId': SYSTEM, **user_assigned(two=USER)}, PRIMARY, SYSTEM, True),
    ],
)
def test_identities_that_the_hub_acts_as(hubnet, identity, properties, principal, allows):
    assert approval(hubnet, assigned(APPROVER, principal=principal), identity=identity, properties=properties) is allows


@pytest.mark.parametrize(
    'identity',
    [None, {}, {'type': 'None'}, {'principalId': ''}, {'userAssignedIdentities': []}, user_assigned(one=None)],
)
def test_hub_without_a_known_identity_is_unknown(hubnet, identity):
    found = approval(hubnet, assigned(APPROVER), identity=identity)
    assert isinstance(found, Unknown) and 'which identity' in found.reason
    assert hubnet.requests('role_assignments') == []


def test_roles_are_read_for_failed_rules_once_per_target(hubnet):
    found = facts(
        hubnet,
        failed(STORAGE),
        failed(STORAGE.upper(), 'file'),
        failed(FACTORY, 'dataFactory'),
        failed(GROUP + '/providers/Microsoft.KeyVault/vaults/v', 'vault', category='Dependency'),
        private_endpoint(GROUP + '/providers/Microsoft.Search/searchServices/s', 'searchService'),
    )
    assert sorted(found.approvals) == sorted(
        one.lower() for one in (STORAGE, FACTORY, GROUP + '/providers/Microsoft.KeyVault/vaults/v')
    )
    assert len(hubnet.requests('role_assignments')) == 3


def test_unreadable_role_does_not_hide_a_role_that_allows(hubnet):
    assignments = [assigned(READER), assigned(APPROVER)]
    hubnet.simulator.faults.add('role_definition', 'forbidden', occurrence='every', path=READER)
    assert approval(hubnet, *assignments) is True
    found = approval(hubnet, assigned(READER))
    assert isinstance(found, Unknown) and 'AuthorizationFailed' in found.reason and READER in found.reason


# Service endpoints ----------------------------------------------------------------------------------------

SUBNETS = [
    {'id': f'{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/{name}', 'action': 'Allow'}
    for name in ('a', 'b')
]


@pytest.mark.parametrize(
    'resource_type, subresource, properties',
    [
        ('Microsoft.Storage/storageAccounts', 'blob', {'networkAcls': {'virtualNetworkRules': SUBNETS}}),
        ('Microsoft.KeyVault/vaults', 'vault', {'networkAcls': {'virtualNetworkRules': SUBNETS}}),
        ('microsoft.cognitiveservices/accounts', 'account', {'networkAcls': {'virtualNetworkRules': SUBNETS}}),
        ('Microsoft.DocumentDB/databaseAccounts', 'Sql', {'virtualNetworkRules': SUBNETS}),
    ],
)
@pytest.mark.parametrize('subscription', [SUBSCRIPTION_ID, numbered_subscription(7)])
def test_subnets_that_a_target_allows(hubnet, resource_type, subresource, properties, subscription):
    target = f'/subscriptions/{subscription}/resourceGroups/theirs/providers/{resource_type}/name'
    hubnet.simulator.configure(resources={target: properties})
    assert facts(hubnet, private_endpoint(target, subresource)).service_endpoints == {
        target.lower(): tuple(one['id'] for one in SUBNETS)
    }


@pytest.mark.parametrize(
    'properties',
    [
        {},
        {'networkAcls': None},
        {'networkAcls': {'defaultAction': 'Deny'}},
        {'networkAcls': {'virtualNetworkRules': None}},
        {'networkAcls': {'virtualNetworkRules': [None, {}]}},
    ],
)
def test_target_without_service_endpoints(hubnet, properties):
    hubnet.simulator.configure(resources={STORAGE: properties})
    assert facts(hubnet, private_endpoint(STORAGE, 'blob')).service_endpoints == {STORAGE.lower(): ()}


def test_unsupported_resource_type_is_unknown_without_a_request(hubnet):
    found = facts(hubnet, private_endpoint(FACTORY, 'dataFactory')).service_endpoints[FACTORY.lower()]
    assert isinstance(found, Unknown) and 'Microsoft.DataFactory/factories' in found.reason
    assert hubnet.requests('resource_get') == []


def test_subnets_are_read_for_user_defined_rules_only(hubnet):
    mine, theirs = (f'{GROUP}/providers/Microsoft.KeyVault/vaults/{name}' for name in ('mine', 'theirs'))
    found = facts(hubnet, private_endpoint(mine, 'vault'), private_endpoint(theirs, 'vault', category='Dependency'))
    assert found.service_endpoints == {mine.lower(): ()} and len(hubnet.requests('resource_get')) == 1


# Refusals ----------------------------------------------------------------------------------------

FIELDS = {
    'provider_get': lambda found: found.network_provider,
    'dependencies': lambda found: found.dependencies,
    'role_assignments': lambda found: found.approvals[STORAGE.lower()],
    'role_definition': lambda found: found.approvals[STORAGE.lower()],
    'resource_get': lambda found: found.service_endpoints[STORAGE.lower()],
}


@pytest.mark.parametrize(
    'action, settings, text',
    [
        ('forbidden', {}, 'AuthorizationFailed'),
        ('not_found', {}, 'ResourceNotFound'),
        ('server_error', {}, '500'),
        ('malformed', {}, 'not the JSON'),
        ('reset', {}, 'connection failed'),
        ('truncate', {}, 'could not be read'),
        ('status', {'status': 401, 'code': 'InvalidAuthenticationTokenTenant'}, 'InvalidAuthenticationTokenTenant'),
        ('throttled', {'retry_after': 3600}, '429'),
        ('policy', {}, 'RequestDisallowedByPolicy'),
    ],
)
@pytest.mark.parametrize('kind', KINDS)
def test_refused_read_is_unknown_and_does_not_stop_others(hubnet, kind, action, settings, text):
    hubnet.simulator.configure(role_assignments=[assigned(APPROVER)])
    hubnet.simulator.faults.add(kind, action, occurrence='every', **settings)
    found = facts(hubnet, failed(STORAGE))
    for other, field in FIELDS.items():
        fact = field(found)
        # Without the assignments no role definition is read either.
        refused = other == kind or (kind, other) in (
            ('role_assignments', 'role_definition'),
            ('role_definition', 'role_assignments'),
        )
        assert isinstance(fact, Unknown) == refused, (other, fact)
        assert not refused or text in fact.reason


@pytest.mark.parametrize('kind', KINDS)
def test_passing_faults_are_retried(hubnet, kind):
    hubnet.simulator.configure(role_assignments=[assigned(APPROVER)])
    for occurrence, action in enumerate(('server_error', 'reset', 'throttled'), 1):
        hubnet.simulator.faults.add(kind, action, occurrence=occurrence)
    found = facts(hubnet, failed(STORAGE))
    assert found.approvals == {STORAGE.lower(): True} and found.service_endpoints == {STORAGE.lower(): ()}
    assert found.network_provider == 'Registered' and len(found.dependencies) == 3


# Requests ----------------------------------------------------------------------------------------


def test_hub_without_private_endpoints_takes_two_requests(hubnet):
    facts(hubnet)
    assert sorted(hubnet.requests()) == [('dependencies', 200), ('provider_get', 200), ('workspace_get', 200)]


def test_number_of_requests_is_limited(hubnet):
    targets = [f'{GROUP}/providers/Microsoft.KeyVault/vaults/v{number:03d}' for number in range(100)]
    roles = {f'cccc0000-0000-4000-8000-{number:012d}': role('Custom', ['*/read']) for number in range(100)}
    hubnet.simulator.configure(
        role_definitions=roles, page_size=34, role_assignments=[assigned(one, GROUP) for one in roles]
    )
    found = facts(hubnet, *(failed(target, 'vault') for target in targets))
    sent = [kind for kind, _ in hubnet.requests() if kind != 'workspace_get']
    most = MOST_TARGETS
    assert len(sent) == 2 + most + most * approvals.MOST_PAGES + approvals.MOST_ROLES == 162
    assert len(found.service_endpoints) == len(found.approvals) == 100
    for facts_of in (found.service_endpoints, found.approvals):
        unknown = [isinstance(facts_of[target.lower()], Unknown) for target in targets]
        assert all(unknown[most:])
    assert not any(isinstance(found.service_endpoints[target.lower()], Unknown) for target in targets[:most])
    assert 'more than 40 roles' in found.approvals[targets[0].lower()].reason


def test_some_requests_run_at_the_same_time(hubnet):
    hubnet.simulator.configure(latency=0.5)
    facts(
        hubnet,
        *(private_endpoint(f'{GROUP}/providers/Microsoft.KeyVault/vaults/v{number}', 'vault') for number in range(6)),
    )
    entries = [entry for entry in hubnet.simulator.log.entries() if entry['kind'] != 'workspace_get']
    begun = [entry['time'] for entry in entries]
    assert len(begun) == 8 and max(begun) - min(begun) < 0.5
