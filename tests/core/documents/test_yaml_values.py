import time

import pytest
import yaml

from azext_hubnet.core.documents import yaml_values
from azext_hubnet.core.documents.repeated import all_pairs
from azext_hubnet.core.documents.yaml_values import YamlProblem, load


@pytest.fixture(autouse=True, params=['libyaml', 'python'])
def parser(request, monkeypatch):
    if request.param == 'libyaml' and not hasattr(yaml, 'CSafeLoader'):
        pytest.skip('PyYAML is built without libyaml here')
    loader = yaml.CSafeLoader if request.param == 'libyaml' else yaml.SafeLoader
    monkeypatch.setattr(yaml_values, '_PARSER', loader)
    return request.param


def problem(text):
    with pytest.raises(YamlProblem) as caught:
        load(text)
    return str(caught.value)


@pytest.mark.parametrize(
    'text, value',
    [
        ('', None),
        ('# nothing', None),
        ('---', None),
        ('~', None),
        ('null', None),
        ('true', True),
        ('Off', False),
        ('yes', True),
        ('80', 80),
        ('-5', -5),
        ('+5', 5),
        ('0', 0),
        ('1.5', 1.5),
        ('"80"', '80'),
        ("'true'", 'true'),
        ('80, 443', '80, 443'),
        ('2024-05-21', '2024-05-21'),
        ('"*.x"', '*.x'),
        ('=', '='),
        ('<<', '<<'),
        ('! 12', 12),
        ('!!str 12', '12'),
        ('!!timestamp 2024-05-21', '2024-05-21'),
        ('!!null x', None),
    ],
)
def test_scalars(text, value):
    found = load(text)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    'text',
    ['017', '0o17', '0x1F', '0b1', '1_000', '22:30', '1:30:00.5', '.nan', '.inf', '-.inf', '1.0e+999', '9' * 400],
)
def test_unusual_numbers_stay_text(text):
    assert load(text) == text


@pytest.mark.parametrize('text', ['!!int abc', '!!float abc', '!!bool maybe'])
def test_tag_that_does_not_fit_changes_nothing(text):
    assert load(text) == text.split()[1]


def test_keys_are_text_as_written():
    text = 'no: 1\nnull: 2\n1.0: 3\n017: 4\n~: 5\n2024-05-21: 6\n"q": 7\n? \n: 8\n'
    assert load(text) == {'no': 1, 'null': 2, '1.0': 3, '017': 4, '~': 5, '2024-05-21': 6, 'q': 7, '': 8}


def test_collections_with_and_without_their_plain_tags():
    assert load('!!map {a: !!seq [1, {}], b: ! []}') == {'a': [1, {}], 'b': []}


def test_repeated_keys_are_kept():
    assert list(all_pairs(load('a: 1\nb: 2\na: 3\n'))) == [('a', 1), ('b', 2), ('a', 3)]


@pytest.mark.parametrize(
    'text, message',
    [
        (
            'a: !!python/object:os.system x',
            'line 1, column 4: the tag tag:yaml.org,2002:python/object:os.system is not plain data',
        ),
        ('a: !reference x', 'line 1, column 4: the tag !reference is not plain data'),
        ('a: !!binary aGk=', 'line 1, column 4: the tag tag:yaml.org,2002:binary is not plain data'),
        ('!x k: 1', 'line 1, column 1: the tag !x is not plain data'),
        ('a: !!set {b}', 'line 1, column 4: the tag tag:yaml.org,2002:set is not plain data'),
        ('- !!map [1]', 'line 1, column 3: the tag tag:yaml.org,2002:map is not plain data'),
    ],
)
def test_tags_are_refused(text, message):
    assert problem(text) == message


def test_aliases():
    assert load('a: &x {b: [1]}\nc: *x\nd: &y text\ne: *y\n&k key: 1\nl: *k\n') == {
        'a': {'b': [1]},
        'c': {'b': [1]},
        'd': 'text',
        'e': 'text',
        'key': 1,
        'l': 'key',
    }
    assert load('- &n 5\n- {*n : x}\n') == [5, {'5': 'x'}]


