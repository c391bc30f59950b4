"""The report as SARIF 2.1.0, for code scanning and other viewers.

GitHub code scanning decides some details (its article "SARIF support for code scanning", read 2026-11-25, and the error
"unrecognized SARIF location URI scheme" of its upload):

- Every result needs a physical location, and the upload fails for any scheme but `file`. A live hub has no file: its
  resource id without the first slash is a valid relative URI and the same in each run. The unchanged id is the logical
  location.
- `primaryLocationLineHash` alone identifies alerts from run to run, so it has hubnet's fingerprint, like hubnet's own
  key. Findings with the same fingerprint are numbered.
- `security-severity` ranks alerts. Findings for information have none, and are results of kind `informational`.
- An upload replaces the results of an earlier one with the same category, so each hub is a category of its own.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timezone
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..core.audit.check import Check
from ..core.audit.result import SKIPPED, Audit, Finding, Item, fingerprint
from ..core.audit.severities import CRITICAL, HIGH, INFO, LOW, MEDIUM, Severity
from ..core.render.one_line import line_of
from .report import Report, outcomes, safe

SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
# The level of a result, and the score from which code scanning derives critical, high, medium or low.
_LEVELS: dict[Severity, tuple[str, str | None]] = {
    CRITICAL: ('error', '9.5'),
    HIGH: ('error', '8.0'),
    MEDIUM: ('warning', '5.5'),
    LOW: ('note', '3.0'),
    INFO: ('none', None),
}


def text(report: Report) -> str:
    """Return the JSON text of a log with one run, all ASCII."""
    return json.dumps(document(report), indent=2) + '\n'


def document(report: Report) -> dict[str, Any]:
    """Return the log as plain values."""
    checks = report.reported_checks
    positions = {check.id: position for position, check in enumerate(checks)}
    return {
        '$schema': SCHEMA,
        'version': '2.1.0',
        'runs': [
            {
                'tool': {'driver': {'name': 'hubnet', 'version': report.version, 'rules': list(map(_rule, checks))}},
                'automationDetails': {'id': f'hubnet/{_category(report)}/'},
                'invocations': [_invocation(report, positions)],
                'results': [result for audit in report.audits for result in _results(audit, positions)],
            }
        ],
    }


def _rule(check: Check) -> dict[str, Any]:
    level, score = _LEVELS[check.severity]
    properties: dict[str, Any] = {'tags': ['network', check.family], 'severity': check.severity}
    if score is not None:
        properties['security-severity'] = score
        properties['tags'] = ['security', *properties['tags']]
    return {
        'id': check.id,
        'name': ''.join(word.capitalize() for word in _words(check.title)),
        'shortDescription': {'text': check.title},
        'fullDescription': {'text': check.why},
        'help': {
            'text': f'{check.why}\n\nWhat to do: {check.remedy}\n\nSource: {check.source}',
            'markdown': f'{check.why}\n\n**What to do**: {check.remedy}\n\n**Severity**: {check.severity}, '
            f'because {check.because}\n\n**Source**: {check.source}',
        },
        'defaultConfiguration': {'level': level},
        'properties': properties,
    }


def _words(title: str) -> list[str]:
    return ''.join(char if char.isalnum() else ' ' for char in title).split()


def _category(report: Report) -> str:
    if report.fleet:
        return 'all'
    # Hashed, because a slash would end it.
    return sha256(_identity(report.items[0]).lower().encode('utf-8', 'replace')).hexdigest()[:16]


def _identity(item: Item) -> str:
    return (item.hub.id or item.source or item.label) if isinstance(item, Audit) else item.id


def _invocation(report: Report, positions: dict[str, int]) -> dict[str, Any]:
    notes = [
        {
            'level': 'error',
            'message': {'text': f'{safe(item.id)} could not be read: {safe(item.error)}'},
            'locations': [_resource(item.id, item.label)],
        }
        for item in report.unreadable
    ]
    skipped = Counter((one.id, one.reason or '') for audit in report.audits for one in outcomes(audit, SKIPPED))
    for (check_id, reason), hubs in sorted(skipped.items()):
        notes.append(
            {
                'level': 'note',
                'associatedRule': {'id': check_id, 'index': positions[check_id]},
                'message': {'text': f'{check_id} was skipped for {hubs} of {len(report.audits)} hubs: {safe(reason)}'},
            }
        )
    return {
        'executionSuccessful': not report.unreadable,
        'endTimeUtc': report.made.astimezone(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'),
        'toolExecutionNotifications': notes,
    }


def _results(audit: Audit, positions: dict[str, int]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    location = _location(audit)
    for finding in audit.findings:
        mark = fingerprint(audit, finding)
        seen[mark] += 1
        yield _result(finding, positions[finding.check.id], f'{mark}:{seen[mark]}', location)


def _result(finding: Finding, position: int, mark: str, location: dict[str, Any]) -> dict[str, Any]:
    hit = finding.hit
    commands = list(map(safe, finding.commands))
    level, _ = _LEVELS[finding.check.severity]
    lines = [safe(hit.message), *(['To fix it:'] if commands else []), *commands]
    result: dict[str, Any] = {
        'ruleId': finding.check.id,
        'ruleIndex': position,
        'level': level,
        'message': {'text': _plain('\n'.join(lines))},
        'locations': [location],
        'partialFingerprints': {'hubnetFinding/v1': mark, 'primaryLocationLineHash': mark},
        'properties': {
            'severity': finding.check.severity,
            'fix': commands,
            'rules': [safe(name) for name in hit.rules if name is not None],
            'destinations': [safe(line_of(one, short=True)) for one in hit.destinations],
        },
    }
    if level == 'none':
        # The standard reserves the level `none` for what is not a failure.
        result['kind'] = 'informational'
    if finding.waived is not None:
        result['suppressions'] = [{'kind': 'external', 'justification': safe(finding.waived)}]
    return result


def _plain(message: str) -> str:
    """Escape brackets, which viewers would read as links: plain text messages may contain `[text](target)`."""
    return message.replace('[', '\\[').replace(']', '\\]')


def _location(audit: Audit) -> dict[str, Any]:
    if audit.hub.id and audit.source is None:
        return _resource(audit.hub.id, audit.label)
    location = _physical(_file_uri(audit.source or audit.label))
    if audit.hub.name:
        location['logicalLocations'] = [{'name': safe(audit.hub.name), 'kind': 'resource'}]
    return location


def _resource(resource_id: str, name: str) -> dict[str, Any]:
    return {
        **_physical(_quoted(resource_id.strip('/'))),
        'logicalLocations': [{'fullyQualifiedName': safe(resource_id), 'name': safe(name), 'kind': 'resource'}],
    }


def _physical(uri: str) -> dict[str, Any]:
    return {'physicalLocation': {'artifactLocation': {'uri': uri}, 'region': {'startLine': 1}}}


def _file_uri(source: str) -> str:
    """Return a path as a URI: relative to the current folder (in a pipeline the checkout), otherwise with a scheme."""
    path = Path(source).expanduser()
    if path.is_absolute():
        try:
            path = path.relative_to(Path.cwd())
        except ValueError:
            return path.as_uri()
    return _quoted(path.as_posix())


def _quoted(path: str) -> str:
    return quote(path, safe='/', errors='replace')
