"""The text of an ARM template expression -> its terms. Nothing is evaluated here."""

import re
from typing import NamedTuple

_CALL = re.compile(r'([A-Za-z]\w*)\s*\(')
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r'(-?[0-9]{1,9})(?![0-9])')
_MEMBER = re.compile(r'\.([A-Za-z_]\w*)')

# Names and ids are short, and so is what Bicep makes of a module; longer or deeper expressions are not looked at.
MAX_TEXT = 10_000
MAX_DEPTH = 30


class NotAnExpression(ValueError):
    """Text that is not an expression, or one that is too long or too deep."""


class Call(NamedTuple):
    """A function, its name in lower case, with its arguments; text is how it is written."""

    name: str
    arguments: tuple['Term', ...]
    text: str


class Member(NamedTuple):
    """A member of another term; text is how both are written."""

    of: 'Term'
    key: 'Term'
    text: str


Term = Call | Member | str | int


def read(text: str) -> Term:
    """A Call, a Member, or the text or whole number that the expression is; text is in its brackets.

    Raises NotAnExpression.
    """
    if len(text) > MAX_TEXT:
        raise NotAnExpression
    return _Reader(text).whole()


class _Reader:
    """Reads one expression from the left."""

    def __init__(self, text: str):
        self._source = text
        self._at = 1
        self._skip_space()

    def whole(self) -> Term:
        term = self._term(0)
        if self._source[self._at :] != ']':
            raise NotAnExpression
        return term

    def _term(self, depth: int) -> Term:
        if depth > MAX_DEPTH:
            raise NotAnExpression
        text = self._take(_TEXT)
        if text is not None:
            return text.replace("''", "'")
        number = self._take(_NUMBER)
        return int(number) if number is not None else self._call(depth)

    def _call(self, depth: int) -> Term:
        start = self._at
        name = self._take(_CALL)
        if name is None:
            raise NotAnExpression
        arguments: list[Term] = []
        while not self._skip(')'):
            if arguments and not self._skip(','):
                raise NotAnExpression
            arguments.append(self._term(depth + 1))
        return self._members(Call(name.lower(), tuple(arguments), self._since(start)), start, depth)

    def _members(self, term: Term, start: int, depth: int) -> Term:
        while True:
            key: Term | None = self._take(_MEMBER)
            if key is None:
                if not self._skip('['):
                    return term
                key = self._term(depth + 1)
                if not self._skip(']'):
                    raise NotAnExpression
            depth += 1
            if depth > MAX_DEPTH:
                raise NotAnExpression
            term = Member(term, key, self._since(start))

    def _since(self, start: int) -> str:
        return self._source[start : self._at].rstrip()

    def _take(self, pattern: 're.Pattern[str]') -> str | None:
        match = pattern.match(self._source, self._at)
        if match is None:
            return None
        self._at = match.end()
        self._skip_space()
        return match.group(1)

    def _skip(self, char: str) -> bool:
        found = self._source.startswith(char, self._at)
        if found:
            self._at += 1
            self._skip_space()
        return found

    def _skip_space(self) -> None:
        while self._source[self._at : self._at + 1].isspace():
            self._at += 1
