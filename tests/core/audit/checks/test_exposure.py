"""Rules that allow too much: everything, hosts that anyone can own, any tenant's resources, ports, addresses."""

import shlex

import pytest

from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import CHECKS, select
from azext_hubnet.core.audit.waivers import read_waivers
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from tests.core.audit.makers import hits, skipped, subject
from tests.core.makers import endpoint, fqdn, hub, rule, tag, unknown

EXPOSURE = sorted(check.id for check in CHECKS if check.family == 'exposure')


def found(*destinations, status='Active', category='UserDefined', name='r'):
    """The ids of the checks that find something in rules with these destinations."""
    on_hub = hub(*(rule(f'{name}{number}', one, status, category) for number, one in enumerate(destinations)))
    return [check for check in EXPOSURE if hits(check, on_hub)]


def prefixes(*ranges, name='Sql', **fields):
    return tag(name, prefixes=ranges, **fields)


@pytest.mark.parametrize(
    'host, expected',
    [
        ('*', ['HN201']),
        ('*.com', ['HN202']),
        ('*com', ['HN202']),
        ('*.co.uk', ['HN202']),
        ('*.uk', ['HN202']),
        ('*m', ['HN202']),
        ('*.corp', []),
        ('*.contoso.com', []),
        ('contoso.com', []),
        ('www.contoso.com', []),
        ('*contoso.com', ['HN205']),
        ('*-contoso.com', ['HN205']),
        ('*www.contoso.com', ['HN205']),
    ],
)
def test_everything_and_registries(host, expected):
    assert found(host) == expected


@pytest.mark.parametrize(
    'host, expected',
    [
        ('*.blob.core.windows.net', ['HN203']),
        ('*.core.windows.net', ['HN203']),
        ('*.windows.net', ['HN203']),
        ('*.dfs.core.windows.net', ['HN203']),
        ('*.file.core.windows.net', ['HN203']),
        ('*.queue.core.windows.net', ['HN203']),
        ('*.table.core.windows.net', ['HN203']),
        ('*.blob.core.usgovcloudapi.net', ['HN203']),
        ('*.blob.core.chinacloudapi.cn', ['HN203']),
        ('*blob.core.windows.net', ['HN203']),
        ('*x.blob.core.windows.net', ['HN203']),
        ('*.s3.amazonaws.com', ['HN203']),
        ('*.amazonaws.com', ['HN203']),
        ('*.r2.cloudflarestorage.com', ['HN203']),
        ('mystore.blob.core.windows.net', []),
        ('*.mystore.blob.core.windows.net', []),
    ],
)
def test_storage_of_any_tenant(host, expected):
    assert found(host) == expected


@pytest.mark.parametrize(
    'host',
    [
        '*.azurewebsites.net',
        '*.azurefd.net',
        '*.azureedge.net',
        '*.cloudapp.azure.com',
        '*.trafficmanager.net',
        '*.azurecontainerapps.io',
        '*.cloudfront.net',
        '*.github.io',
        '*.herokuapp.com',
        '*.workers.dev',
        '*.vercel.app',
        '*.azure-api.net',
        '*.servicebus.windows.net',
        '*.database.windows.net',
        '*.azurecr.io',
        '*.vault.azure.net',
    ],
)
def test_shared_hosting(host):
    assert found(host) == ['HN204']
    below = f'*.mine.{host[2:]}'
    if host not in ('*.cloudapp.azure.com', '*.azurecontainerapps.io', '*.azurefd.net'):
        assert found(below) == [], "below one customer's name"
    assert found(f'mine.{host[2:]}') == []


def test_documented_destination_is_a_finding_of_its_own():
    assert found('*.vo.msecnd.net') == ['HN215']
    assert found('*.msecnd.net') == ['HN204']
    assert found(tag('Storage.westus3')) == ['HN215'] and found(tag('Storage.westus2')) == ['HN208']
    (hit,) = hits('HN215', hub(rule('cdn', '*.vo.msecnd.net')))
    assert hit.message.startswith('cdn allows *.vo.msecnd.net, which the preset vscode needs')
    # Not the same as documented: other ports, so wider than the preset.
    assert found(tag('Storage.westus3', '*')) == ['HN208', 'HN209']


