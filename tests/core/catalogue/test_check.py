"""The linter of preset files finds what it is there for, and says what to write instead."""

import copy

import pytest

from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.catalogue.check import Problem, problems
from azext_hubnet.core.facts import private_endpoints
from azext_hubnet.core.model.resource_ids import parse_resource_id

from .examples import FIRST, OURS, SOUND, drop, put


def test_sound_file_has_no_problem():
    assert problems(SOUND, 'sound.yaml') == []
    assert problems({'entries': [{'type': 'fqdn', 'destination': 'a.com, *.b.com'}]}, 'mine.yaml') == []


@pytest.mark.parametrize('name', shipped.names())
def test_shipped_presets_have_no_problem(name):
    assert problems(shipped.document(name) | {'sources': {}}, name) == []


def _nothing_required(document):
    for entry in document['entries']:
        for listing in entry['listed']:
            listing['optional'] = 'when wanted'


def _twice(document):
    document['entries'].append(dict(copy.deepcopy(document['entries'][-1]), destination='NEW.contoso.com'))


def _undated(document):
    for entry in document['entries']:
        entry.pop('listed')
    document.update(revisions=[], notes=[], entries=document['entries'][:1] * 2)


# The place and the field of the problem, words of its reason, and what was planted.
DEFECTS = [
    ('', None, "unknown field 'author'", put('author', 'me')),
    ('source article', None, "unknown field 'url'", put('sources', 'article', 'url', 'x')),
    ('revision 1', None, "unknown field 'by'", put('revisions', 0, 'by', 'x')),
    ('entry 1', None, "unknown field 'port'", put('entries', 0, 'port', 443)),
    ('entry 1, field listed: number 1', None, "unknown field 'from'", put(*FIRST, 'from', 'x')),
    ('entry 3, field destination', None, "unknown field 'spark'", put('entries', 2, 'destination', 'spark', True)),
    ('note 1', None, "unknown field 'title'", put('notes', 0, 'title', 'x')),
    ('source article', None, 'is null', put('sources', 'article', None)),
    ('', 'sources', 'is a list', put('sources', [])),
    ('', 'revisions', 'is an object', put('revisions', {})),
    ('', 'entries', "is the text 'x'", put('entries', 'x')),
    ('', 'notes', "is the text 'x'", put('notes', 'x')),
    ('', 'title', 'is the number 7', put('title', 7)),
    ('', 'title', 'is empty', put('title', ' ')),
    ('revision 1', None, 'is the number 2025', put('revisions', 0, 2025)),
    ('entry 1', None, "is the text 'a.com'", put('entries', 0, 'a.com')),
    ('', None, 'has no entries', put('entries', [])),
    ('', 'applies_to', 'holds project', put('applies_to', ['hub', 'project'])),
    ('', 'applies_to', 'twice', put('applies_to', ['hub', 'hub'])),
    ('entry 1', 'type', 'not a valid rule type', put('entries', 0, 'type', 'url')),
    ('note 1', 'text', 'is the number 8704', put('notes', 0, 'text', 8704)),
    ('', 'notes', 'empty text', put('notes', 0, ' ')),
    ('entry 1, field listed: number 1', 'since', '2025-1-1', put(*FIRST, 'since', '2025-1-1')),
    ('revision 1', 'date', 'is missing', drop(('revisions', 0, 'date'))),
    ('', 'revisions', 'has 2025-01-01 twice', lambda document: document['revisions'].append(document['revisions'][0])),
    ('entry 6', 'listed', 'since 2025-06-02, which is not', put('entries', 5, 'listed', 0, 'since', '2025-06-02')),
    ('entry 1', 'listed', 'until 2025-06-02, which is not', put(*FIRST, 'until', '2025-06-02')),
    ('', 'notes', 'since 2025-06-02, which is not', put('notes', 0, 'since', '2025-06-02')),
    ('', 'notes', 'ends before it begins', put('notes', 0, 'until', '2025-01-01')),
    ('entry 1, field listed: number 1', 'until', 'not later than since', put(*FIRST, 'until', '2025-01-01')),
    ('entry 1', 'listed', 'is empty', put('entries', 0, 'listed', [])),
    ('entry 1', 'listed', 'overlap', drop((*FIRST, 'until'))),
    ('entry 1', 'listed', 'overlap', lambda document: document['entries'][0]['listed'].reverse()),
    ('', 'sources', "'spare', which nothing names", put('sources', 'spare', {'title': 'x'})),
    ('', 'entries', 'NEW.contoso.com twice in the revision 2025-06-01', _twice),
    ('', 'entries', 'twice in the preset', _undated),
    ('', 'entries', 'nothing that the revision 2025-01-01 requires', _nothing_required),
    ('entry 1', 'destination', 'contoso.com', put('entries', 0, 'destination', 'https://contoso.com')),
    ('entry 1', 'destination', 'contoso.com/path', put('entries', 0, 'destination', 'contoso.com/path')),
    ('entry 1', 'destination', 'has a port', put('entries', 0, 'destination', 'contoso.com:443')),
    ('entry 1', 'destination', 'cannot be a rule', put('entries', 0, 'destination', 'contoso.com:8443')),
    ('entry 1', 'destination', 'more than the hosts of one', put('entries', 0, 'destination', '*contoso.com')),
    ('entry 1', 'destination', 'www.*.com', put('entries', 0, 'destination', 'www.*.com')),
    ('entry 1', 'destination', 'more than the hosts of one', put('entries', 0, 'destination', '*')),
    ('entry 1', 'destination', 'not written as rules', put('entries', 0, 'destination', '*.com.')),
    ('entry 1', 'destination', 'not written as rules', put('entries', 0, 'destination', 'Contoso.com')),
    ('entry 1', 'destination', 'more than the hosts of one', put('entries', 0, 'destination', 'localhost')),
    ('entry 1', 'destination', '10.0.0.1', put('entries', 0, 'destination', '10.0.0.1')),
    ('entry 1', 'destination', 'is an object', put('entries', 0, 'destination', {'host': 'contoso.com'})),
    ('entry 2', 'destination', 'is a storage account', drop(('entries', 1, 'warning'))),
    ('entry 2', 'destination', 'and is required', drop(('entries', 1, 'listed', 0, 'optional'))),
    ('entry 1', 'destination', 'is a storage account', put('entries', 0, 'destination', '*.blob.core.windows.net')),
    ('entry 5', 'replaced_by', 'is not listed', put('entries', 4, 'replaced_by', 'elsewhere.contoso.com')),
    ('entry 5', 'replaced_by', 'is not listed', put('entries', 5, 'listed', 0, {'since': OURS, 'source': 'hubnet'})),
    ('entry 5', 'replaced_by', 'is not listed', drop(('entries', 4, 'listed', 0, 'until'))),
    (
        'entry 3',
        'destination',
        'not a valid role',
        put('entries', 2, 'destination', 'service_resource_id', '<account>'),
    ),
    (
        'entry 3',
        'destination',
        '/subscriptions/x',
        put('entries', 2, 'destination', 'service_resource_id', '/subscriptions/x'),
    ),
    (
        'entry 3',
        'destination',
        'no private endpoint subresource vault',
        put('entries', 2, 'destination', 'subresource_target', 'vault'),
    ),
    ('entry 3', 'destination', 'subresource Blob', put('entries', 2, 'destination', 'subresource_target', 'Blob')),
    ('entry 3', 'replaced_by', 'is for host names', put('entries', 2, 'replaced_by', 'x.contoso.com')),
    ('entry 4', 'replaced_by', 'is for host names', put('entries', 3, 'replaced_by', 'x.contoso.com')),
    (
        'entry 4',
        'destination',
        'differently from Azure',
        put('entries', 3, 'destination', 'service_tag', 'storage.<region>'),
    ),
    (
        'entry 4',
        'destination',
        'does not know',
        put('entries', 3, 'destination', 'service_tag', 'AzureMachinesLearning'),
    ),
    ('entry 4', 'destination', '7000000', put('entries', 3, 'destination', 'port_ranges', '7000000')),
    ('entry 4', 'destination', "'443; 80'", put('entries', 3, 'destination', 'port_ranges', '443; 80')),
    ('entry 4', 'destination', 'HTTP', put('entries', 3, 'destination', 'protocol', 'HTTP')),
    ('entry 4', 'destination', 'denies', put('entries', 3, 'destination', 'action', 'Deny')),
]


