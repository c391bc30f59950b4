"""Leads an audit from its arguments to its result: which hubs, which checks, which reports."""

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from ..terminal.log import get_logger

if TYPE_CHECKING:
    from ..core.contract.audit import AuditJson, CheckJson, FleetJson, UnreadableJson

logger = get_logger(__name__)

_NOT_ASKED = 'with --all only the hubs themselves are read; audit this one with --workspace-name/-w'


class Auditor:
    """Judges hubs by the same checks and waivers.

    Raises InputError for checks, waivers and reports that cannot be used, before anything is read.
    """

    def __init__(self, cli_ctx, *, checks=None, skip_checks=None, waivers=None, reports=()):
        from ..core.audit.selection import select
        from ..core.audit.waivers import Waivers, read_waivers
        from ..core.catalogue.all_presets import Catalogue
        from ..core.documents import text as documents
        from ..core.facts import clouds
        from .hub import read_file

        self.checks = select(checks, skip_checks)
        self._waivers = (
            Waivers(())
            if waivers is None
            else read_waivers(documents.read(read_file(waivers, '--waivers'), waivers), waivers)
        )
        self._reports = list(reports)
        if self._reports:
            from ..reports.write import check_path

            for path in self._reports:
                check_path(path)
        self._catalogue = Catalogue()
        self._suffixes = clouds.of_cloud(cli_ctx.cloud.name)
        self._made = datetime.now(timezone.utc)

    @property
    def asks_live(self):
        """Whether any of the checks needs what only the service can tell."""
        return any(check.family == 'live' for check in self.checks)

    def judge(self, hub, *, live=None, why_not_live=None, source=None, projects=None):
        """The Audit of one hub. live, why_not_live: as in Subject; source, projects: as in Audit."""
        from ..core.audit.run import audit
        from ..core.audit.subject import Subject

        why = {'why_not_live': why_not_live} if why_not_live else {}
        subject = Subject(hub, self._catalogue, self._made.date(), live=live, suffixes=self._suffixes, **why)
        return audit(subject, self.checks, self._waivers, source=source, projects=projects)

    def finish(self, items, fleet):
        """Writes the reports, of a fleet or of one hub, and names the waivers that covered nothing."""
        for waiver in self._waivers.unused():
            logger.warning('The waiver %s covers no finding.', waiver)
        if not self._reports:
            return
        from ..reports import write
        from ..reports.report import Report

        report = Report(tuple(items), self._made, _version(), tuple(self.checks), self._catalogue, fleet)
        for path in self._reports:
            write.write(path, report)
            logger.info('The report %s is written.', path)


def _version():
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version('hubnet')
    except PackageNotFoundError:
        # az can run an extension from a folder of sources, which has no metadata.
        return 'development'


def audit_one(cmd, auditor, resource_group_name, workspace_name, rules):
    """The Audit of the hub, or of the file, that the arguments name."""
    from .hub import load_rules, warn

    if rules is not None:
        hub, source = load_rules(rules)
        warn(hub.oddities, source)
        return auditor.judge(hub, source=source)
    from ..service.reading.hub import open_hub

    live = open_hub(cmd.cli_ctx, resource_group_name, workspace_name)
    warn(live.hub.oddities, workspace_name)
    facts = None
    if auditor.asks_live:
        from ..service.live_facts.read import read_live_facts

        facts = read_live_facts(live)
    return auditor.judge(live.hub, live=facts)


def audit_all(cmd, auditor, subscriptions):
    """An item for every hub and workspace that the caller can see, in order of their ids."""
    from ..core.audit.result import Unreadable
    from ..service.reading.fleet import read_fleet
    from ..terminal.progress import Progress

    progress = Progress(cmd.cli_ctx)
    progress.start('Reading hubs')

    def judged(member):
        if member.hub is None:
            return Unreadable(member.id, member.error)
        return auditor.judge(member.hub, projects=member.projects, why_not_live=_NOT_ASKED)

    try:
        # The judging of one hub takes place while others are on their way.
        return read_fleet(cmd.cli_ctx, subscriptions, progress.count, judged)
    finally:
        progress.end()


def listed_checks(checks, skip_checks) -> 'list[CheckJson]':
    """The checks that these arguments choose, as `--list-checks` shows them."""
    from ..core.audit.selection import select

    return [check.as_json() for check in select(checks, skip_checks)]


def exit_code(items, fail_on):
    """The code to end with, after the result is printed; fail_on: the severity from which findings count, or None."""
    from ..core.audit.result import Unreadable, worst
    from ..core.audit.severities import rank
    from ..terminal.exit_codes import FINDINGS, INCOMPLETE

    if any(isinstance(item, Unreadable) for item in items):
        # What was not read may be worse than all that was.
        return INCOMPLETE
    found = worst(items)
    return FINDINGS[found] if fail_on and found and rank(found) <= rank(fail_on) else 0


def as_json(items, fleet, min_severity) -> 'AuditJson | UnreadableJson | FleetJson':
    """The result of the command: of one hub, or of a fleet with its sums."""
    from ..core.audit.result import total

    shown = [item.as_json(min_severity) for item in items]
    return {'hubs': shown, 'summary': total(items)} if fleet else shown[0]
