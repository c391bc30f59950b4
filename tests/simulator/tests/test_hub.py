"""Writes to a simulated hub: merging, statuses, refusals, and the known loss of rules in overlapping writes."""

import pytest

from tests.simulator import ManualClock, Simulator, workspace_id

FRESH, PARTIAL, INTERNET = workspace_id('fresh'), workspace_id('partial'), workspace_id('internet')
STORAGE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/other'


class World:
    """A simulator with a manual clock, and shortcuts for requests."""

    def __init__(self, folder):
        self.clock = ManualClock()
        self.simulator = Simulator(folder, clock=self.clock)
        self.remote = self.simulator.remote()

    def send(self, method, path, body=None):
        return self.remote.arm(method, path, body)

    def finish(self):
        self.clock.advance(3600)

    def rules(self, hub):
        return self.send('GET', hub).body['properties']['managedNetwork']['outboundRules']

    def patch(self, hub, rules, mode='AllowOnlyApprovedOutbound', **network):
        return self.send(
            'PATCH', hub, {'properties': {'managedNetwork': {'isolationMode': mode, 'outboundRules': rules, **network}}}
        )

    def put(self, hub, name, rule):
        return self.send('PUT', f'{hub}/outboundRules/{name}', {'properties': rule})


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    with made.simulator:
        yield made


def fqdn(host, **extra):
    return {'type': 'FQDN', 'destination': host, **extra}


def endpoint(resource, subresource='blob', **extra):
    return {
        'type': 'PrivateEndpoint',
        'destination': {'serviceResourceId': resource, 'subresourceTarget': subresource, 'sparkEnabled': False},
        **extra,
    }


def tag(name, ports='443'):
    return {'type': 'ServiceTag', 'destination': {'serviceTag': name, 'protocol': 'TCP', 'portRanges': ports}}


# Merging ------------------------------------------------------------------------------------------------------------


def test_patch_keeps_rules_it_does_not_name(world):
    before = world.rules(PARTIAL)
    assert world.patch(PARTIAL, {'pypi': fqdn('pypi.org')}).status == 202
    world.finish()
    after = world.rules(PARTIAL)
    assert after.pop('pypi')['status'] == 'Active'
    assert after == before


def test_patch_with_empty_rules_removes_nothing(world):
    before = world.rules(PARTIAL)
    world.patch(PARTIAL, {})
    world.finish()
    assert world.rules(PARTIAL) == before


def test_patch_replaces_a_rule_of_the_same_name(world):
    world.patch(PARTIAL, {'vscode-dev': fqdn('vscode.dev')})
    world.finish()
    assert world.rules(PARTIAL)['vscode-dev']['destination'] == 'vscode.dev'


def test_patch_applies_tags_and_network_acls(world):
    world.send('PATCH', FRESH, {'tags': {}, 'properties': {'networkAcls': {'defaultAction': 'Allow'}}})
    world.finish()
    body = world.send('GET', FRESH).body
    assert body['tags'] == {} and body['properties']['networkAcls'] == {'defaultAction': 'Allow'}
    assert body['properties']['storageAccount']


def test_patch_of_network_keeps_tags(world):
    world.patch(FRESH, {'pypi': fqdn('pypi.org')}, firewallSku='Basic')
    world.finish()
    body = world.send('GET', FRESH).body
    assert body['tags'] == {'owner': 'platform-team'}
    assert body['properties']['managedNetwork']['firewallSku'] == 'Basic'


# Statuses and time --------------------------------------------------------------------------------------------------


def test_rules_are_inactive_until_network_is_provisioned(world):
    world.put(FRESH, 'pypi', fqdn('pypi.org'))
    world.finish()
    assert {rule['status'] for rule in world.rules(FRESH).values()} == {'Inactive'}
    answer = world.send('POST', FRESH + '/provisionManagedNetwork', {'includeSpark': True})
    assert answer.status == 202
    world.finish()
    assert {rule['status'] for rule in world.rules(FRESH).values()} == {'Active'}
    status = world.remote.arm('GET', answer.headers['Location']).body
    assert status == {'status': 'Active', 'sparkReady': True}


