"""The spellings and properties that all destinations have; test_judge.py checks that azure-ai-ml sends the same."""

import pytest

from azext_hubnet.core.model.destinations import value_in_one_line
from tests.core.makers import GATEWAY, STORAGE, endpoint, fqdn, tag, unknown

HOSTS = fqdn('PyPI.org', '*.b.com', 'pypi.org')
TAG = tag(port_ranges='80, 443')
ADDRESSES = tag('Sql', prefixes=['10.0.0.0/8', '11.0.0.0/8'])
UNTAGGED = tag(None, prefixes=['10.0.0.0/8'])
DENY = tag(action='Deny')
ENDPOINT = endpoint()
ALIASED = endpoint(GATEWAY, 'frontend', True, ['Repo.corp.example.', 'bücher.example', 'no host/'])
URL = unknown({'type': 'fqdn', 'destination': 'https://x'}, type_name='fqdn')
STORAGE_YAML = {'service_resource_id': STORAGE, 'subresource_target': 'blob', 'spark_enabled': False}
STORAGE_REST = {'serviceResourceId': STORAGE, 'subresourceTarget': 'blob', 'sparkEnabled': False}
STORAGE_TAG = {'service_tag': 'Storage', 'protocol': 'TCP', 'port_ranges': '443'}


@pytest.mark.parametrize(
    ('destination', 'name'),
    [(HOSTS, 'fqdn'), (TAG, 'service_tag'), (ENDPOINT, 'private_endpoint'), (URL, 'fqdn'), (unknown(7), None)],
)
def test_type(destination, name):
    assert destination.type == name


@pytest.mark.parametrize(
    ('first', 'second'),
    [
        (fqdn('a.com', 'B.com'), fqdn('b.com.', 'a.com', 'a.com')),
        (tag('storage', '80,443'), tag('Storage', '443, 80')),
        (tag('Sql', prefixes=['10.0.0.0/8', '11.0.0.0/8']), tag(None, prefixes=['11.0.0.0/8', '10.0.0.0/8'])),
        (endpoint(STORAGE.upper(), 'BLOB'), endpoint(STORAGE, 'blob')),
        (
            endpoint(fqdns=['A.corp.example.', 'bücher.example']),
            endpoint(fqdns=['xn--bcher-kva.example', 'a.corp.example']),
        ),
        (unknown(['a']), unknown(['a'])),
    ],
)
def test_two_spellings_of_one_destination_have_one_key(first, second):
    assert first.key == second.key


@pytest.mark.parametrize(
    ('first', 'second'),
    [
        (fqdn('a.com'), fqdn('*.a.com')),
        (tag(), tag(protocol='*')),
        (tag(), tag(action='Deny')),
        (tag(), tag(prefixes=['10.0.0.0/8'])),
        (ENDPOINT, endpoint(subresource='file')),
        (ENDPOINT, endpoint(spark=True)),
        (ENDPOINT, endpoint(fqdns=['a.corp.example'])),
        (unknown(['a']), unknown(['b'])),
        (fqdn('a.com'), tag()),
    ],
)
def test_different_destinations_have_different_keys(first, second):
    assert first.key != second.key


@pytest.mark.parametrize(
    ('destination', 'label'),
    [
        (HOSTS, 'PyPI.org, *.b.com, pypi.org'),
        (TAG, 'Storage'),
        (ADDRESSES, '10.0.0.0/8,11.0.0.0/8'),
        (UNTAGGED, '10.0.0.0/8'),
        (DENY, 'Storage'),
        (endpoint('/x', 'blob', True, ['a.com']), '/x blob'),
        (URL, 'https://x'),
        (unknown({'destination': ['a']}), "['a']"),
        (unknown(None), 'None'),
    ],
)
def test_label(destination, label):
    assert destination.label == label


