"""Port ranges of service tag rules, as sorted, merged, inclusive ranges."""

from collections.abc import Iterable

from .destinations import ANY, PortRanges

HIGHEST = 65535
ALL: PortRanges = ((0, HIGHEST),)


def parse(text: str) -> PortRanges:
    """Parse ports such as `80, 8080-8089` or `*`.

    Raises:
        ValueError: The message says which part is not valid.
    """
    found = []
    for part in text.split(','):
        part = part.strip()
        if part == ANY:
            return ALL
        low, dash, high = (piece.strip() for piece in part.partition('-'))
        if not _is_port(low) or (dash and not _is_port(high)):
            raise ValueError(f"'{part}' is not a port from 0 to {HIGHEST} or a range of ports")
        first, last = int(low), int(high) if dash else int(low)
        if first > last:
            raise ValueError(f"the range '{part}' ends before it starts")
        found.append((first, last))
    return merge(found)


def merge(ranges: Iterable[tuple[int, int]]) -> PortRanges:
    """The same ports in the fewest ranges, in order."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def contains(wide: PortRanges, narrow: PortRanges) -> bool:
    """True when every port of narrow is in wide; both as merge gives them."""
    return all(any(low <= first and last <= high for low, high in wide) for first, last in narrow)


def count(ranges: PortRanges) -> int:
    """How many ports there are in ranges, as merge gives them."""
    return sum(last - first + 1 for first, last in ranges)


def overlaps(one: PortRanges, other: PortRanges) -> bool:
    """True when some port is in both."""
    return any(low <= last and first <= high for low, high in one for first, last in other)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= HIGHEST
