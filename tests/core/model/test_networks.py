"""Address ranges."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.model.networks import collapsed, lies_in, network, number_range
from azext_hubnet.core.model.ranges import RangeIndex


def overlapping(lists, prefixes):
    def ranges(some):
        return [number_range(network(prefix)) for prefix in some]

    return RangeIndex(map(ranges, lists)).overlapping(ranges(prefixes))


LISTS = [('10.0.0.0/8',), ('10.1.0.0/16', '2001:db8::/32'), ('10.1.2.3',), ('11.0.0.0/24',), ()]


@pytest.mark.parametrize(
    'prefixes, positions',
    [
        (['10.1.2.0/24'], [0, 1, 2]),
        (['10.1.2.3/32'], [0, 1, 2]),
        (['10.2.0.0/16'], [0]),
        (['0.0.0.0/0'], [0, 1, 2, 3]),
        (['::/0'], [1]),
        (['2001:db8:1::1'], [1]),
        (['2001:db9::/32', '11.0.0.255'], [3]),
        (['11.0.1.0'], []),
        (['9.255.255.255', '10.1.9.9/24'], [0, 1]),
        ([], []),
    ],
)
def test_overlaps_are_found(prefixes, positions):
    assert overlapping(LISTS, prefixes) == positions


V4 = st.builds(
    '{}.{}.0.{}/{}'.format, st.integers(9, 11), st.sampled_from([0, 1, 128]), st.integers(0, 3), st.integers(0, 32)
)
V6 = st.builds('2001:db8:{}::/{}'.format, st.integers(0, 3), st.integers(0, 128))
RANGES = st.lists(st.one_of(V4, V6), max_size=3)


@given(st.lists(RANGES, max_size=6), RANGES)
def test_overlaps_agree_with_the_ipaddress_module(lists, wanted):
    def overlap(one, other):
        return ip_network(one, strict=False).overlaps(ip_network(other, strict=False))

    assert overlapping(lists, wanted) == [
        position
        for position, prefixes in enumerate(lists)
        if any(overlap(one, other) for one in prefixes for other in wanted)
    ]


@pytest.mark.parametrize(
    'prefix, wide, expected',
    [
        ('10.0.0.1', '10.0.0.0/24', True),
        ('10.0.1.1', '10.0.0.0/24', False),
        ('10.0.0.0/24', '10.0.0.1/16', True),
        ('10.0.0.0/16', '10.0.0.0/24', False),
        ('2001:db8::1', '::/0', True),
        ('2001:db8::1', '0.0.0.0/0', False),
    ],
)
def test_a_range_lies_in_another(prefix, wide, expected):
    assert lies_in(network(prefix), network(wide)) is expected


def test_ranges_are_merged_within_one_ip_version():
    assert list(
        map(str, collapsed(['10.0.0.128/25', '2001:db8::/33', '10.0.0.0/25', '10.0.0.7', '2001:db8:8000::/33']))
    ) == ['10.0.0.0/24', '2001:db8::/32']
    assert collapsed([]) == []
