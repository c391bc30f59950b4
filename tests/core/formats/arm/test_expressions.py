import pytest

from azext_hubnet.core.documents.repeated import RepeatedKeys, all_pairs
from azext_hubnet.core.formats.arm import expressions, functions
from azext_hubnet.core.formats.arm.expressions import Expressions

SCOPE = {
    'parameters': {
        'hub': {'type': 'string', 'defaultValue': 'Hub1'},
        'bare': {'type': 'string'},
        'odd': 5,
        'rules': {'defaultValue': [{'name': 'pypi'}, {'Name': 'conda'}]},
        'from': {'defaultValue': "[concat(variables('prefix'), '-x')]"},
    },
    'variables': {
        'prefix': 'pre',
        'number': 7,
        'rules': {'pypi': {'type': 'FQDN', 'destination': "[variables('prefix')]"}},
        'loop': "[variables('pool')]",
        'pool': "[variables('loop')]",
        'literal': '[[x]',
    },
}


def resolve(value, **more):
    return Expressions.of(**{**SCOPE, **more}).resolve(value)


@pytest.mark.parametrize(
    'text, value',
    [
        ('plain', 'plain'),
        ('[', '['),
        ("[[parameters('hub')]", "[parameters('hub')]"),
        ("[parameters('hub')]", 'Hub1'),
        ("[ PARAMETERS ( 'HUB' ) ]", 'Hub1'),
        ("['it''s']", "it's"),
        ('[5]', 5),
        ("[variables('number')]", 7),
        ("[parameters('from')]", 'pre-x'),
        ("[concat(parameters('hub'), '/', variables('number'), '-', 12)]", 'Hub1/7-12'),
        ('[concat()]', ''),
        ("[format('{0}/{1}/{0}', parameters('hub'), 'pypi')]", 'Hub1/pypi/Hub1'),
        ("[format('{x} {0}', 1)]", '{x} 1'),
        ("[toLower(parameters('hub'))]", 'hub1'),
        ("[toUpper(concat('a', 'b'))]", 'AB'),
        ("[parameters('rules')[1].name]", 'conda'),
        ("[variables('rules').PYPI.type]", 'FQDN'),
        ("[variables('rules')['pypi'].destination]", 'pre'),
        ("[variables( 'rules' ) .pypi [ 'type' ] ]", 'FQDN'),
        ("[variables('rules')]", {'pypi': {'type': 'FQDN', 'destination': 'pre'}}),
        ("[if(equals(parameters('hub'), 'Hub1'), 'yes', parameters('none'))]", 'yes'),
        ("[if(equals(1, '1'), parameters('none'), 'no')]", 'no'),
        ("[equals(variables('rules'), 'x')]", False),
        ("[equals(null(), json('null'))]", True),
        ("[not(empty(''))]", False),
        ('[empty(null())]', True),
        ("[and(false(), parameters('none'))]", False),
        ("[or(true(), parameters('none'))]", True),
        ('[and(true(), or(false(), true()))]', True),
        ("[coalesce(null(), 'a', parameters('none'))]", 'a'),
        ('[coalesce(null())]', None),
        ("[length(parameters('rules'))]", 2),
        ("[length('abc')]", 3),
        ('[range(3, 2)[1]]', 4),
        ("[items(createObject('b', 1, 'a', 2))]", [{'key': 'a', 'value': 2}, {'key': 'b', 'value': 1}]),
        ("[contains(variables('rules'), 'PYPI')]", True),
        ("[contains(parameters('hub'), 'ub')]", True),
        ("[tryGet(parameters('rules'), 0, 'name')]", 'pypi'),
        ("[tryGet(parameters('rules'), 0, 'x', 'y')]", None),
        ("[tryGet(parameters('rules'), 7)]", None),
        ("[tryGet(variables('rules'), 'pypi').TYPE]", 'FQDN'),
        ("[createArray('a', createObject('b', parameters('bare')))]", ['a', {'b': "[parameters('bare')]"}]),
        ("[createObject('a', reference('x').id, 'b', createArray())]", {'a': "[reference('x').id]", 'b': []}),
        (
            "[union(createObject('a', createObject('b', 1, 'c', 2), 'd', 3), createObject('a', createObject('b', 4)))]",
            {'a': {'b': 4, 'c': 2}, 'd': 3},
        ),
        (
            "[shallowMerge(createArray(createObject('a', createObject('b', 1)), "
            "createObject('a', createObject('c', 2))))]",
            {'a': {'c': 2}},
        ),
        ("[json('{}')]", {}),
    ],
)
def test_known_expressions_are_evaluated(text, value):
    assert resolve(text) == value


