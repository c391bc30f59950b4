"""Suggestions for a mistyped name."""

from typing import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence with the known names most like this one, or nothing."""
    from difflib import get_close_matches
    spelled = {text.lower(): text for text in known}
    close = [spelled[text] for text in get_close_matches(name.lower(), spelled, n=3, cutoff=0.5)]
    return f"Did you mean {' or '.join(close)}? " if close else ''
