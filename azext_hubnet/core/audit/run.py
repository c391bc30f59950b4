"""Runs checks on a hub."""

from collections.abc import Sequence

from ..model.hub import Hub
from .check import Check
from .edits import Edit, Edits
from .result import FOUND, PASSED, SKIPPED, Audit, CheckOutcome, Finding
from .subject import Skip, Subject
from .waivers import Waivers


def audit(
    subject: Subject,
    checks: Sequence[Check],
    waivers: Waivers | None = None,
    *,
    source: str | None = None,
    projects: int | None = None,
) -> Audit:
    """Return what the checks find on a hub, most severe first, and how each check ended.

    Args:
        subject: The hub.
        checks: Those to run.
        waivers: Cover findings, which stay listed; they count their own use.
        source: The file that the rules came from; None for a live hub.
        projects: How many projects use the hub, where that was looked for.
    """
    findings: list[Finding] = []
    skipped: dict[str, str] = {}
    for check in checks:
        try:
            findings += [Finding(check, hit) for hit in check.run(subject)]
        except Skip as ex:
            skipped[check.id] = ex.reason
    if waivers is not None:
        findings = waivers.applied(subject.hub.name, subject.today, findings)
    findings = with_commands(subject.hub, findings)
    findings.sort(key=lambda finding: finding.sort_key)
    found = {finding.check.id for finding in findings}
    outcomes = tuple(
        CheckOutcome(check.id, SKIPPED, skipped[check.id])
        if check.id in skipped
        else CheckOutcome(check.id, FOUND if check.id in found else PASSED)
        for check in checks
    )
    return Audit(subject.hub, tuple(findings), outcomes, source, projects)


def with_commands(hub: Hub, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings with commands in place of edits; waived findings ask for nothing."""
    edits = Edits(
        hub, (one for finding in findings if finding.waived is None for one in finding.hit.fix if isinstance(one, Edit))
    )
    return [
        finding._replace(hit=finding.hit._replace(fix=_commands(edits, finding))) if finding.hit.fix else finding
        for finding in findings
    ]


def _commands(edits: Edits, finding: Finding) -> tuple[str, ...]:
    commands = (
        command for one in finding.hit.fix for command in (edits.commands(one) if isinstance(one, Edit) else (one,))
    )
    return tuple(dict.fromkeys(commands))
