"""An index to find overlaps between ranges of whole numbers, such as ports and addresses."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

Range = tuple[int, int]


class RangeIndex:
    """Lists of ranges, found by ranges that overlap them.

    Every range is cut into blocks, each as long as a power of two and starting at a multiple of its length. A block
    overlaps a range if it starts in it, or contains its first number; of each length, only one block can do that.

    Args:
        lists: Lists of inclusive ranges of numbers that are not negative.
    """

    def __init__(self, lists: Iterable[Iterable[Range]]):
        self._by_block: dict[tuple[int, int], list[int]] = {}
        starts = []
        for position, ranges in enumerate(lists):
            for first, last in ranges:
                for bits, start in _blocks(first, last):
                    starts.append((start, position))
                    self._by_block.setdefault((bits, start), []).append(position)
        self._starts = sorted(starts)
        self._lengths = sorted({bits for bits, _ in self._by_block})

    def overlapping(self, ranges: Iterable[Range]) -> list[int]:
        """The positions of the lists that have a number in common with the ranges, in order."""
        found: set[int] = set()
        for first, last in ranges:
            low, high = bisect_left(self._starts, (first, -1)), bisect_left(self._starts, (last + 1, -1))
            found.update(position for _, position in self._starts[low:high])
            for bits in self._lengths:
                found.update(self._by_block.get((bits, first >> bits << bits), ()))
        return sorted(found)


@lru_cache(maxsize=10_000)
def _blocks(first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The fewest blocks that make up a range, each as the number of bits in its length, and its start."""
    found = []
    while first <= last:
        bits = (last - first + 1).bit_length() - 1
        if first:
            bits = min(bits, (first & -first).bit_length() - 1)
        found.append((bits, first))
        first += 1 << bits
    return tuple(found)
