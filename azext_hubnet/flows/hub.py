"""Where the commands get their hub and their presets from: a live workspace, a file, standard input, the catalogue."""

import os
import sys

from ..terminal.log import get_logger

logger = get_logger(__name__)

_MAX_WARNINGS = 20


def load_hub(cmd, resource_group_name, workspace_name, rules):
    """The hub that the arguments name, as validate_hub leaves them; oddities go to standard error."""
    if rules is None:
        from ..service.reading.hub import open_hub

        source = workspace_name
        hub = open_hub(cmd.cli_ctx, resource_group_name, workspace_name).hub
    else:
        hub, source = load_rules(rules)
    warn(hub.oddities, source)
    return hub


def load_rules(rules):
    """The hub in what --rules stands for, and the input's name for messages."""
    from ..core.documents import text as documents
    from ..core.formats import detect

    data, source = _content(rules)
    document = documents.read(data, source)
    # A large file is not wanted in memory twice.
    del data
    return detect.parse(document, source), source


def load_preset(name):
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
                raise UnknownName(ex.message, f'For the file of that name write ./{name}.') from ex
            raise
    return from_document(documents.read(read_file(name, '--preset'), name), name)


def _content(rules):
    """What --rules stands for, as bytes or text, and its name for messages."""
    from ..core.documents.text import MAX_JSON

    if rules == '-':
        return _standard_input(MAX_JSON + 1), 'standard input'
    # az replaces @file by its content, which then arrives here.
    if '\n' in rules or rules.lstrip('\ufeff \t')[:1] in ('{', '['):
        return rules, '--rules'
    return read_file(rules, '--rules', 'Check the path, or use - for standard input.'), rules


def _standard_input(limit):
    from ..core.model.errors import FileProblem

    how_else = 'Give the path of a file, or the output of a command.'
    if sys.stdin is None:
        raise FileProblem('--rules -: standard input is closed.', how_else)
    try:
        return sys.stdin.buffer.read(limit)
    except OSError as ex:
        raise FileProblem(f'--rules -: standard input cannot be read: {ex.strerror}.', how_else) from ex


def read_file(path, option, how_else='Check the path.'):
    """The bytes of a file that an option names; how_else: what to do where there is none. Raises FileProblem."""
    from ..core.documents.text import MAX_JSON
    from ..core.model.errors import FileProblem

    place = f'{option} {path or repr(path)}'
    path = os.path.expanduser(path)
    if os.path.isdir(path):
        raise FileProblem(f'{place}: this is a directory.', 'Give a file in it.')
    try:
        with open(path, 'rb') as file:
            return file.read(MAX_JSON + 1)
    except FileNotFoundError as ex:
        raise FileProblem(f'{place}: there is no such file.', how_else) from ex
    except (OSError, ValueError) as ex:
        raise FileProblem(f'{place}: it cannot be read: {getattr(ex, "strerror", None) or ex}.') from ex


def warn(oddities, source):
    """Names what was odd about an input, up to a bound."""
    for oddity in oddities[:_MAX_WARNINGS]:
        logger.warning('%s: %s', source, oddity)
    if len(oddities) > _MAX_WARNINGS:
        logger.warning(
            "%s: %s more; 'az hubnet rule list' shows every rule with a note", source, len(oddities) - _MAX_WARNINGS
        )
