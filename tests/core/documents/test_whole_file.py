"""Files that are written whole or not at all."""

import os

import pytest

from azext_hubnet.core.documents import whole_file
from azext_hubnet.core.model.errors import FileProblem


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_holds_the_text_as_utf_8_with_its_line_ends(tmp_path):
    whole_file.write(str(tmp_path / 'new'), 'one\nzwei ü\n')
    assert (tmp_path / 'new').read_bytes() == b'one\nzwei \xc3\xbc\n'
    assert names(tmp_path) == ['new']


def test_a_new_file_has_the_permissions_of_any_other(tmp_path):
    (tmp_path / 'other').write_text('')
    whole_file.write(str(tmp_path / 'new'), '')
    assert (tmp_path / 'new').stat().st_mode == (tmp_path / 'other').stat().st_mode


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path):
    path = tmp_path / 'old'
    path.write_text('a longer text than the new one')
    path.chmod(0o640)
    whole_file.write(str(path), 'new')
    assert path.read_text() == 'new' and path.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ['old']


def test_reader_during_a_write_sees_the_whole_old_file(tmp_path):
    path = tmp_path / 'old'
    path.write_text('old')
    with open(path, encoding='utf-8') as reader:
        whole_file.write(str(path), 'new')
        assert reader.read() == 'old'
    assert path.read_text() == 'new'


def test_a_link_is_followed(tmp_path):
    (tmp_path / 'target').write_text('old')
    (tmp_path / 'link').symlink_to('target')
    whole_file.write(str(tmp_path / 'link'), 'new')
    assert (tmp_path / 'link').is_symlink() and (tmp_path / 'target').read_text() == 'new'


def test_the_home_folder_may_be_written_as_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv('HOME', str(tmp_path))
    monkeypatch.setenv('USERPROFILE', str(tmp_path))
    whole_file.write('~/file', 'text')
    assert names(tmp_path) == ['file']


def test_the_longest_name_that_a_file_can_have(tmp_path):
    whole_file.write(str(tmp_path / ('n' * 255)), 'text')
    assert names(tmp_path) == ['n' * 255]


@pytest.mark.parametrize('error', [OSError(28, 'No space left on device'), KeyboardInterrupt()])
def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    path = tmp_path / 'old'
    path.write_text('old')
    monkeypatch.setattr(os, 'replace', fail)
    with pytest.raises(type(error)):
        whole_file.write(str(path), 'new')
    assert path.read_text() == 'old' and names(tmp_path) == ['old']


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        whole_file.write(str(tmp_path / 'no' / 'file'), 'text')
    assert names(tmp_path) == []


def test_a_file_that_an_option_names(tmp_path):
    whole_file.write_for('--report', str(tmp_path / 'a'), 'x')
    assert (tmp_path / 'a').read_text() == 'x'
    with pytest.raises(FileProblem) as caught:
        whole_file.write_for('--report', str(tmp_path / 'none' / 'a'), 'x')
    assert caught.value.message == f'--report {tmp_path}/none/a: it cannot be written: No such file or directory.'


def test_text_that_cannot_be_encoded_leaves_no_file(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        whole_file.write(str(tmp_path / 'file'), '\ud800')
    assert names(tmp_path) == []
