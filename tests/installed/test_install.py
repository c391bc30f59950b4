"""The wheel, what az makes of it, and that nothing of it stays behind."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from azext_hubnet.core.catalogue import shipped
from tests.commands.private_az import ROOT

pytestmark = pytest.mark.compat


def test_the_wheel_holds_the_code_its_data_and_the_metadata_and_nothing_else(wheel):
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
    # The presets are there a second time, as JSON, which is what the commands read.
    assert package - expected == {f'azext_hubnet/presets/{name}.json' for name in presets}
    assert {name.partition('/')[0] for name in names - package} == {'hubnet-' + wheel.name.split('-')[1] + '.dist-info'}
    assert any(name.endswith('LICENSE') for name in names)


def test_the_built_presets_say_what_their_yaml_says(wheel):
    with zipfile.ZipFile(wheel) as archive:
        for name in shipped.names():
            assert json.loads(archive.read(f'azext_hubnet/presets/{name}.json')) == shipped.document(name), name


def test_az_knows_the_extension(az, wheel):
    (installed,) = az('extension list').json
    assert installed['name'] == 'hubnet' and installed['version'] == wheel.name.split('-')[1]
    assert installed['preview'] is True and installed['experimental'] is False
    metadata = az('extension show -n hubnet').json['metadata']
    assert metadata['license'] == 'MIT' and any('azure-ai-ml' in needed for needed in metadata['requires_dist'])
    assert az('version').json['extensions'] == {'hubnet': installed['version']}
    for group in ('', ' preset', ' rule', ' preset diff', ' check-egress'):
        assert f'az hubnet{group}' in az(f'hubnet{group} --help').stdout


def test_remove_leaves_nothing(az, extensions, tmp_path):
    folder = tmp_path / 'extensions'
    shutil.copytree(extensions, folder)
    elsewhere = az.elsewhere(AZURE_EXTENSION_DIR=str(folder), AZURE_CONFIG_DIR=str(tmp_path / 'azure'))
    elsewhere('extension remove -n hubnet')
    assert not list(folder.iterdir())
    # az offers to look for the command in its index of extensions, which is out of reach.
    assert 'hubnet' not in elsewhere('version').stdout