@pytest.mark.parametrize(
    ('destination', 'line', 'short'),
    [
        (HOSTS, 'PyPI.org, *.b.com, pypi.org', None),
        (TAG, 'Storage (TCP 80, 443)', None),
        (ADDRESSES, '10.0.0.0/8,11.0.0.0/8 (TCP 443)', None),
        (DENY, 'Storage (TCP 443, Deny)', None),
        (ENDPOINT, f'{STORAGE} blob', 'mystore blob'),
        (endpoint('not an id', 'blob'), 'not an id blob', None),
        (
            ALIASED,
            f'{GATEWAY} frontend with Spark as Repo.corp.example., bücher.example, no host/',
            'gw frontend with Spark as Repo.corp.example., bücher.example, no host/',
        ),
        (URL, 'https://x', None),
        (unknown({'destination': dict(STORAGE_TAG, protocol='TLS')}), 'Storage (TLS 443)', None),
        (unknown({'destination': {'x': 1}}), "{'x': 1}", None),
        (unknown(7), '7', None),
        (unknown(None), '', None),
    ],
)
def test_one_line(destination, line, short):
    assert destination.one_line() == line
    assert destination.one_line(short=True) == (short or line)
    # Tables have only the JSON of a destination.
    assert value_in_one_line(destination.az_ml()) == line
    assert value_in_one_line(destination.az_ml(), short=True) == (short or line)


@pytest.mark.parametrize(
    ('value', 'line'),
    [
        (dict(STORAGE_YAML, service_resource_id='<storage>'), '<storage> blob'),
        (dict(STORAGE_YAML, fqdns='<aliases>'), 'mystore blob'),
        (dict(STORAGE_TAG, service_tag='Storage.<region>'), 'Storage.<region> (TCP 443)'),
        ({'address_prefixes': ['10.0.0.1'], 'protocol': 'TCP', 'port_ranges': ''}, '10.0.0.1 (TCP)'),
    ],
)
def test_unfinished_destinations_in_one_line(value, line):
    assert value_in_one_line(value, short=True) == line


@pytest.mark.parametrize(
    ('destination', 'expected'),
    [
        (fqdn('PyPI.org'), 'PyPI.org'),
        (fqdn('a.com', 'b.com'), 'a.com, b.com'),
        (tag(), STORAGE_TAG),
        (tag('Storage', '80, 443', '*'), dict(STORAGE_TAG, protocol='*', port_ranges='80, 443')),
        (tag(prefixes=['10.0.0.0/8']), dict(STORAGE_TAG, address_prefixes=['10.0.0.0/8'])),
        (tag(action='Deny'), dict(STORAGE_TAG, action='Deny')),
        (endpoint(), STORAGE_YAML),
        (
            endpoint(spark=True, fqdns=['A.corp.example.']),
            dict(STORAGE_YAML, spark_enabled=True, fqdns=['A.corp.example.']),
        ),
        (unknown(None), None),
        (unknown('text'), 'text'),
        (unknown(7), 7),
        (unknown({'type': 'fqdn', 'destination': 'https://x'}), 'https://x'),
        (unknown({'Type': 'FQDN', 'Destination': ['https://x', {'a': 1}]}), ['https://x', {'a': 1}]),
        (unknown({'name': 'r', 'properties': {'destination': {'x': 1}}}), {'x': 1}),
        (unknown({'properties': 'text', 'destination': 'x'}), 'x'),
        (unknown({'type': 'fqdn'}), None),
    ],
)
def test_az_ml(destination, expected):
    assert destination.az_ml() == expected


def test_az_ml_cuts_deep_nesting():
    deep = 'x'
    for _ in range(3000):
        deep = [deep]
    shown, depth = unknown({'destination': {'deep': deep}}).az_ml(), 0
    while isinstance(shown, (dict, list)):
        shown, depth = (shown['deep'] if isinstance(shown, dict) else shown[0]), depth + 1
    assert (shown, depth) == ('…', 8)


