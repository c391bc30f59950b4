"""Mappings that keep what a repeated key overwrites."""

from typing import Any, Iterable, List, Tuple


class RepeatedKeys(dict):
    """A dict read from text in which some key stands more than once: the last value counts, pairs has them all."""

    pairs: List[Tuple[str, Any]] = []

    @classmethod
    def dict_of(cls, pairs: List[Tuple[str, Any]]) -> dict:
        """A plain dict of the pairs, or a RepeatedKeys where a key repeats."""
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        mapping = cls(plain)
        mapping.pairs = pairs
        return mapping


def all_pairs(mapping: dict) -> Iterable[Tuple[str, Any]]:
    """Every key with its value, overwritten ones too, in the order of the text."""
    return mapping.pairs if isinstance(mapping, RepeatedKeys) else mapping.items()


def repeated_keys(mapping: dict) -> List[str]:
    """The keys that stand more than once, each named once."""
    if not isinstance(mapping, RepeatedKeys):
        return []
    seen, again = set(), {}
    for key, _ in mapping.pairs:
        if key in seen:
            again[key] = None
        seen.add(key)
    return list(again)
