import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.facts import public_suffixes, shared_hosting
from azext_hubnet.core.facts.shared_hosting import HOSTING, STORAGE, is_public_suffix, known_tld, reached_by
from azext_hubnet.core.facts.shared_suffixes import ROWS, SOURCES
from azext_hubnet.core.facts.suffix_index import SuffixIndex
from azext_hubnet.core.model import hosts

LIST = """\
// a comment
// ===BEGIN ICANN DOMAINS===

com
uk
co.uk
*.ck
!www.ck
рф
// ===END ICANN DOMAINS===
// ===BEGIN PRIVATE DOMAINS===

// Shop & Sons : https://shop.example
// Submitted by nobody
shops.com  // trailing
*.zones.shops.com

// Plain name
plain.com

nameless.com
// ===END PRIVATE DOMAINS===
"""
IMPORTS = """\
import sys
from azext_hubnet.core.facts import shared_hosting, upload_hosts
print('publicsuffixlist' in sys.modules)
shared_hosting.is_public_suffix('*.com')
print('publicsuffixlist' in sys.modules)
"""
# Wildcards of the shipped presets below which anyone can have a name.
SHARED_IN_PRESETS = {'*.vo.msecnd.net'}


@pytest.mark.parametrize(
    'pattern, suffix, kind',
    [
        # The suffix itself, in each cloud.
        ('*.blob.core.windows.net', 'blob.core.windows.net', STORAGE),
        ('*.queue.core.usgovcloudapi.net', 'queue.core.usgovcloudapi.net', STORAGE),
        ('*.dfs.core.chinacloudapi.cn', 'dfs.core.chinacloudapi.cn', STORAGE),
        ('*.azurewebsites.net', 'azurewebsites.net', HOSTING),
        ('*.azurefd.net', 'azurefd.net', HOSTING),
        ('*.azureedge.net', 'azureedge.net', HOSTING),
        ('*.vo.msecnd.net', 'vo.msecnd.net', HOSTING),
        ('*.firebaseio.com', 'firebaseio.com', STORAGE),
        ('*.europe-west1.firebasedatabase.app', 'firebasedatabase.app', STORAGE),
        ('*.nip.io', 'nip.io', HOSTING),
        ('*.sentry.io', 'ingest.sentry.io', HOSTING),
        ('*.crm4.dynamics.com', 'dynamics.com', HOSTING),
        ('*.environment.api.powerplatform.com', 'environment.api.powerplatform.com', HOSTING),
        ('*.trafficmanager.net', 'trafficmanager.net', HOSTING),
        ('*.cloudapp.net', 'cloudapp.net', HOSTING),
        ('*.azurestaticapps.net', 'azurestaticapps.net', HOSTING),
        ('*.azure-api.net', 'azure-api.net', HOSTING),
        ('*.servicebus.windows.net', 'servicebus.windows.net', HOSTING),
        ('*.database.windows.net', 'database.windows.net', HOSTING),
        ('*.documents.azure.com', 'documents.azure.com', HOSTING),
        ('*.azurecr.io', 'azurecr.io', HOSTING),
        ('*.vault.azure.net', 'vault.azure.net', HOSTING),
        ('*.cognitiveservices.azure.com', 'cognitiveservices.azure.com', HOSTING),
        ('*.openai.azure.com', 'openai.azure.com', HOSTING),
        ('*.search.windows.net', 'search.windows.net', HOSTING),
        ('*.cloudfront.net', 'cloudfront.net', HOSTING),
        ('*.s3.amazonaws.com', 's3.amazonaws.com', STORAGE),
        ('*.storage.googleapis.com', 'storage.googleapis.com', STORAGE),
        ('*.r2.cloudflarestorage.com', 'r2.cloudflarestorage.com', STORAGE),
        ('*.workers.dev', 'workers.dev', HOSTING),
        ('*.ngrok.io', 'ngrok.io', HOSTING),
        ('*.github.io', 'github.io', HOSTING),
        ('*.hf.space', 'hf.space', HOSTING),
        # With a region, a zone or a partition between.
        ('*.westeurope.cloudapp.azure.com', 'cloudapp.azure.com', HOSTING),
        ('*.cloudapp.azure.com', 'cloudapp.azure.com', HOSTING),
        ('*.s3.us-east-1.amazonaws.com', 's3.us-east-1.amazonaws.com', STORAGE),
        ('*.z6.web.core.windows.net', 'web.core.windows.net', STORAGE),
        ('*.z12.blob.storage.azure.net', 'blob.storage.azure.net', STORAGE),
        ('*.westus.azurecontainer.io', 'azurecontainer.io', HOSTING),
        ('*.westus.azurecontainerapps.io', 'azurecontainerapps.io', HOSTING),
        ('*.b02.azurefd.net', 'azurefd.net', HOSTING),
        ('*.westus.inference.ml.azure.com', 'inference.ml.azure.com', HOSTING),
        ('*.westus.logic.azure.com', 'logic.azure.com', HOSTING),
        ('*.ams3.digitaloceanspaces.com', 'digitaloceanspaces.com', STORAGE),
        ('*.s3.eu-central-1.wasabisys.com', 'wasabisys.com', STORAGE),
        ('*.eu-central-1.wasabisys.com', 'wasabisys.com', STORAGE),
        ('*.compat.objectstorage.eu-frankfurt-1.oraclecloud.com', 'oraclecloud.com', STORAGE),
        ('*.objectstorage.eu-frankfurt-1.oraclecloud.com', 'oraclecloud.com', STORAGE),
        ('*.hcp.westeurope.azmk8s.io', 'azmk8s.io', HOSTING),
        # Wider: storage comes first, and of that the first row.
        ('*.core.windows.net', 'blob.core.windows.net', STORAGE),
        ('*.windows.net', 'blob.core.windows.net', STORAGE),
        ('*.azure.com', 'cloudapp.azure.com', HOSTING),
        ('*.msecnd.net', 'vo.msecnd.net', HOSTING),
        ('*.github.dev', 'github.dev', HOSTING),
        ('*.googleapis.com', 'storage.googleapis.com', STORAGE),
        # Without the dot.
        ('*blob.core.windows.net', 'blob.core.windows.net', STORAGE),
        ('*ob.core.windows.net', 'blob.core.windows.net', STORAGE),
        ('*core.windows.net', 'blob.core.windows.net', STORAGE),
        ('*mystore.blob.core.windows.net', 'blob.core.windows.net', STORAGE),
        ('*vm.westeurope.cloudapp.azure.com', 'cloudapp.azure.com', HOSTING),
        ('*europe.cloudapp.azure.com', 'cloudapp.azure.com', HOSTING),
        # All of a registry.
        ('*.museum', 'museum', HOSTING),
        ('*.foo.ck', 'ck', HOSTING),
    ],
)
def test_wildcard_allows_names_of_anyone(pattern, suffix, kind):
    found = reached_by(pattern)
    assert (found.suffix, found.kind) == (suffix, kind)
    assert found.what and found.source


