"""From a written plan to a proven one: the hub is read again, and shows what became of every rule."""

from collections.abc import Sequence
from typing import NamedTuple

from ..core.model.hub import ACTIVE, Hub
from ..core.plan import proof
from ..core.plan.plan import changed_settings, start_of
from ..core.plan.proof import Disturbance, Result
from ..service.writing import operation
from ..service.writing import patch as writer
from ..service.writing.operation import Pace, Timer
from .approval import Job
from .write import Written


class Proven(NamedTuple):
    """The verified outcome of a write.

    Attributes:
        written: What the service said.
        after: The hub as it was read last.
        results: The outcome of each planned rule.
        disturbed: Existing rules that changed.
        complete: Whether everything is in place or only waits for the network, and nothing else has changed.
        error: What went wrong, or None.
    """

    written: Written
    after: Hub
    results: Sequence[Result]
    disturbed: Sequence[Disturbance]
    complete: bool
    error: str | None


def prove(job: Job, written: Written, timer: Timer) -> Proven:
    """Read the hub and judge the write by it.

    There is a result whatever happens: what was written has to be reported. After an interruption, the write is judged
    by the last reading, if there is one.
    """
    after = None
    try:
        after = job.live.read()
        if written.complete:
            after = _wait_until_at_rest(job, written, after, timer)
        return _judge(job, written, after)
    except KeyboardInterrupt:
        if after is not None:
            return _judge(job, written, job.live.hub, interrupted=True)
        reason = 'interrupted'
    except Exception as ex:  # pylint: disable=broad-exception-caught
        reason = str(ex)
    return unproven(written, after or written.approved.hub, f'the hub could not be read afterwards: {reason}')


def unproven(written: Written, after: Hub, reason: str) -> Proven:
    """The outcome of a write that the hub cannot verify, for the given reason."""
    results = proof.unproven(written.approved.plan.operations, reason, written.errors, written.not_attempted)
    return Proven(written, after, results, (), False, _error(written) or reason)


def _wait_until_at_rest(job: Job, written: Written, after: Hub, timer: Timer) -> Hub:
    """The hub once no rule of the plan is under way any more: an operation may end a little before that shows."""
    operations = written.approved.plan.operations
    is_at_rest = operation.patient(timer, lambda hub: not (job.live.is_busy or writer.under_way(hub, operations)))
    pace = Pace(timer)
    while not is_at_rest(after) and not timer.is_over:
        pace.sleep()
        after = job.live.look() or after
    return after


def _judge(job: Job, written: Written, after: Hub, interrupted: bool = False) -> Proven:
    before, operations = written.approved.hub, written.approved.plan.operations
    errors = dict(written.errors)
    if written.error:
        for item in operations:
            errors.setdefault(item.name, written.error)
    found = proof.prove(before, after, operations, errors, written.not_attempted)
    changed = changed_settings(start_of(before), start_of(after), may_fill_in=True)
    is_provisioned = not job.must_provision(before) or after.network_status == ACTIVE
    complete = written.complete and not interrupted and is_provisioned and not changed and found.complete
    error = '; '.join(filter(None, [*changed, 'interrupted' if interrupted else _error(written)])) or None
    return Proven(written, after, found.results, found.disturbed, complete, error)


def _error(written: Written) -> str | None:
    return written.provisioning_error or written.error
