"""Destinations in words."""

import pytest

from azext_hubnet.core.render.one_line import spoken
from tests.core.makers import endpoint, fqdn, tag, unknown


@pytest.mark.parametrize(
    'destination, text',
    [
        ('a.com', 'a.com'),
        (fqdn('a.com', 'b.com'), 'a.com, b.com'),
        (tag(), 'Storage'),
        (tag(prefixes=('10.0.0.0/8', '11.0.0.0/8')), '10.0.0.0/8,11.0.0.0/8'),
        (endpoint('/x', 'blob'), '/x blob'),
        (unknown({'destination': 'https://a'}), 'https://a'),
        (unknown({'destination': ['a']}), "['a']"),
        (unknown(None), 'None'),
    ],
)
def test_destinations_in_one_line(destination, text):
    assert spoken(destination) == text
