"""The catalogue: scenario presets, the dated revisions of each, and presets that users write themselves.

A preset file holds every revision of its primary article; an entry says in which of them it was listed. `Preset.at`
gives one revision.
"""

import json
import os
from datetime import date
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

from .errors import FileProblem, InputError, UnknownName
from .nearest import nearest
from .rules import Fqdn, PrivateEndpoint, ServiceTag
from .spelling import describe, enum_value

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'presets')
TYPES = (Fqdn.type, ServiceTag.type, PrivateEndpoint.type)
_SUFFIX = '.yaml'
_BUILT_SUFFIX = '.json'


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
    condition: when an optional entry is needed. since, until: the unbroken run of revisions that list it.
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


class Preset:
    """A preset file, read; every revision can be asked for."""

    def __init__(self, document: Dict[str, Any], name: str, source: str):
        self._where = source
        self.name = self._text(document, 'name', name)
        self.title = self._text(document, 'title', self.name)
        self.description = self._text(document, 'description', '')
        self.applies_to = tuple(self._list(document, 'applies_to'))
        self._sources = document.get('sources') or {}
        self._notes = self._list(document, 'notes')
        self.revisions = self._revisions(document)
        self._entries = [part for entry in self._list(document, 'entries') for part in _single(entry)]
        if not self._entries:
            raise InputError(f'{source} has no entries.', 'List what the scenario needs under "entries", each with '
                                                          'a type and a destination as in an az ml YAML.')
        self._listings = [self._entry_listings(entry, index) for index, entry in enumerate(self._entries, start=1)]

    def at(self, as_of: Optional[str] = None) -> PresetRevision:
        """The newest revision, or the newest one not later than the ISO date as_of.

        Raises InputError for a date before the first revision or a text that is no date.
        """
        day, source = self._revision(as_of)
        entries = [self._entry(raw, listings, day) for raw, listings in zip(self._entries, self._listings)]
        return PresetRevision(self.name, self.title, self.description, self.applies_to, day, source,
                              tuple(entry for entry in entries if entry is not None), tuple(self._notes_at(day)))

    def _revision(self, as_of: Optional[str]) -> Tuple[Optional[str], Optional[str]]:
        if as_of is not None:
            day = iso_date(as_of)
            if not self.revisions:
                return None, None
            known = [revision for revision in self.revisions if revision[0] <= day]
            if not known:
                first = self.revisions[0][0]
                raise InputError(f'The preset {self.name} has no revision as of {day}; its first one is of {first}.',
                                 f'Use --as-of {first} or a later date.')
            return known[-1]
        return self.revisions[-1] if self.revisions else (None, None)

    def _entry(self, raw: Dict[str, Any], listings: List[Listing], day: Optional[str]) -> Optional[Entry]:
        current = next((listing for listing in listings if listing.holds_at(day)), None)
        if current is None:
            return None
        return Entry(type=raw['type'], destination=raw['destination'], purpose=str(raw.get('purpose') or ''),
                     optional=current.optional is not None, condition=current.optional,
                     since=_start(listings, current), until=_end(listings, current), source=current.source,
                     warning=raw.get('warning'), replaced_by=raw.get('replaced_by'))

    def _notes_at(self, day: Optional[str]) -> List[str]:
        notes = []
        for note in self._notes:
            if not isinstance(note, dict):
                notes.append(str(note))
            elif Listing(_day(note.get('since')), _day(note.get('until')), None, None).holds_at(day):
                notes.append(str(note.get('text')))
        return notes

    def _revisions(self, document: Dict[str, Any]) -> List[Tuple[str, Optional[str]]]:
        return [(self._date(revision.get('date'), 'revisions'), self._source(revision.get('source')))
                for revision in self._list(document, 'revisions') if isinstance(revision, dict)]

    def _entry_listings(self, entry: Any, index: int) -> List[Listing]:
        if not isinstance(entry, dict):
            raise InputError(f'{self._where}: entry {index} is {describe(entry)}.',
                             'Write an object with a type and a destination.')
        for field in ('type', 'destination'):
            if entry.get(field) in (None, ''):
                raise InputError(f'{self._where}: entry {index} has no {field}.',
                                 'Write a type and a destination as in an az ml YAML.')
        periods = entry.get('listed')
        if periods is None:
            condition = entry.get('optional')
            return [Listing(None, None, None, 'if wanted' if condition is True else condition or None)]
        if not isinstance(periods, list) or not all(isinstance(period, dict) for period in periods):
            raise InputError(f'{self._where}: entry {index}, field listed: is {describe(periods)}.',
                             'Write a list of periods, each with since and source.')
        return [self._listing(period, f'entry {index}, field listed') for period in periods]

    def _listing(self, period: Dict[str, Any], place: str) -> Listing:
        condition = period.get('optional')
        until = period.get('until')
        return Listing(self._date(period.get('since'), place), None if until is None else self._date(until, place),
                       self._source(period.get('source')), 'if wanted' if condition is True else condition or None)

    def _date(self, value: Any, place: str) -> str:
        try:
            return iso_date(str(value))
        except InputError as ex:
            raise InputError(f'{self._where}: {place}: {ex.message}', ex.recommendation) from ex

    def _source(self, key: Any) -> Optional[str]:
        """A document with its date, in one line."""
        known = self._sources.get(key) if isinstance(self._sources, dict) and isinstance(key, str) else None
        if not isinstance(known, dict):
            return key if isinstance(key, str) else None
        parts = [known.get('title'), known.get('document'), known.get('date')]
        return ', '.join(str(part) for part in parts if part)

    def _text(self, document: Dict[str, Any], field: str, default: str) -> str:
        value = document.get(field, default)
        if not isinstance(value, str):
            raise InputError(f'{self._where}: field {field} is {describe(value)}.', 'Write a text.')
        return value

    def _list(self, document: Dict[str, Any], field: str) -> list:
        value = document.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise InputError(f'{self._where}: field {field} is {describe(value)}.', 'Write a list.')
        return value


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
    from .render import rule_fields
    entries = []
    for rule in parse(document, path).rules:
        if not rule.understood:
            raise InputError(f'{path}: rule {rule.name}, field {rule.destination.field}: {rule.destination.reason}.',
                             'Mend or remove the rule; a preset has to be clear.')
        entries.append(dict(rule_fields(rule.destination), purpose=f'rule {rule.name}'))
    if not entries:
        raise FileProblem(f'{path} holds no rules to make a preset of.', 'List them under "entries".')
    return Preset({'entries': entries}, stem, path)


