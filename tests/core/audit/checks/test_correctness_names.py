"""FQDN and service tag rules that do not do what they seem to do."""

import shlex
import time

import pytest

from azext_hubnet.core.facts import clouds, service_tags
from azext_hubnet.core.formats.rule import parse_rule
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from tests.core.audit.makers import BY_ID, hits, skipped, subject
from tests.core.makers import STORAGE, endpoint, fqdn, hub, rule, tag

BLOB = 'mystore2.blob.core.windows.net'


def read(destination, name='r', type_name='fqdn', **fields):
    """A rule as the parser makes it."""
    return parse_rule(name, {'type': type_name, 'destination': destination, **fields})[0]


def tag_with(**fields):
    return read({'service_tag': 'Sql', 'protocol': 'TCP', 'port_ranges': '443', **fields}, type_name='service_tag')


def found(check_id, *rules, **fields):
    return hits(check_id, hub(*rules, **fields))


def destination_in(command):
    return shlex.split(command)[-1]


# HN301 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'text, bare',
    [
        ('https://pypi.org', 'pypi.org'),
        ('https://pypi.org/simple', 'pypi.org'),
        ('pypi.org/simple', 'pypi.org'),
        ('pypi.org:443', 'pypi.org'),
        ('HTTP://Pypi.ORG:80/x?y#z', 'pypi.org'),
        ('a.com, https://b.com/', 'a.com, b.com'),
        ('*.a.com:443', '*.a.com'),
        ('user@host.com', 'host.com'),
        ('https://bücher.de/x', 'xn--bcher-kva.de'),
        ('a.com,,a.com/x', 'a.com'),
    ],
)
def test_a_url_is_found_and_the_host_alone_is_proposed(text, bare):
    (hit,) = found('HN301', read(text))
    assert hit.rules == ('r',) and hit.message.startswith('r, field destination: ') and hit.message.endswith(' alone.')
    assert destination_in(hit.fix[0]) == bare


@pytest.mark.parametrize(
    'text',
    [
        'https://',
        'https:///simple',
        'a.com\\b',
        'https://10.0.0.1/',
        'https://[::1',
        '*.a.*/x',
        'a.com/x, https://10.0.0.1',
        # The host alone would open other ports than these need.
        'a.com:22',
        'https://a.com:8443/',
        'ssh://a.com',
        'a.com/x, b.com:8080',
        'a.com:b',
    ],
)
def test_url_with_another_port_has_no_command(text):
    (hit,) = found('HN301', read(text))
    assert hit.fix == ()


@pytest.mark.parametrize('text', ['pypi.org', '*.pypi.org', 'a.com, b.com', 'pypi.org.', 'pypi.*', '10.0.0.0/8'])
def test_host_name_is_not_a_url(text):
    assert found('HN301', read(text)) == []


# HN302, HN303, HN304 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'text, expected',
    [
        ('pypi.*', 1),
        ('*.a.*.com', 1),
        ('**.a.com', 1),
        ('a*.com', 1),
        ('*.com', 0),
        ('*', 0),
        ('*a.com', 0),
        ('a.com', 0),
    ],
)
def test_asterisk_in_the_wrong_place_is_found(text, expected):
    result = found('HN302', read(text))
    assert len(result) == expected
    assert all('asterisk that is not at the left' in hit.message and hit.fix == () for hit in result)


@pytest.mark.parametrize(
    'text', ['10.0.0.1', '10.0.0.0/8', '::1', 'a..com', '-a.com', 'a b.com', '*.', 'x' * 64 + '.com']
)
def test_text_that_is_not_a_host_name_is_found(text):
    (hit,) = found('HN303', read(text))
    assert hit.message.startswith('r, field destination: ') and hit.fix == ()


def test_single_words_of_a_rule_are_one_finding():
    (hit,) = found('HN303', rule('r', fqdn('localhost', 'pypi', 'a.com', 'pypi')))
    assert hit.message == 'r names localhost and pypi: public DNS does not resolve a single word.'
    assert hit.destinations == ('localhost', 'pypi') and destination_in(hit.fix[0]) == 'a.com'
    (hit,) = found('HN303', rule('r', 'pypi'))
    assert ' remove ' in hit.fix[0]
    assert found('HN303', rule('r', fqdn('a.com', '*.com', '*com', '*', 'xn--p1ai.xn--p1ai'))) == []