@pytest.mark.parametrize(
    'place, field, reason, change', DEFECTS, ids=[f'{number}-{text}' for number, (*_, text, _) in enumerate(DEFECTS)]
)
def test_planted_defect_is_found(place, field, reason, change):
    document = copy.deepcopy(SOUND)
    change(document)
    found = problems(document, 'sound.yaml')
    assert [problem for problem in found if problem[1:3] == (place, field) and reason in problem.reason], found
    assert all(problem.file == 'sound.yaml' and problem.advice for problem in found)


def test_all_problems_of_a_file_are_found_at_once():
    document = {
        'titel': 'x',
        'applies_to': 'hub',
        'entries': [{'type': 'url'}, {'type': 'fqdn', 'destination': 'a.com', 'optinal': True}, 7],
        'notes': [{}],
    }
    assert [problem.place for problem in problems(document, 'mine.yaml')] == [
        '',
        '',
        'entry 1',
        'entry 2',
        'entry 3',
        'note 1',
    ]


def test_problem_reads_as_a_sentence():
    assert str(Problem('a.yaml', 'entry 1', 'type', 'is missing', '')) == 'a.yaml: entry 1, field type: is missing'
    assert str(Problem('a.yaml', '', None, 'has no entries', '')) == 'a.yaml has no entries'
    assert str(problems([], 'a.yaml')[0]) == 'a.yaml is a list'


def test_target_whose_support_is_in_doubt_is_found():
    doubtful = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/managedInstances/x'
    target = private_endpoints.target(parse_resource_id(doubtful).type)
    document = copy.deepcopy(SOUND)
    document['entries'][2]['destination'] = {
        'service_resource_id': doubtful,
        'spark_enabled': False,
        'subresource_target': target.subresources[0],
    }
    (found,) = problems(document, 'sound.yaml')
    assert target.doubt in found.reason
