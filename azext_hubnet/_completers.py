"""What the shell offers after Tab."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import Namespace

    from .terminal.az import CliContext, Command


def let_completers_see_repeated_options(cli_ctx: 'CliContext') -> None:
    """Have argcomplete parse options that can be given twice, if this run of az completes a command line.

    argcomplete keeps one set of safe actions for the whole process, so any other run leaves it alone.
    """
    if not cli_ctx.data.get('completer_active'):
        return
    import argparse

    from argcomplete.finders import safe_actions

    safe_actions.add(argparse._ExtendAction)  # pylint: disable=protected-access


def complete_preset(cmd: 'Command', prefix: str, namespace: 'Namespace', **kwargs: Any) -> list[str]:  # pylint: disable=unused-argument
    """Names of shipped presets."""
    from .core.catalogue.shipped import names

    return list(names())


def complete_as_of(cmd: 'Command', prefix: str, namespace: 'Namespace', **kwargs: Any) -> list[str]:  # pylint: disable=unused-argument
    """Dates of the revisions of the presets on the command line."""
    from .core.catalogue import shipped

    asked = namespace.preset if isinstance(namespace.preset, list) else [namespace.preset]
    known = [name for name in asked if name in shipped.names()]
    return sorted({day for name in known for day in shipped.load(name).days})
