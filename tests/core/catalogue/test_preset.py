"""The dated revisions of a preset."""

import pytest

from azext_hubnet.core.catalogue.preset_file import from_document
from azext_hubnet.core.model.errors import InputError
from tests.core.makers import preset

DATED = {
    'title': 'Dated',
    'sources': {'first': {'title': 'An article', 'document': 'owner/repo a.md', 'date': '2025-01-01'}},
    'revisions': [
        {'date': '2025-06-01', 'source': 'second'},
        {'date': '2025-01-01', 'source': 'first'},
        {'date': '2025-09-01'},
    ],
    'entries': [
        {'type': 'fqdn', 'destination': 'always.com', 'listed': [{'since': '2025-01-01', 'source': 'first'}]},
        {
            'type': 'fqdn',
            'destination': 'gone.com',
            'listed': [{'since': '2025-01-01', 'until': '2025-06-01', 'source': 'first'}],
        },
        {
            'type': 'fqdn',
            'destination': 'changed.com',
            'listed': [
                {'since': '2025-01-01', 'until': '2025-06-01', 'optional': 'at first'},
                {'since': '2025-06-01', 'until': '2025-09-01'},
                {'since': '2025-09-01', 'optional': True},
            ],
        },
        {
            'type': 'fqdn',
            'destination': 'back.com',
            'listed': [{'since': '2025-01-01', 'until': '2025-06-01'}, {'since': '2025-09-01'}],
        },
        {'type': 'fqdn', 'destination': 'timeless.com', 'source': 'somebody'},
    ],
    'notes': [
        'Always.',
        {'text': 'At first.', 'until': '2025-06-01'},
        {'text': 'Later.', 'since': '2025-06-01'},
        {'text': 'Between.', 'since': '2025-06-01', 'until': '2025-09-01'},
    ],
}


@pytest.mark.parametrize(
    'asked, as_of, hosts, notes',
    [
        ('2025-01-01', '2025-01-01', ['always', 'gone', 'changed', 'back', 'timeless'], ['Always.', 'At first.']),
        ('2025-05-31', '2025-01-01', ['always', 'gone', 'changed', 'back', 'timeless'], ['Always.', 'At first.']),
        ('2025-06-01', '2025-06-01', ['always', 'changed', 'timeless'], ['Always.', 'Later.', 'Between.']),
        ('2030-01-01', '2025-09-01', ['always', 'changed', 'back', 'timeless'], ['Always.', 'Later.']),
        (None, '2025-09-01', ['always', 'changed', 'back', 'timeless'], ['Always.', 'Later.']),
    ],
)
def test_as_of_takes_the_newest_revision_not_later_than_the_date(asked, as_of, hosts, notes):
    revision = from_document(DATED, 'mine.yaml').at(asked)
    assert revision.as_of == as_of
    assert [entry.destination for entry in revision.entries] == [f'{host}.com' for host in hosts]
    assert list(revision.notes) == notes


def test_optional_is_dated_too():
    changed = [
        next(entry for entry in from_document(DATED, 'mine.yaml').at(day).entries if entry.destination == 'changed.com')
        for day in ('2025-01-01', '2025-06-01', '2025-09-01')
    ]
    assert [(entry.optional, entry.condition) for entry in changed] == [
        (True, 'at first'),
        (False, None),
        (True, 'if wanted'),
    ]
    # It was listed all the time.
    assert {(entry.since, entry.until) for entry in changed} == {('2025-01-01', None)}


def test_entry_has_since_until_and_source():
    found = {entry.destination: entry for entry in from_document(DATED, 'mine.yaml').at('2025-01-01').entries}
    assert (found['gone.com'].since, found['gone.com'].until) == ('2025-01-01', '2025-06-01')
    assert (found['back.com'].since, found['back.com'].until) == ('2025-01-01', '2025-06-01')
    assert (found['timeless.com'].since, found['timeless.com'].until) == (None, None)
    assert found['always.com'].source == 'An article, owner/repo a.md, 2025-01-01'
    assert found['timeless.com'].source == 'somebody'
    assert found['always.com'].place == 'mine.yaml: entry 1'
    again = {entry.destination: entry for entry in from_document(DATED, 'mine.yaml').at().entries}
    assert (again['back.com'].since, again['back.com'].until) == ('2025-09-01', None)


def test_revisions_are_sorted_by_date():
    assert from_document(DATED, 'mine.yaml').days == ('2025-01-01', '2025-06-01', '2025-09-01')


def test_revision_has_its_source():
    mine = from_document(DATED, 'mine.yaml')
    assert [mine.at(day).source for day in ('2025-01-01', '2025-06-01', None)] == [
        'An article, owner/repo a.md, 2025-01-01',
        'second',
        None,
    ]


def test_date_before_the_first_revision_is_an_error_that_names_it():
    with pytest.raises(InputError) as caught:
        from_document(DATED, 'mine.yaml').at('2024-12-31')
    assert (
        caught.value.message == 'The preset mine has no revision as of 2024-12-31; its first one is dated 2025-01-01.'
    )
    assert caught.value.recommendation == 'Use --as-of 2025-01-01 or a later date.'


def test_preset_without_revisions_holds_at_every_date():
    mine = preset(
        'a.com',
        {'type': 'fqdn', 'destination': 'b.com', 'listed': [{'since': '2025-01-01'}]},
        notes=[{'text': 'A note.', 'since': '2025-01-01'}],
    )
    for day in (None, '1999-01-01'):
        revision = mine.at(day)
        assert revision.as_of is None and len(revision.entries) == 2 and revision.notes == ('A note.',)
    with pytest.raises(InputError) as caught:
        mine.at('yesterday')
    assert caught.value.message == "--as-of: 'yesterday' is not a valid date."


def test_ever_lists_what_any_revision_listed():
    ever = from_document(DATED, 'mine.yaml').ever()
    assert [entry.destination for entry in ever.entries] == [
        'always.com',
        'gone.com',
        'changed.com',
        'back.com',
        'timeless.com',
    ]
    assert ever.entries[0].place == 'mine.yaml: entry 1'
