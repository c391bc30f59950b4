import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from azext_hubnet.core.documents import text as documents
from azext_hubnet.core.documents.repeated import RepeatedKeys
from azext_hubnet.core.formats.detect import parse
from azext_hubnet.core.model.destinations import Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag
from tests.core.parsed import (
    APPROVED,
    DATA,
    DEPLOYED,
    HUB,
    HUB_STORE,
    LISTED,
    WORKSPACE,
    fqdn,
    hub_of,
    names,
    notes,
    refusal,
)

ROOT = Path(__file__).parents[3]
FILES = Path(__file__).parents[1] / 'rule_files'


@pytest.mark.parametrize(
    'file, mode, sku, network, status',
    [
        ('az_ml_list.yml', APPROVED, None, None, None),
        ('az_ml_map.yml', APPROVED, None, None, None),
        ('outbound_rule_list.json', None, None, None, 'Active'),
        ('workspace_show.json', APPROVED, 'Standard', 'Active', 'Active'),
        ('rest_rules.json', None, None, None, 'Active'),
        ('rest_workspace.json', APPROVED, 'Standard', 'Active', 'Active'),
        ('rest_network_v2.json', APPROVED, 'Standard', None, 'Active'),
        ('rest_example.json', APPROVED, None, None, None),
        ('arm_exported.json', APPROVED, 'Standard', 'Active', 'Active'),
        ('arm_compiled.json', None, None, None, None),
        ('arm_loops.json', None, None, None, None),
        ('arm_module.json', APPROVED, None, None, None),
        ('arm_parameters.json', APPROVED, 'Standard', None, None),
    ],
)
def test_the_same_rules_from_every_form(file, mode, sku, network, status):
    hub = parse(documents.read((FILES / file).read_bytes(), file), file)
    assert {rule.name: rule.destination for rule in hub.rules} == {
        'pypi': Fqdn(('pypi.org',), 'pypi.org'),
        'factory': ServiceTag('DataFactory', 'TCP', ((80, 80), (443, 443)), ''),
        'store': PrivateEndpoint(DATA, 'blob', True),
    }
    assert len(hub.rules) == 3
    assert {rule.status for rule in hub.rules} == {status}
    assert {rule.category for rule in hub.rules} == {'UserDefined'}
    assert (hub.isolation_mode, hub.firewall_sku, hub.network_status) == (mode, sku, network)
    assert hub.mode == APPROVED
    assert [note for note in notes(hub) if 'read once' not in note[-1]] == []


def test_every_file_is_read():
    assert len(list(FILES.glob('*.*'))) == 13 + 1


@pytest.mark.parametrize(
    'file, name, hub_id, resources',
    [
        ('az_ml_list.yml', 'hub1', None, {'storage': HUB_STORE, 'key_vault': None, 'container_registry': None}),
        ('az_ml_map.yml', 'hub1', None, {}),
        ('outbound_rule_list.json', None, None, {}),
        (
            'workspace_show.json',
            'hub1',
            HUB,
            {'storage': HUB_STORE, 'key_vault': None, 'container_registry': None, 'hub': HUB},
        ),
        (
            'rest_workspace.json',
            'hub1',
            HUB,
            {'storage': HUB_STORE, 'key_vault': None, 'container_registry': None, 'hub': HUB},
        ),
        ('rest_network_v2.json', 'hub1', HUB, {'hub': HUB}),
        ('arm_exported.json', 'hub1', None, {'storage': HUB_STORE, 'key_vault': None, 'container_registry': None}),
        ('arm_compiled.json', 'hub1', None, {}),
        ('arm_loops.json', 'hub1', None, {}),
        ('arm_module.json', 'hub1', None, {}),
        ('arm_parameters.json', None, None, {}),
    ],
)
def test_identity_of_the_hub_in_every_file(file, name, hub_id, resources):
    hub = parse(documents.read((FILES / file).read_text(encoding='utf-8'), file), file)
    assert (hub.name, hub.id, dict(hub.resources)) == (name, hub_id, resources)


