"""Waiting until presets are in sync on a hub."""

from typing import TYPE_CHECKING

from ..core.compare.coverage import FAILED, MISSING
from ..core.model.hub import DELETING
from ..service.writing.operation import Pace
from ..terminal.log import get_logger
from ..terminal.progress import Progress
from .compare import Asked, requested_presets

if TYPE_CHECKING:
    from ..terminal.az import Command

logger = get_logger(__name__)


def wait_for_presets(
    cmd: 'Command',
    asked: Asked,
    resource_group_name: str | None,
    workspace_name: str | None,
    timeout: int,
    interval: int,
) -> None:
    """Do `preset wait`: return once the presets are in sync and nothing of them is under way. Times are in seconds."""
    from ..service.reading.hub import open_hub

    presets = requested_presets(asked)
    live = open_hub(cmd.cli_ctx, resource_group_name, workspace_name)
    wait_until_in_sync(cmd.cli_ctx, live, presets, timeout, interval)


def wait_until_in_sync(cli_ctx, live, presets, timeout, interval):
    """Reads the hub again and again until the presets are in sync and nothing under way.

    presets: RequestedPresets. Raises azclierror classes when a rule has failed or the time is over.
    """
    from azure.cli.core.azclierror import AzureResponseError, DeploymentError

    progress = Progress(cli_ctx)
    told = False
    progress.start(f'Waiting for {live.name}')
    pace = Pace(timeout, progress.tick, interval)
    try:
        while True:
            result = presets.compare(live.hub)
            failed = {
                rule.name: entry.reason
                for entry in result.entries
                if entry.state == FAILED and entry.counts(result.include_optional)
                for rule in entry.rules
                if rule.status != DELETING
            }
            if failed:
                reasons = '; '.join(reason.rstrip('. ') for reason in failed.values())
                raise DeploymentError(
                    f'Rules have failed: {reasons}.', "'az hubnet preset add' tries those again that it may write."
                )
            is_at_rest = not result.is_under_way and not live.is_busy
            if result.in_sync and is_at_rest:
                return
            if pace.is_over:
                raise AzureResponseError(
                    f'Wait operation timed-out after {timeout} seconds.',
                    "See what is missing with 'az hubnet preset diff'.",
                )
            if is_at_rest and not told:
                told = True
                progress.end()
                missing = sum(
                    entry.state == MISSING and entry.counts(result.include_optional) for entry in result.entries
                )
                logger.warning(
                    '%s: nothing is under way, and %s entries have no rule: waiting for somebody else to '
                    "write them. 'az hubnet preset add' does, too.",
                    live.name,
                    missing,
                )
            pace.sleep()
            # A bad moment of the service is no reason to stop waiting.
            live.look()
    finally:
        progress.end()
