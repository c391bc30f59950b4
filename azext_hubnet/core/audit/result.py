"""What an audit says of one hub, or of many."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Union

from ..model.hub import Hub, name_key
from ..render import az_ml_yaml
from ..render.one_line import label_of
from .check import Check, Hit
from .severities import ORDER, rank

if TYPE_CHECKING:
    from ..contract.audit import (
        AuditJson,
        AuditSummaryJson,
        CheckOutcomeJson,
        FindingJson,
        FleetSummaryJson,
        UnreadableJson,
    )

PASSED = 'passed'
FOUND = 'found'
SKIPPED = 'skipped'


class Finding(NamedTuple):
    """A hit with the check that it belongs to; waived: the reason of the waiver that covers it, or None."""

    check: Check
    hit: Hit
    waived: str | None = None

    def as_json(self) -> 'FindingJson':
        """An item of the contract's `findings`."""
        return {
            'id': self.check.id,
            'severity': self.check.severity,
            'title': self.check.title,
            'message': self.hit.message,
            'rules': list(self.hit.rules),
            'destinations': [one if isinstance(one, str) else one.az_ml() for one in self.hit.destinations],
            'fix': list(self.hit.fix),
            'source': self.check.source,
            'waived': self.waived,
            'why': self.check.why,
            'remedy': self.check.remedy,
        }

    @property
    def sort_key(self) -> tuple:
        """By severity, then id, then rule, then message."""
        return (rank(self.check.severity), self.check.id, [name_key(name) for name in self.hit.rules], self.hit.message)


class CheckOutcome(NamedTuple):
    """What became of one check: passed, found or skipped; reason: why it was skipped."""

    id: str
    outcome: str
    reason: str | None = None

    def as_json(self) -> 'CheckOutcomeJson':
        """An item of the contract's `checks`."""
        return {'id': self.id, 'outcome': self.outcome, 'reason': self.reason}


class Audit(NamedTuple):
    """The answer for one hub. source: the file that the rules came from, None for a live hub. projects: how many use
    this hub, where that was looked for.
    """

    hub: Hub
    findings: tuple[Finding, ...]
    outcomes: tuple[CheckOutcome, ...]
    source: str | None = None
    projects: int | None = None

    @property
    def label(self) -> str:
        """What a reader calls the hub."""
        return self.hub.name or self.source or 'the hub'

    def summary(self) -> 'AuditSummaryJson':
        """How many findings no waiver covers, by severity; and how many one does."""
        counts = dict.fromkeys(ORDER, 0)
        for finding in self.findings:
            if finding.waived is None:
                counts[finding.check.severity] += 1
        return {**counts, 'waived': sum(finding.waived is not None for finding in self.findings)}

    def as_json(self, min_severity: str = ORDER[-1]) -> 'AuditJson':
        """The contract of `preset audit`; findings below min_severity are left out, but counted."""
        shown = {
            'hub': az_ml_yaml.hub(self.hub),
            'findings': [finding.as_json() for finding in self.shown(min_severity)],
            'summary': self.summary(),
            'checks': [outcome.as_json() for outcome in self.outcomes],
        }
        return shown if self.projects is None else {**shown, 'projects': self.projects}

    def shown(self, min_severity: str) -> list[Finding]:
        """The findings at least that grave."""
        return [finding for finding in self.findings if rank(finding.check.severity) <= rank(min_severity)]


class Unreadable(NamedTuple):
    """A hub that could not be read: its resource id and why."""

    id: str
    error: str

    @property
    def label(self) -> str:
        """What a reader calls the hub."""
        return self.id.rpartition('/')[2]

    def as_json(self, min_severity: str = ORDER[-1]) -> 'UnreadableJson':  # pylint: disable=unused-argument
        """An item of `hubs` under --all."""
        return {'id': self.id, 'error': self.error}


Item = Union[Audit, Unreadable]


def worst(items: Iterable[Item]) -> str | None:
    """The gravest severity among the findings that no waiver covers, or None."""
    found = {
        severity
        for item in items
        if isinstance(item, Audit)
        for severity, count in item.summary().items()
        if count and severity in ORDER
    }
    return min(found, key=rank, default=None)


def total(items: Iterable[Item]) -> 'FleetSummaryJson':
    """The summaries of all hubs added up, and how many could not be read."""
    items = list(items)
    sums = [item.summary() for item in items if isinstance(item, Audit)]
    keys = (*ORDER, 'waived')
    return {**{key: sum(one[key] for one in sums) for key in keys}, 'unreadable': len(items) - len(sums)}


def fingerprint(audit: Audit, finding: Finding) -> str:
    """A text that stays the same for the same finding on the same hub from run to run, whatever its wording."""
    where = (audit.hub.id or audit.hub.name or audit.source or '').lower()
    what = sorted(map(label_of, finding.hit.destinations)) or sorted(map(str, finding.hit.rules))
    return sha256('\n'.join([finding.check.id, where, *what]).lower().encode('utf-8', 'replace')).hexdigest()
