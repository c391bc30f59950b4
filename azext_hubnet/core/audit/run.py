"""Runs checks on a hub."""

from collections.abc import Sequence

from ..model.hub import Hub
from .check import Check, Skip
from .edits import Edit, Edits
from .result import FOUND, PASSED, SKIPPED, Audit, CheckOutcome, Finding
from .subject import Subject
from .waivers import Waivers


def audit(
    subject: Subject,
    checks: Sequence[Check],
    waivers: Waivers | None = None,
    *,
    source: str | None = None,
    projects: int | None = None,
) -> Audit:
    """What the checks find on the hub, gravest first, and what became of each check.

    waivers: cover findings, which stay listed, and count their own use. source, projects: as in Audit.
    """
    findings: list[Finding] = []
    skipped: dict[str, str] = {}
    for check in checks:
        try:
            findings += [Finding(check, hit) for hit in check.run(subject)]
        except Skip as ex:
            skipped[check.id] = ex.reason
    if waivers is not None:
        findings = waivers.applied(subject, findings)
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
    """The findings with commands in the place of edits: a rule gets all that is asked of it by findings not waived."""
    edits = Edits(
        hub, (one for finding in findings if finding.waived is None for one in finding.hit.fix if isinstance(one, Edit))
    )
    return [
        finding._replace(
            hit=finding.hit._replace(
                fix=tuple(
                    dict.fromkeys(
                        command
                        for one in finding.hit.fix
                        for command in (edits.commands(one) if isinstance(one, Edit) else (one,))
                    )
                )
            )
        )
        for finding in findings
    ]
