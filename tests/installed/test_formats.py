"""Every command in every output format."""

import pytest
import yaml

from tests.commands import contracts

pytestmark = pytest.mark.compat

COMMANDS = {
    'preset list': 'hubnet preset list',
    'preset show': 'hubnet preset show -p {preset}',
    'preset diff': 'hubnet preset diff {hub} -p vscode huggingface python-packages hub-dependencies',
    'rule list': 'hubnet rule list {hub}',
    'rule show': 'hubnet rule show {hub} --rule pypi',
    'check-egress': 'hubnet check-egress {hub} --host pypi.org',
}
QUERIES = {
    'preset list': ("[?name=='vscode'].name", 'vscode'),
    'preset show': ('name', 'python-packages'),
    'preset diff': ("entries[?destination=='pypi.org'].state", 'failed'),
    'rule list': ("[?name=='pypi'].destination", 'pypi.org'),
    'rule show': ('status', 'Failed'),
    'check-egress': ('verdict', 'blocked'),
}
KEYS = {
    'preset list': contracts.LISTED_PRESET,
    'preset show': contracts.SHOWN_PRESET,
    'preset diff': contracts.DIFF,
    'rule list': contracts.RULE,
    'rule show': contracts.RULE,
    'check-egress': contracts.EGRESS,
}
WIDTH = 100
_GROUP = '/subscriptions/5eb5c0de-0000-4000-8000-0000000000cc/resourceGroups/hubnet-tests/providers/'
ROLES = {
    'search': _GROUP + 'Microsoft.Search/searchServices/search',
    'ai_services': _GROUP + 'Microsoft.CognitiveServices/accounts/ai',
    'registry': _GROUP + 'Microsoft.MachineLearningServices/registries/common',
    'private_link_scope': _GROUP + 'Microsoft.Insights/privateLinkScopes/monitor',
    'application_gateway': _GROUP + 'Microsoft.Network/applicationGateways/gateway',
}


@pytest.mark.parametrize('name', COMMANDS)
def test_every_output_format(az, hub, name):
    command = COMMANDS[name].format(hub=hub('troubled'), preset='python-packages')
    data = az(f'{command} -o json').json
    assert all(set(item) == KEYS[name] for item in (data if isinstance(data, list) else [data]))
    assert yaml.safe_load(az(f'{command} -o yaml').stdout) == data
    assert az(f'{command} -o tsv').stdout.strip()
    query, expected = QUERIES[name]
    assert az(f'{command} --query "{query}" -o tsv').stdout.strip() == expected
    _check_table(az(f'{command} -o table').stdout, _rows(name, data))


def _rows(name, data):
    if name in ('preset show', 'preset diff'):
        return len(data['entries'])
    return len(data) if isinstance(data, list) else 1


def _check_table(text, rows):
    lines = text.rstrip('\n').split('\n')
    assert max(map(len, lines)) <= WIDTH, text
    assert set(lines[1]) == {'-', ' '} and len(lines) == rows + 2, text
    assert '{' not in text and 'None' not in text, text


def test_table_of_all_presets_fits_the_width(az, hub):
    presets = az('hubnet preset list').json
    names = ' '.join(preset['name'] for preset in presets)
    roles = '--resource ' + ' '.join(f'{role}={resource_id}' for role, resource_id in ROLES.items())
    _check_table(
        az(
            f'hubnet preset diff {hub("partial")} {roles} -o table -p {names} '
            '--fqdns application_gateway=pypi.example.com'
        ).stdout,
        sum(preset['entries'] for preset in presets),
    )


@pytest.mark.parametrize('command', ['rule list', 'preset diff -p python-packages', 'check-egress --host pypi.org'])
def test_rule_without_name_is_shown_as_no_name(offline_az, command):
    done = offline_az(
        f'hubnet {command} --rules - -o table --only-show-errors',
        stdin=b'[{"type": "fqdn", "destination": "pypi.org"}]',
    )
    assert 'None' not in done.stdout and '(no name)' in done.stdout, done


def test_vscode_as_of_2024_05_21_has_the_14_hosts_of_the_article(offline_az):
    shown = offline_az('hubnet preset show -p vscode --as-of 2024-05-21 -o json').json
    assert len(shown['entries']) == 14 and not any(entry['optional'] for entry in shown['entries'])
