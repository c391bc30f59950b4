"""Each check of the shipped presets' data finds what it is there for."""

import copy

import pytest

from .examples import FIRST, SOUND, drop, put
from .shipped_checks import shipped_problems


def test_sound_example_has_no_problem():
    assert shipped_problems(SOUND, 'sound') == []


DEFECTS = [
    ('missing key', drop(('title',))),
    ('missing key', drop(('entries', 0, 'purpose'))),
    ('missing key', drop((*FIRST, 'source'))),
    ('missing key', drop(('sources', 'article', 'date'))),
    ('missing key', drop(('revisions', 0, 'source'))),
    ('is not that of the file', put('name', 'other')),
    ('applies_to', put('applies_to', [])),
    ('not the fields', put('entries', 0, 'type', 'FQDN')),
    ('optional without a condition', put('entries', 0, 'listed', 1, 'optional', True)),
    ('ascending', lambda document: document['revisions'].reverse()),
    ('ascending', lambda document: document['revisions'].insert(0, document['revisions'][0])),
    ("not hubnet's own", lambda document: document['revisions'].pop()),
    ("not hubnet's own", lambda document: document.update(revisions=document['revisions'][-1:])),
    ('date of another document', put('sources', 'later', 'date', '2025-06-02')),
    ('another source than the primary article', put(*FIRST, 'source', 'later')),
    ('is not defined', put('entries', 1, 'listed', 0, 'source', 'elsewhere')),
    ('several hosts', put('entries', 0, 'destination', 'a.com, b.com')),
    ('not the fields', drop(('entries', 2, 'destination', 'spark_enabled'))),
    ('neither true nor false', put('entries', 2, 'destination', 'spark_enabled', 'true')),
    ('not a role', put('entries', 2, 'destination', 'service_resource_id', '<account>')),
    ('not a role', put('entries', 2, 'destination', 'service_resource_id', '/subscriptions/x')),
    ('not the fields', put('entries', 3, 'destination', 'address_prefixes', [])),
    ('not spelled as in the table', put('entries', 3, 'destination', 'service_tag', 'storage.<region>')),
    ('not spelled as in the table', put('entries', 3, 'destination', 'service_tag', 'Azure Machine Learning')),
    ('not spelled as in the table', put('entries', 3, 'destination', 'service_tag', 'Keyvault.<region>')),
    ('not spelled as in the table', put('entries', 3, 'destination', 'service_tag', 'Storage.WestUS')),
    ('protocol is not in capitals', put('entries', 3, 'destination', 'protocol', 'tcp')),
    ('port_ranges is not a text', put('entries', 3, 'destination', 'port_ranges', 443)),
]


@pytest.mark.parametrize(
    'expected, change', DEFECTS, ids=[f'{number}-{text}' for number, (text, _) in enumerate(DEFECTS)]
)
def test_planted_defect_is_found(expected, change):
    document = copy.deepcopy(SOUND)
    change(document)
    assert any(expected in problem for problem in shipped_problems(document, 'sound'))
