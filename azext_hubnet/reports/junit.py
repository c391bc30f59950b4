"""The report as JUnit XML: one suite per hub, one test case per check.

All findings of a check are one failure, because many readers show only the first of a case. Findings that are waived,
or for information, do not fail a build: they are in the output of their case.
"""

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from ..core.audit.check import Check
from ..core.audit.result import FOUND, SKIPPED, Audit, CheckOutcome, Finding, Item, Unreadable
from ..core.audit.severities import INFO
from .report import Report, safe


def text(report: Report) -> str:
    """Return the XML document."""
    document = JUnitXml('hubnet preset audit')
    checks = {check.id: check for check in report.reported_checks}
    for item in report.items:
        document.add_testsuite(_suite(item, report, checks))
    document.update_statistics()
    return f'<?xml version="1.0" encoding="utf-8"?>\n{document.tostring().decode("utf-8")}\n'


def _suite(item: Item, report: Report, checks: dict[str, Check]) -> TestSuite:
    suite = TestSuite(safe(item.label))
    suite.timestamp = report.when
    suite.add_property('hubnet.version', report.version)
    if isinstance(item, Unreadable):
        suite.add_property('hub', safe(item.id))
        suite.add_testcases([_unreadable(item)])
        return suite
    suite.add_property('hub', safe(item.hub.id or item.source or ''))
    found: dict[str, list[Finding]] = {}
    for finding in item.findings:
        found.setdefault(finding.check.id, []).append(finding)
    # A check with findings that did not run, such as HN801, has no outcome of its own.
    ran = {one.id for one in item.outcomes}
    others = [CheckOutcome(check_id, FOUND) for check_id in found if check_id not in ran]
    suite.add_testcases(
        [_case(item, outcome, checks[outcome.id], found.get(outcome.id, [])) for outcome in [*item.outcomes, *others]]
    )
    return suite


def _case(audit: Audit, outcome: CheckOutcome, check: Check, found: list[Finding]) -> TestCase:
    case = TestCase(f'{check.id} {check.title}', safe(f'{audit.label}.{check.family}'), 0)
    if outcome.outcome == SKIPPED:
        case.result = [Skipped(safe(outcome.reason or ''))]
    failing = [finding for finding in found if _fails(finding)]
    if failing:
        first = safe(failing[0].hit.message)
        rest = f' (and {len(failing) - 1} more)' if len(failing) > 1 else ''
        failure = Failure(f'{check.severity}: {first}{rest}', check.severity)
        failure.text = '\n\n'.join([*map(_in_words, failing), f'Why: {check.why}\nWhat to do: {check.remedy}'])
        case.result = [failure]
    others = [finding for finding in found if not _fails(finding)]
    if others:
        case.system_out = '\n\n'.join(map(_in_words, others))
    return case


def _fails(finding: Finding) -> bool:
    return finding.waived is None and finding.check.severity != INFO


def _in_words(finding: Finding) -> str:
    lines = [safe(finding.hit.message), *map(safe, finding.commands)]
    return '\n'.join(lines if finding.waived is None else [f'Waived: {safe(finding.waived)}', *lines])


def _unreadable(item: Unreadable) -> TestCase:
    case = TestCase('The hub can be read', safe(item.label), 0)
    case.result = [Error(safe(item.error), 'unreadable')]
    return case
