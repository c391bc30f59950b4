"""The contents of the wheel, and `az extension` list, show and remove."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from azext_hubnet.core.catalogue import shipped
from tests.commands.private_az import ROOT

pytestmark = pytest.mark.compat


def test_wheel_contains_code_data_and_metadata_only(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = {name for name in names if name.startswith('azext_hubnet/')}
    expected = {
        str(path.relative_to(ROOT).as_posix())
        for pattern in ('*.py', '*.yaml', '*.j2', 'azext_metadata.json')
        for path in (ROOT / 'azext_hubnet').rglob(pattern)
    }
    assert expected <= package
    presets = {Path(name).stem for name in expected if name.startswith('azext_hubnet/presets/')} - {shipped.SOURCES}
    # The build adds each preset as JSON, which the commands read.
    assert package - expected == {f'azext_hubnet/presets/{name}.json' for name in presets}
    assert {name.partition('/')[0] for name in names - package} == {'hubnet-' + wheel.name.split('-')[1] + '.dist-info'}
    assert any(name.endswith('LICENSE') for name in names)


def test_presets_built_to_json_equal_their_yaml(wheel):
    with zipfile.ZipFile(wheel) as archive:
        for name in shipped.names():
            built, written = json.loads(archive.read(f'azext_hubnet/presets/{name}.json')), shipped.document(name)
            assert built | {'sources': None} == written | {'sources': None}, name
            # Of the sources that presets share, a built one has those that it names.
            assert built['sources'].items() <= written['sources'].items(), name


def test_az_lists_the_extension_and_its_help(az, wheel):
    (installed,) = az('extension list').json
    assert installed['name'] == 'hubnet' and installed['version'] == wheel.name.split('-')[1]
    assert installed['preview'] is True and installed['experimental'] is False
    metadata = az('extension show -n hubnet').json['metadata']
    assert metadata['license'] == 'MIT' and any('azure-ai-ml' in needed for needed in metadata['requires_dist'])
    assert az('version').json['extensions'] == {'hubnet': installed['version']}
    for group in ('', ' preset', ' rule', ' preset diff', ' check-egress'):
        assert f'az hubnet{group}' in az(f'hubnet{group} --help').stdout


def test_extension_remove_leaves_no_files(az, extensions, tmp_path):
    folder = tmp_path / 'extensions'
    shutil.copytree(extensions, folder)
    elsewhere = az.elsewhere(AZURE_EXTENSION_DIR=str(folder), AZURE_CONFIG_DIR=str(tmp_path / 'azure'))
    elsewhere('extension remove -n hubnet')
    assert not list(folder.iterdir())
    # Running a hubnet command would make az look for it in its online index of extensions.
    assert 'hubnet' not in elsewhere('version').stdout