def test_rules_are_shown_while_their_operation_runs(world):
    world.put(PARTIAL, 'pypi', fqdn('pypi.org'))
    world.send('DELETE', f'{PARTIAL}/outboundRules/vscode-dev')
    rules = world.rules(PARTIAL)
    assert (rules['pypi']['status'], rules['vscode-dev']['status']) == ('Provisioning', 'Deleting')


def test_location_answers_202_until_the_operation_ends(world):
    location = world.put(PARTIAL, 'pypi', fqdn('pypi.org')).headers['Location']
    running = world.remote.arm('GET', location)
    assert (running.status, running.raw) == (202, b'')
    world.finish()
    done = world.remote.arm('GET', location)
    assert (done.status, done.body['name'], done.body['properties']['status']) == (200, 'pypi', 'Active')


def seconds_until_done(world, answer):
    step, waited = 0.01, 0.0
    while world.remote.arm('GET', answer.headers['azure-asyncoperation']).body['status'] == 'InProgress':
        world.clock.advance(step)
        waited += step
    return waited


def test_first_fqdn_rule_of_provisioned_network_takes_longer(world):
    timing = world.simulator.settings.timing
    document = world.simulator.state('partial')
    rules = document['properties']['managedNetwork']['outboundRules']
    for name in [name for name, rule in rules.items() if rule['type'] == 'FQDN']:
        del rules[name]
    world.simulator.set_state(document)
    first = seconds_until_done(world, world.put(PARTIAL, 'one', fqdn('one.example.com')))
    second = seconds_until_done(world, world.put(PARTIAL, 'two', fqdn('two.example.com')))
    tags = seconds_until_done(world, world.put(PARTIAL, 'three', tag('DataFactory.WestUS3')))
    assert first == pytest.approx(timing.operation + timing.per_fqdn + timing.first_firewall, abs=0.02)
    assert second == pytest.approx(timing.operation + timing.per_fqdn, abs=0.02)
    assert tags == pytest.approx(timing.operation, abs=0.02)


def test_rule_put_can_answer_200_while_operation_runs(world):
    world.simulator.settings.update({'rule_put_answer': 200})
    answer = world.put(PARTIAL, 'pypi', fqdn('pypi.org'))
    assert (answer.status, answer.body['properties']['status']) == (200, 'Provisioning')


def test_delete_of_missing_rule_answers_204(world):
    assert world.send('DELETE', f'{PARTIAL}/outboundRules/nothing').status == 204


def test_rule_names_are_case_insensitive(world):
    assert world.put(PARTIAL, 'VSCODE-dev', fqdn('vscode.dev')).status == 202
    world.finish()
    rules = world.rules(PARTIAL)
    assert rules['vscode-dev']['destination'] == 'vscode.dev' and 'VSCODE-dev' not in rules
    assert world.send('GET', PARTIAL + '/outboundRules/VSCode-Dev').body['name'] == 'vscode-dev'
    assert world.send('DELETE', PARTIAL + '/outboundRules/VSCode-Dev').status == 202


def test_delete_removes_only_its_rule(world):
    before = world.rules(PARTIAL)
    assert world.send('DELETE', f'{PARTIAL}/outboundRules/vscode-dev').status == 202
    world.finish()
    del before['vscode-dev']
    assert world.rules(PARTIAL) == before


# Overlapping writes -------------------------------------------------------------------------------------------------


def test_overlapping_puts_lose_a_rule(world):
    answers = [world.put(PARTIAL, name, fqdn(f'{name}.example.com')) for name in ('one', 'two')]
    world.finish()
    for answer in answers:
        assert world.remote.arm('GET', answer.headers['azure-asyncoperation']).body['status'] == 'Succeeded'
    assert {'one', 'two'} & set(world.rules(PARTIAL)) == {'two'}


