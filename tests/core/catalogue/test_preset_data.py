"""The shipped presets as data, against what is asked of every preset and against the articles' lists."""

import re
from pathlib import Path

import pytest

from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.catalogue.check import problems
from azext_hubnet.core.catalogue.preset_file import FIELDS
from azext_hubnet.core.documents import yaml_values
from azext_hubnet.core.model.destinations import DESTINATION_FIELDS

from .shipped_checks import OURS, holds, named_sources, shipped_problems

FOLDER = Path(shipped.FOLDER)
SOURCES = FOLDER / f'{shipped.SOURCES}.yaml'
FILES = sorted(set(FOLDER.glob('*.yaml')) - {SOURCES})
DOCS = Path(__file__).resolve().parents[3] / 'docs' / 'contributing.rst'
WANTED = {
    'python-packages',
    'vscode',
    'huggingface',
    'docker-hub',
    'azure-direct-models',
    'batch-endpoints',
    'prompt-flow',
    'ai-search',
    'content-safety',
    'serverless-spark',
    'ml-registries',
    'ml-registries-public',
    'selected-ips',
    'rstudio',
    'ubuntu-packages',
    'application-insights',
    'azure-monitor-private-link',
    'automl',
    'on-premises',
    'hub-dependencies',
}


def raw(name):
    return yaml_values.load((FOLDER / f'{name}.yaml').read_text(encoding='utf-8'))


@pytest.fixture(params=[path.stem for path in FILES])
def name(request):
    return request.param


def test_every_expected_preset_is_shipped():
    assert {path.stem for path in FILES} == WANTED
    assert set(shipped.names()) == WANTED


def test_preset_is_sound(name):
    assert problems(raw(name), name) == []
    assert shipped_problems(shipped.document(name), name) == []


@pytest.mark.parametrize('path', [*FILES, SOURCES], ids=lambda path: path.stem)
def test_preset_file_is_plain_text(path):
    lines = path.read_text(encoding='ascii').splitlines()
    assert max(map(len, lines)) <= 120
    assert [number for number, line in enumerate(lines) if re.search(r'(^|\s)#', line)] == [0]
    assert not [line for line in lines if line != line.rstrip() or '\t' in line]


@pytest.mark.parametrize('path', [*FILES, SOURCES], ids=lambda path: path.stem)
def test_preset_file_says_where_its_format_is_described(path):
    first = path.read_text(encoding='ascii').splitlines()[0]
    assert first.endswith("The file format is described in docs/contributing.rst, section 'Preset files'.")


def test_every_key_of_a_preset_file_is_described():
    section = re.search(
        r'^Preset files\n[-=~]+\n(.*?)(?=^[^\n]+\n[-=]{4,}\n|\Z)', DOCS.read_text(encoding='utf-8'), re.M | re.S
    )
    assert section, 'docs/contributing.rst has no section Preset files'
    fields = {field for known in (*FIELDS.values(), *DESTINATION_FIELDS.values()) for field in known}
    # Rule files may have them, preset files need not: the service sets the status, and a preset never denies.
    fields -= {'spark_status', 'action'}
    assert sorted(field for field in fields if f'``{field}' not in section.group(1)) == []


def test_source_that_several_presets_name_is_described_once():
    shared = raw(shipped.SOURCES)
    own = [key for path in FILES for key in raw(path.stem).get('sources', {})]
    assert len(set(own)) == len(own) and not set(own) & set(shared)
    named = [key for path in FILES for key in named_sources(shipped.document(path.stem))]
    assert sorted(key for key in shared if named.count(key) < 2) == []
    documents = [str(source) for path in FILES for source in shipped.document(path.stem)['sources'].values()]
    assert len(documents) > len(set(documents)) == len(set(own) | set(shared))


def test_loader_gives_what_the_file_says(name):
    document, preset = raw(name), shipped.load(name)
    for revision in document['revisions']:
        day = revision['date']
        expected = [
            (entry['type'], entry['destination'], 'optional' in listing)
            for entry in document['entries']
            for listing in entry['listed']
            if holds(listing, day)
        ]
        loaded = preset.at(day)
        assert loaded.as_of == day
        assert [(entry.type, entry.destination, entry.optional) for entry in loaded.entries] == expected
    assert preset.at(None).as_of == OURS


# The articles' lists, spelled out by hand


def listed(name, day):
    entries = shipped.load(name).at(day).entries
    return (
        {entry.destination for entry in entries if not entry.optional},
        {entry.destination for entry in entries if entry.optional},
    )


