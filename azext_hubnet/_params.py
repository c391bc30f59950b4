"""The arguments of the commands."""

from typing import Any

from azure.cli.core.commands.parameters import get_enum_type, resource_group_name_type
from azure.cli.core.decorators import Completer
from knack.arguments import CLIArgumentType

from ._completers import complete_as_of, complete_preset, let_completers_see_repeated_options

# Those of core.contract.audit, which is not worth an import at every call; a test compares them.
SEVERITIES = ['critical', 'high', 'medium', 'low', 'info']
# An option that is given twice counts twice; argparse would forget the first.
_SEVERAL = {'nargs': '+', 'action': 'extend'}
_PRESETS = 'Names of presets, or paths of preset files.'


def load_arguments(self: Any, _: str) -> None:
    """Describe every argument of the hubnet commands."""
    let_completers_see_repeated_options(self.cli_ctx)
    preset_type = CLIArgumentType(options_list=['--preset', '-p'], completer=Completer(complete_preset))

    with self.argument_context('hubnet preset') as c:
        c.argument(
            'as_of',
            completer=Completer(complete_as_of),
            help='Use the newest revision of each preset that is not later than this date (YYYY-MM-DD). Omit it to '
            'use the newest revision.',
        )

    with self.argument_context('hubnet preset show') as c:
        c.argument('preset', preset_type, help='Name of a preset, or path of a preset file.')

    for scope in ['hubnet preset diff', 'hubnet preset add', 'hubnet preset remove', 'hubnet preset wait']:
        with self.argument_context(scope) as c:
            c.argument('preset', preset_type, **_SEVERAL, help=_PRESETS)
            c.argument('include_optional', help='Include the optional entries of the presets.')
            c.argument(
                'resource',
                **_SEVERAL,
                help='Resources for the placeholders of a preset, as ROLE=RESOURCE_ID, or region=REGION. The '
                "hub's own resources are known.",
            )
            c.argument(
                'fqdns',
                **_SEVERAL,
                help='Host names to reach through an Application Gateway, as application_gateway=HOST,HOST.',
            )
            c.argument('timeout', type=int, help='Maximum time to wait, in seconds.')

    with self.argument_context('hubnet preset diff') as c:
        c.argument('exit_code', help='Exit with code 10 if a preset is not in sync.')

    for scope in ['hubnet preset add', 'hubnet preset remove']:
        with self.argument_context(scope) as c:
            c.argument('preset', preset_type, **_SEVERAL, help=f'{_PRESETS} Required unless --plan-file holds a plan.')
            c.argument('dry_run', help='Show the plan, its cost and its duration, and write nothing.')
            c.argument(
                'plan_file',
                help='With --dry-run: save the plan to this file. Without it: apply exactly the plan in this file, '
                'or refuse if the hub has changed since it was saved.',
            )
            c.argument('plan_id', help='Refuse unless the plan has this id.')
            c.argument('yes', options_list=['--yes', '-y'], help='Do not prompt for confirmation.')

    with self.argument_context('hubnet preset add') as c:
        c.argument('pack', help="Combine each preset's hosts into a few rules with several hosts each.")
        c.argument(
            'write',
            arg_type=get_enum_type(['auto', 'patch', 'serial']),
            help='Write all rules in one request (patch) or one rule after another (serial). auto uses patch, and '
            'serial if you have no permission to write the workspace.',
        )
        # az keeps the name no_wait for itself, and drops the result of a command that has its kind of --no-wait.
        c.argument(
            'skip_wait', options_list=['--no-wait'], help='Return as soon as the service has accepted the write.'
        )
        c.argument('provision', help='After the rules are written, provision the managed network if it is not active.')
        c.argument('include_spark', help='Prepare the network for serverless Spark when it is provisioned.')

    with self.argument_context('hubnet preset remove') as c:
        c.argument(
            'any_name',
            help='Also remove rules with other names than hubnet gives, if they have exactly such a destination.',
        )

    with self.argument_context('hubnet preset audit') as c:
        c.argument(
            'all_hubs',
            options_list=['--all'],
            help='Audit every hub and workspace that you can read, in all enabled subscriptions of the tenant.',
        )
        c.argument('subscriptions', **_SEVERAL, help='With --all: only these subscriptions, by name or id.')
        c.argument('checks', **_SEVERAL, help='Run only these checks, by id or family.')
        c.argument('skip_checks', **_SEVERAL, help='Do not run these checks, by id or family.')
        c.argument(
            'min_severity',
            arg_type=get_enum_type(SEVERITIES),
            help='Show only findings of this severity or a higher one. The others still count.',
        )
        c.argument(
            'fail_on',
            arg_type=get_enum_type(SEVERITIES[:-1]),
            help='Exit with 11 (low), 12 (medium), 13 (high) or 14 (critical) if the most severe finding without a '
            'waiver has at least this severity.',
        )
        c.argument(
            'waivers',
            help='File of accepted findings: a list of items with id, reason and expires, and with rule, destination '
            'or hub to narrow each.',
        )
        c.argument(
            'report',
            action='append',
            help='Write a report to this file and replace it if it exists: .html, .md, .sarif, .junit.xml or .json. '
            'Can be repeated.',
        )
        c.argument('list_checks', help='List the checks without an audit.')

    with self.argument_context('hubnet preset wait') as c:
        c.argument('interval', type=int, help='Seconds between checks.')

    _load_arguments_of_hubs(self)


def _load_arguments_of_hubs(self: Any) -> None:
    """Describe what names a hub, a rule or a host."""
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
        c.argument('host', help='Host name or IP address to reach.')
        c.argument('port', type=int, help='TCP port.')
        c.argument('exit_code', help='Exit with code 10 unless the host is allowed.')
