"""Documents to presets: the format of the shipped preset files, and rule files used as presets.

The format is described in docs/contributing.rst, section "Preset files".
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ..documents.fields import describe, enum_value, key_of, quoted
from ..model import hosts
from ..model.dates import iso_date
from ..model.destinations import DESTINATION_FIELDS, Fqdn, PrivateEndpoint, RuleType, ServiceTag
from ..model.errors import FileProblem, InputError
from ..model.nearest import nearest
from .preset import ListedEntry, Listing, Preset

TYPES: Final[tuple[RuleType, ...]] = (Fqdn.type, ServiceTag.type, PrivateEndpoint.type)
# Every key of a preset file, by where it is; those of destinations are in DESTINATION_FIELDS.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    'file': ('name', 'title', 'description', 'applies_to', 'sources', 'revisions', 'entries', 'notes'),
    'source': ('title', 'document', 'commit', 'date'),
    'revision': ('date', 'source'),
    'entry': ('type', 'destination', 'fqdns', 'purpose', 'optional', 'listed', 'source', 'warning', 'replaced_by'),
    'period': ('since', 'until', 'source', 'optional'),
    'note': ('text', 'since', 'until'),
}
# What `preset show` and az ml print beside these; nothing is lost when they are not read.
_SHOWN_FILE_FIELDS = ('asOf', 'source', '$schema')
_SHOWN_ENTRY_FIELDS = ('name', 'since', 'until', 'category', 'status', 'error', 'parents')

_ALWAYS = Listing(None, None, None, None)


class PresetFileProblem(InputError):
    """Something in a preset file is wrong; place is the entry, note or revision, field is None for all of it."""

    def __init__(self, file: str, place: str, field: str | None, reason: str, recommendation: str):
        where = f'{file}: {place}' if place else file
        super().__init__(f'{where}, field {field}: {reason}.' if field else f'{where} {reason}.', recommendation)
        self.file, self.place, self.field, self.reason = file, place, field, reason


def read(document: Any, name: str, file: str) -> Preset:
    """The preset in a document of the format of the shipped ones; everything but the entries is optional.

    Args:
        document: plain values, as documents.yaml_values gives them.
        name: the preset's name where the document has none.
        file: the file's name, for messages.

    Raises:
        PresetFileProblem: the first field that is wrong or not known, with its place.
    """
    fields = Fields(document, file)
    fields.refuse_unknown(FIELDS['file'], _SHOWN_FILE_FIELDS)
    name = fields.text('name') or name
    sources = Sources(fields, name)
    preset = Preset(
        name=name,
        title=fields.text('title') or name,
        description=fields.text('description') or '',
        applies_to=tuple(fields.texts('applies_to')),
        revisions=tuple(
            sorted((read_revision(one, sources) for one in fields.objects('revisions', 'revision')), key=_day)
        ),
        entries=tuple(entry for one in fields.objects('entries', 'entry') for entry in read_entries(one, sources)),
        notes=tuple(read_note(note, file, number) for number, note in enumerate(fields.items('notes'), start=1)),
    )
    if not preset.entries:
        raise PresetFileProblem(
            file,
            '',
            None,
            'has no entries',
            'List what the scenario needs under "entries", each with a type and a destination as in an az ml YAML.',
        )
    return preset


def from_document(document: Any, path: str) -> Preset:
    """A user's preset: a document in the format of the shipped ones, or any rule file.

    Args:
        document: plain values.
        path: names the preset where the document has no name, and the file in messages.

    Raises:
        InputError: a field or a rule is wrong.
        FileProblem: the file has no rules.
    """
    stem = os.path.splitext(os.path.basename(path))[0]
    return read(document, stem, path) if _is_preset(document) else _from_rules(document, stem, path)


class Fields:
    """A mapping of a preset file, read field by field. What is wrong is raised as PresetFileProblem with its place."""

    def __init__(self, value: Any, file: str, place: str = ''):
        self.file, self.place = file, place
        if not isinstance(value, dict):
            raise PresetFileProblem(file, place, None, f'is {describe(value)}', 'Write an object with fields.')
        self._value: dict[Any, Any] = value

    def problem(self, field: str, reason: str, recommendation: str) -> PresetFileProblem:
        """The error for one field."""
        return PresetFileProblem(self.file, self.place, field, reason, recommendation)

    def refuse_unknown(self, known: Sequence[str], skipped: Sequence[str] = ()) -> None:
        """Raise for the first field that is neither known nor skipped nor a comment: a mistyped one has no effect."""
        for field in self._value:
            if field not in known and field not in skipped and not str(field).startswith('_'):
                raise PresetFileProblem(
                    self.file,
                    self.place,
                    None,
                    f'has an unknown field {quoted(str(field))}',
                    f'{nearest(str(field), known)}The fields are {", ".join(known)}.',
                )

    def has(self, field: str) -> bool:
        """True when the field has a value other than null."""
        return self._value.get(field) is not None

    def text(self, field: str) -> str | None:
        """The text without spaces around it, or None where there is none."""
        value = self._value.get(field)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.problem(field, f'is {describe(value)}', 'Write a text.')
        return value.strip() or None

    def items(self, field: str) -> list[Any]:
        """The list, or an empty one."""
        value = self._value.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.problem(field, f'is {describe(value)}', 'Write a list.')
        return value

    def texts(self, field: str) -> list[str]:
        """The list of texts, or an empty one."""
        values = self.items(field)
        for value in values:
            if not isinstance(value, str):
                raise self.problem(field, f'holds {describe(value)}', 'Write a list of texts.')
        return values

    def objects(self, field: str, item: str = '') -> Iterator['Fields']:
        """The mappings in the list, each with its place, which is the item's number by that name."""
        for number, value in enumerate(self.items(field), start=1):
            place = f'{item} {number}' if item else f'{self.place}, field {field}: number {number}'
            yield Fields(value, self.file, place)

    def mapping(self, field: str) -> dict[Any, Any]:
        """The mapping, or an empty one."""
        value = self._value.get(field)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.problem(field, f'is {describe(value)}', 'Write an object.')
        return value

    def date(self, field: str) -> str:
        """The ISO date."""
        text = self.text(field)
        if text is None:
            raise self.problem(field, 'is missing', 'Write a date such as 2024-05-21.')
        try:
            return iso_date(text)
        except InputError as ex:
            raise self.problem(field, ex.message.rstrip('.'), ex.recommendation or '') from ex

    def condition(self) -> str | None:
        """When an optional entry is needed; None where it is required."""
        value = self._value.get('optional')
        if isinstance(value, bool):
            return 'if wanted' if value else None
        return self.text('optional')

    def type(self) -> RuleType:
        """The rule type, in the documented spelling."""
        text = self.text('type')
        known = next((one for one in TYPES if one == text), None)
        if known is None and text:
            spelled = enum_value(text, TYPES)
            known = next((one for one in TYPES if one == spelled), None)
        if known is None:
            raise self.problem(
                'type',
                f"'{text}' is not a valid rule type" if text else 'is missing',
                f'Write {", ".join(TYPES[:-1])} or {TYPES[-1]}.',
            )
        return known

    def destination(self, rule_type: RuleType) -> str | dict[str, Any]:
        """The destination: text for an FQDN, otherwise a mapping, aliases next to it included."""
        if rule_type == Fqdn.type:
            text = self.text('destination')
            if text is None or not _names(text):
                raise self.problem('destination', 'is missing', 'Write a host name.')
            return text
        fields = self.mapping('destination')
        if not fields:
            raise self.problem('destination', 'is missing', 'Write its fields as in an az ml YAML.')
        known = DESTINATION_FIELDS[rule_type]
        # In any of the spellings that a rule file may have.
        spelled = {key_of(field): field for field in known}
        Fields(
            {spelled.get(key_of(str(field)), field): None for field in fields},
            self.file,
            f'{self.place}, field destination',
        ).refuse_unknown(known)
        return dict(fields, fqdns=self._value['fqdns']) if self.has('fqdns') else fields