ARTICLES = ('2024-05-21', '2025-04-30', '2025-08-27', '2026-02-02')
PACKAGES = {
    'anaconda.com',
    '*.anaconda.com',
    '*.anaconda.org',
    'pypi.org',
    'pytorch.org',
    '*.pytorch.org',
    '*.tensorflow.org',
}
VSCODE = {
    '*.vscode.dev',
    'vscode.blob.core.windows.net',
    '*.gallerycdn.vsassets.io',
    '*.vscode-unpkg.net',
    '*.vscode-cdn.net',
    '*.vscodeexperiments.azureedge.net',
    'default.exp-tas.com',
    'code.visualstudio.com',
    'update.code.visualstudio.com',
    '*.vo.msecnd.net',
    'marketplace.visualstudio.com',
}
VSCODE_2024 = VSCODE | {'raw.githubusercontent.com', 'pkg-containers.githubusercontent.com', 'github.com'}
VSCODE_2025 = VSCODE | {'vscode.download.prss.microsoft.com'}
DOCKER = {'docker.io', '*.docker.io', '*.docker.com', 'production.cloudflare.docker.com'}
HUGGINGFACE_2024 = DOCKER | {'cnd.auth0.com', 'cdn-lfs.huggingface.co'}
HUGGINGFACE_APRIL = DOCKER | {'cdn.auth0.com', 'cdn-lfs.huggingface.co'}
HUGGINGFACE_AUGUST = HUGGINGFACE_APRIL | {'huggingface.co', 'cas-bridge.xethub.hf.co'}
MODELS = {
    '*.anaconda.org',
    '*.anaconda.com',
    'anaconda.com',
    'pypi.org',
    '*.pythonhosted.org',
    '*.pytorch.org',
    'pytorch.org',
}


@pytest.mark.parametrize('day', ARTICLES)
def test_python_packages_are_the_articles_list(day):
    assert listed('python-packages', day) == (PACKAGES, {'*.pythonhosted.org'})


@pytest.mark.parametrize(
    'day, expected', list(zip(ARTICLES, [VSCODE_2024, VSCODE_2025, VSCODE_2025, VSCODE_2025], strict=False))
)
def test_vscode_is_the_articles_list(day, expected):
    assert listed('vscode', day) == (expected, set())


@pytest.mark.parametrize(
    'day, expected',
    list(zip(ARTICLES, [HUGGINGFACE_2024, HUGGINGFACE_APRIL, HUGGINGFACE_AUGUST, HUGGINGFACE_AUGUST], strict=False)),
)
def test_huggingface_is_the_articles_list(day, expected):
    assert listed('huggingface', day) == (expected, set())


@pytest.mark.parametrize('day', ARTICLES[1:])
def test_azure_direct_models_are_the_articles_list(day):
    assert listed('azure-direct-models', day) == (MODELS, set())


def test_first_article_has_the_expected_numbers_of_hosts():
    sizes = [tuple(map(len, listed(name, '2024-05-21'))) for name in ('python-packages', 'vscode', 'huggingface')]
    assert sizes == [(7, 1), (14, 0), (6, 0)]


def test_newest_python_packages_require_the_host_that_serves_files():
    assert listed('python-packages', None) == (PACKAGES | {'*.pythonhosted.org'}, set())


def test_newest_vscode_has_every_host_of_its_own_documentation():
    makers = {
        'update.code.visualstudio.com',
        'code.visualstudio.com',
        'go.microsoft.com',
        'marketplace.visualstudio.com',
        '*.gallery.vsassets.io',
        '*.gallerycdn.vsassets.io',
        'rink.hockeyapp.net',
        'bingsettingssearch.trafficmanager.net',
        'vscode.search.windows.net',
        'raw.githubusercontent.com',
        'vsmarketplacebadges.dev',
        '*.vscode-cdn.net',
        'vscode.download.prss.microsoft.com',
        'download.visualstudio.microsoft.com',
        'vscode-sync.trafficmanager.net',
        'vscode-sync-insiders.trafficmanager.net',
        'vscode.dev',
        '*.vscode-unpkg.net',
        'default.exp-tas.com',
    }
    required, optional = listed('vscode', None)
    assert makers <= required | optional
    assert required | optional == makers | VSCODE_2025 | {'github.com'}
    assert required == {
        '*.vscode.dev',
        'vscode.dev',
        '*.vscode-unpkg.net',
        '*.vscode-cdn.net',
        'code.visualstudio.com',
        'update.code.visualstudio.com',
        'vscode.download.prss.microsoft.com',
        'marketplace.visualstudio.com',
        '*.gallerycdn.vsassets.io',
    }


def test_newest_huggingface_has_every_host_of_its_own_documentation():
    everywhere = {
        'huggingface.co',
        'cas-server.xethub.hf.co',
        'transfer.xethub.hf.co',
        'us.aws.cdn.hf.co',
        'us.gcp.cdn.hf.co',
        'cdn-lfs-us-1.hf.co',
    }
    europe = {'cas-server.xethub-eu.hf.co', 'transfer.xethub-eu.hf.co', 'cdn-lfs-eu-1.hf.co'}
    required, optional = listed('huggingface', None)
    assert required == HUGGINGFACE_AUGUST | everywhere
    assert optional == europe | {
        '*.hf.co',
        'docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com',
    }


def test_hosts_of_vendors_name_the_document_of_the_vendor():
    def sources(name):
        return {entry.destination: entry.source for entry in shipped.load(name).at(None).entries}

    assert 'microsoft/vscode-docs' in sources('vscode')['vscode.dev']
    assert 'huggingface/hub-docs' in sources('huggingface')['transfer.xethub.hf.co']


def test_every_revision_of_vscode_has_the_note_about_ports():
    for day in (*ARTICLES, None):
        assert any('8704 to 8710' in note for note in shipped.load('vscode').at(day).notes)