@pytest.mark.parametrize(
    'empty',
    [
        [],
        {'value': []},
        {'data': []},
        {'outbound_rules': None},
        {'outboundRules': {}},
        {'managed_network': {'outbound_rules': []}},
        {'value': [], 'count': 0},
    ],
)
def test_no_rules_at_all(empty):
    hub = hub_of(empty)
    assert (hub.rules, hub.isolation_mode, hub.mode, hub.oddities) == ((), None, APPROVED, ())


@pytest.mark.parametrize(
    'document, what', [(None, 'null'), (True, 'true'), ('text', "the text 'text'"), (5, 'the number 5')]
)
def test_scalars_are_refused(document, what):
    problem = refusal(document)
    assert problem.message == f'x.yml contains {what}, not outbound rules.'
    assert problem.recommendation.startswith("Give the output of 'az ml workspace outbound-rule list'")


@pytest.mark.parametrize(
    'document',
    [
        {},
        {'name': 'x'},
        {'value': None},
        {'properties': {'sku': 'x'}},
        {'type': 'fqdn', 'name': 'x'},
        {'type': 'Microsoft.CognitiveServices/accounts', 'properties': {'publicNetworkAccess': 'Disabled'}},
    ],
)
def test_unrecognised_mappings_are_refused(document):
    problem = refusal(document)
    assert problem.message == 'x.yml is not a rule file that hubnet recognises.'
    assert 'or an ARM template' in problem.recommendation


@pytest.mark.parametrize(
    'document, what',
    [
        (
            {'properties': {'displayName': 'x', 'parameters': {'isolationMode': {}}, 'policyRule': {}}},
            'an Azure Policy definition',
        ),
        ({'displayName': 'x', 'policyRule': {'if': {}}}, 'an Azure Policy definition'),
        (
            {'version': 4, 'terraform_version': '1.9', 'resources': [{'type': 'x'}]},
            'Terraform state or the output of a plan',
        ),
        (
            {'format_version': '1.0', 'terraform_version': '1.9', 'values': {}},
            'Terraform state or the output of a plan',
        ),
    ],
)
def test_known_files_that_are_not_read_are_named(document, what):
    problem = refusal(document)
    assert problem.message == f'x.yml is {what}.'
    assert 'or an ARM template' in problem.recommendation


PARAMETERS = {'$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#'}


@pytest.mark.parametrize(
    'given',
    [
        {'isolationMode': {'value': 'Disabled'}, 'outboundRules': {'value': {'a': fqdn()}}},
        {'hub': {'value': {'networkIsolationMode': 'Disabled', 'networkOutboundRules': {'a': fqdn()}, 'name': 'x'}}},
        {'hub': {'value': {'managedNetwork': {'isolationMode': 'Disabled', 'outboundRules': [fqdn(name='a')]}}}},
    ],
)
def test_the_parameters_of_a_template(given):
    hub = hub_of({'contentVersion': '1.0.0.0', 'parameters': given})
    assert (names(hub), hub.isolation_mode, hub.oddities) == (['a'], 'Disabled', ())


@pytest.mark.parametrize(
    'document',
    [
        PARAMETERS,
        {**PARAMETERS, 'parameters': {'x': 5, 'y': {'reference': {}}, 'location': {'value': 'x'}}},
        {'parameters': {'location': {'value': 'x'}}},
    ],
)
def test_the_parameters_of_a_template_without_a_network(document):
    problem = refusal(document)
    assert problem.message == ('x.yml contains template parameters, but no managed network is among them.')
    assert problem.recommendation == 'Give the template itself; hubnet reads the defaults of its parameters.'


def test_a_map_of_rules_on_its_own():
    assert names(hub_of({'value': fqdn(), 'resources': fqdn(), 'destination': fqdn()})) == [
        'value',
        'resources',
        'destination',
    ]


def test_one_bad_rule_of_a_map_hides_no_other():
    hub = hub_of({'a': None, 'b': fqdn(), 'c': 'pypi.org'})
    assert names(hub) == ['a', 'b', 'c']
    assert [rule.understood for rule in hub.rules] == [False, True, False]


def test_a_single_rule():
    hub = hub_of({'properties': fqdn(category='user_defined')})
    assert hub.rules[0].destination == Fqdn(('pypi.org',), '')
    assert names(hub_of({'name': 'a', **fqdn()})) == ['a']
    assert hub.oddities == ()


