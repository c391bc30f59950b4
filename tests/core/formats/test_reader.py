import pytest

from azext_hubnet.core.documents.fields import Body
from azext_hubnet.core.documents.repeated import RepeatedKeys
from azext_hubnet.core.formats import reader as module
from azext_hubnet.core.formats.reader import Reader
from azext_hubnet.core.model.destinations import NotUnderstood
from azext_hubnet.core.model.errors import InputError


def fqdn(destination='pypi.org', **more):
    return {'type': 'fqdn', 'destination': destination, **more}


def read(raw):
    """Names with hosts (None where not understood), and the oddities as (rule, field, message)."""
    reader = Reader('x.yml')
    return [(rule.name, rule.destination.hosts if rule.understood else None) for rule in reader.read(raw)], [
        (oddity.rule, oddity.field, oddity.message) for oddity in reader.oddities
    ]


def test_a_list_has_the_names_inside():
    assert read([fqdn(name='a'), fqdn('b.org', Name=5), fqdn(id='/x/outboundRules/c/')]) == (
        [('a', ('pypi.org',)), ('5', ('b.org',)), ('c', ('pypi.org',))],
        [],
    )


def test_a_map_has_the_names_outside():
    assert read({'a': fqdn(), 'no': fqdn('b.org')}) == ([('a', ('pypi.org',)), ('no', ('b.org',))], [])


def test_a_list_of_maps():
    both = {'b': fqdn('b.org'), 'c': fqdn('c.org')}
    assert read([{'a': fqdn()}, both])[0] == [('a', ('pypi.org',)), ('b', ('b.org',)), ('c', ('c.org',))]
    twice = RepeatedKeys.dict_of([('a', fqdn()), ('a', fqdn('b.org'))])
    assert read([twice])[0] == [('a', ('pypi.org',)), ('a', ('b.org',))]


LIST_OF_RULES = 'is a list of rules where one rule belongs; they were read'


def test_a_list_where_a_rule_belongs():
    both = [fqdn(name='b'), None]
    rules = [('a', ('pypi.org',)), ('b', ('pypi.org',)), (None, None)]
    null = 'the rule is null; az ml prints null for a rule type that it does not know'
    assert read([fqdn(name='a'), both]) == (rules, [('number 2', None, LIST_OF_RULES), ('number 2', None, null)])
    assert read({'a': fqdn(), 'fqdn': both}) == (rules, [('fqdn', None, LIST_OF_RULES), ('number 2', None, null)])
    assert read([[[fqdn(name='a')]]])[0] == [(None, None)]


@pytest.mark.parametrize(
    'raw, names',
    [
        ({'value': [fqdn(name='a')], 'Count': 1}, ['a']),
        ({'value': [], 'Count': 0}, []),
        ({'value': fqdn(), 'count': fqdn()}, ['value', 'count']),
        ({'value': fqdn(), 'count': 1}, ['value', 'count']),
        ({'value': None, 'other': 1}, ['value', 'other']),
    ],
)
def test_a_list_as_powershell_writes_it(raw, names):
    assert [name for name, _ in read(raw)[0]] == names


def test_repeated_keys_of_a_map_are_rules_each():
    assert read(RepeatedKeys.dict_of([('a', fqdn()), ('b', None), ('a', fqdn('b.org'))]))[0] == [
        ('a', ('pypi.org',)),
        ('b', None),
        ('a', ('b.org',)),
    ]


def test_one_bad_rule_hides_no_other():
    rules, oddities = read(
        [None, fqdn(name='a'), True, {'name': 'b', 'type': 'fqdn'}, 'pypi.org', fqdn('b.org', name='c')]
    )
    assert rules == [(None, None), ('a', ('pypi.org',)), (None, None), ('b', None), (None, None), ('c', ('b.org',))]
    assert oddities == [
        ('number 1', None, 'the rule is null; az ml prints null for a rule type that it does not know'),
        ('number 3', None, 'a rule belongs here, not true'),
        ('b', 'destination', 'is missing; write one host name, or several with commas'),
        ('number 5', None, "a rule belongs here, not the text 'pypi.org'"),
    ]


@pytest.mark.parametrize('name, words', [(True, 'true'), ([], 'a list'), ({'a': 1}, 'an object')])
def test_names_that_are_not_text_are_reported(name, words):
    assert read([fqdn(name=name)]) == (
        [(None, ('pypi.org',))],
        [('number 1', 'name', f'is {words}, not text'), ('number 1', 'name', 'is missing')],
    )


