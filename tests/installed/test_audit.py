"""`preset audit` in a real process: files, hubs, exit codes, tables, reports, colour."""

import json
import os
import pty
import re
import subprocess

import pytest
import yaml

from tests.commands.contracts import AUDIT, check_audit
from tests.commands.private_az import ROOT
from tests.simulator import SUBSCRIPTION_ID, workspace_id

pytestmark = pytest.mark.compat

WIDTH = 120
BAD = {
    'all': {'type': 'fqdn', 'destination': '*'},
    'stores': {'type': 'fqdn', 'destination': '*.blob.core.windows.net'},
    'tag': {'type': 'service_tag', 'destination': {'service_tag': 'Internet', 'protocol': '*', 'port_ranges': '*'}},
    'url': {'type': 'fqdn', 'destination': 'https://pypi.org/simple'},
    'a rule with a very long name that no column of a table holds': {'type': 'fqdn', 'destination': '*pypi.org'},
    '$(touch pwned)': {'type': 'fqdn', 'destination': 'cnd.auth0.com'},
    '\x1b[31mred': {'type': 'fqdn', 'destination': '\x1b[2Jevil.example'},
    '=1+1': {'type': 'fqdn', 'destination': '*.azurewebsites.net', 'status': 'Failed', 'error': '\x1b]0;owned\x07'},
}


@pytest.fixture(name='bad')
def _bad(tmp_path):
    """A rules file with many problems, in a folder with a space in its name."""
    folder = tmp_path / 'a hub'
    folder.mkdir()
    path = folder / 'bad.json'
    path.write_text(
        json.dumps(
            {
                'name': 'bad',
                'managed_network': {'isolation_mode': 'allow_only_approved_outbound', 'outbound_rules': BAD},
            }
        ),
        encoding='utf-8',
    )
    return path


def ids(result):
    return [finding['id'] for finding in result['findings']]


def check_table(text):
    lines = text.rstrip('\n').split('\n')
    assert max(map(len, lines)) <= WIDTH, text
    assert set(lines[1]) == {'-', ' '} and 'None' not in text, text
    assert all(line.isprintable() for line in lines)
    return len(lines) - 2


RULE_FILES = (
    sorted((ROOT / 'tests' / 'core' / 'rule_files').glob('*.*ml'))
    + sorted((ROOT / 'tests' / 'core' / 'rule_files').glob('*.json'))
    + [ROOT / 'tests' / 'data' / 'sample-hub.yml']
)


@pytest.mark.parametrize('path', RULE_FILES, ids=lambda path: path.name)
def test_audit_reads_every_rule_file(offline_az, path):
    result = offline_az(f'hubnet preset audit --rules "{path}"').json
    check_audit(result, live='resourceGroup' in result['hub'])


def test_every_output_format(offline_az, bad):
    command = f'hubnet preset audit --rules "{bad}"'
    done = offline_az(command)
    check_audit(done.json, live=False)
    assert done.stdout.isascii() or '\x1b' not in done.stdout
    assert yaml.safe_load(offline_az(f'{command} -o yaml').stdout) == done.json
    assert offline_az(f'{command} --query "findings[0].id" -o tsv').stdout == 'HN201\n'
    table = offline_az(f'{command} -o table')
    reasons = {check['reason'] for check in done.json['checks'] if check['outcome'] == 'skipped'}
    assert check_table(table.stdout) == len(done.json['findings']) + len(reasons) and reasons
    assert '\x1b' not in table.stderr and 'HN201' in table.stdout
    checks = offline_az('hubnet preset audit --list-checks -o table')
    assert check_table(checks.stdout) == len(offline_az('hubnet preset audit --list-checks').json) > 50


def test_rules_from_standard_input(offline_az, bad):
    from_file = offline_az(f'hubnet preset audit --rules "{bad}"').json
    assert offline_az('hubnet preset audit --rules -', stdin=bad.read_bytes()).json == from_file


@pytest.mark.parametrize(
    'checks, level, code',
    [
        ('exposure', 'critical', 14),
        ('exposure', 'low', 14),
        ('HN203', 'high', 13),
        ('HN203', 'critical', 0),
        ('HN205', 'medium', 12),
        ('HN602', 'low', 11),
        ('HN602', 'medium', 0),
        ('HN506', 'low', 0),
        ('HN101', 'low', 0),
    ],
)
def test_fail_on_exits_with_code_of_most_severe_finding(offline_az, bad, checks, level, code):
    command = f'hubnet preset audit --rules "{bad}" --checks {checks}'
    done = offline_az(f'{command} --fail-on {level} -o table', code=code)
    assert done.stdout == offline_az(f'{command} -o table').stdout


