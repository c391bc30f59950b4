"""What the package promises about itself: metadata, files, supported Pythons, and what it costs to load."""

import ast
import fnmatch
import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from azext_hubnet.core.compare.states import IN_SYNC, ORDER

from .test_layers import LAYERS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / 'azext_hubnet'
SOURCES = sorted(PACKAGE.rglob('*.py'))
SUMMARY_MUST_NOT_SAY = ('extension', 'azure cli', 'command-line')


def name_of(path):
    return str(path.relative_to(ROOT))


def setup_call():
    """The keywords of setup(), as expressions, without running setup.py."""
    tree = ast.parse((ROOT / 'setup.py').read_text(encoding='utf-8'))
    call = next(
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, 'id', '') == 'setup'
    )
    constants = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    keywords = {}
    for keyword in call.keywords:
        value = keyword.value
        keywords[keyword.arg] = constants.get(value.id, value) if isinstance(value, ast.Name) else value
    return keywords


SETUP = setup_call()


def setup_value(name):
    return ast.literal_eval(SETUP[name])


def imports_of(path):
    """The absolute names of all that a module imports, also inside functions."""
    package = path.relative_to(ROOT).with_suffix('').parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = '.'.join([*base, *filter(None, [node.module])])
            yield module
            yield from (f'{module}.{alias.name}' for alias in node.names)


def test_metadata_names_a_preview_and_the_oldest_az():
    about = json.loads((PACKAGE / 'azext_metadata.json').read_text(encoding='utf-8'))
    assert set(about) == {'azext.isPreview', 'azext.minCliCoreVersion'}
    assert re.fullmatch(r'2\.\d+\.\d+', about['azext.minCliCoreVersion'])
    assert about['azext.isPreview'] is bool(re.search(r'b\d+$', setup_value('version')))


def test_history_starts_with_unreleased_changes_or_the_version_of_setup():
    history = (ROOT / 'HISTORY.rst').read_text(encoding='utf-8')
    assert history.startswith('.. :changelog:\n\nRelease History\n===============\n')
    sections = re.findall(r'^(\S+)\n(-+)$', history, re.MULTILINE)
    assert [title for title, underline in sections if len(underline) != len(title)] == []
    titles = [title for title, _ in sections]
    assert titles[:1] == ['Unreleased'] or 'Unreleased' not in titles
    assert next(title for title in titles if title != 'Unreleased') == setup_value('version')


def test_unreleased_changes_are_a_list():
    history = (ROOT / 'HISTORY.rst').read_text(encoding='utf-8')
    unreleased = re.search(r'^Unreleased\n-+\n(.*?)\n\n', history, re.MULTILINE | re.DOTALL)
    assert unreleased is None or all(line.startswith(('* ', '  ')) for line in unreleased[1].splitlines())


def test_summary_follows_the_guidelines():
    summary = setup_value('description')
    assert len(summary) <= 140
    assert summary.endswith('.') and '\n' not in summary
    assert not [word for word in SUMMARY_MUST_NOT_SAY if word in summary.lower()]


def test_supported_pythons_are_listed():
    listed = [line.rsplit('.', 1)[1] for line in setup_value('classifiers') if line.count('Python :: 3.')]
    assert setup_value('python_requires') == f'>=3.{min(map(int, listed))}'
    assert f'{sys.version_info.minor}' in listed


# Imports that need no declaration, by the distribution of az that brings each. PyYAML is one of knack's requirements.
AZ_BRINGS = {
    'argcomplete': 'azure-cli-core',
    'azure.cli': 'azure-cli-core',
    'azure.core': 'azure-cli-core',
    'knack': 'azure-cli-core',
    'requests': 'azure-cli-core',
    'yaml': 'knack',
}


def third_party(name):
    """The importable top of a third-party name, two levels below azure; None for Python's own and hubnet's."""
    parts = name.split('.')
    if parts[0] in sys.stdlib_module_names or parts[0] == 'azext_hubnet':
        return None
    return '.'.join(parts[:2]) if parts[0] == 'azure' else parts[0]


def test_every_third_party_import_is_declared_or_brought_by_az():
    declared = {re.match(r'[\w.-]+', text)[0].lower() for text in setup_value('install_requires')}
    own_name = {'azure.ai': 'azure-ai-ml'}
    imported = {
        own_name.get(top, top): name_of(path)
        for path in SOURCES
        for top in map(third_party, imports_of(path))
        if top and top != 'azure'
    }
    undeclared = {top: where for top, where in imported.items() if top not in declared and top not in AZ_BRINGS}
    assert undeclared == {}
    assert declared - set(imported) == set(), 'declared and not imported'
    assert set(AZ_BRINGS) - set(imported) == set(), 'no longer imported'


def test_az_requires_what_is_not_declared():
    for top, distribution in AZ_BRINGS.items():
        required = {re.match(r'[\w.-]+', text)[0].lower() for text in metadata.requires(distribution) or ()}
        name = {'azure.cli': 'azure-cli-telemetry', 'azure.core': 'azure-core', 'yaml': 'pyyaml'}.get(top, top)
        assert name in required, (top, distribution)


