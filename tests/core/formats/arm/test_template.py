import pytest

from azext_hubnet.core.documents.repeated import RepeatedKeys
from azext_hubnet.core.formats.arm.template import is_known, read_template, same_workspace
from azext_hubnet.core.model.errors import InputError

WORKSPACE = 'Microsoft.MachineLearningServices/workspaces'
RULE = {'properties': {'type': 'FQDN', 'destination': 'pypi.org'}}


def template(*resources, **more):
    return {'resources': list(resources), **more}


def workspace(name='hub', **more):
    return {'type': WORKSPACE, 'name': name, 'properties': {}, **more}


def rule(name, **more):
    return {'type': f'{WORKSPACE}/outboundRules', 'name': name, **RULE, **more}


def deployment(*resources, scope='inner', parameters=None, **more):
    return {
        'type': 'Microsoft.Resources/deployments',
        'name': 'nested',
        **more,
        'properties': {
            'expressionEvaluationOptions': {'scope': scope},
            'parameters': parameters,
            'template': {'parameters': {'name': {'type': 'string'}}, 'resources': list(resources)},
        },
    }


def read(*resources, **more):
    return read_template(template(*resources, **more), 'x.json')


def rules(parts):
    return [(parent, name) for parent, name, _ in parts.rules]


def notes(parts):
    return [(note.resource, note.message) for note in parts.notes]


@pytest.mark.parametrize(
    'document',
    [
        template(),
        {'resources': None},
        template(None, 5, {'type': 'Microsoft.Storage/storageAccounts', 'name': 's'}, {}),
        template({'type': 'Microsoft.Resources/deployments', 'name': 'x'}),
        template({'type': 'Microsoft.Resources/deployments', 'properties': {'templateLink': {'uri': 'x'}}}),
        template({'type': 'Microsoft.Resources/deployments', 'properties': {'template': 5}}),
        template({'type': f'{WORKSPACE}/computes', 'name': 'hub/c'}),
    ],
)
def test_a_template_without_a_hub(document):
    with pytest.raises(InputError) as caught:
        read_template(document, 'x.json')
    assert caught.value.message == (
        'x.json is an ARM template without a Microsoft.MachineLearningServices workspace or outbound rule.'
    )
    assert caught.value.recommendation == 'Export the resource group that holds the hub.'


def test_a_template_of_a_foundry_account():
    account = 'Microsoft.CognitiveServices/accounts'
    network = {'type': f'{account}/managedNetworks', 'name': 'a/default'}
    allowed = {'type': f'{account}/managednetworks/outboundRules', 'name': 'a/default/r'}
    with pytest.raises(InputError) as caught:
        read({'type': account, 'name': 'a'}, network, allowed)
    assert caught.value.message == (
        'x.json is an ARM template without a Microsoft.MachineLearningServices workspace or outbound rule; its '
        'managed network belongs to a Foundry account.'
    )
    assert notes(read(workspace(), network)) == [
        ('a/default', 'belongs to a Foundry account, which is not a hub; it was not read')
    ]


def test_loops():
    each = rule("[format('hub/{0}', parameters('names')[copyIndex()])]", copy={'name': 'x', 'count': 2})
    known = {'names': {'defaultValue': ['a', 'b']}}
    parts = read(each, parameters=known)
    assert rules(parts) == [('hub', 'a'), ('hub', 'b')] and not parts.notes
    nested = workspace(
        resources=[
            {
                'type': 'outboundRules',
                'name': "[parameters('names')[copyIndex()]]",
                **RULE,
                'copy': {'name': 'x', 'count': "[length(parameters('names'))]"},
            }
        ]
    )
    assert rules(read(nested, parameters=known)) == [('hub', 'a'), ('hub', 'b')]


def test_loops_over_modules():
    module = deployment(
        rule("[format('hub/{0}', parameters('name'))]"),
        copy={'name': 'x', 'count': 2},
        parameters={'name': {'value': "[format('r{0}', copyIndex())]"}},
    )
    parts = read(module)
    assert rules(parts) == [('hub', 'r0'), ('hub', 'r1')] and not parts.notes
    module['copy']['count'] = 0
    assert rules(read(workspace(), module)) == []


