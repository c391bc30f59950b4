"""The catalogue: scenario presets, the dated revisions of each, and presets that users write themselves.

A preset file holds every revision of its primary article; an entry says in which of them it was listed. `Preset.at`
gives one revision.
"""

import json
import os
import re
from datetime import date
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

from . import hosts
from .errors import FileProblem, InputError, UnknownName
from .nearest import nearest
from .rules import Fqdn, PrivateEndpoint, ServiceTag
from .spelling import describe, enum_value, key_of, quoted

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'presets')
TYPES = (Fqdn.type, ServiceTag.type, PrivateEndpoint.type)
_SUFFIX = '.yaml'
_BUILT_SUFFIX = '.json'
_ENTRY_FIELDS = ('type', 'destination', 'fqdns', 'purpose', 'optional', 'listed', 'source', 'warning', 'replaced_by')
# What `preset show` and az ml print beside these; nothing is lost when they are not read.
_SHOWN_FIELDS = ('name', 'since', 'until', 'category', 'status', 'error', 'parents')
_PERIOD_FIELDS = ('since', 'until', 'source', 'optional')
_DESTINATION_FIELDS = {
    ServiceTag.type: ('service_tag', 'protocol', 'port_ranges', 'address_prefixes', 'action'),
    PrivateEndpoint.type: ('service_resource_id', 'subresource_target', 'spark_enabled', 'spark_status', 'fqdns'),
}
_DATE = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}')


class Listing(NamedTuple):
    """One period in which an entry was listed: ISO dates of revisions, until exclusive; optional: on what condition."""

    since: Optional[str]
    until: Optional[str]
    source: Optional[str]
    optional: Optional[str]

    def holds_at(self, day: Optional[str]) -> bool:
        """True when the entry was listed in the revision of that day; undated listings always hold."""
        if day is None or self.since is None:
            return True
        return self.since <= day and (self.until is None or day < self.until)


class Entry(NamedTuple):
    """What one revision of a preset asks for.

    destination: spelled as in an az ml YAML; a role in angle brackets stands for a resource of the hub.
    condition: when an optional entry is needed. since, until: the unbroken run of revisions that list it. place: the
    file and the number of the entry in it, for messages.
    """

    type: str
    destination: Union[str, Dict[str, Any]]
    purpose: str
    optional: bool
    condition: Optional[str]
    since: Optional[str]
    until: Optional[str]
    source: Optional[str]
    warning: Optional[str] = None
    replaced_by: Optional[str] = None
    place: str = ''


class PresetRevision(NamedTuple):
    """A preset as of one of its revisions; as_of is None for a user's preset without dates."""

    name: str
    title: str
    description: str
    applies_to: Tuple[str, ...]
    as_of: Optional[str]
    source: Optional[str]
    entries: Tuple[Entry, ...]
    notes: Tuple[str, ...]


