"""Presets as the JSON results show them. Dates are ISO dates such as 2024-05-21."""

from typing import Any, TypedDict

from ..model.destinations import RuleType


class ListedPresetJson(TypedDict):
    """An item of `preset list`.

    appliesTo: `hub`, `workspace` or both. asOf: the date of the revision. entries: how many it has, optional ones
    included. source: the document of the revision, in one line.
    """

    name: str
    title: str
    appliesTo: list[str]
    asOf: str | None
    entries: int
    source: str | None


class PresetEntryJson(TypedDict):
    """An item of `entries` in `preset show`.

    destination: as in an az ml YAML, with a placeholder in angle brackets for a resource of the hub. purpose: names the
    condition of an optional entry. since, until: the first day of the unbroken run of revisions that list the entry,
    and the first day without it; until is null while it is listed, both are null in a preset without dates.
    """

    type: RuleType
    destination: str | dict[str, Any]
    purpose: str
    optional: bool
    since: str | None
    until: str | None
    source: str | None


class PresetJson(TypedDict):
    """The result of `preset show`; asOf and source are null in a user's preset without revisions."""

    name: str
    title: str
    description: str
    asOf: str | None
    source: str | None
    entries: list[PresetEntryJson]
    notes: list[str]
