"""Where the commands get their hub and their presets from: a live workspace, a file, standard input, the catalogue."""

import os
import sys

from ._log import get_logger

logger = get_logger(__name__)

_MAX_WARNINGS = 20


def load_hub(cmd, resource_group_name, workspace_name, rules):
    """The hub that the arguments name, as validate_hub leaves them; oddities go to standard error."""
    if rules is None:
        from .service.reader import open_hub
        source = workspace_name
        hub = open_hub(cmd.cli_ctx, resource_group_name, workspace_name).hub
    else:
        hub, source = load_rules(rules)
    warn(hub.oddities, source)
    return hub


def load_rules(rules):
    """The hub in what --rules stands for, and the input's name for messages."""
    from .core import documents, parse
    data, source = _content(rules)
    document = documents.read(data, source)
    # A large file is not wanted in memory twice.
    del data
    return parse.parse(document, source), source


def load_preset(name):
    """A preset by name or path."""
    from .core import documents, presets
    if not presets.is_path(name):
        return presets.load(name)
    return presets.from_document(documents.read(read_file(name, f'--preset {name}'), name), name)


def _content(rules):
    """What --rules stands for, as bytes or text, and its name for messages."""
    from .core.documents import MAX_JSON
    if rules == '-':
        return sys.stdin.buffer.read(MAX_JSON + 1), 'standard input'
    # az replaces @file by its content, which then arrives here.
    if '\n' in rules or rules.lstrip('\ufeff \t')[:1] in ('{', '['):
        return rules, '--rules'
    return read_file(rules, f'--rules {rules}'), rules


def read_file(path, option):
    """The bytes of a file that an option names. Raises FileProblem."""
    from .core.documents import MAX_JSON
    from .core.errors import FileProblem
    path = os.path.expanduser(path)
    if os.path.isdir(path):
        raise FileProblem(f'{option}: this is a directory.', 'Give a file in it.')
    try:
        with open(path, 'rb') as file:
            return file.read(MAX_JSON + 1)
    except FileNotFoundError as ex:
        raise FileProblem(f'{option}: there is no such file.', 'Check the path, or use - for standard input.') from ex
    except (OSError, ValueError) as ex:
        raise FileProblem(f'{option}: it cannot be read: {getattr(ex, "strerror", None) or ex}.') from ex


def warn(oddities, source):
    """Names what was odd about an input, up to a bound."""
    for oddity in oddities[:_MAX_WARNINGS]:
        logger.warning('%s: %s', source, oddity)
    if len(oddities) > _MAX_WARNINGS:
        logger.warning("%s: %s more; 'az hubnet rule list' shows every rule with a note", source,
                       len(oddities) - _MAX_WARNINGS)