class Preset:  # pylint: disable=too-few-public-methods,too-many-instance-attributes
    """A preset file, read; every revision can be asked for.

    document: plain values, as yaml_reader gives them. name: where the file gives none. source: the file, for messages.
    Raises InputError with the place of what is not as it should be.
    """

    def __init__(self, document: Any, name: str, source: str):
        fields = _Fields(document, source)
        self.name = fields.text('name') or name
        self.title = fields.text('title') or self.name
        self.description = fields.text('description') or ''
        self.applies_to = tuple(fields.texts('applies_to'))
        self._sources = fields.mapping('sources')
        self.revisions = sorted((self._revision_of(revision) for revision in fields.objects('revisions')),
                                key=lambda revision: revision[0])
        self._notes = [_note(note, number, source) for number, note in enumerate(fields.items('notes'), start=1)]
        self._entries = [(entry, listings) for number, raw in enumerate(fields.items('entries'), start=1)
                         for entry, listings in self._read(_Fields(raw, f'{source}: entry {number}'))]
        if not self._entries:
            raise InputError(f'{source} has no entries.', 'List what the scenario needs under "entries", each with '
                                                          'a type and a destination as in an az ml YAML.')

    def at(self, as_of: Optional[str] = None) -> PresetRevision:
        """The newest revision, or the newest one not later than the ISO date as_of.

        Raises InputError for a date before the first revision or a text that is no date.
        """
        day, source = self._revision(as_of)
        entries = (_listed(entry, listings, day) for entry, listings in self._entries)
        return PresetRevision(self.name, self.title, self.description, self.applies_to, day, source,
                              tuple(entry for entry in entries if entry is not None),
                              tuple(text for text, listing in self._notes if listing.holds_at(day)))

    def ever(self) -> PresetRevision:
        """All entries that the preset has or ever had; until: the first day without, where the newest lacks one."""
        day, source = self._revision(None)
        return PresetRevision(self.name, self.title, self.description, self.applies_to, day, source,
                              tuple(entry._replace(until=_last_day(listings, day))
                                    for entry, listings in self._entries), ())

    def _revision(self, as_of: Optional[str]) -> Tuple[Optional[str], Optional[str]]:
        if as_of is not None:
            day = as_of_day(as_of)
            if not self.revisions:
                return None, None
            known = [revision for revision in self.revisions if revision[0] <= day]
            if not known:
                first = self.revisions[0][0]
                raise InputError(f'The preset {self.name} has no revision as of {day}; its first one is of {first}.',
                                 f'Use --as-of {first} or a later date.')
            return known[-1]
        return self.revisions[-1] if self.revisions else (None, None)

    def _revision_of(self, fields: '_Fields') -> Tuple[str, Optional[str]]:
        return fields.date('date'), self._source(fields.text('source'))

    def _read(self, fields: '_Fields') -> Iterator[Tuple[Entry, Tuple[Listing, ...]]]:
        """An entry for each of the names that an FQDN entry gives with commas, without its dates; and its listings."""
        fields.refuse_others(_ENTRY_FIELDS, _SHOWN_FIELDS)
        type_name, destination = fields.type(), fields.destination()
        if fields.has('listed'):
            listings = tuple(self._listing(period) for period in fields.objects('listed'))
            if not listings:
                raise fields.problem('listed', 'is empty', 'Write the periods in which the entry was listed.')
        else:
            listings = (Listing(None, None, fields.text('source'), fields.condition()),)
        for part in _single(destination):
            yield Entry(type_name, part, fields.text('purpose') or '', False, None, None, None, None,
                        fields.text('warning'), fields.text('replaced_by'), fields.where), listings

    def _listing(self, fields: '_Fields') -> Listing:
        fields.refuse_others(_PERIOD_FIELDS)
        since, until = fields.date('since'), fields.date('until') if fields.has('until') else None
        if until is not None and until <= since:
            raise fields.problem('until', f'is {until}, not later than since', 'Write the first day without the entry.')
        return Listing(since, until, self._source(fields.text('source')), fields.condition())

    def _source(self, key: Optional[str]) -> Optional[str]:
        """A document with its date, in one line."""
        known = self._sources.get(key)
        if not isinstance(known, dict):
            return key
        parts = [known.get('title'), known.get('document'), known.get('date')]
        return ', '.join(str(part) for part in parts if part)


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
                raise InputError(f'{self.where}: there is no field {quoted(str(field))}.',
                                 f"{nearest(str(field), known)}The fields are {', '.join(known)}.")

    def has(self, field: str) -> bool:
        """True when the field says something."""
        return self._value.get(field) is not None

    def text(self, field: str) -> Optional[str]:
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

    def texts(self, field: str) -> List[str]:
        """The list of texts, or an empty one."""
        values = self.items(field)
        for value in values:
            if not isinstance(value, str):
                raise self.problem(field, f'holds {describe(value)}', 'Write a list of texts.')
        return values

    def objects(self, field: str) -> List['_Fields']:
        """The mappings in the list, each with its place."""
        return [_Fields(value, f'{self.where}, field {field}: number {number}')
                for number, value in enumerate(self.items(field), start=1)]

    def mapping(self, field: str) -> Dict[str, Any]:
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

    def condition(self) -> Optional[str]:
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
            raise self.problem('type', f"'{text}' is no rule type" if text else 'is missing',
                               f"Write {', '.join(TYPES[:-1])} or {TYPES[-1]}.")
        return known

    def destination(self) -> Union[str, Dict[str, Any]]:
        """The destination: a text for an FQDN, else a mapping, with the aliases that an az ml YAML has beside it."""
        if self.type() == Fqdn.type:
            text = self.text('destination')
            if text is None or not _single(text):
                raise self.problem('destination', 'is missing', 'Write a host name.')
            return text
        fields = self.mapping('destination')
        if not fields:
            raise self.problem('destination', 'is missing', 'Write its fields as in an az ml YAML.')
        known = _DESTINATION_FIELDS[self.type()]
        # In any of the spellings that a rule file may have.
        spelled = {key_of(field): field for field in known}
        _Fields({spelled.get(key_of(str(field)), field): None for field in fields},
                f'{self.where}, field destination').refuse_others(known)
        return dict(fields, fqdns=self._value['fqdns']) if self.has('fqdns') else fields


def names() -> Tuple[str, ...]:
    """The names of the presets that hubnet ships, in alphabetical order."""
    return tuple(sorted(file[:-len(_SUFFIX)] for file in os.listdir(FOLDER) if file.endswith(_SUFFIX)))


