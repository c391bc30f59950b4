"""az hubnet preset list, show and diff on hubs in every state."""

from azure.cli.core.azclierror import InvalidArgumentValueError, RequiredArgumentMissingError, ResourceNotFoundError

from .base import HubnetScenario, SimulatedScenario
from .contracts import LISTED_PRESET, PRESET_ENTRY, SHOWN_PRESET, check_diff


class CatalogueScenario(HubnetScenario):
    """Needs no hub and so makes no request."""

    def test_hubnet_preset_list(self):
        presets = self.json_of_cmd('hubnet preset list')
        self.assertTrue(all(set(preset) == LISTED_PRESET for preset in presets))
        names = [preset['name'] for preset in presets]
        self.assertEqual(sorted(names), names)
        self.assertTrue({'python-packages', 'vscode', 'huggingface', 'docker-hub'} <= set(names))
        self.assertEqual(len(names), len(self.json_of_cmd('hubnet preset list --as-of 2099-01-01')))
        self.cmd(
            'hubnet preset list --as-of 2024-05-21', checks=[self.check("[?name=='vscode'].asOf | [0]", '2024-05-21')]
        )
        self.cmd('hubnet preset list --as-of 1999-01-01', checks=[self.check('length(@)', 0)])

    def test_hubnet_preset_show(self):
        shown = self.json_of_cmd('hubnet preset show -p vscode --as-of 2024-05-21')
        self.assertEqual(SHOWN_PRESET, set(shown))
        self.assertTrue(all(set(entry) == PRESET_ENTRY for entry in shown['entries']))
        self.assertEqual(14, len(shown['entries']))
        self.cmd(
            'hubnet preset show --preset vscode --as-of 2024-05-21',
            checks=[self.check('length(entries[?!optional])', 14), self.check('asOf', '2024-05-21')],
        )
        self.cmd('hubnet preset show -p python-packages', checks=[self.check('name', 'python-packages')])

    def test_hubnet_preset_show_every_table(self):
        for preset in self.json_of_cmd('hubnet preset list'):
            lines = self.cmd(f'hubnet preset show -p {preset["name"]} -o table').output.rstrip('\n').split('\n')
            self.assertEqual(preset['entries'], len(lines) - 2, preset['name'])
            self.assertLessEqual(max(map(len, lines)), 100, preset['name'])

    def test_hubnet_preset_show_not_found(self):
        with self.assertRaisesRegex(InvalidArgumentValueError, "no preset 'vscod'"):
            self.cmd('hubnet preset show -p vscod')
        with self.assertRaisesRegex(InvalidArgumentValueError, '2024-05-21'):
            self.cmd('hubnet preset show -p vscode --as-of 2020-01-01')
        with self.assertRaises(InvalidArgumentValueError):
            self.cmd('hubnet preset show -p vscode --as-of yesterday')
        for day in ('yesterday', '""'):
            with self.assertRaisesRegex(InvalidArgumentValueError, '^--as-of: .* is not a valid date'):
                self.cmd(f'hubnet preset list --as-of {day}')


