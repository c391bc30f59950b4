"""The arguments of the commands."""

from azure.cli.core.commands.parameters import resource_group_name_type
from knack.arguments import CLIArgumentType

from ._completers import complete_as_of, complete_preset


def load_arguments(self, _):
    """Describes every argument of the hubnet commands."""
    preset_type = CLIArgumentType(options_list=['--preset', '-p'], completer=complete_preset)

    with self.argument_context('hubnet preset') as c:
        c.argument('as_of', completer=complete_as_of,
                   help='Use the newest revision of the preset that is not later than this date, as YYYY-MM-DD. '
                        'Without it, the present knowledge.')

    with self.argument_context('hubnet preset show') as c:
        c.argument('preset', preset_type, help='Name of a preset, or path of a preset file.')

    with self.argument_context('hubnet preset diff') as c:
        c.argument('preset', preset_type, nargs='+', help='Names of presets, or paths of preset files.')
        c.argument('include_optional', help='Ask for the optional entries of the presets too.')
        c.argument('resource', nargs='+',
                   help='Resources for the roles that the private endpoint entries of a preset name, as '
                        'ROLE=RESOURCE_ID.')
        c.argument('fqdns', nargs='+',
                   help='Host names that are reached through an Application Gateway, as '
                        'application_gateway=HOST,HOST.')
        c.argument('exit_code', help='Exit with code 10 when a preset is not in sync.')

    for scope in ['hubnet check-egress', 'hubnet preset diff', 'hubnet rule list', 'hubnet rule show']:
        with self.argument_context(scope) as c:
            c.argument('resource_group_name', resource_group_name_type, id_part=None, required=False)
            c.argument('workspace_name', options_list=['--workspace-name', '-w'], configured_default='workspace',
                       help='Name or resource id of the hub or workspace. You can configure the default using '
                            '`az configure --defaults workspace=<name>`.')
            c.argument('rules',
                       help='Read the rules from this file instead of a live hub: output of az ml, an az ml YAML, a '
                            'REST body or an ARM template. Use - for standard input.')

    with self.argument_context('hubnet rule show') as c:
        c.argument('rule_name', options_list=['--rule', '-r'], help='Name of the outbound rule.')

    with self.argument_context('hubnet check-egress') as c:
        c.argument('host', help='Host name or IP address that compute of the hub wants to reach.')
        c.argument('port', type=int, help='TCP port.')
        c.argument('exit_code', help='Exit with code 10 when the answer is not "allowed".')
