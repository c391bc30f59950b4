"""Waivers: findings that a team has accepted, why and until when.

A waiver file is a YAML or JSON list of objects with `id` (of a check), `reason`, `expires` (an ISO date, or never), and
`rule`, `destination` or `hub` to narrow it: patterns in which an asterisk stands for any text, in any case. A waiver
covers a finding when all of its rules, or all of its destinations, match.
"""

import re
from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

from ..documents.fields import describe, quoted
from ..model.dates import iso_date
from ..model.errors import InputError
from ..model.hosts import canonical
from ..model.nearest import nearest
from ..render.one_line import label_of
from .check import Hit
from .checks.waiver import expired
from .result import Finding
from .selection import BY_ID

NEVER: Final = 'never'
_FIELDS = ('id', 'rule', 'destination', 'hub', 'reason', 'expires')


class Waiver(NamedTuple):
    """One entry of a waiver file."""

    place: str
    """Where it is, for messages."""
    id: str
    rule: str | None
    destination: str | None
    hub: str | None
    reason: str
    expires: str | None
    """An ISO date, its last day; None for never."""

    def covers(self, hub_name: str | None, finding: Finding) -> bool:
        """Return whether the waiver is about the finding, whatever its date."""
        return (
            self.id == finding.check.id
            and _fits(self.hub, [hub_name or ''])
            and _fits(self.rule, [name or '' for name in finding.hit.rules])
            and self._fits_destinations(list(map(label_of, finding.hit.destinations)))
        )

    def _fits_destinations(self, labels: list[str]) -> bool:
        # A host may be written with a trailing dot or in another script; in findings it is canonical.
        return _fits(self.destination, labels) or _fits(canonical(self.destination or ''), labels)

    def __str__(self) -> str:
        narrow = ', '.join(
            f'{field} {value}'
            for field, value in (('rule', self.rule), ('destination', self.destination), ('hub', self.hub))
            if value
        )
        return f'{self.place} ({self.id}{", " if narrow else ""}{narrow})'


class Waivers:
    """The waivers of one file; counts which of them are used over any number of hubs."""

    def __init__(self, waivers: Sequence[Waiver]):
        self._waivers = list(waivers)
        self._used: set[Waiver] = set()

    def applied(self, hub_name: str | None, today: date, findings: Sequence[Finding]) -> list[Finding]:
        """Return the findings of one hub, the covered ones marked, and one more for each waiver that has expired."""
        day = today.isoformat()
        kept: list[Finding] = []
        late: list[Waiver] = []
        for finding in findings:
            fitting = [waiver for waiver in self._waivers if waiver.covers(hub_name, finding)]
            self._used.update(fitting)
            holding = [waiver for waiver in fitting if waiver.expires is None or waiver.expires >= day]
            kept.append(finding._replace(waived=holding[0].reason) if holding else finding)
            if not holding:
                late += [waiver for waiver in fitting if waiver not in late]
        return kept + [
            Finding(expired, Hit(f'The waiver {waiver} expired on {waiver.expires}: {waiver.reason}'))
            for waiver in late
        ]

    def unused(self) -> list[Waiver]:
        """Return those that have covered no finding so far, in the order of the file."""
        return [waiver for waiver in self._waivers if waiver not in self._used]


def read_waivers(document: object, source: str) -> Waivers:
    """Return the waivers in a document, as `documents.text.read` returns it.

    Raises:
        InputError: The document is not a waiver file; the message names the entry and the field.
    """
    if not isinstance(document, list):
        raise InputError(
            f'{source} is {describe(document)}, not a list of waivers.',
            'Write a list of objects with id, reason and expires.',
        )
    return Waivers([_waiver(raw, f'{source}, entry {number}') for number, raw in enumerate(document, start=1)])


def _waiver(raw: Any, place: str) -> Waiver:
    if not isinstance(raw, dict):
        raise InputError(f'{place} is {describe(raw)}, not an object.', f'Write an object with {", ".join(_FIELDS)}.')
    for field, value in raw.items():
        if field not in _FIELDS:
            raise InputError(
                f'{place}: {quoted(str(field))} is not a field of a waiver.',
                f'{nearest(str(field), _FIELDS)}The fields are {", ".join(_FIELDS)}.',
            )
        if not isinstance(value, str) or not value.strip():
            raise InputError(f'{place}, field {field}: {describe(value)} is not a valid value.', 'Write text.')
    for field in ('id', 'reason', 'expires'):
        if field not in raw:
            raise InputError(f'{place}: {field} is missing.', _HOW[field])
    check_id = raw['id'].strip().upper()
    if check_id not in BY_ID:
        raise InputError(
            f"{place}, field id: '{raw['id']}' is not the id of a check.",
            nearest(raw['id'], BY_ID) + "See them with 'az hubnet preset audit --list-checks'.",
        )
    return Waiver(
        place,
        check_id,
        raw.get('rule'),
        raw.get('destination'),
        raw.get('hub'),
        raw['reason'],
        _date(raw['expires'], place),
    )


_HOW = {
    'id': "Write the id of a check; 'az hubnet preset audit --list-checks' shows them.",
    'reason': 'Write why the finding is accepted.',
    'expires': f'Write a date such as 2030-01-31, or {NEVER}.',
}


def _date(text: str, place: str) -> str | None:
    if text.strip().lower() == NEVER:
        return None
    try:
        return iso_date(text)
    except InputError as ex:
        raise InputError(f'{place}, field expires: {ex.message}', _HOW['expires']) from ex


def _fits(pattern: str | None, texts: Sequence[str]) -> bool:
    """Return whether there is no pattern, or each of one or more texts matches it; only the asterisk is special."""
    if pattern is None:
        return True
    glob = re.sub(r'[\[?]', r'[\g<0>]', pattern.lower())
    return bool(texts) and all(fnmatchcase(text.lower(), glob) for text in texts)
