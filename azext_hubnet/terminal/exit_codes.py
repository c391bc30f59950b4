"""Exit codes beyond az's own, without losing the output."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .az import CliContext

NOT_IN_SYNC: Final = 10
# Of `audit --fail-on`, by the most severe finding.
FINDINGS: Final = {'low': 11, 'medium': 12, 'high': 13, 'critical': 14}
INCOMPLETE: Final = 20


def exit_after_output(cli_ctx: 'CliContext', code: int) -> None:
    """Have az print the result of the command and then end the process with this code.

    A sys.exit in a handler would lose the result. az raises this event once the output is written.
    """
    from knack.events import EVENT_CLI_SUCCESSFUL_EXECUTE

    def leave(_: 'CliContext', **kwargs: Any) -> None:  # pylint: disable=unused-argument
        cli_ctx.unregister_event(EVENT_CLI_SUCCESSFUL_EXECUTE, leave)
        raise SystemExit(code)

    cli_ctx.register_event(EVENT_CLI_SUCCESSFUL_EXECUTE, leave)