@pytest.mark.parametrize(
    'text',
    [
        "[parameters('bare')]",
        "[parameters('odd')]",
        "[parameters('none')]",
        "[parameters('a', 'b')]",
        '[parameters()]',
        "[variables('loop')]",
        "[variables('literal')]",
        "[reference('x').id]",
        "[resourceId('a', 'b')]",
        "[concat(variables('rules'))]",
        '[format(1)]',
        '[format()]',
        "[format('{1}', 'a')]",
        '[toLower(5)]',
        '[toLower()]',
        "[parameters('rules')[2]]",
        "[parameters('rules').name]",
        "[parameters('hub').name]",
        "[variables('rules').none]",
        "[variables('rules')[0]]",
        "[parameters('rules')[0]",
        "[parameters('rules')[0 1]]",
        "[concat('a' 'b')]",
        "[concat('a',)]",
        "[concat('a']",
        '[concat(',
        '[]',
        "['open]",
        "['a' 'b']",
        '[12345678901]',
        '[a.b]',
        "[format('{0}', variables('rules'))]",
        "[if(parameters('bare'), 'a', 'b')]",
        "[if('true', 'a', 'b')]",
        '[if(true())]',
        "[and(true(), parameters('bare'))]",
        "[not('true')]",
        '[empty(5)]',
        '[length(5)]',
        '[items(5)]',
        "[equals(variables('rules'), variables('rules'))]",
        '[range(0, 801)]',
        "[range(0, 'x')]",
        '[range(0, -1)]',
        "[contains(parameters('rules'), 'x')]",
        "[tryGet('text', 'x')]",
        "[tryGet(parameters('rules'), 'x')]",
        "[createObject('a')]",
        "[createObject(1, 'a')]",
        "[createObject(parameters('bare'), 'a')]",
        "[union(variables('rules'), parameters('rules'))]",
        "[shallowMerge(variables('rules'))]",
        "[shallowMerge(createArray('a'))]",
        '[copyIndex()]',
        "[json('[5]')]",
        '[json(createArray())]',
        '[null(1)]',
        "[createObject('a', parameters('bare')).a]",
        "[concat(createArray(parameters('bare'))[0], 'x')]",
        "[tryGet(createObject('a', parameters('bare')), 'a')]",
        "[parameters('rules')[-1]]",
    ],
)
def test_unknown_expressions_stay_as_they_are(text):
    text = text if text.endswith(']') else text + ']'
    assert resolve(text) == text


def test_structures_are_copied_with_their_repeated_keys():
    given = RepeatedKeys.dict_of(
        [
            ("[parameters('hub')]", ["[variables('prefix')]", None, True]),
            ('a', 1),
            ('a', 2),
            ("[variables('rules')]", 3),
        ]
    )
    assert list(all_pairs(resolve(given))) == [
        ('Hub1', ['pre', None, True]),
        ('a', 1),
        ('a', 2),
        ("[variables('rules')]", 3),
    ]


def test_without_parameters_and_variables():
    assert Expressions.of(None, []).resolve("[parameters('x')]") == "[parameters('x')]"


def test_given_values_are_not_worked_out_again():
    scope = Expressions.of(SCOPE['parameters'], SCOPE['variables'], given={'HUB': "it's [parameters('hub')]"})
    assert scope.resolve("[parameters('hub')]") == "it's [parameters('hub')]"


@pytest.mark.parametrize(
    'text, name',
    [
        ('hub/pypi', 'hub/pypi'),
        ("[concat(parameters('hub'), '/pypi')]", 'Hub1/pypi'),
        ("[format('{0}/{1}', parameters('bare'), 'pypi')]", '<bare>/pypi'),
        ("[concat(parameters('bare'), '/', uniqueString(resourceGroup().id))]", '<bare>/<id>'),
        ("[concat('hub/', parameters('rules')[copyIndex()].name)]", 'hub/<name>'),
        ('[guid(1)]', '<1>'),
        ("[guid(variables('rules'))]", '<>'),
        ('[newGuid()]', '<newGuid>'),
        ("[toLower(concat(parameters('bare'), '-X'))]", '<bare>-x'),
        ('[toLower(5)]', '<5>'),
        ("[if(empty(parameters('bare')), 'a', 'b')]", '<bare>'),
        ("[if(equals(parameters('bare'), 'x'), 'a', 'b')]", '<bare>'),
        ("[concat(parameters('rules')[5].name, '/', parameters('rules')[6])]", '<name>/<6>'),
        ("[variables('number')]", "[variables('number')]"),
        ("[concat('a'", "[concat('a'"),
    ],
)
def test_names_show_what_is_not_known_in_angle_brackets(text, name):
    assert Expressions.of(**SCOPE).name(text) == name


