"""What a person at a terminal sees while a command waits."""

import sys

from ..core.model.printable import printable


class Progress:
    """One line on standard error that says what is being waited for, for how long and how long it may take.

    Nothing is shown to a pipe or a file, with --only-show-errors, or with core.disable_progress_bar.
    """

    def __init__(self, cli_ctx):
        self._shown = (
            sys.stderr.isatty()
            and not cli_ctx.only_show_errors
            and not cli_ctx.config.getboolean('core', 'disable_progress_bar', fallback=False)
        )
        self._step = ''
        self._expected = ''
        self._width = 0

    def start(self, step, minutes=None):
        """Begins a step; minutes: the range that it is expected to take."""
        self.end()
        self._step = step
        self._expected = f' of about {minutes[0]} to {minutes[1]} minutes' if minutes else ''

    def tick(self, elapsed):
        """Shows the step with the seconds that have passed."""
        self._show(f'{self._step}: {int(elapsed // 60)}:{int(elapsed % 60):02d}{self._expected}')

    def _show(self, text):
        if not self._shown:
            return
        text = printable(text)
        sys.stderr.write('\r' + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)

    def count(self, done, total):
        """Shows the step with how much of it is done."""
        self._show(f'{self._step}: {done} of {total}')

    def end(self):
        """Clears the line."""
        if self._width:
            sys.stderr.write('\r' + ' ' * self._width + '\r')
            sys.stderr.flush()
            self._width = 0
