"""Arguments that are missing, wrong or do not go together are usage errors."""

from types import SimpleNamespace

import pytest

from azext_hubnet import _validators, custom
from azext_hubnet._validators import validate_audit, validate_change, validate_egress, validate_hub, validate_wait

ID = '/subscriptions/s/resourceGroups/{}/providers/Microsoft.MachineLearningServices/workspaces/{}'
STORAGE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a'
AUDIT = {
    **dict.fromkeys(('workspace_name', 'resource_group_name', 'rules', 'subscriptions', 'fail_on', 'waivers')),
    **dict.fromkeys(('report', 'min_severity')),
    'all_hubs': False,
    'list_checks': False,
}
HUB = {'workspace_name': 'w', 'resource_group_name': 'g'}
REMOVE = {**HUB, 'preset': ['vscode'], 'dry_run': False, 'plan_file': None, 'plan_id': None, 'timeout': 3600}
ADD = {**REMOVE, 'skip_wait': False, 'write': 'auto', 'provision': False, 'include_spark': False}
WAIT = {**HUB, 'timeout': 3600, 'interval': 30}
EGRESS = {**HUB, 'rules': None, 'host': 'pypi.org', 'port': 443}


class Default(str):
    """A configured default, as az passes it."""

    is_default = True


@pytest.fixture(name='refused')
def fixture_refused(capsys, caplog):
    """A function that runs a validator, asserts that it exits as a usage error, and returns its words."""

    def refused(validate, given, **more):
        caplog.clear()
        with pytest.raises(SystemExit) as caught:
            validate(SimpleNamespace(**{**given, **more}))
        assert caught.value.code == 2
        return caplog.text + capsys.readouterr().err

    return refused


def accepted(validate, given, **more):
    """The arguments after a validator that accepts them."""
    namespace = SimpleNamespace(**{**given, **more})
    validate(namespace)
    return namespace


def test_audit_without_a_hub_suggests_all(refused):
    words = refused(validate_audit, AUDIT)
    assert 'No hub is named.' in words and 'audit every hub with --all' in words


@pytest.mark.parametrize(
    'name, value, option',
    [
        ('workspace_name', 'w', '--workspace-name/-w'),
        ('resource_group_name', 'g', '--resource-group/-g'),
        ('rules', 'f', '--rules'),
        ('all_hubs', True, '--all'),
        ('fail_on', 'low', '--fail-on'),
        ('waivers', 'f', '--waivers'),
        ('report', ['f.md'], '--report'),
        ('min_severity', 'low', '--min-severity'),
    ],
)
def test_list_checks_refuses_options_that_it_would_not_use(refused, name, value, option):
    words = refused(validate_audit, AUDIT, list_checks=True, **{name: value})
    assert f'--list-checks audits nothing and cannot be combined with {option}.' in words


def test_list_checks_and_all_ignore_configured_defaults():
    for flag in ('list_checks', 'all_hubs'):
        given = accepted(validate_audit, AUDIT, workspace_name=Default('w'), **{flag: True})
        assert given.workspace_name is None


def test_audit_takes_one_hub_or_file():
    assert accepted(validate_audit, AUDIT, **HUB).workspace_name == 'w'
    assert accepted(validate_audit, AUDIT, rules='f').workspace_name is None


def test_audit_of_all_hubs_refuses_a_hub(refused):
    words = refused(validate_audit, AUDIT, all_hubs=True, workspace_name='w', rules='f')
    assert '--all audits every hub and cannot be combined with --workspace-name/-w, --rules.' in words


def test_subscriptions_require_all(refused):
    assert '--subscriptions requires --all.' in refused(validate_audit, AUDIT, subscriptions=['s'])
    accepted(validate_audit, AUDIT, subscriptions=['s'], all_hubs=True)


@pytest.mark.parametrize(
    'name, value, option',
    [('workspace_name', 'w', '--workspace-name/-w'), ('resource_group_name', 'g', '--resource-group/-g')],
)
def test_rules_file_overrides_only_configured_defaults(refused, name, value, option):
    words = refused(validate_hub, AUDIT, rules='f', **{name: value})
    assert f'--rules and {option} cannot be combined' in words
    configured = accepted(validate_hub, AUDIT, rules='f', **{name: Default(value)})
    assert getattr(configured, name) is None


@pytest.mark.parametrize(
    'group, workspace, words',
    [
        (None, None, 'No hub is named.'),
        ('g', ' . ', 'No hub is named.'),
        (None, 'w', 'The resource group of w is missing.'),
        ('g', 'a b', "--workspace-name/-w 'a b' is not a valid resource name"),
        ('g', 'a\r', r"--workspace-name/-w 'a\r' is not a valid resource name"),
        ('a b', 'w', "--resource-group/-g 'a b' is not a valid resource name"),
        ('a/b', 'w', "--resource-group/-g 'a/b' is not a valid resource name"),
        ('g', '\udcff', r"--workspace-name/-w '\udcff' is not a valid resource name"),
        ('g', ID.format('..', 'w'), "The resource group in --workspace-name/-w '..' is not a valid resource name"),
        ('g', ID.format('g', '.'), "The workspace in --workspace-name/-w '.' is not a valid resource name"),
        ('..', 'w', "--resource-group/-g '..' is not a valid resource name"),
        ('.', 'w', "--resource-group/-g '.' is not a valid resource name"),
        ('g', '/x', '--workspace-name /x is not a valid resource id.'),
        ('g', STORAGE, f'--workspace-name {STORAGE} is the id of a Microsoft.Storage/storageAccounts.'),
        ('other', ID.format('g', 'w'), '--resource-group other contradicts the resource id, whose group is g.'),
    ],
)
def test_names_that_are_not_of_a_workspace_are_refused(refused, group, workspace, words):
    assert words in refused(validate_wait, WAIT, resource_group_name=group, workspace_name=workspace)


