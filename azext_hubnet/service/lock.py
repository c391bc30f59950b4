"""One hubnet at a time writes to a hub: overlapping writes have lost rules.

Source: Azure/terraform-provider-azapi issue 453.
"""

import contextlib
import hashlib
import os
import tempfile


@contextlib.contextmanager
def hold(hub_id, pace, report_wait):
    """Holds the lock of the hub on this machine while the block runs; yields True if somebody else held it before.

    The operating system gives the lock back when its holder ends, however it ends. report_wait is called once before
    the first wait. Raises TimeoutError when pace runs out.
    """
    import portalocker
    waited = False
    file = _open(hub_id)
    try:
        while True:
            try:
                portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
                break
            except portalocker.LockException as ex:
                if not waited:
                    report_wait()
                    waited = True
                if pace.is_over:
                    raise TimeoutError from ex
                pace.sleep()
        try:
            yield waited
        finally:
            portalocker.unlock(file)
    finally:
        file.close()


def _open(hub_id):
    """The lock file of a hub: the same for all users and all configurations of az on this machine."""
    digest = hashlib.sha256(hub_id.lower().encode('utf-8')).hexdigest()[:32]
    path = os.path.join(tempfile.gettempdir(), f'hubnet-{digest}.lock')
    no_follow = getattr(os, 'O_NOFOLLOW', 0)
    # Windows locks bytes of a file that is open for writing; elsewhere reading is enough, which lets every user in.
    access = os.O_RDWR if os.name == 'nt' else os.O_RDONLY
    try:
        descriptor = os.open(path, access | no_follow)
    except FileNotFoundError:
        descriptor = os.open(path, access | os.O_CREAT | no_follow, 0o644)
    return os.fdopen(descriptor, 'r+' if os.name == 'nt' else 'r')
