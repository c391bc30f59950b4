import json

import pytest

from azext_hubnet.core.documents import text as documents
from azext_hubnet.core.documents.repeated import all_pairs
from azext_hubnet.core.model.errors import InputError

RULES = [{'name': 'café', 'type': 'fqdn', 'destination': 'pypi.org'}]
JSON = json.dumps(RULES, ensure_ascii=False)
YAML = '- name: café\n  type: fqdn\n  destination: pypi.org\n'


def refusal(data):
    with pytest.raises(InputError) as caught:
        documents.read(data, 'rules.json')
    assert caught.value.message.startswith('rules.json')
    return caught.value


@pytest.mark.parametrize(
    'text', [JSON, '\n\t ' + JSON + '\r\n', YAML, '# ours\n---\n' + YAML, YAML.replace('\n', '\r\n')]
)
@pytest.mark.parametrize(
    'encoding', [None, 'utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf-32-le', 'utf-32-be']
)
def test_json_and_yaml_in_every_encoding(text, encoding):
    assert documents.read(text if encoding is None else text.encode(encoding), 'x') == RULES


def test_byte_order_mark_in_text_is_ignored():
    assert documents.read('\ufeff' + JSON, 'x') == RULES


@pytest.mark.parametrize('data', [b'', '', b' \n\t ', '\ufeff', '\ufeff'.encode('utf-16-le'), b'\xef\xbb\xbf\n'])
def test_an_empty_file_is_named(data):
    problem = refusal(data)
    # It may be meant as rules, a preset, waivers or a plan.
    assert (problem.message, problem.recommendation) == (
        'rules.json is empty.',
        'Check whether the command that should have written it failed.',
    )


@pytest.mark.parametrize(
    'data, message',
    [
        (b'[\xff]', 'rules.json is not UTF-8 text: byte 2 cannot be read.'),
        (b'\xff\xfe[\x00\x00\xd8', 'rules.json is not UTF-16 text: byte 5 cannot be read.'),
    ],
)
def test_bytes_that_are_not_text_are_refused(data, message):
    problem = refusal(data)
    assert problem.message == message
    assert problem.recommendation == 'Save it as UTF-8.'


def test_nul_characters_are_refused():
    assert refusal('[\0]').message == 'rules.json is neither JSON nor YAML: it contains NUL characters.'
    assert documents.read('["\\u0000"]', 'x') == ['\0']


def test_text_after_the_document_is_refused():
    problem = refusal('[1]\n[2]')
    assert problem.message == 'rules.json: more text follows the JSON document, at line 2, column 1.'
    assert problem.recommendation == 'Keep one JSON document and nothing after it.'


def test_text_that_starts_as_json_is_never_read_as_yaml():
    assert refusal('{a: 1}').message == (
        'rules.json is not valid JSON: line 1, column 2: Expecting property name enclosed in double quotes.'
    )
    assert refusal('[\n  1,\n  x\n]').message == 'rules.json is not valid JSON: line 3, column 3: Expecting value.'


@pytest.mark.parametrize(
    'number, reason',
    [
        ('NaN', 'NaN is not a JSON value'),
        ('-Infinity', '-Infinity is not a JSON value'),
        ('1e999', 'the number 1e999 is too large'),
        ('9' * 5000, 'a number has 5000 digits'),
        ('9' * 401, 'a number has 401 digits'),
    ],
)
def test_numbers_that_json_cannot_hold_are_refused(number, reason):
    assert refusal(f'[{number}]').message == f'rules.json is not valid JSON: {reason}.'


def test_large_and_negative_numbers_are_read():
    assert documents.read('[80, -1.5, 1e3, %s]' % ('9' * 400), 'x') == [80, -1.5, 1000.0, int('9' * 400)]


def test_repeated_keys_are_kept():
    assert list(all_pairs(documents.read('{"a": 1, "a": 2}', 'x'))) == [('a', 1), ('a', 2)]


def test_bad_yaml_names_line_and_column():
    problem = refusal('a:\n\t- b\n')
    assert problem.message == (
        'rules.json is not valid YAML: line 2, column 1: there is a tab here; indent YAML with spaces.'
    )
    assert problem.recommendation == 'Fix the text at that place.'


