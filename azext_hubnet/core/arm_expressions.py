"""The few ARM template expressions that exported and compiled templates use in names, ids and lists of rules."""

import operator
import re
from typing import Any, Dict, List, Optional

from .repeated import RepeatedKeys, all_pairs

_CALL = re.compile(r'([A-Za-z]\w*)\s*\(')
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r'([0-9]{1,9})(?![0-9])')
_MEMBER = re.compile(r'\.([A-Za-z_]\w*)')
_SPACE = re.compile(r'\s*')
_HOLE = re.compile(r'\{([0-9]{1,3})\}')

# Look-ups may nest, and stand inside lists and objects; beyond this an expression stays as it is.
_MAX_DEPTH = 30
_MAX_VALUE_DEPTH = 100
# Names and ids are short; a few variables that each double another are not names.
_MAX_TEXT = 10_000
# The same for lists and objects, over a whole template.
_MAX_VALUES = 2_000_000


class _Unknown(Exception):
    """An expression that cannot be worked out from the template alone."""


class Expressions:
    """Works out `parameters`, `variables`, `concat`, `format`, `toLower`, `toUpper`, and members of their results.

    parameters, variables: as the template has them; a parameter has its default value, or the one in given, which is
    worked out already. outer: the expressions of the template around this one, to share its bounds.
    """

    def __init__(self, parameters: Any, variables: Any, given: Optional[Dict[str, Any]] = None,
                 outer: Optional['Expressions'] = None):
        self._variables: Dict[str, Any] = _lower_keys(variables)
        self._defaults: Dict[str, Any] = {key: value['defaultValue'] for key, value in _lower_keys(parameters).items()
                                          if isinstance(value, dict) and value.get('defaultValue') is not None}
        self._looked_up: Dict[tuple, Any] = {('parameters', key): value for key, value in _lower_keys(given).items()}
        self._values_left: List[int] = outer._values_left if outer else [_MAX_VALUES]

    def resolve(self, value: Any, depth: int = 0) -> Any:
        """The value with every expression replaced that can be; the others stay as they are.

        What holds no such expression is not copied, which would double a large template.
        """
        if isinstance(value, str):
            return self._text(value, depth)
        if isinstance(value, list):
            items = [self.resolve(item, depth + 1) for item in value]
            return value if all(map(operator.is_, items, value)) else items
        if isinstance(value, dict):
            pairs = [(self._key(key, depth), self.resolve(item, depth + 1)) for key, item in all_pairs(value)]
            same = all(new is old and key is name for (key, new), (name, old) in zip(pairs, all_pairs(value)))
            return value if same else RepeatedKeys.dict_of(pairs)
        return value

    def name(self, text: str) -> str:
        """The text with its expression worked out; what is not known stands in angle brackets in the result."""
        value = self._text(text, 0, fill=True)
        return value if isinstance(value, str) else text

    def look_up(self, table: str, key: str, depth: int) -> Any:
        """The value of a parameter or variable. Raises _Unknown."""
        table_key = (table, key.lower())
        if table_key not in self._looked_up:
            # While it is being worked out it counts as unknown, which ends circles.
            self._looked_up[table_key] = _Unknown
            raw = (self._variables if table == 'variables' else self._defaults).get(key.lower(), _Unknown)
            self._looked_up[table_key] = self.resolve(raw, depth + 1)
        value = self._looked_up[table_key]
        if value is _Unknown or isinstance(value, str) and value.startswith('['):
            raise _Unknown
        return value

    def _key(self, key: str, depth: int) -> str:
        known = self._text(key, depth)
        return known if isinstance(known, str) else key

    def _text(self, text: str, depth: int, fill: bool = False) -> Any:
        if not (text.startswith('[') and text.endswith(']')):
            return text
        if text.startswith('[['):
            return text[1:]
        if depth > _MAX_DEPTH or len(text) > _MAX_TEXT:
            return text
        try:
            value = _Expression(text, self, fill).value(depth)
            self._spend(value)
        except _Unknown:
            return text
        return value

    def _spend(self, value: Any) -> None:
        level = [value]
        for _ in range(_MAX_VALUE_DEPTH + 1):
            level = [item for container in level if isinstance(container, (dict, list))
                     for item in (container.values() if isinstance(container, dict) else container)]
            if not level:
                return
            self._values_left[0] -= len(level)
            if self._values_left[0] < 0:
                break
        raise _Unknown