@pytest.mark.parametrize(
    'name, expected',
    [
        ('Internet', ['HN216']),
        ('internet', ['HN216']),
        ('*', ['HN216']),
        ('Any', ['HN216']),
        ('0.0.0.0/0', ['HN216']),
        ('AzureCloud', ['HN206']),
        ('AzureCloud.westeurope', ['HN208']),
        ('Storage', ['HN207']),
        ('Sql', ['HN207']),
        ('AzureContainerRegistry', ['HN207']),
        ('AppService', ['HN207']),
        ('AzureFrontDoor.Frontend', ['HN207']),
        ('EventHub', ['HN207']),
        ('ServiceBus', ['HN207']),
        ('AzureCosmosDB', ['HN207']),
        ('AzureKeyVault', ['HN207']),
        ('Storage.WestEurope', ['HN208']),
        ('Sql.EastUS', ['HN208']),
        ('storage.westeurope', ['HN208']),
        ('AzureResourceManager', []),
        ('AzureActiveDirectory', []),
        ('AzureMachineLearning', []),
        ('DataFactory', []),
        ('AzureMonitor', []),
        ('VirtualNetwork', []),
        ('NoSuchTag', []),
    ],
)
def test_service_tags(name, expected):
    assert found(tag(name)) == expected


@pytest.mark.parametrize(
    'port_ranges, protocol, expected',
    [
        ('443', 'TCP', []),
        ('*', 'TCP', ['HN209']),
        ('0-65535', 'TCP', ['HN209']),
        ('1-65535', 'UDP', ['HN209']),
        ('1-1000, 1001-65535', 'TCP', ['HN209']),
        ('2-65535', 'TCP', ['HN209']),
        ('1-65534', 'TCP', ['HN209']),
        ('0-32767, 32769-65535', 'TCP', ['HN209']),
        ('1-16385', '*', ['HN209']),
        ('1-16384', 'TCP', []),
        ('80, 443, 10000-20000', 'TCP', []),
        ('443', '*', ['HN210']),
        ('*', '*', ['HN209']),
        ('443', 'UDP', []),
        ('443', 'ICMP', []),
    ],
)
def test_ports_and_protocols(port_ranges, protocol, expected):
    assert found(tag('DataFactory', port_ranges, protocol)) == expected


def test_the_ports_of_rules_for_one_destination_count_together():
    parts = [
        rule('a', tag('DataFactory', '1-10000')),
        rule('b', tag('datafactory', '10001-20000', 'UDP')),
        rule('c', tag('DataFactoryManagement', '1-10000')),
        rule('d', prefixes('8.8.8.8', port_ranges='1-9999')),
        rule('e', tag('DataFactory', '1-65534')),
    ]
    one, both = hits('HN209', hub(*parts))
    assert one.message == 'e opens 65534 ports of DataFactory (TCP 1-65534).'
    assert both.message == 'a and b together open 20000 ports of DataFactory.'
    assert both.rules == ('a', 'b') and both.fix == () and len(both.destinations) == 2
    assert hits('HN209', hub(*parts[1:4])) == []


def test_several_rules_together_can_open_the_internet():
    quarters = [rule(f'q{part}', prefixes(f'{64 * part}.0.0.0/2')) for part in range(4)]
    (hit,) = hits('HN216', hub(*quarters, rule('small', prefixes('8.8.8.8'))))
    assert hit.message == 'q0, q1, q2 and q3 together open half of the internet or more.'
    assert len(hit.fix) == 4 and all(' remove ' in command for command in hit.fix)
    assert hits('HN216', hub(quarters[0], rule('same', prefixes('0.0.0.0/2')))) == []


def test_rule_for_what_the_platform_opens_is_not_wide():
    first_party = tag('AzureFrontDoor.FirstParty', '*', '*')
    assert found(first_party) == ['HN209']
    both = hub(rule('mine', first_party), rule('__SYS_ST_AzureFrontDoor.FirstParty', first_party, category='Required'))
    assert hits('HN209', both) == [] and hits('HN210', both) == []


def test_a_tag_that_reaches_no_public_host_exposes_nothing():
    assert found(tag('VirtualNetwork', '*', '*'), tag('AzureLoadBalancer', '*', '*')) == []
    assert found(tag('NoSuchTag', '*', '*')) == ['HN209']


