"""Address ranges, and which of them contain others."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

Network = IPv4Network | IPv6Network


# IPv4 addresses as IPv6 spells them (RFC 4291).
_MAPPED = IPv6Network('::ffff:0:0/96')
# As numbers, IPv4 addresses follow the IPv6 addresses.
_FIRST_IPV4 = 1 << 128


@lru_cache(maxsize=10_000)
def network(prefix: str) -> Network:
    """Parse an address prefix, ignoring bits beyond its length; IPv4-mapped IPv6 becomes IPv4."""
    found = ip_network(prefix, strict=False)
    if isinstance(found, IPv6Network) and found.subnet_of(_MAPPED):
        return IPv4Network((int(found.network_address) & 0xFFFFFFFF, found.prefixlen - _MAPPED.prefixlen))
    return found


def number_range(one: Network) -> tuple[int, int]:
    """The first and the last address as numbers, which are different for IPv4 and IPv6."""
    offset = _FIRST_IPV4 if one.version == 4 else 0
    return int(one.network_address) + offset, int(one.broadcast_address) + offset


def lies_in(narrow: Network, wide: Network) -> bool:
    """True when all addresses of narrow are in wide."""
    if isinstance(narrow, IPv4Network):
        return isinstance(wide, IPv4Network) and narrow.subnet_of(wide)
    return isinstance(wide, IPv6Network) and narrow.subnet_of(wide)


def collapsed(prefixes: Iterable[str]) -> list[Network]:
    """The same addresses in as few ranges as possible."""
    found = list(map(network, prefixes))
    return [
        *collapse_addresses(one for one in found if isinstance(one, IPv4Network)),
        *collapse_addresses(one for one in found if isinstance(one, IPv6Network)),
    ]
