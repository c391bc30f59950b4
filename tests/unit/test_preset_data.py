"""Checks of the shipped presets as data. Each check is a rule of `problems`, and each is shown to be able to fail."""

import copy
import datetime
import re
from pathlib import Path

import pytest
import yaml

from azext_hubnet.core import hosts, ports, presets, private_endpoints, service_tags
from azext_hubnet.core.rules import PROTOCOLS

FOLDER = Path(presets.FOLDER)
FILES = sorted(FOLDER.glob('*.yaml'))
# hubnet's own revision: what is known from other sources than the primary article counts from here on.
OURS = datetime.date(2026, 11, 22)
WANTED = {
    'python-packages', 'vscode', 'huggingface', 'docker-hub', 'azure-direct-models', 'batch-endpoints', 'prompt-flow',
    'ai-search', 'content-safety', 'serverless-spark', 'ml-registries', 'ml-registries-public', 'selected-ips',
    'rstudio', 'ubuntu-packages', 'application-insights', 'azure-monitor-private-link', 'automl', 'on-premises',
    'hub-dependencies'}
ROLES = {
    'storage': 'Microsoft.Storage/storageAccounts', 'key_vault': 'Microsoft.KeyVault/vaults',
    'container_registry': 'Microsoft.ContainerRegistry/registries',
    'hub': 'Microsoft.MachineLearningServices/workspaces',
    'ai_services': 'Microsoft.CognitiveServices/accounts', 'search': 'Microsoft.Search/searchServices',
    'registry': 'Microsoft.MachineLearningServices/registries',
    'registry_storage': 'Microsoft.Storage/storageAccounts',
    'registry_container_registry': 'Microsoft.ContainerRegistry/registries',
    'private_link_scope': 'Microsoft.Insights/privateLinkScopes',
    'application_gateway': 'Microsoft.Network/applicationGateways'}
REGION = '.<region>'

_TOP = {'name', 'title', 'description', 'applies_to', 'sources', 'revisions', 'entries', 'notes'}
_SOURCE = {'title', 'document', 'commit', 'date'}
_ENTRY = {'type', 'destination', 'purpose', 'warning', 'replaced_by', 'listed'}
_LISTING = {'since', 'until', 'source', 'optional'}


def problems(document, name):
    """Everything that is wrong with a preset, in words; an empty list for a sound one."""
    found = list(_shape(document, name))
    if not found:
        found = [*_revisions(document), *_listings(document), *_sources(document), *_sums(document)]
        for entry in document['entries']:
            found += [f"{_key(entry)}: {problem}" for problem in _CHECKS[entry['type']](entry, document)]
    return found


def _shape(document, name):
    yield from _keys('preset', document, _TOP, _TOP - {'notes'})
    if document.get('name') != name or not re.fullmatch('[a-z0-9-]+', name):
        yield f"name {document.get('name')} is not that of the file, or not plain"
    applies_to = document.get('applies_to')
    if not applies_to or not set(applies_to) <= {'hub', 'workspace'} or len(set(applies_to)) != len(applies_to):
        yield 'applies_to is not one or both of hub and workspace'
    for source in (document.get('sources') or {}).values():
        yield from _keys('source', source, _SOURCE, _SOURCE - {'commit'})
    for revision in document.get('revisions') or ():
        yield from _keys('revision', revision, {'date', 'source'}, {'date', 'source'})
    for entry in document.get('entries') or ():
        yield from _keys('entry', entry, _ENTRY, {'type', 'destination', 'purpose', 'listed'})
        if entry.get('type') not in _CHECKS:
            yield f"unknown type {entry.get('type')}"
        for listing in entry.get('listed') or ():
            yield from _keys('listing', listing, _LISTING, {'since', 'source'})
    for note in document.get('notes') or ():
        yield from _keys('note', note, {'text', 'since', 'until'}, {'text'})
    for text in _texts(document):
        if not isinstance(text, str) or not text.strip():
            yield f'{text!r} is no text'
    for day in _days(document):
        if type(day) is not datetime.date:
            yield f'{day!r} is no date'


