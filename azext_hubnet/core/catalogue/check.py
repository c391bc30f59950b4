"""Find errors in a preset file; the rules are the same for shipped presets and for those of users.

Reading a preset stops at the first field that is wrong. The functions here find all of them, and also what can be read
but does not work, such as a host that appears twice, or a subresource that does not exist.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from ..documents.fields import quoted
from ..facts import private_endpoints, service_tags
from ..facts.roles import APPLICATION_GATEWAY, REGION, RESOURCE_TYPES
from ..model.destinations import Fqdn, PrivateEndpoint, ServiceTag, value_in_one_line
from ..model.errors import InputError
from ..model.hub import Hub
from .all_presets import DestinationKey, keys
from .preset import Entry, ListedEntry, Listing, Preset
from .preset_file import FIELDS, Fields, PresetFileProblem, Sources, read, read_entries, read_note, read_revision
from .roles import Given, need_of

APPLIES_TO = ('hub', 'workspace')
_SAMPLE = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sample/providers/{}/sample'
# One resource of the right type for every role.
_FILLED = Given(
    {REGION: 'westus3', **{role: _SAMPLE.format(of_type) for role, of_type in RESOURCE_TYPES.items()}},
    {APPLICATION_GATEWAY: ('sample.corp.example',)},
)
_T = TypeVar('_T')


class Problem(NamedTuple):
    """One thing that is wrong with a preset file.

    place: such as `entry 3`, empty for the file as a whole. field: None where no single one is wrong. reason: what is
    wrong, to be read after place and field. advice: what to write instead.
    """

    file: str
    place: str
    field: str | None
    reason: str
    advice: str

    def __str__(self) -> str:
        where = f'{self.file}: {self.place}' if self.place else self.file
        return f'{where}, field {self.field}: {self.reason}' if self.field else f'{where} {self.reason}'


def problems(document: Any, file: str) -> list[Problem]:
    """Everything that is wrong with a preset file, in its order; an empty list for a sound one.

    What the fields mean is only judged where all of them can be read.

    Args:
        document: plain values, as documents.yaml_values gives them.
        file: its name, for messages.
    """
    reader = _Reader()
    reader.read(document, file)
    if reader.problems:
        return reader.problems
    fields = Fields(document, file)
    preset = read(document, file, file)
    whole = (*_file_problems(preset, fields), *_revision_problems(preset), *_unused_sources(fields))
    return [
        *(Problem(file, '', *found) for found in (*whole, *_note_problems(preset))),
        *(
            Problem(file, entry.place.removeprefix(f'{file}: '), *found)
            for entry in preset.entries
            for found in (*_listing_problems(entry, preset.days), *_entry_problems(entry, preset))
        ),
    ]


class _Reader:
    """Reads the parts of a file, and notes what cannot be read instead of stopping there."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def attempt(self, read_part: Callable[..., _T], *arguments: Any) -> _T | None:
        """What a function of preset_file gives, or None where it raises."""
        try:
            return read_part(*arguments)
        except PresetFileProblem as ex:
            self.problems.append(Problem(ex.file, ex.place, ex.field, ex.reason, ex.recommendation or ''))
            return None

    def read(self, document: Any, file: str) -> None:
        """Every part of the file."""
        fields = self.attempt(Fields, document, file)
        if fields is None:
            return
        self.attempt(fields.refuse_unknown, FIELDS['file'])
        for field in ('name', 'title', 'description'):
            self.attempt(fields.text, field)
        self.attempt(fields.texts, 'applies_to')
        sources = self.attempt(Sources, fields, '') or Sources(Fields({}, file), '')
        for number, value in enumerate(self.attempt(fields.items, 'revisions') or (), start=1):
            one = self.attempt(Fields, value, file, f'revision {number}')
            if one is not None:
                self.attempt(read_revision, one, sources)
        for number, value in enumerate(self.attempt(fields.items, 'entries') or (), start=1):
            one = self.attempt(Fields, value, file, f'entry {number}')
            if one is not None:
                self.attempt(_all_entries, one, sources)
        for number, value in enumerate(self.attempt(fields.items, 'notes') or (), start=1):
            self.attempt(read_note, value, file, number)
        if not self.problems:
            self.attempt(read, document, file, file)


def _all_entries(fields: Fields, sources: Sources) -> list[ListedEntry]:
    return list(read_entries(fields, sources))


_Found = tuple[str | None, str, str]


def _file_problems(preset: Preset, fields: Fields) -> Iterator[_Found]:
    unknown = [kind for kind in preset.applies_to if kind not in APPLIES_TO]
    if unknown:
        yield 'applies_to', f'holds {unknown[0]}', f'Write {" or ".join(APPLIES_TO)}, or both.'
    if len(set(preset.applies_to)) < len(preset.applies_to):
        yield 'applies_to', 'has something twice', 'Write each once.'
    for text in ('title', 'description'):
        if fields.has(text) and not fields.text(text):
            yield text, 'is empty', 'Write a text, or leave the field out.'


