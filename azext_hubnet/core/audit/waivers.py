"""Findings that somebody has accepted: which, why and until when.

A waiver file is a YAML or JSON list of objects with `id` (of a check), `reason`, `expires` (an ISO date, or never), and
`rule`, `destination` or `hub` to narrow it: patterns in which an asterisk stands for any text, in any case. A waiver
covers a finding when all of its rules, or all of its destinations, match.
"""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from ..documents.fields import describe, quoted
from ..model.dates import iso_date
from ..model.errors import InputError
from ..model.hosts import canonical
from ..model.nearest import nearest
from ..render.one_line import label_of
from .check import REGISTRY, Hit, family
from .result import Finding

NEVER = 'never'
_FIELDS = ('id', 'rule', 'destination', 'hub', 'reason', 'expires')

check = family('waivers')


@check(
    'HN801',
    'Waiver has expired',
    why='Somebody agreed to look at the finding again by that day.',
    remedy='Mend the finding, or agree on a new date in the waiver file.',
    source='the waiver file',
)
def expired(_):
    """Found where waivers are applied, not by looking at a hub."""
    return ()


class Waiver(NamedTuple):
    """One entry of a waiver file; place: where it stands, for messages. expires: an ISO date or None for never."""

    place: str
    id: str
    rule: str | None
    destination: str | None
    hub: str | None
    reason: str
    expires: str | None

    def covers(self, hub_name: str | None, finding: Finding) -> bool:
        """Whether the waiver speaks of the finding, whatever its date."""
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
            f'{field} {getattr(self, field)}' for field in ('rule', 'destination', 'hub') if getattr(self, field)
        )
        return f'{self.place} ({self.id}{", " if narrow else ""}{narrow})'


class Waivers:
    """The waivers of one file; counts which of them are used over any number of hubs."""

    def __init__(self, waivers: Sequence[Waiver]):
        self._waivers = list(waivers)
        self._used: set[Waiver] = set()

    def applied(self, subject, findings: list[Finding]) -> list[Finding]:
        """The findings of one hub, those that a waiver covers marked, and one more for each that has expired."""
        today = subject.today.isoformat()
        kept, late = [], []
        for finding in findings:
            fitting = [waiver for waiver in self._waivers if waiver.covers(subject.hub.name, finding)]
            self._used.update(fitting)
            holding = [waiver for waiver in fitting if waiver.expires is None or waiver.expires >= today]
            kept.append(finding._replace(waived=holding[0].reason) if holding else finding)
            if not holding:
                late += [waiver for waiver in fitting if waiver not in late]
        return kept + [_expired(waiver) for waiver in late]

    def unused(self) -> list[Waiver]:
        """Those that have covered no finding so far, in the order of the file."""
        return [waiver for waiver in self._waivers if waiver not in self._used]


def read_waivers(document: Any, source: str) -> Waivers:
    """The waivers in a document, as documents.read gives it. Raises InputError with entry and field."""
    if not isinstance(document, list):
        raise InputError(
            f'{source} holds {describe(document)}, not a list of waivers.',
            'Write a list of objects with id, reason and expires.',
        )
    return Waivers([_waiver(raw, f'{source}, number {number}') for number, raw in enumerate(document, start=1)])


def _waiver(raw: Any, place: str) -> Waiver:
    if not isinstance(raw, dict):
        raise InputError(f'{place} is {describe(raw)}.', f'Write an object with {", ".join(_FIELDS)}.')
    for field, value in raw.items():
        if field not in _FIELDS:
            raise InputError(
                f'{place}: there is no field {quoted(str(field))}.',
                f'{nearest(str(field), _FIELDS)}The fields are {", ".join(_FIELDS)}.',
            )
        if not isinstance(value, str) or not value.strip():
            raise InputError(f'{place}, field {field}: is {describe(value)}.', 'Write a text.')
    for field in ('id', 'reason', 'expires'):
        if field not in raw:
            raise InputError(f'{place}: {field} is missing.', _HOW[field])
    check_id = raw['id'].strip().upper()
    if check_id not in REGISTRY:
        raise InputError(
            f"{place}, field id: there is no check '{raw['id']}'.",
            nearest(raw['id'], REGISTRY) + "See them with 'az hubnet preset audit --list-checks'.",
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
    """True when the pattern is not given, or there are texts and each matches it; only the asterisk is special."""
    if pattern is None:
        return True
    glob = re.sub(r'[\[?]', r'[\g<0>]', pattern.lower())
    return bool(texts) and all(fnmatchcase(text.lower(), glob) for text in texts)


def _expired(waiver: Waiver) -> Finding:
    return Finding(REGISTRY['HN801'], Hit(f'The waiver {waiver} has expired on {waiver.expires}: {waiver.reason}'))