def test_parameters_that_a_template_in_a_template_is_not_given():
    parameters = {
        'maybe': {'type': 'string', 'nullable': True},
        'bare': {'type': 'string'},
        'other': {'nullable': True, 'defaultValue': 'x'},
    }

    def values(given):
        return Expressions.of(parameters, None, given).resolve(
            ["[parameters('maybe')]", "[parameters('bare')]", "[parameters('other')]"]
        )

    assert values({}) == [None, "[parameters('bare')]", 'x']
    assert values(None) == ["[parameters('maybe')]", "[parameters('bare')]", 'x']
    assert values({'Maybe': 'y', 'other': None}) == ['y', "[parameters('bare')]", None]


def test_loops():
    scope = Expressions.of(**SCOPE)
    assert scope.copies({}) == [scope]
    turns = scope.copies({'copy': {'name': 'Outer', 'count': "[length(parameters('rules'))]"}})
    assert [turn.resolve("[parameters('rules')[copyIndex()].name]") for turn in turns] == ['pypi', 'conda']
    inner = turns[1].copies({'copy': {'count': 3}})[2]
    assert inner.resolve("[format('{0} {1} {2}', copyIndex(), copyIndex('outer'), copyIndex('OUTER', 5))]") == '2 1 6'
    assert inner.resolve("[copyIndex('none')]") == "[copyIndex('none')]"
    assert inner.name("[format('{0}-{1}', copyIndex(1), parameters('bare'))]") == '3-<bare>'


@pytest.mark.parametrize('count', ["[parameters('bare')]", None, -1, True, '3', 10_001])
def test_loops_with_an_unknown_count_are_not_followed(count):
    assert Expressions.of(**SCOPE).copies({'copy': {'name': 'x', 'count': count}}) is None


def test_bound_on_loops_holds_for_all_loops_together():
    outer = Expressions.of(**SCOPE)
    assert len(outer.copies({'copy': {'count': 9_999}})) == 9_999
    inner = Expressions.of(None, None, {}, outer.budget)
    assert inner.copies({'copy': {'count': 2}}) is None and len(inner.copies({'copy': {'count': 1}})) == 1
    assert inner.copies({'copy': {'count': 1}}) is None and inner.copies({'copy': {'count': 0}}) == []


def test_loops_that_make_too_much_end(monkeypatch):
    monkeypatch.setattr(expressions, '_MAX_VALUES', 100)
    scope = Expressions.of(None, None)
    resource = {'copy': {'count': 3}, 'properties': ['x'] * 17}
    assert len(scope.copies(resource)) == 3
    # Twenty values, once looked at and three times made, are eighty.
    assert scope.copies(resource) is None
    assert scope.copies(resource) is None


def test_merging_again_and_again_ends(monkeypatch):
    monkeypatch.setattr(expressions, '_MAX_VALUES', 100)
    scope = Expressions.of(None, {'v': {str(key): key for key in range(20)}})
    text = "[union(variables('v'), variables('v'))['1']]"
    assert [scope.resolve(text) for _ in range(4)] == [1, 1, text, text]


def test_ranges_again_and_again_end(monkeypatch):
    monkeypatch.setattr(expressions, '_MAX_VALUES', 25)
    scope = Expressions.of(None, None)
    text = '[length(range(0, 10))]'
    assert [scope.resolve(text) for _ in range(3)] == [10, 10, text]


def test_names_that_are_too_long_at_every_level_end():
    text = "'x'"
    for _ in range(29):
        text = f"concat({text}, variables('long'))"
    scope = Expressions.of(None, {'long': 'x' * 9_990})
    assert scope.name(f'[{text}]').startswith('<')


def test_names_that_are_unknown_at_every_level_end():
    assert Expressions.of(None, None).name('[' + 'f(' * 29 + "'x'" + ')' * 29 + ']') == '<x>'
    deep = '[concat(' + "concat('a', " * 28 + "parameters('x')" + ')' * 29 + ']'
    assert Expressions.of(None, None).name(deep) == 'a' * 28 + '<x>'


