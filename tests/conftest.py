"""What holds for the tests of every level."""

import signal

import pytest


@pytest.fixture(scope='session', autouse=True)
def _interruptible():
    """A shell that runs the tests in the background has them ignore SIGINT, which their processes would inherit."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(name='hubnet')
def _hubnet(tmp_path):
    """hubnet in this process, against a simulator of its own."""
    # Most tests need neither az nor the simulator, nor the time to import them.
    from tests.harness.in_process import session

    with session(tmp_path) as made:
        yield made
