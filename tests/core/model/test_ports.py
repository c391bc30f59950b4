"""Port ranges."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.model import ports


@pytest.mark.parametrize(
    'text, expected',
    [
        ('443', ((443, 443),)),
        (' 80 , 443 ', ((80, 80), (443, 443))),
        ('8080 - 8089', ((8080, 8089),)),
        ('443,80,80', ((80, 80), (443, 443))),
        ('80,81,82-90', ((80, 90),)),
        ('1-10,5-20', ((1, 20),)),
        ('1-100,5-20', ((1, 100),)),
        ('0', ((0, 0),)),
        ('65535', ((65535, 65535),)),
        ('*', ports.ALL),
        ('80, *', ports.ALL),
        ('0-65535', ports.ALL),
    ],
)
def test_ports_are_read_as_the_fewest_ranges(text, expected):
    assert ports.parse(text) == expected


@pytest.mark.parametrize(
    'text, words',
    [
        ('', "'' is not a port"),
        ('80,', "'' is not a port"),
        ('http', "'http' is not a port"),
        ('65536', "'65536' is not a port"),
        ('100000', "'100000' is not a port"),
        ('-1', "'-1' is not a port"),
        ('80-', "'80-' is not a port"),
        ('80-90-100', "'80-90-100' is not a port"),
        ('90-80', "'90-80' ends before it starts"),
        ('8.0', "'8.0' is not a port"),
        ('²', "'²' is not a port"),
        ('٣', "'٣' is not a port"),
    ],
)
def test_invalid_port_is_named_in_the_error(text, words):
    with pytest.raises(ValueError, match=r'port|range') as caught:
        ports.parse(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    'wide, narrow, contains, overlaps',
    [
        ('80,443', '443', True, True),
        ('443', '80,443', False, True),
        ('80-90', '85-86', True, True),
        ('80-90', '85-91', False, True),
        ('80-90', '90', True, True),
        ('80-90', '91', False, False),
        ('80,82', '80-82', False, True),
        ('*', '0-65535', True, True),
        ('80', '443', False, False),
    ],
)
def test_ranges_are_compared_as_sets(wide, narrow, contains, overlaps):
    assert ports.contains(ports.parse(wide), ports.parse(narrow)) is contains
    assert ports.overlaps(ports.parse(wide), ports.parse(narrow)) is overlaps


RANGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair))), min_size=1)


def members(ranges):
    return {port for first, last in ranges for port in range(first, last + 1)}


@given(RANGES, RANGES)
def test_ranges_agree_with_sets_of_ports(one, other):
    left, right = ports.merge(one), ports.merge(other)
    assert members(left) == members(one)
    assert ports.contains(left, right) is (members(right) <= members(left))
    assert ports.overlaps(left, right) is bool(members(right) & members(left))
    assert all(last + 1 < first for (_, last), (first, _) in itertools.pairwise(left))
