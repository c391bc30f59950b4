"""Arguments that do not go together, or that are missing."""

from types import SimpleNamespace

import pytest
from azure.cli.core.azclierror import (
    ArgumentUsageError,
    InvalidArgumentValueError,
    MutuallyExclusiveArgumentError,
    RequiredArgumentMissingError,
)

from azext_hubnet import _validators

# pylint: disable=protected-access
ID = '/subscriptions/s/resourceGroups/{}/providers/Microsoft.MachineLearningServices/workspaces/{}'


class Default(str):
    """A configured default, as az hands it over."""

    is_default = True


def arguments(**given):
    """The namespace of an audit, which has all that other commands have, too."""
    return SimpleNamespace(
        **{
            **dict.fromkeys(
                (
                    'workspace_name',
                    'resource_group_name',
                    'rules',
                    'subscriptions',
                    'fail_on',
                    'waivers',
                    'report',
                    'min_severity',
                )
            ),
            'all_hubs': False,
            'list_checks': False,
            **given,
        }
    )


def test_an_audit_of_nothing_is_told_of_every_hub_too():
    with pytest.raises(RequiredArgumentMissingError) as caught:
        _validators._check_audit(arguments())
    assert caught.value.recommendations[0].endswith('; --all takes every hub.')


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
def test_what_a_list_of_checks_would_leave_unused_is_refused(name, value, option):
    with pytest.raises(MutuallyExclusiveArgumentError) as caught:
        _validators._check_audit(arguments(list_checks=True, **{name: value}))
    assert caught.value.error_msg == f'--list-checks audits nothing: {option} cannot be given beside it.'


@pytest.mark.parametrize(
    'name, value, option',
    [('workspace_name', 'w', '--workspace-name/-w'), ('resource_group_name', 'g', '--resource-group/-g')],
)
def test_a_hub_or_a_group_beside_a_file_is_refused_unless_it_is_a_default(name, value, option):
    with pytest.raises(MutuallyExclusiveArgumentError) as caught:
        _validators._check_hub(arguments(rules='f', **{name: value}))
    assert caught.value.error_msg == f'--rules and {option} both say where the rules are.'
    configured = arguments(rules='f', **{name: Default(value)})
    _validators._check_hub(configured)
    assert getattr(configured, name) is None


@pytest.mark.parametrize(
    'group, workspace, option',
    [
        ('g', 'a b', "--workspace-name/-w 'a b'"),
        ('g', 'a\r', r"--workspace-name/-w 'a\r'"),
        ('a b', 'w', "--resource-group/-g 'a b'"),
        ('a/b', 'w', "--resource-group/-g 'a/b'"),
        ('g', '\udcff', r"--workspace-name/-w '\udcff'"),
        ('g', ID.format('..', 'w'), "-w with the resource group '..'"),
        ('g', ID.format('g', '.'), "-w with the workspace '.'"),
        ('..', 'w', "--resource-group/-g '..'"),
        ('.', 'w', "--resource-group/-g '.'"),
    ],
)
def test_a_name_that_leads_to_no_workspace_is_refused(group, workspace, option):
    with pytest.raises(InvalidArgumentValueError) as caught:
        _validators._check_live_hub(arguments(resource_group_name=group, workspace_name=workspace))
    assert caught.value.error_msg.endswith(f'{option}: no resource can have this name.')


def test_an_id_may_have_space_around_it():
    given = arguments(workspace_name=f' {ID.format("g", "w")}\n')
    _validators._check_live_hub(given)
    assert (given.workspace_name, given.resource_group_name) == (ID.format('g', 'w'), 'g')


@pytest.mark.parametrize('group, workspace', [('rg(1).a-b_c', 'my-hub_1'), ('Gruppe-Ä', 'hub')])
def test_other_names_are_for_the_service_to_judge(group, workspace):
    _validators._check_live_hub(arguments(resource_group_name=group, workspace_name=workspace))


@pytest.mark.parametrize('value, words', [('', 'is empty'), (' ', 'is empty'), ('-', 'takes the path of a file')])
@pytest.mark.parametrize('dry_run', [False, True])
def test_a_plan_file_has_a_path(value, words, dry_run):
    given = arguments(preset=['vscode'], plan_file=value, plan_id=None, dry_run=dry_run)
    with pytest.raises(ArgumentUsageError, match=f'^--plan-file {words}'):
        _validators._check_change(given)