@pytest.mark.parametrize(
    'pattern',
    [
        # One customer's names.
        '*.mystore.blob.core.windows.net',
        '*.vscodeexperiments.azureedge.net',
        '*.app.azurewebsites.net',
        '*.vm.westeurope.cloudapp.azure.com',
        '*.site.z6.web.core.windows.net',
        '*.s.z12.blob.storage.azure.net',
        '*.env.westus.azurecontainerapps.io',
        '*.bucket.s3.eu-central-1.wasabisys.com',
        '*a.mystore.blob.core.windows.net',
        '*.d111.cloudfront.net',
        '*.account.r2.cloudflarestorage.com',
        '*.mi.zone.database.windows.net',
        # Plain hosts, whatever they are.
        'blob.core.windows.net',
        'mystore.blob.core.windows.net',
        'com',
        'storage.googleapis.com',
        # Names of one owner.
        '*.huggingface.co',
        '*.vscode.dev',
        '*.docker.com',
        '*.docker.io',
        '*.pythonhosted.org',
        '*.anaconda.org',
        '*.gallerycdn.vsassets.io',
        '*.hf.co',
        '*.microsoft.com',
        '*.github.com',
        '*.azureml.ms',
        '*.contoso.com',
        '*contoso.com',
        '*.in.applicationinsights.azure.com',
        '*.livediagnostics.monitor.azure.com',
        '*.marketplace.visualstudio.com',
        '*.api.cognitive.microsoft.com',
        '*.mcr.microsoft.com',
        # A label that is not a region, an exception of the list, a domain below which nothing is registered.
        '*.fa.oraclecloud.com',
        '*.www.ck',
        '*.corp',
        '*.internal.corp',
        # The text of a suffix that is not at a label's end.
        '*.notblob.core.windows.net',
        '*.azurewebsites.net.contoso.com',
    ],
)
def test_wildcard_allows_names_of_one_owner_only(pattern):
    assert reached_by(pattern) is None


