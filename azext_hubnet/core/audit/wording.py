"""Words that several checks use."""

from typing import Any, Iterable, Optional

from ..rules import ServiceTag
from .result import spoken


def listed(words: Iterable[str], most: Optional[int] = None) -> str:
    """`a`, `a and b`, `a, b and c`; of more than `most` the first ones and how many more."""
    words = list(words)
    if most is not None and len(words) > most:
        words = [*words[:most], f'{len(words) - most} more']
    return ' and '.join(part for part in (', '.join(words[:-1]), words[-1]) if part)


def reach(destination: Any) -> str:
    """A destination in words, with protocol and ports where it has them."""
    if isinstance(destination, ServiceTag):
        return f'{spoken(destination)} ({destination.protocol} {destination.port_ranges})'
    return spoken(destination)
