"""The text of an ARM template expression -> what it is made of. Nothing is worked out here."""

import re
from typing import Any, NamedTuple

_CALL = re.compile(r'([A-Za-z]\w*)\s*\(')
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r'(-?[0-9]{1,9})(?![0-9])')
_MEMBER = re.compile(r'\.([A-Za-z_]\w*)')
_SPACE = re.compile(r'\s*')

# Names and ids are short, and so is what Bicep makes of a module; longer or deeper expressions are not looked at.
MAX_TEXT = 10_000
MAX_DEPTH = 30


class NoExpression(ValueError):
    """Text that is no expression, or one that is too long or too deep."""


class Call(NamedTuple):
    """A function, its name in lower case, with its arguments; text is how it is written."""

    name: str
    arguments: tuple[Any, ...]
    text: str


class Member(NamedTuple):
    """A member of what `of` stands for; text is how both are written."""

    of: Any
    key: Any
    text: str


def read(text: str) -> Any:
    """A Call, a Member, or the text or whole number that the expression is; text is in its brackets.

    Raises NoExpression.
    """
    if len(text) > MAX_TEXT:
        raise NoExpression
    return _Reader(text).whole()


class _Reader:  # pylint: disable=too-few-public-methods
    """Reads one expression from the left."""

    def __init__(self, text: str):
        self._source = text
        self._at = 1
        self._skip_space()

    def whole(self) -> Any:
        term = self._term(0)
        if self._source[self._at :] != ']':
            raise NoExpression
        return term

    def _term(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise NoExpression
        text = self._take(_TEXT)
        if text is not None:
            return text.replace("''", "'")
        number = self._take(_NUMBER)
        return int(number) if number is not None else self._call(depth)

    def _call(self, depth: int) -> Any:
        start = self._at
        name = self._take(_CALL)
        if name is None:
            raise NoExpression
        arguments: list[Any] = []
        while not self._skip(')'):
            if arguments and not self._skip(','):
                raise NoExpression
            arguments.append(self._term(depth + 1))
        return self._members(Call(name.lower(), tuple(arguments), self._since(start)), start, depth)

    def _members(self, term: Any, start: int, depth: int) -> Any:
        while True:
            key: Any = self._take(_MEMBER)
            if key is None:
                if not self._skip('['):
                    return term
                key = self._term(depth + 1)
                if not self._skip(']'):
                    raise NoExpression
            depth += 1
            if depth > MAX_DEPTH:
                raise NoExpression
            term = Member(term, key, self._since(start))

    def _since(self, start: int) -> str:
        return self._source[start : self._at].rstrip()

    def _take(self, pattern: 're.Pattern') -> str | None:
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
        self._at += len(_SPACE.match(self._source, self._at).group())
