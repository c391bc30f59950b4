"""SIGTERM counts as Ctrl-C while a hub is changed, and only then."""

import os
import signal
import threading

import pytest

from azext_hubnet.terminal.interruption import nothing_written_if_interrupted


@pytest.fixture(autouse=True)
def _handler_is_restored():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.skipif(os.name == 'nt', reason='Windows has no such signals')
@pytest.mark.parametrize('name', ['SIGINT', 'SIGTERM'])
def test_both_signals_report_that_nothing_was_written(name):
    from azure.cli.core.azclierror import ManualInterrupt

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with pytest.raises(ManualInterrupt, match='Nothing was written'), nothing_written_if_interrupted():
        os.kill(os.getpid(), getattr(signal, name))
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.parametrize('handler', [signal.SIG_IGN, lambda *_: None], ids=['ignored', 'handled'])
def test_handlers_that_are_set_already_stay(handler):
    signal.signal(signal.SIGTERM, handler)
    with nothing_written_if_interrupted():
        assert signal.getsignal(signal.SIGTERM) is handler
    assert signal.getsignal(signal.SIGTERM) is handler


def test_other_threads_set_no_handler():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    seen = []

    def change():
        with nothing_written_if_interrupted():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=change)
    thread.start()
    thread.join()
    assert seen == [signal.SIG_DFL]