class DiffScenario(HubnetScenario):
    """Hubs as anyone can create them."""

    def test_hubnet_preset_diff_fresh(self):
        result = self.json_of_cmd('hubnet preset diff -g {group} -w fresh -p vscode')
        check_diff(result)
        self.assertEqual({'missing'}, {entry['state'] for entry in result['entries']})
        required = [entry for entry in result['entries'] if not entry['optional']]
        self.assertEqual(len(required), len(result['plan']['operations']))
        self.cmd(
            'hubnet preset diff -g {group} -w fresh -p vscode',
            checks=[
                self.check('hub.id', '{id}/fresh'),
                self.check('hub.networkStatus', 'Inactive'),
                self.check('hub.isolationMode', 'AllowOnlyApprovedOutbound'),
                self.check('inSync', False),
                self.check('plan.createsFirewall', True),
                self.check('plan.writes', 1),
            ],
        )

    def test_hubnet_preset_diff_options(self):
        optional = self.json_of_cmd(
            'hubnet preset diff -g {group} -w fresh -p python-packages vscode --include-optional --as-of 2024-05-21'
        )
        check_diff(optional)
        self.assertEqual(['python-packages', 'vscode'], [preset['name'] for preset in optional['presets']])
        self.assertEqual(['python-packages'] * 8 + ['vscode'] * 14, [entry['preset'] for entry in optional['entries']])
        self.assertEqual(optional['summary']['missing'], len(optional['plan']['operations']))
        search = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.Search/searchServices/search'
        self.cmd(
            f'hubnet preset diff -g {{group}} -w fresh -p ai-search --resource search={search}',
            checks=[
                self.check('entries[0].destination.service_resource_id', search),
                self.check('plan.operations[0].rule.type', 'private_endpoint'),
                self.check('plan.createsFirewall', False),
            ],
        )
        gateway = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.Network/applicationGateways/gateway'
        result = self.json_of_cmd(
            'hubnet preset diff -g {group} -w fresh -p on-premises '
            f'--resource application_gateway={gateway} '
            '--fqdns application_gateway=pypi.corp.example.com,git.corp.example.com'
        )
        self.assertEqual(
            ['pypi.corp.example.com', 'git.corp.example.com'], result['plan']['operations'][0]['rule']['fqdns']
        )

    def test_hubnet_preset_diff_unfilled_role(self):
        with self.assertRaisesRegex(RequiredArgumentMissingError, 'search'):
            self.cmd('hubnet preset diff -g {group} -w fresh -p ai-search')

    def test_hubnet_preset_diff_partial(self):
        result = self.json_of_cmd('hubnet preset diff -g {group} -w partial -p vscode huggingface')
        check_diff(result)
        states = {
            entry['destination']: (entry['state'], entry['rules'])
            for entry in result['entries']
            if entry['preset'] == 'vscode'
        }
        self.assertEqual(('present', ['vscode-dev']), states['*.vscode.dev'])
        self.assertEqual(('missing', []), states['vscode.dev'])
        self.assertEqual(('present', ['vscode-gallery']), states['marketplace.visualstudio.com'])
        self.assertEqual(('present', ['vscode-gallery']), states['*.gallerycdn.vsassets.io'])
        self.assertFalse(result['plan']['createsFirewall'])
        # The same question in another order is the same plan.
        again = self.json_of_cmd('hubnet preset diff -g {group} -w partial -p huggingface vscode')
        self.assertEqual(result['plan'], again['plan'])

    def test_hubnet_preset_diff_internet(self):
        result = self.json_of_cmd('hubnet preset diff -g {group} -w internet -p vscode serverless-spark --exit-code')
        check_diff(result)
        self.assertEqual({'implied'}, {entry['state'] for entry in result['entries'] if entry['type'] == 'fqdn'})
        self.assertEqual([], result['plan']['operations'])
        self.assertTrue(result['inSync'])

    def test_hubnet_preset_diff_disabled(self):
        result = self.json_of_cmd('hubnet preset diff -g {group} -w disabled -p vscode python-packages --exit-code')
        check_diff(result)
        self.assertEqual({'implied'}, {entry['state'] for entry in result['entries']})
        self.assertEqual([], result['plan']['operations'])

    def test_hubnet_preset_diff_project(self):
        with self.assertLogs('cli.azext_hubnet', 'WARNING') as logged:
            result = self.json_of_cmd('hubnet preset diff -g {group} -w project -p vscode')
        self.assertIn('project is a project', logged.output[0])
        self.assertIn('hub fresh', logged.output[0])
        check_diff(result)
        self.assertEqual('fresh', result['hub']['name'])

    def test_hubnet_preset_diff_exit_code(self):
        result = self.exiting_cmd('hubnet preset diff -g {group} -w fresh -p vscode --exit-code', 10)
        check_diff(result)
        self.assertFalse(result['inSync'])
        # The code belongs to that one command.
        self.cmd('hubnet preset diff -g {group} -w fresh -p vscode --query inSync', checks=[self.check('@', False)])

    def test_hubnet_preset_diff_not_found(self):
        with self.assertRaisesRegex(ResourceNotFoundError, 'The workspace nothing was not found'):
            self.cmd('hubnet preset diff -g {group} -w nothing -p vscode')
        with self.assertRaisesRegex(ResourceNotFoundError, 'ResourceGroupNotFound'):
            self.cmd('hubnet preset diff -g hubnet-nowhere -w fresh -p vscode')

    def test_hubnet_preset_diff_file(self):
        result = self.json_of_cmd('hubnet preset diff -p vscode python-packages --rules {data}')
        self.assertEqual(self.json_of_cmd('hubnet preset diff -p vscode -p python-packages --rules {data}'), result)
        check_diff(result, live=False)
        self.assertIsNone(result['hub']['id'])
        self.assertEqual('hub-genomics', result['hub']['name'])
        self.exiting_cmd('hubnet preset diff -p vscode --rules {data} --exit-code', 10)


class TroubledDiffScenario(SimulatedScenario):
    """A hub with failed and waiting rules."""

    def test_hubnet_preset_diff_troubled(self):
        result = self.exiting_cmd(
            'hubnet preset diff -g {group} -w troubled -p python-packages --exit-code --as-of 2024-05-21', 10
        )
        check_diff(result)
        found = {entry['destination']: entry for entry in result['entries']}
        self.assertEqual(('failed', ['pypi']), (found['pypi.org']['state'], found['pypi.org']['rules']))
        self.assertIn('The firewall update did not complete in time.', found['pypi.org']['reason'])
        self.assertEqual(('pending', ['conda']), (found['*.anaconda.org']['state'], found['*.anaconda.org']['rules']))
        self.assertEqual('present', found['pytorch.org']['state'])
        self.assertEqual('missing', found['anaconda.com']['state'])
        self.assertEqual(
            {'pypi': 'retry'},
            {one['rule']['name']: one['op'] for one in result['plan']['operations'] if one['op'] != 'create'},
        )
