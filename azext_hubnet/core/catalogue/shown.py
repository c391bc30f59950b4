"""Presets as the JSON results show them."""

from typing import TYPE_CHECKING

from ..model.destinations import value_in_one_line
from .preset import Entry, PresetRevision

if TYPE_CHECKING:
    from ..contract.preset import ListedPresetJson, PresetEntryJson, PresetJson


def listed_preset(value: PresetRevision) -> 'ListedPresetJson':
    """An item of `preset list`."""
    return {
        'name': value.name,
        'title': value.title,
        'appliesTo': list(value.applies_to),
        'asOf': value.as_of,
        'entries': len(value.entries),
        'source': value.source,
    }


def preset_revision(value: PresetRevision) -> 'PresetJson':
    """The result of `preset show`; warnings of entries, and what replaces them, are notes."""
    notes = list(value.notes)
    for entry in value.entries:
        destination = value_in_one_line(entry.destination)
        if entry.warning:
            notes.append(f'{destination}: {entry.warning}')
        if entry.replaced_by:
            since = f' from {entry.until} on' if entry.until else ''
            notes.append(f'{destination}: replaced by {entry.replaced_by}{since}')
    return {
        'name': value.name,
        'title': value.title,
        'description': value.description,
        'asOf': value.as_of,
        'source': value.source,
        'entries': [_preset_entry(entry) for entry in value.entries],
        'notes': notes,
    }


def _preset_entry(entry: Entry) -> 'PresetEntryJson':
    purpose = f'{entry.purpose} (optional: {entry.condition})' if entry.optional else entry.purpose
    return {
        'type': entry.type,
        'destination': entry.destination,
        'purpose': purpose,
        'optional': entry.optional,
        'since': entry.since,
        'until': entry.until,
        'source': entry.source,
    }