@pytest.mark.parametrize('pattern', ['*', '*.com', '*.net', '*m'])
def test_widest_wildcards_are_reported_as_storage(pattern):
    assert reached_by(pattern).kind == STORAGE


def test_public_suffix_list_names_the_provider():
    assert reached_by('*.cloudfront.net').what == 'customers of Amazon CloudFront'
    assert re.fullmatch(r'Public Suffix List \(\d{4}-\d\d-\d\d\)', reached_by('*.cloudfront.net').source)
    assert reached_by('*.blob.core.windows.net').source == SOURCES['dns']


def test_every_wildcard_of_the_presets_is_judged():
    text = ''.join(path.read_text(encoding='utf-8') for path in Path(shipped.FOLDER).glob('*.yaml'))
    wildcards = {'*' + match for match in re.findall(r'\*([a-z0-9.-]+\.[a-z]+)', text)}
    assert len(wildcards) > 15
    assert {pattern for pattern in wildcards if reached_by(pattern)} == SHARED_IN_PRESETS
    assert not {pattern for pattern in wildcards if is_public_suffix(pattern)}


@given(st.sampled_from(ROWS), st.from_regex(r'[a-z][a-z0-9]{0,9}', fullmatch=True))
def test_every_row_matches_itself_and_wider_wildcards_but_no_plain_host(row, name):
    base = row.rule.rpartition('*.')[2]
    for pattern in [f'*.{base}', *hosts.wider(f'*.{base}')]:
        assert reached_by(pattern) is not None
    suffix = row.rule.replace('*', 'some-region')
    assert (reached_by(f'*.{suffix}').suffix, reached_by(f'*.{suffix}').what) == (base, row.what)
    assert reached_by(f'*{name}.{suffix}') is not None
    assert reached_by(f'{name}.{suffix}') is None


def test_the_rows_are_sound():
    rules = [row.rule for row in ROWS]
    assert len(set(rules)) == len(rules)
    assert {row.source for row in ROWS} == set(SOURCES)
    listed = public_suffixes.sections()
    for row in ROWS:
        assert row.kind in (STORAGE, HOSTING)
        assert hosts.normalise(row.rule.replace('*', 'x')) == row.rule.replace('*', 'x')
        assert not is_public_suffix(f'*.{row.rule}'), row.rule
        # What the list has is not said again, but for Azure, of which it does not tell enough.
        assert row.rule not in listed.private or 'Microsoft' in listed.private[row.rule], row.rule


@pytest.mark.parametrize(
    'pattern',
    ['*', '*.com', '*com', '*m', '*.uk', '*.co.uk', '*co.uk', '*o.uk', '*.ck', '*.foo.ck', '*foo.ck', '*.xn--p1ai'],
)
def test_wildcards_that_open_a_registry(pattern):
    assert is_public_suffix(pattern)


