"""az hubnet preset audit."""

import json
import os
from pathlib import Path

from azure.cli.core.azclierror import FileOperationError, InvalidArgumentValueError

from .base import HubnetScenario, SimulatedScenario
from .contracts import CHECK, FINDING, HUB, LIVE_HUB, check_audit

RULES = {
    'all': {'type': 'fqdn', 'destination': '*'},
    'stores': {'type': 'fqdn', 'destination': '*.blob.core.windows.net'},
    'url': {'type': 'fqdn', 'destination': 'https://pypi.org/simple'},
    'docker': {'type': 'fqdn', 'destination': 'docker.io, cnd.auth0.com'},
}
BAD = {'name': 'bad', 'managed_network': {'isolation_mode': 'allow_only_approved_outbound', 'outbound_rules': RULES}}


def ids(result):
    return [finding['id'] for finding in result['findings']]


class FileAudit(HubnetScenario):
    """Files need no hub."""

    def setUp(self):
        super().setUp()
        folder = Path(self.create_temp_dir())
        self.kwargs.update(folder=str(folder), bad=str(folder / 'bad.json'), waivers=str(folder / 'waivers.yaml'))
        Path(self.kwargs['bad']).write_text(json.dumps(BAD), encoding='utf-8')

    def test_hubnet_preset_audit_file(self):
        result = self.json_of_cmd('hubnet preset audit --rules {bad}')
        check_audit(result, live=False)
        self.assertEqual(HUB, set(result['hub']))
        self.assertEqual(['HN201', 'HN203', 'HN301'], ids(result)[:3])
        everything = result['findings'][0]
        self.assertEqual(
            (['all'], ['*'], 'critical', None),
            tuple(everything[field] for field in ('rules', 'destinations', 'severity', 'waived')),
        )
        self.assertIn('az ml workspace outbound-rule remove ', everything['fix'][0])
        outcomes = {check['id']: check for check in result['checks']}
        self.assertEqual('the input is a file, not a live hub', outcomes['HN702']['reason'])

    def test_hubnet_preset_audit_fail_on(self):
        for level in ('low', 'medium', 'high', 'critical'):
            result = self.exiting_cmd(f'hubnet preset audit --rules {{bad}} --fail-on {level}', 14)
            self.assertEqual('HN201', ids(result)[0])
        without = 'hubnet preset audit --rules {bad} --skip-checks HN201'
        self.assertEqual(['HN203', 'HN301'], ids(self.exiting_cmd(f'{without} --fail-on high', 13))[:2])
        self.cmd(f'{without} --fail-on critical')
        self.exiting_cmd(f'{without} exposure --fail-on low', 12)
        self.exiting_cmd('hubnet preset audit --rules {bad} --checks HN602 --fail-on low', 11)
        self.cmd('hubnet preset audit --rules {bad} --checks HN602 --fail-on medium')

    def test_hubnet_preset_audit_selection(self):
        result = self.json_of_cmd('hubnet preset audit --rules {bad} --checks exposure HN301 --skip-checks HN203')
        self.assertEqual(['HN201', 'HN301'], ids(result))
        self.assertNotIn('HN203', [check['id'] for check in result['checks']])
        shown = self.json_of_cmd('hubnet preset audit --rules {bad} --min-severity high')
        self.assertEqual(['HN201', 'HN203'], ids(shown))
        self.assertGreater(shown['summary']['medium'], 0)
        # What is not shown counts all the same.
        self.exiting_cmd(
            'hubnet preset audit --rules {bad} --skip-checks exposure --min-severity critical --fail-on low', 12
        )
        with self.assertRaisesRegex(InvalidArgumentValueError, "--checks: 'exposures' is not the id or the fam"):
            self.cmd('hubnet preset audit --rules {bad} --checks exposures')

    def test_hubnet_preset_audit_list_checks(self):
        checks = self.json_of_cmd('hubnet preset audit --list-checks')
        self.assertTrue(all(set(check) == CHECK for check in checks))
        self.assertEqual(sorted(check['id'] for check in checks), [check['id'] for check in checks])
        self.assertGreater(len(checks), 50)
        chosen = self.json_of_cmd('hubnet preset audit --list-checks --checks isolation')
        self.assertEqual({'isolation'}, {check['family'] for check in chosen})

    def test_hubnet_preset_audit_waivers(self):
        Path(self.kwargs['waivers']).write_text(
            '- {id: HN201, reason: until the mirror is there, expires: 2100-01-01, destination: "*"}\n'
            '- {id: HN203, rule: stores, reason: long ago, expires: 2020-01-01}\n'
            '- {id: HN204, reason: nothing, expires: never}\n',
            encoding='utf-8',
        )
        with self.assertLogs('cli.azext_hubnet', 'WARNING') as logged:
            result = self.exiting_cmd('hubnet preset audit --rules {bad} --waivers {waivers} --fail-on low', 13)
        self.assertTrue(any('entry 3 (HN204) covers no finding' in line for line in logged.output))
        waived = {finding['id']: finding['waived'] for finding in result['findings']}
        self.assertEqual(('until the mirror is there', None), (waived['HN201'], waived['HN203']))
        self.assertIn('HN801', waived)
        self.assertEqual((0, 1), (result['summary']['critical'], result['summary']['waived']))
        Path(self.kwargs['waivers']).write_text('- {id: HN201, reason: x}\n', encoding='utf-8')
        with self.assertRaisesRegex(InvalidArgumentValueError, 'entry 1: expires is missing'):
            self.cmd('hubnet preset audit --rules {bad} --waivers {waivers}')
        with self.assertRaisesRegex(FileOperationError, '--waivers .*there is no such file'):
            self.cmd('hubnet preset audit --rules {bad} --waivers {folder}/none.yaml')
        with self.assertRaisesRegex(FileOperationError, "--waivers '': there is no such file"):
            self.cmd('hubnet preset audit --rules {bad} --waivers ""')

    def test_hubnet_preset_audit_reports(self):
        names = ('a.sarif', 'a.html', 'a.md', 'a.json', 'a.junit.xml')
        reports = ' '.join(f'--report {{folder}}/{name}' for name in names)
        result = self.json_of_cmd(f'hubnet preset audit --rules {{bad}} {reports}')
        for name in names:
            self.assertIn('HN201', Path(self.kwargs['folder'], name).read_text(encoding='utf-8'))
        written = json.loads(Path(self.kwargs['folder'], 'a.json').read_text(encoding='utf-8'))
        self.assertEqual(result['findings'], written['findings'])
        # Refused before anything is read.
        with self.assertRaisesRegex(InvalidArgumentValueError, 'the ending does not name a form of report'):
            self.cmd('hubnet preset audit --rules {folder}/none.json --report {folder}/a.pdf')
        with self.assertRaisesRegex(FileOperationError, 'the folder .* does not exist'):
            self.cmd('hubnet preset audit --rules {bad} --report {folder}/none/a.md')
        self.assertEqual(sorted([*names, 'bad.json']), sorted(os.listdir(self.kwargs['folder'])))


