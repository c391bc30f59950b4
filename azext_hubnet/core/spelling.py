"""Field names and enum values in whatever spelling they come: wire, az ml YAML, Python enum, any case."""

import re
from typing import Any, Dict, Iterable, Optional

_SEPARATORS = str.maketrans('', '', '_- ')
# What templates and documents leave for somebody to fill in: <x>, {x}, ${x}, $(x), %x%, [expression].
_PLACEHOLDER = re.compile(r'<[^<>]*>|\{[^{}]*\}|\$\(|%\w+%|^\[.*\]$', re.DOTALL)

_known_keys: Dict[str, str] = {}


def key_of(name: str) -> str:
    """The form in which `outboundRules`, `outbound_rules` and `OutboundRules` are the same."""
    plain = _known_keys.get(name)
    if plain is None:
        plain = name.translate(_SEPARATORS).lower()
        # Rule names come through here too; do not keep every one of a large file.
        if len(_known_keys) < 1000:
            _known_keys[name] = plain
    return plain


def fields_of(mapping: dict) -> Dict[str, Any]:
    """The mapping by key_of its keys; of two spellings of one field the one that says something holds."""
    fields: Dict[str, Any] = {}
    for name, value in mapping.items():
        key = key_of(name)
        if value is not None or key not in fields:
            fields[key] = value
    return fields


def enum_value(text: str, known: Iterable[str]) -> Optional[str]:
    """The member of known that text spells (`user_defined`, `RuleCategory.USER_DEFINED`), or None."""
    plain = key_of(text.strip().rpartition('.')[2])
    for member in known:
        if key_of(member) == plain:
            return member
    return None


def has_placeholder(text: str) -> bool:
    """True when something in text is still to be filled in."""
    return bool(_PLACEHOLDER.search(text))


def describe(value: Any) -> str:
    """What kind of value this is, in the words of a rule file."""
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, (int, float)):
        return f'the number {value}'
    if isinstance(value, str):
        return f"the text '{value if len(value) <= 60 else value[:57] + '...'}'"
    return 'a list' if isinstance(value, list) else 'an object'
