"""Checks of arguments that az makes before a handler runs; what they refuse is a usage error (exit code 2)."""

_HOW_TO_NAME = 'Name the hub with -g and -w, or give its rules as a file with --rules.'
# What a saved plan has settled.
_PLAN_ARGUMENTS = ('as_of', 'resource', 'fqdns', 'include_optional', 'pack', 'any_name')
_HOW_TO_NAME_ANY = f'{_HOW_TO_NAME[:-1]}; --all takes every hub.'
_HOW_TO_NAME_LIVE = 'Name the hub with -g and -w, or give -w its resource id.'


def validate_hub(namespace):
    """One hub: by group and name, by resource id, or as a file; a file beats configured defaults."""
    _exit_as_usage_error(_check_hub, namespace)


def validate_egress(namespace):
    """One hub and a TCP port. Both here, because az skips the validators of arguments where the command has one."""
    _exit_as_usage_error(_check_port, namespace)
    _exit_as_usage_error(_check_hub, namespace)


def validate_audit(namespace):
    """One hub, all hubs, a file or nothing but the list of checks, and arguments that go together."""
    _exit_as_usage_error(_check_audit, namespace)


def validate_wait(namespace):
    """One hub that is there, since a file cannot be waited for, and times that can be waited."""
    _exit_as_usage_error(_check_live_hub, namespace)
    _exit_as_usage_error(_check_times, namespace)


def validate_change(namespace):
    """One live hub, and arguments of add or remove that go together."""
    _exit_as_usage_error(_check_live_hub, namespace)
    _exit_as_usage_error(_check_change, namespace)


def _exit_as_usage_error(check, namespace):
    """Run a check. az would exit with 1 for what it refuses, and keeps 2 for what its own parser refuses."""
    from azure.cli.core.azclierror import AzCLIError

    from .terminal.errors import fit_for_terminal

    try:
        check(namespace)
    except AzCLIError as error:
        fit_for_terminal(error).print_error()
        error.send_telemetry()
        raise SystemExit(2) from error


def _check_hub(namespace, how=_HOW_TO_NAME):
    from azure.cli.core.azclierror import MutuallyExclusiveArgumentError

    if namespace.rules is not None:
        for option, value in _hub_named(namespace).items():
            if value and not _is_default(value):
                raise MutuallyExclusiveArgumentError(
                    f'--rules and {option} both say where the rules are.', 'Give one of them.'
                )
        namespace.workspace_name = namespace.resource_group_name = None
        return
    _check_named(namespace, how)


def _check_live_hub(namespace):
    _check_named(namespace, _HOW_TO_NAME_LIVE)


def _check_change(namespace):
    from azure.cli.core.azclierror import (
        ArgumentUsageError,
        MutuallyExclusiveArgumentError,
        RequiredArgumentMissingError,
    )

    for name in ('plan_file', 'plan_id'):
        # A script whose variable is unset must not lose its guard.
        value = getattr(namespace, name)
        if value is not None and not value.strip():
            raise ArgumentUsageError(f'{_option(name)} is empty.', 'Give it a value, or leave it out.')
    if namespace.plan_file == '-':
        raise ArgumentUsageError(
            '--plan-file takes the path of a file, not standard input or output.', 'For a file of that name write ./-.'
        )
    applies_file = namespace.plan_file and not namespace.dry_run
    if not namespace.preset and not applies_file:
        raise RequiredArgumentMissingError('No preset is named.', 'Name presets with --preset/-p.')
    beside = [name for name in _PLAN_ARGUMENTS if getattr(namespace, name, None)]
    if applies_file and beside:
        options = ', '.join(map(_option, beside))
        raise MutuallyExclusiveArgumentError(
            f'--plan-file applies a plan as it was made: {options} cannot change it.',
            'Leave them out, or make a new plan with --dry-run.',
        )
    if namespace.timeout is not None and namespace.timeout <= 0:
        raise ArgumentUsageError('--timeout takes seconds, more than 0.', 'Leave it out for an hour.')
    if getattr(namespace, 'skip_wait', False) and getattr(namespace, 'write', None) == 'serial':
        raise MutuallyExclusiveArgumentError(
            '--no-wait and --write serial exclude each other: rules that are written '
            'one after another have to be waited for.',
            'Give one of them.',
        )
    if getattr(namespace, 'skip_wait', False) and getattr(namespace, 'provision', False):
        raise MutuallyExclusiveArgumentError(
            '--no-wait and --provision exclude each other: the network is provisioned after the rules are written.',
            'Give one of them.',
        )
    if getattr(namespace, 'include_spark', False) and not namespace.provision:
        raise ArgumentUsageError('--include-spark says how to provision the network.', 'Add --provision.')


