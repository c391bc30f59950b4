"""The arguments of the commands."""

from azure.cli.core.commands.parameters import get_enum_type, resource_group_name_type
from knack.arguments import CLIArgumentType

from ._completers import complete_as_of, complete_preset

# Those of core.audit.severities, which is not worth an import at every call; a test compares them.
SEVERITIES = ['critical', 'high', 'medium', 'low', 'info']
# An option that is given twice counts twice; argparse would forget the first.
_SEVERAL = {'nargs': '+', 'action': 'extend'}


def load_arguments(self, _):
    """Describes every argument of the hubnet commands."""
    preset_type = CLIArgumentType(options_list=['--preset', '-p'], completer=complete_preset)

    with self.argument_context('hubnet preset') as c:
        c.argument(
            'as_of',
            completer=complete_as_of,
            help='Use the newest revision of the preset that is not later than this date, as YYYY-MM-DD. '
            'Without it, the present knowledge.',
        )

    with self.argument_context('hubnet preset show') as c:
        c.argument('preset', preset_type, help='Name of a preset, or path of a preset file.')

    for scope in ['hubnet preset diff', 'hubnet preset add', 'hubnet preset remove', 'hubnet preset wait']:
        with self.argument_context(scope) as c:
            c.argument('preset', preset_type, **_SEVERAL, help='Names of presets, or paths of preset files.')
            c.argument('include_optional', help='Ask for the optional entries of the presets too.')
            c.argument(
                'resource',
                **_SEVERAL,
                help='What fills the roles that entries of a preset leave open, such as search: '
                'ROLE=RESOURCE_ID, or region=REGION. The hub fills the roles of its own resources.',
            )
            c.argument(
                'fqdns',
                **_SEVERAL,
                help='Host names that are reached through an Application Gateway, as application_gateway=HOST,HOST.',
            )
            c.argument('timeout', type=int, help='Longest time to wait, in seconds.')

    with self.argument_context('hubnet preset diff') as c:
        c.argument('exit_code', help='Exit with code 10 when a preset is not in sync.')

    for scope in ['hubnet preset add', 'hubnet preset remove']:
        with self.argument_context(scope) as c:
            c.argument(
                'preset',
                preset_type,
                **_SEVERAL,
                help='Names of presets, or paths of preset files. Required unless --plan-file has the plan.',
            )
            c.argument('dry_run', help='Show the plan, its cost and its time, and write nothing.')
            c.argument(
                'plan_file',
                help='With --dry-run, save the plan in this file; without it, apply exactly the plan in this '
                'file, or refuse if the hub has changed since.',
            )
            c.argument('plan_id', help='Refuse unless the plan is the one with this id.')
            c.argument('yes', options_list=['--yes', '-y'], help='Do not prompt for confirmation.')

    with self.argument_context('hubnet preset add') as c:
        c.argument('pack', help="Fold each preset's hosts into few rules of several names.")
        c.argument(
            'write',
            arg_type=get_enum_type(['auto', 'patch', 'serial']),
            help='Write all rules in one request (patch) or one rule after another (serial). auto takes patch, '
            'and serial where the permission to write the workspace is missing.',
        )
        # az keeps the name no_wait for itself, and drops the result of a command that has its kind of --no-wait.
        c.argument(
            'skip_wait', options_list=['--no-wait'], help='Return as soon as the service has accepted the write.'
        )
        c.argument('provision', help='Provision the managed network after the rules are written, if it is not active.')
        c.argument('include_spark', help='Prepare the network for serverless Spark when it is provisioned.')

    with self.argument_context('hubnet preset remove') as c:
        c.argument(
            'any_name', help='Also remove rules that hubnet did not name, if they have exactly such a destination.'
        )

    with self.argument_context('hubnet preset audit') as c:
        c.argument(
            'all_hubs',
            options_list=['--all'],
            help='Audit every hub and workspace that you can see, in all enabled subscriptions of the tenant.',
        )
        c.argument('subscriptions', **_SEVERAL, help='With --all, look in these subscriptions only, by name or id.')
        c.argument('checks', **_SEVERAL, help='Run only these checks, by id or by family.')
        c.argument('skip_checks', **_SEVERAL, help='Leave these checks out, by id or by family.')
        c.argument(
            'min_severity',
            arg_type=get_enum_type(SEVERITIES),
            help='Leave less severe findings out of the output. They still count.',
        )
        c.argument(
            'fail_on',
            arg_type=get_enum_type(SEVERITIES[:-1]),
            help='Exit with 11 (low), 12 (medium), 13 (high) or 14 (critical), after the most severe finding '
            'that no waiver covers, if it is at least this severe.',
        )
        c.argument(
            'waivers',
            help='File with the findings that are accepted: a list of id, reason and expires, and of '
            'rule, destination or hub to narrow each.',
        )
        c.argument(
            'report',
            action='append',
            help='Write a report into this file, replacing it: .html, .md, .sarif, .junit.xml or .json. Can be '
            'given several times.',
        )
        c.argument('list_checks', help='List the checks, and audit nothing.')

    with self.argument_context('hubnet preset wait') as c:
        c.argument('interval', type=int, help='Time between two looks at the hub, in seconds.')

    with self.argument_context('hubnet') as c:
        c.argument('resource_group_name', resource_group_name_type, id_part=None, required=False)
        c.argument(
            'workspace_name',
            options_list=['--workspace-name', '-w'],
            configured_default='workspace',
            help='Name or resource id of the hub or workspace. You can configure the default using '
            '`az configure --defaults workspace=<name>`.',
        )
        c.argument(
            'rules',
            help='Read the rules from this file instead of a live hub: output of az ml, an az ml YAML, a REST '
            'body or an ARM template. Use - for standard input.',
        )

    with self.argument_context('hubnet rule show') as c:
        c.argument('rule_name', options_list=['--rule', '-r'], help='Name of the outbound rule.')

    with self.argument_context('hubnet check-egress') as c:
        c.argument('host', help='Host name or IP address that compute of the hub wants to reach.')
        c.argument('port', type=int, help='TCP port.')
        c.argument('exit_code', help='Exit with code 10 when the answer is not "allowed".')
