import json
import shutil

import pytest

from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.catalogue.shipped import is_path
from azext_hubnet.core.model.errors import UnknownName


def test_names_are_sorted_and_every_name_loads():
    assert list(shipped.names()) == sorted(shipped.names())
    assert {'vscode', 'huggingface', 'python-packages', 'docker-hub', 'azure-direct-models'} <= set(shipped.names())
    assert [shipped.load(name).name for name in shipped.names()] == list(shipped.names())


@pytest.mark.parametrize(
    'name, words',
    [('vs-code', 'Did you mean vscode? '), ('../presets/vscode', ''), ('', ''), ('VSCode', 'Did you mean vscode? ')],
)
def test_unknown_name_is_an_error_with_the_nearest(name, words):
    with pytest.raises(UnknownName) as caught:
        shipped.load(name)
    assert caught.value.message == f"There is no preset '{name}'."
    assert words in caught.value.recommendation
    assert caught.value.recommendation.endswith("See them all with 'az hubnet preset list'.")


def test_built_preset_is_read_from_its_json(tmp_path, monkeypatch):
    for name in ('vscode', 'huggingface', shipped.SOURCES):
        shutil.copy(f'{shipped.FOLDER}/{name}.yaml', tmp_path)
    (tmp_path / 'vscode.json').write_text(
        json.dumps({'title': 'Built', 'entries': [{'type': 'fqdn', 'destination': 'pypi.org'}]}), encoding='utf-8'
    )
    monkeypatch.setattr(shipped, 'FOLDER', str(tmp_path))
    assert shipped.names() == ('huggingface', 'vscode')
    assert shipped.load('vscode').title == 'Built'
    assert shipped.load('huggingface').title != 'Built'


@pytest.mark.parametrize(
    'name, expected',
    [
        ('vscode', False),
        ('python-packages', False),
        ('', False),
        ('./mine', True),
        ('teams/mine', True),
        ('mine.yaml', True),
        ('MINE.YML', True),
        ('mine.json', True),
        ('mine.txt', False),
    ],
)
def test_paths_and_names_are_distinguished(name, expected):
    assert is_path(name) is expected
