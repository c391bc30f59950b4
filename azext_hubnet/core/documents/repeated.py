"""Mappings that keep what a repeated key overwrites."""

from collections.abc import Collection, Sequence
from typing import Any


class RepeatedKeys(dict[str, Any]):
    """A dict read from text in which some key appears more than once: the last value counts, pairs has them all."""

    pairs: Sequence[tuple[str, Any]] = ()

    @classmethod
    def dict_of(cls, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """A plain dict of the pairs, or a RepeatedKeys where a key repeats."""
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        mapping = cls(plain)
        mapping.pairs = pairs
        return mapping


def all_pairs(mapping: dict[str, Any]) -> Collection[tuple[str, Any]]:
    """Every key with its value, overwritten ones too, in the order of the text."""
    return mapping.pairs if isinstance(mapping, RepeatedKeys) else mapping.items()
