"""Field names and enum values in any spelling: wire, az ml YAML, Python enum, any case."""

import re
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from .repeated import all_pairs

_SEPARATORS = str.maketrans('', '', '_- ')
# Placeholders of templates and documents: <x>, {x}, ${x}, $x, $(x), %x%, __x__, [expression].
_PLACEHOLDER = re.compile(r'<[^<>]*>|\{[^{}]*\}|\$[({\w]|%\w+%|(?<![\w-])__[A-Za-z]\w*__(?![\w-])|^\[.*\]$', re.DOTALL)
_MAX_TEXT = 60
MAX_NAMED = 10

_known_keys: dict[str, str] = {}


def key_of(name: str) -> str:
    """The name in the form in which `outboundRules`, `outbound_rules` and `OutboundRules` are the same."""
    plain = _known_keys.get(name)
    if plain is None:
        plain = name.translate(_SEPARATORS).lower()
        # Rule names come through here too; do not keep every one of a large file.
        if len(_known_keys) < 1000:
            _known_keys[name] = plain
    return plain


def fields_of(mapping: dict[str, Any]) -> dict[str, Any]:
    """The values by key_of their names; of two spellings of one field the last that is not null counts."""
    fields: dict[str, Any] = {}
    for name, value in mapping.items():
        key = key_of(name)
        if value is not None or key not in fields:
            fields[key] = value
    return fields


class Body:
    """A mapping of a document, as read and by its field names; the fields are computed once, on demand.

    Attributes:
        raw: The mapping as it was read, with its own spellings and repeated keys.
    """

    __slots__ = ('_fields', '_inner', 'raw')

    def __init__(self, raw: dict[str, Any]):
        self.raw = raw
        self._fields: dict[str, Any] | None = None
        self._inner: Body | None = None

    @classmethod
    def of(cls, value: Any) -> 'Body | None':
        """The value as a Body, or None where it is not a mapping."""
        if isinstance(value, Body):
            return value
        return cls(value) if isinstance(value, dict) else None

    @property
    def fields(self) -> dict[str, Any]:
        """The values by key_of their names; see fields_of."""
        if self._fields is None:
            self._fields = fields_of(self.raw)
        return self._fields

    @property
    def inner(self) -> 'Body | None':
        """The mapping in `properties`, or None where there is none."""
        if self._inner is None:
            self._inner = Body.of(self.fields.get('properties'))
        return self._inner

    @property
    def rule_fields(self) -> dict[str, Any]:
        """The fields of an outbound rule: those inside `properties` where it has them, as REST has it."""
        return (self.inner or self).fields


def rule_fields(raw: dict[str, Any]) -> dict[str, Any]:
    """The fields of a raw outbound rule by key_of: those inside `properties` where it has them."""
    return Body(raw).rule_fields


def every(mapping: dict[str, Any], key: str) -> list[Any]:
    """All values of a field that are not null, in any spelling, overwritten ones too; key as by key_of."""
    return [value for name, value in all_pairs(mapping) if value is not None and key_of(name) == key]


class FieldNames(NamedTuple):
    """Names of fields for messages: the first ones, and how many more there are."""

    shown: list[str]
    more: int = 0

    @classmethod
    def of(cls, names: list[str]) -> 'FieldNames':
        """The names, of which only the first few are shown."""
        return cls(names[:MAX_NAMED], max(0, len(names) - MAX_NAMED))


def repeated_fields(mapping: dict[str, Any]) -> FieldNames:
    """The fields that appear more than once, in one or several spellings; each name as it is written last."""
    pairs = all_pairs(mapping)
    last = {key_of(name): name for name, _ in pairs}
    if len(last) == len(pairs):
        return FieldNames([])
    counts = dict.fromkeys(last, 0)
    for name, _ in pairs:
        counts[key_of(name)] += 1
    return FieldNames.of([last[key] for key, count in counts.items() if count > 1])


def unknown_fields(mapping: dict[str, Any], known: Collection[str]) -> FieldNames:
    """The fields that are not among the known ones, which are given by key_of; comments (`_x`) are left out."""
    return FieldNames.of([name for name in mapping if key_of(name) not in known and not name.startswith('_')])


def enum_value(text: str, known: Iterable[str]) -> str | None:
    """The member of known that text spells (`user_defined`, `RuleCategory.USER_DEFINED`), or None."""
    plain = key_of(text.strip().rpartition('.')[2])
    for member in known:
        if key_of(member) == plain:
            return member
    return None


def has_placeholder(text: str) -> bool:
    """True when the text contains an unresolved placeholder."""
    return bool(_PLACEHOLDER.search(text))


def describe(value: Any) -> str:
    """The value in a few words, such as `the number 5` or `a list`."""
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, (int, float)):
        return f'the number {shortened(str(value))}'
    if isinstance(value, str):
        return f'the text {quoted(value)}'
    return 'a list' if isinstance(value, list) else 'an object'


def quoted(text: str) -> str:
    """The text in quotes, cut where it is too long for a message."""
    return f"'{shortened(text)}'"


def shortened(text: str) -> str:
    """The text, cut where it is too long for a message."""
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + '…'
