"""Host names that do not exist on the public internet.

RFC 2606 and RFC 6761: names for tests, documentation and the local host. RFC 6762: local links; its appendix G names
what private networks use (intranet, internal, private, corp, home, lan). RFC 7686: onion. RFC 8375: home networks.
RFC 9476: names outside DNS. ICANN reserved internal on 2024-07-29 and has deferred home, corp and mail since
2018-02-04. localdomain is not registered anywhere; old systems use it.
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
    """The reserved ending of a canonical host or wildcard; None if it may match a public host.

    `*example.com` has none: it matches myexample.com.
    """
    name = host[1:] if host.startswith('*') else f'.{host}'
    return next((ending for ending in _ENDINGS if name.endswith(f'.{ending}')), None)


def not_public(host: str) -> str | None:
    """The ending that keeps public DNS from resolving a canonical host or wildcard; None if there is none.

    A top-level domain that is newer than the installed Public Suffix List counts as such an ending.
    """
    if '.' not in host and host.startswith(hosts.ASTERISK):
        return None
    return reserved_ending(host) or (None if shared_hosting.known_tld(host) else host.rpartition('.')[2])
