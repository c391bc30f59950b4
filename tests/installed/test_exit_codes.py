"""The exit codes that scripts rely on: 0, 1, 2, 3 and 10."""

import pytest

from tests.commands.contracts import EGRESS, check_diff

pytestmark = pytest.mark.compat


def test_exit_10_prints_the_whole_result(az, hub):
    diff = f'hubnet preset diff {hub("troubled")} -p python-packages'
    result = az(f'{diff} --exit-code', code=10)
    check_diff(result.json)
    assert result.json == az(diff).json
    assert az(f'{diff} --exit-code -o table', code=10).stdout == az(f'{diff} -o table').stdout
    assert az(f'{diff} --exit-code --query inSync -o tsv', code=10).stdout == 'false\n'
    egress = az(f'hubnet check-egress {hub("troubled")} --host pypi.org --exit-code', code=10)
    assert set(egress.json) == EGRESS and egress.stderr == ''


def test_exit_0_when_in_sync_or_not_asked(az, hub):
    assert az(f'hubnet preset diff {hub("disabled")} -p vscode --exit-code').json['inSync'] is True
    assert az(f'hubnet check-egress {hub("disabled")} --host pypi.org --exit-code').json['verdict'] == 'allowed'
    assert az(f'hubnet preset diff {hub("fresh")} -p vscode').json['inSync'] is False


@pytest.mark.parametrize(
    'arguments, message',
    [
        ('-p vscod', "no preset 'vscod'"),
        ('-p vscode --as-of 2020-01-01', '2024-05-21'),
        ('-p vscode --as-of yesterday', 'yesterday'),
        ('-p no/such/preset.yaml', 'no such file'),
        ('-p ai-search', 'search'),
        ('-p vscode --resource nonsense', 'nonsense'),
    ],
)
def test_exit_1_when_the_question_cannot_be_answered(az, hub, arguments, message):
    refused = az(f'hubnet preset diff {hub("fresh")} {arguments}', code=1)
    assert refused.stdout == '' and message in refused.stderr


def test_mistyped_preset_suggests_similar_names(offline_az):
    refused = offline_az('hubnet preset show -p hugingface', code=1)
    assert 'Did you mean huggingface' in refused.stderr


@pytest.mark.parametrize(
    'arguments',
    [
        'preset diff -g hubnet-tests -w fresh',
        'preset diff -p vscode',
        'preset diff -p vscode -w fresh',
        'preset diff -p vscode --rules - -w fresh',
        'preset diff -p vscode -g g -w fresh --no-such-option',
        'preset show',
        'rule show -g g -w w',
        'rule list',
        'check-egress --rules -',
        'preset diff -p vscode -w a/b',
        'check-egress --rules - --host pypi.org --port 70000',
        'check-egress --rules - --host pypi.org --port https',
        'check-egress --rules - --host https://pypi.org/simple',
        'preset diff -p vscode -w /subscriptions/5eb5c0de-0000-4000-8000-0000000000cc/resourceGroups/g/providers/'
        'Microsoft.Storage/storageAccounts/a',
    ],
)
def test_usage_errors_exit_2(az, arguments, simulator):
    refused = az(f'hubnet {arguments}', code=2)
    assert refused.stdout == '' and refused.stderr
    assert simulator.log() == []


def test_exit_3_only_when_the_hub_is_missing(az, hub):
    for arguments in (hub('nothing'), '-g hubnet-nowhere -w fresh'):
        refused = az(f'hubnet preset diff {arguments} -p vscode', code=3)
        assert refused.stdout == '' and 'was not found' in refused.stderr
    az(f'hubnet rule show {hub("fresh")} --rule nothing', code=1)