def test_id_overrides_spaces_around_it_and_a_default_group():
    given = accepted(
        validate_wait, WAIT, workspace_name=f' {ID.format("g", "w")}\n', resource_group_name=Default('other')
    )
    assert (given.workspace_name, given.resource_group_name) == (ID.format('g', 'w'), 'g')


@pytest.mark.parametrize('group, workspace', [('rg(1).a-b_c', 'my-hub_1'), ('Gruppe-Ä', 'hub')])
def test_other_names_are_left_to_the_service(group, workspace):
    accepted(validate_wait, WAIT, resource_group_name=group, workspace_name=workspace)


@pytest.mark.parametrize('port', [0, 65536, -1])
def test_bad_port_is_a_usage_error(refused, port):
    assert f'--port {port} is not a valid TCP port.' in refused(validate_egress, EGRESS, port=port)


@pytest.mark.parametrize(
    'host, words', [('https://pypi.org/simple', 'is a URL'), ('a b', 'is not a host name'), ('', 'is not a host name')]
)
def test_bad_host_is_a_usage_error(refused, host, words):
    told = refused(validate_egress, EGRESS, host=host)
    assert '--host: ' in told and words in told


@pytest.mark.parametrize('host', ['pypi.org', 'PyPI.org.', '10.0.0.1', '::1'])
def test_hosts_and_addresses_are_accepted(host):
    assert accepted(validate_egress, EGRESS, host=host).host == host


@pytest.mark.parametrize('value, words', [('', 'is empty'), (' ', 'is empty'), ('-', 'takes the path of a file')])
@pytest.mark.parametrize('dry_run', [False, True])
def test_plan_file_needs_a_path(refused, value, words, dry_run):
    assert f'--plan-file {words}' in refused(validate_change, ADD, plan_file=value, dry_run=dry_run)


@pytest.mark.parametrize(
    'given, words',
    [
        ({'plan_id': ' '}, '--plan-id is empty.'),
        ({'preset': None}, 'No preset is named.'),
        ({'preset': None, 'plan_file': 'f', 'dry_run': True}, 'No preset is named.'),
        (
            {'plan_file': 'f', 'as_of': '2024-05-21', 'any_name': True},
            '--plan-file applies a plan exactly as it was saved and cannot be combined with --as-of, --any-name.',
        ),
        ({'timeout': 0}, '--timeout must be more than 0 seconds.'),
        ({'skip_wait': True, 'write': 'serial'}, '--no-wait and --write serial cannot be combined'),
        ({'skip_wait': True, 'provision': True}, '--no-wait and --provision cannot be combined'),
        ({'include_spark': True}, '--include-spark requires --provision.'),
    ],
)
def test_arguments_of_a_change_that_do_not_go_together_are_refused(refused, given, words):
    assert words in refused(validate_change, ADD, **given)


@pytest.mark.parametrize(
    'given',
    [
        {},
        {'timeout': None},
        {'plan_id': 'sha256:0'},
        {'preset': None, 'plan_file': 'f'},
        {'plan_file': 'f', 'dry_run': True, 'as_of': '2024-05-21'},
        {'provision': True, 'include_spark': True},
        {'skip_wait': True},
        {'write': 'serial'},
    ],
)
def test_arguments_of_a_change_that_go_together_are_accepted(given):
    accepted(validate_change, {**ADD, **given})
    accepted(validate_change, {**REMOVE, **{name: value for name, value in given.items() if name in REMOVE}})


def test_messages_about_times_name_the_defaults(refused):
    """One constant each, which is also the default of the options."""
    timeout, interval = f'default of {custom.DEFAULT_TIMEOUT} seconds', f'default of {custom.DEFAULT_INTERVAL} seconds'
    assert timeout in refused(validate_change, ADD, timeout=-1)
    assert timeout in refused(validate_wait, WAIT, timeout=-1)
    assert interval in refused(validate_wait, WAIT, interval=0)
    accepted(validate_wait, WAIT, timeout=0)
    defaults = {
        (handler.__name__, name): value
        for handler in (custom.add_presets, custom.remove_presets, custom.wait_for_presets)
        for name, value in (handler.__kwdefaults__ or {}).items()
        if name in ('timeout', 'interval')
    }
    assert set(defaults.values()) == {custom.DEFAULT_TIMEOUT, custom.DEFAULT_INTERVAL} and len(defaults) == 4


def test_control_characters_in_a_refusal_are_escaped(refused):
    assert '\x1b' not in refused(validate_wait, WAIT, workspace_name='/x\x1b[31m')


def test_other_errors_are_not_usage_errors():
    with pytest.raises(ZeroDivisionError):
        _validators._exit_as_usage_error(lambda _: 1 // 0, SimpleNamespace())
