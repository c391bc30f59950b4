"""YAML text into plain Python values, safely.

PyYAML parses; the values are built here from its events. Its own composer follows nesting on the C stack, so that deep
input ends the process, does not count what aliases expand to, forgets repeated keys, and turns dates into objects that
JSON cannot hold.
"""

import math
from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml

from .repeated import RepeatedKeys

MAX_DEPTH = 100
# With aliases a few lines can expand to billions of values.
MAX_VALUES = 2_000_000

_PARSER = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
_TAG = 'tag:yaml.org,2002:'
_PLAIN = frozenset(_TAG + kind for kind in ('str', 'null', 'bool', 'int', 'float', 'timestamp', 'value', 'merge'))
_BOOLS = {'yes': True, 'true': True, 'on': True, 'no': False, 'false': False, 'off': False}
_MERGE = object()


class YamlProblem(ValueError):
    """Text that is not YAML, or YAML that is not plain data; the message has the line and column."""


def load(text: str) -> Any:
    """The single document in text: None, bool, int, float, str, list or dict (RepeatedKeys where keys repeat).

    Keys are text as written. Dates stay text, and so do numbers that are not plain decimals.

    Raises:
        YamlProblem: The text is not YAML, or not plain data.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except yaml.reader.ReaderError as ex:
        raise YamlProblem(f'character {ex.position + 1} is not allowed in YAML ({ex.reason})') from ex
    except yaml.MarkedYAMLError as ex:
        mark = ex.problem_mark
        if mark and text[mark.index : mark.index + 1] == '\t':
            raise YamlProblem(_at(mark, 'there is a tab here; indent YAML with spaces')) from ex
        raise YamlProblem(_at(mark, str(ex.problem))) from ex
    return builder.document


class _Mark(Protocol):
    """A place in the text, as libyaml or PyYAML itself has it."""

    line: int
    column: int


@dataclass
class _Frame:
    """A list or mapping under construction.

    Attributes:
        anchor: The name by which aliases may repeat it.
        mark: Where it starts.
        is_mapping: Whether the items are keys and values in turn.
        items: What has been added.
        values: The number of values in it, aliases written out.
    """

    anchor: str | None
    mark: _Mark | None
    is_mapping: bool
    items: list[Any] = field(default_factory=list)
    values: int = 1

    @property
    def wants_key(self) -> bool:
        return self.is_mapping and len(self.items) % 2 == 0


class _Builder:
    """Takes the events of a text in turn and makes the document of them."""

    def __init__(self) -> None:
        self.document: Any = None
        self._documents = 0
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._resolver: Any = yaml.resolver.Resolver()

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            frame = self._frames.pop()
            value = _mapping(frame) if frame.is_mapping else frame.items
            self._add(value, frame.values, frame.anchor, event)
        elif isinstance(event, yaml.AliasEvent):
            self._take_alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlProblem(_at(event.start_mark, 'a second document starts; keep one in the file'))

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        frame = _Frame(event.anchor, event.start_mark, isinstance(event, yaml.MappingStartEvent))
        if event.tag not in (None, '!', _TAG + ('map' if frame.is_mapping else 'seq')):
            raise YamlProblem(_at(event.start_mark, f'the tag {event.tag} is not plain data'))
        if len(self._frames) >= MAX_DEPTH:
            raise YamlProblem(_at(event.start_mark, f'nested more than {MAX_DEPTH} levels deep'))
        self._frames.append(frame)

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        tag = event.tag
        if tag in (None, '!'):
            tag = self._resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag not in _PLAIN:
            raise YamlProblem(_at(event.start_mark, f'the tag {tag} is not plain data'))
        if not (self._frames and self._frames[-1].wants_key):
            self._add(_plain(tag[len(_TAG) :], event.value), 1, event.anchor, event)
        elif tag == _TAG + 'merge':
            self._add(_MERGE, 1, None, event)
        else:
            # A rule may be called no, null or 1.0.
            self._add(event.value, 1, event.anchor, event)

    def _take_alias(self, event: yaml.AliasEvent) -> None:
        if any(frame.anchor == event.anchor for frame in self._frames):
            raise YamlProblem(_at(event.start_mark, f'the alias *{event.anchor} is inside the value that it names'))
        if event.anchor not in self._anchors:
            raise YamlProblem(_at(event.start_mark, f'the alias *{event.anchor} has no anchor before it'))
        self._add(*self._anchors[event.anchor], None, event)

    def _add(self, value: Any, values: int, anchor: str | None, event: yaml.Event) -> None:
        if anchor:
            self._anchors[anchor] = (value, values)
        if not self._frames:
            self.document = value
            return
        frame = self._frames[-1]
        frame.items.append(value)
        frame.values += values
        if frame.values > MAX_VALUES:
            raise YamlProblem(_at(event.start_mark, f'aliases expand it to more than {MAX_VALUES:,} values'))


def _plain(kind: str, text: str) -> Any:
    if kind == 'null':
        return None
    if kind == 'bool':
        return _BOOLS.get(text.lower(), text)
    if kind == 'int':
        return int(text) if _is_decimal(text) else text
    if kind == 'float':
        return _float(text)
    return text


def _is_decimal(text: str) -> bool:
    digits = text[1:] if text[:1] in ('+', '-') else text
    return digits.isdigit() and len(digits) < 400 and (digits == '0' or not digits.startswith('0'))


def _float(text: str) -> Any:
    try:
        value = float(text)
    except ValueError:
        return text
    return value if math.isfinite(value) else text


def _mapping(frame: _Frame) -> dict[str, Any]:
    own: list[tuple[str, Any]] = []
    merged: dict[str, Any] = {}
    for key, value in zip(frame.items[::2], frame.items[1::2], strict=True):
        if key is _MERGE:
            for source in value if isinstance(value, list) else [value]:
                if not isinstance(source, dict):
                    raise YamlProblem(_at(frame.mark, 'the merge key << takes mappings'))
                for name, item in source.items():
                    merged.setdefault(name, item)
        elif isinstance(key, (list, dict)):
            raise YamlProblem(_at(frame.mark, 'a key of this mapping is a list or a mapping'))
        else:
            own.append((str(key), value))
    names = {key for key, _ in own}
    return RepeatedKeys.dict_of([(key, value) for key, value in merged.items() if key not in names] + own)


def _at(mark: _Mark | None, problem: str) -> str:
    return f'line {mark.line + 1}, column {mark.column + 1}: {problem}' if mark else problem