class _Expression:  # pylint: disable=too-few-public-methods
    """One expression text being worked out, from the left."""

    def __init__(self, text: str, scope: Expressions, fill: bool):
        self._source = text
        self._at = 1
        self._skip_space()
        self._scope = scope
        self._fill = fill

    def value(self, depth: int) -> Any:
        """What the whole text stands for. Raises _Unknown."""
        value = self._term(depth)
        if self._source[self._at:] != ']':
            raise _Unknown
        return value

    def _term(self, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise _Unknown
        text = self._take(_TEXT)
        if text is not None:
            value: Any = text.replace("''", "'")
        else:
            number = self._take(_NUMBER)
            value = int(number) if number is not None else self._call(depth)
        self._skip_space()
        return value

    def _call(self, depth: int) -> Any:
        name = self._take(_CALL)
        if name is None:
            raise _Unknown
        arguments = self._arguments(depth)
        try:
            value = self._result(name.lower(), arguments, depth)
        except _Unknown:
            value = self._filled(arguments[0] if arguments else name)
        return self._members(value, depth)

    def _arguments(self, depth: int) -> List[Any]:
        arguments: List[Any] = []
        while not self._skip(')'):
            if arguments and not self._skip(','):
                raise _Unknown
            arguments.append(self._term(depth + 1))
        return arguments

    def _members(self, value: Any, depth: int) -> Any:
        while True:
            member: Any = self._take(_MEMBER)
            if member is None:
                if not self._skip('['):
                    return value
                member = self._term(depth + 1)
                if not self._skip(']'):
                    raise _Unknown
            try:
                value = _member(value, member)
            except _Unknown:
                value = self._filled(member)

    def _filled(self, what: Any) -> str:
        if not self._fill:
            raise _Unknown
        return f"<{str(what).strip('<>')}>"

    def _result(self, name: str, arguments: list, depth: int) -> Any:
        if name in ('parameters', 'variables') and len(arguments) == 1:
            return self._scope.look_up(name, str(arguments[0]), depth)
        if name == 'concat' and all(isinstance(item, (str, int)) for item in arguments):
            return _joined(arguments)
        if name == 'format' and arguments and isinstance(arguments[0], str):
            return _format(arguments[0], arguments[1:])
        if name in ('tolower', 'toupper') and len(arguments) == 1 and isinstance(arguments[0], str):
            return arguments[0].lower() if name == 'tolower' else arguments[0].upper()
        raise _Unknown

    def _take(self, pattern: 're.Pattern') -> Optional[str]:
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


def _member(value: Any, member: Any) -> Any:
    if isinstance(value, dict) and isinstance(member, str):
        for key, item in value.items():
            if key.lower() == member.lower():
                return item
    if isinstance(value, list) and isinstance(member, int) and member < len(value):
        return value[member]
    raise _Unknown


def _lower_keys(mapping: Any) -> Dict[str, Any]:
    return {str(key).lower(): value for key, value in mapping.items()} if isinstance(mapping, dict) else {}


def _format(pattern: str, values: list) -> str:
    # Literal text and the numbers of holes in turn.
    pieces: List[Any] = _HOLE.split(pattern)
    for place in range(1, len(pieces), 2):
        index = int(pieces[place])
        if index >= len(values):
            raise _Unknown
        pieces[place] = values[index]
    return _joined(pieces)


def _joined(pieces: list) -> str:
    texts = [str(piece) for piece in pieces if isinstance(piece, (str, int))]
    if len(texts) < len(pieces) or sum(map(len, texts)) > _MAX_TEXT:
        raise _Unknown
    return ''.join(texts)
