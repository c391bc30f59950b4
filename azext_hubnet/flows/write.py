"""From an approved plan to a written one: wait until the hub is idle, then send the rules and follow them."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..core.model.hub import UNDER_WAY, name_key
from ..core.model.naming import PREFIX
from ..core.plan import announcement
from ..core.plan.plan import Operation
from ..service.writing import operation
from ..service.writing import patch as writer
from ..service.writing.attempt import WriteRecord
from ..service.writing.operation import End, Pace, Timer
from ..terminal.log import get_logger
from .approval import PATCH, Approved, Job, approve_again, nothing_written

if TYPE_CHECKING:
    from ..service.reading.hub import LiveHub

logger = get_logger(__name__)

TRY_LATER = 'Try again later, or with a longer --timeout.'


class Written(NamedTuple):
    """What the service said about a write; ended, error, errors and not_attempted are as in the record of the write."""

    approved: Approved
    """What was written, with the hub as it was before; its plan is empty where others had written everything."""
    sent: bool
    """True when something may have reached the service."""
    complete: bool
    """True when the service said that the write ended well, or did not deny it."""
    ended: End | None
    error: str | None
    provisioning_error: str | None
    errors: Mapping[str, str]
    not_attempted: Mapping[str, str]
    started: float

    def seconds(self, timer: Timer) -> float:
        """How long the write has taken by now."""
        return timer.elapsed - self.started if self.sent else 0.0


@dataclasses.dataclass
class _Writing:
    """A write under way: what an interruption must not lose."""

    approved: Approved
    record: WriteRecord = dataclasses.field(default_factory=WriteRecord)
    started: float = 0.0

    def done(self, complete: bool) -> Written:
        record = self.record
        return Written(
            self.approved,
            record.sent,
            complete,
            record.ended,
            record.error,
            record.provisioning_error,
            record.errors,
            record.not_attempted,
            self.started,
        )


def write(job: Job, approved: Approved, timer: Timer, look_again: bool) -> Written:
    """Write an approved plan.

    Whatever goes wrong before anything was sent is raised. Afterwards, an interruption too, it is part of the result,
    because what was written has to be reported.

    Args:
        job: The change.
        approved: What to write.
        timer: The time of the command.
        look_again: The hub may have changed since it was read.
    """
    writing = _Writing(approved)
    record = writing.record
    try:
        _write(job, writing, timer, look_again)
    except (Exception, KeyboardInterrupt) as ex:  # pylint: disable=broad-exception-caught
        if not record.sent:
            raise
        logger.debug('After the write was sent', exc_info=True)
        record.ended = operation.END_UNKNOWN
        record.error = 'interrupted' if isinstance(ex, KeyboardInterrupt) else str(ex)
        record.provisioning_error = None
        return writing.done(complete=False)
    return writing.done(complete=not _ended_badly(record))


def _write(job: Job, writing: _Writing, timer: Timer, look_again: bool) -> None:
    writing.approved = _make_ready(job, writing.approved, timer, look_again)
    writing.started = timer.elapsed
    _send_rules(job, writing, timer)
    if job.options.no_wait or writing.approved.needs_nothing(job):
        return
    if job.must_provision(writing.approved.hub) and not _ended_badly(writing.record):
        _provision(job, writing, timer)


def _ended_badly(record: WriteRecord) -> bool:
    return record.ended in (operation.ENDED_BADLY, operation.TIMED_OUT)


def _send_rules(job: Job, writing: _Writing, timer: Timer) -> None:
    """Send the rules until the service takes them, or until no rule is left because others have written them."""
    pace = Pace(timer)
    while writing.approved.plan.operations:
        approved = writing.approved
        plan = approved.plan
        job.progress.start(f'Writing {len(plan.operations)} rules to {approved.hub.name}', plan.minutes)
        if plan.serial:
            _write_one_by_one(job, writing, timer)
            return
        try:
            writer.patch(job.live, approved.hub, plan.operations, timer, writing.record, no_wait=job.options.no_wait)
            return
        except writer.PermissionMissing as ex:
            writing.approved = _turn_to_one_by_one(job, approved, ex)
        except writer.Conflict as ex:
            if ex.wait >= timer.left:
                raise nothing_written(f'{ex}, for longer than --timeout allows', TRY_LATER) from ex
            pace.sleep(ex.wait)
            writing.approved = _make_ready(job, approved, timer, look_again=True)


def _write_one_by_one(job: Job, writing: _Writing, timer: Timer) -> None:
    from ..service.writing import one_by_one

    client = one_by_one.RuleClient(job.cli_ctx, job.live)
    one_by_one.write_all(client, job.live, writing.approved.plan.operations, timer, writing.record)


def _provision(job: Job, writing: _Writing, timer: Timer) -> None:
    from ..service.writing import one_by_one

    job.progress.start(f'Provisioning the network of {writing.approved.hub.name}', announcement.PROVISION_MINUTES)
    client = one_by_one.RuleClient(job.cli_ctx, job.live)
    one_by_one.provision(client, job.live, job.options.include_spark, timer, writing.record)


def _turn_to_one_by_one(job: Job, approved: Approved, reason: Exception) -> Approved:
    """The plan for a user who may write rules but not the workspace.

    Raises:
        ForbiddenError: The options exclude writing rule by rule.
    """
    from azure.cli.core.azclierror import ForbiddenError

    needed = f'The action {writer.WRITE_ACTION} is needed to write all rules at once'
    if job.options.write == PATCH:
        raise ForbiddenError(
            f'Nothing was written: {reason}', f'{needed}; use --write serial to write them one by one.'
        )
    if job.options.no_wait:
        raise ForbiddenError(
            f'Nothing was written: {reason}',
            f'{needed}. Without it, rules are written one after another, which is not possible with --no-wait.',
        )
    serial = approved.one_by_one()
    job.progress.end()
    logger.warning(
        '%s; without it, they are written one by one, in about %s to %s minutes.', needed, *serial.plan.minutes
    )
    return serial


def _make_ready(job: Job, approved: Approved, timer: Timer, look_again: bool) -> Approved:
    """The plan to write once the hub is idle; a new one where the hub may have changed."""
    if look_again:
        job.live.read()
    waited = _wait_until_idle(job, approved.plan.operations, timer)
    return approve_again(job, approved) if look_again or waited else approved


def _wait_until_idle(job: Job, operations: Sequence[Operation], timer: Timer) -> bool:
    """Wait for writes of others; True if that was necessary.

    Raises:
        ValidationError: The time limit is reached.
    """
    pace, reported = Pace(timer), None
    while obstacle := _obstacle(job.live, operations):
        if timer.is_over:
            raise nothing_written(f'{obstacle}, for longer than --timeout allows', TRY_LATER)
        if obstacle != reported:
            logger.warning('Waiting: %s.', obstacle)
            job.progress.start('Waiting')
        reported = obstacle
        pace.sleep()
        job.live.read()
    return reported is not None


def _obstacle(live: 'LiveHub', operations: Sequence[Operation]) -> str | None:
    """What is under way on the hub and might be lost, or lose our rules, if we wrote now."""
    if live.is_busy:
        return 'the service is still carrying out another change of the hub'
    wanted = {name_key(item.name) for item in operations} | {item.destination.key for item in operations}
    for rule in live.hub.rules:
        name = name_key(rule.name)
        # Rules of hubnet are from an earlier run of it; others may have been stuck for a long time.
        if rule.status in UNDER_WAY and (name.startswith(PREFIX) or {name, rule.destination.key} & wanted):
            return f'the service is still working on the rule {rule.label} ({rule.status})'
    return None