# What az prints while it works and warns, a prompt, a Markdown block, an HTTP request.
@pytest.mark.parametrize(
    'text, line',
    [
        ('Class OutboundRule: This is an experimental class.\n[\n  {\n    "name": "a"\n  }\n]\n', 2),
        (' - Running ..\r[{"name": "a"}]\n', 1),
        ('\x1b[33mWARNING: x\x1b[0m\n\n{\n "a": 1}', 3),
        ('$ az ml workspace show\n{ "name": "a" }\n', 2),
        ('```json\n[\n  {}\n]\n```', 2),
        ('PUT https://x\nType: a: b\n\n{"name": "a"}', 4),
    ],
)
def test_json_below_other_text(text, line):
    problem = refusal(text)
    assert problem.message == f'rules.json: JSON starts at line {line}; remove the text before it.'
    assert problem.recommendation == (
        'Keep only the JSON. az prints warnings to standard error, which 2>/dev/null drops.'
    )


@pytest.mark.parametrize(
    'text',
    [
        'name: {{ name }}\n',
        'rules:\n{% for x in y %}\n- {{ x }}\n',
        '{{- if .Values.x }}\na: b\n{{- end }}\n',
        '{"name": {{ name }}}',
    ],
)
def test_unrendered_template_is_named(text):
    problem = refusal(text)
    assert 'is not valid' in problem.message and 'line ' in problem.message
    assert problem.recommendation == ('Give the rendered file, in which every {{ … }} and {% … %} is replaced.')


def test_too_large_json_is_refused(monkeypatch):
    monkeypatch.setattr(documents, 'MAX_JSON', 4)
    assert documents.read('[10]', 'x') == [10]
    problem = refusal(b'[100]')
    assert problem.message == 'rules.json has 0.0 MB; hubnet reads JSON up to 0 MB.'
    assert problem.recommendation == 'Give only the hub you want to look at.'


def test_the_limits():
    assert (documents.MAX_JSON, documents.MAX_YAML) == (50 * 2**20, 2 * 2**20)


def test_too_much_yaml_says_how_to_convert():
    problem = refusal('# ' + 'x' * documents.MAX_YAML)
    assert problem.message == 'rules.json is YAML of 2.0 MB; hubnet reads YAML up to 2 MB.'
    assert 'json.dump(yaml.safe_load' in problem.recommendation


@pytest.mark.parametrize('opening, closing', [('[', ']'), ('{"a":', '}')])
@pytest.mark.parametrize('inside', ['1', '[]'])
@pytest.mark.parametrize('depth', [101, 900, 100_000])
def test_deep_nesting_is_refused_not_followed(opening, closing, inside, depth):
    text = opening * depth + inside + closing * depth
    assert refusal(text).message == 'rules.json is nested more than 100 levels deep, too deep for a rule file.'


@pytest.mark.parametrize('text', ['[' * 100_000, '- ' * 100_000 + 'x', '? ' * 100_000, 'a: [' + '{a: ' * 100_000])
def test_deep_nesting_without_end(text):
    assert 'nested more than 100 levels deep' in refusal(text).message


def test_nesting_up_to_the_limit_is_read():
    assert documents.read('[' * 100 + ']' * 100, 'x')
    assert 'nested more than 100 levels deep' in refusal('[' * 101 + ']' * 101).message
    assert documents.read('{"a":' * 100 + '1' + '}' * 100, 'x')


def test_nesting_behind_aliases_and_repeated_keys_counts():
    layers = ['a0: &a0 [x]'] + [f'a{number}: &a{number} [[[*a{number - 1}]]]' for number in range(1, 40)]
    assert 'nested more than 100 levels deep' in refusal('\n'.join(layers)).message
    hidden = '{"a": %s, "a": 1}' % ('[' * 200 + ']' * 200)
    assert 'nested more than 100 levels deep' in refusal(hidden).message


def test_lone_surrogates_become_question_marks_and_no_key_is_lost():
    document = documents.read(r'{"\ud800": ["x\udfffy"], "\ud801": {"k": 1, "k": "\uDC00"}, "z": "\ud83d\ude00"}', 'x')
    assert list(all_pairs(document)) == [('?', ['x?y']), ('?', {'k': '?'}), ('z', '😀')]
    assert list(all_pairs(document.pairs[1][1])) == [('k', 1), ('k', '?')]
    assert documents.read('- "\ud800"', 'x') == ['?']
    assert documents.read('["\udcff"]', 'x') == ['?']


