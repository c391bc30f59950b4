"""`az hubnet`: presets, diff and audit for the outbound rules of managed virtual networks."""

from azure.cli.core import AzCommandsLoader

from ._help import helps  # pylint: disable=unused-import


class HubnetCommandsLoader(AzCommandsLoader):
    """Loads the hubnet commands. az runs this for every command of the extension, so it imports next to nothing."""

    def __init__(self, cli_ctx=None):
        from azure.cli.core.commands import CliCommandType

        custom = CliCommandType(operations_tmpl='azext_hubnet.custom#{}')
        super().__init__(cli_ctx=cli_ctx, custom_command_type=custom)

    def load_command_table(self, args):
        from .commands import load_command_table

        load_command_table(self, args)
        return self.command_table

    def load_arguments(self, command):
        from ._params import load_arguments

        load_arguments(self, command)


COMMAND_LOADER_CLS = HubnetCommandsLoader
