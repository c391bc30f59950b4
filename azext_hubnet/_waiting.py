"""Waiting until presets are in sync on a hub."""

from ._progress import Progress
from .core.coverage import FAILED
from .core.rules import DELETING
from .service.operation import Pace


def wait_until_in_sync(cli_ctx, live, compare, timeout, interval):
    """Reads the hub again and again until compare finds the presets in sync and nothing under way.

    compare: the Diff for a hub. Raises azclierror classes when a rule has failed or the time is over.
    """
    from azure.cli.core.azclierror import AzureResponseError, DeploymentError
    progress = Progress(cli_ctx)
    progress.start(f'Waiting for {live.name}')
    pace = Pace(timeout, progress.tick, interval)
    try:
        while True:
            result = compare(live.hub)
            failed = {rule.name: entry.reason for entry in result.entries
                      if entry.state == FAILED and entry.counts(result.include_optional)
                      for rule in entry.rules if rule.status != DELETING}
            if failed:
                raise DeploymentError(f"Rules have failed: {'; '.join(failed.values())}.",
                                      "'az hubnet preset add' tries those again that it may write.")
            if result.in_sync and not result.is_under_way and not live.is_busy:
                return
            if pace.is_over:
                raise AzureResponseError(f'Wait operation timed-out after {timeout} seconds.',
                                         "See what is missing with 'az hubnet preset diff'.")
            pace.sleep()
            # A bad moment of the service is no reason to stop waiting.
            live.look()
    finally:
        progress.end()
