"""Host names that lead nowhere on the public internet.

RFC 2606 and RFC 6761: names for tests, documentation and the local host. RFC 6762: local links; its appendix G names
what private networks use (intranet, internal, private, corp, home, lan). RFC 7686: onion. RFC 8375: home networks.
RFC 9476: names outside DNS. ICANN reserved internal on 2024-07-29 and has deferred home, corp and mail since
2018-02-04. localdomain is in no register; old systems use it.
"""

from ..model import hosts
from . import shared_hosting

SOURCE = 'RFC 2606, 6761, 6762 (appendix G), 7686, 8375 and 9476; resolutions of ICANN, 2018-02-04 and 2024-07-29'

_ENDINGS = (
    'local',
    'internal',
    'test',
    'invalid',
    'localhost',
    'example',
    'alt',
    'home.arpa',
    'home',
    'corp',
    'mail',
    'lan',
    'localdomain',
    'intranet',
    'private',
    'onion',
    'example.com',
    'example.net',
    'example.org',
)


def reserved_ending(host: str) -> str | None:
    """The ending that no public host has, of a canonical host or wildcard; None where it may match a public one.

    `*example.com` has none: it matches myexample.com.
    """
    name = host[1:] if host.startswith('*') else f'.{host}'
    return next((ending for ending in _ENDINGS if name.endswith(f'.{ending}')), None)


def not_public(host: str) -> str | None:
    """The ending because of which public DNS resolves no such host, of a canonical host or wildcard; None for others.

    A top-level domain that is newer than the Public Suffix List at hand is taken for none.
    """
    if '.' not in host and host.startswith(hosts.ASTERISK):
        return None
    return reserved_ending(host) or (None if shared_hosting.known_tld(host) else host.rpartition('.')[2])