def load(name: str) -> Preset:
    """A shipped preset by name. Raises UnknownName with the nearest names."""
    if name not in names():
        raise UnknownName(f"There is no preset '{name}'.", nearest(name, names()) +
                          "See them all with 'az hubnet preset list'.")
    path = os.path.join(FOLDER, name + _SUFFIX)
    try:
        # A build puts each preset beside itself as JSON: importing yaml and parsing would be half of a diff's time.
        with open(os.path.join(FOLDER, name + _BUILT_SUFFIX), encoding='utf-8') as file:
            return Preset(json.load(file), name, path)
    except FileNotFoundError:
        pass
    from . import yaml_reader
    with open(path, encoding='utf-8') as file:
        return Preset(yaml_reader.load(file.read()), name, path)


def is_path(name: str) -> bool:
    """True for what is a preset file of the user's rather than a name in the catalogue."""
    return '/' in name or os.sep in name or name.lower().endswith(('.yaml', '.yml', '.json'))


def from_document(document: Any, path: str) -> Preset:
    """A user's preset: the format of the shipped ones with all but entries left out at will, or any rule file."""
    stem = os.path.splitext(os.path.basename(path))[0]
    if isinstance(document, dict) and 'entries' in document:
        return Preset(document, stem, path)
    from .parse import parse
    from .render import destination
    entries = []
    for rule in parse(document, path).rules:
        shown = destination(rule.destination)
        if not rule.understood and not _has_port(shown):
            raise InputError(f'{path}: {rule.label}, field {rule.destination.field}: {rule.destination.reason}.',
                             'Mend or remove the rule; a preset has to be clear.')
        entries.append({'type': rule.destination.type, 'destination': shown,
                        'purpose': f'rule {rule.name}' if rule.name else ''})
    if not entries:
        raise FileProblem(f'{path} holds no rules to make a preset of.', 'List them under "entries".')
    return Preset({'entries': entries}, stem, path)


def iso_date(text: str) -> str:
    """The date in text as YYYY-MM-DD. Raises InputError for anything else."""
    text = text.strip()
    try:
        # From Python 3.11 on, fromisoformat would take week dates too.
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError as ex:
        raise InputError(f"'{text}' is no date.", 'Write it as YYYY-MM-DD, for example 2024-05-21.') from ex


def as_of_day(text: str) -> str:
    """The day that --as-of asks for, as iso_date gives it. Raises InputError that names the option."""
    try:
        return iso_date(text)
    except InputError as ex:
        raise InputError(f'--as-of: {ex.message}', ex.recommendation) from ex


def _has_port(destination: Any) -> bool:
    """True for an FQDN destination that gives a port, for which resolve has words."""
    return isinstance(destination, str) and any(hosts.split_port(part) for part in _single(destination))


def _single(destination: Union[str, Dict[str, Any]]) -> List[Any]:
    if not isinstance(destination, str):
        return [destination]
    return [part.strip() for part in destination.split(',') if part.strip()]


def _note(note: Any, number: int, source: str) -> Tuple[str, Listing]:
    """A note, with the revisions that it belongs to where it has dates."""
    if isinstance(note, str):
        return note, Listing(None, None, None, None)
    fields = _Fields(note, f'{source}: note {number}')
    text = fields.text('text')
    if text is None:
        raise fields.problem('text', 'is missing', 'Write the note.')
    return text, Listing(fields.date('since') if fields.has('since') else '',
                         fields.date('until') if fields.has('until') else None, None, None)


def _listed(entry: Entry, listings: Tuple[Listing, ...], day: Optional[str]) -> Optional[Entry]:
    """The entry as the revision of that day lists it, or None."""
    current = next((listing for listing in listings if listing.holds_at(day)), None)
    return current and entry._replace(optional=current.optional is not None, condition=current.optional,
                                      since=_start(listings, current), until=_end(listings, current),
                                      source=current.source)


def _last_day(listings: Tuple[Listing, ...], day: Optional[str]) -> Optional[str]:
    """The first day from which on an entry was listed no more; None while it is."""
    if any(listing.holds_at(day) for listing in listings):
        return None
    return max((listing.until for listing in listings if listing.until), default=None)


def _start(listings: Tuple[Listing, ...], current: Listing) -> Optional[str]:
    """Where the unbroken run of listings that holds current begins."""
    start = current.since
    earlier = {listing.until: listing.since for listing in listings if listing.until}
    while start in earlier:
        start = earlier[start]
    return start


def _end(listings: Tuple[Listing, ...], current: Listing) -> Optional[str]:
    end = current.until
    later = {listing.since: listing.until for listing in listings}
    while end is not None and end in later:
        end = later[end]
    return end
