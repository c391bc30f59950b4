"""A sound preset file, and ways to break it."""

from tests.core.catalogue.shipped_checks import OURS

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
            'date': '2025-01-01',
        },
        'later': {'title': 'The article', 'document': 'owner/repo a.md', 'date': '2025-06-01'},
        'hubnet': {'title': 'Own', 'document': 'sound.yaml', 'date': OURS},
    },
    'revisions': [
        {'date': '2025-01-01', 'source': 'article'},
        {'date': '2025-06-01', 'source': 'later'},
        {'date': OURS, 'source': 'hubnet'},
    ],
    'entries': [
        {
            'type': 'fqdn',
            'destination': '*.contoso.com',
            'purpose': 'first',
            'listed': [
                {'since': '2025-01-01', 'until': OURS, 'source': 'article'},
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
            'listed': [{'since': '2025-01-01', 'source': 'article'}],
        },
        {
            'type': 'service_tag',
            'purpose': 'fourth',
            'destination': {'service_tag': 'Storage.<region>', 'protocol': 'TCP', 'port_ranges': '443'},
            'listed': [{'since': '2025-01-01', 'source': 'article'}],
        },
        {
            'type': 'fqdn',
            'destination': 'old.contoso.com',
            'purpose': 'fifth',
            'replaced_by': 'new.contoso.com',
            'listed': [{'since': '2025-01-01', 'until': '2025-06-01', 'source': 'article'}],
        },
        {
            'type': 'fqdn',
            'destination': 'new.contoso.com',
            'purpose': 'sixth',
            'listed': [{'since': '2025-06-01', 'source': 'later'}],
        },
    ],
    'notes': [{'text': 'A note.', 'since': '2025-06-01'}],
}


def drop(path):
    def change(document):
        *parents, last = path
        for step in parents:
            document = document[step]
        del document[last]

    return change


def put(*path_and_value):
    *path, value = path_and_value

    def change(document):
        *parents, last = path
        for step in parents:
            document = document[step]
        document[last] = value

    return change


FIRST = ('entries', 0, 'listed', 0)
