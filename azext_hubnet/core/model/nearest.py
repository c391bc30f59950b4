"""Suggestions for a mistyped name."""

from collections.abc import Iterable
from functools import lru_cache


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence with the known names most like this one, or nothing."""
    return _nearest(name, tuple(known))


# The hubs of a fleet share their mistakes, and each look through a hundred names takes most of a millisecond.
@lru_cache(maxsize=1000)
def _nearest(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    spelled = {text.lower(): text for text in known}
    close = [spelled[text] for text in get_close_matches(name.lower(), spelled, n=3, cutoff=0.5)]
    return f'Did you mean {" or ".join(close)}? ' if close else ''