@pytest.mark.parametrize(
    ('destination', 'expected'),
    [
        (fqdn('a.com', 'B.com'), {'type': 'FQDN', 'destination': 'a.com, B.com'}),
        (
            TAG,
            {
                'type': 'ServiceTag',
                'destination': {'serviceTag': 'Storage', 'protocol': 'TCP', 'portRanges': '80, 443'},
            },
        ),
        (
            tag(prefixes=['10.0.0.0/8']),
            {
                'type': 'ServiceTag',
                'destination': {
                    'serviceTag': 'Storage',
                    'protocol': 'TCP',
                    'portRanges': '443',
                    'addressPrefixes': ['10.0.0.0/8'],
                },
            },
        ),
        (
            UNTAGGED,
            {
                'type': 'ServiceTag',
                'destination': {'protocol': 'TCP', 'portRanges': '443', 'addressPrefixes': ['10.0.0.0/8']},
            },
        ),
        (
            DENY,
            {
                'type': 'ServiceTag',
                'destination': {'serviceTag': 'Storage', 'protocol': 'TCP', 'portRanges': '443', 'action': 'Deny'},
            },
        ),
        (ENDPOINT, {'type': 'PrivateEndpoint', 'destination': STORAGE_REST}),
        (
            endpoint(spark=True, fqdns=['a.corp.example']),
            {
                'type': 'PrivateEndpoint',
                'destination': dict(STORAGE_REST, sparkEnabled=True),
                'fqdns': ['a.corp.example'],
            },
        ),
    ],
)
def test_rest(destination, expected):
    assert destination.rest() == {**expected, 'category': 'UserDefined'}


def test_rest_refuses_what_is_not_understood():
    with pytest.raises(ValueError, match='it is a riddle'):
        unknown(7, 'it is a riddle').rest()


@pytest.mark.parametrize(
    ('destination', 'options'),
    [
        (HOSTS, [('--type', 'fqdn'), ('--destination', 'pypi.org, *.b.com')]),
        (
            TAG,
            [
                ('--type', 'service_tag'),
                ('--service-tag', 'Storage'),
                ('--protocol', 'TCP'),
                ('--port-ranges', '80, 443'),
            ],
        ),
        (
            tag(None, prefixes=['10.0.0.0/8', '10.0.0.1']),
            [
                ('--type', 'service_tag'),
                ('--service-tag', 'Internet'),
                ('--protocol', 'TCP'),
                ('--port-ranges', '443'),
                ('--address-prefixes', '10.0.0.0/8,10.0.0.1'),
            ],
        ),
        (DENY, []),
        (
            ENDPOINT,
            [('--type', 'private_endpoint'), ('--service-resource-id', STORAGE), ('--subresource-target', 'blob')],
        ),
        (
            endpoint(spark=True, fqdns=['a.com', 'b.com']),
            [
                ('--type', 'private_endpoint'),
                ('--service-resource-id', STORAGE),
                ('--subresource-target', 'blob'),
                ('--spark-enabled', 'true'),
                ('--fqdns', 'a.com,b.com'),
            ],
        ),
        (URL, []),
    ],
)
def test_az_options(destination, options):
    assert destination.az_options() == tuple(options)


@pytest.mark.parametrize(
    ('destination', 'patterns', 'aliases'),
    [
        (HOSTS, ('pypi.org', '*.b.com', 'pypi.org'), set()),
        (TAG, (), set()),
        (ENDPOINT, (), set()),
        (ALIASED, (), {'repo.corp.example', 'xn--bcher-kva.example', 'no host/'}),
        (URL, (), set()),
    ],
)
def test_host_patterns_and_aliases_are_canonical(destination, patterns, aliases):
    assert destination.host_patterns == patterns
    assert destination.aliases == aliases


@pytest.mark.parametrize(
    ('destination', 'parts'),
    [(HOSTS, 3), (TAG, 2), (ADDRESSES, 3), (ENDPOINT, 0), (ALIASED, 3), (URL, 0)],
)
def test_parts(destination, parts):
    assert destination.parts == parts


@pytest.mark.parametrize(
    ('destination', 'allows', 'understood'),
    [(HOSTS, True, True), (TAG, True, True), (DENY, False, True), (ENDPOINT, True, True), (URL, False, False)],
)
def test_allows_and_understood(destination, allows, understood):
    assert (destination.allows, destination.understood) == (allows, understood)
