"""Rules, destinations and lists in words, for messages."""

from collections.abc import Iterable
from typing import Any

from ..model.destinations import Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag
from ..model.hub import Rule
from . import az_ml_yaml


def listed(words: Iterable[str], most: int | None = None, last: str = 'and') -> str:
    """`a`, `a and b`, `a, b and c`; of more than `most` the first ones and how many more. last: the word for `and`."""
    words = list(words)
    if most is not None and len(words) > most:
        words = [*words[:most], f'{len(words) - most} more']
    return f' {last} '.join(part for part in (', '.join(words[:-1]), words[-1]) if part)


def misread(rule: Rule) -> str:
    """What was not understood of a rule, as a sentence."""
    problem = rule.destination
    return f'{rule.label}{f", field {problem.field}" if problem.field else ""}: {problem.reason}.'


def spoken(destination: Any) -> str:
    """A destination in one line, by which waivers match and fingerprints are made."""
    if isinstance(destination, str):
        return destination
    if isinstance(destination, Fqdn):
        return destination.text
    if isinstance(destination, PrivateEndpoint):
        return f'{destination.service_resource_id} {destination.subresource_target}'
    if isinstance(destination, NotUnderstood):
        shown = az_ml_yaml.destination(destination)
        return shown if isinstance(shown, str) else str(shown)
    return ','.join(destination.address_prefixes) or destination.service_tag


def reach(destination: Any) -> str:
    """A destination in words, with protocol and ports where it has them."""
    if isinstance(destination, ServiceTag):
        return f'{spoken(destination)} ({destination.protocol} {destination.port_ranges})'
    return spoken(destination)


def sentence(text: str) -> str:
    """The text with one full stop at its end, also where it ends with the name of a company."""
    return text if text.endswith('.') else f'{text}.'
