"""Host names that lead nowhere on the public internet.

Sources: RFC 2606 and RFC 6761 (names for tests, documentation and the local host), RFC 6762 (local links), RFC 8375
(home networks), RFC 9476 (names outside DNS); ICANN's resolution of 2024-07-29 reserves internal; its name collision
reports of 2013 to 2018 defer home, corp and mail. lan and localdomain are in no register; routers and old systems use them.
"""

from typing import Optional

_ENDINGS = ('local', 'internal', 'test', 'invalid', 'localhost', 'example', 'alt', 'home.arpa', 'home', 'corp', 'mail',
            'lan', 'localdomain', 'example.com', 'example.net', 'example.org')


def reserved_ending(host: str) -> Optional[str]:
    """The ending that keeps a canonical host or wildcard from ever being a public host's, or None."""
    name = host.lstrip('*').lstrip('.')
    return next((ending for ending in _ENDINGS if name == ending or name.endswith('.' + ending)), None)