def _keys(what, given, allowed, needed):
    if set(given) - allowed:
        yield f'{what}: unknown key {sorted(set(given) - allowed)}'
    if needed - set(given):
        yield f'{what}: missing key {sorted(needed - set(given))}'


def _texts(document):
    for field in ('title', 'description'):
        yield document.get(field)
    for source in (document.get('sources') or {}).values():
        yield from (value for key, value in source.items() if key != 'date')
    for entry in document.get('entries') or ():
        yield from (entry[field] for field in ('purpose', 'warning', 'replaced_by') if field in entry)
        yield from (listing['optional'] for listing in entry.get('listed') or () if 'optional' in listing)
    yield from (note.get('text') for note in document.get('notes') or ())


def _days(document):
    yield from (source.get('date') for source in (document.get('sources') or {}).values())
    yield from (revision.get('date') for revision in document.get('revisions') or ())
    periods = [listing for entry in document.get('entries') or () for listing in entry.get('listed') or ()]
    for period in periods + list(document.get('notes') or ()):
        yield from (period[field] for field in ('since', 'until') if field in period)


def _revisions(document):
    dates = [revision['date'] for revision in document['revisions']]
    if not dates or dates != sorted(set(dates)):
        yield 'the revisions are not in ascending order'
    if document['revisions'][-1:] != [{'date': OURS, 'source': 'hubnet'}] or len(dates) < 2:
        yield "the last revision is not hubnet's own, after those of the article"
    for revision in document['revisions']:
        source = document['sources'].get(revision['source'])
        if source and source['date'] != revision['date']:
            yield f"the revision {revision['date']} has the date of another document"
    periods = [listing for entry in document['entries'] for listing in entry['listed']]
    for period in periods + list(document.get('notes') or ()):
        for field in ('since', 'until'):
            if field in period and period[field] not in dates:
                yield f"{field} {period[field]} is no revision"
        if 'since' in period and 'until' in period and period['since'] >= period['until']:
            yield f"the period from {period['since']} ends before it begins"


def _listings(document):
    article = {revision['date']: revision['source'] for revision in document['revisions']}
    for entry in document['entries']:
        if not entry['listed']:
            yield f'{_key(entry)}: never listed'
        for earlier, later in zip(entry['listed'], entry['listed'][1:]):
            if earlier.get('until') is None or earlier['until'] > later['since']:
                yield f'{_key(entry)}: listings overlap or are not in order'
        for listing in entry['listed']:
            if listing['since'] < OURS and listing['source'] != article.get(listing['since']):
                yield f"{_key(entry)}: listed from {listing['since']} on by another source than the primary article"


def _sources(document):
    used = {item['source'] for item in document['revisions']}
    used |= {listing['source'] for entry in document['entries'] for listing in entry['listed']}
    for name in sorted(used - set(document['sources'])):
        yield f'the source {name} is not defined'
    for name in sorted(set(document['sources']) - used):
        yield f'the source {name} is not used'


def _sums(document):
    for revision in document['revisions']:
        entries = [(entry, listing) for entry in document['entries'] for listing in entry['listed']
                   if holds(listing, revision['date'])]
        keys = [_key(entry) for entry, _ in entries]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield f"{key}: twice in the revision {revision['date']}"
        if all('optional' in listing for _, listing in entries):
            yield f"the revision {revision['date']} requires nothing"


def holds(listing, day):
    return listing['since'] <= day and (listing.get('until') is None or day < listing['until'])


def _key(entry):
    """The destination without its case, as the service compares it."""
    if isinstance(entry['destination'], dict):
        return ' '.join(f'{field}={entry["destination"][field]}' for field in sorted(entry['destination'])).lower()
    return str(entry['destination']).lower()


