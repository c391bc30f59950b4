"""Address ranges: what lies in what, and which of many overlap others without comparing each with each."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Union

Network = Union[IPv4Network, IPv6Network]


# IPv4 addresses as IPv6 spells them (RFC 4291).
_MAPPED = IPv6Network('::ffff:0:0/96')


@lru_cache(maxsize=10_000)
def network(prefix: str) -> Network:
    """The range that an address prefix stands for; bits beyond its length do not count, mapped IPv4 is IPv4."""
    found = ip_network(prefix, strict=False)
    if found.version == 6 and found.subnet_of(_MAPPED):
        return IPv4Network((int(found.network_address) & 0xFFFFFFFF, found.prefixlen - _MAPPED.prefixlen))
    return found


def lies_in(narrow: Network, wide: Network) -> bool:
    """True when all addresses of narrow are in wide."""
    return narrow.version == wide.version and narrow.subnet_of(wide)


def collapsed(prefixes: Iterable[str]) -> list[Network]:
    """The same addresses in the fewest ranges: no two of them make up a third."""
    found = list(map(network, prefixes))
    return [one for version in (4, 6) for one in collapse_addresses(one for one in found if one.version == version)]


class NetworkIndex:  # pylint: disable=too-few-public-methods
    """Lists of networks, found by what they overlap."""

    def __init__(self, lists: Iterable[Iterable[Network]]):
        # Two networks overlap only if one lies in the other: the narrower ones begin in the one asked for, the wider
        # ones have its first bits.
        self._by_range: dict[tuple[int, int, int], list[int]] = {}
        begins = []
        for position, networks in enumerate(lists):
            for one in networks:
                first = int(one.network_address)
                begins.append((one.version, first, position))
                self._by_range.setdefault((one.version, one.prefixlen, first), []).append(position)
        self._begins = sorted(begins)
        self._lengths = sorted({(version, length) for version, length, _ in self._by_range})

    def overlapping(self, networks: Iterable[Network]) -> list[int]:
        """The positions of the lists that have an address together with the networks, in order."""
        found = set()
        for one in networks:
            first, last = int(one.network_address), int(one.broadcast_address)
            low = bisect_left(self._begins, (one.version, first, -1))
            high = bisect_right(self._begins, (one.version, last, len(self._begins)))
            found.update(position for _, _, position in self._begins[low:high])
            for version, length in self._lengths:
                if version == one.version and length < one.prefixlen:
                    rest = one.max_prefixlen - length
                    found.update(self._by_range.get((version, length, first >> rest << rest), ()))
        return sorted(found)
