"""Checks of arguments that az makes before a handler runs. What they refuse is a usage error (exit code 2)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from argparse import Namespace

_HOW_TO_NAME = 'Name the hub with -g and -w, or give its rules as a file with --rules.'
_HOW_TO_NAME_ANY = 'Name the hub with -g and -w, give its rules as a file with --rules, or audit every hub with --all.'
_HOW_TO_NAME_LIVE = 'Name the hub with -g and -w, or give -w its resource id.'
_USE_ONE = 'Use one of them.'
# Arguments that a saved plan has settled.
_PLAN_ARGUMENTS = ('as_of', 'resource', 'fqdns', 'include_optional', 'pack', 'any_name')


def validate_hub(namespace: 'Namespace') -> None:
    """One hub: by group and name, by resource id, or as a file. A file overrides configured defaults."""
    _exit_as_usage_error(_check_hub, namespace)


def validate_egress(namespace: 'Namespace') -> None:
    """One hub, a host and a TCP port. All here, because az skips validators of arguments if the command has one."""
    _exit_as_usage_error(_check_port, namespace)
    _exit_as_usage_error(_check_host, namespace)
    _exit_as_usage_error(_check_hub, namespace)


def validate_audit(namespace: 'Namespace') -> None:
    """One hub, all hubs, a file or just the list of checks, and arguments that go together."""
    _exit_as_usage_error(_check_audit, namespace)


def validate_wait(namespace: 'Namespace') -> None:
    """One live hub, since a file does not change, and times that are possible."""
    _exit_as_usage_error(_check_live_hub, namespace)
    _exit_as_usage_error(_check_times, namespace)


def validate_change(namespace: 'Namespace') -> None:
    """One live hub, and arguments of add or remove that go together."""
    _exit_as_usage_error(_check_live_hub, namespace)
    _exit_as_usage_error(_check_change, namespace)


def _exit_as_usage_error(check: 'Callable[[Namespace], None]', namespace: 'Namespace') -> None:
    """Run a check. az itself would exit with 1 for what it refuses; only its parser exits with 2."""
    from azure.cli.core.azclierror import AzCLIError

    from .core.model.errors import InputError
    from .terminal.errors import as_azclierror

    try:
        check(namespace)
    except (AzCLIError, InputError) as error:
        refusal = as_azclierror(error)
        refusal.print_error()
        refusal.send_telemetry()
        raise SystemExit(2) from error


def _check_hub(namespace: 'Namespace', how: str = _HOW_TO_NAME) -> None:
    from azure.cli.core.azclierror import MutuallyExclusiveArgumentError

    if namespace.rules is not None:
        for option, value in _hub_named(namespace).items():
            if value and not _is_default(value):
                raise MutuallyExclusiveArgumentError(
                    f'--rules and {option} cannot be combined: both say where the rules are.', _USE_ONE
                )
        namespace.workspace_name = namespace.resource_group_name = None
        return
    _check_named(namespace, how)


def _check_live_hub(namespace: 'Namespace') -> None:
    _check_named(namespace, _HOW_TO_NAME_LIVE)


class _Refusal(NamedTuple):
    """One thing that arguments must not be."""

    applies: 'Callable[[Namespace], Any]'
    kind: str
    """The name of the azclierror class, which is imported only to raise it."""
    message: str
    """{options} stands for the arguments that --plan-file excludes."""
    advice: str


def _given(namespace: 'Namespace', name: str) -> Any:
    """The value of an argument that not every command has; None where it is missing."""
    return getattr(namespace, name, None)


def _is_blank(value: str | None) -> bool:
    # A script whose variable is unset must not lose its guard.
    return value is not None and not value.strip()


def _applies_plan(namespace: 'Namespace') -> bool:
    return bool(namespace.plan_file) and not namespace.dry_run


def _settled_by_plan(namespace: 'Namespace') -> str:
    return ', '.join(_option(name) for name in _PLAN_ARGUMENTS if _given(namespace, name))


def _default_timeout() -> int:
    from .custom import DEFAULT_TIMEOUT

    return DEFAULT_TIMEOUT


# In this order; the first that applies is reported.
_CHANGE_REFUSALS = (
    _Refusal(
        lambda given: _is_blank(given.plan_file),
        'ArgumentUsageError',
        '--plan-file is empty.',
        'Give it the path of a file, or omit it.',
    ),
    _Refusal(
        lambda given: _is_blank(given.plan_id),
        'ArgumentUsageError',
        '--plan-id is empty.',
        'Give it the id of a plan, or omit it.',
    ),
    _Refusal(
        lambda given: given.plan_file == '-',
        'ArgumentUsageError',
        '--plan-file takes the path of a file, not standard input or output.',
        'To use a file of that name, write ./-.',
    ),
    _Refusal(
        lambda given: not given.preset and not _applies_plan(given),
        'RequiredArgumentMissingError',
        'No preset is named.',
        'Name presets with --preset/-p.',
    ),
    _Refusal(
        lambda given: _applies_plan(given) and _settled_by_plan(given),
        'MutuallyExclusiveArgumentError',
        '--plan-file applies a plan exactly as it was saved and cannot be combined with {options}.',
        'Omit {options}, or make a new plan with --dry-run.',
    ),
    _Refusal(
        lambda given: given.timeout is not None and given.timeout <= 0,
        'ArgumentUsageError',
        '--timeout must be more than 0 seconds.',
        'Omit it to use the default of {default_timeout} seconds.',
    ),
    _Refusal(
        lambda given: _given(given, 'skip_wait') and _given(given, 'write') == 'serial',
        'MutuallyExclusiveArgumentError',
        '--no-wait and --write serial cannot be combined: each rule has to be waited for before the next is written.',
        _USE_ONE,
    ),
    _Refusal(
        lambda given: _given(given, 'skip_wait') and _given(given, 'provision'),
        'MutuallyExclusiveArgumentError',
        '--no-wait and --provision cannot be combined: the network is provisioned after the rules are written.',
        _USE_ONE,
    ),
    _Refusal(
        lambda given: _given(given, 'include_spark') and not given.provision,
        'ArgumentUsageError',
        '--include-spark requires --provision.',
        'Add --provision.',
    ),
)


def _check_change(namespace: 'Namespace') -> None:
    from azure.cli.core import azclierror

    for refusal in _CHANGE_REFUSALS:
        if refusal.applies(namespace):
            words = {'options': _settled_by_plan(namespace), 'default_timeout': _default_timeout()}
            kind = getattr(azclierror, refusal.kind)
            raise kind(refusal.message.format(**words), refusal.advice.format(**words))


def _check_audit(namespace: 'Namespace') -> None:
    from azure.cli.core.azclierror import ArgumentUsageError, MutuallyExclusiveArgumentError

    if namespace.subscriptions and not namespace.all_hubs:
        raise ArgumentUsageError('--subscriptions requires --all.', 'Add --all.')
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
        what = '--list-checks audits nothing' if namespace.list_checks else '--all audits every hub'
        raise MutuallyExclusiveArgumentError(f'{what} and cannot be combined with {", ".join(given)}.', _USE_ONE)
    namespace.workspace_name = namespace.resource_group_name = None


def _check_times(namespace: 'Namespace') -> None:
    from azure.cli.core.azclierror import ArgumentUsageError

    from .custom import DEFAULT_INTERVAL

    if namespace.timeout < 0:
        raise ArgumentUsageError(
            '--timeout must be 0 seconds or more.', f'Omit it to use the default of {_default_timeout()} seconds.'
        )
    if namespace.interval <= 0:
        raise ArgumentUsageError(
            '--interval must be more than 0 seconds.', f'Omit it to use the default of {DEFAULT_INTERVAL} seconds.'
        )


def _check_named(namespace: 'Namespace', how: str) -> None:
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
    # az passes configured defaults as a text type that prints as an object. Ids may have spaces around them.
    namespace.workspace_name = str(namespace.workspace_name).strip()
    namespace.resource_group_name = str(namespace.resource_group_name)


def _check_segments(names: dict[str, str]) -> None:
    """Refuse names, by their option, that would make the address of something other than a workspace."""
    from azure.cli.core.azclierror import InvalidArgumentValueError

    from .core.model.resource_ids import is_segment

    for option, value in names.items():
        if not is_segment(value):
            raise InvalidArgumentValueError(
                f'{option} {str(value)!r} is not a valid resource name.',
                'Check for stray spaces, quotes or line breaks.',
            )


def _check_port(namespace: 'Namespace') -> None:
    from azure.cli.core.azclierror import InvalidArgumentValueError

    if not 1 <= namespace.port <= 65535:
        raise InvalidArgumentValueError(
            f'--port {namespace.port} is not a valid TCP port.', 'Use a number from 1 to 65535.'
        )


def _check_host(namespace: 'Namespace') -> None:
    from .core.compare.egress import asked_host

    asked_host(namespace.host)


def _check_id(namespace: 'Namespace') -> None:
    from azure.cli.core.azclierror import InvalidArgumentValueError

    from .core.model.resource_ids import WORKSPACE_TYPE, parse_resource_id

    resource = parse_resource_id(namespace.workspace_name)
    if resource is None or resource.type.lower() != WORKSPACE_TYPE.lower():
        found = f'is the id of a {resource.type}' if resource else 'is not a valid resource id'
        raise InvalidArgumentValueError(
            f'--workspace-name {namespace.workspace_name} {found}.',
            f'Use the name or the id of a {WORKSPACE_TYPE} resource.',
        )
    _check_segments(
        {
            'The resource group in --workspace-name/-w': resource.group,
            'The workspace in --workspace-name/-w': resource.name,
        }
    )
    group = namespace.resource_group_name
    if group and not _is_default(group) and group.lower() != resource.group.lower():
        raise InvalidArgumentValueError(
            f'--resource-group {group} contradicts the resource id, whose group is {resource.group}.',
            'Omit --resource-group/-g.',
        )
    namespace.resource_group_name = resource.group


def _hub_named(namespace: 'Namespace') -> dict[str, Any]:
    """The values that name a live hub, by option."""
    return {'--workspace-name/-w': namespace.workspace_name, '--resource-group/-g': namespace.resource_group_name}


def _option(name: str) -> str:
    return '--' + name.replace('_', '-')


def _is_default(value: object) -> bool:
    return getattr(value, 'is_default', False)
