"""The line that shows what a command waits for."""

import io
import sys
from types import SimpleNamespace

import pytest

from azext_hubnet.terminal import progress as module
from azext_hubnet.terminal.progress import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def context(only_show_errors=False, disabled=False):
    return SimpleNamespace(
        only_show_errors=only_show_errors,
        config=SimpleNamespace(getboolean=lambda section, option, fallback: disabled),
    )


@pytest.fixture(name='stream')
def fixture_stream(monkeypatch):
    stream = Terminal()
    # pytest itself replaces sys.stderr between a fixture and its test.
    monkeypatch.setattr(module, 'sys', SimpleNamespace(stderr=stream))
    return stream


def test_progress_shows_time_and_range_and_clears_its_line(stream):
    progress = Progress(context())
    progress.start('Writing 3 rules', (5, 8))
    progress.tick(61)
    assert stream.getvalue() == '\rWriting 3 rules: 1:01 of about 5 to 8 minutes'
    progress.start('Reading hubs')
    progress.count(2, 30)
    assert stream.getvalue().endswith('\rReading hubs: 2 of 30')
    progress.end()
    assert stream.getvalue().endswith('\r' + ' ' * len('Reading hubs: 2 of 30') + '\r')
    before = stream.getvalue()
    progress.end()
    assert stream.getvalue() == before


def test_shorter_text_overwrites_longer_text(stream):
    progress = Progress(context())
    progress.start('Reading hubs')
    progress.count(10, 10)
    progress.count(1, 1)
    assert stream.getvalue().endswith('\rReading hubs: 1 of 1  ')


@pytest.mark.parametrize('given', [{'only_show_errors': True}, {'disabled': True}])
def test_progress_can_be_switched_off(stream, given):
    progress = Progress(context(**given))
    progress.start('Reading hubs')
    progress.tick(1)
    progress.end()
    assert stream.getvalue() == ''


def test_pipe_sees_no_progress(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, 'stderr', stream)
    progress = Progress(context())
    progress.start('Reading hubs')
    progress.tick(1)
    assert stream.getvalue() == ''
