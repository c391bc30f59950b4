"""Waiting until presets are in sync on a hub."""

from typing import TYPE_CHECKING

from ..core.compare.coverage import FAILED, MISSING
from ..core.compare.states import Comparison
from ..core.model.hub import DELETING
from ..service.writing.operation import Pace, Timer
from ..terminal.log import get_logger
from ..terminal.progress import Progress
from .compare import Asked, RequestedPresets, requested_presets
from .hub import open_live_hub

if TYPE_CHECKING:
    from azure.cli.core.azclierror import AzCLIError

    from ..service.reading.hub import LiveHub
    from ..terminal.az import CliContext, Command

logger = get_logger(__name__)


def wait_for_presets(
    cmd: 'Command',
    asked: Asked,
    resource_group_name: str | None,
    workspace_name: str | None,
    *,
    timeout: int,
    interval: int,
) -> None:
    """Do `preset wait`: return once the presets are in sync and nothing of them is under way. Times are in seconds."""
    presets = requested_presets(asked)
    live = open_live_hub(cmd, resource_group_name, workspace_name)
    wait_until_in_sync(cmd.cli_ctx, live, presets, timeout, interval)


def wait_until_in_sync(
    cli_ctx: 'CliContext', live: 'LiveHub', presets: RequestedPresets, timeout: int, interval: int
) -> None:
    """Read the hub again and again until the presets are in sync and nothing of them is under way.

    Args:
        cli_ctx: The run of az.
        live: The hub.
        presets: What to wait for.
        timeout: Seconds to wait at most.
        interval: Seconds between two readings.

    Raises:
        DeploymentError: A rule has failed.
        AzureResponseError: The time is over.
    """
    progress = Progress(cli_ctx)
    progress.start(f'Waiting for {live.name}')
    timer = Timer(timeout, progress.tick)
    pace = Pace(timer, interval)
    reported = False
    try:
        while True:
            comparison = presets.compare(live.hub)
            _refuse_failed_rules(comparison)
            is_at_rest = not comparison.is_under_way and not live.is_busy
            if comparison.in_sync and is_at_rest:
                return
            if timer.is_over:
                raise _timed_out(timeout)
            if is_at_rest and not reported:
                reported = True
                progress.end()
                _report_missing(live.name, comparison)
            pace.sleep()
            # A passing read error does not end the wait.
            live.look()
    finally:
        progress.end()


def _refuse_failed_rules(comparison: Comparison) -> None:
    from azure.cli.core.azclierror import DeploymentError

    failed = {
        rule.name: entry.reason
        for entry in comparison.counting
        if entry.state == FAILED
        for rule in entry.rules
        if rule.status != DELETING
    }
    if failed:
        reasons = '; '.join(reason.rstrip('. ') for reason in failed.values())
        raise DeploymentError(
            f'Rules have failed: {reasons}.', "'az hubnet preset add' retries those it is allowed to write."
        )


def _timed_out(timeout: int) -> 'AzCLIError':
    from azure.cli.core.azclierror import AzureResponseError

    return AzureResponseError(
        f'Wait operation timed-out after {timeout} seconds.', "See what is missing with 'az hubnet preset diff'."
    )


def _report_missing(hub: str, comparison: Comparison) -> None:
    missing = sum(entry.state == MISSING for entry in comparison.counting)
    logger.warning(
        '%s: nothing is under way, and %s entries have no rule. Still waiting, in case another user writes them; '
        "to write them yourself, use 'az hubnet preset add'.",
        hub,
        missing,
    )