@pytest.mark.parametrize(
    'pattern',
    [
        'com',
        'co.uk',
        '*.contoso.com',
        '*contoso.com',
        '*b.co.uk',
        '*.www.ck',
        '*.corp',
        '*.github.io',
        '*.blob.core.windows.net',
        '*.kobe.example',
    ],
)
def test_wildcards_that_do_not_open_a_registry(pattern):
    assert not is_public_suffix(pattern)


@pytest.mark.parametrize(
    'host, known',
    [
        ('pypi.org', True),
        ('a.b.co.uk', True),
        ('*.vscode.dev', True),
        ('x.ck', True),
        ('com', True),
        ('*com', True),
        ('storage.corp', False),
        ('localhost', False),
        ('*m', False),
        ('*', False),
        ('x.xn--p1ai', True),
    ],
)
def test_top_level_domains(host, known):
    assert known_tld(host) is known


def test_the_list_is_read_by_sections():
    icann, private = public_suffixes._parse(LIST)
    assert icann == ('com', 'uk', 'co.uk', '*.ck', '!www.ck', 'xn--p1ai')
    assert private == {
        'shops.com': 'Shop & Sons',
        '*.zones.shops.com': 'Shop & Sons',
        'plain.com': 'Plain name',
        'nameless.com': 'Plain name',
    }


@pytest.mark.parametrize('version, day', [('1.1.2.20261023', '2026-10-23'), ('1.0.2', None)])
def test_the_list_is_dated_by_the_version_of_the_package(monkeypatch, version, day):
    monkeypatch.setattr('importlib.metadata.version', lambda name: {'publicsuffixlist': version}[name])
    assert public_suffixes.list_date() == day


@pytest.mark.parametrize(
    'pattern, opened, reached',
    [
        ('*.x.io', 'x.io', 'x.io'),
        ('*.io', 'x.io', 'x.io'),
        ('*x.io', 'x.io', 'x.io'),
        ('*a.x.io', None, 'x.io'),
        ('*.a.x.io', None, None),
        ('*.l.y.io', '*.y.io', '*.y.io'),
        ('*l.y.io', '*.y.io', '*.y.io'),
        ('*a.l.y.io', None, '*.y.io'),
        ('*.no.y.io', None, None),
        ('*a.no.y.io', None, None),
        ('*.s3.eu-1.z.io', 's3.*.z.io', 's3.*.z.io'),
        ('*.eu-1.z.io', 's3.*.z.io', 's3.*.z.io'),
        ('*.other.z.io', None, None),
        ('*.z.io', 's3.*.z.io', 's3.*.z.io'),
        ('*a.s3.eu-1.z.io', None, 's3.*.z.io'),
        ('*.b.s3.eu-1.z.io', None, None),
        ('*a.eu-1.z.io', None, None),
        ('x.io', None, None),
    ],
)
def test_the_index(pattern, opened, reached):
    index = SuffixIndex(['x.io', '*.y.io', '!no.y.io', 's3.*.z.io'])
    assert (index.opened(pattern), index.reached(pattern)) == (opened, reached)


def test_an_empty_index_has_nothing():
    assert SuffixIndex([]).reached('*') is None


def test_public_suffix_list_is_imported_on_first_use():
    done = subprocess.run([sys.executable, '-c', IMPORTS], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ['False', 'True']


def test_lookup_is_fast():
    """Time of the processor, for others may use the machine; usual are 22 ms for the first call and 5 µs a call."""
    for cached in (public_suffixes.sections, shared_hosting._shared, shared_hosting._registries):
        cached.cache_clear()
    start = time.process_time()
    reached_by('*.contoso.com')
    first = time.process_time() - start
    patterns = ['*.huggingface.co', '*.blob.core.windows.net', '*.a.b.c.example.org', '*foo.example.com', 'pypi.org']
    start = time.process_time()
    for _ in range(1000):
        for pattern in patterns:
            reached_by(pattern)
    each = (time.process_time() - start) / (1000 * len(patterns))
    print(f'\nfirst call {first * 1000:.1f} ms, then {each * 1_000_000:.1f} µs a call')
    assert first < 0.2
    assert each < 0.0001
