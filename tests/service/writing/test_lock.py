"""The lock between hubnets on one machine: two real processes, and what becomes of a killed one."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

import pytest

from azext_hubnet.service.writing import lock
from azext_hubnet.service.writing.operation import Timer

ROOT = Path(__file__).resolve().parents[3]
KEY = 'https://arm/subscriptions/s/hub'
# Takes the lock, says whether it had to wait, and keeps it until its standard input ends.
HOLDER = """
import sys
from azext_hubnet.service.writing.lock import hold
from azext_hubnet.service.writing.operation import Timer
with hold(sys.argv[1], Timer(60), lambda: print('waits', flush=True)) as waited:
    print('holds', waited, flush=True)
    sys.stdin.read()
print('released', flush=True)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv('TMPDIR', str(tmp_path))
    monkeypatch.setattr(tempfile, 'tempdir', str(tmp_path))
    return tmp_path


@pytest.fixture(name='process')
def _process():
    """Starts holders, and ends those that are still there."""
    started = []

    def start(key=KEY):
        made = subprocess.Popen(
            [sys.executable, '-c', HOLDER, key], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(made)
        return made

    yield start
    for made in started:
        made.kill()
        made.wait()
        made.stdout.close()
        with contextlib.suppress(OSError):
            made.stdin.close()


def said(process):
    return process.stdout.readline().strip()


def test_the_second_waits_for_the_first(process):
    first, second = process(), None
    assert said(first) == 'holds False'
    second = process()
    assert said(second) == 'waits'
    first.stdin.close()
    assert said(first) == 'released' and said(second) == 'holds True'


def test_lock_of_another_hub_does_not_matter(process):
    assert said(process()) == 'holds False'
    assert said(process('https://arm/subscriptions/s/another')) == 'holds False'


@pytest.mark.skipif(os.name == 'nt', reason='Windows has no such signals')
@pytest.mark.parametrize('number', ['SIGKILL', 'SIGTERM', 'SIGINT'])
def test_lock_of_a_killed_process_is_free(process, number):
    first = process()
    assert said(first) == 'holds False'
    second = process()
    assert said(second) == 'waits'
    first.send_signal(getattr(signal, number))
    assert said(second) == 'holds True'
    assert said(process()) == 'waits'


def test_lock_is_waited_for_until_the_limit(process):
    assert said(process()) == 'holds False'
    waits = []
    with pytest.raises(lock.StillLocked), lock.hold(KEY, Timer(0.1), lambda: waits.append(1)):
        raise AssertionError('two at once')
    assert waits == [1]


def test_lock_is_released_however_the_block_ends():
    for error in (ValueError, KeyboardInterrupt, SystemExit):
        with pytest.raises(error), lock.hold(KEY, Timer(1), lambda: None) as waited:
            assert waited is False
            raise error


@pytest.mark.skipif(os.name == 'nt', reason='POSIX permissions')
def test_lock_file_is_readable_for_all_users_whatever_the_umask(folder):
    before = os.umask(0o077)
    try:
        with lock.hold(KEY, Timer(1), lambda: None):
            (file,) = folder.glob('hubnet-*.lock')
            assert file.stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(before)
    # As another user sees it: to be read, not written.
    file.chmod(0o444)
    with lock.hold(KEY, Timer(1), lambda: None) as waited:
        assert waited is False


@pytest.mark.skipif(not hasattr(os, 'O_NOFOLLOW'), reason='no such flag here')
def test_lock_file_that_is_a_link_is_refused(folder):
    with lock.hold(KEY, Timer(1), lambda: None):
        (file,) = folder.glob('hubnet-*.lock')
    file.unlink()
    file.symlink_to(folder / 'elsewhere')
    assert_impossible()
    assert not (folder / 'elsewhere').exists()


def test_missing_folder_for_the_lock_is_an_error(folder, monkeypatch):
    monkeypatch.setattr(tempfile, 'tempdir', str(folder / 'missing'))
    assert_impossible()


def test_file_system_without_locks_is_an_error():
    import portalocker

    with mock.patch('portalocker.lock', side_effect=portalocker.LockException(1, 'No locks available')):
        assert_impossible()


def test_lock_file_that_appears_while_it_is_created_is_used():
    """Between the look and the making another process has made it."""
    real, calls = os.open, []

    def late(path, flags, *mode):
        calls.append(flags)
        if len(calls) == 1:
            real(path, flags | os.O_CREAT, 0o644)
            raise FileNotFoundError(path)
        return real(path, flags, *mode)

    with mock.patch.object(lock.os, 'open', late), lock.hold(KEY, Timer(1), lambda: None) as waited:
        assert waited is False
    assert len(calls) == 3


def assert_impossible():
    from azure.cli.core.azclierror import FileOperationError

    with pytest.raises(FileOperationError, match='Nothing was written'), lock.hold(KEY, Timer(1), lambda: None):
        raise AssertionError('no lock')
