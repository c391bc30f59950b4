"""Bytes or text from a user into plain Python values: JSON or YAML, by what it starts with."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from ..model.errors import InputError
from .repeated import RepeatedKeys, all_pairs

MEGABYTE = 1024 * 1024
MAX_JSON = 50 * MEGABYTE
MAX_YAML = 2 * MEGABYTE
# Everything that walks a document later may recurse.
MAX_DEPTH = 100
MAX_DIGITS = 400

# Names and values in a document, by the marks between them. A rule list of MAX_JSON has half of that; what has more is
# made of tiny values, each of which takes many times its text in memory.
MAX_MARKS = 5_000_000

# Templates may have comments; Azure takes none that are longer than this.
MAX_COMMENTED = 4 * MEGABYTE
# These are for few inputs, and compiled when one needs them.
# A text or a comment; one without an end reaches to the end of all.
_TEXT_OR_COMMENT = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)'
_BICEP = r"^[ \t]*(?:targetScope\s*=|(?:param|var|output)\s+\w+.*=|using\s+'|(?:resource|module)\s+\w+\s+')"
_TERRAFORM = (
    r'^[ \t]*(?:(?:resource|data)\s+"\w+"\s+"[\w-]+"|(?:module|variable|provider)\s+"[\w-]+"|'
    r'terraform|locals)\s*\{'
)
# Where JSON starts below a warning of az, a prompt, or the fence of a Markdown block.
_JSON_INSIDE = r'(?:^|\r)(?:\[\s*(?:\{|$)|\{\s*(?:"|$))'

_NOT_SPACE = r'\S'
_ESCAPED_SURROGATE = r'\\[uU][0-9a-fA-F]{0,4}[dD][89a-fA-F]'
_SURROGATE = '[\ud800-\udfff]'
_FIX = 'Fix the text at that place.'
_RENDER = 'Give the rendered file, in which every {{ … }} and {% … %} is replaced.'
_TO_JSON = (
    "Convert it to JSON first, for example: python3 -c 'import json,sys,yaml; "
    "json.dump(yaml.safe_load(sys.stdin), sys.stdout)' < rules.yml > rules.json"
)


def read(data: bytes | str, source: str) -> Any:
    """The one JSON or YAML document in data, which can be printed as JSON and is at most MAX_DEPTH levels deep.

    What starts as JSON is never tried as YAML.

    Args:
        data: Text, or bytes in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.
        source: The name of the input in messages.

    Raises:
        InputError: The data is not such a document; the message has line and column.
    """
    if len(data) > MAX_JSON:
        raise InputError(
            f'{source} has {len(data) / MEGABYTE:.1f} MB; hubnet reads JSON up to {MAX_JSON // MEGABYTE} MB.',
            'Give only the hub you want to look at.',
        )
    text = _decode(data, source) if isinstance(data, bytes) else _without_surrogates(data)
    text = text.lstrip('\ufeff')
    start = re.search(_NOT_SPACE, text)
    if not start:
        raise InputError(f'{source} is empty.', 'Check whether the command that should have written it failed.')
    if '\0' in text:
        raise InputError(f'{source} is neither JSON nor YAML: it contains NUL characters.')
    try:
        # Comments may come first.
        is_json = start.group() in '{[' or text.startswith(('//', '/*'), start.start())
        document = _read_json(text, source) if is_json else _read_yaml(text, source)
    except RecursionError:
        raise _too_deep(source) from None
    if _is_deep(document):
        raise _too_deep(source)
    return _without_surrogates(document) if re.search(_ESCAPED_SURROGATE, text) else document


def _decode(data: bytes, source: str) -> str:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as ex:
        raise InputError(
            f'{source} is not {encoding.upper()} text: byte {ex.start + 1} cannot be read.', 'Save it as UTF-8.'
        ) from ex


def _read_json(text: str, source: str) -> Any:
    _refuse_too_many_values(text, source)
    try:
        try:
            return _json(text)
        except json.JSONDecodeError:
            if len(text) > MAX_COMMENTED or not ('//' in text or '/*' in text):
                raise
            return _json(re.sub(_TEXT_OR_COMMENT, _blank, text, flags=re.DOTALL))
    except json.JSONDecodeError as ex:
        place = f'line {ex.lineno}, column {ex.colno}'
        if ex.msg == 'Extra data':
            raise InputError(
                f'{source}: more text follows the JSON document, at {place}.',
                'Keep one JSON document and nothing after it.',
            ) from ex
        raise InputError(f'{source} is not valid JSON: {place}: {ex.msg}.', _how_to_fix(text)) from ex
    except ValueError as ex:
        raise InputError(f'{source} is not valid JSON: {ex}.', 'Fix that number.') from ex


def _json(text: str) -> Any:
    return json.loads(
        text,
        object_pairs_hook=RepeatedKeys.dict_of,
        parse_int=_integer,
        parse_float=_decimal,
        parse_constant=_refuse_constant,
    )


def _how_to_fix(text: str) -> str:
    """What to do about text with a mistake in it, which may be a template of Jinja or Helm."""
    return _RENDER if '{{' in text or '{%' in text else _FIX


def _blank(match: 're.Match[str]') -> str:
    """Spaces in place of a comment, so that places in messages stay right; texts as they are."""
    return match.group() if match.group().startswith('"') else re.sub(r'[^\n]', ' ', match.group())


def _refuse_too_many_values(text: str, source: str) -> None:
    """Raise InputError where the text has more than MAX_MARKS, before any value is made of it."""
    # Marks inside texts count too: a list of hosts in one text is made into values later.
    if sum(map(text.count, '{[:,')) > MAX_MARKS:
        raise InputError(
            f'{source} holds more values than hubnet reads; no file of outbound rules has so many.',
            'Give only the hub you want to look at.',
        )


def _integer(text: str) -> int:
    # Python takes quadratic time for long ones, or refuses them, depending on its version.
    if len(text) > MAX_DIGITS:
        raise ValueError(f'a number has {len(text)} digits')
    return int(text)


def _decimal(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f'the number {text[:60]} is too large')
    return value


def _refuse_constant(text: str) -> None:
    raise ValueError(f'{text} is not a JSON value')


def _read_yaml(text: str, source: str) -> Any:
    if len(text) > MAX_YAML:
        raise InputError(
            f'{source} is YAML of {len(text) / MEGABYTE:.1f} MB; hubnet reads YAML up to {MAX_YAML // MEGABYTE} MB.',
            _TO_JSON,
        )
    from . import yaml_values

    try:
        document = yaml_values.load(text)
        if isinstance(document, str):
            _refuse_code(text, source)
        return document
    except yaml_values.YamlProblem as ex:
        _refuse_code(text, source)
        inside = re.search(_JSON_INSIDE, text, re.MULTILINE)
        if inside:
            line = text.count('\n', 0, inside.start()) + 1
            raise InputError(
                f'{source}: JSON starts at line {line}; remove the text before it.',
                'Keep only the JSON. az prints warnings to standard error, which 2>/dev/null drops.',
            ) from ex
        raise InputError(f'{source} is not valid YAML: {ex}.', _how_to_fix(text)) from ex


def _refuse_code(text: str, source: str) -> None:
    """Raise InputError for source code that has to be compiled first."""
    if re.search(_BICEP, text, re.MULTILINE):
        raise InputError(
            f'{source} is Bicep.',
            "Give the template that 'az bicep build --stdout --file main.bicep' prints.",
        )
    if re.search(_TERRAFORM, text, re.MULTILINE):
        raise InputError(
            f'{source} is Terraform configuration.', "Give the output of 'az ml workspace show' for the hub."
        )


def _is_deep(document: Any) -> bool:
    level = [document] if isinstance(document, (dict, list)) else []
    for _ in range(MAX_DEPTH):
        level = [item for value in level for item in _items(value) if isinstance(item, (dict, list))]
        if not level:
            return False
    return True


def _items(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    if isinstance(value, list):
        return value
    return [item for _, item in all_pairs(value)]


def _too_deep(source: str) -> InputError:
    return InputError(f'{source} is nested more than {MAX_DEPTH} levels deep, too deep for a rule file.')


def _without_surrogates(value: Any) -> Any:
    """The value with question marks for lone surrogates, which JSON may hold and no terminal or file can take.

    A document is changed in place: a large one is not wanted in memory twice.
    """
    if isinstance(value, str):
        return value.encode('utf-8', 'replace').decode('utf-8') if re.search(_SURROGATE, value) else value
    if isinstance(value, list):
        places: Iterable[Any] = enumerate(value)
    elif isinstance(value, dict):
        if isinstance(value, RepeatedKeys) or any(re.search(_SURROGATE, key) for key in value):
            return RepeatedKeys.dict_of(
                [(_without_surrogates(key), _without_surrogates(item)) for key, item in all_pairs(value)]
            )
        places = value.items()
    else:
        return value
    for place, item in places:
        value[place] = _without_surrogates(item)
    return value
