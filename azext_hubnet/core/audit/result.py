"""What an audit reports about one hub, or about many."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ..model.hub import Hub, name_key
from ..render import az_ml_yaml
from ..render.one_line import label_of
from .check import Check, Hit
from .severities import INFO, ORDER, Severity, rank

if TYPE_CHECKING:
    from ..contract.audit import (
        AuditJson,
        AuditSummaryJson,
        CheckOutcomeJson,
        CheckResult,
        FindingJson,
        FleetJson,
        FleetSummaryJson,
        UnreadableJson,
    )

PASSED: Final = 'passed'
FOUND: Final = 'found'
SKIPPED: Final = 'skipped'


class Finding(NamedTuple):
    """A hit of a check."""

    check: Check
    hit: Hit
    waived: str | None = None
    """The reason of the waiver that covers it, or None."""

    def as_json(self) -> 'FindingJson':
        """Return an item of `findings`."""
        return {
            'id': self.check.id,
            'severity': self.check.severity,
            'title': self.check.title,
            'message': self.hit.message,
            'rules': list(self.hit.rules),
            'destinations': [one if isinstance(one, str) else one.az_ml() for one in self.hit.destinations],
            'fix': list(self.commands),
            'source': self.check.source,
            'waived': self.waived,
            'why': self.check.why,
            'remedy': self.check.remedy,
        }

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that fix it, in order; edits count only once they have become commands."""
        return tuple(one for one in self.hit.fix if isinstance(one, str))

    @property
    def sort_key(self) -> tuple[int, str, list[str], str]:
        """By severity, then id, then rules, then message."""
        return (rank(self.check.severity), self.check.id, [name_key(name) for name in self.hit.rules], self.hit.message)


class CheckOutcome(NamedTuple):
    """How one check ended."""

    id: str
    outcome: 'CheckResult'
    reason: str | None = None
    """Why it was skipped."""

    def as_json(self) -> 'CheckOutcomeJson':
        """Return an item of `checks`."""
        return {'id': self.id, 'outcome': self.outcome, 'reason': self.reason}


class Audit(NamedTuple):
    """The result for one hub."""

    hub: Hub
    findings: tuple[Finding, ...]
    """Most severe first."""
    outcomes: tuple[CheckOutcome, ...]
    source: str | None = None
    """The file that the rules came from; None for a live hub."""
    projects: int | None = None
    """How many projects use this hub, where that was looked for."""

    @property
    def label(self) -> str:
        """What a sentence calls the hub."""
        return self.hub.name or self.source or 'the hub'

    def summary(self) -> 'AuditSummaryJson':
        """Count the findings without a waiver by severity, and the waived ones."""
        return _summary(self.findings)

    def as_json(self, min_severity: Severity = INFO) -> 'AuditJson':
        """Return the result of `preset audit`; findings below min_severity are left out, but counted."""
        shown: AuditJson = {
            'hub': az_ml_yaml.hub(self.hub),
            'findings': [finding.as_json() for finding in self.shown(min_severity)],
            'summary': self.summary(),
            'checks': [outcome.as_json() for outcome in self.outcomes],
        }
        if self.projects is not None:
            shown['projects'] = self.projects
        return shown

    def shown(self, min_severity: Severity) -> list[Finding]:
        """Return the findings that are at least that severe."""
        return [finding for finding in self.findings if rank(finding.check.severity) <= rank(min_severity)]


class Unreadable(NamedTuple):
    """A hub that could not be read."""

    id: str
    error: str
    """Why not."""

    @property
    def label(self) -> str:
        """What a sentence calls the hub."""
        return self.id.rpartition('/')[2]

    def as_json(self, min_severity: Severity = INFO) -> 'UnreadableJson':  # pylint: disable=unused-argument
        """Return an item of `hubs` under --all."""
        return {'id': self.id, 'error': self.error}


Item = Audit | Unreadable


def fleet_as_json(items: Iterable[Item], min_severity: Severity = INFO) -> 'FleetJson':
    """Return the result of `preset audit --all`; findings below min_severity are left out, but counted."""
    items = list(items)
    return {'hubs': [item.as_json(min_severity) for item in items], 'summary': total(items)}


def worst(items: Iterable[Item]) -> Severity | None:
    """Return the most severe finding's severity; waived findings do not count. None without any."""
    found = {
        finding.check.severity
        for item in items
        if isinstance(item, Audit)
        for finding in item.findings
        if finding.waived is None
    }
    return min(found, key=rank, default=None)


def total(items: Iterable[Item]) -> 'FleetSummaryJson':
    """Return the summaries of all hubs added up, and how many could not be read."""
    items = list(items)
    audits = [item for item in items if isinstance(item, Audit)]
    summary = _summary(finding for audit in audits for finding in audit.findings)
    return {**summary, 'unreadable': len(items) - len(audits)}


def _summary(findings: Iterable[Finding]) -> 'AuditSummaryJson':
    counts: dict[Severity | Literal['waived'], int] = {**dict.fromkeys(ORDER, 0), 'waived': 0}
    for finding in findings:
        counts[finding.check.severity if finding.waived is None else 'waived'] += 1
    return {
        'critical': counts['critical'],
        'high': counts['high'],
        'medium': counts['medium'],
        'low': counts['low'],
        'info': counts['info'],
        'waived': counts['waived'],
    }


def fingerprint(audit: Audit, finding: Finding) -> str:
    """Return a text that is the same for the same finding on the same hub in each run, whatever its wording."""
    where = (audit.hub.id or audit.hub.name or audit.source or '').lower()
    what = sorted(map(label_of, finding.hit.destinations)) or sorted(map(str, finding.hit.rules))
    return sha256('\n'.join([finding.check.id, where, *what]).lower().encode('utf-8', 'replace')).hexdigest()
