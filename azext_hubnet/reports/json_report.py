"""The report as JSON: what `preset audit -o json` prints, with when and by what it was made."""

import json
from typing import TYPE_CHECKING

from ..core.audit.result import total
from .report import Report

if TYPE_CHECKING:
    from ..core.contract.audit import AuditReportJson, FleetReportJson


def text(report: Report) -> str:
    """The JSON text, all ASCII, so that no character of a name steers a terminal; findings of every severity."""
    return json.dumps(document(report), indent=2) + '\n'


def document(report: Report) -> 'AuditReportJson | FleetReportJson':
    """The contract of the command, and `made` and `version` beside it."""
    content = (
        {'hubs': [item.as_json() for item in report.items], 'summary': total(report.items)}
        if report.fleet
        else report.items[0].as_json()
    )
    return {**content, 'made': report.when, 'version': report.version}
