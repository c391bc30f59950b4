"""Files that are written whole or not at all."""

import os
import stat
from contextlib import suppress
from secrets import token_hex

from ..model.errors import FileProblem


def write(path: str, text: str) -> None:
    """Puts the text, as UTF-8, in place of what is at path; a reader sees all of the old file or all of the new.

    Keeps the permissions of a file that is replaced, and follows a symbolic link to it. Raises OSError; then, and when
    interrupted, the file is as it was and nothing else is left behind.
    """
    target = os.path.realpath(os.path.expanduser(path))
    # A name of its own: that of the target may be as long as the file system takes, and two runs may write at once.
    beside = os.path.join(os.path.dirname(target), f'.hubnet-{token_hex(8)}.tmp')
    try:
        with open(beside, 'x', encoding='utf-8', newline='\n') as file:
            file.write(text)
        with suppress(FileNotFoundError):
            os.chmod(beside, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.remove(beside)
        raise


def write_for(option: str, path: str, text: str) -> None:
    """The same for a file that an option names. Raises FileProblem where it cannot be written."""
    try:
        write(path, text)
    except OSError as ex:
        raise FileProblem(f'{option} {path}: it cannot be written: {ex.strerror}.', 'Choose another path.') from ex
