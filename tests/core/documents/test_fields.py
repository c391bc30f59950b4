import pytest

from azext_hubnet.core.documents import fields
from azext_hubnet.core.documents.repeated import RepeatedKeys


@pytest.mark.parametrize(
    'name', ['outboundRules', 'outbound_rules', 'OutboundRules', 'OUTBOUND-RULES', 'outbound rules']
)
def test_spellings_of_a_field_name_have_one_key(name):
    assert fields.key_of(name) == 'outboundrules'


def test_key_of_does_not_keep_every_name_of_a_large_file(monkeypatch):
    monkeypatch.setattr(fields, '_known_keys', {})
    for number in range(1500):
        assert fields.key_of(f'Rule_{number}') == f'rule{number}'
    assert len(fields._known_keys) == 1000


def test_value_that_is_not_null_counts_among_two_spellings():
    assert fields.fields_of({'isolationMode': 'Disabled', 'isolation_mode': None}) == {'isolationmode': 'Disabled'}
    assert fields.fields_of({'isolationMode': None, 'isolation_mode': 'Disabled'}) == {'isolationmode': 'Disabled'}
    assert fields.fields_of({'status': None}) == {'status': None}


def test_every_includes_overwritten_values_and_other_spellings():
    mapping = RepeatedKeys.dict_of(
        [('outboundRules', 1), ('name', 'x'), ('outboundRules', 2), ('outbound_rules', 3), ('OutboundRules', None)]
    )
    assert fields.every(mapping, 'outboundrules') == [1, 2, 3]


def test_repeated_fields():
    assert fields.repeated_fields({'type': 1, 'Types': 2}) == ([], 0)
    assert fields.repeated_fields({'type': 1, 'name': 2, 'Type': 3}) == (['Type'], 0)
    twice = RepeatedKeys.dict_of([('a', 1), ('b', 2), ('a', 3), ('b', 4), ('c', 5)])
    assert fields.repeated_fields(twice) == (['a', 'b'], 0)


def test_unknown_fields_leave_out_comments_and_cut_a_flood():
    assert fields.unknown_fields({'Type': 1, '_why': 2, 'colour': 3}, {'type'}) == (['colour'], 0)
    many = fields.unknown_fields({f'x{number}': 1 for number in range(25)}, set())
    assert many == ([f'x{number}' for number in range(10)], 15)


@pytest.mark.parametrize(
    'text', ['UserDefined', 'user_defined', ' USERDEFINED ', 'RuleCategory.USER_DEFINED', 'User Defined']
)
def test_enum_values_in_any_spelling(text):
    assert fields.enum_value(text, ('Required', 'UserDefined')) == 'UserDefined'


def test_unknown_enum_value_is_none():
    assert fields.enum_value('Userdefinde', ('Required', 'UserDefined')) is None


@pytest.mark.parametrize(
    'text',
    [
        '/subscriptions/<SUB>/x',
        '/subscriptions/{sub}/x',
        '/subscriptions/${var}/x',
        '/subscriptions/$SUB/x',
        '$(host)',
        "[parameters('x')]",
        '%HOST%',
        '{{ host }}',
        '#{host}#',
        '$env:HOST',
        '[a\nb]',
        '__HOST__',
        '/subscriptions/__SUB_ID__/x',
    ],
)
def test_placeholders(text):
    assert fields.has_placeholder(text)


@pytest.mark.parametrize(
    'text',
    [
        'pypi.org',
        '*.pypi.org',
        '80, 443',
        '100%',
        'a > b < c',
        '[::1]x',
        'costs 5$',
        '_dmarc.pypi.org',
        '__SYS_PE_store_blob',
        'a__b__c',
        '____',
    ],
)
def test_no_placeholders(text):
    assert not fields.has_placeholder(text)


@pytest.mark.parametrize(
    'value, words',
    [
        (None, 'null'),
        (True, 'true'),
        (False, 'false'),
        (7, 'the number 7'),
        (1.5, 'the number 1.5'),
        ('x', "the text 'x'"),
        ([], 'a list'),
        ({}, 'an object'),
        ('y' * 80, "the text '" + 'y' * 59 + "…'"),
        (10**100, 'the number 1' + '0' * 58 + '…'),
    ],
)
def test_values_in_words(value, words):
    assert fields.describe(value) == words