def test_serial_puts_keep_both(world):
    for name in ('one', 'two'):
        world.put(PARTIAL, name, fqdn(f'{name}.example.com'))
        world.finish()
    assert {'one', 'two'} <= set(world.rules(PARTIAL))


def test_patch_overlapping_a_put_loses_a_rule(world):
    world.put(PARTIAL, 'one', fqdn('one.example.com'))
    world.patch(PARTIAL, {'two': fqdn('two.example.com')})
    world.finish()
    assert {'one', 'two'} & set(world.rules(PARTIAL)) == {'two'}


@pytest.mark.parametrize(
    'overlap, patch, put', [('lose', 202, 202), ('conflict_patch', 409, 202), ('conflict', 409, 409)]
)
def test_overlap_can_answer_409(world, overlap, patch, put):
    world.simulator.settings.update({'overlap': overlap})
    assert world.put(PARTIAL, 'one', fqdn('one.example.com')).status == 202
    assert world.patch(PARTIAL, {'two': fqdn('two.example.com')}).status == patch
    assert world.put(PARTIAL, 'three', fqdn('three.example.com')).status == put
    assert world.patch(INTERNET, {}, mode='AllowInternetOutbound').status == 202, 'another hub is not concerned'


# Refusals -----------------------------------------------------------------------------------------------------------

ONLY_ENDPOINTS = (
    'Only "PrivateEndpoint" outbound rules can be specified when managed network isolation mode is '
    '"AllowInternetOutbound"'
)


@pytest.mark.parametrize('rule', [fqdn('pypi.org'), tag('DataFactory')])
def test_internet_mode_refuses_other_than_private_endpoints(world, rule):
    answer = world.put(INTERNET, 'rule', rule)
    assert (answer.status, answer.body['error']['message']) == (400, ONLY_ENDPOINTS)
    assert world.put(INTERNET, 'rule', endpoint(STORAGE)).status == 202


@pytest.mark.parametrize('category', ['Required', 'Recommended', 'Dependency'])
def test_platform_categories_are_refused_in_a_write(world, category):
    answer = world.patch(PARTIAL, {'mine': fqdn('pypi.org', category=category)})
    assert (answer.status, answer.body['error']['code']) == (400, 'ValidationError')


def test_platform_rules_cannot_be_deleted(world):
    assert world.send('DELETE', f'{PARTIAL}/outboundRules/__SYS_ST_AzureMonitor_TCP').status == 400


def test_second_endpoint_to_the_same_target_is_refused(world):
    storage = world.send('GET', PARTIAL).body['properties']['storageAccount']
    assert world.put(PARTIAL, 'again', endpoint(storage.upper(), 'Blob')).status == 400
    assert world.put(PARTIAL, 'queue', endpoint(storage, 'queue')).status == 202
    twice = {'one': endpoint(STORAGE), 'two': endpoint(STORAGE)}
    assert world.patch(PARTIAL, twice).status == 400
    world.finish()
    assert world.put(PARTIAL, 'queue', endpoint(storage, 'queue')).status == 202, 'the same name is an update'


@pytest.mark.parametrize(
    'name, status',
    [('abc', 202), ('a' * 33, 202), ('a_b-c', 202), ('ab', 400), ('a' * 34, 400), ('-abc', 400), ('a.b', 400)],
)
def test_rule_names_are_checked(world, name, status):
    assert world.put(PARTIAL, name, fqdn('pypi.org')).status == status


@pytest.mark.parametrize(
    'rule',
    [
        None,
        {},
        {'type': 'Magic', 'destination': 'x'},
        {'type': 'FQDN'},
        {'type': 'FQDN', 'destination': {}},
        {'type': 'ServiceTag', 'destination': {'serviceTag': 'Storage'}},
        {'type': 'PrivateEndpoint', 'destination': {'serviceResourceId': STORAGE}},
    ],
)
def test_malformed_rules_are_refused(world, rule):
    assert world.put(PARTIAL, 'rule', rule).status == 400
    assert world.patch(PARTIAL, {'rule': rule}).status == 400


