"""The ARM template expressions that exported and compiled templates use in names, ids and rules, evaluated."""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ...documents.repeated import RepeatedKeys, all_pairs
from . import functions, syntax
from .functions import UNKNOWN, NotKnown
from .syntax import Call, Member, NotAnExpression, Term

# Look-ups may nest, and be inside lists and objects; beyond this an expression stays as it is.
_MAX_DEPTH = 30
_MAX_VALUE_DEPTH = 100
# A few variables that each double another are not a hub; of all lists and objects that are made for a template.
_MAX_VALUES = 2_000_000
# Azure itself takes 800 resources in a template; this is for all loops of one together.
_MAX_COPIES = 10_000


class Budget:
    """What all expressions of a template, and of the templates in it, may still make.

    Attributes:
        values: Items of lists and objects.
        copies: Turns of loops.
    """

    def __init__(self) -> None:
        self.values = _MAX_VALUES
        self.copies = _MAX_COPIES

    def spend(self, value: Any) -> int:
        """Take the items of all lists and objects in a value from the budget, and return their number.

        Raises:
            NotKnown: They are too many, or nested too deep.
        """
        spent = 0
        level = [value]
        for _ in range(_MAX_VALUE_DEPTH + 1):
            containers = [container for container in level if isinstance(container, (dict, list))]
            level = [item for container in containers for item in _items(container)]
            if not level:
                return spent
            spent += len(level)
            self.values -= len(level)
            if self.values < 0:
                break
        raise NotKnown

    def spend_loop(self, resource: dict[str, Any], count: int) -> bool:
        """Take the turns of a loop over a resource from the budget; False where that is too much."""
        try:
            size = self.spend(resource)
        except NotKnown:
            return False
        if count > self.copies or count * size > self.values:
            return False
        self.values -= count * size
        self.copies -= count
        return True


@dataclass(frozen=True, eq=False)
class Expressions:
    """The parameters, variables and loops of one template, and what its expressions are with them.

    Attributes:
        variables: The raw values by name in lower case.
        defaults: The raw default values of parameters; None for one that need not be given.
        looked_up: Evaluated values by table and name, those of parameters that are given among them.
        budget: Shared with the templates in this one.
        loops: The turn that each loop around has come to, by name in lower case; None: the innermost loop.
    """

    variables: dict[str, Any]
    defaults: dict[str, Any]
    looked_up: dict[tuple[str, str], Any]
    budget: Budget
    loops: dict[str | None, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, parameters: Any, variables: Any, given: dict[str, Any] | None = None, budget: Budget | None = None
    ) -> 'Expressions':
        """The expressions of a template.

        Args:
            parameters: As the template has them.
            variables: As the template has them.
            given: The evaluated values of parameters of a template in a template; None where they are not known.
            budget: That of the template around this one.
        """
        defaults: dict[str, Any] = {}
        for key, definition in _lower_keys(parameters).items():
            fields = _lower_keys(definition)
            if fields.get('defaultvalue') is not None:
                defaults[key] = fields['defaultvalue']
            elif fields.get('nullable') is True and given is not None:
                defaults[key] = None
        looked_up = {('parameters', key): value for key, value in _lower_keys(given).items()}
        return cls(_lower_keys(variables), defaults, looked_up, budget or Budget())

    def resolve(self, value: Any, depth: int = 0) -> Any:
        """The value with every expression replaced that can be evaluated; the others stay as they are.

        What holds no such expression is not copied, which would double a large template.
        """
        if isinstance(value, str):
            return self._text(value, depth)
        if isinstance(value, list):
            items = [self.resolve(item, depth + 1) for item in value]
            return value if all(map(operator.is_, items, value)) else items
        if isinstance(value, dict):
            pairs = [(self._key(key, depth), self.resolve(item, depth + 1)) for key, item in all_pairs(value)]
            same = all(
                new is old and key is name for (key, new), (name, old) in zip(pairs, all_pairs(value), strict=True)
            )
            return value if same else RepeatedKeys.dict_of(pairs)
        return value

    def name(self, text: str) -> str:
        """The text with its expression evaluated; what is not known is in the result in angle brackets."""
        value = self._text(text, 0, fill=True)
        return value if isinstance(value, str) else text

    def copies(self, resource: dict[str, Any]) -> list['Expressions'] | None:
        """The expressions of each turn of the loop of a resource, these ones where it has none.

        None where the number of turns is not known, or where all that they make would be too much.
        """
        loop = resource.get('copy')
        if not isinstance(loop, dict):
            return [self]
        count = self.resolve(loop.get('count'))
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            return None
        if not self.budget.spend_loop(resource, count):
            return None
        name = str(loop.get('name') or '').lower()
        return [replace(self, loops={**self.loops, None: index, name: index}) for index in range(count)]

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
            value = _filled(self, term, depth) if fill else _value(self, term, depth)
            self.budget.spend(value)
        except (NotAnExpression, NotKnown):
            return text
        return value


