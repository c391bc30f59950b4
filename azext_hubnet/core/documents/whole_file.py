"""Files that are written whole or not at all."""

import os
import stat
from contextlib import suppress
from secrets import token_hex

from ..model.errors import FileProblem


def write(path: str, text: str) -> None:
    """Replace the file at path by the text; a reader sees all of the old file or all of the new one.

    Keeps the permissions of a file that is replaced, and follows a symbolic link to it.

    Args:
        path: Where to write; `~` is expanded.
        text: The whole content, written as UTF-8.

    Raises:
        OSError: The file is as it was, and nothing else is left behind; the same holds after an interruption.
    """
    target = os.path.realpath(os.path.expanduser(path))
    # A random short name: the target's may be as long as is allowed, and two runs may write at once.
    temporary = os.path.join(os.path.dirname(target), f'.hubnet-{token_hex(8)}.tmp')
    try:
        with open(temporary, 'x', encoding='utf-8', newline='\n') as file:
            file.write(text)
        with suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.remove(temporary)
        raise


def write_for(option: str, path: str, text: str) -> None:
    """Do the same for a file that an option names.

    Raises:
        FileProblem: The file cannot be written.
    """
    try:
        write(path, text)
    except OSError as ex:
        raise FileProblem(f'{option} {path}: it cannot be written: {ex.strerror}.', 'Choose another path.') from ex
