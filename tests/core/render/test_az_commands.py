"""Commands to paste that change the rules of a hub, its presets and its network."""

import shlex

import pytest

from azext_hubnet.core.model import naming
from azext_hubnet.core.model.hub import Hub
from azext_hubnet.core.render import az_commands
from tests.core.makers import (
    GATEWAY,
    HUB_ID,
    OF_HUB,
    ON_HUB,
    STORAGE,
    SUBSCRIPTION,
    endpoint,
    fqdn,
    hub,
    rule,
    tag,
    unknown,
)

NOWHERE = Hub()
SET = ['az', 'ml', 'workspace', 'outbound-rule', 'set', *ON_HUB.split()]


def test_commands_name_the_hub():
    assert az_commands.add_preset(hub(), 'vscode') == f'az hubnet preset add {ON_HUB} -p vscode'
    assert (
        az_commands.add_preset(hub(), 'vscode', True) == f'az hubnet preset add {ON_HUB} -p vscode --include-optional'
    )
    assert (
        az_commands.set_fqdn_rule(hub(), '*.a.com')
        == f"az ml workspace outbound-rule set {ON_HUB} --rule=hn-any-a-com --type fqdn --destination '*.a.com'"
    )
    assert (
        az_commands.set_storage_endpoint(hub(), 'mystore', 'blob')
        == f'az ml workspace outbound-rule set {ON_HUB} --rule=mystore-blob --type private_endpoint '
        "--service-resource-id '<resource id of mystore>' --subresource-target blob"
    )
    assert az_commands.provision(hub()) == f'az ml workspace provision-network {OF_HUB}'
    assert (
        az_commands.give_network(hub())
        == f'az ml workspace update {OF_HUB} --managed-network allow_only_approved_outbound'
    )
    assert az_commands.remove_rule(hub(), rule('r', 'a.com')) == (
        f'az ml workspace outbound-rule remove {ON_HUB} --rule=r --yes',
    )


@pytest.mark.parametrize(
    'on_hub, group, name, subscription',
    [
        (NOWHERE, '<resource group>', '<hub>', []),
        (hub(id=None), '<resource group>', 'hub', []),
        (hub(id='[resourceId(x)]'), '<resource group>', 'hub', []),
        (hub(name=None), 'rg', 'hub', ['--subscription', SUBSCRIPTION]),
        (Hub(id=HUB_ID, name='other'), 'rg', 'other', ['--subscription', SUBSCRIPTION]),
    ],
)
def test_unknown_values_are_placeholders_in_commands(on_hub, group, name, subscription):
    words = shlex.split(az_commands.add_preset(on_hub, 'vscode'))
    assert words == ['az', 'hubnet', 'preset', 'add', '-g', group, '-w', name, *subscription, '-p', 'vscode']
    assert shlex.split(az_commands.provision(on_hub))[4:] == ['-g', group, '-n', name, *subscription]


PRINTABLE = ['a b', 'x; rm -rf ~', '$(reboot)', '`reboot`', "it's", '"', '*', 'é', '&&', '\\']
CONTROL = ['a\nb', '\x1b[2J', 'a\u202eb', '\x00']


@pytest.mark.parametrize('text', PRINTABLE)
def test_names_are_quoted_for_the_shell(text):
    # No resource id holds a space or a dollar sign.
    part = text.replace(' ', '').replace('$', '')
    on_hub = hub(name=text, id=HUB_ID.replace('rg', part).replace(SUBSCRIPTION, f'{part}1'))
    where = ['-g', part, '-w', text, '--subscription', f'{part}1']
    assert shlex.split(az_commands.add_preset(on_hub, f'./{text}.yaml'))[4:] == [*where, '-p', f'./{text}.yaml']
    assert shlex.split(az_commands.provision(on_hub))[-4:] == ['-n', text, '--subscription', f'{part}1']
    assert shlex.split(az_commands.wait_for_presets(on_hub, [text], resources=[text]))[4:] == [
        *where,
        '-p',
        text,
        '--resource',
        text,
    ]
    named = rule(text, fqdn('a.com', 'b.com'), 'Failed')
    for command in (
        *az_commands.set_hosts(on_hub, named, ['a.com']),
        az_commands.set_fqdn_rule(hub(rule(text, 'a.com', 'Failed'), name=text, id=on_hub.id), 'a.com'),
    ):
        assert shlex.split(command)[5:] == [*where, f'--rule={text}', '--type', 'fqdn', '--destination', 'a.com']
    assert shlex.split(az_commands.remove_rule(on_hub, named)[0])[5:] == [*where, f'--rule={text}', '--yes']


