"""Outbound rules that are a document by themselves: below their names, or a single one."""

from ..documents.fields import Body
from .interface import Parts
from .reader import Reader
from .rule import is_rule, is_rule_map


def is_map(document: Body) -> bool:
    """True for nothing but rules below their names."""
    return is_rule_map(document.raw)


def is_single(document: Body) -> bool:
    """True for one rule, as `az ml workspace outbound-rule show` prints it or a REST body has it."""
    return is_rule(document)


def is_partly_map(document: Body) -> bool:
    """True where at least one value is a rule: one bad rule hides no other."""
    return any(map(is_rule, document.raw.values()))


def read_map(document: Body, reader: Reader) -> Parts:
    """The rules below their names."""
    return Parts(rules=reader.read(document.raw))


def read_single(document: Body, reader: Reader) -> Parts:
    """The one rule."""
    return Parts(rules=[reader.single(document)])
