"""The command surface as text: what scripts may rely on. `make surface` writes it into surface.txt.

    python -m tests.commands.surface

A command a paragraph, an argument a line with its options as they can be typed and what it takes; then the exit codes
and the keys of every JSON result, as contracts.py has them.
"""

import json
import tempfile
from pathlib import Path

from . import contracts, private_az

SNAPSHOT = Path(__file__).with_name('surface.txt')
HEADER = '# Written by `make surface`, compared by test_surface.py. A line that changes or goes breaks scripts.'
_MARKS = {'deprecate_info': 'deprecated', 'preview_info': 'preview', 'experimental_info': 'experimental'}
_COUNTS = {'+': 'one or more', '*': 'any number', '?': 'one or none'}


def surface():
    """The whole text. az must have been given its folder before (private_az.prepare)."""
    table = _command_table()
    parts = [
        f'{HEADER}\n\n{_extension()}',
        *(_command(name, table[name]) for name in sorted(table)),
        _exit_codes(),
        _results(),
    ]
    return '\n\n'.join(parts) + '\n'


def _command_table():
    """The commands with their arguments as az's parser gets them, without loading the rest of az."""
    from azure.cli.core.mock import DummyCli

    from azext_hubnet import HubnetCommandsLoader

    cli = DummyCli()
    cli.invocation = cli.invocation_cls(
        cli_ctx=cli, commands_loader_cls=HubnetCommandsLoader, parser_cls=cli.parser_cls, help_cls=cli.help_cls
    )
    loader = cli.invocation.commands_loader
    # Otherwise only the arguments of the command that is being run would be described.
    loader.skip_applicability = True
    for name, command in loader.load_command_table([]).items():
        loader.command_name = name
        command.load_arguments()
        loader.load_arguments(name)
    loader._update_command_definitions()  # pylint: disable=protected-access
    return loader.command_table


def _extension():
    metadata = json.loads((private_az.ROOT / 'azext_hubnet' / 'azext_metadata.json').read_text(encoding='utf-8'))
    return '\n'.join(f'{name}: {json.dumps(value)}' for name, value in sorted(metadata.items()))


def _command(name, command):
    arguments = [argument.type.settings for key, argument in command.arguments.items() if key != 'cmd']
    lines = sorted(
        (_options(settings), ', '.join(_takes(settings)))
        for settings in arguments
        if settings.get('options_list') is not None
    )
    width = max(len(options) for options, _ in lines)
    return '\n'.join(
        [f'az {name}{_marks(command)}', *(f'  {options:<{width}}  {takes}'.rstrip() for options, takes in lines)]
    )


def _marks(owner):
    """Whether a command is deprecated, in preview or experimental."""
    return ''.join(f'  ({word})' for field, word in _MARKS.items() if getattr(owner, field, None))


def _options(settings):
    return ' '.join(sorted(settings['options_list'], key=lambda option: (len(option) == 2, option)))


def _takes(settings):
    yield 'required' if settings.get('required') else 'optional'
    action = settings.get('action')
    if action in ('store_true', 'store_false'):
        yield 'flag'
    elif action in ('append', 'extend'):
        yield 'can be repeated'
    elif settings.get('type'):
        yield getattr(settings['type'], '__name__', str(settings['type']))
    if settings.get('nargs'):
        yield _COUNTS.get(settings['nargs'], str(settings['nargs']))
    if settings.get('choices'):
        yield 'one of ' + ' '.join(map(str, settings['choices']))
    default = settings.get('default')
    if default is not None and default is not False:
        yield f'default {getattr(default, "value", default)}'
    if settings.get('configured_default'):
        yield f'configured default {settings["configured_default"]}'
    if settings.get('id_part'):
        yield f'part of an id: {settings["id_part"]}'
    yield from (word for field, word in _MARKS.items() if settings.get(field))


def _exit_codes():
    from azext_hubnet.terminal import exit_codes

    codes = {
        f'{name} {key}'.strip(): code
        for name, value in vars(exit_codes).items()
        if name.isupper() and name != 'TYPE_CHECKING'
        for key, code in (value.items() if isinstance(value, dict) else [('', value)])
    }
    return '\n'.join(['exit codes beside those of az', *(f'  {code}  {name}' for name, code in codes.items())])


def _results():
    keys = {name: value for name, value in vars(contracts).items() if name.isupper()}
    return '\n'.join(
        ['keys of the JSON results', *(f'  {name}: {" ".join(sorted(value))}' for name, value in sorted(keys.items()))]
    )


def main():
    with tempfile.TemporaryDirectory() as folder:
        private_az.prepare(folder)
        SNAPSHOT.write_text(surface(), encoding='utf-8')


if __name__ == '__main__':
    main()