@pytest.mark.parametrize('text', CONTROL)
def test_unprintable_values_are_placeholders_in_commands(text):
    part = text.replace('\n', '\x07')
    on_hub = hub(name=text, id=HUB_ID.replace('/rg/', f'/{part}/').replace(SUBSCRIPTION, part))
    assert az_commands.provision(on_hub) == "az ml workspace provision-network -g '<resource group>' -n '<hub>'"
    assert '--rule=hn-a-com ' in az_commands.set_fqdn_rule(hub(rule(text, 'a.com', 'Failed')), 'a.com')
    assert az_commands.register_network(on_hub) == 'az provider register -n Microsoft.Network'


@pytest.mark.parametrize('text', ['-p', '--yes', '-'])
def test_name_that_looks_like_an_option_is_joined_to_its_option(text):
    on_hub = hub(name=text, id=HUB_ID.replace('/rg/', f'/{text}/').replace(SUBSCRIPTION, text))
    where = [f'-g={text}', f'-w={text}', f'--subscription={text}']
    assert shlex.split(az_commands.add_preset(on_hub, 'vscode'))[4:] == [*where, '-p', 'vscode']
    assert shlex.split(az_commands.remove_rule(on_hub, rule(text, 'a.com'))[0])[5:] == [
        *where,
        f'--rule={text}',
        '--yes',
    ]


@pytest.mark.parametrize('name', [None, '', *CONTROL])
def test_rule_with_an_unprintable_name_has_no_command(name):
    for destination in (fqdn('a.com', 'b.com'), tag(), endpoint()):
        one = rule(name, destination)
        assert az_commands.remove_rule(hub(), one) == () == az_commands.write_again(hub(), one)
        assert az_commands.set_hosts(hub(), one, ['a.com']) == ()


def test_unprintable_value_has_no_command():
    assert az_commands.write_again(hub(), rule('r', endpoint(GATEWAY, 'x', fqdns=['a\x1bb']))) == ()
    assert az_commands.write_again(hub(), rule('r', tag('Stor\u202eage'))) == ()


def test_set_fqdn_rule_does_not_overwrite_the_rule_of_another_host():
    taken = hub(rule('HN-a-com', 'b.com'), rule(None, 'c.com'))
    assert '--rule=hn-a-com-' in az_commands.set_fqdn_rule(taken, 'a.com')
    assert '--rule=hn-a-com-' in az_commands.set_fqdn_rule(hub(rule('hn-a-com', unknown())), 'a.com')


@pytest.mark.parametrize(
    'found, name',
    [
        (rule('mine', 'a.com', 'Failed'), 'mine'),
        (rule('mine', fqdn('a.com', 'b.com'), 'Failed'), 'hn-a-com'),
        (rule('theirs', 'a.com', 'Failed', 'Required'), 'hn-a-com'),
        (rule('mine', '*.com', 'Failed'), 'hn-a-com'),
    ],
)
def test_set_fqdn_rule_rewrites_the_rule_for_only_this_host(found, name):
    assert f'--rule={name} ' in az_commands.set_fqdn_rule(hub(found), 'a.com')


def named(on_hub, account, subresource):
    return shlex.split(az_commands.set_storage_endpoint(on_hub, account, subresource))[len(SET)][len('--rule=') :]