@pytest.mark.parametrize(
    'ranges, expected',
    [
        (['203.0.113.0/24'], ['HN211']),
        (['20.0.0.0/16'], ['HN211']),
        (['20.0.0.0/15'], ['HN211', 'HN212']),
        (['20.0.0.0/16', '20.1.0.0/16'], ['HN211', 'HN212']),
        (['20.0.0.0/16', '20.2.0.0/16'], ['HN211']),
        ([f'20.{part}.0.0/16' for part in range(0, 32, 2)], ['HN211']),
        ([f'20.{part}.0.0/16' for part in range(0, 34, 2)], ['HN211', 'HN212']),
        ([f'2001:{part:x}::/32' for part in range(0, 64, 2)], ['HN211', 'HN212']),
        (['2001:db8::/32'], ['HN211']),
        (['2001::/31'], ['HN211', 'HN212']),
        (['0.0.0.0/0'], ['HN211', 'HN216']),
        (['::ffff:0:0/96'], ['HN211', 'HN216']),
        (['::/0'], ['HN211', 'HN216']),
        (['2000::/3'], ['HN211', 'HN216']),
        (['0.0.0.0/1', '128.0.0.0/1'], ['HN211', 'HN216']),
        (['128.0.0.0/1'], ['HN211', 'HN216']),
        (['128.0.0.0/2'], ['HN211', 'HN212']),
        (['2000::/4'], ['HN211', 'HN216']),
        (['2000::/5'], ['HN211', 'HN212']),
        (['10.0.0.0/8'], ['HN211', 'HN213']),
        (['192.168.1.7'], ['HN211', 'HN213']),
        (['fd00::/8'], ['HN211', 'HN213']),
        (['100.64.0.0/10'], ['HN211', 'HN213']),
        (['169.254.169.254'], ['HN211', 'HN213']),
        (['8.0.0.0/6'], ['HN211', 'HN212']),
        (['172.32.0.0/16'], ['HN211']),
        (['10.0.0.0/8', '20.0.0.0/8'], ['HN211', 'HN212', 'HN213']),
    ],
)
def test_address_prefixes(ranges, expected):
    assert found(prefixes(*ranges)) == expected


def test_prefixes_without_a_tag_pass():
    # What hubnet itself proposes has the tag Internet, since az ml asks for one.
    assert found(prefixes('203.0.113.0/24', name=None)) == [] == found(prefixes('203.0.113.0/24', name='Internet'))
    # The tag is not looked at, so what it would reach is not either.
    assert found(prefixes('203.0.113.0/24', name='AzureCloud')) == ['HN211'] == found(prefixes('20.0.0.0/24'))
    assert hits('HN211', hub(rule('r', prefixes('20.0.0.0/24'))))[0].fix == ()


@pytest.mark.parametrize(
    'host, expected',
    [
        ('github.com', ['HN214']),
        ('*.github.com', ['HN214']),
        ('huggingface.co', ['HN214']),
        ('pypi.org', []),
        ('upload.pypi.org', ['HN214']),
        ('raw.githubusercontent.com', []),
        ('*', ['HN201']),
    ],
)
def test_hosts_that_accept_uploads(host, expected):
    assert found(host) == expected


WIDE = [
    '*',
    '*.com',
    '*.blob.core.windows.net',
    '*contoso.com',
    tag('Internet'),
    tag('Storage'),
    tag('DataFactory', '*'),
    prefixes('0.0.0.0/0'),
    'github.com',
]


def test_only_rules_of_the_user_are_judged():
    # But for what makes the allow-list void, and what passes for a rule of somebody else's.
    expected = ['HN201', 'HN202', 'HN216', 'HN219']
    assert found(*WIDE, category='Required') == found(*WIDE, name='Connection_') == expected
    assert found(*WIDE, status='Deleting') == []
    assert found(endpoint(), unknown()) == []
    assert found(tag('Storage', action='Deny'), tag('Internet', action='Deny')) == []
    assert found(*WIDE, status='Failed') == found(*WIDE, status=None) == found(*WIDE)


@pytest.mark.parametrize('mode, see', [(ALLOW_INTERNET, 'HN102'), (DISABLED, 'HN101')])
def test_checks_are_skipped_if_the_mode_allows_everything(mode, see):
    on_hub = hub(*(rule(f'r{number}', one) for number, one in enumerate(WIDE)), mode=mode)
    assert all(skipped(check, on_hub).endswith(f'see {see}') for check in EXPOSURE)


def test_a_list_without_a_mode_is_read_as_approved_only():
    assert hits('HN201', hub(rule('a', '*'), mode=None))


