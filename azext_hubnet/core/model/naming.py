"""Names for the rules that hubnet writes. A name depends only on the destination.

Therefore two presets that share a host share its rule, and the rule for a host has the same name on every hub.
"""

import hashlib
import re
from collections.abc import Callable

from .destinations import Destination, Fqdn, PrivateEndpoint
from .resource_ids import parse_resource_id

PREFIX = 'hn-'
# Microsoft.MachineLearningServices: ^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$ (generated types of API version 2026-05-01).
MAX_LENGTH = 33
_HASH_LENGTH = 8
# First words of slugs that are not made from a plain host.
_RESERVED = ('any', 'ending', 'all', 'st', 'pe')
_OTHERS = r'[^a-z0-9_]+'


def identity(destination: Destination) -> tuple[object, ...]:
    """What determines the name of a rule: the key of its destination; for a private endpoint, only the target.

    Spark and aliases may change without changing the name: the service accepts only one rule per target.
    """
    return (destination.type, destination.target) if isinstance(destination, PrivateEndpoint) else destination.key


def rule_name(destination: Destination, is_free: Callable[[str], bool] = lambda name: True) -> str:
    """The name for a rule with this destination.

    Args:
        destination: What the rule will reach.
        is_free: Whether a name, in lower case, is not used by another rule.
    """
    readable, is_exact = _readable(destination)
    name = PREFIX + readable
    if is_exact and len(name) <= MAX_LENGTH and is_free(name):
        return name
    digest = hashlib.sha256(repr(identity(destination)).encode('utf-8')).hexdigest()
    length = _HASH_LENGTH
    while True:
        head = name[: MAX_LENGTH - length - 1].rstrip('-')
        hashed = f'{head}-{digest[:length]}'
        if is_free(hashed) or length >= MAX_LENGTH - len(PREFIX):
            return hashed
        length += 1


def _readable(destination: Destination) -> tuple[str, bool]:
    """A slug, and whether it is unique to this destination."""
    if isinstance(destination, Fqdn):
        first, *others = sorted(set(destination.hosts))
        slug, is_exact = _host_slug(first)
        return (f'{slug}-and-more', False) if others else (slug, is_exact)
    if isinstance(destination, PrivateEndpoint):
        resource = parse_resource_id(destination.service_resource_id)
        name = resource.name if resource else destination.service_resource_id
        return f'pe-{_slug(name)}-{_slug(destination.subresource_target)}', False
    tag = 'addresses' if destination.address_prefixes else _slug(destination.service_tag or '')
    return f'st-{tag}-{_slug(destination.protocol) or "any"}', False


def _host_slug(host: str) -> tuple[str, bool]:
    if host == '*':
        return 'all', True
    if host.startswith('*.'):
        return 'any-' + _labels(host[2:]), True
    if host.startswith('*'):
        return 'ending-' + _labels(host[1:]), True
    return _labels(host), host.partition('.')[0] not in _RESERVED


def _labels(host: str) -> str:
    """Dots become single hyphens and hyphens double ones, so that a-b.c and a.b.c stay different."""
    return host.replace('-', '--').replace('.', '-')


def _slug(text: str) -> str:
    return re.sub(_OTHERS, '-', text.lower()).strip('-')
