"""Suggestions for a mistyped name."""

from collections.abc import Iterable
from functools import lru_cache


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence with the most similar known names; empty if there are none."""
    return _nearest(name, tuple(known))


# Hubs of a fleet often have the same mistakes, and each search through a hundred names takes almost a millisecond.
@lru_cache(maxsize=1000)
def _nearest(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    spelled = {text.lower(): text for text in known}
    close = [spelled[text] for text in get_close_matches(name.lower(), spelled, n=3, cutoff=0.5)]
    return f'Did you mean {" or ".join(close)}? ' if close else ''
