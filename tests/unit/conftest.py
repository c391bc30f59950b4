"""What tests of the service share."""

import pytest


@pytest.fixture(name='hubnet')
def _hubnet(tmp_path):
    """hubnet in this process, against a simulator of its own."""
    # Most tests here need neither az nor the simulator, nor the time to import them.
    from tests.inprocess import session
    with session(tmp_path) as made:
        yield made
