"""Text that is safe for whatever opens a report."""

import pytest

from azext_hubnet.reports.report import safe


@pytest.mark.parametrize(
    ('text', 'expected'),
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
def test_text_is_safe_for_terminals_and_spreadsheets(text, expected):
    assert safe(text) == expected
    assert safe(expected) == expected
