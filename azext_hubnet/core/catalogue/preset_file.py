"""A document -> the preset that it holds.

A preset file has every revision of its primary article; an entry says in which of them it was listed.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..documents.fields import describe, enum_value, key_of, quoted
from ..model import hosts
from ..model.dates import iso_date
from ..model.destinations import DESTINATION_FIELDS, Fqdn, PrivateEndpoint, ServiceTag
from ..model.errors import FileProblem, InputError
from ..model.nearest import nearest
from .preset import Entry, Listing, Preset

TYPES = (Fqdn.type, ServiceTag.type, PrivateEndpoint.type)
_ENTRY_FIELDS = ('type', 'destination', 'fqdns', 'purpose', 'optional', 'listed', 'source', 'warning', 'replaced_by')
# What `preset show` and az ml print beside these; nothing is lost when they are not read.
_SHOWN_FIELDS = ('name', 'since', 'until', 'category', 'status', 'error', 'parents')
_PERIOD_FIELDS = ('since', 'until', 'source', 'optional')


def read(document: Any, name: str, source: str) -> Preset:
    """The preset in the format of the shipped ones, of which all but the entries may be left out.

    document: plain values, as yaml_reader gives them. name: where the file gives none. source: the file, for messages.
    Raises InputError with the place of what is not as it should be.
    """
    fields = _Fields(document, source)
    name = fields.text('name') or name
    title = fields.text('title') or name
    description = fields.text('description') or ''
    applies_to = tuple(fields.texts('applies_to'))
    sources = fields.mapping('sources')
    revisions = sorted(
        (
            (revision.date('date'), _source(sources, revision.text('source')))
            for revision in fields.objects('revisions')
        ),
        key=lambda revision: revision[0],
    )
    notes = [_note(note, number, source) for number, note in enumerate(fields.items('notes'), start=1)]
    entries = [
        found
        for number, raw in enumerate(fields.items('entries'), start=1)
        for found in _entries(_Fields(raw, f'{source}: entry {number}'), sources)
    ]
    if not entries:
        raise InputError(
            f'{source} has no entries.',
            'List what the scenario needs under "entries", each with a type and a destination as in an az ml YAML.',
        )
    return Preset(name, title, description, applies_to, tuple(revisions), tuple(entries), tuple(notes))


def from_document(document: Any, path: str) -> Preset:
    """A user's preset: the format of the shipped ones, or any rule file.

    path: names the preset where the document does not, and the file in messages. Raises InputError, and FileProblem
    for a file without rules.
    """
    stem = os.path.splitext(os.path.basename(path))[0]
    if isinstance(document, dict) and 'entries' in document:
        return read(document, stem, path)
    # Few presets are rule files.
    from ..formats.detect import parse

    entries = []
    for rule in parse(document, path).rules:
        shown = rule.destination.az_ml()
        if not rule.understood and not _has_port(shown):
            raise InputError(
                f'{path}: {rule.label}, field {rule.destination.field}: {rule.destination.reason}.',
                'Mend or remove the rule; a preset has to be clear.',
            )
        entries.append(
            {'type': rule.destination.type, 'destination': shown, 'purpose': f'rule {rule.name}' if rule.name else ''}
        )
    if not entries:
        raise FileProblem(f'{path} holds no rules to make a preset of.', 'List them under "entries".')
    return read({'entries': entries}, stem, path)


class _Fields:
    """A mapping of a preset file, read field by field; what is wrong is an InputError with the place."""

    def __init__(self, value: Any, where: str):
        if not isinstance(value, dict):
            raise InputError(f'{where} is {describe(value)}.', 'Write an object with fields.')
        self._value = value
        self.where = where

    def problem(self, field: str, message: str, recommendation: str) -> InputError:
        """The error for one field."""
        return InputError(f'{self.where}, field {field}: {message}.', recommendation)

    def refuse_others(self, known: Sequence[str], passed_over: Sequence[str] = ()) -> None:
        """Raises InputError for a field that is not known: a mistyped one would silently say nothing."""
        for field in self._value:
            if field not in known and field not in passed_over and not str(field).startswith('_'):
                raise InputError(
                    f'{self.where}: there is no field {quoted(str(field))}.',
                    f'{nearest(str(field), known)}The fields are {", ".join(known)}.',
                )

    def has(self, field: str) -> bool:
        """True when the field says something."""
        return self._value.get(field) is not None

    def text(self, field: str) -> str | None:
        """The text, or None where there is none."""
        value = self._value.get(field)
        if value is not None and not isinstance(value, str):
            raise self.problem(field, f'is {describe(value)}', 'Write a text.')
        return value.strip() or None if value else None

    def items(self, field: str) -> list:
        """The list, or an empty one."""
        value = self._value.get(field)
        if value is not None and not isinstance(value, list):
            raise self.problem(field, f'is {describe(value)}', 'Write a list.')
        return value or []

    def texts(self, field: str) -> list[str]:
        """The list of texts, or an empty one."""
        values = self.items(field)
        for value in values:
            if not isinstance(value, str):
                raise self.problem(field, f'holds {describe(value)}', 'Write a list of texts.')
        return values

    def objects(self, field: str) -> list['_Fields']:
        """The mappings in the list, each with its place."""
        return [
            _Fields(value, f'{self.where}, field {field}: number {number}')
            for number, value in enumerate(self.items(field), start=1)
        ]

    def mapping(self, field: str) -> dict[str, Any]:
        """The mapping, or an empty one."""
        value = self._value.get(field)
        if value is not None and not isinstance(value, dict):
            raise self.problem(field, f'is {describe(value)}', 'Write an object.')
        return value or {}

    def date(self, field: str) -> str:
        """The ISO date."""
        text = self.text(field)
        if text is None:
            raise self.problem(field, 'is missing', 'Write a date such as 2024-05-21.')
        try:
            return iso_date(text)
        except InputError as ex:
            raise self.problem(field, ex.message.rstrip('.'), ex.recommendation) from ex

    def condition(self) -> str | None:
        """When the entry is needed, if it is optional; None where it is required."""
        value = self._value.get('optional')
        if isinstance(value, bool):
            return 'if wanted' if value else None
        return self.text('optional')

    def type(self) -> str:
        """The rule type, in the documented spelling."""
        text = self.text('type')
        known = enum_value(text, TYPES) if text else None
        if known is None:
            raise self.problem(
                'type',
                f"'{text}' is not a rule type" if text else 'is missing',
                f'Write {", ".join(TYPES[:-1])} or {TYPES[-1]}.',
            )
        return known

    def destination(self) -> str | dict[str, Any]:
        """The destination: a text for an FQDN, else a mapping, with the aliases that an az ml YAML has beside it."""
        if self.type() == Fqdn.type:
            text = self.text('destination')
            if text is None or not _single(text):
                raise self.problem('destination', 'is missing', 'Write a host name.')
            return text
        fields = self.mapping('destination')
        if not fields:
            raise self.problem('destination', 'is missing', 'Write its fields as in an az ml YAML.')
        known = DESTINATION_FIELDS[self.type()]
        # In any of the spellings that a rule file may have.
        spelled = {key_of(field): field for field in known}
        _Fields(
            {spelled.get(key_of(str(field)), field): None for field in fields}, f'{self.where}, field destination'
        ).refuse_others(known)
        return dict(fields, fqdns=self._value['fqdns']) if self.has('fqdns') else fields


def _entries(fields: _Fields, sources: Mapping[str, Any]) -> Iterator[tuple[Entry, tuple[Listing, ...]]]:
    """An entry for each of the names that an FQDN entry gives with commas, without its dates; and its listings."""
    fields.refuse_others(_ENTRY_FIELDS, _SHOWN_FIELDS)
    type_name, destination = fields.type(), fields.destination()
    if fields.has('listed'):
        listings = tuple(_listing(period, sources) for period in fields.objects('listed'))
        if not listings:
            raise fields.problem('listed', 'is empty', 'Write the periods in which the entry was listed.')
    else:
        listings = (Listing(None, None, fields.text('source'), fields.condition()),)
    for part in _single(destination):
        yield (
            Entry(
                type_name,
                part,
                fields.text('purpose') or '',
                False,
                None,
                None,
                None,
                None,
                fields.text('warning'),
                fields.text('replaced_by'),
                fields.where,
            ),
            listings,
        )


def _listing(fields: _Fields, sources: Mapping[str, Any]) -> Listing:
    fields.refuse_others(_PERIOD_FIELDS)
    since, until = fields.date('since'), fields.date('until') if fields.has('until') else None
    if until is not None and until <= since:
        raise fields.problem('until', f'is {until}, not later than since', 'Write the first day without the entry.')
    return Listing(since, until, _source(sources, fields.text('source')), fields.condition())


def _source(sources: Mapping[str, Any], key: str | None) -> str | None:
    """A document with its date, in one line."""
    known = sources.get(key)
    if not isinstance(known, dict):
        return key
    parts = [known.get('title'), known.get('document'), known.get('date')]
    return ', '.join(str(part) for part in parts if part)


def _note(note: Any, number: int, source: str) -> tuple[str, Listing]:
    """A note, with the revisions that it belongs to where it has dates."""
    if isinstance(note, str):
        return note, Listing(None, None, None, None)
    fields = _Fields(note, f'{source}: note {number}')
    text = fields.text('text')
    if text is None:
        raise fields.problem('text', 'is missing', 'Write the note.')
    return text, Listing(
        fields.date('since') if fields.has('since') else '',
        fields.date('until') if fields.has('until') else None,
        None,
        None,
    )


def _has_port(destination: Any) -> bool:
    """True for an FQDN destination that gives a port, for which resolve has words."""
    return isinstance(destination, str) and any(hosts.split_port(part) for part in _single(destination))


def _single(destination: str | dict[str, Any]) -> list[Any]:
    if not isinstance(destination, str):
        return [destination]
    return [part.strip() for part in destination.split(',') if part.strip()]