@pytest.mark.parametrize(
    'arguments',
    [
        '',
        '-w fresh',
        '--all -w fresh',
        '--all -g hubnet-tests',
        '--all --rules x.json',
        '--subscriptions a',
        '--rules x.json -w fresh',
        '--list-checks --all',
        '--list-checks -w fresh',
        '--rules x.json --fail-on info',
        '--list-checks --report x.html',
        '--rules x.json -g hubnet-tests',
        '-g hubnet-tests -w "fresh "',
        '--rules x.json --min-severity most',
        '--rules x.json --report',
    ],
)
def test_usage_errors_exit_2(az, simulator, arguments):
    done = az(f'hubnet preset audit {arguments}', code=2)
    assert done.stdout == '' and done.stderr and simulator.log() == []


@pytest.mark.parametrize(
    'arguments, message',
    [
        ('--report a.pdf', 'the ending does not name a form of report'),
        ('--report none/a.html', 'does not exist'),
        ('--checks HN999', 'is not the id or the family'),
        ('--waivers none.yaml', 'there is no such file'),
        ('--checks HN101 --skip-checks isolation', 'no check to run'),
    ],
)
def test_unusable_arguments_exit_1_before_any_request(az, hub, simulator, arguments, message):
    done = az(f'hubnet preset audit {hub("fresh")} {arguments}', code=1)
    assert message in done.stderr and done.stdout == '' and simulator.log() == []


def test_audit_of_live_hub_checks_live_facts(az, hub, simulator):
    result = az(f'hubnet preset audit {hub("troubled")}').json
    check_audit(result)
    outcomes = {check['id']: check['outcome'] for check in result['checks']}
    assert {outcomes[live] for live in ('HN701', 'HN702', 'HN704')} <= {'passed', 'found'}
    kinds = [entry['kind'] for entry in simulator.log() if entry['kind'] not in ('token', 'openid', 'metadata')]
    assert kinds[0] == 'workspace_get' and kinds.count('workspace_get') == 1 and len(kinds) <= 12
    simulator.clear_log()
    without = az(f'hubnet preset audit {hub("troubled")} --skip-checks live').json
    assert [entry['kind'] for entry in simulator.log() if entry['kind'] not in ('token', 'openid', 'metadata')] == [
        'workspace_get'
    ]
    assert not any(check['id'].startswith('HN7') for check in without['checks'])


def test_forbidden_live_facts_skip_their_checks_with_reason(az, hub, simulator):
    for kind in ('provider_get', 'dependencies', 'role_assignments'):
        simulator.add_fault(on=kind, action='forbidden', occurrence='every')
    result = az(f'hubnet preset audit {hub("troubled")}').json
    reasons = {check['id']: check['reason'] for check in result['checks'] if check['outcome'] == 'skipped'}
    assert all('AuthorizationFailed' in reasons[check] for check in ('HN701', 'HN702', 'HN704'))


def test_missing_hub_exits_3(az, hub):
    assert 'was not found' in az(f'hubnet preset audit {hub("nothing")}', code=3).stderr


def test_audit_all_reads_each_hub_once(az, simulator):
    done = az('hubnet preset audit --all')
    hubs = done.json['hubs']
    assert [one['hub']['name'] for one in hubs] == ['disabled', 'fresh', 'internet', 'partial', 'troubled']
    assert all(set(one) - {'projects'} == AUDIT for one in hubs) and done.json['summary']['unreadable'] == 0
    asked = [entry['kind'] for entry in simulator.log() if entry['kind'] in ('resource_graph', 'workspace_get')]
    assert sorted(asked) == ['resource_graph'] + ['workspace_get'] * 5
    table = az('hubnet preset audit --all -o table --min-severity medium').stdout
    check_table(table)
    assert table.startswith('Hub ') and '\n(5 hubs)  skipped     HN701+3 ' in table
    assert az(f'hubnet preset audit --all --subscriptions {SUBSCRIPTION_ID}').json == done.json