@pytest.mark.parametrize(
    'check, destination, words',
    [
        ('HN201', '*', ['remove', '--rule=r', '--yes']),
        ('HN205', '*contoso.com', ['set', '--rule=r', '--type', 'fqdn', '--destination', 'contoso.com, *.contoso.com']),
        ('HN206', tag('AzureCloud'), ['remove', '--rule=r', '--yes']),
        (
            'HN209',
            tag('DataFactory', '*'),
            [
                'set',
                '--rule=r',
                '--type',
                'service_tag',
                '--service-tag',
                'DataFactory',
                '--protocol',
                'TCP',
                '--port-ranges',
                '443',
            ],
        ),
        (
            'HN209',
            prefixes('20.0.0.0/24', name=None, port_ranges='*'),
            [
                'set',
                '--rule=r',
                '--type',
                'service_tag',
                '--service-tag',
                'Internet',
                '--protocol',
                'TCP',
                '--port-ranges',
                '443',
                '--address-prefixes',
                '20.0.0.0/24',
            ],
        ),
        (
            'HN210',
            tag('DataFactory', '80, 443', '*'),
            [
                'set',
                '--rule=r',
                '--type',
                'service_tag',
                '--service-tag',
                'DataFactory',
                '--protocol',
                'TCP',
                '--port-ranges',
                '80, 443',
            ],
        ),
        ('HN216', prefixes('::/0'), ['remove', '--rule=r', '--yes']),
        ('HN216', tag('Internet'), ['remove', '--rule=r', '--yes']),
    ],
)
def test_command_that_fixes_a_finding(check, destination, words):
    (hit,) = hits(check, hub(rule('r', destination)))
    typed = shlex.split(hit.fix[0])
    assert typed[:4] == ['az', 'ml', 'workspace', 'outbound-rule']
    place = ['-g', 'rg', '-w', 'hub', '--subscription', '00000000-0000-0000-0000-000000000001']
    assert typed[4:] == [words[0], *place, *words[1:]]


@pytest.mark.parametrize(
    'destination',
    [
        tag('Internet', '*', '*'),
        tag('AzureCloud', protocol='*'),
        tag('Storage', '*'),
        tag('Sql.westus2', '*'),
        prefixes('20.0.0.0/8', port_ranges='*'),
        '*.github.io',
    ],
)
def test_no_command_restores_what_another_one_removes(destination):
    result = audit(subject(hub(rule('r', destination, 'Failed'))), select(['exposure', 'HN401']))
    typed = [command for finding in result.findings for command in finding.hit.fix]
    assert len(typed) > 1 and all('outbound-rule remove' in command for command in typed)


def pasted(on_hub, commands):
    """The rules of a hub by name after the commands, as `az ml` would leave them."""
    rules = {one.name: one for one in on_hub.rules}
    for command in commands:
        words = shlex.split(command)
        name = next(word for word in words if word.startswith('--rule='))[len('--rule=') :]
        if 'remove' in words:
            rules.pop(name, None)
        else:
            wanted = dict(zip(words[words.index('--type') :: 2], words[words.index('--type') + 1 :: 2], strict=True))
            rules[name] = wanted.get('--destination') or (wanted['--protocol'], wanted['--port-ranges'])
    return rules


SEVERAL = '*.blob.core.windows.net, *contoso.com, repo.corp, docker, pypi.org, cnd.auth0.com'


@pytest.mark.parametrize(
    'waived, left',
    [
        ([], 'contoso.com, *.contoso.com, pypi.org'),
        (['HN203'], '*.blob.core.windows.net, contoso.com, *.contoso.com, pypi.org'),
        (['HN205', 'HN304', 'HN602'], '*contoso.com, repo.corp, pypi.org, cnd.auth0.com'),
    ],
)
def test_the_commands_of_several_findings_on_one_rule_can_be_pasted_in_any_order(waived, left):
    on_hub = hub(
        rule('several', fqdn(*SEVERAL.split(', ')), 'Failed'),
        rule('wide', tag('DataFactory', '*'), 'Failed'),
        rule('other', tag('DataFactory', '8000')),
    )
    waivers = read_waivers([{'id': one, 'reason': 'known', 'expires': 'never'} for one in waived], 'w.yaml')
    result = audit(subject(on_hub), select(), waivers)
    commands = [command for finding in result.findings if finding.waived is None for command in finding.hit.fix]
    for typed in (commands, commands[::-1]):
        assert pasted(on_hub, typed) == {'several': left, 'wide': ('TCP', '443'), 'other': on_hub.rules[2]}


@pytest.mark.parametrize(
    'destination, message',
    [
        (tag('Internet'), 'r allows Internet (TCP 443): every public address.'),
        (tag('azurecloud'), 'r allows azurecloud (TCP 443): every address of the cloud, of any customer.'),
        ('*.github.io', 'r allows *.github.io, which includes customers of GitHub, Inc.'),
        ('*.ngrok.io', 'r allows *.ngrok.io, which includes customers of ngrok.'),
    ],
)
def test_message_says_whose_hosts_are_allowed(destination, message):
    said = [hit.message for check in EXPOSURE for hit in hits(check, hub(rule('r', destination)))]
    assert said == [message]


