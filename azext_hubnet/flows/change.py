"""`preset add` and `preset remove`: a plan is approved, written and proven.

Each step makes a value from the one before: `plans.make_plan` a Planned, `approval.approve` an Approved, `write.write`
a Written and `proof.prove` a Proven.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..core.model.hub import Hub
from ..core.plan.proof import Disturbance, Result, accepted
from ..core.render.az_ml_yaml import hub as render_hub
from ..service.writing.lock import StillLocked, hold
from ..service.writing.operation import TIMED_OUT, Timer
from ..terminal.exit_codes import INCOMPLETE, exit_after_output
from ..terminal.interruption import nothing_written_if_interrupted
from ..terminal.log import get_logger
from ..terminal.progress import Progress
from . import plans
from .approval import Approved, Job, Options, announce, approve, nothing_written, proposed
from .hub import open_live_hub
from .plans import Request
from .proof import Proven, prove, unproven
from .write import TRY_LATER, Written, write

if TYPE_CHECKING:
    from ..core.contract.change import ChangeJson, ChangeOutcome
    from ..terminal.az import Command

logger = get_logger(__name__)


def change_hub(
    cmd: 'Command', resource_group_name: str | None, workspace_name: str | None, request: Request, options: Options
) -> 'ChangeJson':
    """Do `preset add` or `preset remove`.

    Args:
        cmd: The command.
        resource_group_name: Of the hub; not needed where the workspace is a resource id.
        workspace_name: The name of the hub, or its resource id.
        request: What to plan.
        options: How to write it.

    Raises:
        AzCLIError: Nothing was written.
        InputError: Nothing was written.
    """
    with nothing_written_if_interrupted():
        live = open_live_hub(cmd, resource_group_name, workspace_name, to_write=True)
        job = Job(cmd.cli_ctx, live, options, Progress(cmd.cli_ctx))
        planned = plans.make_plan(request, live.hub, options.plan_id)
        if options.dry_run and options.plan_file:
            plans.save(options.plan_file, planned, live.hub)
        proposal = proposed(job, planned)
        if proposal.needs_nothing(job):
            _report_nothing_to_do(job, proposal)
            return _nothing_to_do(proposal)
        if options.dry_run:
            announce(job, proposal)
            return _result(proposal, proposal.hub, 'planned')
        try:
            return _carry_out(job, approve(job, proposal))
        finally:
            job.progress.end()


def _carry_out(job: Job, approved: Approved) -> 'ChangeJson':
    """Write and prove an approved plan while no other hubnet process on this machine writes to the hub."""
    timer = Timer(job.options.timeout, job.progress.tick)

    def report_wait() -> None:
        logger.warning('Another hubnet process on this machine is writing to %s; waiting.', approved.hub.name)

    job.progress.start('Waiting for another hubnet process that is writing to this hub')
    try:
        with hold(job.live.key, timer, report_wait) as waited:
            # While a user thinks about a question, others have time to write.
            written = write(job, approved, timer, look_again=waited or approved.asked)
            if written.approved.needs_nothing(job):
                return _nothing_to_do(written.approved)
            return _conclude(job, written, timer)
    except StillLocked as ex:
        raise nothing_written(
            'another hubnet process kept writing to this hub for longer than --timeout allows', TRY_LATER
        ) from ex


def _conclude(job: Job, written: Written, timer: Timer) -> 'ChangeJson':
    """The result of a write. An interruption while it is made does not lose it."""
    try:
        if job.options.no_wait and written.complete:
            return _accepted(job, written, timer)
        return _proven(job, prove(job, written, timer), timer)
    except KeyboardInterrupt:
        reason = 'interrupted before the proof was complete'
        return _proven(job, unproven(written, job.live.hub, reason), timer)


def _accepted(job: Job, written: Written, timer: Timer) -> 'ChangeJson':
    approved = written.approved
    job.progress.end()
    logger.warning('The service has accepted the write. Wait for it with: %s', approved.wait_command)
    results = [*accepted(approved.plan.operations), *approved.planned.unwritable]
    return _result(approved, approved.hub, 'accepted', results, seconds=written.seconds(timer))


def _proven(job: Job, proven: Proven, timer: Timer) -> 'ChangeJson':
    written, approved = proven.written, proven.written.approved
    job.progress.end()
    for disturbance in proven.disturbed:
        logger.warning('Existing rule %s was %s.', disturbance.rule, disturbance.change)
    if not proven.complete:
        _report_incomplete(proven)
        exit_after_output(job.cli_ctx, INCOMPLETE)
    return _result(
        approved,
        proven.after,
        'applied' if proven.complete else 'partial',
        [*proven.results, *approved.planned.unwritable],
        disturbed=proven.disturbed,
        seconds=written.seconds(timer),
    )


def _report_incomplete(proven: Proven) -> None:
    reason = f' ({proven.error})' if proven.error else ''
    approved = proven.written.approved
    if proven.written.ended == TIMED_OUT and not approved.planned.request.removes:
        logger.warning(
            'The service is still working after --timeout%s. Wait for it with: %s', reason, approved.wait_command
        )
    else:
        logger.warning('Not everything is in place%s. Run the same command again to write what is missing.', reason)


def _report_nothing_to_do(job: Job, proposal: Approved) -> None:
    for remark in proposal.planned.remarks:
        logger.warning('%s', remark)
    if job.live.is_busy:
        logger.warning(
            'The service is still carrying out a change of the hub. Wait for it with: %s', proposal.wait_command
        )


def _nothing_to_do(proposal: Approved) -> 'ChangeJson':
    return _result(proposal, proposal.hub, 'nothing_to_do', proposal.planned.unwritable)


def _result(
    proposal: Approved,
    hub: Hub,
    outcome: 'ChangeOutcome',
    results: Sequence[Result] = (),
    *,
    disturbed: Sequence[Disturbance] = (),
    seconds: float = 0.0,
) -> 'ChangeJson':
    """The JSON result; hub: as it was read last. seconds: how long the write took."""
    planned = proposal.planned
    return {
        'hub': render_hub(hub),
        'presets': planned.request.presets.compare(hub).presets_json(),
        'plan': proposal.plan.as_json(),
        'results': [result.as_json() for result in results],
        'kept': [kept.as_json() for kept in planned.kept],
        'disturbed': [disturbance.as_json() for disturbance in disturbed],
        'minutes': round(seconds / 60, 1),
        'outcome': outcome,
    }
