"""The command table, as az loads it: handlers, arguments and completion."""

import argparse
import importlib
import sys
from types import SimpleNamespace

import pytest
from argcomplete.finders import safe_actions

from azext_hubnet import _completers, custom

EXTEND = argparse._ExtendAction


@pytest.fixture(name='load')
def fixture_load(monkeypatch, tmp_path):
    """A function that loads every command with its arguments into an az of its own; it returns az's loader."""
    monkeypatch.setenv('AZURE_CONFIG_DIR', str(tmp_path))

    def load(completing=False):
        from azure.cli.core.mock import DummyCli

        from azext_hubnet import COMMAND_LOADER_CLS

        cli = DummyCli()
        cli.data['completer_active'] = completing
        cli.invocation = cli.invocation_cls(
            cli_ctx=cli, commands_loader_cls=COMMAND_LOADER_CLS, parser_cls=cli.parser_cls, help_cls=cli.help_cls
        )
        loader = cli.invocation.commands_loader
        # Otherwise az describes only the arguments of the command that runs.
        loader.skip_applicability = True
        for name, command in loader.load_command_table([]).items():
            loader.command_name = name
            command.load_arguments()
            loader.load_arguments(name)
        loader._update_command_definitions()
        return loader

    return load


@pytest.fixture(autouse=True)
def _other_actions_stay():
    """argcomplete keeps one set for the whole process."""
    before = set(safe_actions)
    safe_actions.discard(EXTEND)
    yield
    safe_actions.clear()
    safe_actions.update(before)


def settings_of(loader, command, argument):
    return loader.command_table[command].arguments[argument].type.settings


def test_every_handler_has_one_command(load):
    handlers = [name for name, value in vars(custom).items() if getattr(value, '__module__', '') == custom.__name__]
    assert len(load().command_table) == len([name for name in handlers if not name.startswith('_')]) == 10


def test_every_argument_has_help_and_plain_defaults(load):
    loader = load()
    for name, command in loader.command_table.items():
        for argument, described in command.arguments.items():
            settings = described.type.settings
            assert argument == 'cmd' or settings.get('help'), (name, argument)
    for name in ('add', 'remove', 'wait'):
        default = settings_of(loader, f'hubnet preset {name}', 'timeout')['default']
        assert getattr(default, 'value', default) == custom.DEFAULT_TIMEOUT


def test_loading_the_commands_leaves_argcomplete_alone(load):
    importlib.reload(_completers)
    load()
    assert EXTEND not in safe_actions


def test_completion_parses_options_that_can_be_repeated(load):
    load(completing=True)
    assert EXTEND in safe_actions


def test_completers_offer_presets_and_their_dates(load):
    loader = load(completing=True)
    completers = [settings_of(loader, 'hubnet preset diff', argument)['completer'] for argument in ('preset', 'as_of')]

    def offered(number, preset):
        namespace = SimpleNamespace(preset=preset, _cmd=None)
        return completers[number](prefix='', parsed_args=namespace)

    assert {'vscode', 'huggingface'} <= set(offered(0, None))
    assert '2024-05-21' in offered(1, 'vscode')
    both = set(offered(1, 'vscode')) | set(offered(1, 'huggingface'))
    assert set(offered(1, ['vscode', 'huggingface', './mine.yaml'])) == both
    assert offered(1, None) == []


def test_help_is_loaded_with_the_extension():
    from knack.help_files import helps

    assert 'hubnet preset diff' in helps and 'azext_hubnet._help' in sys.modules
