"""Host names and the leading-wildcard patterns of FQDN rules.

A pattern is a host, or an asterisk and a suffix: `*.x` matches every host below x at any depth but not x, `*x` every
host that ends in x, `*` every host. An asterisk elsewhere is not supported.
Source: Azure Firewall FAQ on target FQDNs (MicrosoftDocs/azure-docs articles/firewall/firewall-faq.yml, 2022-09-12).
"""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Literal

ASTERISK = '*'
# RFC 1035 limits; underscores are not allowed in host names, but occur in DNS, and the service accepts them.
MAX_HOST = 253
_LABEL = r'[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
_HOST = rf'{_LABEL}(?:\.{_LABEL})*'
_PATTERN = re.compile(rf'{_HOST}|\*\.{_HOST}|\*[a-z0-9_-]{{0,62}}[a-z0-9_](?:\.{_HOST})?|\*')
_DOTTED = re.compile(r'[0-9.]+')
_PORT = re.compile(r'[0-9]{1,5}')


HostProblem = Literal['url', 'wildcard', 'not_a_host']


class HostError(ValueError):
    """A text is not a host pattern.

    Args:
        kind: What it is instead.
        reason: Why it is not one, with the text in quotes.
    """

    def __init__(self, kind: HostProblem, reason: str):
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


def normalise(text: str) -> str:
    """The canonical pattern for a name as a user wrote it: lower case, ASCII, no trailing dot.

    Raises:
        HostError: An FQDN rule cannot have it: a URL, port or address, or an asterisk that is not at the left.
    """
    host = text.strip().lower()
    if not host.isascii():
        _refuse_url(host, text)
        host = _to_ascii(host, text)
    # '*.' does not mean every host.
    if host.endswith('.') and host != '*.':
        host = host[:-1]
    # IPv4 addresses have the form of a host name.
    if _is_pattern(host) and not (_DOTTED.fullmatch(host) and is_address(host)):
        # Return the same object to save memory: a large file has millions of hosts.
        return text if host == text else host
    if is_address(host.partition('/')[0].strip('[]')):
        raise HostError('not_a_host', f"'{text}' is an IP address; FQDN rules take host names")
    _refuse_url(host, text)
    if ASTERISK in host[1:]:
        raise HostError('wildcard', f"'{text}' has an asterisk that is not at the left; only *.x, *x and * work")
    raise HostError('not_a_host', f"'{text}' is not a host name")


def canonical(text: str) -> str:
    """The canonical form of a name that may not be a host name, for comparisons: like normalise, but never raises."""
    try:
        return normalise(text)
    except HostError:
        return text.strip().lower()


def split_port(text: str) -> tuple[str, int] | None:
    """The canonical pattern and the port of `host:port`; None for any other text."""
    host, _, port = text.strip().rpartition(':')
    if not _PORT.fullmatch(port) or not 0 < int(port) <= 65535:
        return None
    try:
        return normalise(host), int(port)
    except HostError:
        return None


def covers(wide: str, narrow: str) -> bool:
    """True when every host that the pattern narrow matches is matched by wide; both canonical."""
    if wide == narrow:
        return True
    if not wide.startswith(ASTERISK):
        return False
    return narrow.lstrip(ASTERISK).endswith(wide[1:])


def wider(pattern: str) -> Iterator[str]:
    """Every wildcard that covers the canonical pattern, the narrowest first, without the pattern itself."""
    suffix = pattern.lstrip(ASTERISK)
    start = 1 if pattern.startswith(ASTERISK) else 0
    for cut in range(start, len(suffix) + 1):
        yield ASTERISK + suffix[cut:]


def is_address(text: str) -> bool:
    """True for an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_pattern(host: str) -> bool:
    return len(host) <= MAX_HOST and bool(_PATTERN.fullmatch(host))


def _refuse_url(host: str, text: str) -> None:
    if '://' in host:
        raise HostError('url', f"'{text}' is a URL; write the host name alone")
    if '@' in host.partition('/')[0]:
        raise HostError('url', f"'{text}' has a user name; write the host name alone")
    if any(mark in host for mark in '/\\?#@'):
        raise HostError('url', f"'{text}' has a path; FQDN rules allow whole hosts, write the host name alone")
    if ':' in host:
        raise HostError('url', f"'{text}' has a port; FQDN rules always open 80 and 443, write the host name alone")


def _to_ascii(host: str, text: str) -> str:
    import idna

    head = ASTERISK if host.startswith(ASTERISK) else ''
    dot = '.' if host[len(head) :].startswith('.') else ''
    try:
        return head + dot + idna.encode(host[len(head) + len(dot) :], uts46=True).decode('ascii')
    except idna.IDNAError as ex:
        raise HostError('not_a_host', f"'{text}' is not a host name ({ex})") from ex