def test_escaped_backslash_is_not_a_surrogate():
    assert documents.read(r'["\\ud800", 1]', 'x') == ['\\ud800', 1]


def test_too_many_values_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr(documents, 'MAX_MARKS', 6)
    assert documents.read('{"a": 1, "b": 2, "c": 3}', 'x') == {'a': 1, 'b': 2, 'c': 3}
    assert documents.read('["a,b,c", {}, 1]', 'x') == ['a,b,c', {}, 1]
    for text in ('{"a": 1, "b": 2, "c": 3, "d": 4}', '[1,1,1,1,1,1,1]', '[{},{},{},{}]', '["a,b,c,d,e,f,g"]'):
        assert refusal(text).message == (
            'rules.json holds more values than hubnet reads; no file of outbound rules has so many.'
        )


def test_bound_leaves_room_for_the_largest_rule_list():
    # Ten marks: five colons, four commas, one brace.
    rule = '"r1":{"type":"FQDN","destination":"h1.com","category":"UserDefined","status":"Active"},'
    assert documents.MAX_JSON // len(rule) * 10 > documents.MAX_MARKS > 450_000 * 10


def test_document_with_escaped_surrogate_is_fixed_in_place():
    assert documents.read(r'{"a": [1, {"b": "\ud800"}], "c": null}', 'x') == {'a': [1, {'b': '?'}], 'c': None}


@pytest.mark.parametrize(
    'text',
    [
        '// first\n{"a": "x//y", /* b */ "c": "/* \\" */"}',
        '/* first\n */ {"a": "x//y", "c": "/* \\" */"} // end',
        '{"a": "x//y"\n// "b": 1,\n, "c": "/* \\" */" /**/ }',
    ],
)
def test_json_may_have_comments(text):
    assert documents.read(text, 'x') == {'a': 'x//y', 'c': '/* " */'}


def test_errors_after_comments_have_the_right_place():
    assert refusal('{\n  // one\n  "a": 1, /* two\n  lines */ b\n}').message == (
        'rules.json is not valid JSON: line 4, column 12: Expecting property name enclosed in double quotes.'
    )
    assert 'is not valid JSON: line 1, column 25: ' in refusal('{/* without end, "a": 1}').message
    assert 'is not valid JSON: line 1, column 16: ' in refusal('// nothing else').message


def test_comments_in_a_very_large_file_are_not_removed(monkeypatch):
    monkeypatch.setattr(documents, 'MAX_COMMENTED', 20)
    assert documents.read('{"a": 1} // comment!', 'x') == {'a': 1}
    assert 'more text follows the JSON document' in refusal('{"a": 1} // comment!!').message


@pytest.mark.parametrize(
    'text', ['{"a": ' + '/*' * 500_000, '{"' + '\\"' * 500_000 + '//', '{' + '"' * 999_999 + '//', '{' + '//' * 500_000]
)
def test_comments_and_texts_without_end(text):
    assert 'is not valid JSON' in refusal(text).message


@pytest.mark.parametrize(
    'text, what',
    [
        (
            'param name string\n'
            "resource hub 'Microsoft.MachineLearningServices/workspaces@2024-10-01' = {\n  name: name\n}",
            'Bicep',
        ),
        ("targetScope = 'subscription'", 'Bicep'),
        ("using './main.bicep'\n\nparam prefix = 'x'", 'Bicep'),
        ('# x\nresource "azapi_resource" "rule" {\n  type = "x"\n}', 'Terraform configuration'),
        ('terraform {\n  required_version = ">= 1"\n}', 'Terraform configuration'),
        ('module "hub" {\n  source = "x: y"\n  a = { b: c }\n}', 'Terraform configuration'),
    ],
)
def test_bicep_and_terraform_are_named(text, what):
    problem = refusal(text)
    assert problem.message == f'rules.json is {what}.'
    assert 'az bicep build' in problem.recommendation or 'az ml workspace show' in problem.recommendation


def test_yaml_with_the_words_of_bicep_stays_yaml():
    assert documents.read('resource: x\nparam: y', 'x') == {'resource': 'x', 'param': 'y'}
    assert documents.read('just text', 'x') == 'just text'
    assert 'is not valid YAML' in refusal('resource: x: y').message
