"""Every way to pass --rules in a shell, without login and network."""

import json
import shlex

import pytest

from tests.commands.contracts import check_diff
from tests.commands.private_az import ROOT

DATA = ROOT / 'tests' / 'data'
DIFF = 'hubnet preset diff -p python-packages --as-of 2024-05-21'
SUMMARY = {'present': 1, 'covered': 0, 'pending': 1, 'implied': 0, 'failed': 0, 'missing': 6, 'unsupported': 0}


def test_rules_from_file_pipe_text_and_at_file_give_the_same_result(offline_az, rules_file):
    text = rules_file.read_text(encoding='utf-8')
    path = shlex.quote(str(rules_file))
    by_path = offline_az(f'{DIFF} --rules {path}').json
    check_diff(by_path, live=False)
    assert by_path['summary'] == SUMMARY
    assert offline_az(f'{DIFF} --rules rules.json', cwd=rules_file.parent).json == by_path
    assert offline_az(f'{DIFF} --rules -', stdin=text.encode()).json == by_path
    assert offline_az(f'{DIFF} --rules @{path}').json == by_path
    assert offline_az(f'{DIFF} --rules {shlex.quote(text)}').json == by_path
    assert offline_az(f'{DIFF} --rules -', stdin=b'\xef\xbb\xbf' + text.encode()).json == by_path
    home = {'HOME': str(rules_file.parent), 'USERPROFILE': str(rules_file.parent)}
    assert offline_az(f"{DIFF} --rules '~/rules.json'", environment=home).json == by_path


@pytest.mark.parametrize('encoding', ['utf-16', 'utf-16-le', 'utf-16-be', 'utf-32'])
def test_rules_in_other_encodings(offline_az, rules_file, tmp_path, encoding):
    (tmp_path / 'rules.json').write_bytes(rules_file.read_text(encoding='utf-8').encode(encoding))
    assert offline_az(f'{DIFF} --rules rules.json', cwd=tmp_path).json['summary'] == SUMMARY
    with (tmp_path / 'rules.json').open('rb') as piped:
        assert offline_az(f'{DIFF} --rules -', stdin=piped).json['summary'] == SUMMARY


@pytest.mark.parametrize(
    'name, content, message',
    [
        ('missing.json', None, 'there is no such file'),
        ('empty.json', b'', 'is empty'),
        ('blank.json', b' \n\n', 'is empty'),
        ('cut.json', b'[{"name": "one", ', 'not valid JSON: line 1'),
        ('trailing.json', b'[]\nmore', 'more text follows the JSON document, at line 2'),
        ('tabs.yml', b'outbound_rules:\n\t- name: one', 'not valid YAML: line 2'),
        ('binary.json', b'\x80\x81\x00\x01\xfe' * 9, 'binary.json'),
        ('text.txt', b'just words', 'text.txt'),
    ],
)
def test_unreadable_rules_name_the_reason(offline_az, tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refused = offline_az(f'{DIFF} --rules {name}', code=1, cwd=tmp_path)
    assert refused.stdout == '' and message in refused.stderr


def test_directory_as_rules_is_refused(offline_az, tmp_path):
    assert 'directory' in offline_az(f'{DIFF} --rules {shlex.quote(str(tmp_path))}', code=1).stderr
    assert 'directory' in offline_az(f'{DIFF} --rules .', code=1).stderr


def test_empty_list_is_a_hub_without_rules(offline_az):
    for text in (b'[]', b'{"value": []}', b'outbound_rules: []'):
        summary = offline_az(f'{DIFF} --rules -', stdin=text).json['summary']
        assert summary['missing'] == 8, text


def test_rules_not_understood_are_named_and_hide_nothing(offline_az):
    rules = [
        {'name': 'good', 'type': 'fqdn', 'destination': 'pypi.org'},
        {'name': 'url', 'type': 'fqdn', 'destination': 'https://pytorch.org/'},
        {'name': 'odd', 'type': 'fqdn', 'destination': {'service_tag': 'x'}},
        None,
    ]
    done = offline_az('hubnet rule list --rules -', stdin=json.dumps(rules).encode())
    assert len(done.json) == 4 and sum(rule['note'] is not None for rule in done.json) == 3
    assert 'url' in done.stderr and 'odd' in done.stderr and 'good' not in done.stderr
    again = offline_az(f'{DIFF} --rules -', stdin=json.dumps(rules).encode())
    assert again.json['summary']['present'] == 1 and again.json['summary']['missing'] == 7


@pytest.mark.parametrize('path', sorted(DATA.iterdir()), ids=lambda path: path.name)
def test_diff_of_every_file_in_tests_data(offline_az, path):
    name = shlex.quote(path.name)
    check_diff(offline_az(f'hubnet preset diff -p vscode huggingface --rules {name}', cwd=DATA).json, live=False)
