"""Ranges of numbers, found by what they overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.model.ranges import RangeIndex

LISTS = [[(80, 80), (443, 443)], [(0, 65535)], [(1024, 2047)], [(2047, 2049)], []]


@pytest.mark.parametrize(
    ('ranges', 'positions'),
    [
        ([(443, 443)], [0, 1]),
        ([(0, 0)], [1]),
        ([(2047, 2047)], [1, 2, 3]),
        ([(2048, 65535)], [1, 3]),
        ([(81, 442), (444, 1023)], [1]),
        ([(65536, 70000)], []),
        ([], []),
    ],
)
def test_overlapping_ranges_are_found(ranges, positions):
    assert RangeIndex(LISTS).overlapping(ranges) == positions


SPANS = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 40)).map(lambda pair: (pair[0], sum(pair))), max_size=3)


@given(st.lists(SPANS, max_size=6), SPANS)
def test_no_overlap_is_missed_or_added(lists, wanted):
    assert RangeIndex(lists).overlapping(wanted) == [
        position
        for position, spans in enumerate(lists)
        if any(first <= high and low <= last for first, last in spans for low, high in wanted)
    ]