def _fqdn(entry, document):
    destination = entry['destination']
    try:
        plain = hosts.normalise(destination) == destination
    except (hosts.HostError, AttributeError):
        plain = False
    if not plain or (destination.startswith('*') and not destination.startswith('*.')) or '.' not in destination:
        yield 'no host name in lower case, with *. at the left at most'
        return
    if any(('.' + destination.lstrip('*.')).endswith('.' + suffix) for suffix in service_tags.suffixes('Storage')):
        if 'warning' not in entry:
            yield 'a storage account without a warning'
        if any(holds(listing, OURS) and 'optional' not in listing for listing in entry['listed']):
            yield "a storage account that hubnet's own revision requires"
    if 'replaced_by' in entry:
        following = [other for other in document['entries'] if other['destination'] == entry['replaced_by']]
        until = entry['listed'][-1].get('until')
        if until is None or not any(holds(listing, until) for other in following for listing in other['listed']):
            yield 'what replaces it is not listed when it ends'


def _private_endpoint(entry, _):
    destination = entry['destination']
    if set(destination) != {'service_resource_id', 'subresource_target', 'spark_enabled'}:
        yield 'not the fields of a private endpoint'
        return
    if not isinstance(destination['spark_enabled'], bool):
        yield 'spark_enabled is neither true nor false'
    role = re.fullmatch('<([a-z_]+)>', str(destination['service_resource_id']))
    if role is None or role[1] not in ROLES:
        yield 'the target is no role'
    elif destination['subresource_target'] not in private_endpoints.subresources(ROLES[role[1]]):
        yield 'the service takes no such subresource'
    elif private_endpoints.target(ROLES[role[1]]).doubt:
        yield 'whether the service takes this type is in doubt'
    if 'replaced_by' in entry:
        yield 'replaced_by is for host names'


def _service_tag(entry, _):
    destination = entry['destination']
    if set(destination) != {'service_tag', 'protocol', 'port_ranges'}:
        yield 'not the fields of a service tag'
        return
    tag = str(destination['service_tag'])
    family = tag[:-len(REGION)] if tag.endswith(REGION) else tag
    known = service_tags.known(family)
    if known is None or known.name != family:
        yield 'the tag is not spelled as in the table'
    if destination['protocol'] not in PROTOCOLS:
        yield 'no protocol of a service tag rule'
    if not isinstance(destination['port_ranges'], str) or not _are_ports(destination['port_ranges']):
        yield 'no port ranges in a text'
    if 'replaced_by' in entry:
        yield 'replaced_by is for host names'


def _are_ports(text):
    try:
        return bool(ports.parse(text))
    except ValueError:
        return False


_CHECKS = {'fqdn': _fqdn, 'private_endpoint': _private_endpoint, 'service_tag': _service_tag}


# The shipped files

def raw(name):
    return yaml.safe_load((FOLDER / f'{name}.yaml').read_text(encoding='utf-8'))


@pytest.fixture(params=[path.stem for path in FILES])
def name(request):
    return request.param


def test_every_wanted_preset_is_there():
    assert {path.stem for path in FILES} == WANTED
    assert set(presets.names()) == WANTED


def test_a_preset_is_sound(name):
    assert problems(raw(name), name) == []


def test_a_preset_file_is_plain_text(name):
    lines = (FOLDER / f'{name}.yaml').read_text(encoding='ascii').splitlines()
    assert max(map(len, lines)) <= 120
    assert [number for number, line in enumerate(lines) if re.search(r'(^|\s)#', line)] == [0]
    assert not [line for line in lines if line != line.rstrip() or '\t' in line]


def test_documents_are_described_alike_in_all_presets():
    seen = {}
    for path in FILES:
        for key, source in raw(path.stem)['sources'].items():
            if key != 'hubnet':
                assert seen.setdefault(key, source) == source, (path.stem, key)


def test_the_loader_gives_what_the_file_says(name):
    document, preset = raw(name), presets.load(name)
    for revision in document['revisions']:
        day = revision['date']
        expected = [(entry['type'], entry['destination'], 'optional' in listing)
                    for entry in document['entries'] for listing in entry['listed'] if holds(listing, day)]
        loaded = preset.at(day.isoformat())
        assert loaded.as_of == day.isoformat()
        assert [(entry.type, entry.destination, entry.optional) for entry in loaded.entries] == expected
    assert preset.at(None).as_of == OURS.isoformat()