class Sources:
    """The documents that a preset file names, by their keys.

    {preset} and {date} in a source become the preset's name and the day that the source is named for.
    """

    def __init__(self, fields: Fields, preset: str):
        self._texts: dict[str, str] = {}
        for key, value in fields.mapping('sources').items():
            source = Fields(value, fields.file, f'source {key}')
            source.refuse_unknown(FIELDS['source'])
            parts = (source.text('title'), source.text('document'), source.text('date'))
            self._texts[key] = ', '.join(part for part in parts if part).replace('{preset}', preset)

    def text(self, key: str | None, day: str | None) -> str | None:
        """The document in one line: what the file says for the key, or the key itself where it says nothing."""
        if key is None:
            return None
        return (self._texts.get(key) or key).replace('{date}', day or '').removesuffix(', ')


def read_revision(fields: Fields, sources: Sources) -> tuple[str, str | None]:
    """The ISO date of a revision, and its source in one line."""
    fields.refuse_unknown(FIELDS['revision'])
    day = fields.date('date')
    return day, sources.text(fields.text('source'), day)


def read_entries(fields: Fields, sources: Sources) -> Iterator[ListedEntry]:
    """An entry for each of the names in an FQDN entry, otherwise one."""
    fields.refuse_unknown(FIELDS['entry'], _SHOWN_ENTRY_FIELDS)
    rule_type = fields.type()
    destination = fields.destination(rule_type)
    if fields.has('listed'):
        listings = tuple(_listing(period, sources) for period in fields.objects('listed'))
        if not listings:
            raise fields.problem('listed', 'is empty', 'Write the periods in which the entry was listed.')
    else:
        listings = (Listing(None, None, sources.text(fields.text('source'), None), fields.condition()),)
    for one in _names(destination) if isinstance(destination, str) else [destination]:
        yield ListedEntry(
            type=rule_type,
            destination=one,
            purpose=fields.text('purpose') or '',
            warning=fields.text('warning'),
            replaced_by=fields.text('replaced_by'),
            place=f'{fields.file}: {fields.place}',
            listings=listings,
        )