def test_isolation_can_only_be_tightened(world):
    disabled = workspace_id('disabled')
    assert world.patch(disabled, {'rule': fqdn('pypi.org')}, mode='Disabled').status == 400
    assert world.patch(disabled, {}, mode='AllowOnlyApprovedOutbound').status == 202
    world.finish()
    rules = world.rules(disabled)
    assert rules and {rule['category'] for rule in rules.values()} == {'Required'}
    assert world.patch(disabled, {}, mode='AllowInternetOutbound').status == 400


def test_project_refuses_network_writes(world):
    project = workspace_id('project')
    assert world.send('GET', project).body['properties']['hubResourceId'] == FRESH
    assert world.put(project, 'rule', fqdn('pypi.org')).status == 400


# Reading ------------------------------------------------------------------------------------------------------------


def test_all_reads_return_the_same_rules(world):
    rules = world.rules(PARTIAL)
    listed = world.send('GET', PARTIAL + '/outboundRules').body['value']
    assert {one['name']: one['properties'] for one in listed} == rules
    assert listed[0]['id'] == f'{PARTIAL}/outboundRules/{listed[0]["name"]}'
    network = world.send('GET', PARTIAL + '/managedNetworks/default').body
    assert network['name'] == 'default' and network['properties']['managedNetwork']['outboundRules'] == rules
    v2 = world.send('GET', PARTIAL + '/managedNetworks/default/outboundRules/vscode-dev').body
    assert v2['properties'] == rules['vscode-dev']
    single = world.send('GET', PARTIAL + '/outboundRules/vscode-dev').body
    assert single['properties'] == rules['vscode-dev']


def test_lists_are_paged_if_page_size_is_set(world):
    everything = world.send('GET', PARTIAL + '/outboundRules').body['value']
    world.simulator.settings.update({'page_size': 5})
    found, url = [], PARTIAL + '/outboundRules'
    while url:
        page = world.send('GET', url).body
        found += page['value']
        assert len(page['value']) <= 5
        url = page.get('nextLink')
    assert found == everything


@pytest.mark.parametrize(
    'path, code',
    [
        ('/subscriptions/none', 'SubscriptionNotFound'),
        (FRESH.replace('hubnet-tests', 'none'), 'ResourceGroupNotFound'),
        (FRESH.replace('/fresh', '/none'), 'ResourceNotFound'),
        (FRESH + '/outboundRules/none', 'ResourceNotFound'),
    ],
)
def test_missing_resources_answer_404_with_code(world, path, code):
    answer = world.send('GET', path)
    assert (answer.status, answer.body['error']['code']) == (404, code)


def test_api_version_and_token_are_required(world):
    answer = world.remote.arm('GET', FRESH, api_version=None)
    assert (answer.status, answer.body['error']['code']) == (400, 'MissingApiVersionParameter')
    assert world.remote.arm('GET', FRESH, headers={'Authorization': None}).status == 401
    assert (
        world.remote.arm(
            'GET', FRESH.upper().replace('/SUBSCRIPTIONS', '//subscriptions'), api_version='1999-01-01'
        ).status
        == 200
    )


def test_put_creates_a_workspace(world):
    new = workspace_id('brand-new')
    answer = world.send(
        'PUT',
        new,
        {
            'location': 'westeurope',
            'kind': 'Hub',
            'properties': {
                'managedNetwork': {
                    'isolationMode': 'AllowOnlyApprovedOutbound',
                    'outboundRules': {'pypi': fqdn('pypi.org')},
                }
            },
        },
    )
    assert answer.status == 202
    world.finish()
    rules = world.rules(new)
    assert 'pypi' in rules and '__SYS_ST_MicrosoftContainerRegistry.westeurope_TCP' in rules