@pytest.mark.parametrize('key, value', [('nextLink', 'https://x'), ('skip_token', 'x'), ('$skipToken', 'x')])
def test_one_page_of_several(key, value):
    hub = hub_of({'value': [fqdn(name='a')], key: value})
    assert names(hub) == ['a']
    assert notes(hub) == [('nextLink', 'says that there are more pages; their rules are not here')]


def test_pages_merged_by_hand_lose_no_rule():
    hub = hub_of(RepeatedKeys.dict_of([('value', [fqdn(name='a')]), ('value', [fqdn('b.org', name='b')])]))
    assert names(hub) == ['a', 'b']
    assert notes(hub)[0][0] == 'value'


def example(parameters, responses):
    return {'parameters': parameters, 'responses': responses}


def test_examples_of_the_specification():
    network = {'properties': {'managedNetwork': {'outboundRules': {'a': fqdn()}}}}
    assert names(hub_of(example({'body': network}, {}))) == ['a']
    assert names(hub_of(example({'parameters': network}, {'200': {'body': {'value': []}}}))) == ['a']
    assert names(hub_of(example({'body': 'x'}, {'200': None, '201': {'body': {'value': [fqdn(name='b')]}}}))) == ['b']
    assert refusal(example({}, {'204': {}})).message == 'x.yml is an example without a body.'


@pytest.mark.parametrize(
    'spelling',
    [
        'AllowInternetOutbound',
        'allow_internet_outbound',
        'ALLOWINTERNETOUTBOUND',
        'IsolationMode.ALLOW_INTERNET_OUTBOUND',
        'allow-internet-outbound',
    ],
)
@pytest.mark.parametrize('field', ['isolation_mode', 'isolationMode', 'IsolationMode'])
def test_isolation_modes_in_any_spelling(field, spelling):
    hub = hub_of({'managed_network': {field: spelling}})
    assert (hub.isolation_mode, hub.mode, hub.oddities) == ('AllowInternetOutbound', 'AllowInternetOutbound', ())


@pytest.mark.parametrize(
    'mode, kept, words',
    [('blocked', 'blocked', "the text 'blocked'"), (True, None, 'true'), (['Disabled'], None, 'a list')],
)
def test_an_isolation_mode_that_is_not_known_is_read_as_approved_only(mode, kept, words):
    hub = hub_of({'isolation_mode': mode, 'outbound_rules': []})
    assert (hub.isolation_mode, hub.mode) == (kept, APPROVED)
    assert notes(hub) == [
        (
            'managed_network.isolation_mode',
            f'is {words}, not one of Disabled, AllowInternetOutbound, AllowOnlyApprovedOutbound',
        ),
        ('managed_network.isolation_mode', 'the hub is read as approved-only'),
    ]


def test_firewall_and_network_status():
    hub = hub_of({'isolationMode': 'Disabled', 'firewallSku': 'BASIC', 'status': 'inactive'})
    assert (hub.firewall_sku, hub.network_status, hub.oddities) == ('Basic', 'Inactive', ())
    hub = hub_of({'isolationMode': 'Disabled', 'firewallSku': 'Premium', 'status': {'status': 5}})
    assert (hub.firewall_sku, hub.network_status) == ('Premium', None)
    assert notes(hub) == [
        ('managed_network.firewall_sku', "is the text 'Premium', not one of Standard, Basic"),
        ('managed_network.status', 'is the number 5, not one of Inactive, Active'),
    ]


@pytest.mark.parametrize(
    'body',
    [
        {'name': 'h', 'kind': 'hub'},
        {'name': 'h', 'managed_network': None},
        {'id': HUB, 'name': 'h'},
        {'name': 'h', 'kind': 'Hub', 'properties': {'managedNetwork': None}},
        [{'name': 'h', 'kind': 'hub'}],
    ],
)
def test_a_workspace_without_a_managed_network_is_not_isolated(body):
    hub = hub_of(body)
    assert (hub.name, hub.isolation_mode, hub.rules, hub.oddities) == ('h', 'Disabled', (), ())


