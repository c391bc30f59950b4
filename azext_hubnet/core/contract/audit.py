"""The results of `preset audit`, and its JSON report."""

from typing import Any, Literal, TypedDict

from .hub import HubJson

Severity = Literal['critical', 'high', 'medium', 'low', 'info']
CheckResult = Literal['passed', 'found', 'skipped']


class CheckJson(TypedDict):
    """An item of `preset audit --list-checks`; severityReason: why the check has this severity."""

    id: str
    family: str
    severity: Severity
    title: str
    why: str
    remedy: str
    source: str
    severityReason: str


class FindingJson(TypedDict):
    """An item of `findings`.

    rules: names of those concerned, null for one without a name. destinations: a host as text, others as in an az ml
    YAML. fix: commands ready to paste, in order. source: the document behind the check. waived: the reason of the
    waiver that covers the finding, or null.
    """

    id: str
    severity: Severity
    title: str
    message: str
    rules: list[str | None]
    destinations: list[Any]
    fix: list[str]
    source: str
    waived: str | None
    why: str
    remedy: str


class CheckOutcomeJson(TypedDict):
    """An item of `checks`; reason: why a check was skipped, otherwise null."""

    id: str
    outcome: CheckResult
    reason: str | None


class AuditSummaryJson(TypedDict):
    """How many findings no waiver covers, by severity; waived: how many one does."""

    critical: int
    high: int
    medium: int
    low: int
    info: int
    waived: int


class _AuditJson(TypedDict):
    hub: HubJson
    findings: list[FindingJson]
    summary: AuditSummaryJson
    checks: list[CheckOutcomeJson]


class AuditJson(_AuditJson, total=False):
    """The result for one hub, most severe findings first.

    summary: also counts findings below --min-severity. projects: how many use this hub; only where that was looked
    for, as --all does.
    """

    projects: int


class UnreadableJson(TypedDict):
    """An item of `hubs` for a hub that could not be read: its resource id and why."""

    id: str
    error: str


class FleetSummaryJson(AuditSummaryJson):
    """The summaries of all hubs added up; unreadable: how many hubs could not be read."""

    unreadable: int


class FleetJson(TypedDict):
    """The result of `preset audit --all`, hubs in order of their ids."""

    hubs: list[AuditJson | UnreadableJson]
    summary: FleetSummaryJson


class AuditReportJson(AuditJson):
    """A JSON report of one hub; made: an ISO time in UTC; version: of hubnet."""

    made: str
    version: str


class FleetReportJson(FleetJson):
    """A JSON report of many hubs; made: an ISO time in UTC; version: of hubnet."""

    made: str
    version: str
