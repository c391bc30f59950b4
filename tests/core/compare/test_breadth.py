"""How much a destination allows."""

import pytest

from azext_hubnet.core.compare.breadth import reaches_anyone
from tests.core.makers import endpoint, fqdn, tag, unknown


@pytest.mark.parametrize(
    'destination, expected',
    [
        (fqdn('a.com'), False),
        (fqdn('*.a.com'), False),
        (fqdn('mine.azurewebsites.net'), False),
        (fqdn('*'), True),
        (fqdn('a.com', '*.azurewebsites.net'), True),
        (fqdn('*.com'), True),
        (fqdn('*.core.windows.net'), True),
        (tag('DataFactory'), False),
        (tag('Storage'), True),
        (tag('Storage.WestUS'), True),
        (tag('Internet'), True),
        (tag('Internet', prefixes=['203.0.113.0/24']), False),
        (tag(None, prefixes=['20.0.0.0/15']), True),
        (tag(prefixes=['0.0.0.0/0']), True),
        (tag(prefixes=['10.0.0.0/8']), False),
        (endpoint(), False),
        (unknown(), False),
    ],
)
def test_reaches_anyone(destination, expected):
    assert reaches_anyone(destination) is expected
