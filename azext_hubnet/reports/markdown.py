"""The report as Markdown for a pull request: GitHub's dialect, readable as plain text too.

A name must not become markup, a link, HTML, another cell or a mention of someone. Special characters are escaped. Where
that does not help, because GitHub makes links after it has read the Markdown, an empty comment splits the text.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from ..core.audit.result import PASSED, SKIPPED, Audit, Finding, Item, Unreadable, total
from ..core.audit.severities import ORDER
from . import verdict
from .report import Report, Topic, by_severity, more_destinations, outcomes, safe, waived_findings

if TYPE_CHECKING:
    from ..core.contract.audit import AuditSummaryJson, FleetSummaryJson

_PART = '<!-- -->'
_SPECIAL = re.compile(r'[\\`*_\[\]#~$]')
# https://…, mailto:…, :emoji:; www.…; name@host, @name; #12; GH-12: these become links or pictures by themselves.
_LINKING = re.compile(r':(?=\S)|@|(?<=www)(?=\.)|(?<=#)(?=[0-9])|(?<=gh-)(?=[0-9])', re.IGNORECASE)
# A line that begins like this becomes a list; other such beginnings are special characters, or those of a formula.
_NUMBERED = re.compile(r'^([0-9]+)([.)])')


def text(report: Report) -> str:
    """Return the Markdown document."""
    return '\n'.join(_document(report)) + '\n'


def escaped(value: str) -> str:
    """Return text from elsewhere as Markdown that only shows it, also as a line or cell of its own."""
    # NUL stands for the comment until HTML has been escaped; safe() leaves none.
    value = _LINKING.sub(lambda match: match[0] + '\0', safe(value).strip())
    value = _SPECIAL.sub(r'\\\g<0>', escape(value, quote=False)).replace('|', '&#124;')
    return _NUMBERED.sub(r'\1\\\2', value).replace('\0', _PART)


def code(value: str) -> str:
    """Return text from elsewhere as a code span, also for a table; in HTML, so that there is no fence to close."""
    return f'<code>{escaped(value)}</code>'


def fenced(commands: Sequence[str]) -> list[str]:
    """Return commands in a fence that none of them can close."""
    lines = list(map(safe, commands))
    longest = max((len(run) for line in lines for run in re.findall('`+', line)), default=0)
    fence = '`' * max(3, longest + 1)
    return [f'{fence}sh', *lines, fence]


def _document(report: Report) -> Iterator[str]:
    if report.fleet:
        yield from _fleet(report)
    else:
        item = report.items[0]
        yield f'# Outbound rules of {code(item.label)}'
        yield ''
        yield from _hub(item, '##')
    yield ''
    yield f'Created by hubnet {report.version} on {report.when}.'


def _fleet(report: Report) -> Iterator[str]:
    items = verdict.most_severe_first(report.items)
    yield f'# Outbound rules of {len(items)} hubs'
    yield ''
    yield f'**{verdict.of_fleet(items).text}**'
    yield ''
    yield from _summary(total(items))
    yield ''
    yield '| Hub | Verdict | Findings |'
    yield '| --- | --- | --- |'
    for item in items:
        findings = 'not read' if isinstance(item, Unreadable) else verdict.counts(item) or 'none'
        yield f'| {code(item.label)} | {verdict.of_hub(item).opening} | {findings} |'
    for item in items:
        yield ''
        yield '<details>'
        yield f'<summary><code>{escape(safe(item.label))}</code></summary>'
        yield ''
        yield from _hub(item, '###')
        yield ''
        yield '</details>'


def _hub(item: Item, heading: str) -> Iterator[str]:
    yield f'**{verdict.of_hub(item).text}**'
    yield ''
    if isinstance(item, Unreadable):
        yield f'{code(item.id)}: {escaped(item.error)}'
        return
    if item.hub.id or item.source:
        yield code(item.hub.id or item.source or '')
        yield ''
    yield from _summary(item.summary())
    for severity, topics in by_severity(item):
        yield ''
        yield f'{heading} {severity.capitalize()}'
        for topic in topics:
            yield from _topic(topic, heading + '#')
    yield from _waived(waived_findings(item))
    yield from _checks(item)


def _summary(counts: 'AuditSummaryJson | FleetSummaryJson') -> Iterator[str]:
    shown_counts = {key: count for key, count in counts.items() if key in ORDER or count}
    yield f'| {" | ".join(key.capitalize() for key in shown_counts)} |'
    yield f'| {" | ".join("---:" for _ in shown_counts)} |'
    yield f'| {" | ".join(str(count) for count in shown_counts.values())} |'


def _topic(topic: Topic, heading: str) -> Iterator[str]:
    check = topic.check
    yield ''
    yield f'{heading} {check.id} {check.title}'
    yield ''
    for finding in topic.findings:
        yield f'- {escaped(finding.hit.message)}'
        names, more = more_destinations(finding)
        if names:
            yield f'  <br>{", ".join(map(code, names))}{f" and {more} more" if more else ""}'
    yield ''
    yield f'Why: {escaped(check.why)}'
    yield ''
    yield f'What to do: {escaped(check.remedy)}'
    if topic.commands:
        yield ''
        yield from fenced(topic.commands)
    yield ''
    yield f'Source: {escaped(check.source)}'


def _waived(findings: list[Finding]) -> Iterator[str]:
    if findings:
        yield from _folded(
            f'{len(findings)} waived',
            [
                '| Check | Finding | Reason of the waiver |',
                '| --- | --- | --- |',
                *(
                    f'| {finding.check.id} | {escaped(finding.hit.message)} | {escaped(finding.waived or "")} |'
                    for finding in findings
                ),
            ],
        )


def _checks(audit: Audit) -> Iterator[str]:
    yield from _folded(
        f'Checks: {verdict.checks_run(audit)}',
        [
            f'Passed: {", ".join(one.id for one in outcomes(audit, PASSED)) or "none"}',
            '',
            *(f'- {one.id} could not run: {escaped(one.reason or "")}' for one in outcomes(audit, SKIPPED)),
        ],
    )


def _folded(title: str, lines: Sequence[str]) -> list[str]:
    return ['', '<details>', f'<summary>{title}</summary>', '', *lines, '', '</details>']