def iso_date(text: str) -> str:
    """The date in text as YYYY-MM-DD. Raises InputError for anything else."""
    text = text.strip()
    try:
        # Python 3.11 and later would take week dates and the like too.
        if len(text) != len('YYYY-MM-DD'):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError as ex:
        raise InputError(f"'{text}' is no date.", 'Write it as YYYY-MM-DD, for example 2024-05-21.') from ex


def _single(entry: Any) -> List[Any]:
    """An entry for each of the names that an FQDN entry gives with commas, its type in the documented spelling."""
    if not isinstance(entry, dict) or not isinstance(entry.get('type'), str):
        return [entry]
    entry = dict(entry, type=enum_value(entry['type'], TYPES) or entry['type'])
    destination = entry.get('destination')
    if entry['type'] != Fqdn.type or not isinstance(destination, str) or ',' not in destination:
        return [entry]
    return [dict(entry, destination=part.strip()) for part in destination.split(',') if part.strip()]


def _day(value: Any) -> Optional[str]:
    return None if value is None else str(value)


def _start(listings: List[Listing], current: Listing) -> Optional[str]:
    """Where the unbroken run of listings that holds current begins."""
    start = current.since
    earlier = {listing.until: listing.since for listing in listings}
    while start in earlier:
        start = earlier[start]
    return start


def _end(listings: List[Listing], current: Listing) -> Optional[str]:
    end = current.until
    later = {listing.since: listing.until for listing in listings}
    while end is not None and end in later:
        end = later[end]
    return end
