"""What a preset is: everything that its primary article ever listed, and what each dated revision of it asks for."""

from typing import Any, NamedTuple

from ..model.dates import as_of_day
from ..model.errors import InputError


class Listing(NamedTuple):
    """One period in which an entry was listed: ISO dates of revisions, until exclusive; optional: on what condition."""

    since: str | None
    until: str | None
    source: str | None
    optional: str | None

    def holds_at(self, day: str | None) -> bool:
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
    destination: str | dict[str, Any]
    purpose: str
    optional: bool
    condition: str | None
    since: str | None
    until: str | None
    source: str | None
    warning: str | None = None
    replaced_by: str | None = None
    place: str = ''


class PresetRevision(NamedTuple):
    """A preset as of one of its revisions; as_of is None for a user's preset without dates."""

    name: str
    title: str
    description: str
    applies_to: tuple[str, ...]
    as_of: str | None
    source: str | None
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


class Preset(NamedTuple):
    """A preset with all its revisions, of which each can be asked for.

    revisions: their ISO dates, the oldest first, each with its source; none in a user's preset without dates. entries:
    each without its dates, beside the periods in which it was listed. notes: each beside the period that it belongs to.
    """

    name: str
    title: str
    description: str
    applies_to: tuple[str, ...]
    revisions: tuple[tuple[str, str | None], ...]
    entries: tuple[tuple[Entry, tuple[Listing, ...]], ...]
    notes: tuple[tuple[str, Listing], ...]

    @property
    def days(self) -> tuple[str, ...]:
        """The dates of the revisions, the oldest first."""
        return tuple(day for day, _ in self.revisions)

    def at(self, as_of: str | None = None) -> PresetRevision:
        """The newest revision, or the newest one not later than the ISO date as_of.

        Raises InputError for a date before the first revision or a text that is no date.
        """
        day, source = self._revision(as_of)
        entries = (_listed(entry, listings, day) for entry, listings in self.entries)
        return PresetRevision(
            self.name,
            self.title,
            self.description,
            self.applies_to,
            day,
            source,
            tuple(entry for entry in entries if entry is not None),
            tuple(text for text, listing in self.notes if listing.holds_at(day)),
        )

    def ever(self) -> PresetRevision:
        """All entries that the preset has or ever had; until: the first day without, where the newest lacks one."""
        day, source = self._revision(None)
        return PresetRevision(
            self.name,
            self.title,
            self.description,
            self.applies_to,
            day,
            source,
            tuple(entry._replace(until=_last_day(listings, day)) for entry, listings in self.entries),
            (),
        )

    def _revision(self, as_of: str | None) -> tuple[str | None, str | None]:
        if as_of is not None:
            day = as_of_day(as_of)
            if not self.revisions:
                return None, None
            known = [revision for revision in self.revisions if revision[0] <= day]
            if not known:
                first = self.revisions[0][0]
                raise InputError(
                    f'The preset {self.name} has no revision as of {day}; its first one is of {first}.',
                    f'Use --as-of {first} or a later date.',
                )
            return known[-1]
        return self.revisions[-1] if self.revisions else (None, None)


def _listed(entry: Entry, listings: tuple[Listing, ...], day: str | None) -> Entry | None:
    """The entry as the revision of that day lists it, or None."""
    current = next((listing for listing in listings if listing.holds_at(day)), None)
    return current and entry._replace(
        optional=current.optional is not None,
        condition=current.optional,
        since=_start(listings, current),
        until=_end(listings, current),
        source=current.source,
    )


def _last_day(listings: tuple[Listing, ...], day: str | None) -> str | None:
    """The first day from which on an entry was listed no more; None while it is."""
    if any(listing.holds_at(day) for listing in listings):
        return None
    return max((listing.until for listing in listings if listing.until), default=None)


def _start(listings: tuple[Listing, ...], current: Listing) -> str | None:
    """Where the unbroken run of listings that holds current begins."""
    start = current.since
    earlier = {listing.until: listing.since for listing in listings if listing.until}
    while start in earlier:
        start = earlier[start]
    return start


def _end(listings: tuple[Listing, ...], current: Listing) -> str | None:
    end = current.until
    later = {listing.since: listing.until for listing in listings}
    while end is not None and end in later:
        end = later[end]
    return end
