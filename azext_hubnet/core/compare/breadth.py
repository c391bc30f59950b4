"""How broad a destination is: hosts and addresses of one owner, or such as anyone can own or rent."""

from collections.abc import Iterable
from ipaddress import ip_network

from ..facts import service_tags, shared_hosting
from ..model.destinations import RuleDestination, ServiceTag
from ..model.networks import Network, collapsed, lies_in, network

# A company may own a /16; wider ranges hold addresses of hosting providers, who get a /32 or wider of IPv6.
_WIDEST = {4: 16, 6: 32}
# Separate ranges add up: one owner does not have so many of the widest.
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


def reaches_anyone(destination: RuleDestination) -> bool:
    """True when a rule allows hosts, resources or addresses that anyone can own or rent."""
    if not isinstance(destination, ServiceTag):
        hosts = destination.host_patterns
        return any(host.startswith('*') and shared_hosting.reached_by(host) is not None for host in hosts)
    if destination.address_prefixes:
        return covers_half_the_internet(destination) or bool(wide_networks(destination))
    return service_tags.any_tenant(destination.service_tag or '')


def allows_nearly_everything(destination: RuleDestination) -> bool:
    """True when a rule alone allows nearly everything: every host, a whole registry or half of all addresses."""
    if not isinstance(destination, ServiceTag):
        return any(map(shared_hosting.is_public_suffix, destination.host_patterns))
    return covers_half_the_internet(destination) or (
        not destination.address_prefixes and service_tags.is_internet(destination.service_tag)
    )


def wide_networks(destination: ServiceTag) -> list[Network]:
    """The public address ranges of a rule, as few as possible, that are too wide for one owner, alone or together."""
    found = public_networks(destination)
    many = [
        version
        for version, longest in _WIDEST.items()
        if _addresses(found, version) > _MOST * 2 ** ((32 if version == 4 else 128) - longest)
    ]
    return [one for one in found if one.version in many or one.prefixlen < _WIDEST[one.version]]


def private_networks(destination: ServiceTag) -> list[Network]:
    """The address ranges of a rule that are not part of the public internet, as few as possible."""
    return list(filter(_is_not_public, collapsed(destination.address_prefixes)))


def public_networks(destination: ServiceTag) -> list[Network]:
    """The address ranges of a rule that are part of the public internet, as few as possible."""
    return [one for one in collapsed(destination.address_prefixes) if not _is_not_public(one)]


def is_public(prefix: str) -> bool:
    """True for an address or a range of the public internet."""
    return not _is_not_public(network(prefix))


def covers_half_the_internet(*destinations: ServiceTag) -> bool:
    """True when the address prefixes together make up half of the internet or more."""
    found = collapsed(prefix for destination in destinations for prefix in destination.address_prefixes)
    return any(_addresses(found, version) >= half for version, half in _HALF.items())


def _addresses(found: Iterable[Network], version: int) -> int:
    return sum(one.num_addresses for one in found if one.version == version)


def _is_not_public(one: Network) -> bool:
    return any(lies_in(one, known) for known in _NOT_PUBLIC)