# The articles' lists, spelled out by hand

def listed(name, day):
    entries = presets.load(name).at(day).entries
    return ({entry.destination for entry in entries if not entry.optional},
            {entry.destination for entry in entries if entry.optional})


ARTICLES = ('2024-05-21', '2025-04-30', '2025-08-27', '2026-02-02')
PACKAGES = {'anaconda.com', '*.anaconda.com', '*.anaconda.org', 'pypi.org', 'pytorch.org', '*.pytorch.org',
            '*.tensorflow.org'}
VSCODE = {'*.vscode.dev', 'vscode.blob.core.windows.net', '*.gallerycdn.vsassets.io', '*.vscode-unpkg.net',
          '*.vscode-cdn.net', '*.vscodeexperiments.azureedge.net', 'default.exp-tas.com', 'code.visualstudio.com',
          'update.code.visualstudio.com', '*.vo.msecnd.net', 'marketplace.visualstudio.com'}
VSCODE_2024 = VSCODE | {'raw.githubusercontent.com', 'pkg-containers.githubusercontent.com', 'github.com'}
VSCODE_2025 = VSCODE | {'vscode.download.prss.microsoft.com'}
DOCKER = {'docker.io', '*.docker.io', '*.docker.com', 'production.cloudflare.docker.com'}
HUGGINGFACE_2024 = DOCKER | {'cnd.auth0.com', 'cdn-lfs.huggingface.co'}
HUGGINGFACE_APRIL = DOCKER | {'cdn.auth0.com', 'cdn-lfs.huggingface.co'}
HUGGINGFACE_AUGUST = HUGGINGFACE_APRIL | {'huggingface.co', 'cas-bridge.xethub.hf.co'}
MODELS = {'*.anaconda.org', '*.anaconda.com', 'anaconda.com', 'pypi.org', '*.pythonhosted.org', '*.pytorch.org',
          'pytorch.org'}


@pytest.mark.parametrize('day', ARTICLES)
def test_python_packages_are_the_articles_list(day):
    assert listed('python-packages', day) == (PACKAGES, {'*.pythonhosted.org'})


@pytest.mark.parametrize('day, expected', list(zip(ARTICLES, [VSCODE_2024, VSCODE_2025, VSCODE_2025, VSCODE_2025])))
def test_vscode_is_the_articles_list(day, expected):
    assert listed('vscode', day) == (expected, set())


@pytest.mark.parametrize('day, expected', list(zip(ARTICLES, [HUGGINGFACE_2024, HUGGINGFACE_APRIL, HUGGINGFACE_AUGUST,
                                                              HUGGINGFACE_AUGUST])))
def test_huggingface_is_the_articles_list(day, expected):
    assert listed('huggingface', day) == (expected, set())


@pytest.mark.parametrize('day', ARTICLES[1:])
def test_azure_direct_models_are_the_articles_list(day):
    assert listed('azure-direct-models', day) == (MODELS, set())


def test_the_first_article_counts_as_the_project_says():
    sizes = [tuple(map(len, listed(name, '2024-05-21'))) for name in ('python-packages', 'vscode', 'huggingface')]
    assert sizes == [(7, 1), (14, 0), (6, 0)]


def test_the_newest_python_packages_require_the_host_that_serves_them():
    assert listed('python-packages', None) == (PACKAGES | {'*.pythonhosted.org'}, set())


