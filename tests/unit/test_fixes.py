"""Commands to paste."""

import shlex

import pytest

from azext_hubnet.core import fixes
from azext_hubnet.core.rules import Hub
from tests.unit.makers import HUB_ID, fqdn, hub, rule, unknown

NOWHERE = Hub()
PLACE = '-g rg -w hub --subscription 00000000-0000-0000-0000-000000000001'


def test_commands_name_the_hub():
    assert fixes.add_preset(hub(), 'vscode') == f'az hubnet preset add {PLACE} -p vscode'
    assert fixes.add_preset(hub(), 'vscode', True) == \
        f'az hubnet preset add {PLACE} -p vscode --include-optional'
    assert fixes.set_fqdn_rule(hub(), '*.a.com') == \
        f"az ml workspace outbound-rule set {PLACE} --rule hn-any-a-com --type fqdn --destination '*.a.com'"
    assert fixes.set_storage_endpoint(hub(), 'mystore', 'blob') == \
        f"az ml workspace outbound-rule set {PLACE} --rule mystore-blob --type private_endpoint " \
        "--service-resource-id '<resource id of mystore>' --subresource-target blob"
    assert fixes.provision(hub()) == 'az ml workspace provision-network ' + PLACE.replace('-w', '-n')
    assert fixes.give_network(hub()) == \
        f"az ml workspace update {PLACE.replace('-w', '-n')} --managed-network allow_only_approved_outbound"


@pytest.mark.parametrize('on_hub, group, name', [
    (NOWHERE, '<resource group>', '<hub>'),
    (hub(id=None), '<resource group>', 'hub'),
    (hub(id='[resourceId(x)]'), '<resource group>', 'hub'),
    (hub(name=None), 'rg', 'hub'),
    (Hub(id=HUB_ID, name='other'), 'rg', 'other'),
])
def test_what_is_not_known_is_left_for_the_user_to_fill_in(on_hub, group, name):
    words = shlex.split(fixes.add_preset(on_hub, 'vscode'))
    known = [] if group.startswith('<') else PLACE.split()[-2:]
    assert words == ['az', 'hubnet', 'preset', 'add', '-g', group, '-w', name, *known, '-p', 'vscode']
    assert shlex.split(fixes.provision(on_hub))[4:] == ['-g', group, '-n', name, *known]


def test_a_rule_that_has_the_name_for_another_host_is_not_overwritten():
    taken = hub(rule('HN-a-com', 'b.com'), rule(None, 'c.com'))
    assert '--rule hn-a-com-' in fixes.set_fqdn_rule(taken, 'a.com')
    assert '--rule hn-a-com-' in fixes.set_fqdn_rule(hub(rule('hn-a-com', unknown())), 'a.com')


@pytest.mark.parametrize('found, name', [
    (rule('mine', 'a.com', 'Failed'), 'mine'),
    (rule('mine', fqdn('a.com', 'b.com'), 'Failed'), 'hn-a-com'),
    (rule('theirs', 'a.com', 'Failed', 'Required'), 'hn-a-com'),
    (rule('mine', '*.com', 'Failed'), 'hn-a-com'),
])
def test_a_rule_for_just_this_host_is_written_again(found, name):
    assert f'--rule {name} ' in fixes.set_fqdn_rule(hub(found), 'a.com')


def test_waiting_repeats_all_that_was_given():
    assert fixes.wait_for_presets(hub(), ['vscode']) == f'az hubnet preset wait {PLACE} -p vscode'
    command = fixes.wait_for_presets(
        hub(name="it's"), ['./my presets/a.yaml', 'vscode'], include_optional=True, as_of='2024-05-21',
        resources=['storage=/x y'], fqdns=['application_gateway=a.b.c,d.e.f'])
    assert shlex.split(command) == [
        'az', 'hubnet', 'preset', 'wait', '-g', 'rg', '-w', "it's", *PLACE.split()[-2:], '-p',
        './my presets/a.yaml', 'vscode',
        '--as-of', '2024-05-21', '--resource', 'storage=/x y', '--fqdns', 'application_gateway=a.b.c,d.e.f',
        '--include-optional']