def test_unreadable_hub_is_reported_beside_the_others(az, simulator, tmp_path):
    simulator.add_fault(on='workspace_get', action='forbidden', occurrence='every', path='/workspaces/partial$')
    report = tmp_path / 'r.sarif'
    done = az(f'hubnet preset audit --all --report {report} --fail-on high', code=20)
    (lost,) = [one for one in done.json['hubs'] if 'error' in one]
    assert lost['id'] == workspace_id('partial') and 'AuthorizationFailed' in lost['error']
    assert len(done.json['hubs']) == 5 and done.json['summary']['unreadable'] == 1
    assert json.loads(report.read_text(encoding='utf-8'))['runs'][0]['invocations'][0]['executionSuccessful'] is False
    check_table(az('hubnet preset audit --all -o table', code=20).stdout)


def test_throttled_hub_is_retried_after_its_delay(az, simulator):
    simulator.add_fault(on='workspace_get', action='throttled', retry_after=2, path='/workspaces/partial$')
    done = az('hubnet preset audit --all')
    assert done.seconds > 2 and done.json['summary']['unreadable'] == 0
    asked = [entry for entry in simulator.log() if entry['path'].endswith('/workspaces/partial')]
    assert [entry['status'] for entry in asked] == [429, 200]


def test_reports_in_every_format(offline_az, bad):
    names = ('a.sarif', 'a.html', 'a.md', 'a.json', 'a.junit.xml')
    (bad.parent / 'a.md').write_text('old', encoding='utf-8')
    reports = ' '.join(f'--report "{bad.parent / name}"' for name in names)
    result = offline_az(f'hubnet preset audit --rules "{bad}" {reports} --fail-on critical', code=14).json
    assert sorted(os.listdir(bad.parent)) == sorted(['bad.json', *names])
    for name in names:
        text = (bad.parent / name).read_text(encoding='utf-8')
        assert 'HN201' in text and '\x1b' not in text and '\x07' not in text, name
    assert json.loads((bad.parent / 'a.json').read_text(encoding='utf-8'))['findings'] == result['findings']
    assert ' ' in str(bad) and '<script' not in (bad.parent / 'a.html').read_text(encoding='utf-8')


def test_fix_commands_are_safe_to_paste_into_a_shell(offline_az, bad, tmp_path):
    result = offline_az(f'hubnet preset audit --rules "{bad}"').json
    commands = [command for finding in result['findings'] for command in finding['fix']]
    assert any('$(touch pwned)' in command for command in commands)
    shell = 'az() { printf "%s\\0" "$@"; printf "\\n"; }\n' + '\n'.join(commands)
    done = subprocess.run(['bash', '-c', shell], cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr == b'' and not (tmp_path / 'pwned').exists()
    assert done.stdout.count(b'\n') == len(commands) and b'--rule=$(touch pwned)\0' in done.stdout
    assert all(command.isprintable() for command in commands)


def test_waived_finding_does_not_fail(offline_az, bad):
    waivers = bad.parent / 'waivers.yaml'
    waivers.write_text(
        '- {id: HN201, reason: for now, expires: never}\n- {id: HN101, reason: x, expires: never}\n', encoding='utf-8'
    )
    done = offline_az(f'hubnet preset audit --rules "{bad}" --waivers "{waivers}" --checks HN201 --fail-on low')
    assert done.json['findings'][0]['waived'] == 'for now' and 'entry 2 (HN101) covers no finding' in done.stderr
    assert (
        'waived'
        in offline_az(f'hubnet preset audit --rules "{bad}" --waivers "{waivers}" --checks HN201 -o table').stdout
    )


@pytest.mark.parametrize('settings, coloured', [({}, True), ({'AZURE_CORE_NO_COLOR': 'yes'}, False)])
def test_colour_only_on_a_terminal_with_colour_enabled(offline_az, bad, settings, coloured):
    command = [offline_az.executable, 'hubnet', 'preset', 'audit', '--rules', str(bad), '-o', 'table']
    master, slave = pty.openpty()
    with subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=offline_az.folder,
        env={**offline_az.environment, **settings},
    ) as process:
        os.close(slave)
        shown = b''
        while True:
            try:
                read = os.read(master, 65536)
            except OSError:
                break
            if not read:
                break
            shown += read
    os.close(master)
    assert process.returncode == 0
    lines = [line for line in shown.decode().splitlines() if 'HN201' in line]
    assert len(lines) == 1 and ('\x1b[' in lines[0]) is coloured
    plain = re.sub(r'\x1b\[[0-9;]*m', '', lines[0])
    assert plain.startswith('critical') and len(plain) <= WIDTH and '\x1b' not in plain