def test_an_alias_to_nothing():
    assert problem('a: *b') == 'line 1, column 4: the alias *b has no anchor before it'


@pytest.mark.parametrize('text', ['&a [*a]', 'x: &a {y: [*a]}', '&a {<<: *a}'])
def test_a_recursive_alias(text):
    assert problem(text).endswith('the alias *a is inside the value that it names')


def bomb(levels, width):
    lines = ['a0: &a0 [' + ', '.join('x' * width) + ']']
    lines += [f'a{level}: &a{level} [' + ', '.join([f'*a{level - 1}'] * width) + ']' for level in range(1, levels)]
    return '\n'.join(lines)


def test_aliases_that_expand_to_billions_of_values_are_refused():
    assert problem(bomb(10, 10)).endswith('aliases expand it to more than 2,000,000 values')
    assert len(load(bomb(5, 10))['a4']) == 10


def test_merge_keys():
    text = (
        'base: &base {type: fqdn, status: Active}\nother: &other {type: x, extra: 1}\n'
        'one:\n  <<: *base\n  status: Failed\n  destination: a\n'
        'two:\n  <<: [*base, *other]\n'
        'three:\n  <<: {b: 1}\n  "<<": text\n'
    )
    document = load(text)
    assert document['one'] == {'type': 'fqdn', 'status': 'Failed', 'destination': 'a'}
    assert document['two'] == {'type': 'fqdn', 'status': 'Active', 'extra': 1}
    assert document['three'] == {'b': 1, '<<': 'text'}


@pytest.mark.parametrize('text', ['a:\n  <<: 5\n', 'a:\n  <<: [{b: 1}, 5]\n'])
def test_merge_keys_take_mappings(text):
    assert problem(text) == 'line 2, column 3: the merge key << takes mappings'


def test_a_merge_sign_elsewhere_is_text():
    assert load('- <<\n- a: <<\n') == ['<<', {'a': '<<'}]


def test_anchor_on_a_merge_key_is_ignored():
    assert problem('&m <<: {a: 1}\nb: *m\n') == 'line 2, column 4: the alias *m has no anchor before it'


def test_merging_many_small_mappings_into_a_large_one_takes_linear_time(parser):
    if parser == 'python':
        pytest.skip('the pure parser alone takes long for this much text')
    large = '{' + ', '.join(f'k{number}: 1' for number in range(40_000)) + '}'
    text = f'a: &a {large}\nb: &b {{z: 1}}\nc:\n  <<: [*a, {", ".join(["*b"] * 40_000)}]\n'
    start = time.monotonic()
    assert len(load(text)['c']) == 40_001
    # A copy for each takes minutes.
    assert time.monotonic() - start < 20


@pytest.mark.parametrize('key', ['? [a, b]\n: 1', '? {a: b}\n: 1', '{[a]: 1}'])
def test_keys_that_are_lists_or_mappings_are_refused(key):
    assert 'a key of this mapping is a list or a mapping' in problem(key)


def test_more_than_one_document():
    assert problem('a: 1\n---\nb: 2\n') == 'line 2, column 1: a second document starts; keep one in the file'
    assert load('---\na: 1\n...\n') == {'a': 1}


@pytest.mark.parametrize('opening', ['- ', '[', '{a: ', '? '])
def test_deep_nesting(opening):
    # libyaml reads ahead, and from 0.2.6 on has a bound of its own.
    assert problem(opening * 100_000).endswith(('nested more than 100 levels deep', 'exceeded maximum nesting depth'))


def test_nesting_up_to_the_limit():
    document = load('[' * 100 + ']' * 100)
    for _ in range(99):
        document = document[0]
    assert document == []


def test_a_tab_is_named():
    assert problem('a:\n\t- b\n') == 'line 2, column 1: there is a tab here; indent YAML with spaces'


def test_bad_syntax_has_line_and_column():
    assert problem('a: b: c').startswith('line 1, column 5: mapping ')
    assert problem('a: "b').startswith('line 1, column 6: ')
    assert problem('a: @b').startswith('line 1, column 4: ')


def test_characters_that_yaml_forbids():
    assert 'is not allowed in YAML' in problem('a: \x01')
