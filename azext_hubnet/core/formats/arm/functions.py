"""The functions of ARM template expressions for values that are known."""

import re
from collections.abc import Callable
from typing import Any, Final

_HOLE = re.compile(r'\{([0-9]{1,3})\}')

# Names and ids are short; a few variables that each double another are not names.
_MAX_TEXT = 10_000
# Of what `range` makes, in which loops run.
_MAX_RANGE = 800

_JSON: dict[str, Any] = {'null': None, 'true': True, 'false': False, '{}': {}, '[]': []}


# The value of a parameter or variable that the template alone does not give.
UNKNOWN: Final = object()


class NotKnown(Exception):
    """An expression that cannot be evaluated from the template alone."""


def call(name: str, arguments: list[Any]) -> Any:
    """The result of the function of that name, in lower case, for the arguments. Raises NotKnown."""
    try:
        return FUNCTIONS[name](*arguments)
    except (KeyError, TypeError):
        # No such function, or not with these arguments.
        raise NotKnown from None


def known(value: Any) -> Any:
    """The value, where it is not an expression any more. Raises NotKnown."""
    if value is UNKNOWN or (isinstance(value, str) and value.startswith('[')):
        raise NotKnown
    return value


def truth(value: Any) -> bool:
    """The value, where it is true or false. Raises NotKnown."""
    if not isinstance(value, bool):
        raise NotKnown
    return value


def member_of(value: Any, member: Any) -> Any:
    """The value that an object has for a name, or a list at an index. Raises NotKnown."""
    if isinstance(value, dict) and isinstance(member, str):
        for key, item in value.items():
            if key.lower() == member.lower():
                return known(item)
    if isinstance(value, list) and isinstance(member, int) and 0 <= member < len(value):
        return known(value[member])
    raise NotKnown


def _try_get(value: Any, *members: Any) -> Any:
    for member in members:
        if value is None:
            return None
        if isinstance(value, dict) and isinstance(member, str):
            value = next((item for key, item in value.items() if key.lower() == member.lower()), None)
        elif isinstance(value, list) and isinstance(member, int):
            value = value[member] if 0 <= member < len(value) else None
        else:
            raise NotKnown
    return known(value)


def _concat(*pieces: Any) -> str:
    texts = [str(piece) for piece in pieces if isinstance(piece, (str, int))]
    if len(texts) < len(pieces) or sum(map(len, texts)) > _MAX_TEXT:
        raise NotKnown
    return ''.join(texts)


def _format(pattern: Any, *values: Any) -> str:
    if not isinstance(pattern, str):
        raise NotKnown
    # Literal text and the numbers of holes in turn.
    pieces: list[Any] = _HOLE.split(pattern)
    for place in range(1, len(pieces), 2):
        index = int(pieces[place])
        if index >= len(values):
            raise NotKnown
        pieces[place] = values[index]
    return _concat(*pieces)


def _lower(text: Any) -> str:
    return _text_of(text).lower()


def _upper(text: Any) -> str:
    return _text_of(text).upper()


def _text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise NotKnown
    return value


def _equals(one: Any, other: Any) -> bool:
    # Objects in objects take time to compare, and no template was seen that does.
    if isinstance(one, (dict, list)) and isinstance(other, (dict, list)):
        raise NotKnown
    return type(one) is type(other) and one == other


def _empty(value: Any) -> bool:
    if value is not None and not isinstance(value, (str, list, dict)):
        raise NotKnown
    return not value


def _length(value: Any) -> int:
    if not isinstance(value, (str, list, dict)):
        raise NotKnown
    return len(value)


def _range(start: Any, count: Any) -> list[int]:
    if not (isinstance(start, int) and isinstance(count, int) and 0 <= count <= _MAX_RANGE):
        raise NotKnown
    return list(range(start, start + count))


def _items(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, dict):
        raise NotKnown
    return [{'key': key, 'value': value[key]} for key in sorted(value)]


def _contains(value: Any, member: Any) -> bool:
    if isinstance(value, str) and isinstance(member, str):
        return member in value
    if not isinstance(value, dict) or not isinstance(member, str):
        raise NotKnown
    return any(key.lower() == member.lower() for key in value)


def _union(*objects: Any) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for item in objects:
        merged = _merged(merged, _object_of(item))
    return merged


def _merged(one: Any, other: Any) -> Any:
    """Two objects as one; objects that both have are merged too, otherwise the other's value holds."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return other
    return {**one, **{key: _merged(one.get(key), item) for key, item in other.items()}}


def _shallow_merge(objects: Any) -> dict[str, Any]:
    if not isinstance(objects, list):
        raise NotKnown
    return {key: value for item in objects for key, value in _object_of(item).items()}


def _object_of(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotKnown
    return value


def _json(text: Any) -> Any:
    return _JSON[text]


# These take a clue in place of what is not known, too.
TEXTS: Final[dict[str, Callable[..., Any]]] = {
    'concat': _concat,
    'format': _format,
    'tolower': _lower,
    'toupper': _upper,
}
FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    **TEXTS,
    'equals': _equals,
    'not': lambda value: not truth(value),
    'empty': _empty,
    'length': _length,
    'range': _range,
    'items': _items,
    'contains': _contains,
    'tryget': _try_get,
    'union': _union,
    'shallowmerge': _shallow_merge,
    'json': _json,
    'null': lambda: None,
    'true': lambda: True,
    'false': lambda: False,
}
# Their cost is the size of their arguments, or of their result.
COSTLY = ('union', 'shallowmerge', 'items', 'range')
