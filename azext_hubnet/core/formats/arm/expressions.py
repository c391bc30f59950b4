"""The ARM template expressions that exported and compiled templates use in names, ids and rules, worked out."""

import copy
import operator
from typing import Any, Optional

from ...documents.repeated import RepeatedKeys, all_pairs
from . import functions, syntax
from .functions import Unknown
from .syntax import Call, Member, NoExpression

# Look-ups may nest, and stand inside lists and objects; beyond this an expression stays as it is.
_MAX_DEPTH = 30
_MAX_VALUE_DEPTH = 100
# A few variables that each double another are no hub; of all lists and objects that are made for a template.
_MAX_VALUES = 2_000_000
# Azure itself takes 800 resources in a template; this is for all loops of one together.
_MAX_COPIES = 10_000


class _Budget:  # pylint: disable=too-few-public-methods
    """What all expressions of a template and of those in it may still make."""

    def __init__(self) -> None:
        self.values = _MAX_VALUES
        self.copies = _MAX_COPIES


class Expressions:
    """Works out parameters, variables, members, loops and functions.

    parameters, variables: as the template has them; a parameter has its default value, or the one in given, which is
    worked out already. given: what a template in a template is given, None where that is not known. outer: the
    expressions of the template around this one, to share its bounds.
    """

    def __init__(
        self,
        parameters: Any,
        variables: Any,
        given: dict[str, Any] | None = None,
        outer: Optional['Expressions'] = None,
    ):
        self._variables: dict[str, Any] = _lower_keys(variables)
        self._defaults: dict[str, Any] = {}
        for key, definition in _lower_keys(parameters).items():
            fields = _lower_keys(definition)
            if fields.get('defaultvalue') is not None:
                self._defaults[key] = fields['defaultvalue']
            elif fields.get('nullable') is True and given is not None:
                self._defaults[key] = None
        self._looked_up: dict[tuple, Any] = {('parameters', key): value for key, value in _lower_keys(given).items()}
        self._budget: _Budget = outer._budget if outer else _Budget()
        # How far the loops around have come, by their names; without one the innermost.
        self.loops: dict[str | None, int] = {}

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

    def copies(self, resource: dict[str, Any]) -> list['Expressions'] | None:
        """The expressions of each turn of the loop that a resource has, these ones where it has none.

        None where nobody knows how often it turns, or where all that it makes would be too much.
        """
        loop = resource.get('copy')
        if not isinstance(loop, dict):
            return [self]
        count = self.resolve(loop.get('count'))
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= self._budget.copies:
            return None
        before = self._budget.values
        try:
            self._spend(resource)
        except Unknown:
            return None
        size = before - self._budget.values
        if count * size > self._budget.values:
            return None
        self._budget.values -= count * size
        self._budget.copies -= count
        turns = []
        for index in range(count):
            turn = copy.copy(self)
            turn.loops = {**self.loops, None: index, str(loop.get('name') or '').lower(): index}
            turns.append(turn)
        return turns

    def look_up(self, table: str, key: str, depth: int) -> Any:
        """The value of a parameter or variable. Raises Unknown."""
        table_key = (table, key.lower())
        if table_key not in self._looked_up:
            # While it is being worked out it counts as unknown, which ends circles.
            self._looked_up[table_key] = Unknown
            raw = (self._variables if table == 'variables' else self._defaults).get(key.lower(), Unknown)
            self._looked_up[table_key] = self.resolve(raw, depth + 1)
        return functions.known(self._looked_up[table_key])

    def _key(self, key: str, depth: int) -> str:
        known = self._text(key, depth)
        return known if isinstance(known, str) else key

    def _text(self, text: str, depth: int, fill: bool = False) -> Any:
        if not (text.startswith('[') and text.endswith(']')):
            return text
        if text.startswith('[['):
            return text[1:]
        try:
            term = syntax.read(text)
            value = self._filled(term, depth) if fill else self._value(term, depth)
            self._spend(value)
        except (NoExpression, Unknown):
            return text
        return value

    def _spend(self, value: Any) -> None:
        level = [value]
        for _ in range(_MAX_VALUE_DEPTH + 1):
            level = [
                item
                for container in level
                if isinstance(container, (dict, list))
                for item in (container.values() if isinstance(container, dict) else container)
            ]
            if not level:
                return
            self._budget.values -= len(level)
            if self._budget.values < 0:
                break
        raise Unknown

    def _value(self, term: Any, depth: int) -> Any:
        """What a term stands for. Raises Unknown."""
        if depth > _MAX_DEPTH:
            raise Unknown
        if isinstance(term, Member):
            return functions.member_of(self._value(term.of, depth + 1), self._value(term.key, depth + 1))
        if not isinstance(term, Call):
            return term
        if term.name in self._LAZY:
            return self._LAZY[term.name](self, term.arguments, depth + 1)
        arguments = [self._value(argument, depth + 1) for argument in term.arguments]
        if term.name in ('parameters', 'variables') and len(arguments) == 1:
            return self.look_up(term.name, str(arguments[0]), depth)
        if term.name == 'copyindex':
            return self._index(arguments)
        if term.name in functions.COSTLY:
            self._spend(arguments)
        value = functions.call(term.name, arguments)
        if term.name == 'range':
            self._spend(value)
        return value

    def _filled(self, term: Any, depth: int) -> Any:
        """What a term stands for; where that is not known, a clue to it in angle brackets."""
        if isinstance(term, Call) and term.name in functions.TEXTS:
            arguments = [self._filled(argument, depth + 1) for argument in term.arguments]
            try:
                return functions.call(term.name, arguments)
            except Unknown:
                return _clue(arguments[0] if arguments else _written(term))
        try:
            return self._value(term, depth)
        except Unknown:
            if isinstance(term, Member):
                return _clue(self._filled(term.key, depth + 1))
            return _clue(self._filled(term.arguments[0], depth + 1) if term.arguments else _written(term))

    def _index(self, arguments: list[Any]) -> int:
        names = [item.lower() for item in arguments if isinstance(item, str)]
        offsets = [item for item in arguments if isinstance(item, int)]
        index = self.loops.get(names[0] if names else None)
        if index is None:
            raise Unknown
        return index + sum(offsets)

    def _if(self, arguments: tuple, depth: int) -> Any:
        condition, then, other = _exactly(arguments, 3)
        return self._value(then if functions.truth(self._value(condition, depth)) else other, depth)

    def _all(self, arguments: tuple, depth: int) -> bool:
        return all(functions.truth(self._value(argument, depth)) for argument in arguments)

    def _any(self, arguments: tuple, depth: int) -> bool:
        return any(functions.truth(self._value(argument, depth)) for argument in arguments)

    def _coalesce(self, arguments: tuple, depth: int) -> Any:
        return next(
            (value for value in (self._value(argument, depth) for argument in arguments) if value is not None), None
        )

    def _object(self, arguments: tuple, depth: int) -> dict[str, Any]:
        keys = [self._value(key, depth) for key in arguments[::2]]
        if len(arguments) % 2 or not all(isinstance(key, str) for key in keys):
            raise Unknown
        return {key: self._or_text(value, depth) for key, value in zip(keys, arguments[1::2])}

    def _array(self, arguments: tuple, depth: int) -> list[Any]:
        return [self._or_text(argument, depth) for argument in arguments]

    def _or_text(self, term: Any, depth: int) -> Any:
        """One unknown value does not make the object around it unknown: it stays an expression."""
        try:
            return self._value(term, depth)
        except Unknown:
            return f'[{term.text}]'

    # Of these not every argument has to be known.
    _LAZY = {'if': _if, 'and': _all, 'or': _any, 'coalesce': _coalesce, 'createobject': _object, 'createarray': _array}


def _written(term: Call) -> str:
    return term.text.partition('(')[0].strip()


def _clue(value: Any) -> str:
    text = str(value) if isinstance(value, (str, int)) else ''
    return f'<{text.strip("<>")}>'


def _exactly(arguments: tuple, count: int) -> tuple:
    if len(arguments) != count:
        raise Unknown
    return arguments


def _lower_keys(mapping: Any) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in mapping.items()} if isinstance(mapping, dict) else {}
