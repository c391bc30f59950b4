"""Where commands get their hub and their presets from: a live workspace, a file, standard input, the catalogue."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from ..terminal.log import get_logger

if TYPE_CHECKING:
    from ..core.catalogue.preset import Preset
    from ..core.model.hub import Hub, Oddity
    from ..service.reading.hub import LiveHub
    from ..terminal.az import Command

logger = get_logger(__name__)

_MAX_WARNINGS = 20


def load_hub(cmd: 'Command', resource_group_name: str | None, workspace_name: str | None, rules: str | None) -> 'Hub':
    """The hub that the arguments name, as validate_hub leaves them. Oddities go to standard error."""
    source: str | None
    if rules is None:
        hub, source = open_live_hub(cmd, resource_group_name, workspace_name).hub, workspace_name
    else:
        hub, source = load_rules(rules)
    warn(hub.oddities, source)
    return hub


def open_live_hub(
    cmd: 'Command', resource_group_name: str | None, workspace_name: str | None, to_write: bool = False
) -> 'LiveHub':
    """The live hub that the arguments name, as the validators leave them: without a file there is a workspace."""
    from ..service.reading.hub import open_hub

    return open_hub(cmd.cli_ctx, resource_group_name, cast(str, workspace_name), to_write=to_write)


def load_rules(rules: str) -> tuple['Hub', str]:
    """The hub in the input that --rules names, and the input's name for messages."""
    from ..core.documents import text as documents
    from ..core.formats import detect

    data, source = _content(rules)
    document = documents.read(data, source)
    # Free the text of a large file before it is parsed.
    del data
    return detect.parse(document, source), source


def load_preset(name: str) -> 'Preset':
    """A preset by name or path."""
    from ..core.catalogue import shipped
    from ..core.catalogue.preset_file import from_document
    from ..core.documents import text as documents
    from ..core.model.errors import UnknownName

    if not shipped.is_path(name):
        try:
            return shipped.load(name)
        except UnknownName as ex:
            if os.path.isfile(name):
                raise UnknownName(ex.message, f'To use the file of that name, write ./{name}.') from ex
            raise
    return from_document(documents.read(read_file(name, '--preset'), name), name)


def _content(rules: str) -> tuple[bytes | str, str]:
    """The input that --rules names, as bytes or text, and its name for messages."""
    from ..core.documents.text import MAX_JSON

    if rules == '-':
        return _standard_input(MAX_JSON + 1), 'standard input'
    # az replaces @file by its content, which then arrives here.
    if '\n' in rules or rules.lstrip('\ufeff \t')[:1] in ('{', '['):
        return rules, '--rules'
    return read_file(rules, '--rules', 'Check the path, or use - for standard input.'), rules


def _standard_input(limit: int) -> bytes:
    from ..core.model.errors import FileProblem

    how_else = 'Pipe the output of a command to it, or give the path of a file.'
    if sys.stdin is None:
        raise FileProblem('--rules -: standard input is closed.', how_else)
    try:
        return sys.stdin.buffer.read(limit)
    except OSError as ex:
        raise FileProblem(f'--rules -: standard input cannot be read: {ex.strerror}.', how_else) from ex


def read_file(path: str, option: str, how_else: str = 'Check the path.') -> bytes:
    """The bytes of a file that an option names.

    Args:
        path: The path as typed; ~ is the home folder.
        option: The option, for messages.
        how_else: What to do if there is no such file.

    Raises:
        FileProblem: The file is missing, is a directory or cannot be read.
    """
    from ..core.documents.text import MAX_JSON
    from ..core.model.errors import FileProblem

    place = f'{option} {path or repr(path)}'
    path = os.path.expanduser(path)
    if os.path.isdir(path):
        raise FileProblem(f'{place}: this is a directory.', 'Give the path of a file in it.')
    try:
        with open(path, 'rb') as file:
            return file.read(MAX_JSON + 1)
    except FileNotFoundError as ex:
        raise FileProblem(f'{place}: there is no such file.', how_else) from ex
    except (OSError, ValueError) as ex:
        raise FileProblem(f'{place}: it cannot be read: {getattr(ex, "strerror", None) or ex}.') from ex


def warn(oddities: 'Sequence[Oddity]', source: str | None) -> None:
    """Report what was odd about an input on standard error, up to a limit."""
    for oddity in oddities[:_MAX_WARNINGS]:
        logger.warning('%s: %s', source, oddity)
    if len(oddities) > _MAX_WARNINGS:
        logger.warning(
            "%s: and %s more. 'az hubnet rule list' shows a note on each rule.", source, len(oddities) - _MAX_WARNINGS
        )
