"""Files that options name."""

import sys
from unittest import mock

import pytest

from azext_hubnet.core.model.errors import FileProblem, UnknownName
from azext_hubnet.flows import hub


def refusal(path):
    with pytest.raises(FileProblem) as caught:
        hub.read_file(path, '--waivers')
    return caught.value.message, caught.value.recommendation


def test_missing_file_is_reported_with_its_option(tmp_path):
    assert refusal('none.yaml') == ('--waivers none.yaml: there is no such file.', 'Check the path.')
    assert refusal('') == ("--waivers '': there is no such file.", 'Check the path.')
    assert refusal(str(tmp_path)) == (f'--waivers {tmp_path}: this is a directory.', 'Give the path of a file in it.')
    assert refusal('a\0b')[0].startswith('--waivers a\0b: it cannot be read: ')


def test_only_rules_suggest_standard_input():
    with pytest.raises(FileProblem) as caught:
        hub.load_rules('none.yaml')
    assert 'standard input' in caught.value.recommendation
    with pytest.raises(FileProblem) as caught:
        hub.load_preset('none.yaml')
    assert caught.value.recommendation == 'Check the path.'


def test_unreadable_standard_input_is_reported(monkeypatch):
    monkeypatch.setattr(sys, 'stdin', None)
    with pytest.raises(FileProblem, match=r'^--rules -: standard input is closed'):
        hub.load_rules('-')
    monkeypatch.setattr(sys, 'stdin', mock.Mock(**{'buffer.read.side_effect': IsADirectoryError(21, 'Is a directory')}))
    with pytest.raises(FileProblem, match=r'^--rules -: standard input cannot be read: Is a directory'):
        hub.load_rules('-')


def test_preset_file_without_suffix_is_suggested_with_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'mine').write_text('entries: [{type: fqdn, destination: a.com}]', encoding='utf-8')
    with pytest.raises(UnknownName) as caught:
        hub.load_preset('mine')
    assert (caught.value.message, caught.value.recommendation) == (
        "There is no preset 'mine'.",
        'To use the file of that name, write ./mine.',
    )
    assert hub.load_preset('./mine').name == 'mine'
    with pytest.raises(UnknownName, match="There is no preset 'other'"):
        hub.load_preset('other')


def test_only_twenty_oddities_are_reported_one_by_one(caplog):
    hub.warn([f'odd {number}' for number in range(20)], 'file')
    assert len(caplog.records) == 20
    caplog.clear()
    hub.warn([f'odd {number}' for number in range(23)], 'file')
    assert len(caplog.records) == 21
    assert caplog.records[-1].getMessage().startswith('file: and 3 more.')
