"""Exit codes beyond az's own, without losing the output."""

NOT_IN_SYNC = 10
# Of `audit --fail-on`, by the gravest finding.
FINDINGS = {'low': 11, 'medium': 12, 'high': 13, 'critical': 14}
INCOMPLETE = 20


def exit_after_output(cli_ctx, code):
    """Lets az print the result of the command and then ends the process with code.

    A sys.exit in a handler would lose the result; az raises this event once the output is written.
    """
    from knack.events import EVENT_CLI_SUCCESSFUL_EXECUTE

    def leave(_, **kwargs):  # pylint: disable=unused-argument
        cli_ctx.unregister_event(EVENT_CLI_SUCCESSFUL_EXECUTE, leave)
        raise SystemExit(code)

    cli_ctx.register_event(EVENT_CLI_SUCCESSFUL_EXECUTE, leave)
