"""What holds for the tests of every level."""

import signal

import pytest


@pytest.fixture(scope='session', autouse=True)
def _interruptible():
    """A shell that runs the tests in the background has them ignore SIGINT, which their processes would inherit."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