def test_loops_that_are_not_known_are_read_once():
    parts = read(
        rule(
            "[format('hub/{0}', parameters('names')[copyIndex()].id)]",
            copy={'name': 'x', 'count': "[length(parameters('names'))]"},
        ),
        deployment({'type': 'other'}, copy={'name': 'y', 'count': "[parameters('n')]"}),
    )
    assert rules(parts) == [('hub', '<id>')]
    assert notes(parts) == [('hub/<id>', 'is in a loop that cannot be evaluated; it was read once')]


def test_loops_that_make_none():
    parts = read(workspace(), rule("[format('hub/{0}', copyIndex())]", copy={'name': 'x', 'count': 0}))
    assert rules(parts) == []
    assert notes(parts) == [('hub/<copyIndex>', 'is in a loop that runs zero times; it was not read')]


def test_a_workspace_with_its_expressions_worked_out():
    parts = read(
        workspace("[parameters('hub')]", location="[variables('where')]"),
        parameters={'hub': {'defaultValue': 'hub1'}},
        variables={'where': 'westeurope'},
    )
    assert parts.workspaces == [{'type': WORKSPACE, 'name': 'hub1', 'location': 'westeurope', 'properties': {}}]
    assert not (parts.rules or parts.networks or parts.notes)


def test_child_resources():
    parts = read(
        rule('hub/pypi'),
        rule("[concat(parameters('hub'), '/conda')]"),
        rule('alone'),
        rule('[nonsense'),
        rule('[nonsense]'),
        {'type': f'{WORKSPACE}/managedNetworks/outboundRules', 'name': 'hub/default/v2'},
    )
    assert rules(parts) == [
        ('hub', 'pypi'),
        ('<hub>', 'conda'),
        (None, 'alone'),
        (None, '[nonsense'),
        (None, '[nonsense]'),
        ('hub', 'v2'),
    ]
    assert parts.rules[0][2]['properties'] == RULE['properties']


def test_networks():
    body = {
        'type': f'/{WORKSPACE.upper()}/managedNetworks',
        'name': 'hub/default',
        'properties': {'managedNetwork': {}},
    }
    assert read(body).networks == [('hub', 'default', body)]


def test_nested_resources_have_the_type_and_name_of_their_parents():
    network = {'type': 'managedNetworks', 'name': 'default', 'resources': [{'type': 'outboundRules', 'name': 'v2'}]}
    parts = read(
        workspace(
            resources=[
                {'type': 'outboundRules', 'name': 'pypi', **RULE},
                network,
                {'type': 'Microsoft.Insights/diagnosticSettings', 'name': 'd'},
            ]
        )
    )
    assert rules(parts) == [('hub', 'pypi'), ('hub', 'v2')]
    assert parts.networks == [('hub', 'default', {'type': 'managedNetworks', 'name': 'default'})]
    assert 'resources' not in parts.workspaces[0]


def test_resources_by_symbolic_name():
    parts = read_template(
        {
            'languageVersion': '2.0',
            'resources': RepeatedKeys.dict_of(
                [('hub', workspace(existing=True)), ('r', rule('hub/pypi')), ('r', rule('hub/conda'))]
            ),
        },
        'x',
    )
    assert rules(parts) == [('hub', 'pypi'), ('hub', 'conda')]
    assert parts.workspaces == []


def upper(value):
    """The value with the names of a template in capitals, as Azure takes them; the fields of a rule stay."""
    if isinstance(value, list):
        return [upper(item) for item in value]
    return {key.upper(): upper(item) for key, item in value.items()} if isinstance(value, dict) else value


def test_names_in_any_case():
    resources = [
        workspace(resources=[{'type': 'outboundRules', 'name': 'a', **RULE}]),
        rule('hub/b', condition=False),
        deployment(rule("[format('{0}/c', parameters('name'))]"), parameters={'name': {'value': 'hub'}}),
    ]
    plain = read(*resources)
    parts = read(*upper(resources))
    assert rules(parts) == rules(plain) == [('hub', 'a'), ('hub', 'c')]
    assert parts.notes == plain.notes
    assert [body['name'] for body in parts.workspaces] == ['hub']
    outer = deployment(rule('hub/d'), scope='outer')
    assert rules(read_template({'Resources': [outer], '$schema': 'x'}, 'x.json')) == [('hub', 'd')]
    named = {'resources': [rule("[concat(parameters('n'), '/e')]")], 'Parameters': {'N': {'DefaultValue': 'hub'}}}
    assert rules(read_template(named, 'x.json')) == [('hub', 'e')]


