"""A lock so that only one hubnet process at a time writes to a hub: overlapping writes have lost rules.

Source: Azure/terraform-provider-azapi issue 453.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING

from .operation import Pace, Timer

if TYPE_CHECKING:
    from azure.cli.core.azclierror import AzCLIError


class StillLocked(Exception):
    """Another process held the lock until the time limit."""


@contextlib.contextmanager
def hold(key: str, timer: Timer, report_wait: Callable[[], None]) -> Iterator[bool]:
    """Hold the lock of a hub while the block runs; yields True if another process held it before.

    The operating system releases the lock when the process that holds it ends, even if it is killed.

    Args:
        key: The key of the hub.
        timer: The time of the command.
        report_wait: Called once, before the first wait.

    Raises:
        StillLocked: The time limit is reached.
        FileOperationError: The lock file cannot be created or locked.
    """
    import portalocker

    with _open(key) as file:
        waited, pace = False, Pace(timer)
        while not _try(file):
            if not waited:
                report_wait()
                waited = True
            if timer.is_over:
                raise StillLocked
            pace.sleep()
        try:
            yield waited
        finally:
            portalocker.unlock(file)


def _try(file: IO[str]) -> bool:
    import portalocker

    try:
        portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
    except portalocker.AlreadyLocked:
        return False
    except portalocker.LockException as ex:
        raise _impossible(file.name, ex) from ex
    return True


def _open(key: str) -> IO[str]:
    path = _path(key)
    try:
        # Windows can only lock a file open for writing. On other systems reading is enough, which works for every user.
        access = os.O_RDWR if os.name == 'nt' else os.O_RDONLY
        descriptor = _open_or_make(path, access | getattr(os, 'O_NOFOLLOW', 0))
    except OSError as ex:
        raise _impossible(path, ex) from ex
    return os.fdopen(descriptor, 'r+' if os.name == 'nt' else 'r')


def _open_or_make(path: str, flags: int) -> int:
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        pass
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return os.open(path, flags)
    if os.name != 'nt':  # pragma: no branch - the tests with coverage do not run on Windows
        # Set explicitly: with a strict umask, other users could not read the file.
        os.fchmod(descriptor, 0o644)
    return descriptor


def _path(key: str) -> str:
    """The lock file of a hub: the same for all users and all configurations of az on this machine."""
    digest = hashlib.sha256(key.encode('utf-8')).hexdigest()[:32]
    return os.path.join(tempfile.gettempdir(), f'hubnet-{digest}.lock')


def _impossible(path: str, error: Exception) -> 'AzCLIError':
    from azure.cli.core.azclierror import FileOperationError

    return FileOperationError(
        f'Nothing was written: cannot create the lock file {path}: {getattr(error, "strerror", None) or error}.',
        'Set TMPDIR to a folder on a local disk to which you can write.',
    )