def test_the_newest_vscode_holds_what_its_makers_list():
    makers = {'update.code.visualstudio.com', 'code.visualstudio.com', 'go.microsoft.com',
              'marketplace.visualstudio.com', '*.gallery.vsassets.io', '*.gallerycdn.vsassets.io', 'rink.hockeyapp.net',
              'bingsettingssearch.trafficmanager.net', 'vscode.search.windows.net', 'raw.githubusercontent.com',
              'vsmarketplacebadges.dev', '*.vscode-cdn.net', 'vscode.download.prss.microsoft.com',
              'download.visualstudio.microsoft.com', 'vscode-sync.trafficmanager.net',
              'vscode-sync-insiders.trafficmanager.net', 'vscode.dev', '*.vscode-unpkg.net', 'default.exp-tas.com'}
    required, optional = listed('vscode', None)
    assert makers <= required | optional
    assert required | optional == makers | VSCODE_2025 | {'github.com'}
    assert required == {'*.vscode.dev', 'vscode.dev', '*.vscode-unpkg.net', '*.vscode-cdn.net', 'code.visualstudio.com',
                        'update.code.visualstudio.com', 'vscode.download.prss.microsoft.com',
                        'marketplace.visualstudio.com', '*.gallerycdn.vsassets.io'}


def test_the_newest_huggingface_holds_what_its_makers_list():
    everywhere = {'huggingface.co', 'cas-server.xethub.hf.co', 'transfer.xethub.hf.co', 'us.aws.cdn.hf.co',
                  'us.gcp.cdn.hf.co', 'cdn-lfs-us-1.hf.co'}
    europe = {'cas-server.xethub-eu.hf.co', 'transfer.xethub-eu.hf.co', 'cdn-lfs-eu-1.hf.co'}
    required, optional = listed('huggingface', None)
    assert required == HUGGINGFACE_AUGUST | everywhere
    assert optional == europe | {
        '*.hf.co', 'docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com'}


def test_what_makers_list_is_marked_with_their_document():
    def sources(name):
        return {entry.destination: entry.source for entry in presets.load(name).at(None).entries}

    assert 'microsoft/vscode-docs' in sources('vscode')['vscode.dev']
    assert 'huggingface/hub-docs' in sources('huggingface')['transfer.xethub.hf.co']


def test_the_ports_of_vscode_are_a_note_at_every_revision():
    for day in ARTICLES + (None,):
        assert any('8704 to 8710' in note for note in presets.load('vscode').at(day).notes)


# Each check can fail

SOUND = {
    'name': 'sound', 'title': 'Sound', 'description': 'Nothing is wrong.', 'applies_to': ['hub'],
    'sources': {
        'article': {'title': 'An article', 'document': 'owner/repo a.md', 'commit': 'c' * 40,
                    'date': datetime.date(2025, 1, 1)},
        'later': {'title': 'The article', 'document': 'owner/repo a.md', 'date': datetime.date(2025, 6, 1)},
        'hubnet': {'title': 'Own', 'document': 'sound.yaml', 'date': OURS}},
    'revisions': [{'date': datetime.date(2025, 1, 1), 'source': 'article'},
                  {'date': datetime.date(2025, 6, 1), 'source': 'later'},
                  {'date': OURS, 'source': 'hubnet'}],
    'entries': [
        {'type': 'fqdn', 'destination': '*.contoso.com', 'purpose': 'first',
         'listed': [{'since': datetime.date(2025, 1, 1), 'until': OURS, 'source': 'article'},
                    {'since': OURS, 'source': 'hubnet', 'optional': 'when wanted'}]},
        {'type': 'fqdn', 'destination': 'store.blob.core.windows.net', 'purpose': 'second', 'warning': 'storage',
         'listed': [{'since': OURS, 'source': 'hubnet', 'optional': 'when wanted'}]},
        {'type': 'private_endpoint', 'purpose': 'third',
         'destination': {'service_resource_id': '<storage>', 'subresource_target': 'blob', 'spark_enabled': False},
         'listed': [{'since': datetime.date(2025, 1, 1), 'source': 'article'}]},
        {'type': 'service_tag', 'purpose': 'fourth',
         'destination': {'service_tag': 'Storage.<region>', 'protocol': 'TCP', 'port_ranges': '443'},
         'listed': [{'since': datetime.date(2025, 1, 1), 'source': 'article'}]},
        {'type': 'fqdn', 'destination': 'old.contoso.com', 'purpose': 'fifth', 'replaced_by': 'new.contoso.com',
         'listed': [{'since': datetime.date(2025, 1, 1), 'until': datetime.date(2025, 6, 1), 'source': 'article'}]},
        {'type': 'fqdn', 'destination': 'new.contoso.com', 'purpose': 'sixth',
         'listed': [{'since': datetime.date(2025, 6, 1), 'source': 'later'}]}],
    'notes': [{'text': 'A note.', 'since': datetime.date(2025, 6, 1)}]}


