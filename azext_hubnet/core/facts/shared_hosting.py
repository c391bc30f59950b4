"""Shared hosting: the suffixes below which anyone can have a name, so that a wildcard there allows hosts of others.

hubnet's own rows are in shared_suffixes; all others come from the Public Suffix List.
"""

import re
from functools import cache
from typing import NamedTuple

from .public_suffixes import list_date, sections
from .shared_suffixes import HOSTING, ROWS, SOURCES, STORAGE
from .suffix_index import SuffixIndex

# How providers in the list name object stores: the list itself does not mark them.
_STORE = re.compile(
    r'(?:^|\.)(?:s3(?:-[a-z0-9-]+)?|objects?|objectstorage|storage)\.'
    r'|(?:objects|spaces|storage)\.[a-z]+$'
)


class Hosting(NamedTuple):
    """A suffix below which anyone can have a name.

    Attributes:
        suffix: The suffix.
        kind: 'storage' for files, objects, tables or queues, 'hosting' for everything else.
        what: Whose names these are, in the plural.
        source: Where this is documented.
    """

    suffix: str
    kind: str
    what: str
    source: str


def reached_by(pattern: str) -> Hosting | None:
    """The shared hosting where a wildcard allows names of anyone, storage first; None if it allows none.

    These are `*.suffix`, every wider wildcard, and `*end.suffix`, because anyone can take a name with that ending.
    Wildcards below one customer's name are not, nor is any plain host.

    Args:
        pattern: A canonical host pattern (hosts.py).
    """
    shared = _shared()
    rule = shared.storage.reached(pattern) or shared.hosting.reached(pattern)
    if rule:
        return shared.rows[rule]
    rule = _registries().opened(pattern)
    return _hosting(rule, HOSTING, 'names of a public registry', _psl()) if rule else None


def is_store(host: str) -> bool:
    """True for a plain host below which customers have stores: most such hosts also serve all stores by path."""
    return _shared().storage.named(host) is not None


def is_public_suffix(pattern: str) -> bool:
    """True for a wildcard that allows all names of a registry: `*.com`, `*.co.uk`, `*com`, `*m`, `*`.

    A top-level domain that is not in the list (`*.corp`) does not belong to a public registry.
    """
    return _registries().opened(pattern) is not None


def known_tld(host: str) -> bool:
    """True when the last label of a canonical host or pattern is a top-level domain of the list."""
    return host.rpartition('.')[2].lstrip('*') in _tlds()


class _Shared(NamedTuple):
    storage: SuffixIndex
    hosting: SuffixIndex
    rows: dict[str, Hosting]


@cache
def _shared() -> _Shared:
    source = _psl()
    rows = {row.rule: _hosting(row.rule, row.kind, row.what, SOURCES[row.source]) for row in ROWS}
    for rule, owner in sections().private.items():
        if rule not in rows:
            kind = STORAGE if _STORE.search(rule) else HOSTING
            rows[rule] = _hosting(rule, kind, f'customers of {owner}', source)
    return _Shared(
        SuffixIndex(rule for rule, row in rows.items() if row.kind == STORAGE),
        SuffixIndex(rule for rule, row in rows.items() if row.kind == HOSTING),
        rows,
    )


@cache
def _registries() -> SuffixIndex:
    return SuffixIndex(sections().icann)


@cache
def _tlds() -> frozenset[str]:
    return frozenset(rule.rpartition('.')[2] for rule in sections().icann)


def _hosting(rule: str, kind: str, what: str, source: str) -> Hosting:
    return Hosting(rule.rpartition('*.')[2], kind, what, source)


def _psl() -> str:
    return f'Public Suffix List ({list_date() or "undated"})'