def test_set_storage_endpoint_picks_a_valid_free_name():
    assert named(hub(rule(None, 'a.com')), 'mystore', 'blob') == 'mystore-blob'
    assert named(hub(rule('MyStore-Blob', 'a.com')), 'mystore', 'blob') == 'mystore-blob2'
    assert (
        named(hub(rule('mystore-blob', 'a.com'), rule('mystore-blob2', 'b.com')), 'mystore', 'blob') == 'mystore-blob3'
    )
    longest = named(hub(), 'a' * 24, 'table_secondary')
    assert len(longest) == naming.MAX_LENGTH and longest.endswith('-table_secondary')
    assert len(named(hub(rule(longest, 'a.com')), 'a' * 24, 'table_secondary')) == naming.MAX_LENGTH


def test_wait_command_repeats_all_arguments():
    assert az_commands.wait_for_presets(hub(), ['vscode']) == f'az hubnet preset wait {ON_HUB} -p vscode'
    command = az_commands.wait_for_presets(
        hub(name="it's"),
        ['./my presets/a.yaml', 'vscode'],
        include_optional=True,
        as_of='2024-05-21',
        resources=['storage=/x y'],
        fqdns=['application_gateway=a.b.c,d.e.f'],
    )
    assert shlex.split(command) == [
        'az',
        'hubnet',
        'preset',
        'wait',
        '-g',
        'rg',
        '-w',
        "it's",
        '--subscription',
        SUBSCRIPTION,
        '-p',
        './my presets/a.yaml',
        'vscode',
        '--as-of',
        '2024-05-21',
        '--resource',
        'storage=/x y',
        '--fqdns',
        'application_gateway=a.b.c,d.e.f',
        '--include-optional',
    ]


MANY = rule('r', fqdn('a.com', '*.b.com', 'c.com'))


@pytest.mark.parametrize(
    'commands, hosts',
    [
        (az_commands.set_hosts(hub(), MANY, ['x.com', '*.y.com', 'x.com']), 'x.com, *.y.com'),
        (az_commands.write_again(hub(), MANY), 'a.com, *.b.com, c.com'),
    ],
)
def test_set_hosts_replaces_the_hosts_of_a_rule(commands, hosts):
    assert list(map(shlex.split, commands)) == [[*SET, '--rule=r', '--type', 'fqdn', '--destination', hosts]]


@pytest.mark.parametrize(
    'destination, expected',
    [
        (endpoint(), ['--type', 'private_endpoint', '--service-resource-id', STORAGE, '--subresource-target', 'blob']),
        (
            endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', spark=True, fqdns=['a.b.c', "it's.b.c"]),
            [
                '--type',
                'private_endpoint',
                '--service-resource-id',
                GATEWAY,
                '--subresource-target',
                'appGwPrivateFrontendIpIPv4',
                '--spark-enabled',
                'true',
                '--fqdns',
                "a.b.c,it's.b.c",
            ],
        ),
        (
            tag('DataFactory', '80, 443', '*'),
            ['--type', 'service_tag', '--service-tag', 'DataFactory', '--protocol', '*', '--port-ranges', '80, 443'],
        ),
        (
            tag(None, '443', prefixes=['10.0.0.0/8', 'fd00::/8']),
            [
                '--type',
                'service_tag',
                '--service-tag',
                'Internet',
                '--protocol',
                'TCP',
                '--port-ranges',
                '443',
                '--address-prefixes',
                '10.0.0.0/8,fd00::/8',
            ],
        ),
    ],
)
def test_a_rule_is_written_again_as_it_is(destination, expected):
    (command,) = az_commands.write_again(hub(), rule('r', destination))
    assert shlex.split(command) == [*SET, '--rule=r', *expected]


@pytest.mark.parametrize('destination', [unknown(), tag('Internet', action='Deny')])
def test_write_again_needs_a_rule_that_az_ml_can_express(destination):
    assert az_commands.write_again(hub(), rule('r', destination)) == ()
