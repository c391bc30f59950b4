"""The report as one HTML page that needs nothing else: no script, font or picture from elsewhere."""

import os
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ...core.audit.result import PASSED, SKIPPED, Item, Unreadable, total
from ...core.audit.severities import ORDER
from ...core.model.hub import ALLOW_INTERNET, DISABLED, ONLY_APPROVED
from .. import verdict
from ..report import Report, by_severity, more_destinations, outcomes, safe, topics, waived_findings
from .drawing import draw
from .picture import picture

_MODES = {DISABLED: 'no managed network', ALLOW_INTERNET: 'internet outbound', ONLY_APPROVED: 'approved only'}


def text(report: Report) -> str:
    """Return the HTML document."""
    items = verdict.most_severe_first(report.items) if report.fleet else report.items
    hubs = [_hub(item, report) for item in items]
    counts = total(items) if report.fleet else hubs[0]['counts']
    return _page().render(
        fleet=report.fleet,
        hubs=hubs,
        version=report.version,
        when=report.when,
        severities=ORDER,
        counts=counts,
        verdict=verdict.of_fleet(items) if report.fleet else hubs[0]['verdict'],
    )


@cache
def _page() -> Template:
    environment = Environment(
        loader=FileSystemLoader(os.path.dirname(os.path.abspath(__file__))),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters['more_destinations'] = more_destinations
    return environment.get_template('page.html.j2')


def _finalize(value: object) -> object:
    """Make the value of an expression in the template safe before it is escaped; markup of macros is unchanged."""
    return safe(value) if type(value) is str else value  # pylint: disable=unidiomatic-typecheck


def _hub(item: Item, report: Report) -> dict[str, Any]:
    """Return what the template shows of one hub."""
    common: dict[str, Any] = {'label': item.label, 'verdict': verdict.of_hub(item)}
    if isinstance(item, Unreadable):
        return {**common, 'id': item.id, 'error': item.error, 'counts': {}, 'mode': 'not read'}
    drawn = picture(item, report.catalogue)
    mode = _MODES[item.hub.mode]
    titles = {check.id: check.title for check in report.reported_checks}
    return {
        **common,
        'id': item.hub.id or item.source or '',
        'error': None,
        'counts': item.summary(),
        'mode': mode,
        'rules': len(item.hub.rules),
        'projects': item.projects,
        'groups': drawn.groups,
        'silent': drawn.silent,
        'drawing': draw(drawn, item.label, mode),
        'found': by_severity(item),
        'waived': topics(waived_findings(item)),
        'checks': verdict.checks_run(item),
        'passed': [(one.id, titles[one.id]) for one in outcomes(item, PASSED)],
        'skipped': [(one.id, titles[one.id], one.reason or '') for one in outcomes(item, SKIPPED)],
    }
