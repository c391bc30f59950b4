"""What the package promises about itself: metadata, files, supported Pythons, and what it costs to load."""

import ast
import fnmatch
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
    metadata = json.loads((PACKAGE / 'azext_metadata.json').read_text(encoding='utf-8'))
    assert set(metadata) == {'azext.isPreview', 'azext.minCliCoreVersion'}
    assert re.fullmatch(r'2\.\d+\.\d+', metadata['azext.minCliCoreVersion'])
    assert metadata['azext.isPreview'] is bool(re.search(r'b\d+$', setup_value('version')))


def test_history_starts_with_the_version_of_setup():
    history = (ROOT / 'HISTORY.rst').read_text(encoding='utf-8')
    assert history.startswith('.. :changelog:\n\nRelease History\n===============\n')
    version, underline = re.search(r'^(\S+)\n(\++)$', history, re.MULTILINE).groups()
    assert version == setup_value('version')
    assert len(underline) == len(version)


def test_summary_follows_the_guidelines():
    summary = setup_value('description')
    assert len(summary) <= 140
    assert summary.endswith('.') and '\n' not in summary
    assert not [word for word in SUMMARY_MUST_NOT_SAY if word in summary.lower()]


def test_supported_pythons_are_listed():
    listed = [line.rsplit('.', 1)[1] for line in setup_value('classifiers') if line.count('Python :: 3.')]
    assert setup_value('python_requires') == f'>=3.{min(map(int, listed))}'
    assert f'{sys.version_info.minor}' in listed


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
def test_what_is_pure_knows_neither_azure_nor_knack_nor_the_rest_of_hubnet(folder, known):
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


def test_loading_the_extension_loads_next_to_nothing():
    """az imports the extension whenever it looks for a command; what az itself has loaded by then costs nothing."""
    extra = loaded_by('import azure.cli.core; import azext_hubnet') - loaded_by('import azure.cli.core')
    assert 'azext_hubnet' in extra
    heavy = ('azure.ai', 'yaml', 'azure.core', 'azure.mgmt', 'requests', 'azext_hubnet.core', 'azext_hubnet.service')
    assert [name for name in sorted(extra) if name.startswith(heavy)] == []


def test_at_most_five_places_are_left_out_of_coverage():
    excluded = [
        f'{name_of(path)}:{number}'
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), start=1)
        if 'pragma: no cover' in line or 'pragma: no branch' in line
    ]
    assert len(excluded) <= 5, excluded


@pytest.mark.parametrize('path', ['README.rst', 'HISTORY.rst', 'tests/README.rst'])
def test_a_document_is_sound(path):
    # What runs the checks of style brings docutils.
    from docutils.core import publish_doctree

    publish_doctree((ROOT / path).read_text(encoding='utf-8'), settings_overrides={'report_level': 2, 'halt_level': 2})


def test_the_readme_has_a_row_for_every_package():
    places = (ROOT / 'README.rst').read_text(encoding='utf-8').partition('Where things are')[2]
    packages = {f'{path.parent.relative_to(ROOT).as_posix()}/' for path in SOURCES}
    assert packages - set(re.findall('``(azext_hubnet/[a-z_/]*)``', places)) == set()
