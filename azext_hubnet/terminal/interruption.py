"""Ctrl-C and SIGTERM in a command that changes a hub."""

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def nothing_written_if_interrupted() -> Iterator[None]:
    """Report that nothing was written if the user interrupts the block.

    The block must handle the interruption itself once it may have written. SIGTERM counts as Ctrl-C in the block, so
    that a cancelled pipeline also reports what was written.

    Raises:
        ManualInterrupt: For an interruption that the block lets through.
    """
    try:
        with _sigterm_interrupts():
            yield
    except KeyboardInterrupt as ex:
        from azure.cli.core.azclierror import ManualInterrupt

        raise ManualInterrupt('Nothing was written: interrupted.') from ex


@contextlib.contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    # Python lets only the main thread set handlers, and a handler that is there already is there for a reason.
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    ):
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
