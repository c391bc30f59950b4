"""The functions of ARM template expressions, of values that are known."""

import re
from typing import Any

_HOLE = re.compile(r'\{([0-9]{1,3})\}')

# Names and ids are short; a few variables that each double another are not names.
_MAX_TEXT = 10_000
# Of what `range` makes, in which loops run.
_MAX_RANGE = 800

_JSON = {'null': None, 'true': True, 'false': False, '{}': {}, '[]': []}


class Unknown(Exception):
    """An expression that cannot be worked out from the template alone."""


def call(name: str, arguments: list[Any]) -> Any:
    """What the function of that name, in lower case, makes of the arguments. Raises Unknown."""
    try:
        return _FUNCTIONS[name](*arguments)
    except (KeyError, TypeError):
        # No such function, or not with these arguments.
        raise Unknown from None


def known(value: Any) -> Any:
    """The value, which is no expression any more. Raises Unknown."""
    if value is Unknown or (isinstance(value, str) and value.startswith('[')):
        raise Unknown
    return value


def truth(value: Any) -> bool:
    """The value, which is true or false. Raises Unknown."""
    if not isinstance(value, bool):
        raise Unknown
    return value


def member_of(value: Any, member: Any) -> Any:
    """What an object has under a name, or a list at a place. Raises Unknown."""
    if isinstance(value, dict) and isinstance(member, str):
        for key, item in value.items():
            if key.lower() == member.lower():
                return known(item)
    if isinstance(value, list) and isinstance(member, int) and 0 <= member < len(value):
        return known(value[member])
    raise Unknown


def _try_get(value: Any, *members: Any) -> Any:
    for member in members:
        if value is None:
            return None
        if isinstance(value, dict) and isinstance(member, str):
            value = next((item for key, item in value.items() if key.lower() == member.lower()), None)
        elif isinstance(value, list) and isinstance(member, int):
            value = value[member] if 0 <= member < len(value) else None
        else:
            raise Unknown
    return known(value)


def _concat(*pieces: Any) -> str:
    texts = [str(piece) for piece in pieces if isinstance(piece, (str, int))]
    if len(texts) < len(pieces) or sum(map(len, texts)) > _MAX_TEXT:
        raise Unknown
    return ''.join(texts)


def _format(pattern: Any, *values: Any) -> str:
    if not isinstance(pattern, str):
        raise Unknown
    # Literal text and the numbers of holes in turn.
    pieces: list[Any] = _HOLE.split(pattern)
    for place in range(1, len(pieces), 2):
        index = int(pieces[place])
        if index >= len(values):
            raise Unknown
        pieces[place] = values[index]
    return _concat(*pieces)


def _lower(text: Any) -> str:
    return _text_of(text).lower()


def _upper(text: Any) -> str:
    return _text_of(text).upper()


def _text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise Unknown
    return value


def _equals(one: Any, other: Any) -> bool:
    # Objects in objects take time to compare, and no template was seen that does.
    if isinstance(one, (dict, list)) and isinstance(other, (dict, list)):
        raise Unknown
    return type(one) is type(other) and one == other


def _empty(value: Any) -> bool:
    if value is not None and not isinstance(value, (str, list, dict)):
        raise Unknown
    return not value


def _length(value: Any) -> int:
    if not isinstance(value, (str, list, dict)):
        raise Unknown
    return len(value)


def _range(start: Any, count: Any) -> list[int]:
    if not (isinstance(start, int) and isinstance(count, int) and 0 <= count <= _MAX_RANGE):
        raise Unknown
    return list(range(start, start + count))


def _items(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, dict):
        raise Unknown
    return [{'key': key, 'value': value[key]} for key in sorted(value)]


def _contains(value: Any, member: Any) -> bool:
    if isinstance(value, str) and isinstance(member, str):
        return member in value
    if not isinstance(value, dict) or not isinstance(member, str):
        raise Unknown
    return any(key.lower() == member.lower() for key in value)


def _union(*objects: Any) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for item in objects:
        merged = _merged(merged, _object_of(item))
    return merged


def _merged(one: Any, other: Any) -> Any:
    """Two objects as one; where both have an object it is one as well, else the other's value holds."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return other
    return {**one, **{key: _merged(one.get(key), item) for key, item in other.items()}}


def _shallow_merge(objects: Any) -> dict[str, Any]:
    if not isinstance(objects, list):
        raise Unknown
    return {key: value for item in objects for key, value in _object_of(item).items()}


def _object_of(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unknown
    return value


def _json(text: Any) -> Any:
    return _JSON[text]


# These work with names for what is not known, too.
TEXTS = {'concat': _concat, 'format': _format, 'tolower': _lower, 'toupper': _upper}
_FUNCTIONS = {
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
# Their cost is that of what they are given, or make.
COSTLY = ('union', 'shallowmerge', 'items', 'range')
