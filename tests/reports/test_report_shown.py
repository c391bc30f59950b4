"""Text that is safe for whatever opens a report."""

import pytest

from azext_hubnet.reports.shown import brief, shown
from tests.core.makers import STORAGE, endpoint, fqdn, tag, unknown


@pytest.mark.parametrize(
    ('text', 'safe'),
    [
        ('pypi.org', 'pypi.org'),
        ('*.pypi.org', '*.pypi.org'),
        ('', ''),
        (' ', ' '),
        ('a=b', 'a=b'),
        ('1', '1'),
        ('=1+1', "'=1+1"),
        ('+1', "'+1"),
        ('-1', "'-1"),
        ('@SUM(A1)', "'@SUM(A1)"),
        ('  =1+1', "'  =1+1"),
        ('\uff1d1', "'\uff1d1"),
        ('\t=1', '\\t=1'),
        ('\x1b[31m', '\\x1b[31m'),
        ('a\u202eb', 'a\\u202eb'),
        ('\ud800', '\\ud800'),
        ('\u05d0', '\u05d0'),
    ],
)
def test_shown(text, safe):
    assert shown(text) == safe
    assert shown(safe) == safe


@pytest.mark.parametrize(
    ('destination', 'words'),
    [
        ('a.example', 'a.example'),
        (fqdn('a.example', 'b.example'), 'a.example, b.example'),
        (endpoint(STORAGE, 'blob'), 'mystore (blob)'),
        (endpoint('no id', 'blob'), 'no id (blob)'),
        (tag('Storage', '80, 443'), 'Storage (TCP 80, 443)'),
        (tag('Internet', '443', prefixes=('203.0.113.0/24',)), '203.0.113.0/24 (TCP 443)'),
        (unknown({'destination': 'x:y'}), 'x:y'),
    ],
)
def test_brief(destination, words):
    assert brief(destination) == words