def test_a_managed_network_without_a_mode_is_approved_only():
    hub = hub_of({'name': 'h', 'managed_network': {}})
    assert (hub.isolation_mode, hub.mode) == (None, APPROVED)


@pytest.mark.parametrize(
    'document',
    [
        {'properties': {'isolationMode': 'Disabled', 'outboundRules': {'a': fqdn()}}, 'name': 'h'},
        {'isolation_mode': 'Disabled', 'outbound_rules': [fqdn(name='a')], 'name': 'h', '_note': 'x'},
        {'managedNetworkSettings': {'isolationMode': 'Disabled', 'outboundRules': {'a': fqdn()}}, 'name': 'h'},
    ],
)
def test_networks_on_their_own(document):
    hub = hub_of(document)
    assert (hub.name, hub.isolation_mode, names(hub), hub.oddities) == ('h', 'Disabled', ['a'], ())


def test_unknown_fields_of_a_network():
    hub = hub_of({'managed_network': {'isolation_mode': 'disabled', 'rules': [], 'mode': 'x'}})
    assert notes(hub) == [
        ('managed_network.rules', 'is not a field of a managed network and was not read'),
        ('managed_network.mode', 'is not a field of a managed network and was not read'),
    ]


def test_repeated_field_loses_no_rule():
    network = RepeatedKeys.dict_of(
        [
            ('outbound_rules', [fqdn(name='a')]),
            ('isolation_mode', 'disabled'),
            ('outbound_rules', {'b': fqdn('b.org')}),
            ('isolation_mode', 'allow_internet_outbound'),
        ]
    )
    hub = hub_of(
        RepeatedKeys.dict_of(
            [
                ('managed_network', network),
                ('name', 'h'),
                ('name', 'i'),
                ('managedNetwork', {'outboundRules': {'c': fqdn('c.org')}}),
            ]
        )
    )
    assert names(hub) == ['a', 'b', 'c']
    assert (hub.name, hub.isolation_mode) == ('i', 'AllowInternetOutbound')
    said = 'appears more than once; rules are read from each, for everything else the last one counts'
    assert notes(hub) == [
        ('managedNetwork', said),
        ('name', said),
        ('managed_network.outbound_rules', said),
        ('managed_network.isolation_mode', said),
    ]


# A tutorial in MicrosoftDocs/azure-docs has the isolation mode without its indentation.
def test_network_fields_beside_the_network_are_read():
    hub = hub_of({'managed_network': None, 'isolation_mode': 'allow_internet_outbound'})
    assert hub.isolation_mode == 'AllowInternetOutbound'
    assert notes(hub) == [('isolation_mode', 'belongs inside managed_network; it was read as if it were there')]
    hub = hub_of(
        {
            'kind': 'hub',
            'outbound_rules': [fqdn(name='a')],
            'managed_network': {'isolation_mode': 'disabled', 'outbound_rules': [fqdn('b.org', name='b')]},
        }
    )
    assert (names(hub), hub.isolation_mode) == (['a', 'b'], 'Disabled')


def test_a_network_under_another_name_is_reported():
    hub = hub_of({'kind': 'hub', 'managed_vnet': {'outbound_rules': [fqdn(name='a')]}})
    assert (hub.rules, hub.isolation_mode) == ((), 'Disabled')
    assert notes(hub) == [
        ('managed_vnet', 'looks like a managed network but was not read; rename it to managed_network')
    ]


@pytest.mark.parametrize(
    'network, rules, mode, odd',
    [
        ('allow_only_approved_outbound', [], APPROVED, "the text 'allow_only_approved_outbound'"),
        ([fqdn(name='a')], ['a'], None, 'a list'),
    ],
)
def test_network_that_is_a_mode_or_a_list_is_read(network, rules, mode, odd):
    hub = hub_of({'name': 'h', 'managed_network': network})
    assert (names(hub), hub.isolation_mode) == (rules, mode)
    assert notes(hub) == [('managed_network', f'is {odd}, not an object')]


