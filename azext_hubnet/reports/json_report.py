"""The report as JSON: what `preset audit -o json` prints, with the time and the version of hubnet."""

import json
from typing import TYPE_CHECKING

from ..core.audit.result import fleet_as_json
from .report import Report

if TYPE_CHECKING:
    from ..core.contract.audit import AuditReportJson, FleetReportJson


def text(report: Report) -> str:
    """Return the JSON text, all ASCII so that no name can steer a terminal, with findings of every severity."""
    return json.dumps(document(report), indent=2) + '\n'


def document(report: Report) -> 'AuditReportJson | FleetReportJson':
    """Return the result of the command, and `made` and `version`."""
    if report.fleet:
        return {**fleet_as_json(report.items), 'made': report.when, 'version': report.version}
    (audit,) = report.audits
    return {**audit.as_json(), 'made': report.when, 'version': report.version}