@pytest.mark.parametrize('raw', [fqdn(), fqdn(name=''), fqdn(id=5)])
def test_a_name_that_is_missing(raw):
    assert read([fqdn(name='a'), raw])[1] == [('number 2', 'name', 'is missing')]
    assert read({'': fqdn()})[0] == [(None, ('pypi.org',))]


def test_a_single_rule_needs_no_name():
    reader = Reader('x')
    assert reader.single(Body(fqdn())).destination.hosts == ('pypi.org',)
    assert reader.single(Body(fqdn(id='/x/y'))).name == 'y'
    assert not reader.oddities


@pytest.mark.parametrize('raw, words', [(True, 'true'), ('x', "the text 'x'"), (5, 'the number 5')])
def test_other_value_in_place_of_rules_is_one_rule_not_understood(raw, words):
    reader = Reader('x')
    (rule,) = reader.read(raw)
    reason = f'rules belong here, not {words}'
    assert rule.destination == NotUnderstood('wrong_type', reason, 'outbound_rules', raw)
    assert rule.name is None and rule.destination.original is raw
    assert [(oddity.field, oddity.message) for oddity in reader.oddities] == [('outbound_rules', reason)]


def test_too_many_rules(monkeypatch):
    monkeypatch.setattr(module, 'MAX_RULES', 2)
    assert len(read([None, None])[0]) == 2
    for raw in ([None] * 3, {'a': 1, 'b': 2, 'c': 3}):
        with pytest.raises(InputError) as caught:
            read(raw)
        assert caught.value.message == 'x.yml holds 3 rules; hubnet reads up to 2.'


def merged(inline, children):
    reader = Reader('x')
    rules = reader.merged(reader.read(inline), reader.read(children))
    reader.note_same_names(rules)
    return [rule.name for rule in rules], [(oddity.rule, oddity.message) for oddity in reader.oddities]


ONCE = 'is in the workspace and also a resource of its own; it was read once'


def test_a_resource_described_in_two_places_is_one_rule():
    assert merged({'a': fqdn('x.org,y.org'), 'b': fqdn()}, {'A': fqdn('Y.org, x.org'), 'c': fqdn()}) == (
        ['a', 'b', 'c'],
        [('A', ONCE)],
    )


def test_rules_with_one_name_and_two_destinations_are_both_kept():
    assert merged({'a': fqdn()}, {'a': fqdn('b.org')}) == (
        ['a', 'a'],
        [('a', 'is used twice for different destinations')],
    )


def test_rules_not_understood_with_one_destination_are_merged():
    names, notes = merged(
        {'a': fqdn('<host>'), 'b': {'properties': fqdn('<host>')}, 'c': None, 'd': fqdn('<host>')},
        {'a': {'properties': fqdn('<host>')}, 'b': fqdn('<host>', status='x'), 'c': {}, 'd': fqdn()},
    )
    assert names == ['a', 'b', 'c', 'd', 'c', 'd']
    assert [note for note in notes if note[1] == ONCE] == [('a', ONCE), ('b', ONCE)]


def test_rules_without_a_name_are_never_merged():
    assert merged([fqdn()], [fqdn()])[0] == [None, None]


def test_names_are_compared_case_insensitively():
    reader = Reader('x')
    reader.note_same_names(reader.read({'a': fqdn(), 'A': fqdn(), 'b': fqdn(), 'B': fqdn('b.org'), '': fqdn()}))
    assert [(oddity.rule, oddity.field, oddity.message) for oddity in reader.oddities] == [
        ('A', 'name', 'is used twice'),
        ('B', 'name', 'is used twice for different destinations'),
    ]


def test_bounds_hold_for_all_rules_together(monkeypatch):
    monkeypatch.setattr(module, 'MAX_RULES', 2)
    with pytest.raises(InputError, match='holds more rules; hubnet reads up to 2'):
        Reader('x').read([{'a': fqdn(), 'b': fqdn()}, {'c': fqdn()}])
    monkeypatch.setattr(module, 'MAX_PARTS', 1)
    with pytest.raises(InputError, match='holds more hosts, ports and addresses; hubnet reads up to 1'):
        Reader('x').read([fqdn(), fqdn()])
    monkeypatch.setattr(module, 'MAX_ODDITIES', 1)
    reader = Reader('x')
    for number in range(3):
        reader.note(None, None, str(number))
    assert [oddity.message for oddity in reader.oddities] == ['0', 'more oddities were found; they are not listed']
