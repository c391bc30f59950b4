"""How much a destination allows: more than anybody's own hosts, resources and addresses?"""

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

from ..facts import service_tags, shared_hosting
from ..model.destinations import Fqdn, ServiceTag
from ..model.networks import Network, collapsed, lies_in, network

# A company may own a /16; what is wider holds addresses of hosting providers. Of IPv6 providers get a /32 or shorter.
_WIDEST = {4: 16, 6: 32}
# Ranges that stand apart add up; this many of the widest are more than one owner has.
_MOST = 16
# Half of all IPv4 addresses; half of those of IPv6 that are in use (2000::/3).
_HALF = {4: 2**31, 6: 2**124}
# IANA's special-purpose address registries: private, shared, link-local, loopback, unique local.
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            '10.0.0.0/8',
            '172.16.0.0/12',
            '192.168.0.0/16',
            '100.64.0.0/10',
            '169.254.0.0/16',
            '127.0.0.0/8',
            'fc00::/7',
            'fe80::/10',
            '::1/128',
        ),
    )
)


def is_strangers(destination: Any) -> bool:
    """True when hosts, resources or addresses that anybody can rent are among what a rule allows."""
    if isinstance(destination, Fqdn):
        return any(host.startswith('*') and shared_hosting.reached_by(host) is not None for host in destination.hosts)
    if not isinstance(destination, ServiceTag):
        return False
    if destination.address_prefixes:
        return is_half(destination) or bool(wide_networks(destination))
    return service_tags.any_tenant(destination.service_tag or '')


def makes_list_void(destination: Fqdn | ServiceTag) -> bool:
    """True when the other rules decide nothing any more, or next to nothing: every host, a whole registry, half of all
    addresses.
    """
    if isinstance(destination, Fqdn):
        return any(map(shared_hosting.is_public_suffix, destination.hosts))
    return is_half(destination) or (
        not destination.address_prefixes and service_tags.is_internet(destination.service_tag)
    )


def wide_networks(destination: ServiceTag) -> list[Network]:
    """Those of a rule's address ranges, in as few as possible, that are public and too wide to be one owner's: each by
    itself, or all together.
    """
    found = public_networks(destination)
    many = [
        version
        for version, longest in _WIDEST.items()
        if _addresses(found, version) > _MOST * 2 ** ((32 if version == 4 else 128) - longest)
    ]
    return [one for one in found if one.version in many or one.prefixlen < _WIDEST[one.version]]


def private_networks(destination: ServiceTag) -> list[Network]:
    """Those of a rule's address ranges that the public internet does not have."""
    return list(filter(_is_not_public, collapsed(destination.address_prefixes)))


def public_networks(destination: ServiceTag) -> list[Network]:
    """The others."""
    return [one for one in collapsed(destination.address_prefixes) if not _is_not_public(one)]


def is_public(prefix: str) -> bool:
    """False for an address or a range that the public internet does not have."""
    return not _is_not_public(network(prefix))


def is_half(*destinations: ServiceTag) -> bool:
    """True when the address prefixes make up half of the internet or more."""
    found = collapsed(prefix for destination in destinations for prefix in destination.address_prefixes)
    return any(_addresses(found, version) >= half for version, half in _HALF.items())


def _addresses(found: Iterable[Network], version: int) -> int:
    return sum(one.num_addresses for one in found if one.version == version)


def _is_not_public(one: Network) -> bool:
    return any(lies_in(one, known) for known in _NOT_PUBLIC)
