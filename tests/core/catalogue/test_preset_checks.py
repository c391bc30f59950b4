"""Each check of the presets' data finds what it is there for."""

import copy
import datetime

import pytest

from tests.core.catalogue.preset_checks import OURS, ROLES, problems

SOUND = {
    'name': 'sound',
    'title': 'Sound',
    'description': 'Nothing is wrong.',
    'applies_to': ['hub'],
    'sources': {
        'article': {
            'title': 'An article',
            'document': 'owner/repo a.md',
            'commit': 'c' * 40,
            'date': datetime.date(2025, 1, 1),
        },
        'later': {'title': 'The article', 'document': 'owner/repo a.md', 'date': datetime.date(2025, 6, 1)},
        'hubnet': {'title': 'Own', 'document': 'sound.yaml', 'date': OURS},
    },
    'revisions': [
        {'date': datetime.date(2025, 1, 1), 'source': 'article'},
        {'date': datetime.date(2025, 6, 1), 'source': 'later'},
        {'date': OURS, 'source': 'hubnet'},
    ],
    'entries': [
        {
            'type': 'fqdn',
            'destination': '*.contoso.com',
            'purpose': 'first',
            'listed': [
                {'since': datetime.date(2025, 1, 1), 'until': OURS, 'source': 'article'},
                {'since': OURS, 'source': 'hubnet', 'optional': 'when wanted'},
            ],
        },
        {
            'type': 'fqdn',
            'destination': 'store.blob.core.windows.net',
            'purpose': 'second',
            'warning': 'storage',
            'listed': [{'since': OURS, 'source': 'hubnet', 'optional': 'when wanted'}],
        },
        {
            'type': 'private_endpoint',
            'purpose': 'third',
            'destination': {'service_resource_id': '<storage>', 'subresource_target': 'blob', 'spark_enabled': False},
            'listed': [{'since': datetime.date(2025, 1, 1), 'source': 'article'}],
        },
        {
            'type': 'service_tag',
            'purpose': 'fourth',
            'destination': {'service_tag': 'Storage.<region>', 'protocol': 'TCP', 'port_ranges': '443'},
            'listed': [{'since': datetime.date(2025, 1, 1), 'source': 'article'}],
        },
        {
            'type': 'fqdn',
            'destination': 'old.contoso.com',
            'purpose': 'fifth',
            'replaced_by': 'new.contoso.com',
            'listed': [{'since': datetime.date(2025, 1, 1), 'until': datetime.date(2025, 6, 1), 'source': 'article'}],
        },
        {
            'type': 'fqdn',
            'destination': 'new.contoso.com',
            'purpose': 'sixth',
            'listed': [{'since': datetime.date(2025, 6, 1), 'source': 'later'}],
        },
    ],
    'notes': [{'text': 'A note.', 'since': datetime.date(2025, 6, 1)}],
}


def test_the_sound_example_is_sound():
    assert problems(SOUND, 'sound') == []


def _drop(path):
    def change(document):
        *parents, last = path
        for step in parents:
            document = document[step]
        del document[last]

    return change


def _put(*path_and_value):
    *path, value = path_and_value

    def change(document):
        *parents, last = path
        for step in parents:
            document = document[step]
        document[last] = value

    return change


def _nothing_required(document):
    for entry in document['entries']:
        for listing in entry['listed']:
            listing['optional'] = 'when wanted'


def _twice(document):
    document['entries'].append(dict(copy.deepcopy(document['entries'][-1]), destination='NEW.contoso.com'))