def _revision_problems(preset: Preset) -> Iterator[_Found]:
    days = preset.days
    for twice in sorted({day for day in days if days.count(day) > 1}):
        yield 'revisions', f'has {twice} twice', 'Write each revision once.'
    each: list[str | None] = [*dict.fromkeys(days)]
    for day in each or [None]:
        revision = f'the revision {day}' if day else 'the preset'
        entries = preset.at(day).entries
        seen: set[DestinationKey] = set()
        for entry in entries:
            for key in _keys(entry):
                if key in seen:
                    yield (
                        'entries',
                        f'has {value_in_one_line(entry.destination)} twice in {revision}',
                        'Write each destination once.',
                    )
                seen.add(key)
        if all(entry.optional for entry in entries):
            yield 'entries', f'has nothing that {revision} requires', 'Leave out optional where an entry is required.'


def _unused_sources(fields: Fields) -> Iterator[_Found]:
    raw = fields.items('revisions') + fields.items('entries')
    raw += [period for entry in fields.items('entries') for period in entry.get('listed') or ()]
    used = {one.get('source') for one in raw}
    for key in fields.mapping('sources'):
        if key not in used:
            yield (
                'sources',
                f'has {quoted(key)}, which nothing names',
                'Name it as the source of something, or remove it.',
            )


def _note_problems(preset: Preset) -> Iterator[_Found]:
    for number, (text, period) in enumerate(preset.notes, start=1):
        if not text.strip():
            yield 'notes', f'has an empty text as number {number}', 'Write the note, or remove it.'
        yield from _undated('notes', period, preset.days)
        if period.since and period.until and period.until <= period.since:
            yield 'notes', f'has a period that ends before it begins, as number {number}', 'Write a later until.'


def _listing_problems(entry: ListedEntry, days: tuple[str, ...]) -> Iterator[_Found]:
    for earlier, later in zip(entry.listings, entry.listings[1:], strict=False):
        if earlier.until is None or later.since is None or earlier.until > later.since:
            yield 'listed', 'has periods that overlap or are not in order', 'Write them in order, each ended by until.'
    for period in entry.listings:
        yield from _undated('listed', period, days)


def _undated(field: str, period: Listing, days: tuple[str, ...]) -> Iterator[_Found]:
    for name, day in (('since', period.since), ('until', period.until)):
        if day and days and day not in days:
            yield field, f'has {name} {day}, which is not a revision', 'Write the date of one of the revisions.'


def _entry_problems(entry: ListedEntry, preset: Preset) -> Iterator[_Found]:
    asked = entry.ever(None)
    try:
        need = need_of(preset.name, asked, Hub(), _FILLED)
    except InputError as ex:
        yield 'destination', _reason(ex.message), ex.recommendation or ''
        return
    if need.unsupported:
        yield 'destination', f'cannot be a rule: {need.unsupported}', 'Remove the entry, or write a note instead.'
        return
    destination = need.destination
    if isinstance(destination, Fqdn):
        yield from _host_problems(destination.hosts[0], entry, preset)
    elif entry.replaced_by:
        yield 'replaced_by', 'is for host names', 'Remove it, or write a note instead.'
    if isinstance(destination, PrivateEndpoint):
        yield from _endpoint_problems(destination)
    if isinstance(destination, ServiceTag) and not destination.address_prefixes:
        yield from _tag_problems(destination.service_tag or '')


def _host_problems(host: str, entry: ListedEntry, preset: Preset) -> Iterator[_Found]:
    if host != entry.destination:
        yield 'destination', 'is not written as rules have it', f'Write {host}.'
    if (host.startswith('*') and not host.startswith('*.')) or '.' not in host:
        yield 'destination', 'allows more than the hosts of one domain', 'Write a host, or *. and a domain.'
    if any(('.' + host.lstrip('*.')).endswith('.' + suffix) for suffix in service_tags.suffixes('Storage')):
        what = 'is a storage account, which FQDN rules do not reach in approved-only mode'
        if not entry.warning:
            yield 'destination', what, 'Write a warning that says so.'
        newest = entry.at(preset.days[-1] if preset.days else None)
        if newest and not newest.optional:
            yield 'destination', f'{what}, and is required', 'Make it optional, or write a private endpoint.'
    until = entry.listings[-1].until
    if entry.replaced_by and not any(
        other.destination == entry.replaced_by and until and other.at(until) for other in preset.entries
    ):
        yield 'replaced_by', f'{entry.replaced_by} is not listed when the entry ends', 'Write an entry that follows it.'


def _endpoint_problems(endpoint: PrivateEndpoint) -> Iterator[_Found]:
    target = private_endpoints.supported(endpoint.service_resource_id)
    if target and target.doubt:
        yield 'destination', f'has a target that may not be supported: {target.doubt}', 'Write a note instead.'
    if target and endpoint.subresource_target not in target.subresources:
        yield (
            'destination',
            f'spells the subresource {endpoint.subresource_target} differently from Azure',
            f'Write one of {", ".join(target.subresources)}.',
        )


def _tag_problems(name: str) -> Iterator[_Found]:
    known = service_tags.known(name)
    if known is None:
        yield 'destination', f'has the service tag {name}, which hubnet does not know', 'Check its spelling.'
    elif not name.startswith(known.name):
        yield 'destination', f'spells the service tag {name} differently from Azure', f'Write {known.name}.'


def _reason(message: str) -> str:
    """The end of a message of roles, without the place in front of it."""
    return message.partition('field ')[2].partition(': ')[2].rstrip('.') or message.rstrip('.')


def _keys(entry: Entry) -> tuple[DestinationKey, ...]:
    try:
        return keys(need_of('', entry, Hub(), _FILLED).destination)
    except InputError:
        # Reported with the entry.
        return ()