def _check_audit(namespace):
    from azure.cli.core.azclierror import ArgumentUsageError, MutuallyExclusiveArgumentError

    if namespace.subscriptions and not namespace.all_hubs:
        raise ArgumentUsageError('--subscriptions says where --all looks.', 'Add --all.')
    if not namespace.all_hubs and not namespace.list_checks:
        _check_hub(namespace, _HOW_TO_NAME_ANY)
        return
    named = {**_hub_named(namespace), '--rules': namespace.rules}
    if namespace.list_checks:
        named |= {
            '--all': namespace.all_hubs,
            '--fail-on': namespace.fail_on,
            '--waivers': namespace.waivers,
            '--report': namespace.report,
            '--min-severity': namespace.min_severity,
        }
    given = [option for option, value in named.items() if value and not _is_default(value)]
    if given:
        what = '--list-checks audits nothing' if namespace.list_checks else '--all looks at every hub'
        raise MutuallyExclusiveArgumentError(
            f'{what}: {", ".join(given)} cannot be given beside it.', 'Give one of them.'
        )
    namespace.workspace_name = namespace.resource_group_name = None


def _check_times(namespace):
    from azure.cli.core.azclierror import ArgumentUsageError

    if namespace.timeout < 0:
        raise ArgumentUsageError('--timeout takes seconds, 0 or more.', 'Leave it out for an hour.')
    if namespace.interval <= 0:
        raise ArgumentUsageError('--interval takes seconds, more than 0.', 'Leave it out for half a minute.')


def _check_named(namespace, how):
    from azure.cli.core.azclierror import RequiredArgumentMissingError

    workspace = namespace.workspace_name
    if not (workspace or '').strip(' .'):
        raise RequiredArgumentMissingError('No hub is named.', how)
    if '/' in workspace:
        _check_id(namespace)
    elif not namespace.resource_group_name:
        raise RequiredArgumentMissingError(
            f'The resource group of {workspace!s} is missing.',
            'Add --resource-group/-g, or give -w the full resource id.',
        )
    else:
        _check_segments(_hub_named(namespace))
    # az hands configured defaults over as a text type that prints as an object. Ids are read with space around them.
    namespace.workspace_name = str(namespace.workspace_name).strip()
    namespace.resource_group_name = str(namespace.resource_group_name)


def _check_segments(names):
    """Refuses names, by what gives them, that would lead to another address than a workspace's, or to none."""
    from azure.cli.core.azclierror import InvalidArgumentValueError

    from .core.model.resource_ids import is_segment

    for option, value in names.items():
        if not is_segment(value):
            raise InvalidArgumentValueError(
                f'{option} {str(value)!r}: no resource can have this name.',
                'See whether a space, a quote or a line end has slipped in.',
            )


def _check_port(namespace):
    from azure.cli.core.azclierror import InvalidArgumentValueError

    if not 1 <= namespace.port <= 65535:
        raise InvalidArgumentValueError(f'--port {namespace.port} is no TCP port.', 'Give a number from 1 to 65535.')


def _check_id(namespace):
    from azure.cli.core.azclierror import InvalidArgumentValueError

    from .core.model.resource_ids import WORKSPACE_TYPE, parse_resource_id

    resource = parse_resource_id(namespace.workspace_name)
    if resource is None or resource.type.lower() != WORKSPACE_TYPE.lower():
        found = f'it names a {resource.type}' if resource else 'it is no resource id'
        raise InvalidArgumentValueError(
            f'--workspace-name {namespace.workspace_name}: {found}.',
            f'Give the name or the id of a {WORKSPACE_TYPE} resource.',
        )
    _check_segments(
        {
            '--workspace-name/-w with the resource group': resource.group,
            '--workspace-name/-w with the workspace': resource.name,
        }
    )
    group = namespace.resource_group_name
    if group and not _is_default(group) and group.lower() != resource.group.lower():
        raise InvalidArgumentValueError(
            f'--resource-group {group} contradicts the resource id, which lies in {resource.group}.',
            'Leave --resource-group/-g out.',
        )
    namespace.resource_group_name = resource.group


def _hub_named(namespace):
    """What names a live hub, by option."""
    return {'--workspace-name/-w': namespace.workspace_name, '--resource-group/-g': namespace.resource_group_name}


def _option(name):
    return '--' + name.replace('_', '-')


def _is_default(value):
    return getattr(value, 'is_default', False)