class HubAudit(SimulatedScenario):
    """Live hubs in states that cannot be produced at will."""

    def test_hubnet_preset_audit_sound(self):
        result = self.json_of_cmd('hubnet preset audit -g {group} -w fresh')
        check_audit(result)
        self.assertEqual(LIVE_HUB, set(result['hub']))
        self.assertEqual({'low', 'info'} | {finding['severity'] for finding in result['findings']}, {'low', 'info'})
        self.assertIn('HN103', ids(result))
        self.assertTrue(
            {check['outcome'] for check in result['checks'] if check['id'].startswith('HN7')} <= {'passed', 'found'}
        )

    def test_hubnet_preset_audit_troubled(self):
        result = self.exiting_cmd('hubnet preset audit -g {group} -w troubled --fail-on medium', 12)
        found = {finding['id']: finding for finding in result['findings']}
        self.assertTrue({'HN401', 'HN403', 'HN405', 'HN701'} <= set(found), found.keys())
        # The role that covers most targets does not cover data factories.
        self.assertIn(
            'Microsoft.DataFactory/factories/privateEndpointConnectionsApproval/action', found['HN701']['message']
        )

    def test_hubnet_preset_audit_modes(self):
        self.assertIn('HN102', ids(self.json_of_cmd('hubnet preset audit -g {group} -w internet')))
        self.assertIn(
            'HN101', ids(self.exiting_cmd('hubnet preset audit --workspace-name {id}/disabled --fail-on high', 13))
        )

    def test_hubnet_preset_audit_all(self):
        result = self.json_of_cmd('hubnet preset audit --all --subscriptions {sub} --min-severity medium')
        self.assertEqual({'hubs', 'summary'}, set(result))
        names = [hub['hub']['name'] for hub in result['hubs']]
        self.assertEqual(sorted(names), names)
        self.assertTrue({'fresh', 'troubled', 'disabled'} <= set(names) and 'project' not in names)
        counted = {hub['hub']['name']: hub['projects'] for hub in result['hubs']}
        self.assertEqual((1, 0), (counted['fresh'], counted['troubled']))
        for hub in result['hubs']:
            self.assertTrue(
                all(
                    set(finding) == FINDING and finding['severity'] not in ('low', 'info')
                    for finding in hub['findings']
                )
            )
        self.assertEqual(sum(hub['summary']['high'] for hub in result['hubs']), result['summary']['high'])
        self.assertEqual(0, result['summary']['unreadable'])
        self.exiting_cmd('hubnet preset audit --all --fail-on high', 13)
