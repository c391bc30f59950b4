"""Presets as the results of `preset list` and `preset show`."""

from azext_hubnet.core.catalogue.shown import listed_preset, preset_revision
from tests.core.makers import endpoint_entry, optional, preset


def test_list_has_the_number_of_entries_and_the_newest_date():
    revision = preset('a.com', 'b.com', revisions=[{'date': '2025-01-01', 'source': 'x'}], applies_to=['hub']).at()
    assert listed_preset(revision) == {
        'name': 'mine',
        'title': 'mine',
        'appliesTo': ['hub'],
        'asOf': '2025-01-01',
        'entries': 2,
        'source': 'x',
    }


def test_purpose_names_the_condition_of_an_optional_entry():
    entry = optional('a.com', 'when wanted') | {'purpose': 'data'}
    assert [one['purpose'] for one in preset_revision(preset(entry, 'b.com').at())['entries']] == [
        'data (optional: when wanted)',
        '',
    ]


def test_warnings_and_replacements_are_notes():
    replaced = {'type': 'fqdn', 'destination': 'a.com', 'replaced_by': 'b.com'}
    ended = {**replaced, 'listed': [{'since': '2025-01-01', 'until': '2025-06-01'}]}
    mine = preset(
        ended,
        {**replaced, 'destination': 'c.com', 'replaced_by': 'd.com'},
        endpoint_entry(warning='Careful.'),
        revisions=[{'date': '2025-01-01'}],
        notes=['A note.'],
    )
    assert preset_revision(mine.at())['notes'] == [
        'A note.',
        'a.com: replaced by b.com from 2025-06-01 on',
        'c.com: replaced by d.com',
        '<storage> blob: Careful.',
    ]