def read_note(note: Any, file: str, number: int) -> tuple[str, Listing]:
    """A note with the period for which it holds; a text always holds."""
    if isinstance(note, str):
        return note, _ALWAYS
    fields = Fields(note, file, f'note {number}')
    fields.refuse_unknown(FIELDS['note'])
    text = fields.text('text')
    if text is None:
        raise fields.problem('text', 'is missing', 'Write the note.')
    since = fields.date('since') if fields.has('since') else ''
    until = fields.date('until') if fields.has('until') else None
    return text, Listing(since, until, None, None)


def _listing(fields: Fields, sources: Sources) -> Listing:
    fields.refuse_unknown(FIELDS['period'])
    since, until = fields.date('since'), fields.date('until') if fields.has('until') else None
    if until is not None and until <= since:
        raise fields.problem('until', f'is {until}, not later than since', 'Write the first day without the entry.')
    return Listing(since, until, sources.text(fields.text('source'), since), fields.condition())


def _day(revision: tuple[str, str | None]) -> str:
    return revision[0]


def _is_preset(document: Any) -> bool:
    """True for a document in the format of preset files, also one whose `entries` is mistyped."""
    if not isinstance(document, dict):
        return False
    if 'entries' in document:
        return True
    from difflib import get_close_matches

    # No rule file has a field like it; `properties`, the nearest, is less alike.
    return any(get_close_matches(str(field).lower(), ['entries'], cutoff=0.65) for field in document)


def _from_rules(document: Any, stem: str, path: str) -> Preset:
    """The rules of a rule file as a preset without dates."""
    # Few presets are rule files.
    from ..formats.detect import parse

    entries: list[ListedEntry] = []
    for rule in parse(document, path).rules:
        destination = rule.destination
        shown = destination.az_ml()
        if not destination.understood and not (destination.type == Fqdn.type and _has_port(shown)):
            raise InputError(
                f'{path}: {rule.label}, field {destination.field}: {destination.reason}.',
                'Fix or remove the rule; every rule of a preset has to be understood.',
            )
        kind = destination.type or Fqdn.type
        purpose = f'rule {rule.name}' if rule.name else ''
        for one in _names(shown) if isinstance(shown, str) else [shown]:
            place = f'{path}: entry {len(entries) + 1}'
            entries.append(ListedEntry(kind, one, purpose, None, None, place, (_ALWAYS,)))
    if not entries:
        raise FileProblem(f'{path} holds no rules to make a preset of.', 'List them under "entries".')
    return Preset(stem, stem, '', (), (), tuple(entries), ())


def _has_port(destination: Any) -> bool:
    """True for an FQDN destination with a port, which roles.resolve reports better."""
    return isinstance(destination, str) and any(hosts.split_port(part) for part in _names(destination))


def _names(destination: str) -> list[str]:
    """The names in an FQDN destination, which commas separate."""
    return [part.strip() for part in destination.split(',') if part.strip()]
