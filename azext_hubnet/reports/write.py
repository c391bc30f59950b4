"""Reports of an audit in files, for people and for other tools."""

import os
from importlib import import_module

from ..core.documents import whole_file
from ..core.model.errors import FileProblem, InputError
from .report import Report

# By the ending of the file, the module that writes such a report; each is imported only when it is asked for.
WRITERS = {'.sarif': 'sarif', '.html': 'page.html', '.md': 'markdown', '.junit.xml': 'junit', '.json': 'json_report'}


def check_path(path: str) -> None:
    """Refuses, before anything is read, a path that no report can be written to.

    Raises InputError for an ending that is not known, FileProblem for a folder that is not there or not writable.
    """
    _writer(path)
    target = os.path.realpath(os.path.expanduser(path))
    folder = os.path.dirname(target)
    if os.path.isdir(target):
        raise FileProblem(f'--report {path}: this is a directory.', 'Give a file in it.')
    if not os.path.isdir(folder):
        raise FileProblem(f'--report {path}: there is no folder {folder}.', 'Make the folder, or choose another path.')
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FileProblem(f'--report {path}: nothing can be written in {folder}.', 'Choose another path.')


def write(path: str, report: Report) -> None:
    """Writes the report in the form that the ending of path asks for, in place of what is there, whole or not at all.

    Raises what check_path raises, and FileProblem when the file cannot be written.
    """
    check_path(path)
    text = import_module(f'.{_writer(path)}', __package__).text(report)
    whole_file.write_for('--report', path, text)


def _writer(path: str) -> str:
    for ending, writer in WRITERS.items():
        if path.lower().endswith(ending):
            return writer
    raise InputError(
        f'--report {path or repr(path)}: the ending says no form of report.',
        f'Let the name end in {", ".join([*WRITERS][:-1])} or {[*WRITERS][-1]}.',
    )