@pytest.mark.parametrize(
    'host, ending',
    [
        ('repo.corp', 'corp'),
        ('db.internal', 'internal'),
        ('*.internal', 'internal'),
        ('a.b.local', 'local'),
        ('host.example.com', 'example.com'),
        ('example.com', 'example.com'),
        ('*.example.org', 'example.org'),
        ('*a.example.com', 'example.com'),
        ('nas.home.arpa', 'home.arpa'),
        ('x.onion', 'onion'),
        ('a.intranet', 'intranet'),
        # No top-level domains: a slip, an internal domain, addresses that are none.
        ('pypi.ogr', 'ogr'),
        ('*.ad.contoso', 'contoso'),
        ('10.0.0.256', '256'),
        ('10.0.0.1-10.0.0.5', '5'),
        ('*x.zzz', 'zzz'),
    ],
)
def test_names_that_are_not_public(host, ending):
    (hit,) = found('HN304', rule('r', fqdn('pypi.org', host)))
    assert hit.message == f'r names {host}: no public host ends in {ending}.' and hit.destinations == (host,)
    assert destination_in(hit.fix[0]) == 'pypi.org'


def test_names_of_one_rule_that_are_not_public_are_one_finding():
    (hit,) = found('HN304', rule('r', fqdn('a.corp', 'b.corp', 'c.test')))
    assert hit.message == 'r names a.corp, b.corp and c.test: no public host ends in corp or test.'
    assert len(hit.fix) == 1 and ' remove ' in hit.fix[0]


@pytest.mark.parametrize(
    'host',
    [
        'pypi.org',
        'corp.com',
        'mycorp',
        'local',
        'notexample.com',
        '*example.com',
        '*',
        '*.com',
        'example.com.evil.org',
        'internal.contoso.com',
        '*m',
        '*zzz',
        'a.xn--p1ai',
        'a.co.ck',
        '1.0.0.127.in-addr.arpa',
    ],
)
def test_names_that_may_be_public(host):
    assert found('HN304', rule('r', host)) == []


# HN305 -------------------------------------------------------------------------------------------------------------


def test_a_storage_account_by_fqdn():
    (hit,) = found('HN305', rule('r', fqdn('a.com', BLOB)))
    assert hit.message == f'r names {BLOB}: FQDN rules do not lead to storage accounts.'
    assert hit.destinations == (BLOB,)
    make, drop = hit.fix
    assert '--rule=mystore2-blob --type private_endpoint ' in make and destination_in(drop) == 'a.com'


def test_all_accounts_of_a_rule_are_one_finding():
    other = 'mystore2.dfs.core.windows.net'
    (hit,) = found('HN305', rule('r', fqdn(BLOB, other, BLOB)))
    assert hit.destinations == (BLOB, other) and len(hit.fix) == 3 and ' remove ' in hit.fix[2]


@pytest.mark.parametrize(
    'host',
    [
        'mystore2.z13.web.core.windows.net',
        'mystore2-secondary.table.core.windows.net',
        'mystore2.z12.blob.storage.azure.net',
    ],
)
def test_every_spelling_of_an_account(host):
    assert len(found('HN305', rule('r', host))) == 1


@pytest.mark.parametrize(
    'host',
    [
        '*.blob.core.windows.net',
        'blob.core.windows.net',
        'mystore2.blob.core.windows.net.evil.com',
        'my-store.blob.core.windows.net',
        'mystore2.vault.core.windows.net',
        'mystore2.blob.core.chinacloudapi.cn',
        # An entry of the preset vscode.
        'vscode.blob.core.windows.net',
    ],
)
def test_other_hosts_and_documented_accounts_pass(host):
    assert found('HN305', rule('r', host)) == []


def test_accounts_are_those_of_the_cloud():
    china = 'mystore2.blob.core.chinacloudapi.cn'
    assert len(hits('HN305', hub(rule('r', china)), suffixes=clouds.CHINA)) == 1
    assert hits('HN305', hub(rule('r', BLOB)), suffixes=clouds.CHINA) == []


