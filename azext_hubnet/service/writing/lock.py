"""One hubnet at a time writes to a hub: overlapping writes have lost rules.

Source: Azure/terraform-provider-azapi issue 453.
"""

import contextlib
import hashlib
import os
import tempfile


class StillLocked(Exception):
    """Somebody else kept the lock for as long as we were ready to wait."""


@contextlib.contextmanager
def hold(key, pace, report_wait):
    """Holds the lock of the hub with this key while the block runs; yields True if somebody else held it before.

    The operating system gives the lock back when its holder ends, however it ends. report_wait is called once before
    the first wait. Raises StillLocked when pace runs out, and FileOperationError where there can be no lock.
    """
    import portalocker

    with _open(key) as file:
        waited = False
        while not _try(file):
            if not waited:
                report_wait()
                waited = True
            if pace.is_over:
                raise StillLocked
            pace.sleep()
        try:
            yield waited
        finally:
            portalocker.unlock(file)


def _try(file):
    import portalocker

    try:
        portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
    except portalocker.AlreadyLocked:
        return False
    except portalocker.LockException as ex:
        raise _impossible(file.name, ex) from ex
    return True


def _open(key):
    path = _path(key)
    try:
        # Windows locks bytes of a file that is open for writing; elsewhere reading is enough, which lets every user in.
        access = os.O_RDWR if os.name == 'nt' else os.O_RDONLY
        descriptor = _open_or_make(path, access | getattr(os, 'O_NOFOLLOW', 0))
    except OSError as ex:
        raise _impossible(path, ex) from ex
    return os.fdopen(descriptor, 'r+' if os.name == 'nt' else 'r')


def _open_or_make(path, flags):
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        pass
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return os.open(path, flags)
    if os.name != 'nt':
        # Whatever the umask: another user could not even read it.
        os.fchmod(descriptor, 0o644)
    return descriptor


def _path(key):
    """The lock file of a hub: the same for all users and all configurations of az on this machine."""
    digest = hashlib.sha256(key.encode('utf-8')).hexdigest()[:32]
    return os.path.join(tempfile.gettempdir(), f'hubnet-{digest}.lock')


def _impossible(path, error):
    from azure.cli.core.azclierror import FileOperationError

    return FileOperationError(
        f'Nothing was written: there can be no lock against other hubnets on this machine with {path}: '
        f'{getattr(error, "strerror", None) or error}.',
        'Set TMPDIR to a folder on a local disk that you can write.',
    )