def test_types_that_are_worked_out():
    parts = read(
        rule('hub/a', type="[concat(variables('provider'), '/workspaces/outboundRules')]"),
        variables={'provider': 'Microsoft.MachineLearningServices'},
    )
    assert rules(parts) == [('hub', 'a')] and not parts.notes


def test_resource_without_a_known_type_is_reported():
    unknown = "[reference('x').type]"
    parts = read(
        workspace(resources=[{'name': 'a', **RULE}]),
        rule('b', type=unknown),
        [rule('c')],
        'd',
        None,
        {},
        5,
        {'type': ['x']},
    )
    message = 'its type is not known from the template; it was not read'
    assert notes(parts) == [(place, message) for place in ('hub/1', '2', '3', '4', '8')]
    symbolic = {'resources': {'hub': workspace(), 'one': RULE}}
    assert notes(read_template(symbolic, 'x.json')) == [('one', message)]


def test_an_existing_workspace_may_hold_new_rules():
    parts = read(workspace(existing=True, resources=[{'type': 'outboundRules', 'name': 'pypi', **RULE}]))
    assert rules(parts) == [('hub', 'pypi')]


def test_conditions():
    parts = read(
        rule('hub/a', condition=False),
        rule('hub/b', condition=True),
        rule('hub/c', condition="[parameters('x')]"),
        rule('hub/d', condition="[parameters('y')]"),
        deployment(rule('hub/e'), condition=False),
        deployment(condition="[parameters('x')]"),
        {'type': 'other', 'condition': False},
        parameters={'y': {'defaultValue': False}},
    )
    assert rules(parts) == [('hub', 'b'), ('hub', 'c')]
    assert notes(parts) == [
        ('hub/a', 'its condition is false; it was not read'),
        ('hub/c', 'has a condition; it was read as if the condition were true'),
        ('hub/d', 'its condition is false; it was not read'),
        ('nested', 'its condition is false; it was not read'),
    ]


def test_a_nested_template_has_its_own_parameters():
    parts = read(
        deployment(
            rule("[format('{0}/pypi', parameters('name'))]"),
            scope='Inner',
            parameters={'name': {'value': "[parameters('hub')]"}, 'secret': {'reference': {}}},
        ),
        parameters={'hub': {'defaultValue': 'hub1'}, 'name': {'defaultValue': 'wrong'}},
    )
    assert rules(parts) == [('hub1', 'pypi')]


@pytest.mark.parametrize('parameters', [None, "[parameters('all')]", {'name': 5}])
def test_a_nested_template_whose_parameters_are_not_known(parameters):
    parts = read(
        deployment(rule("[concat(parameters('name'), '/pypi')]"), parameters=parameters),
        parameters={'name': {'defaultValue': 'wrong'}},
    )
    assert rules(parts) == [('<name>', 'pypi')]


def test_nullable_parameter_without_a_value_is_null():
    module = deployment(workspace(properties="[createObject('managedNetwork', parameters('network'))]"))
    module['properties']['template']['parameters']['network'] = {'type': 'object', 'nullable': True}
    assert read(module).workspaces[0]['properties'] == {'managedNetwork': None}
    module['properties']['parameters'] = "[parameters('all')]"
    assert read(module).workspaces[0]['properties'] == {'managedNetwork': "[parameters('network')]"}


@pytest.mark.parametrize('options', [{'scope': 'outer'}, {}, None, 'x'])
def test_a_nested_template_in_the_outer_scope(options):
    nested = deployment(rule("[concat(parameters('name'), '/pypi')]"))
    nested['properties']['expressionEvaluationOptions'] = options
    assert rules(read(nested, parameters={'name': {'defaultValue': 'hub1'}})) == [('hub1', 'pypi')]


def test_templates_in_templates():
    assert rules(read(deployment(deployment(deployment(rule('hub/pypi')))))) == [('hub', 'pypi')]


def test_names_of_workspaces():
    assert is_known('hub') and not is_known(None) and not is_known('<hub>') and not is_known('[hub]')
    assert same_workspace('hub', 'HUB') and not same_workspace('hub', 'hub2')
    assert same_workspace(None, 'hub') and same_workspace('<x>', 'hub') and same_workspace('hub', '[x]')
