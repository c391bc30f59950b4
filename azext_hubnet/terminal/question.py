"""The question before a write, on standard error. az's own prompt would write it to standard output."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .az import CliContext


def will_ask(cli_ctx: 'CliContext', yes: bool) -> bool:
    """Whether confirm asks: there is a terminal, and neither --yes nor az's configuration has answered."""
    return not _is_answered(cli_ctx, yes) and _has_terminal()


def confirm(cli_ctx: 'CliContext', question: str, yes: bool) -> None:
    """Return if the user agrees: by --yes, by core.disable_confirm_prompt or at the terminal.

    Raises:
        ManualInterrupt: The user declined.
        NoTTYError: There is no terminal to ask at.
    """
    from azure.cli.core.azclierror import ManualInterrupt, NoTTYError

    if _is_answered(cli_ctx, yes):
        return
    if not _has_terminal():
        raise NoTTYError(
            'Nothing was written: there is no terminal to ask for confirmation.',
            'Add --yes to write without a question, or --dry-run to see the plan.',
        )
    while True:
        sys.stderr.write(f'{question} (y/N): ')
        sys.stderr.flush()
        answer = sys.stdin.readline().strip().lower()
        if answer in ('y', 'yes'):
            return
        if answer in ('', 'n', 'no'):
            raise ManualInterrupt('Nothing was written: the plan was declined.')


def _is_answered(cli_ctx: 'CliContext', yes: bool) -> bool:
    return yes or cli_ctx.config.getboolean('core', 'disable_confirm_prompt', fallback=False)


def _has_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty())
