"""May compute of the hub reach this host and port."""

import pytest

from azext_hubnet.core.catalogue import roles
from azext_hubnet.core.compare.egress import check_egress
from azext_hubnet.core.facts import clouds
from azext_hubnet.core.model.destinations import NotUnderstood
from azext_hubnet.core.model.errors import InputError
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from tests.core.makers import (
    GATEWAY,
    OF_HUB,
    ON_HUB,
    REGISTRY,
    VAULT,
    catalogue_needs,
    endpoint,
    endpoint_entry,
    fqdn,
    hub,
    optional,
    preset,
    rule,
    tag,
    tag_entry,
    unknown,
)

BLOB = 'mystore.blob.core.windows.net'


def check(host, *rules, port=443, needs=(), **fields):
    return check_egress(hub(*rules, **fields), host, port, needs)


def needs_of(*chosen):
    return [need for one in chosen for need in roles.resolve(one.at(), hub())]


def test_the_contract():
    answer = check('PyPI.org.', rule('b', 'pypi.org'), rule('A', '*')).as_json()
    assert answer == {
        'host': 'pypi.org',
        'port': 443,
        'verdict': 'allowed',
        'rules': ['A', 'b'],
        'tags': [],
        'presets': [],
        'reason': 'the FQDN rule b allows pypi.org',
        'fix': None,
    }
    assert list(answer) == ['host', 'port', 'verdict', 'rules', 'tags', 'presets', 'reason', 'fix']


@pytest.mark.parametrize(
    'host, on_hub, port, verdict',
    [
        ('a.vscode.dev', '*.vscode.dev', 443, 'allowed'),
        ('a.b.vscode.dev', '*.vscode.dev', 80, 'allowed'),
        ('vscode.dev', '*.vscode.dev', 443, 'blocked'),
        ('vscode.dev', '*vscode.dev', 443, 'allowed'),
        ('vscode.dev.evil.com', '*.vscode.dev', 443, 'blocked'),
        ('vscode.dev', '*', 443, 'allowed'),
        ('vscode.dev', 'vscode.dev', 22, 'blocked'),
        ('vscode.dev', 'vscode.dev', 8443, 'blocked'),
        ('vscode.dev', '*', 79, 'blocked'),
        ('10.0.0.1', '*', 443, 'blocked'),
    ],
)
def test_fqdn_rules_allow_their_hosts_on_two_ports(host, on_hub, port, verdict):
    answer = check(host, rule('r', on_hub), port=port)
    assert answer.verdict == verdict
    assert answer.rules == (('r',) if verdict == 'allowed' else ())


@pytest.mark.parametrize(
    'rules, words',
    [
        ([rule('r', fqdn('a.com', '*.vscode.dev'))], 'the FQDN rule r allows *.vscode.dev'),
        ([rule(None, '*.vscode.dev')], 'the FQDN rule a rule without a name allows *.vscode.dev'),
        ([rule('wide', '*'), rule('near', '*.vscode.dev')], 'the FQDN rule near allows *.vscode.dev'),
        (
            [rule('r', '*.vscode.dev', 'Inactive')],
            'the FQDN rule r allows *.vscode.dev once it is in force; its status is Inactive',
        ),
        (
            [rule('r', '*.vscode.dev', 'Failed', error='Too many.')],
            'the FQDN rule r allows *.vscode.dev, but its status is Failed (Too many.)',
        ),
        ([rule('r', '*.vscode.dev', 'Deleting')], 'the FQDN rule r allows *.vscode.dev, but its status is Deleting'),
        ([], 'no rule allows this host'),
    ],
)
def test_the_reason_is_in_words(rules, words):
    assert check('a.vscode.dev', *rules).reason == words


def test_fqdn_rules_do_not_allow_other_ports():
    assert check('pypi.org', port=22).reason == 'FQDN rules open ports 80 and 443 only, so none can allow port 22'
    assert check('pypi.org', rule('r', 'pypi.org'), port=22).reason.endswith('; r allows the host on those')
    assert check('pypi.org', rule('r', 'pypi.org', 'Failed'), port=22).reason.endswith('port 22')
    assert check('pypi.org', port=22).fix is None


@pytest.mark.parametrize(
    'status, verdict, fix',
    [
        ('Inactive', 'pending', None),
        ('Provisioning', 'pending', None),
        ('Resting', 'pending', None),
        ('Failed', 'blocked', f'az ml workspace outbound-rule set {ON_HUB} --rule=r --type fqdn --destination a.com'),
        (None, 'allowed', None),
    ],
)
def test_status_of_the_rule_decides(status, verdict, fix):
    answer = check('a.com', rule('r', 'a.com', status))
    assert (answer.verdict, answer.fix) == (verdict, fix)


