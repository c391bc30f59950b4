"""What a report is made of, and how its findings are ordered for a reader."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..core.audit.check import Check
from ..core.audit.result import Audit, CheckOutcome, Finding, Item, Unreadable
from ..core.audit.severities import ORDER, Severity
from ..core.catalogue.all_presets import Catalogue
from ..core.model.printable import printable
from ..core.render.one_line import line_of

if TYPE_CHECKING:
    from ..core.contract.audit import CheckResult

# More names than these do not help a reader.
MAX_NAMES = 20
# Spreadsheets read a cell that begins like this as a formula, also in an HTML table; the wide forms too.
_FORMULA = '=+-@\uff1d\uff0b\uff0d\uff20'


class Report(NamedTuple):
    """Everything that a writer needs."""

    items: tuple[Item, ...]
    """The audited hubs and those that could not be read, in the order of the command's result."""
    made: datetime
    """When, with a time zone."""
    version: str
    """Of hubnet."""
    checks: tuple[Check, ...]
    """Those that ran, in order of their ids."""
    catalogue: Catalogue
    """The presets, to show what each destination is for."""
    fleet: bool = False
    """Made with --all, which has a list of hubs even if it found only one."""

    @property
    def audits(self) -> list[Audit]:
        """The hubs that could be read."""
        return [item for item in self.items if isinstance(item, Audit)]

    @property
    def unreadable(self) -> list[Unreadable]:
        """The hubs that could not be read."""
        return [item for item in self.items if isinstance(item, Unreadable)]

    @property
    def reported_checks(self) -> list[Check]:
        """The checks that ran and those with findings although they did not run, such as HN801; in order of id."""
        found = {finding.check.id: finding.check for audit in self.audits for finding in audit.findings}
        return sorted({**found, **{check.id: check for check in self.checks}}.values(), key=lambda check: check.id)

    @property
    def when(self) -> str:
        """The time to the second, in ISO 8601."""
        return self.made.isoformat(timespec='seconds')


class Writer(Protocol):
    """A module of this package that writes one form of report."""

    def text(self, report: Report) -> str:
        """Return the text of the file."""


class Topic(NamedTuple):
    """All findings of one check on one hub."""

    check: Check
    findings: tuple[Finding, ...]

    @property
    def commands(self) -> list[str]:
        """The commands that fix all of them, each once, in order."""
        return list(dict.fromkeys(command for finding in self.findings for command in finding.commands))


def safe(text: str) -> str:
    """Return text from elsewhere without characters that steer a terminal or turn its direction, never a formula."""
    text = printable(text)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA and text.strip() else text


def topics(findings: Iterable[Finding]) -> list[Topic]:
    """Group findings by check, so that what a check says is not repeated for each finding."""
    by_check: dict[str, list[Finding]] = {}
    for finding in findings:
        by_check.setdefault(finding.check.id, []).append(finding)
    return [Topic(found[0].check, tuple(found)) for found in by_check.values()]


def open_findings(audit: Audit) -> list[Finding]:
    """Return the findings without a waiver."""
    return [finding for finding in audit.findings if finding.waived is None]


def waived_findings(audit: Audit) -> list[Finding]:
    """Return the findings with a waiver."""
    return [finding for finding in audit.findings if finding.waived is not None]


def by_severity(audit: Audit) -> list[tuple[Severity, list[Topic]]]:
    """Return the findings without a waiver as topics by severity, most severe first; empty severities are left out."""
    found = topics(open_findings(audit))
    return [
        (severity, [topic for topic in found if topic.check.severity == severity])
        for severity in ORDER
        if any(topic.check.severity == severity for topic in found)
    ]


def outcomes(audit: Audit, outcome: 'CheckResult') -> list[CheckOutcome]:
    """Return the checks of a hub with one outcome."""
    return [one for one in audit.outcomes if one.outcome == outcome]


def more_destinations(finding: Finding) -> tuple[list[str], int]:
    """Return destinations of a finding that its message does not name: the first ones, and how many more there are."""
    hit = finding.hit
    names = [
        name
        for name in dict.fromkeys(line_of(one, short=True) for one in hit.destinations)
        if not re.search(rf'(?<![\w.*-]){re.escape(name)}(?![\w-])', hit.message)
    ]
    return names[:MAX_NAMES], max(0, len(names) - MAX_NAMES)