def _value(scope: Expressions, term: Term, depth: int) -> Any:
    """What a term is. Raises NotKnown."""
    if not isinstance(term, (Call, Member)):
        return term
    if depth > _MAX_DEPTH:
        raise NotKnown
    if isinstance(term, Member):
        return functions.member_of(_value(scope, term.of, depth + 1), _value(scope, term.key, depth + 1))
    lazy = _LAZY.get(term.name)
    if lazy:
        return lazy(scope, term.arguments, depth + 1)
    arguments = [_value(scope, argument, depth + 1) for argument in term.arguments]
    if term.name in ('parameters', 'variables') and len(arguments) == 1:
        return _looked_up(scope, term.name, str(arguments[0]).lower(), depth)
    if term.name == 'copyindex':
        return _index(scope, arguments)
    if term.name in functions.COSTLY:
        scope.budget.spend(arguments)
    value = functions.call(term.name, arguments)
    if term.name == 'range':
        scope.budget.spend(value)
    return value


def _filled(scope: Expressions, term: Term, depth: int) -> Any:
    """What a term is; where that is not known, a clue to it in angle brackets."""
    if not isinstance(term, (Call, Member)):
        return term
    if isinstance(term, Call) and term.name in functions.TEXTS:
        arguments = [_filled(scope, argument, depth + 1) for argument in term.arguments]
        try:
            return functions.call(term.name, arguments)
        except NotKnown:
            return _clue(arguments[0] if arguments else _written(term))
    try:
        return _value(scope, term, depth)
    except NotKnown:
        if isinstance(term, Member):
            return _clue(_filled(scope, term.key, depth + 1))
        return _clue(_filled(scope, term.arguments[0], depth + 1) if term.arguments else _written(term))


def _looked_up(scope: Expressions, table: str, key: str, depth: int) -> Any:
    """The value of a parameter or variable. Raises NotKnown."""
    place = (table, key)
    if place not in scope.looked_up:
        # While it is being evaluated it counts as unknown, which ends circles.
        scope.looked_up[place] = UNKNOWN
        raw = (scope.variables if table == 'variables' else scope.defaults).get(key, UNKNOWN)
        scope.looked_up[place] = scope.resolve(raw, depth + 1)
    return functions.known(scope.looked_up[place])


def _index(scope: Expressions, arguments: list[Any]) -> int:
    names = [item.lower() for item in arguments if isinstance(item, str)]
    offsets = [item for item in arguments if isinstance(item, int)]
    index = scope.loops.get(names[0] if names else None)
    if index is None:
        raise NotKnown
    return index + sum(offsets)


def _if(scope: Expressions, arguments: tuple[Term, ...], depth: int) -> Any:
    if len(arguments) != 3:
        raise NotKnown
    condition, then, other = arguments
    return _value(scope, then if functions.truth(_value(scope, condition, depth)) else other, depth)


def _and(scope: Expressions, arguments: tuple[Term, ...], depth: int) -> bool:
    return all(functions.truth(_value(scope, argument, depth)) for argument in arguments)


def _or(scope: Expressions, arguments: tuple[Term, ...], depth: int) -> bool:
    return any(functions.truth(_value(scope, argument, depth)) for argument in arguments)


def _coalesce(scope: Expressions, arguments: tuple[Term, ...], depth: int) -> Any:
    values = (_value(scope, argument, depth) for argument in arguments)
    return next((value for value in values if value is not None), None)


def _create_object(scope: Expressions, arguments: tuple[Term, ...], depth: int) -> dict[str, Any]:
    keys = [_value(scope, key, depth) for key in arguments[::2]]
    if len(arguments) % 2 or not all(isinstance(key, str) for key in keys):
        raise NotKnown
    return {key: _or_text(scope, value, depth) for key, value in zip(keys, arguments[1::2], strict=True)}


def _create_array(scope: Expressions, arguments: tuple[Term, ...], depth: int) -> list[Any]:
    return [_or_text(scope, argument, depth) for argument in arguments]


def _or_text(scope: Expressions, term: Term, depth: int) -> Any:
    """What a term is, or its text: one unknown value does not make the object around it unknown."""
    if not isinstance(term, (Call, Member)):
        return term
    try:
        return _value(scope, term, depth)
    except NotKnown:
        return f'[{term.text}]'


# The functions that accept unknown arguments. With functions.FUNCTIONS these are all that are evaluated,
# next to parameters, variables and copyIndex. The list is frozen: what-if output has the results of all others.
_LAZY: dict[str, Callable[[Expressions, tuple[Term, ...], int], Any]] = {
    'if': _if,
    'and': _and,
    'or': _or,
    'coalesce': _coalesce,
    'createobject': _create_object,
    'createarray': _create_array,
}


def _items(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def _written(term: Call) -> str:
    return term.text.partition('(')[0].strip()


def _clue(value: Any) -> str:
    text = str(value) if isinstance(value, (str, int)) else ''
    return f'<{text.strip("<>")}>'


def _lower_keys(mapping: Any) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in mapping.items()} if isinstance(mapping, dict) else {}