def test_the_sound_example_is_sound():
    assert problems(SOUND, 'sound') == []


def _drop(path):
    def change(document):
        *parents, last = path
        for step in parents:
            document = document[step]
        del document[last]
    return change


def _put(*path_and_value):
    *path, value = path_and_value

    def change(document):
        *parents, last = path
        for step in parents:
            document = document[step]
        document[last] = value
    return change


def _nothing_required(document):
    for entry in document['entries']:
        for listing in entry['listed']:
            listing['optional'] = 'when wanted'


def _twice(document):
    document['entries'].append(dict(copy.deepcopy(document['entries'][-1]), destination='NEW.contoso.com'))


FIRST = ('entries', 0, 'listed', 0)
DEFECTS = [
    ('unknown key', _put('author', 'me')),
    ('unknown key', _put('sources', 'article', 'url', 'x')),
    ('unknown key', _put('revisions', 0, 'by', 'x')),
    ('unknown key', _put('entries', 0, 'port', 443)),
    ('unknown key', _put(*FIRST, 'from', 'x')),
    ('unknown key', _put('notes', 0, 'title', 'x')),
    ('missing key', _drop(('title',))),
    ('missing key', _drop(('entries', 0, 'purpose'))),
    ('missing key', _drop((*FIRST, 'source'))),
    ('missing key', _drop(('sources', 'article', 'date'))),
    ('is not that of the file', _put('name', 'other')),
    ('applies_to', _put('applies_to', ['hub', 'project'])),
    ('applies_to', _put('applies_to', ['hub', 'hub'])),
    ('applies_to', _put('applies_to', [])),
    ('unknown type', _put('entries', 0, 'type', 'FQDN')),
    ('is no text', _put('title', ' ')),
    ('is no text', _put('notes', 0, 'text', 8704)),
    ('is no text', _put('entries', 0, 'listed', 1, 'optional', True)),
    ('is no date', _put(*FIRST, 'since', '2025-01-01')),
    ('is no date', _put('revisions', 0, 'date', datetime.datetime(2025, 1, 1))),
    ('ascending', lambda document: document['revisions'].reverse()),
    ('ascending', lambda document: document['revisions'].insert(0, document['revisions'][0])),
    ("not hubnet's own", lambda document: document['revisions'].pop()),
    ("not hubnet's own", lambda document: document.update(revisions=document['revisions'][-1:])),
    ('date of another document', _put('sources', 'later', 'date', datetime.date(2025, 6, 2))),
    ('is no revision', _put('entries', 5, 'listed', 0, 'since', datetime.date(2025, 6, 2))),
    ('is no revision', _put('entries', 0, 'listed', 0, 'until', datetime.date(2025, 6, 2))),
    ('is no revision', _put('notes', 0, 'since', datetime.date(2025, 6, 2))),
    ('ends before it begins', _put(*FIRST, 'until', datetime.date(2025, 1, 1))),
    ('never listed', _put('entries', 0, 'listed', [])),
    ('overlap', _drop((*FIRST, 'until'))),
    ('overlap', lambda document: document['entries'][0]['listed'].reverse()),
    ('another source than the primary article', _put(*FIRST, 'source', 'later')),
    ('is not defined', _put('entries', 1, 'listed', 0, 'source', 'elsewhere')),
    ('is not used', _put('sources', 'spare', dict(SOUND['sources']['later']))),
    ('twice in the revision', _twice),
    ('requires nothing', _nothing_required),
    ('no host name', _put('entries', 0, 'destination', 'https://contoso.com')),
    ('no host name', _put('entries', 0, 'destination', 'contoso.com/path')),
    ('no host name', _put('entries', 0, 'destination', 'contoso.com:443')),
    ('no host name', _put('entries', 0, 'destination', '*contoso.com')),
    ('no host name', _put('entries', 0, 'destination', 'www.*.com')),
    ('no host name', _put('entries', 0, 'destination', '*')),
    ('no host name', _put('entries', 0, 'destination', '*.com.')),
    ('no host name', _put('entries', 0, 'destination', 'Contoso.com')),
    ('no host name', _put('entries', 0, 'destination', 'localhost')),
    ('no host name', _put('entries', 0, 'destination', '10.0.0.1')),
    ('no host name', _put('entries', 0, 'destination', {'host': 'contoso.com'})),
    ('storage account without a warning', _drop(('entries', 1, 'warning'))),
    ("hubnet's own revision requires", _drop(('entries', 1, 'listed', 0, 'optional'))),
    ('storage account without a warning', _put('entries', 0, 'destination', '*.blob.core.windows.net')),
    ('what replaces it', _put('entries', 4, 'replaced_by', 'elsewhere.contoso.com')),
    ('what replaces it', _put('entries', 5, 'listed', 0, {'since': OURS, 'source': 'hubnet'})),
    ('what replaces it', _drop(('entries', 4, 'listed', 0, 'until'))),
    ('not the fields of a private endpoint', _drop(('entries', 2, 'destination', 'spark_enabled'))),
    ('neither true nor false', _put('entries', 2, 'destination', 'spark_enabled', 'true')),
    ('no role', _put('entries', 2, 'destination', 'service_resource_id', '<account>')),
    ('no role', _put('entries', 2, 'destination', 'service_resource_id', '/subscriptions/x')),
    ('no such subresource', _put('entries', 2, 'destination', 'subresource_target', 'vault')),
    ('no such subresource', _put('entries', 2, 'destination', 'subresource_target', 'Blob')),
    ('replaced_by is for host names', _put('entries', 2, 'replaced_by', 'x.contoso.com')),
    ('not the fields of a service tag', _put('entries', 3, 'destination', 'address_prefixes', [])),
    ('not spelled as in the table', _put('entries', 3, 'destination', 'service_tag', 'storage.<region>')),
    ('not spelled as in the table', _put('entries', 3, 'destination', 'service_tag', 'Azure Machine Learning')),
    ('not spelled as in the table', _put('entries', 3, 'destination', 'service_tag', 'Keyvault.<region>')),
    ('not spelled as in the table', _put('entries', 3, 'destination', 'service_tag', 'Storage.WestUS')),
    ('no protocol', _put('entries', 3, 'destination', 'protocol', 'tcp')),
    ('no port ranges', _put('entries', 3, 'destination', 'port_ranges', 443)),
    ('no port ranges', _put('entries', 3, 'destination', 'port_ranges', '443; 80')),
    ('no port ranges', _put('entries', 3, 'destination', 'port_ranges', '70000')),
    ('replaced_by is for host names', _put('entries', 3, 'replaced_by', 'x.contoso.com')),
]


@pytest.mark.parametrize('expected, change', DEFECTS, ids=[f'{number}-{text}' for number, (text, _)
                                                           in enumerate(DEFECTS)])
def test_a_planted_defect_is_found(expected, change):
    document = copy.deepcopy(SOUND)
    change(document)
    assert any(expected in problem for problem in problems(document, 'sound'))


def test_a_type_whose_support_is_in_doubt_is_found(monkeypatch):
    monkeypatch.setitem(ROLES, 'managed_instance', 'Microsoft.Sql/managedInstances')
    document = copy.deepcopy(SOUND)
    document['entries'][2]['destination'] = {'service_resource_id': '<managed_instance>', 'spark_enabled': False,
                                             'subresource_target': 'managedInstance'}
    assert any('in doubt' in problem for problem in problems(document, 'sound'))
