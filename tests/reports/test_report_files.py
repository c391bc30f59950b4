"""Which form a report has, by the ending of its file, and how the file comes to be."""

import json
import os

import pytest

from azext_hubnet.core.model.errors import FileProblem, InputError
from azext_hubnet.reports import write as reports
from tests.reports.makers import bad_hub, clean_hub, report

FIRST = {
    '.sarif': '{\n  "$schema"',
    '.html': '<!DOCTYPE html>',
    '.md': '# ',
    '.junit.xml': '<?xml',
    '.json': '{\n  "hub"',
}


def test_every_form_is_tested():
    assert set(FIRST) == set(reports.WRITERS)


@pytest.mark.parametrize('ending', FIRST)
def test_ending_selects_the_form_in_any_case(tmp_path, ending):
    for name in (f'audit{ending}', f'AUDIT{ending.upper()}', ending):
        path = tmp_path / name
        reports.check_path(str(path))
        reports.write(str(path), report(bad_hub()))
        assert path.read_text(encoding='utf-8').startswith(FIRST[ending])


@pytest.mark.parametrize('name', ['audit', 'audit.xml', 'audit.htm', 'audit.pdf', 'html', '', 'audit.json.gz'])
def test_unknown_ending_is_refused(tmp_path, name):
    for act in (reports.check_path, lambda path: reports.write(path, report(bad_hub()))):
        with pytest.raises(InputError, match='the ending does not name a form of report') as caught:
            act(str(tmp_path / name))
        assert caught.value.recommendation == 'Use a name that ends in .sarif, .html, .md, .junit.xml or .json.'
    assert not list(tmp_path.iterdir())


def test_missing_folder_is_refused(tmp_path):
    with pytest.raises(FileProblem, match=r'the folder .*missing does not exist'):
        reports.check_path(str(tmp_path / 'missing' / 'audit.html'))


def test_folder_in_place_of_the_file_is_refused(tmp_path):
    (tmp_path / 'audit.html').mkdir()
    with pytest.raises(FileProblem, match='this is a directory'):
        reports.check_path(str(tmp_path / 'audit.html'))


def test_folder_that_is_not_writable_is_refused(tmp_path, monkeypatch):
    # The one who runs the tests may be allowed everything, so the answer of the system is made up.
    monkeypatch.setattr(os, 'access', lambda path, mode: (path, mode) != (str(tmp_path), os.W_OK | os.X_OK))
    with pytest.raises(FileProblem, match='is not writable'):
        reports.check_path(str(tmp_path / 'audit.html'))


def test_name_without_folder_is_in_the_current_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reports.check_path('audit.html')
    reports.write('audit.html', report(clean_hub()))
    assert [path.name for path in tmp_path.iterdir()] == ['audit.html']


def test_existing_file_is_replaced(tmp_path):
    path = tmp_path / 'audit.json'
    reports.write(str(path), report(bad_hub()))
    longer = len(path.read_text())
    reports.write(str(path), report(clean_hub()))
    assert json.loads(path.read_text())['hub']['name'] == 'ai-prod' and len(path.read_text()) < longer


def test_full_disk_leaves_the_older_report(tmp_path, monkeypatch):
    path = tmp_path / 'audit.md'
    path.write_text('older')

    def fail(*_):
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(os, 'replace', fail)
    with pytest.raises(FileProblem, match=r'audit\.md: it cannot be written: No space left on device'):
        reports.write(str(path), report(bad_hub()))
    assert path.read_text() == 'older' and [one.name for one in tmp_path.iterdir()] == ['audit.md']
