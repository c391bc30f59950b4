"""Writes reports of an audit to files, for people and for other tools."""

import os
from collections.abc import Callable, Mapping
from typing import Final

from ..core.documents import whole_file
from ..core.model.errors import FileProblem, InputError
from .report import Report, Writer


def _sarif() -> Writer:
    from . import sarif

    return sarif


def _html() -> Writer:
    from .page import html

    return html


def _markdown() -> Writer:
    from . import markdown

    return markdown


def _junit() -> Writer:
    from . import junit

    return junit


def _json() -> Writer:
    from . import json_report

    return json_report


# By the ending of the file what imports its writer, in the order in which they are tried and messages name them.
WRITERS: Final[Mapping[str, Callable[[], Writer]]] = {
    '.sarif': _sarif,
    '.html': _html,
    '.md': _markdown,
    '.junit.xml': _junit,
    '.json': _json,
}


def check_path(path: str) -> None:
    """Refuse a path to which no report can be written, before anything is read.

    Raises:
        InputError: The ending is not known.
        FileProblem: The folder does not exist or is not writable.
    """
    _loader(path)
    target = os.path.realpath(os.path.expanduser(path))
    folder = os.path.dirname(target)
    if os.path.isdir(target):
        raise FileProblem(f'--report {path}: this is a directory.', 'Give the path of a file in it.')
    if not os.path.isdir(folder):
        raise FileProblem(
            f'--report {path}: the folder {folder} does not exist.', 'Create the folder, or choose another path.'
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FileProblem(f'--report {path}: the folder {folder} is not writable.', 'Choose another path.')


def write(path: str, report: Report) -> None:
    """Write a report in the form of the path's ending. The file is replaced as a whole, or not at all.

    Raises:
        InputError: The ending is not known.
        FileProblem: The file cannot be written.
    """
    check_path(path)
    whole_file.write_for('--report', path, _loader(path)().text(report))


def _loader(path: str) -> Callable[[], Writer]:
    for ending, loader in WRITERS.items():
        if path.lower().endswith(ending):
            return loader
    endings = [*WRITERS]
    raise InputError(
        f'--report {path or repr(path)}: the ending does not name a form of report.',
        f'Use a name that ends in {", ".join(endings[:-1])} or {endings[-1]}.',
    )
