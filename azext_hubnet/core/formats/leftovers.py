"""The last look at a document: outbound rules in it that were not read, because they are where no format has them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ..documents.fields import MAX_NAMED, shortened
from ..documents.repeated import all_pairs
from ..model.hub import Rule
from .reader import Reader, identity
from .rule import parse_rule

# Each is read once more; documents that people write have fewer.
MAX_RULES = 20_000


def note(document: Any, rules: Iterable[Rule], reader: Reader) -> None:
    """Report the places in the document with rules whose destination none of the rules has."""
    places = _places(document, rules)
    if places:
        from ..render.one_line import join_words

        shown = join_words(map(shortened, places), MAX_NAMED)
        reader.note(None, None, f'there are rules at {shown} too; they were not read')


def _places(document: Any, rules: Iterable[Rule]) -> list[str]:
    """The places; [] where the document holds very many rules.

    A rule that is not understood is not reported: it may have been evaluated, or be a part of others.
    """
    found = list(islice(_rules_in(document, ''), MAX_RULES + 1))
    if len(found) > MAX_RULES:
        return []
    known = {repr(identity(rule)) for rule in rules}
    read = [(place, parse_rule(None, raw)[0]) for place, raw in found]
    return [place for place, rule in read if rule.understood and repr(identity(rule)) not in known]


def _rules_in(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    pairs: Iterable[tuple[Any, Any]] = enumerate(value, start=1) if isinstance(value, list) else ()
    if isinstance(value, dict):
        names = [name.lower() for name in value] if len(value) > 1 else []
        if 'destination' in names and 'type' in names:
            yield path, value
            return
        pairs = all_pairs(value)
    for key, item in pairs:
        if isinstance(item, (dict, list)):
            yield from _rules_in(item, f'{path}.{key}' if path else str(key))
