"""Ctrl-C and SIGTERM in a command that changes a hub."""

import contextlib
import signal
import threading


@contextlib.contextmanager
def nothing_written_if_interrupted():
    """Says so where the user interrupts the block, which has to handle that itself once it may have written.

    SIGTERM counts as Ctrl-C in the block, so that a cancelled pipeline is told what was written, too.
    """
    try:
        with _sigterm_interrupts():
            yield
    except KeyboardInterrupt as ex:
        from azure.cli.core.azclierror import ManualInterrupt

        raise ManualInterrupt('Nothing was written: interrupted.') from ex


@contextlib.contextmanager
def _sigterm_interrupts():
    # Python lets the main thread alone set handlers; and who has set one for az means it.
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