FIRST = ('entries', 0, 'listed', 0)
DEFECTS = [
    ('unknown key', _put('author', 'me')),
    ('unknown key', _put('sources', 'article', 'url', 'x')),
    ('unknown key', _put('revisions', 0, 'by', 'x')),
    ('unknown key', _put('entries', 0, 'port', 443)),
    ('unknown key', _put(*FIRST, 'from', 'x')),
    ('unknown key', _put('notes', 0, 'title', 'x')),
    ('missing key', _drop(('title',))),
    ('missing key', _drop(('entries', 0, 'purpose'))),
    ('missing key', _drop((*FIRST, 'source'))),
    ('missing key', _drop(('sources', 'article', 'date'))),
    ('is not that of the file', _put('name', 'other')),
    ('applies_to', _put('applies_to', ['hub', 'project'])),
    ('applies_to', _put('applies_to', ['hub', 'hub'])),
    ('applies_to', _put('applies_to', [])),
    ('unknown type', _put('entries', 0, 'type', 'FQDN')),
    ('is no text', _put('title', ' ')),
    ('is no text', _put('notes', 0, 'text', 8704)),
    ('is no text', _put('entries', 0, 'listed', 1, 'optional', True)),
    ('is no date', _put(*FIRST, 'since', '2025-01-01')),
    ('is no date', _put('revisions', 0, 'date', datetime.datetime(2025, 1, 1))),
    ('ascending', lambda document: document['revisions'].reverse()),
    ('ascending', lambda document: document['revisions'].insert(0, document['revisions'][0])),
    ("not hubnet's own", lambda document: document['revisions'].pop()),
    ("not hubnet's own", lambda document: document.update(revisions=document['revisions'][-1:])),
    ('date of another document', _put('sources', 'later', 'date', datetime.date(2025, 6, 2))),
    ('is no revision', _put('entries', 5, 'listed', 0, 'since', datetime.date(2025, 6, 2))),
    ('is no revision', _put('entries', 0, 'listed', 0, 'until', datetime.date(2025, 6, 2))),
    ('is no revision', _put('notes', 0, 'since', datetime.date(2025, 6, 2))),
    ('ends before it begins', _put(*FIRST, 'until', datetime.date(2025, 1, 1))),
    ('never listed', _put('entries', 0, 'listed', [])),
    ('overlap', _drop((*FIRST, 'until'))),
    ('overlap', lambda document: document['entries'][0]['listed'].reverse()),
    ('another source than the primary article', _put(*FIRST, 'source', 'later')),
    ('is not defined', _put('entries', 1, 'listed', 0, 'source', 'elsewhere')),
    ('is not used', _put('sources', 'spare', dict(SOUND['sources']['later']))),
    ('twice in the revision', _twice),
    ('requires nothing', _nothing_required),
    ('no host name', _put('entries', 0, 'destination', 'https://contoso.com')),
    ('no host name', _put('entries', 0, 'destination', 'contoso.com/path')),
    ('no host name', _put('entries', 0, 'destination', 'contoso.com:443')),
    ('no host name', _put('entries', 0, 'destination', '*contoso.com')),
    ('no host name', _put('entries', 0, 'destination', 'www.*.com')),
    ('no host name', _put('entries', 0, 'destination', '*')),
    ('no host name', _put('entries', 0, 'destination', '*.com.')),
    ('no host name', _put('entries', 0, 'destination', 'Contoso.com')),
    ('no host name', _put('entries', 0, 'destination', 'localhost')),
    ('no host name', _put('entries', 0, 'destination', '10.0.0.1')),
    ('no host name', _put('entries', 0, 'destination', {'host': 'contoso.com'})),
    ('storage account without a warning', _drop(('entries', 1, 'warning'))),
    ("hubnet's own revision requires", _drop(('entries', 1, 'listed', 0, 'optional'))),
    ('storage account without a warning', _put('entries', 0, 'destination', '*.blob.core.windows.net')),
    ('what replaces it', _put('entries', 4, 'replaced_by', 'elsewhere.contoso.com')),
    ('what replaces it', _put('entries', 5, 'listed', 0, {'since': OURS, 'source': 'hubnet'})),
    ('what replaces it', _drop(('entries', 4, 'listed', 0, 'until'))),
    ('not the fields of a private endpoint', _drop(('entries', 2, 'destination', 'spark_enabled'))),
    ('neither true nor false', _put('entries', 2, 'destination', 'spark_enabled', 'true')),
    ('no role', _put('entries', 2, 'destination', 'service_resource_id', '<account>')),
    ('no role', _put('entries', 2, 'destination', 'service_resource_id', '/subscriptions/x')),
    ('no such subresource', _put('entries', 2, 'destination', 'subresource_target', 'vault')),
    ('no such subresource', _put('entries', 2, 'destination', 'subresource_target', 'Blob')),
    ('replaced_by is for host names', _put('entries', 2, 'replaced_by', 'x.contoso.com')),
    ('not the fields of a service tag', _put('entries', 3, 'destination', 'address_prefixes', [])),
    ('not spelled as in the table', _put('entries', 3, 'destination', 'service_tag', 'storage.<region>')),
    ('not spelled as in the table', _put('entries', 3, 'destination', 'service_tag', 'Azure Machine Learning')),
    ('not spelled as in the table', _put('entries', 3, 'destination', 'service_tag', 'Keyvault.<region>')),
    ('not spelled as in the table', _put('entries', 3, 'destination', 'service_tag', 'Storage.WestUS')),
    ('no protocol', _put('entries', 3, 'destination', 'protocol', 'tcp')),
    ('no port ranges', _put('entries', 3, 'destination', 'port_ranges', 443)),
    ('no port ranges', _put('entries', 3, 'destination', 'port_ranges', '443; 80')),
    ('no port ranges', _put('entries', 3, 'destination', 'port_ranges', '70000')),
    ('replaced_by is for host names', _put('entries', 3, 'replaced_by', 'x.contoso.com')),
]


@pytest.mark.parametrize(
    'expected, change', DEFECTS, ids=[f'{number}-{text}' for number, (text, _) in enumerate(DEFECTS)]
)
def test_a_planted_defect_is_found(expected, change):
    document = copy.deepcopy(SOUND)
    change(document)
    assert any(expected in problem for problem in problems(document, 'sound'))


def test_a_type_whose_support_is_in_doubt_is_found(monkeypatch):
    monkeypatch.setitem(ROLES, 'managed_instance', 'Microsoft.Sql/managedInstances')
    document = copy.deepcopy(SOUND)
    document['entries'][2]['destination'] = {
        'service_resource_id': '<managed_instance>',
        'spark_enabled': False,
        'subresource_target': 'managedInstance',
    }
    assert any('in doubt' in problem for problem in problems(document, 'sound'))