@pytest.mark.parametrize(
    'resource, subresource, status, is_there',
    [
        (STORAGE + '2', 'blob', 'Active', True),
        (STORAGE.replace('mystore', 'MyStore2'), 'Blob', None, True),
        (STORAGE + '2', 'blob', 'Failed', False),
        (STORAGE + '2', 'file', 'Active', False),
        (STORAGE + '3', 'blob', 'Active', False),
        (
            STORAGE.replace('Microsoft.Storage/storageAccounts', 'Microsoft.KeyVault/vaults') + '2',
            'blob',
            'Active',
            False,
        ),
    ],
)
def test_existing_endpoint_is_named_instead_of_a_command(resource, subresource, status, is_there):
    (hit,) = found('HN305', rule('r', BLOB), rule('pe', endpoint(resource, subresource), status))
    assert ('; the private endpoint pe already leads there.' in hit.message) == is_there
    assert len(hit.fix) == (1 if is_there else 2)


def test_endpoints_of_the_hubs_own_storage_are_those_of_the_platform():
    (hit,) = found('HN305', rule('r', 'mystore.file.core.windows.net'))
    assert hit.message.endswith('; the private endpoint that the platform creates already leads there.')
    assert len(hit.fix) == 1
    assert len(found('HN305', rule('r', 'mystore.queue.core.windows.net'))[0].fix) == 2


@pytest.mark.parametrize(
    'check_id, one',
    [
        ('HN304', lambda number: fqdn(f'host{number}.corp')),
        ('HN307', lambda number: tag(f'Storag{number}')),
        ('HN305', lambda number: fqdn(f'account{number}.blob.core.windows.net')),
        ('HN308', lambda number: tag(f'Sql.WestEurop{number}')),
    ],
)
def test_many_unknown_tags_take_seconds(check_id, one):
    looked_at = subject(hub(*(rule(f'r{number}', one(number)) for number in range(10_000))))
    start = time.perf_counter()
    assert len(list(BY_ID[check_id].run(looked_at))) == 10_000
    took = time.perf_counter() - start
    print(f'\n10,000 findings of {check_id} in {took:.2f} s')
    # Under half a second on an idle machine; to look through all names for each took up to half a minute.
    assert took < 5


# HN306 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'here, lacking', [('docker.io', '*.docker.io'), ('*.docker.io', 'docker.io'), ('pytorch.org', '*.pytorch.org')]
)
def test_half_of_a_pair(here, lacking):
    (hit,) = found('HN306', rule('r', here))
    assert hit.message.startswith(f'r allows {here}, but nothing allows {lacking}; ') and hit.rules == ('r',)
    assert hit.destinations == (lacking,) and destination_in(hit.fix[0]) == lacking


@pytest.mark.parametrize(
    'rules',
    [
        [rule('a', 'docker.io'), rule('b', '*.docker.io')],
        [rule('a', fqdn('docker.io', '*.docker.io'))],
        [rule('a', '*docker.io')],
        [rule('a', 'docker.io'), rule('b', '*.io', category='Required')],
        [rule('a', 'hub.docker.com')],
        # No half is allowed by a rule that has failed, and a wider wildcard is no half.
        [rule('a', 'docker.io', 'Failed')],
        [rule('a', '*.io')],
        [rule('a', 'sub.docker.io')],
        [rule('a', 'docker.io', category='Required')],
    ],
)
def test_complete_pairs_and_optional_ones_pass(rules):
    assert found('HN306', *rules) == []


def test_each_lacking_half_is_found_once_whatever_presets_want_it():
    result = found('HN306', rule('a', 'docker.io'), rule('b', 'docker.io'), rule('c', '*.anaconda.com'))
    assert sorted((hit.rules, hit.destinations) for hit in result) == [
        (('a',), ('*.docker.io',)),
        (('c',), ('anaconda.com',)),
    ]


@pytest.mark.parametrize('check_id', ['HN305', 'HN306'])
@pytest.mark.parametrize('mode, reason', [(ALLOW_INTERNET, 'see HN102'), (DISABLED, 'see HN101')])
def test_check_is_skipped_if_rules_do_not_restrict(check_id, mode, reason):
    assert reason in skipped(check_id, hub(rule('r', BLOB), mode=mode))


