"""The flow of `preset audit`: which hubs, which checks, which reports and which exit code."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from ..terminal.log import get_logger

if TYPE_CHECKING:
    from ..core.audit.result import Audit, Item
    from ..core.audit.severities import Severity
    from ..core.contract.audit import AuditJson, CheckJson, FleetJson, UnreadableJson
    from ..core.model.hub import Hub
    from ..core.model.live_facts import LiveFacts
    from ..service.reading.fleet import Member
    from ..terminal.az import Command

logger = get_logger(__name__)

_NOT_READ = 'with --all only the hubs themselves are read; audit this one with --workspace-name/-w'


def audit(
    cmd: 'Command',
    *,
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    rules: str | None = None,
    all_hubs: bool = False,
    subscriptions: Sequence[str] | None = None,
    checks: Sequence[str] | None = None,
    skip_checks: Sequence[str] | None = None,
    min_severity: 'Severity' = 'info',
    fail_on: 'Severity | None' = None,
    waivers: str | None = None,
    reports: Sequence[str] = (),
) -> 'AuditJson | UnreadableJson | FleetJson':
    """Audit one hub, a file, or every hub that the caller can see; write reports and set the exit code.

    Args:
        cmd: The command that runs.
        resource_group_name: Of the hub.
        workspace_name: The hub.
        rules: A file of rules, `-` for standard input, or the text itself; instead of a hub.
        all_hubs: Audit every hub and workspace that the caller can see instead.
        subscriptions: Names or ids of the subscriptions for all_hubs; None for all enabled ones of the sign-in.
        checks: Ids and families of the checks to run; None for all.
        skip_checks: Ids and families of the checks to leave out.
        min_severity: Leave findings below it out of the result; they are counted, and are in reports.
        fail_on: The least severity that sets an exit code; None for none.
        waivers: The path of a waiver file.
        reports: Paths of the reports to write.

    Raises:
        InputError: Checks, waivers or reports cannot be used; nothing was read.
    """
    from ..core.audit.result import fleet_as_json
    from ..terminal.exit_codes import exit_after_output

    auditor = _Auditor(cmd, checks, skip_checks, waivers, reports)
    items: list[Item] = (
        _audit_all(cmd, auditor, subscriptions)
        if all_hubs
        else [_audit_one(cmd, auditor, resource_group_name, workspace_name, rules)]
    )
    auditor.finish(items, all_hubs)
    code = exit_code(items, fail_on)
    if code:
        exit_after_output(cmd.cli_ctx, code)
    return fleet_as_json(items, min_severity) if all_hubs else items[0].as_json(min_severity)


def list_checks(checks: Sequence[str] | None, skip_checks: Sequence[str] | None) -> 'list[CheckJson]':
    """Return the checks that these arguments of `audit` choose, as `--list-checks` shows them."""
    from ..core.audit.selection import select

    return [check.as_json() for check in select(checks, skip_checks)]


class _Auditor:
    """Judges hubs by the same checks and waivers, and writes the reports."""

    def __init__(
        self,
        cmd: 'Command',
        checks: Sequence[str] | None,
        skip_checks: Sequence[str] | None,
        waivers: str | None,
        reports: Sequence[str],
    ):
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
        self._reports = reports
        if reports:
            from ..reports.write import check_path

            for path in reports:
                check_path(path)
        self._catalogue = Catalogue()
        self._suffixes = clouds.of_cloud(cmd.cli_ctx.cloud.name)
        self._made = datetime.now(timezone.utc)

    def judge(
        self,
        hub: 'Hub',
        *,
        live: 'LiveFacts | None' = None,
        why_not_live: str = 'the input is a file, not a live hub',
        source: str | None = None,
        projects: int | None = None,
    ) -> 'Audit':
        """Return the audit of one hub; the arguments are those of Subject and Audit."""
        from ..core.audit.run import audit as judged
        from ..core.audit.subject import Subject

        subject = Subject(
            hub, self._catalogue, self._made.date(), live=live, why_not_live=why_not_live, suffixes=self._suffixes
        )
        return judged(subject, self.checks, self._waivers, source=source, projects=projects)

    def finish(self, items: 'Iterable[Item]', fleet: bool) -> None:
        """Write the reports, and warn about waivers that covered nothing."""
        for waiver in self._waivers.unused():
            logger.warning('The waiver %s covers no finding.', waiver)
        if not self._reports:
            return
        from ..reports import write
        from ..reports.report import Report

        report = Report(tuple(items), self._made, _version(), tuple(self.checks), self._catalogue, fleet)
        for path in self._reports:
            write.write(path, report)
            logger.info('Wrote the report %s.', path)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version('hubnet')
    except PackageNotFoundError:
        # az can run an extension from a folder of sources, which has no metadata.
        return 'development'


def _audit_one(
    cmd: 'Command',
    auditor: _Auditor,
    resource_group_name: str | None,
    workspace_name: str | None,
    rules: str | None,
) -> 'Audit':
    from .hub import load_rules, open_live_hub, warn

    if rules is not None:
        hub, source = load_rules(rules)
        warn(hub.oddities, source)
        return auditor.judge(hub, source=source)
    opened = open_live_hub(cmd, resource_group_name, workspace_name)
    warn(opened.hub.oddities, workspace_name)
    live = None
    if any(check.needs_live_hub for check in auditor.checks):
        from ..service.live_facts.read import read_live_facts

        live = read_live_facts(opened)
    return auditor.judge(opened.hub, live=live)


def _audit_all(cmd: 'Command', auditor: _Auditor, subscriptions: Sequence[str] | None) -> 'list[Item]':
    """Audit every hub and workspace that the caller can see, in order of their ids."""
    from ..core.audit.result import Unreadable
    from ..service.reading.fleet import read_fleet
    from ..terminal.progress import Progress

    progress = Progress(cmd.cli_ctx)
    progress.start('Reading hubs')

    def judged(member: 'Member') -> 'Item':
        if member.hub is None:
            return Unreadable(member.id, member.error or '')
        return auditor.judge(member.hub, projects=member.projects, why_not_live=_NOT_READ)

    try:
        # A hub is judged while others are still being read.
        return read_fleet(cmd.cli_ctx, subscriptions, progress.count, judged)
    finally:
        progress.end()


def exit_code(items: 'Iterable[Item]', fail_on: 'Severity | None') -> int:
    """Return the code to exit with after the result is printed; 0 for none.

    Args:
        items: The results of all hubs.
        fail_on: The least severity that sets a code; None for none.
    """
    from ..core.audit.result import Unreadable, worst
    from ..core.audit.severities import rank
    from ..terminal.exit_codes import FINDINGS, INCOMPLETE

    items = list(items)
    if any(isinstance(item, Unreadable) for item in items):
        # A hub that was not read may have more severe findings than all that were.
        return INCOMPLETE
    severity = worst(items)
    return FINDINGS[severity] if fail_on and severity and rank(severity) <= rank(fail_on) else 0
