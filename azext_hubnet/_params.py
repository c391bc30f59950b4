"""The arguments of the commands."""

from azure.cli.core.commands.parameters import get_three_state_flag, resource_group_name_type
from knack.arguments import CLIArgumentType

from ._completers import complete_as_of, complete_preset
from ._validators import validate_port

_HUB_COMMANDS = ('hubnet check-egress', 'hubnet preset diff', 'hubnet rule list', 'hubnet rule show')


def load_arguments(loader, _):
    """Describes every argument of the hubnet commands."""
    preset_type = CLIArgumentType(options_list=['--preset', '-p'], completer=complete_preset)

    with loader.argument_context('hubnet preset') as context:
        context.argument('as_of', completer=complete_as_of,
                         help='Use the newest revision of the preset that is not later than this date, as YYYY-MM-DD. '
                              'Without it, the present knowledge.')

    with loader.argument_context('hubnet preset show') as context:
        context.argument('preset', preset_type, help='Name of a preset, or path of a preset file.')

    with loader.argument_context('hubnet preset diff') as context:
        context.argument('preset', preset_type, nargs='+', help='Names of presets, or paths of preset files.')
        context.argument('include_optional', arg_type=get_three_state_flag(),
                         help='Ask for the optional entries of the presets too.')
        context.argument('resource', nargs='+', help='Resources for the roles that the private endpoint entries of a '
                                                     'preset name, as ROLE=RESOURCE_ID.')
        context.argument('fqdns', nargs='+', help='Host names that are reached through an Application Gateway, as '
                                                  'application_gateway=HOST,HOST.')
        context.argument('exit_code', arg_type=get_three_state_flag(),
                         help='Exit with code 10 when a preset is not in sync.')

    for scope in _HUB_COMMANDS:
        with loader.argument_context(scope) as context:
            context.argument('resource_group_name', resource_group_name_type, id_part=None, required=False)
            context.argument('workspace_name', options_list=['--workspace-name', '-w'], configured_default='workspace',
                             help='Name or resource id of the hub or workspace. You can configure the default using '
                                  '`az configure --defaults workspace=<name>`.')
            context.argument('rules', help='Read the rules from this file instead of a live hub: output of az ml, an '
                                           'az ml YAML, a REST body or an ARM template. Use - for standard input.')

    with loader.argument_context('hubnet rule show') as context:
        context.argument('rule_name', options_list=['--rule', '-r'], help='Name of the outbound rule.')

    with loader.argument_context('hubnet check-egress') as context:
        context.argument('host', help='Host name or IP address that compute of the hub wants to reach.')
        context.argument('port', type=int, validator=validate_port, help='TCP port.')
        context.argument('exit_code', arg_type=get_three_state_flag(),
                         help='Exit with code 10 when the answer is not "allowed".')
