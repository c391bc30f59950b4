"""What a preset is: everything that its primary article ever listed, and what each dated revision asks for."""

from typing import Any, NamedTuple

from ..model.dates import as_of_day
from ..model.destinations import RuleType
from ..model.errors import InputError


class Listing(NamedTuple):
    """One period in which an entry was listed.

    since, until: ISO dates of revisions, until exclusive; None for no bound. source: the document, in one line.
    optional: on what condition the entry is needed, None where it is required.
    """

    since: str | None
    until: str | None
    source: str | None
    optional: str | None

    def holds_at(self, day: str | None) -> bool:
        """True when the entry was listed in the revision of that day; undated listings always hold."""
        if day is None or self.since is None:
            return True
        return self.since <= day and (self.until is None or day < self.until)


class ListedEntry(NamedTuple):
    """What a preset file says about one destination.

    destination: spelled as in an az ml YAML; a role in angle brackets is a placeholder for a resource of the hub.
    place: the file and the number of the entry in it, for messages. listings: the periods in which it was listed.
    """

    type: RuleType
    destination: str | dict[str, Any]
    purpose: str
    warning: str | None
    replaced_by: str | None
    place: str
    listings: tuple[Listing, ...]

    def at(self, day: str | None) -> 'Entry | None':
        """The entry as the revision of that day lists it, or None."""
        current = next((listing for listing in self.listings if listing.holds_at(day)), None)
        if current is None:
            return None
        return self._entry(
            current.optional, _start(self.listings, current), _end(self.listings, current), current.source
        )

    def ever(self, newest: str | None) -> 'Entry':
        """The entry without its conditions; until: the first day without it, where the newest revision lacks it."""
        return self._entry(None, None, self._last_day(newest), None)

    def _entry(self, condition: str | None, since: str | None, until: str | None, source: str | None) -> 'Entry':
        return Entry(
            type=self.type,
            destination=self.destination,
            purpose=self.purpose,
            optional=condition is not None,
            condition=condition,
            since=since,
            until=until,
            source=source,
            warning=self.warning,
            replaced_by=self.replaced_by,
            place=self.place,
        )

    def _last_day(self, day: str | None) -> str | None:
        """The first day on which the entry was no longer listed; None while it is."""
        if any(listing.holds_at(day) for listing in self.listings):
            return None
        return max((listing.until for listing in self.listings if listing.until), default=None)


class Entry(NamedTuple):
    """What one revision of a preset asks for.

    type, destination, purpose, warning, replaced_by, place: as in ListedEntry. condition: when an optional entry is
    needed. since, until: the unbroken run of revisions that list the entry.
    """

    type: RuleType
    destination: str | dict[str, Any]
    purpose: str
    optional: bool
    condition: str | None
    since: str | None
    until: str | None
    source: str | None
    warning: str | None
    replaced_by: str | None
    place: str


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
    """A preset with all its revisions.

    revisions: their ISO dates, oldest first, each with its source; empty in a user's preset without dates. notes: each
    with the period for which it holds.
    """

    name: str
    title: str
    description: str
    applies_to: tuple[str, ...]
    revisions: tuple[tuple[str, str | None], ...]
    entries: tuple[ListedEntry, ...]
    notes: tuple[tuple[str, Listing], ...]

    @property
    def days(self) -> tuple[str, ...]:
        """The dates of the revisions, the oldest first."""
        return tuple(day for day, _ in self.revisions)

    def at(self, as_of: str | None = None) -> PresetRevision:
        """The newest revision, or the newest one not later than a date.

        Args:
            as_of: an ISO date.

        Raises:
            InputError: as_of is before the first revision, or is not a date.
        """
        day, source = self._revision(as_of)
        entries = (entry.at(day) for entry in self.entries)
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
        entries = tuple(entry.ever(day) for entry in self.entries)
        return PresetRevision(self.name, self.title, self.description, self.applies_to, day, source, entries, ())

    def _revision(self, as_of: str | None) -> tuple[str | None, str | None]:
        if as_of is not None:
            day = as_of_day(as_of)
            if not self.revisions:
                return None, None
            known = [revision for revision in self.revisions if revision[0] <= day]
            if not known:
                first = self.revisions[0][0]
                raise InputError(
                    f'The preset {self.name} has no revision as of {day}; its first one is dated {first}.',
                    f'Use --as-of {first} or a later date.',
                )
            return known[-1]
        return self.revisions[-1] if self.revisions else (None, None)


def _start(listings: tuple[Listing, ...], current: Listing) -> str | None:
    """The first day of the unbroken run of listings that current belongs to."""
    start = current.since
    earlier = {listing.until: listing.since for listing in listings if listing.until}
    while start in earlier:
        start = earlier[start]
    return start


def _end(listings: tuple[Listing, ...], current: Listing) -> str | None:
    """The first day after that run; None while it lasts."""
    end = current.until
    later = {listing.since: listing.until for listing in listings}
    while end is not None and end in later:
        end = later[end]
    return end