@pytest.mark.parametrize(
    'network, words', [(True, 'true'), (5, 'the number 5'), ("[parameters('net')]", "the text '[parameters('net')]'")]
)
def test_network_of_another_type_is_a_rule_not_understood(network, words):
    hub = hub_of({'name': 'h', 'managed_network': network})
    reason = f'rules belong here, not {words}' + (DEPLOYED if isinstance(network, str) else '')
    assert hub.rules[0].destination == NotUnderstood('wrong_type', reason, 'managed_network', network)
    assert hub.isolation_mode is None
    assert notes(hub) == [('managed_network', f'is {words}, not an object'), ('managed_network', reason)]


@pytest.mark.parametrize('value', [True, 'pypi.org', 5])
def test_other_values_where_rules_belong(value):
    hub = hub_of({'managed_network': {'outbound_rules': value}})
    assert names(hub) == [None] and not hub.rules[0].understood
    assert notes(hub)[0][0] == 'outbound_rules'


# What jsonencode of Terraform and a text made twice into JSON leave.
@pytest.mark.parametrize('value', ['[{"type": "FQDN"}]', ' [\n  {"type": 5}\n]', '{"a": {}}', '{}', '[]'])
def test_json_in_a_text_where_rules_belong(value):
    for hub in (hub_of({'outbound_rules': value}), hub_of({'managed_network': value})):
        assert not hub.rules[0].understood
        assert notes(hub)[-1][1].endswith('; it is JSON inside a string, remove the quotes around it')


def test_a_template_in_the_body_of_a_deployment():
    template = {'resources': [{**LISTED, 'name': "[parameters('hub')]"}], 'parameters': {'hub': {'type': 'string'}}}
    hub = hub_of({'properties': {'template': template, 'parameters': {'hub': {'value': 'hub1'}}}, 'location': 'x'})
    assert (hub.name, names(hub), hub.oddities) == ('hub1', ['a'], ())


def test_names_used_twice():
    hub = hub_of([fqdn(name='a'), fqdn('b.org', name='A'), fqdn('PyPI.org.', name='a')])
    assert names(hub) == ['a', 'A', 'a']
    assert notes(hub) == [('A', 'name', 'is used twice for different destinations'), ('a', 'name', 'is used twice')]


def test_many_rules_of_one_name_take_linear_time():
    hosts = ','.join(f'h{number}.example' for number in range(20_000))
    start = time.monotonic()
    hub = hub_of([fqdn(hosts, name='a')] + [fqdn(name='a')] * 20_000)
    assert len(hub.rules) == 20_001 and len(hub.oddities) == 20_000
    # Working out the first one's key for each of the others takes minutes.
    assert time.monotonic() - start < 20


PROJECT = {'name': 'p', 'kind': 'project', 'hub_resource_id': HUB}


def test_a_project_has_no_network():
    problem = refusal(PROJECT)
    assert problem.message == (
        f'x.yml describes the project p; a project has no network of its own; it uses that of {HUB}.'
    )
    assert problem.recommendation == "Give the hub's rules."
    assert refusal({'kind': 'Project', 'properties': {'hubResourceId': '<hub>'}}).message.endswith('that of its hub.')


# The shape of `az ml workspace list`; Resource Graph has the same rows under data.
@pytest.mark.parametrize(
    'around', [lambda rows: rows, lambda rows: {'value': rows}, lambda rows: {'data': rows, 'count': 9}]
)
def test_of_several_workspaces_the_one_with_a_network_is_read(around):
    rows = [
        PROJECT,
        {'name': 'plain', 'kind': 'default'},
        {'name': 'h', 'kind': 'hub', 'properties': {'managedNetwork': {'outboundRules': {'a': fqdn()}}}},
    ]
    hub = hub_of(around(rows))
    assert (hub.name, names(hub)) == ('h', ['a'])
    assert notes(hub) == [
        (None, 'the workspace p was not read, only h'),
        (None, 'the workspace plain was not read, only h'),
    ]


def test_several_workspaces_with_networks():
    rows = [{'name': name, 'managed_network': {}} for name in ('one', 'two')]
    problem = refusal(rows)
    assert problem.message == 'x.yml holds 2 workspaces: one and two.'
    assert problem.recommendation == 'Keep one of them.'


