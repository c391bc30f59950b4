"""Fixtures for all tests."""

import signal

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about hubnet; tests/speed has the bounds.
settings.register_profile('hubnet', deadline=None)
settings.load_profile('hubnet')


@pytest.fixture(scope='session', autouse=True)
def _interruptible():
    """Restore SIGINT, which a shell disables for background jobs, so that processes of the tests can receive it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(name='hubnet')
def _hubnet(tmp_path):
    """A session of hubnet in this process, with its own simulator."""
    # Imported here, because most tests need neither az nor the simulator.
    from tests.harness.in_process import session

    with session(tmp_path) as made:
        yield made
