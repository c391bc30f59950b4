"""`az hubnet`: presets, diff and audit for the outbound rules of managed virtual networks."""

from typing import TYPE_CHECKING, Any

from azure.cli.core import AzCommandsLoader

from . import _help  # pylint: disable=unused-import

if TYPE_CHECKING:
    from .terminal.az import CliContext


class HubnetCommandsLoader(AzCommandsLoader):
    """Loads the hubnet commands. az runs this for every command of the extension, so it imports next to nothing."""

    def __init__(self, cli_ctx: 'CliContext | None' = None):
        from azure.cli.core.commands import CliCommandType

        custom = CliCommandType(operations_tmpl='azext_hubnet.custom#{}')
        super().__init__(cli_ctx=cli_ctx, custom_command_type=custom)

    def load_command_table(self, args: list[str]) -> dict[str, Any]:
        """The commands, by their names."""
        from .commands import load_command_table

        load_command_table(self, args)
        table: dict[str, Any] = self.command_table
        return table

    def load_arguments(self, command: str) -> None:
        """Describe the arguments of the commands."""
        from ._params import load_arguments

        load_arguments(self, command)


COMMAND_LOADER_CLS = HubnetCommandsLoader
