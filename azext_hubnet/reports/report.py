"""What a report is made of, and how its findings are put in order for a reader."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from ..core.audit.check import Check
from ..core.audit.result import Audit, CheckOutcome, Finding, Item, Unreadable
from ..core.audit.severities import ORDER
from ..core.catalogue.all_presets import Catalogue
from ..core.render.one_line import line_of

# More names than these say nothing to a reader.
MAX_NAMES = 20


class Report(NamedTuple):
    """Everything that a writer needs.

    items: the audited hubs and those that could not be read, in the order of the command's result. made: when, with a
    time zone. version: of hubnet. checks: those that ran, in order of their ids. catalogue: the presets, to tell what
    each destination is for. fleet: made with --all, which has a list of hubs even where it found one.
    """

    items: tuple[Item, ...]
    made: datetime
    version: str
    checks: tuple[Check, ...]
    catalogue: Catalogue
    fleet: bool = False

    @property
    def audits(self) -> list[Audit]:
        """The hubs that could be read."""
        return [item for item in self.items if isinstance(item, Audit)]

    @property
    def unreadable(self) -> list[Unreadable]:
        """The hubs that could not."""
        return [item for item in self.items if isinstance(item, Unreadable)]

    @property
    def reported_checks(self) -> list[Check]:
        """The checks that ran and those that found something without being asked for, as HN801; in order of id."""
        found = {finding.check.id: finding.check for audit in self.audits for finding in audit.findings}
        return sorted({**found, **{check.id: check for check in self.checks}}.values(), key=lambda check: check.id)

    @property
    def when(self) -> str:
        """The time to the second, in ISO 8601."""
        return self.made.isoformat(timespec='seconds')


class Topic(NamedTuple):
    """All that one check found on one hub."""

    check: Check
    findings: tuple[Finding, ...]

    @property
    def commands(self) -> list[str]:
        """The commands that mend all of it, each once, in order."""
        return list(dict.fromkeys(command for finding in self.findings for command in finding.hit.fix))


def topics(findings: Iterable[Finding]) -> list[Topic]:
    """Findings by check, gravest first: what is said of a check need not be said again for each thing it found."""
    by_check: dict[str, list[Finding]] = {}
    for finding in findings:
        by_check.setdefault(finding.check.id, []).append(finding)
    return [Topic(found[0].check, tuple(found)) for found in by_check.values()]


def open_findings(audit: Audit) -> list[Finding]:
    """Those that no waiver covers."""
    return [finding for finding in audit.findings if finding.waived is None]


def waived_findings(audit: Audit) -> list[Finding]:
    """Those that a waiver covers."""
    return [finding for finding in audit.findings if finding.waived is not None]


def by_severity(audit: Audit) -> list[tuple[str, list[Topic]]]:
    """The open findings: a severity and its topics, the gravest first; severities without findings are left out."""
    found = topics(open_findings(audit))
    return [
        (severity, [topic for topic in found if topic.check.severity == severity])
        for severity in ORDER
        if any(topic.check.severity == severity for topic in found)
    ]


def outcomes(audit: Audit, outcome: str) -> list[CheckOutcome]:
    """The checks of a hub that ended so: passed, found or skipped."""
    return [one for one in audit.outcomes if one.outcome == outcome]


def unsaid(finding: Finding) -> tuple[list[str], int]:
    """The destinations of a finding that its message does not name, briefly; the first of them, and how many more."""
    hit = finding.hit
    names = [
        name
        for name in dict.fromkeys(line_of(one, short=True) for one in hit.destinations)
        if not re.search(rf'(?<![\w.*-]){re.escape(name)}(?![\w-])', hit.message)
    ]
    return names[:MAX_NAMES], max(0, len(names) - MAX_NAMES)