def test_fix_for_an_inactive_rule_is_provisioning():
    answer = check('a.com', rule('r', 'a.com', 'Inactive'), network_status='Inactive')
    assert (answer.verdict, answer.rules) == ('pending', ('r',))
    assert answer.fix == f'az ml workspace provision-network {OF_HUB}'
    assert check('a.com', rule('r', 'a.com', 'Inactive'), network_status=None).fix == answer.fix


def test_one_rule_in_force_is_enough():
    answer = check('a.com', rule('f', 'a.com', 'Failed'), rule('w', 'a.com', 'Inactive'), rule('r', '*'))
    assert (answer.verdict, answer.rules) == ('allowed', ('r',))


@pytest.mark.parametrize(
    'mode, words', [(ALLOW_INTERNET, 'lets all outbound traffic through'), (DISABLED, 'nothing restricts')]
)
def test_the_isolation_mode_allows_all(mode, words):
    answer = check('a.com', rule('r', 'a.com'), rule('f', 'a.com', 'Failed'), port=22, mode=mode)
    assert (answer.verdict, answer.fix) == ('allowed', None)
    assert words in answer.reason
    assert check('a.com', rule('r', 'a.com'), rule('f', 'a.com', 'Failed'), mode=mode).rules == ('r',)


@pytest.mark.parametrize('mode', [None, 'SomethingNew'])
def test_an_unknown_mode_is_read_as_approved_only(mode):
    assert check('a.com', mode=mode).verdict == 'blocked'


@pytest.mark.parametrize(
    'host, prefixes, ports, protocol, port, verdict',
    [
        ('10.1.2.3', ['10.0.0.0/8'], '443', 'TCP', 443, 'allowed'),
        ('10.1.2.3', ['192.168.0.0/16', '10.1.2.3'], '*', '*', 22, 'allowed'),
        (' 10.1.2.3 ', ['10.0.0.0/8'], '20-30', 'TCP', 22, 'allowed'),
        ('10.1.2.3', ['10.0.0.0/8'], '443', 'TCP', 80, 'blocked'),
        ('10.1.2.3', ['10.0.0.0/8'], '443', 'UDP', 443, 'blocked'),
        ('10.1.2.3', ['10.2.0.0/16'], '443', 'TCP', 443, 'blocked'),
        ('2001:DB8::1', ['2001:db8::/32'], '443', 'TCP', 443, 'allowed'),
        ('2001:db8::1', ['10.0.0.0/8'], '443', 'TCP', 443, 'blocked'),
        ('::ffff:10.1.2.3', ['10.0.0.0/8'], '443', 'TCP', 443, 'allowed'),
        ('10.1.2.3', ['::ffff:10.0.0.0/104'], '443', 'TCP', 443, 'allowed'),
        ('fe80::1%eth0', ['fe80::/10'], '443', 'TCP', 443, 'allowed'),
        # Prefixes override the tag; of names they tell something only where they hold addresses of strangers.
        ('pypi.org', ['203.0.113.0/24'], '443', 'TCP', 443, 'blocked'),
        ('pypi.org', ['0.0.0.0/0'], '443', 'TCP', 443, 'maybe'),
        ('pypi.org', ['20.0.0.0/8'], '443', 'TCP', 443, 'maybe'),
        ('pypi.org', ['0.0.0.0/0'], '80', 'TCP', 443, 'blocked'),
        ('pypi.org', ['0.0.0.0/0'], '443', 'UDP', 443, 'blocked'),
        ('pypi.org', ['10.0.0.0/8'], '443', 'TCP', 443, 'blocked'),
    ],
)
def test_an_address_is_matched_against_address_prefixes(host, prefixes, ports, protocol, port, verdict):
    answer = check(host, rule('r', tag('Internet', ports, protocol, prefixes)), port=port)
    assert (answer.verdict, answer.host) == (verdict, host.strip())
    if verdict == 'allowed':
        assert answer.reason == 'the address prefixes of the rule r include this address'
    if verdict == 'maybe':
        assert (answer.rules, answer.tags) == (('r',), ())
        assert answer.reason == 'the address prefixes of r may include this host; hubnet does not know its addresses'


