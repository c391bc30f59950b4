"""An index of suffixes below which names are given out: shows which wildcards allow names of anyone.

Rules have the form of the Public Suffix List: `x` (names are given out directly below x), `*.x` (below every label
below x) and `!y.x` (but not below this one). In addition, `a.*.x`: names are given out below a in every region of x.
Source: the format of the list (publicsuffix/list wiki, Format).
"""

from bisect import bisect_left
from collections.abc import Iterable

from ..model.hosts import ASTERISK

_ANY_LABEL = '*.'
# Tells regions from other labels: the providers that have both write regions with a hyphen.
_REGION = '-'
# Sorts after every character of a host name.
_LAST = '\x7f'


class SuffixIndex:
    """Finds the rules for canonical patterns of hosts.py.

    Args:
        rules: The more specific ones first; for a wildcard that is wider than several, the first is returned.
    """

    def __init__(self, rules: Iterable[str]):
        self._plain: set[str] = set()
        self._exceptions: set[str] = set()
        self._levels: dict[str, dict[str, str]] = {}
        first: dict[str, tuple[int, str]] = {}
        for number, rule in enumerate(rules):
            head, level, base = rule.rpartition(_ANY_LABEL)
            if rule.startswith('!'):
                self._exceptions.add(rule[1:])
                continue
            if level:
                self._levels.setdefault(base, {})[head.rstrip('.')] = rule
            else:
                self._plain.add(rule)
            first.setdefault(f'.{base}'[::-1], (number, rule))
        self._ends: list[str] = sorted(first)
        self._first: list[tuple[int, str]] = [first[end] for end in self._ends]

    def opened(self, pattern: str) -> str | None:
        """The rule of a suffix below which the wildcard allows every name; None if there is none."""
        if not pattern.startswith(ASTERISK):
            return None
        text = pattern[1:]
        if text.startswith('.'):
            return self._named(text[1:], wider=True) or self._wider(text)
        # A wildcard for the end of a label that the asterisk of a rule matches is as wide as that rule.
        levels = self._levels.get(text.partition('.')[2], {})
        return self._wider(text) or next(iter(levels.values()), None)

    def reached(self, pattern: str) -> str | None:
        """The rule of a suffix below which the wildcard allows names that anyone can take; None if there is none.

        Besides wildcards that allow every name, this is `*y.x`: anyone can take a name that ends in y.
        """
        found = self.opened(pattern)
        if found is None and pattern.startswith(ASTERISK) and not pattern.startswith(_ANY_LABEL):
            found = self._named(pattern[1:].partition('.')[2], wider=False)
        return found

    def named(self, host: str) -> str | None:
        """The rule of the suffix that a plain host is itself."""
        return self._named(host, wider=False)

    def _wider(self, text: str) -> str | None:
        """The first rule whose names all end in a text."""
        wanted = text[::-1]
        found = self._first[bisect_left(self._ends, wanted) : bisect_left(self._ends, wanted + _LAST)]
        return min(found)[1] if found else None

    def _named(self, name: str, wider: bool) -> str | None:
        """The rule that makes a name a suffix.

        Args:
            name: A name without an asterisk.
            wider: Accept also the region of a rule, or what follows its head.
        """
        if name in self._plain:
            return name
        if name in self._exceptions:
            return None
        labels = name.split('.')
        for cut in range(1, len(labels)):
            own, region = '.'.join(labels[: cut - 1]), labels[cut - 1]
            for head, rule in self._levels.get('.'.join(labels[cut:]), {}).items():
                if own == head or (wider and (f'.{head}'.endswith(f'.{own}') if own else _REGION in region)):
                    return rule
        return None