# HN307 to HN311 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'name, check_id, words',
    [
        ('Storag', 'HN307', "'Storag' is not in the list of service tags of 2026-06-26. Did you mean Storage"),
        ('AzureFrontDoor', 'HN307', 'Did you mean AzureFrontDoor.'),
        ('Zzzzzz', 'HN307', "'Zzzzzz' is not in the list of service tags of 2026-06-26."),
        ('Nonsense.WestEurope', 'HN307', "'Nonsense.WestEurope'"),
        (
            'Storage.WestEurop',
            'HN308',
            "'WestEurop' after Storage is not in the list of service tags of 2026-06-26. Did you mean WestEurope",
        ),
        ('AzureFrontDoor.FirstPart', 'HN308', 'Did you mean FirstParty'),
        ('Sql.', 'HN308', "'' after Sql is not in the list of service tags of 2026-06-26."),
    ],
)
def test_tags_and_regions_that_are_not_known(name, check_id, words):
    other = 'HN308' if check_id == 'HN307' else 'HN307'
    (hit,) = found(check_id, rule('r', tag(name)))
    assert words in hit.message and service_tags.NAMES_AS_OF in hit.message and hit.message == hit.message.strip()
    assert found(other, rule('r', tag(name))) == []


@pytest.mark.parametrize('check_id, name', [('HN307', 'Storag'), ('HN308', 'Storage.WestEurop')])
def test_suggestions_are_made_for_a_hundred_tags(check_id, name):
    result = found(
        check_id,
        *(rule(f'r{number:03}', tag(f'{name}{number:03}')) for number in range(101)),
        rule('z', tag(f'{name}000')),
    )
    assert [hit.rules for hit in result if 'Did you mean' not in hit.message] == [('r100',)]


@pytest.mark.parametrize(
    'destination',
    [
        tag('Storage'),
        tag('STORAGE.westeurope'),
        tag('AzureFrontDoor.FirstParty'),
        tag('VirtualNetwork'),
        # The service ignores the tag beside addresses; what is denied is allowed by nobody.
        tag('Nonsense', prefixes=['10.0.0.0/8']),
        tag('Nonsense', action='Deny'),
    ],
)
def test_tags_that_are_known_or_do_not_count(destination):
    assert found('HN307', rule('r', destination)) == [] == found('HN308', rule('r', destination))


@pytest.mark.parametrize(
    'check_id, field, bad, good',
    [
        (
            'HN309',
            'port_ranges',
            ['443-80', '70000', 'https', '80;443', '80,,x'],
            ['80, 443', '*', '8080-8089', '65535', 443],
        ),
        ('HN310', 'protocol', ['HTTP', 'TCP,UDP', 'tcp/ip'], ['TCP', 'udp', 'Icmp', '*', 'any']),
        (
            'HN311',
            'address_prefixes',
            [['10.0.0.0/33'], ['pypi.org'], ['10.0.0.0/8', 'x']],
            [['10.0.0.1'], ['fd00::/8'], [], None],
        ),
    ],
)
def test_fields_of_a_service_tag_rule(check_id, field, bad, good):
    for value in bad:
        (hit,) = found(check_id, tag_with(**{field: value}))
        assert hit.message.startswith(f'r, field destination.{field}: ') and hit.rules == ('r',)
    for value in good:
        assert found(check_id, tag_with(**{field: value})) == []


def test_deny_rule_is_found_without_a_command():
    (hit,) = found('HN321', tag_with(action='Deny'), rule('s', tag('Sql')))
    assert hit.message == 'r denies Sql (TCP 443); it is unclear whether this blocks what other rules allow there.'
    assert hit.fix == ()
    assert skipped('HN321', hub(tag_with(action='Deny'), mode=ALLOW_INTERNET))


@pytest.mark.parametrize(
    'check_id, one',
    [
        ('HN301', read('https://a.com')),
        ('HN302', read('a.*')),
        ('HN303', read('::1')),
        ('HN303', rule('r', 'word')),
        ('HN304', rule('r', 'a.corp')),
        ('HN305', rule('r', BLOB)),
        ('HN306', rule('r', 'docker.io')),
        ('HN307', rule('r', tag('Zzz'))),
        ('HN308', rule('r', tag('Sql.Zzz'))),
        ('HN309', tag_with(port_ranges='x')),
        ('HN310', tag_with(protocol='x')),
        ('HN311', tag_with(address_prefixes=['x'])),
        ('HN321', tag_with(action='Deny')),
    ],
)
def test_rules_of_the_platform_and_deleted_rules_are_not_judged(check_id, one):
    assert len(found(check_id, one)) == 1
    for changed in ({'category': 'Required'}, {'status': 'Deleting'}, {'name': 'Connection_x'}):
        assert found(check_id, one._replace(**changed)) == []