@pytest.mark.parametrize(
    'rules, host, unless',
    [
        (
            [rule('r', tag('Internet', prefixes=['203.0.113.0/24']))],
            'pypi.org',
            ', unless its address is among the prefixes of r',
        ),
        (
            [rule('r', tag('NobodyKnows'))],
            'pypi.org',
            ', unless it is behind NobodyKnows, whose hosts and addresses hubnet does not know',
        ),
        (
            [
                rule('r', tag('NobodyKnows')),
                rule('q', tag('NobodyKnows', '*')),
                rule('p', tag('Sql', prefixes=['8.8.8.8'])),
            ],
            'pypi.org',
            ', unless it is behind NobodyKnows, whose hosts and addresses hubnet does not know or its address '
            'is among the prefixes of p',
        ),
        (
            [rule('r', tag('NobodyKnows'))],
            '8.8.8.8',
            ', unless it is behind NobodyKnows, whose hosts and addresses hubnet does not know',
        ),
        ([rule('r', tag('NobodyKnows', '80')), rule('p', tag('Sql', prefixes=['10.0.0.0/8']))], 'pypi.org', ''),
        (
            [rule('r', tag('NobodyKnows'), 'Failed'), rule('p', tag('Sql', prefixes=['8.8.8.8']), 'Failed')],
            'pypi.org',
            '',
        ),
        ([rule('r', tag('Sql', prefixes=['203.0.113.0/24']))], '8.8.8.8', ''),
        (
            [
                rule('odd', unknown()),
                rule('gone', unknown(), 'Failed'),
                rule('typo', NotUnderstood('url', 'it is a URL', 'destination', 'https://pypi.org')),
            ],
            'pypi.org',
            ', unless a rule that hubnet does not understand allows it (odd)',
        ),
    ],
)
def test_reason_for_a_blocked_host_mentions_what_hubnet_does_not_know(rules, host, unless):
    answer = check(host, *rules)
    assert (answer.verdict, answer.rules, answer.tags) == ('blocked', (), ())
    assert answer.reason.partition(', unless ')[1:] == unless.partition(', unless ')[1:]


@pytest.mark.parametrize(
    'host, ending', [('repo.corp', 'corp'), ('localhost', 'localhost'), ('pypi.ogr', 'ogr'), ('999.1.1.1', '1')]
)
def test_no_fqdn_rule_is_proposed_for_hosts_that_cannot_be_public(host, ending):
    answer = check(host)
    assert (answer.verdict, answer.fix) == ('blocked', None)
    assert answer.reason == f'no rule allows this host, and no FQDN rule could: no public host ends in {ending}'
    by_preset = check('repo.corp', needs=needs_of(preset('*.corp')))
    assert by_preset.reason == 'no rule allows this host' and by_preset.fix.endswith(' -p mine')


def test_no_fqdn_rule_is_proposed_for_an_address():
    answer = check('10.0.0.1', needs=needs_of(preset('*')))
    assert (answer.verdict, answer.fix, answer.presets) == ('blocked', None, ())
    assert 'FQDN rules take host names only' in answer.reason


