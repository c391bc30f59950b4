"""The last look at a document: outbound rules in it that did not come out, because it has a shape nobody thought of."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ..documents.repeated import all_pairs
from ..model.hub import Rule
from .rule import parse_rule
from .rule_list import identity

# Each is read once more; a document of more is no shape that somebody wrote by hand.
MAX_RULES = 20_000


def places(document: Any, rules: Iterable[Rule]) -> list[str]:
    """Where in the document rules stand whose destination none of rules has; [] too where it has very many.

    A rule that is not understood tells no destination: it may be one that has been worked out, or a part of others.
    """
    found = list(islice(_rules_in(document, ''), MAX_RULES + 1))
    if len(found) > MAX_RULES:
        return []
    known = {repr(identity(rule)) for rule in rules}
    read = [(place, parse_rule(None, raw)[0]) for place, raw in found]
    return [place for place, rule in read if rule.understood and repr(identity(rule)) not in known]


def _rules_in(value: Any, path: str) -> Iterator[tuple[str, dict]]:
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
