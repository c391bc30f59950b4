"""The few ARM template expressions that exported templates use in names and ids."""

import re
from typing import Any, Dict

from .repeated import RepeatedKeys, all_pairs

_CALL = re.compile(r'\s*([A-Za-z]\w*)\s*\(')
_TEXT = re.compile(r"\s*'((?:[^']|'')*)'")
_NUMBER = re.compile(r'\s*(\d+)')
_MAX_DEPTH = 20
# Names and ids are short; a few variables that each double another are not names.
_MAX_TEXT = 10_000


class _Unknown(Exception):
    """An expression that cannot be worked out from the template alone."""


class Expressions:
    """Works out `parameters` (their defaults), `variables`, `concat`, `format`, `toLower` and `toUpper`."""

    def __init__(self, parameters: Any, variables: Any):
        self._parameters: Dict[str, Any] = _lower_keys(parameters)
        self._variables: Dict[str, Any] = _lower_keys(variables)
        self._looked_up: Dict[tuple, Any] = {}

    def resolve(self, value: Any, depth: int = 0) -> Any:
        """A copy of value with every expression replaced that can be; the others stay as they are."""
        if isinstance(value, str):
            return self._text(value, depth)
        if isinstance(value, list):
            return [self.resolve(item, depth) for item in value]
        if isinstance(value, dict):
            return self._mapping(value, depth)
        return value

    def _mapping(self, value: dict, depth: int) -> dict:
        return RepeatedKeys.dict_of([(self._key(key, depth), self.resolve(item, depth))
                                     for key, item in all_pairs(value)])

    def _key(self, key: str, depth: int) -> str:
        known = self._text(key, depth)
        return known if isinstance(known, str) else key

    def _text(self, text: str, depth: int) -> Any:
        if not (text.startswith('[') and text.endswith(']')):
            return text
        if text.startswith('[['):
            return text[1:]
        if depth > _MAX_DEPTH:
            return text
        try:
            value, end = self._expression(text, 1, depth)
        except _Unknown:
            return text
        return value if text[end:].strip() == ']' else text

    def _expression(self, text: str, start: int, depth: int):
        literal = _TEXT.match(text, start)
        if literal:
            return literal.group(1).replace("''", "'"), literal.end()
        number = _NUMBER.match(text, start)
        if number:
            return int(number.group(1)), number.end()
        call = _CALL.match(text, start)
        if not call:
            raise _Unknown
        arguments, end = self._arguments(text, call.end(), depth)
        return self._call(call.group(1).lower(), arguments, depth), end

    def _arguments(self, text: str, start: int, depth: int):
        if depth > _MAX_DEPTH:
            raise _Unknown
        arguments = []
        at = start
        while not text[at:].lstrip().startswith(')'):
            value, at = self._expression(text, at, depth + 1)
            arguments.append(value)
            rest = text[at:].lstrip()
            at = len(text) - len(rest)
            if rest.startswith(','):
                at += 1
            elif not rest.startswith(')'):
                raise _Unknown
        return arguments, text.index(')', at) + 1

    def _call(self, name: str, arguments: list, depth: int) -> Any:
        if name in ('parameters', 'variables') and len(arguments) == 1:
            return self._look_up(name, str(arguments[0]).lower(), depth)
        if name == 'concat' and all(isinstance(item, (str, int)) for item in arguments):
            return _short(''.join(str(item) for item in arguments))
        if name == 'format' and arguments and isinstance(arguments[0], str):
            return _format(arguments[0], arguments[1:])
        if name in ('tolower', 'toupper') and len(arguments) == 1 and isinstance(arguments[0], str):
            return arguments[0].lower() if name == 'tolower' else arguments[0].upper()
        raise _Unknown

    def _look_up(self, table: str, key: str, depth: int) -> Any:
        if (table, key) not in self._looked_up:
            # While it is being worked out it counts as unknown, which ends circles.
            self._looked_up[table, key] = _Unknown
            self._looked_up[table, key] = self._value_of(table, key, depth)
        value = self._looked_up[table, key]
        if value is _Unknown or isinstance(value, str) and value.startswith('['):
            raise _Unknown
        return value

    def _value_of(self, table: str, key: str, depth: int) -> Any:
        if table == 'variables':
            if key not in self._variables:
                return _Unknown
            return self.resolve(self._variables[key], depth + 1)
        definition = self._parameters.get(key)
        if not isinstance(definition, dict) or definition.get('defaultValue') is None:
            return _Unknown
        return self.resolve(definition['defaultValue'], depth + 1)


def _lower_keys(mapping: Any) -> Dict[str, Any]:
    return {str(key).lower(): value for key, value in mapping.items()} if isinstance(mapping, dict) else {}


def _format(pattern: str, values: list) -> str:
    def fill(match: 're.Match') -> str:
        index = int(match.group(1))
        if index >= len(values):
            raise _Unknown
        return str(values[index])
    return _short(re.sub(r'\{(\d+)\}', fill, pattern))


def _short(text: str) -> str:
    if len(text) > _MAX_TEXT:
        raise _Unknown
    return text
