"""Words that several checks use."""

from typing import Any, Iterable, Optional

from ..rules import Rule, ServiceTag
from .result import spoken


def listed(words: Iterable[str], most: Optional[int] = None, last: str = 'and') -> str:
    """`a`, `a and b`, `a, b and c`; of more than `most` the first ones and how many more. last: the word for `and`."""
    words = list(words)
    if most is not None and len(words) > most:
        words = [*words[:most], f'{len(words) - most} more']
    return f' {last} '.join(part for part in (', '.join(words[:-1]), words[-1]) if part)


def misread(rule: Rule) -> str:
    """What was not understood of a rule, as a sentence."""
    problem = rule.destination
    return f'{rule.label}{f", field {problem.field}" if problem.field else ""}: {problem.reason}.'


def reach(destination: Any) -> str:
    """A destination in words, with protocol and ports where it has them."""
    if isinstance(destination, ServiceTag):
        return f'{spoken(destination)} ({destination.protocol} {destination.port_ranges})'
    return spoken(destination)


def sentence(text: str) -> str:
    """The text with one full stop at its end, also where it ends with the name of a company."""
    return text if text.endswith('.') else f'{text}.'