def test_every_data_file_is_packed():
    patterns = setup_value('package_data')['azext_hubnet']
    data = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob('*')
        if path.is_file() and path.suffix not in ('.py', '.pyc')
    ]
    assert any(name.startswith('presets/') for name in data)
    # fnmatch lets * match a slash; setuptools does not.
    packed = {
        name
        for name in data
        for pattern in patterns
        if fnmatch.fnmatch(name, pattern) and name.count('/') == pattern.count('/')
    }
    assert set(data) == packed


def test_every_source_folder_is_a_package():
    assert [
        name_of(folder) for folder in {path.parent for path in SOURCES} if not (folder / '__init__.py').is_file()
    ] == []


@pytest.mark.parametrize('path', SOURCES, ids=name_of)
def test_source_is_python_3_10(path):
    ast.parse(path.read_text(encoding='utf-8'), filename=name_of(path), feature_version=(3, 10))


@pytest.mark.parametrize('path', [path for path in SOURCES if PACKAGE / 'core' not in path.parents], ids=name_of)
def test_no_cloud_is_built_in(path):
    """The address comes from az, which knows the cloud that the caller is signed in to. The core sends nothing; there
    the name is only one of the hosts that a service tag stands for."""
    assert 'management.azure.com' not in path.read_text(encoding='utf-8').lower()


@pytest.mark.parametrize(('folder', 'known'), [('core', ('core',)), ('reports', ('core', 'reports'))])
def test_core_and_reports_import_neither_az_nor_what_is_above_them(folder, known):
    own = tuple(f'azext_hubnet.{name}' for name in known)
    paths = sorted((PACKAGE / folder).rglob('*.py'))
    foreign = [
        (name_of(path), name)
        for path in paths
        for name in imports_of(path)
        if name.split('.')[0] in ('azure', 'knack', 'msrest', 'msal')
        or (name.split('.')[0] == 'azext_hubnet' and not name.startswith(own))
    ]
    assert paths and foreign == []


def loaded_by(code):
    """Every module that a fresh Python has loaded after it ran the code."""
    done = subprocess.run(
        [sys.executable, '-c', f'{code}\nimport sys; print(*sys.modules, sep="\\n")'],
        cwd=ROOT,
        capture_output=True,
        encoding='utf-8',
        check=True,
    )
    return set(done.stdout.split())


def test_loading_the_extension_imports_next_to_nothing():
    """az imports the extension whenever it looks for a command; what az itself has loaded by then costs nothing."""
    extra = loaded_by('import azure.cli.core; import azext_hubnet') - loaded_by('import azure.cli.core')
    assert 'azext_hubnet' in extra
    heavy = ('azure.ai', 'yaml', 'azure.core', 'azure.mgmt', 'requests', 'azext_hubnet.core', 'azext_hubnet.service')
    assert [name for name in sorted(extra) if name.startswith(heavy)] == []


def test_at_most_five_places_are_excluded_from_coverage():
    excluded = [
        f'{name_of(path)}:{number}'
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), start=1)
        if 'pragma: no cover' in line or 'pragma: no branch' in line
    ]
    assert len(excluded) <= 5, excluded


DOCUMENTS = [*sorted(ROOT.glob('*.rst')), *sorted(ROOT.glob('docs/*.rst')), ROOT / 'tests' / 'README.rst']


def parse_rst(text):
    """The document in a text; a warning is an error."""
    # What runs the checks of style brings docutils.
    from docutils.core import publish_doctree

    return publish_doctree(text, settings_overrides={'report_level': 2, 'halt_level': 2})


@pytest.mark.parametrize('path', DOCUMENTS, ids=name_of)
def test_documents_are_valid_rst(path):
    parse_rst(path.read_text(encoding='utf-8'))


def test_long_description_is_valid_rst():
    parse_rst('\n\n'.join((ROOT / name).read_text(encoding='utf-8') for name in ('README.rst', 'HISTORY.rst')))


def test_readme_shows_the_states_in_the_order_in_which_they_are_tried():
    rows = re.findall(
        r'^``(\w+)`` +(.*?) +(in sync|no)$', (ROOT / 'README.rst').read_text(encoding='utf-8'), re.MULTILINE
    )
    assert [(state, meaning) for state, meaning, _ in rows] == list(ORDER)
    assert all((in_sync == 'in sync') == (state in IN_SYNC) for state, _, in_sync in rows)


def test_contributing_shows_the_layers_in_their_order():
    text = (ROOT / 'docs' / 'contributing.rst').read_text(encoding='utf-8').partition('Packages and layers')[2]
    table = text.partition('\n===')[2].partition('\n===')[0]
    shown = [re.findall(r'``([\w.]+)``', line[:34]) for line in table.splitlines()[1:]]
    assert shown == [[package or 'azext_hubnet' for package in layer] for layer in LAYERS]


def test_readme_has_a_row_for_every_package():
    places = (ROOT / 'README.rst').read_text(encoding='utf-8').partition('Where things are')[2]
    packages = {f'{path.parent.relative_to(ROOT).as_posix()}/' for path in SOURCES}
    assert packages - set(re.findall('``(azext_hubnet/[a-z_/]*)``', places)) == set()
