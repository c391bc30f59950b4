"""Rules as the REST API takes them; that azure-ai-ml sends the same, test_judge.py shows."""

import pytest

from azext_hubnet.core.render.rest import rule_body
from tests.core.makers import STORAGE, endpoint, fqdn, tag

ENDPOINT = {'serviceResourceId': STORAGE, 'subresourceTarget': 'blob', 'sparkEnabled': False}
TAG = {'serviceTag': 'Storage', 'protocol': 'TCP', 'portRanges': '80, 443'}


@pytest.mark.parametrize(
    'value, expected',
    [
        (fqdn('a.com', 'B.com'), {'type': 'FQDN', 'category': 'UserDefined', 'destination': 'a.com, B.com'}),
        (tag(port_ranges='80, 443'), {'type': 'ServiceTag', 'category': 'UserDefined', 'destination': TAG}),
        (
            tag(port_ranges='80, 443', prefixes=['10.0.0.0/8']),
            {'type': 'ServiceTag', 'category': 'UserDefined', 'destination': dict(TAG, addressPrefixes=['10.0.0.0/8'])},
        ),
        (
            tag(None, prefixes=['10.0.0.0/8']),
            {
                'type': 'ServiceTag',
                'category': 'UserDefined',
                'destination': {'protocol': 'TCP', 'portRanges': '443', 'addressPrefixes': ['10.0.0.0/8']},
            },
        ),
        (
            tag(port_ranges='80, 443', action='Deny'),
            {'type': 'ServiceTag', 'category': 'UserDefined', 'destination': dict(TAG, action='Deny')},
        ),
        (endpoint(), {'type': 'PrivateEndpoint', 'category': 'UserDefined', 'destination': ENDPOINT}),
        (
            endpoint(spark=True, fqdns=['a.corp.example']),
            {
                'type': 'PrivateEndpoint',
                'category': 'UserDefined',
                'destination': dict(ENDPOINT, sparkEnabled=True),
                'fqdns': ['a.corp.example'],
            },
        ),
    ],
)
def test_the_body_of_a_rule(value, expected):
    assert rule_body(value) == expected
