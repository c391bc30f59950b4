"""What a person at a terminal sees while a command waits."""

import sys
from typing import TYPE_CHECKING

from ..core.model.printable import printable

if TYPE_CHECKING:
    from .az import CliContext


class Progress:
    """One line on standard error: what the command waits for, for how long, and how long that may take.

    Nothing is shown to a pipe or a file, with --only-show-errors, or with core.disable_progress_bar.
    """

    def __init__(self, cli_ctx: 'CliContext'):
        self._shown = (
            sys.stderr.isatty()
            and not cli_ctx.only_show_errors
            and not cli_ctx.config.getboolean('core', 'disable_progress_bar', fallback=False)
        )
        self._step = ''
        self._expected = ''
        self._width = 0

    def start(self, step: str, minutes: tuple[int, int] | None = None) -> None:
        """Begin a step.

        Args:
            step: What is done, such as 'Reading hubs'.
            minutes: The range that it is expected to take.
        """
        self.end()
        self._step = step
        self._expected = f' of about {minutes[0]} to {minutes[1]} minutes' if minutes else ''

    def tick(self, elapsed: float) -> None:
        """Show the step with the seconds that have passed."""
        self._show(f'{self._step}: {int(elapsed // 60)}:{int(elapsed % 60):02d}{self._expected}')

    def count(self, done: int, total: int) -> None:
        """Show the step with how much of it is done."""
        self._show(f'{self._step}: {done} of {total}')

    def end(self) -> None:
        """Clear the line."""
        if self._width:
            sys.stderr.write('\r' + ' ' * self._width + '\r')
            sys.stderr.flush()
            self._width = 0

    def _show(self, text: str) -> None:
        if not self._shown:
            return
        text = printable(text)
        sys.stderr.write('\r' + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)
