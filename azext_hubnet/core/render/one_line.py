"""Rules, destinations and lists in words, for messages."""

from collections.abc import Iterable

from ..model.destinations import RuleDestination
from ..model.hub import Rule


def join_words(words: Iterable[str], most: int | None = None, last: str = 'and') -> str:
    """Join words as in a sentence: `a`, `a and b`, `a, b and c`.

    Args:
        words: At least one word.
        most: Show at most so many, and the number of the others.
        last: The word before the last one.
    """
    words = list(words)
    if most is not None and len(words) > most:
        words = [*words[:most], f'{len(words) - most} more']
    return f' {last} '.join(part for part in (', '.join(words[:-1]), words[-1]) if part)


def reading_problem(rule: Rule) -> str:
    """Why a rule was not understood, as a sentence; empty if it was understood."""
    problem = rule.destination
    if problem.understood:
        return ''
    return f'{rule.label}{f", field {problem.field}" if problem.field else ""}: {problem.reason}.'


def label_of(destination: RuleDestination | str) -> str:
    """The label of a destination, or of a single host that is only a text."""
    return destination if isinstance(destination, str) else destination.label


def line_of(destination: RuleDestination | str, short: bool = False) -> str:
    """A destination, or a single host that is only a text, in one line.

    Args:
        destination: As in the destinations of a finding.
        short: Show the name of a resource instead of its id.
    """
    return destination if isinstance(destination, str) else destination.one_line(short)


def with_full_stop(text: str) -> str:
    """The text with one full stop at its end, also where it ends with the name of a company."""
    return text if text.endswith('.') else f'{text}.'
