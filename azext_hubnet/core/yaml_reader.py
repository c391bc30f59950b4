"""YAML text into plain Python values, safely.

PyYAML parses; the values are built here from its events, because its own composer follows nesting on the C stack (deep
input ends the process), expands nothing but also counts nothing, forgets repeated keys, and turns dates into objects
that no JSON can hold.
"""

from typing import Any, List, Optional

import yaml

from .repeated import RepeatedKeys

MAX_DEPTH = 100
# With aliases a few lines can stand for billions of values.
MAX_VALUES = 2_000_000

_PARSER = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
_TAG = 'tag:yaml.org,2002:'
_MERGE = object()


class YamlProblem(ValueError):
    """Text that is no YAML, or YAML that is not plain data; the message has the line and column."""


def load(text: str) -> Any:
    """The single document in text: None, bool, int, float, str, list or dict (RepeatedKeys where keys repeat).

    Dates stay text, and so do numbers that are not plain decimals. Raises YamlProblem.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except yaml.reader.ReaderError as ex:
        raise YamlProblem(f'character {ex.position + 1} cannot stand in YAML ({ex.reason})') from ex
    except yaml.MarkedYAMLError as ex:
        raise YamlProblem(_at(ex.problem_mark, ex.problem or ex.context or 'not YAML')) from ex
    return builder.document


class _Frame:
    """A list or mapping under construction."""

    def __init__(self, anchor: Optional[str], is_mapping: bool):
        self.anchor = anchor
        self.is_mapping = is_mapping
        self.items: List[Any] = []
        self.values = 1


class _Builder:
    def __init__(self):
        self.document = None
        self._documents = 0
        self._frames: List[_Frame] = []
        self._anchors = {}
        self._resolver = yaml.resolver.Resolver()
        self._constructor = yaml.constructor.SafeConstructor()

    def take(self, event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event), 1, event.anchor, event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            frame = self._frames.pop()
            value = self._mapping(frame.items, event) if frame.is_mapping else frame.items
            self._add(value, frame.values, frame.anchor, event)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise YamlProblem(_at(event.start_mark, f'the alias *{event.anchor} has no anchor before it'))
            self._add(*self._anchors[event.anchor], None, event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlProblem(_at(event.start_mark, 'a second document starts; keep one in the file'))

    def _open(self, event) -> None:
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        plain = _TAG + ('map' if is_mapping else 'seq')
        if event.tag not in (None, '!', plain):
            raise YamlProblem(_at(event.start_mark, f'the tag {event.tag} is not plain data'))
        if len(self._frames) >= MAX_DEPTH:
            raise YamlProblem(_at(event.start_mark, f'nested more than {MAX_DEPTH} levels deep'))
        self._frames.append(_Frame(event.anchor, is_mapping))

    def _add(self, value: Any, values: int, anchor: Optional[str], event) -> None:
        if anchor:
            self._anchors[anchor] = (value, values)
        if not self._frames:
            self.document = value
            return
        frame = self._frames[-1]
        frame.items.append(value)
        frame.values += values
        if frame.values > MAX_VALUES:
            raise YamlProblem(_at(event.start_mark, f'aliases make it more than {MAX_VALUES:,} values'))

    def _scalar(self, event) -> Any:
        tag = event.tag
        if tag in (None, '!'):
            tag = self._resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        kind = tag[len(_TAG):] if tag.startswith(_TAG) else None
        if kind in ('str', 'timestamp', 'value'):
            return event.value
        if kind == 'null':
            return None
        if kind == 'merge':
            return _MERGE
        if kind not in ('bool', 'int', 'float'):
            raise YamlProblem(_at(event.start_mark, f'the tag {tag} is not plain data'))
        if kind == 'int' and not _is_decimal(event.value):
            return event.value
        construct = getattr(self._constructor, f'construct_yaml_{kind}')
        try:
            return construct(yaml.ScalarNode(tag, event.value))
        except (ValueError, KeyError) as ex:
            raise YamlProblem(_at(event.start_mark, f"'{event.value}' is no {kind}")) from ex

    @staticmethod
    def _mapping(items: List[Any], event) -> dict:
        pairs = list(zip(items[::2], items[1::2]))
        own = []
        merged: dict = {}
        for key, value in pairs:
            if key is _MERGE:
                sources = value if isinstance(value, list) else [value]
                if not all(isinstance(source, dict) for source in sources):
                    raise YamlProblem(_at(event.start_mark, 'the merge key << takes mappings'))
                for source in sources:
                    merged = {**source, **merged}
            elif isinstance(key, (list, dict)):
                raise YamlProblem(_at(event.start_mark, 'a key is a list or a mapping'))
            else:
                own.append((key if isinstance(key, str) else str(key), value))
        names = {key for key, _ in own}
        return RepeatedKeys.dict_of([(key, value) for key, value in merged.items() if key not in names] + own)


def _is_decimal(text: str) -> bool:
    digits = text[1:] if text[:1] in '+-' else text
    return digits.isdigit() and len(digits) < 400 and (digits == '0' or not digits.startswith('0'))


def _at(mark, problem: str) -> str:
    return f'line {mark.line + 1}, column {mark.column + 1}: {problem}' if mark else problem