def test_projects_only():
    by_its_hub = {'name': 'p', 'hub_id': HUB, 'tags': {}}
    assert refusal(by_its_hub).message == (
        f'x.yml describes the project p; a project has no network of its own; it uses that of {HUB}.'
    )
    assert hub_of([by_its_hub, {'name': 'h', 'kind': 'hub'}]).name == 'h'
    assert 'describes the project p' in refusal([PROJECT]).message
    assert refusal([PROJECT, PROJECT]).message == 'x.yml holds 2 workspaces: p and p.'


STORAGE = {'id': DATA, 'name': 'data', 'type': 'Microsoft.Storage/storageAccounts', 'properties': {}}
LISTED_RULE = {
    'id': f'{HUB}/outboundRules/b',
    'name': 'b',
    'type': f'{WORKSPACE}/outboundRules',
    'properties': fqdn('b.org'),
}


@pytest.mark.parametrize(
    'document',
    [
        [STORAGE, LISTED, LISTED_RULE],
        {'data': [STORAGE, LISTED_RULE, LISTED], 'count': 3, 'skip_token': None},
        {
            'changes': [
                {'changeType': 'Create', 'after': LISTED, 'before': None},
                None,
                {'changeType': 'Delete', 'after': None, 'before': {**LISTED, 'name': 'old'}},
                {'changeType': 'NoChange', 'after': None, 'before': LISTED_RULE},
            ],
            'status': 'Succeeded',
        },
    ],
)
def test_resources_of_every_type_as_azure_lists_them(document):
    hub = hub_of(document)
    assert (hub.name, hub.isolation_mode, names(hub), hub.oddities) == ('hub1', APPROVED, ['a', 'b'], ())


def test_resources_without_a_workspace():
    message = 'x.yml lists resources, but no Microsoft.MachineLearningServices workspace or outbound rule.'
    assert refusal([STORAGE, STORAGE]).message == message
    assert refusal({'changes': []}).message == message


def test_workspaces_in_a_mixed_list_are_not_rules():
    hub = hub_of([{'name': 'h', 'kind': 'hub'}, None])
    assert [rule.understood for rule in hub.rules] == [False, False]


# Of `az account list` and a playbook of Ansible.
@pytest.mark.parametrize(
    'items',
    [
        [{'cloudName': 'AzureCloud', 'id': 'x', 'isDefault': True}, {'name': 'y', 'user': {'type': 'user'}}],
        [{'hosts': 'all', 'tasks': [{'azure_rm_ml_workspace': {'managed_network': {'outbound_rules': [fqdn()]}}}]}],
        [{}],
    ],
)
def test_lists_without_rules_are_refused(items):
    for document in (items, {'value': items}):
        problem = refusal(document)
        assert problem.message == (
            f'x.yml is a list of {len(items)} objects, none of them an outbound rule or a workspace.'
        )
        assert 'or an ARM template' in problem.recommendation


@pytest.mark.parametrize(
    'item',
    [
        None,
        'x',
        {'type': 'fqdn'},
        {'properties': {'status': 'Active'}},
        {'a': fqdn(), 'b': None},
        {'outbound_rules': []},
        {'kind': 'hub'},
    ],
)
def test_a_list_with_one_thing_that_may_be_a_rule(item):
    assert len(hub_of([{'id': 'x'}, item, {}]).rules) == 3


def test_every_oddity_names_its_place():
    text = json.dumps({'managed_network': {'outbound_rules': [{'name': 'a', 'type': 'url'}, None]}})
    hub = parse(documents.read(text, 'x'), 'x')
    assert [str(oddity) for oddity in hub.oddities] == [
        "rule a, field type: 'url' is not a rule type; write fqdn, service_tag or private_endpoint",
        'rule number 2: the rule is null; az ml prints null for a rule type that it does not know',
    ]


LOADED = """
import sys
from azext_hubnet.core.documents import text
from azext_hubnet.core.formats import detect
detect.parse(text.read('[{"name": "a", "type": "fqdn", "destination": "pypi.org"}]', 'x'), 'x')
print([name for name in sys.modules if name == 'yaml' or '.formats.arm.' in name])
"""


def test_json_rule_list_loads_neither_yaml_nor_the_code_for_templates():
    done = subprocess.run([sys.executable, '-c', LOADED], capture_output=True, check=True, text=True, cwd=ROOT)
    assert done.stdout == '[]\n'
