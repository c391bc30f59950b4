"""The rules of a hub as a list."""

import pytest

from azext_hubnet.core.catalogue import roles
from azext_hubnet.core.compare.rule_list import RuleNotFound, list_rules, show_rule
from azext_hubnet.core.formats import detect
from azext_hubnet.core.model.hub import Oddity
from tests.core.makers import catalogue_needs, endpoint, endpoint_entry, fqdn, hub, preset, rule, tag, unknown


def needs_of(on_hub, *chosen):
    return [need for one in chosen for need in roles.resolve(one.at(), on_hub)]


def test_one_item_for_every_rule_by_name():
    on_hub = hub(
        rule('b', 'a.com'),
        rule(None, unknown()),
        rule('A', tag(), category='Required'),
        rule('c', unknown(), None),
        rule('b', 'a.com'),
    )
    items = list_rules(on_hub, [])
    assert [item['name'] for item in items] == ['A', 'b', 'b', 'c', None]
    assert {tuple(item) for item in items} == {
        ('name', 'type', 'destination', 'category', 'status', 'error', 'parents', 'presets', 'note')
    }
    assert list_rules(hub(), []) == []


def test_rule_lists_every_preset_that_it_partly_allows():
    on_hub = hub(
        rule('exact', 'a.com'),
        rule('wide', '*.com'),
        rule('dead', 'a.com', 'Failed'),
        rule('waits', 'b.org', 'Inactive'),
        rule('other', 'c.net'),
        rule('pe', endpoint()),
    )
    needs = needs_of(
        on_hub,
        preset('a.com', 'b.org', name='one'),
        preset('A.com', 'x.com:22', name='also'),
        preset(endpoint_entry(), endpoint_entry('<search>', 'searchService', optional=True), name='pe'),
    )
    assert {item['name']: item['presets'] for item in list_rules(on_hub, needs)} == {
        'exact': ['also', 'one'],
        'wide': ['also', 'one'],
        'dead': ['also', 'one'],
        'waits': ['one'],
        'other': [],
        'pe': ['pe'],
    }


def test_the_presets_of_a_rule_come_in_order():
    on_hub = hub(rule('r', 'a.com'))
    (item,) = list_rules(on_hub, needs_of(on_hub, *(preset('a.com', name=name) for name in 'gbfdaech')))
    assert item['presets'] == list('abcdefgh')


def test_equal_rules_are_listed_separately():
    on_hub = hub(rule('r', 'a.com'), rule('r', 'b.com'))
    served = [(item['destination'], item['presets']) for item in list_rules(on_hub, needs_of(on_hub, preset('a.com')))]
    assert served == [('a.com', ['mine']), ('b.com', [])]


def test_the_catalogue_names_the_presets_of_a_known_host():
    on_hub = hub(rule('r', '*.vscode.dev'), rule('all', '*'))
    listed = {item['name']: item['presets'] for item in list_rules(on_hub, catalogue_needs(on_hub))}
    assert listed['r'] == ['vscode']
    assert {'vscode', 'huggingface', 'python-packages'} <= set(listed['all'])


def test_oddities_are_notes():
    on_hub = hub(
        rule('plain', 'a.com'),
        rule('odd', 'b.com'),
        rule('bad', unknown(reason='is bad')),
        rule(None, unknown(reason='has no name')),
        rule('null', unknown(reason='is null', field='')),
        oddities=(Oddity('is misspelt', 'odd', 'type'), Oddity('stands twice', 'odd'), Oddity('the file is odd')),
    )
    assert {item['name']: item['note'] for item in list_rules(on_hub, [])} == {
        'plain': None,
        'odd': 'type: is misspelt; stands twice',
        'bad': 'destination: is bad',
        None: 'destination: has no name',
        'null': 'is null',
    }


def test_the_note_of_a_rule_that_was_read_and_not_understood_is_not_doubled():
    on_hub = detect.parse([{'name': 'bad', 'type': 'fqdn', 'destination': 'https://x.com'}], 'file')
    (item,) = list_rules(on_hub, [])
    assert (item['type'], item['destination']) == ('fqdn', 'https://x.com')
    assert item['note'].startswith("destination: 'https://x.com' is a URL") and item['note'].count('is a URL') == 1


def test_one_rule_is_shown_by_name_in_any_case():
    on_hub = hub(rule('Mine', 'a.com'), rule('mine', 'b.com'), rule('other', fqdn('c.com')))
    assert show_rule(on_hub, 'OTHER', [])['destination'] == 'c.com'
    assert show_rule(on_hub, 'mine', [])['destination'] == 'b.com'
    assert show_rule(on_hub, 'Mine', [])['destination'] == 'a.com'
    assert show_rule(on_hub, 'MINE', [])['destination'] == 'a.com'


@pytest.mark.parametrize(
    'on_hub, name, message, recommendation',
    [
        (
            hub(rule('Python', 'a.com'), rule(None, 'b.com')),
            'pythn',
            "hub has no outbound rule 'pythn'.",
            "Did you mean Python? List all rules with 'az hubnet rule list'.",
        ),
        (
            hub(rule(None, 'b.com'), name=None),
            'x',
            "The input has no outbound rule 'x'.",
            "List all rules with 'az hubnet rule list'.",
        ),
    ],
)
def test_missing_rule_is_an_error_that_suggests_similar_names(on_hub, name, message, recommendation):
    with pytest.raises(RuleNotFound) as caught:
        show_rule(on_hub, name, [])
    assert (caught.value.message, caught.value.recommendation) == (message, recommendation)