def test_long_chains_and_deep_nesting_end():
    variables = {f'v{number}': f"[concat('x', variables('v{number - 1}'))]" for number in range(1, 100)}
    scope = Expressions.of(None, {**variables, 'v0': 'x'})
    assert scope.resolve("[variables('v3')]") == 'xxxx'
    assert scope.resolve("[variables('v99')]") == "[variables('v99')]"
    nested = '[' + 'concat(' * 500 + ')' * 500 + ']'
    assert scope.resolve(nested) == nested


def test_deep_values_behind_deep_values_end():
    deep = "[variables('v{}')]"
    variables = {}
    for number in range(1, 60):
        value = deep.format(number - 1)
        for _ in range(90):
            value = [value]
        variables[f'v{number}'] = value
    scope = Expressions.of(None, {**variables, 'v0': 'end'})
    value, depth = scope.resolve(deep.format(59)), 0
    while isinstance(value, list):
        value, depth = value[0], depth + 1
    assert depth <= 100 and value == deep.format(58)


def lists(depth, inside):
    for _ in range(depth):
        inside = [inside]
    return inside


def test_value_that_becomes_too_deep_stays_an_expression():
    scope = Expressions.of(
        None,
        {'inner': lists(80, 'x'), 'fits': lists(20, "[variables('inner')]"), 'deep': lists(21, "[variables('inner')]")},
    )
    assert scope.resolve("[variables('fits')]") == lists(100, 'x')
    assert scope.resolve("[variables('deep')]") == "[variables('deep')]"


def test_texts_that_double_each_other_end():
    variables = {f'v{number}': '[concat({0}, {0})]'.format(f"variables('v{number - 1}')") for number in range(1, 25)}
    scope = Expressions.of(None, {**variables, 'v0': 'x' * 100})
    assert len(scope.resolve("[variables('v6')]")) == 6400
    assert scope.resolve("[variables('v7')]") == "[variables('v7')]"


def test_formats_that_repeat_a_long_text_end():
    scope = Expressions.of(None, {'v': 'x' * 5000})
    assert len(scope.resolve("[format('{0}{0}', variables('v'))]")) == 10_000
    text = "[format('{0}{0}{0}', variables('v'))]"
    assert scope.resolve(text) == text


def test_too_long_expression_stays_as_it_is():
    text = "[concat('" + 'x' * 10_000 + "')]"
    assert resolve(text) == text


def test_lists_that_multiply_each_other_end():
    variables = {f'v{number}': [f"[variables('v{number - 1}')]"] * 10 for number in range(1, 12)}
    scope = Expressions.of(None, {**variables, 'v0': 'x'})
    assert scope.resolve("[variables('v2')]") == [['x'] * 10] * 10

    def size(value):
        return sum(map(size, value)) + 1 if isinstance(value, list) else 1

    assert size(scope.resolve("[variables('v11')]")) < expressions._MAX_VALUES


def test_the_bound_on_values_holds_for_nested_templates_together(monkeypatch):
    monkeypatch.setattr(expressions, '_MAX_VALUES', 25)
    outer = Expressions.of(None, {'v': ['x'] * 10})
    inner = Expressions.of(None, {'v': ['x'] * 10}, budget=outer.budget)
    assert outer.resolve("[variables('v')]") == ['x'] * 10
    assert inner.resolve("[variables('v')]") == ['x'] * 10
    assert inner.resolve("[variables('v')]") == "[variables('v')]"


@pytest.mark.parametrize(
    'text, value', [("[createArray('x')]", ['x']), ("[createObject('a', 'x')]", {'a': 'x'}), ("[concat('x')]", 'x')]
)
def test_literals_at_the_deepest_level_are_known(text, value):
    variables = {'v0': text, **{f'v{number}': f"[variables('v{number - 1}')]" for number in range(1, 31)}}
    assert Expressions.of(None, variables).resolve("[variables('v29')]") == value
    assert Expressions.of(None, variables).resolve("[variables('v30')]") == "[variables('v30')]"


def test_the_functions_that_are_evaluated_are_frozen():
    lazy = ['and', 'coalesce', 'createarray', 'createobject', 'if', 'or']
    known = ['concat', 'contains', 'empty', 'equals', 'false', 'format', 'items', 'json', 'length', 'not', 'null']
    known += ['range', 'shallowmerge', 'tolower', 'toupper', 'true', 'tryget', 'union']
    assert sorted(expressions._LAZY) == lazy
    assert sorted(functions.FUNCTIONS) == known
