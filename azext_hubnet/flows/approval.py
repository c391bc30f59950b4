"""From a plan to an approved one: what it costs is shown, and the user has agreed or has no say."""

import os
import sys
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ..core.model.hub import ACTIVE, Hub
from ..core.model.printable import printable
from ..core.plan import announcement
from ..core.plan.plan import Plan, plan_for
from ..core.render import az_commands
from ..terminal.log import get_logger
from ..terminal.progress import Progress
from ..terminal.question import confirm, will_ask
from . import plans
from .plans import Planned

if TYPE_CHECKING:
    from azure.cli.core.azclierror import AzCLIError

    from ..service.reading.hub import LiveHub
    from ..terminal.az import CliContext

logger = get_logger(__name__)

# How to write the rules: PATCH all at once, SERIAL one by one, AUTO all at once where that is permitted.
WriteMode = Literal['auto', 'patch', 'serial']
AUTO: Final = 'auto'
PATCH: Final = 'patch'
SERIAL: Final = 'serial'


class Options(NamedTuple):
    """The arguments that `preset add` and `preset remove` share; the timeout is in seconds."""

    timeout: int
    dry_run: bool = False
    yes: bool = False
    no_wait: bool = False
    write: WriteMode = AUTO
    provision: bool = False
    include_spark: bool = False
    plan_file: str | None = None
    plan_id: str | None = None


class Job(NamedTuple):
    """One change of one hub, and the terminal that it is made from."""

    cli_ctx: 'CliContext'
    live: 'LiveHub'
    options: Options
    progress: Progress

    def must_provision(self, hub: Hub) -> bool:
        """True where the network of the hub is to be provisioned and is not."""
        return self.options.provision and hub.network_status != ACTIVE


class Approved(NamedTuple):
    """A plan that may be written.

    Attributes:
        planned: The plan as shown to the user, with what else the result reports.
        hub: The hub that the plan is for.
        plan: The plan as it is written: rule by rule, it takes longer.
        asked: Whether the user has agreed to exactly this plan.
    """

    planned: Planned
    hub: Hub
    plan: Plan
    asked: bool = False

    def needs_nothing(self, job: Job) -> bool:
        """True where nothing is left to write."""
        return not self.plan.operations and not job.must_provision(self.hub)

    def one_by_one(self) -> 'Approved':
        """The same plan, written rule by rule."""
        return Approved(self.planned, self.hub, plan_for(self.hub, self.plan.operations, serial=True), self.asked)

    @property
    def wait_command(self) -> str:
        """The command that waits until the presets are in sync."""
        return az_commands.wait_for_presets(self.hub, **self.planned.request.presets.asked.as_json())


def proposed(job: Job, planned: Planned) -> Approved:
    """The plan as it would be written to the hub as it was read last; no one has agreed to it yet."""
    proposal = Approved(planned, job.live.hub, planned.plan)
    return proposal.one_by_one() if job.options.write == SERIAL else proposal


def approve(job: Job, proposal: Approved) -> Approved:
    """Show what the plan costs and have the user agree to it, where there is someone to ask.

    Raises:
        ManualInterrupt: The user declined.
        NoTTYError: There is no terminal to ask at.
    """
    asked = will_ask(job.cli_ctx, job.options.yes)
    approved = proposal._replace(asked=asked)
    announce(job, approved)
    confirm(job.cli_ctx, 'Apply this plan?', job.options.yes)
    return approved


def announce(job: Job, proposal: Approved) -> None:
    """Show what would be written, what it costs and how long it takes."""
    hub, plan, provision = proposal.hub, proposal.plan, job.must_provision(proposal.hub)
    lines = announcement.describe_plan(hub, plan) if plan.operations else []
    if provision:
        lines += announcement.describe_provisioning(hub)
    if 'ACC_CLOUD' in os.environ:
        lines += announcement.cloud_shell_warning(plan, provision)
    for line in [*lines, *proposal.planned.remarks]:
        # No one can agree to what --only-show-errors hides.
        if proposal.asked:
            print(printable(line), file=sys.stderr)
        else:
            logger.warning('%s', line)


def approve_again(job: Job, approved: Approved) -> Approved:
    """Plan for the hub as it was read last; a user who was asked never gets more than that plan.

    Raises:
        ValidationError: The user was asked, and the plan has more rules now, or creates a firewall.
    """
    again = proposed(job, plans.make_plan(approved.planned.request, job.live.hub, job.options.plan_id))
    again = again._replace(asked=approved.asked)
    if _is_within(again.plan, approved.plan):
        return again
    if approved.asked:
        raise nothing_written(
            'the hub changed in the meantime, and the plan is a different one now', 'Run the command again to see it.'
        )
    job.progress.end()
    logger.warning('The hub changed in the meantime; this is the new plan.')
    announce(job, again)
    return again


def nothing_written(reason: str, recommendation: str) -> 'AzCLIError':
    """The error for a change that was given up before anything was written."""
    from azure.cli.core.azclierror import ValidationError

    return ValidationError(f'Nothing was written: {reason}.', recommendation)


def _is_within(plan: Plan, agreed: Plan) -> bool:
    """True when a plan writes nothing that the agreed one does not, and creates no firewall that it does not."""
    return _writes(plan) <= _writes(agreed) and (agreed.creates_firewall or not plan.creates_firewall)


def _writes(plan: Plan) -> set[tuple[str, tuple[object, ...]]]:
    """What a plan writes, whether for the first time or again."""
    return {(item.name, item.destination.key) for item in plan.operations}