@pytest.mark.parametrize(
    'destination, host, verdict',
    [
        (endpoint(), BLOB, 'allowed'),
        (endpoint(), BLOB.upper() + '.', 'allowed'),
        (endpoint(subresource='file'), BLOB, 'blocked'),
        (endpoint(), 'other.blob.core.windows.net', 'blocked'),
        (endpoint(), f'{BLOB}.evil.com', 'blocked'),
        (endpoint(VAULT, 'vault'), 'myvault.vault.azure.net', 'allowed'),
        (endpoint(REGISTRY, 'registry'), 'myregistry.westus3.data.azurecr.io', 'allowed'),
        (endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', fqdns=['Repo.corp.example']), 'repo.corp.example', 'allowed'),
        (endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', fqdns=['repo.corp.example.']), 'repo.corp.example', 'allowed'),
        (endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', fqdns=['repo.corp.example']), 'Repo.corp.example.', 'allowed'),
        (
            endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', fqdns=['bücher.corp.example']),
            'BÜCHER.corp.example',
            'allowed',
        ),
        (endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', fqdns=['repo.corp.example']), 'api.corp.example', 'blocked'),
    ],
)
def test_a_private_endpoint_answers_for_its_own_host_names(destination, host, verdict):
    answer = check(host, rule('pe', destination))
    assert answer.verdict == verdict
    if verdict == 'allowed':
        assert (answer.rules, answer.reason) == (('pe',), 'the private endpoint rule pe answers for this host')


def test_a_private_endpoint_answers_on_every_port():
    assert check(BLOB, rule('pe', endpoint()), port=8443).verdict == 'allowed'


def test_the_cloud_decides_the_suffixes():
    on_hub = hub(rule('pe', endpoint()))
    china = 'mystore.blob.core.chinacloudapi.cn'
    assert check_egress(on_hub, china, 443, (), clouds.CHINA).verdict == 'allowed'
    assert check_egress(on_hub, BLOB, 443, (), clouds.CHINA).verdict == 'blocked'
    assert check_egress(on_hub, BLOB, 443, (), clouds.CHINA).fix.endswith(BLOB)
    assert 'private_endpoint' in check_egress(hub(), china, 443, (), clouds.CHINA).fix


@pytest.mark.parametrize(
    'found, host, port, verdict',
    [
        (tag('Storage'), BLOB, 443, 'maybe'),
        (tag('Storage.WestUS'), BLOB, 443, 'maybe'),
        (tag('Storage', '*', '*'), BLOB, 445, 'maybe'),
        (tag('Storage'), BLOB, 80, 'blocked'),
        (tag('Storage', protocol='UDP'), BLOB, 443, 'blocked'),
        (tag('Storage', action='Deny'), BLOB, 443, 'blocked'),
        (tag('Storage'), 'pypi.org', 443, 'blocked'),
        (tag('Storage'), '20.60.0.1', 443, 'maybe'),
        (tag('AzureMonitor'), '20.60.0.1', 443, 'blocked'),
        (tag('Sql'), BLOB, 443, 'blocked'),
        (tag('Internet'), 'pypi.org', 443, 'maybe'),
        (tag('AzureCloud'), 'pypi.org', 443, 'maybe'),
        (tag('Internet'), '1.2.3.4', 443, 'maybe'),
        (tag('Internet'), '10.0.0.4', 443, 'blocked'),
        (tag('Internet'), 'fe80::1%eth0', 443, 'blocked'),
        (tag('AzureFrontDoor.Frontend'), 'www.contoso.com', 443, 'maybe'),
        (tag('AppService'), 'www.contoso.com', 443, 'maybe'),
        # These say nothing about other hosts.
        (tag('VirtualNetwork', '*', '*'), 'pypi.org', 443, 'blocked'),
        (tag('VirtualNetwork', '*', '*'), '10.0.0.1', 443, 'blocked'),
        (tag('AzureFrontDoor.FirstParty'), 'pypi.org', 443, 'blocked'),
        (tag('AzureFrontDoor.FirstParty'), '1.2.3.4', 443, 'blocked'),
        (tag('NobodyKnows'), 'pypi.org', 443, 'blocked'),
    ],
)
def test_verdict_is_maybe_if_the_host_may_be_behind_a_tag(found, host, port, verdict):
    answer = check(host, rule('t', found), port=port)
    assert answer.verdict == verdict
    assert (answer.rules, answer.tags) == ((('t',), (found.service_tag,)) if verdict == 'maybe' else ((), ()))


@pytest.mark.parametrize(
    'rules, host, words',
    [
        (
            [rule('r', BLOB)],
            BLOB,
            ', although according to the documentation FQDN rules do not work for storage accounts',
        ),
        ([rule('r', BLOB), rule('pe', endpoint())], BLOB, ''),
        (
            [rule('r', 'a.com'), rule('d', tag('Internet', action='Deny'))],
            'a.com',
            '; d may deny it, and it is not documented which of the rules wins',
        ),
        (
            [rule('r', 'a.com'), rule('d', tag('Sql', prefixes=['8.8.8.8'], action='Deny'))],
            'a.com',
            '; d may deny it, and it is not documented which of the rules wins',
        ),
        (
            [
                rule('r', 'a.com'),
                rule('d', tag('Internet', '80', action='Deny')),
                rule('e', tag('Sql', action='Deny')),
                rule('f', tag('Internet', action='Deny'), 'Failed'),
            ],
            'a.com',
            '',
        ),
        (
            [
                rule('r', tag('Sql', prefixes=['8.8.8.8'])),
                rule('d', tag('Sql', prefixes=['8.8.0.0/16'], action='Deny')),
                rule('e', tag('Sql', action='Deny')),
                rule('f', tag('Sql', prefixes=['9.9.9.9'], action='Deny')),
            ],
            '8.8.8.8',
            '; d and e may deny it, and it is not documented which of the rules wins',
        ),
    ],
)
def test_reason_mentions_what_may_block_an_allowed_host(rules, host, words):
    answer = check(host, *rules)
    assert answer.verdict == 'allowed' and answer.reason.endswith(words)
    assert words or ('although' not in answer.reason and 'deny' not in answer.reason)


def test_maybe_names_each_tag_once_and_only_if_no_rule_decides():
    tags = [
        rule('b', tag('Storage')),
        rule('a', tag('Internet', '*')),
        rule('c', tag('Storage', '*')),
        rule('d', tag('AzureCloud'), 'Failed'),
        rule('odd', unknown()),
    ]
    answer = check(BLOB, *tags)
    assert (answer.verdict, answer.rules, set(answer.tags)) == ('maybe', ('a', 'b', 'c'), {'Storage', 'Internet'})
    assert all(name in answer.reason for name in answer.tags)
    assert 'may include this host' in answer.reason
    assert check(BLOB, *tags, rule('pe', endpoint())).verdict == 'allowed'
    assert check(BLOB, *tags, rule('pe', endpoint(), 'Inactive')).verdict == 'pending'
    assert check(BLOB, *tags, rule('pe', endpoint(), 'Failed')).verdict == 'maybe'


def test_presets_that_would_allow_the_host_are_named_and_the_first_is_proposed():
    answer = check(
        'a.pypi.org',
        needs=needs_of(
            preset('*', name='all'),
            preset(optional('a.pypi.org'), name='choice'),
            preset('a.pypi.org', name='exact'),
            preset('b.pypi.org', tag_entry(), 'a.pypi.org:22', name='other'),
        ),
    )
    assert answer.presets == ('exact', 'all', 'choice')
    assert answer.fix == f'az hubnet preset add {ON_HUB} -p exact'


def test_presets_are_ranked_by_their_best_entry():
    both = preset('a.pypi.org', optional('*.pypi.org'), name='both')
    assert check('a.pypi.org', needs=needs_of(preset('*.pypi.org', name='wide'), both)).presets == ('both', 'wide')


def test_equal_presets_are_ranked_by_how_long_they_list_the_host():
    def dated(name, day):
        return preset(
            {'type': 'fqdn', 'destination': 'a.com', 'listed': [{'since': day}]}, name=name, revisions=[{'date': day}]
        )

    assert check('a.com', needs=needs_of(dated('new', '2025-01-01'), dated('old', '2024-05-21'))).presets == (
        'old',
        'new',
    )


def test_an_optional_entry_needs_the_flag():
    answer = check('a.com', needs=needs_of(preset(optional('a.com'))))
    assert answer.fix == f'az hubnet preset add {ON_HUB} -p mine --include-optional'


def test_presets_are_named_even_where_the_host_is_allowed():
    answer = check('a.com', rule('r', 'a.com'), needs=needs_of(preset('a.com')))
    assert (answer.presets, answer.fix) == (('mine',), None)


def test_presets_with_endpoints_allow_every_port_and_with_hosts_only_two():
    needs = needs_of(preset(endpoint_entry(), name='pe'), preset(BLOB, name='host'))
    assert check(BLOB, needs=needs, port=8443).presets == ('pe',)
    assert check(BLOB, needs=needs).presets == ('host', 'pe')
    assert check('pypi.org', needs=needs).presets == ()


@pytest.mark.parametrize(
    'host, port, fix',
    [
        (
            BLOB,
            443,
            "--rule=mystore-blob --type private_endpoint --service-resource-id '<resource id of mystore>' "
            '--subresource-target blob',
        ),
        ('mystore.dfs.core.windows.net', 8443, '--subresource-target dfs'),
        ('mystore-secondary.blob.core.windows.net', 443, '--subresource-target blob_secondary'),
        ('mystore.blob.core.chinacloudapi.cn', 443, '--type fqdn --destination mystore.blob.core.chinacloudapi.cn'),
        ('my-store.blob.core.windows.net', 443, '--type fqdn --destination my-store.blob.core.windows.net'),
        ('mystore.blob.core.contoso.com', 443, '--type fqdn --destination mystore.blob.core.contoso.com'),
        ('*.contoso.com', 443, "--rule=hn-any-contoso-com --type fqdn --destination '*.contoso.com'"),
    ],
)
def test_without_a_preset_one_rule_is_proposed(host, port, fix):
    answer = check(host, port=port)
    assert answer.verdict == 'blocked'
    assert answer.fix.startswith(f'az ml workspace outbound-rule set {ON_HUB} --rule=')
    assert answer.fix.endswith(fix)


@pytest.mark.parametrize('host', ['', 'https://pypi.org', 'pypi.org:443', 'two words', 'www.*.com', '10.0.0.0/8'])
def test_invalid_host_is_an_error(host):
    with pytest.raises(InputError) as caught:
        check(host)
    assert caught.value.message.startswith(f"--host: '{host}'")
    assert 'pypi.org' in caught.value.recommendation


def test_the_catalogue_knows_where_pip_downloads():
    answer = check('files.pythonhosted.org', needs=catalogue_needs(hub()))
    assert answer.verdict == 'blocked'
    assert answer.presets[0] == 'python-packages'
    assert answer.fix == f'az hubnet preset add {ON_HUB} -p python-packages'