def test_the_other_hosts_of_a_rule_stay():
    (hit,) = hits(
        'HN203',
        hub(
            rule(
                'r',
                rule('x', '*.blob.core.windows.net').destination.__class__(
                    ('*.blob.core.windows.net', 'a.com', 'b.com'), ''
                ),
            )
        ),
    )
    assert hit.destinations == ('*.blob.core.windows.net',) and shlex.split(hit.fix[0])[-1] == 'a.com, b.com'


def test_a_rule_that_cannot_be_named_has_no_command():
    for name in (None, '', 'a\x1b[2J', 'a\nb'):
        assert all(hit.fix == () for check in EXPOSURE for hit in hits(check, hub(*(rule(name, one) for one in WIDE))))


def test_tag_that_hubnet_cannot_judge_is_found():
    assert found(tag('PowerBI')) == found(tag('powerbi.WestEurope')) == found(tag('PowerBI.Nowhere')) == ['HN217']
    # HN307 names what is no tag at all; the platform's own need no second look.
    assert found(tag('NoSuchTag')) == [] == found(tag('PowerBI', prefixes=['8.8.8.8']))[1:]
    assert hits('HN217', hub(rule('mine', tag('PowerBI')), rule('sys', tag('PowerBI'), category='Required'))) == []


THEIRS = (
    '/subscriptions/00000000-0000-0000-0000-00000000000{}/resourceGroups/RG/providers/Microsoft.Storage'
    '/storageAccounts/theirs'
)


def test_private_endpoints_to_other_subscriptions_are_named_once_for_each():
    on_hub = hub(
        *(
            rule(f'r{number}', endpoint(THEIRS.format(2), part))
            for number, part in enumerate(('blob', 'dfs', 'file', 'queue', 'table', 'web'))
        ),
        rule('s', endpoint(THEIRS.format(3))),
        rule('own', endpoint(THEIRS.format(1).upper())),
        rule('gone', endpoint(THEIRS.format(4)), 'Deleting'),
        rule('Connection_x', endpoint(THEIRS.format(4), 'file')),
    )
    many, one = hits('HN218', on_hub)
    assert (
        many.message == 'r0, r1, r2, r3, r4 and 1 more make private endpoints to resources in subscription '
        "00000000-0000-0000-0000-000000000002, which is not the hub's."
    )
    assert one.message.startswith('s makes a private endpoint to ') and (one.rules, one.fix) == (('s',), ())
    assert skipped('HN218', hub(id=None)) == "the input does not say the hub's subscription"
    assert skipped('HN218', hub(id='[resourceId(x)]')) == "the input does not say the hub's subscription"


@pytest.mark.parametrize(
    'destination, wide',
    [
        ('*', 'HN201'),
        ('*.com', 'HN202'),
        ('*.blob.core.windows.net', 'HN219'),
        (tag('Internet'), 'HN216'),
        (tag('Storage'), 'HN219'),
        (tag('Storage.WestUS'), 'HN219'),
        (prefixes('0.0.0.0/0'), 'HN216'),
        (prefixes('20.0.0.0/8'), 'HN219'),
        ('pypi.org', None),
        ('*.contoso.com', None),
        (tag('AzureMonitor'), None),
        (tag('AzureFrontDoor'), None),
        (endpoint(), None),
        (unknown(), None),
        (tag('Internet', action='Deny'), None),
    ],
)
def test_no_name_and_no_category_hides_a_wide_rule(destination, wide):
    expected = [wide] if wide else []
    assert found(destination, category='Required') == found(destination, category='Dependency') == expected
    assert found(destination, name='Connection_') == found(destination, name='connection_') == expected
    assert found(destination, category='Required', status='Deleting') == []


def test_message_says_why_a_wide_rule_does_not_count_as_the_users():
    on_hub = hub(rule('a', '*.github.io', category='Required'), rule('Connection_b', tag('Storage')))
    required, by_name = hits('HN219', on_hub)
    assert required.message == 'a, of the category Required, allows *.github.io, which includes what anyone can own.'
    # No command would be taken for one of these.
    assert all(
        hit.fix == ()
        for check in ('HN201', 'HN202', 'HN216', 'HN219')
        for hit in hits(check, hub(*(rule(f'Connection_{number}', one) for number, one in enumerate(WIDE))))
    )
    assert (
        by_name.message == "Connection_b, by its name a connection's, allows Storage (TCP 443), which "
        'includes what anyone can own.'
    )
