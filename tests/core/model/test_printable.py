"""Text from elsewhere on a terminal."""

import pytest

from azext_hubnet.core.model.printable import printable


@pytest.mark.parametrize(
    'text, shown',
    [
        ('', ''),
        ('pypi.org allowed', 'pypi.org allowed'),
        ('bücher ☃', 'bücher ☃'),
        ('\x1b[31mred', '\\x1b[31mred'),
        ('two\nlines\t', 'two\\nlines\\t'),
        ('\u202eevil', '\\u202eevil'),
        ('\ud800', '\\ud800'),
        ('\x7f', '\\x7f'),
        ('\U000e0001', '\\U000e0001'),
    ],
)
def test_control_characters_are_escaped(text, shown):
    assert printable(text) == shown
    assert printable(text).isprintable()
