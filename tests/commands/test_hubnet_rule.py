"""az hubnet rule list and show."""

from azure.cli.core.azclierror import InvalidArgumentValueError

from .base import HubnetScenario, SimulatedScenario
from .contracts import RULE, check_rules


class RuleScenario(HubnetScenario):
    """The rules of hubs as anyone can create them."""

    def test_hubnet_rule_list(self):
        rules = self.json_of_cmd('hubnet rule list -g {group} -w partial')
        check_rules(rules)
        found = {rule['name']: rule for rule in rules}
        self.assertEqual(
            '*.gallerycdn.vsassets.io, marketplace.visualstudio.com', found['vscode-gallery']['destination']
        )
        self.assertIn('vscode', found['vscode-gallery']['presets'])
        self.assertEqual(
            {'service_tag': 'DataFactory', 'protocol': 'TCP', 'port_ranges': '443'},
            found['data-factory']['destination'],
        )
        self.assertTrue(any(rule['category'] == 'Required' for rule in rules))

    def test_hubnet_rule_list_without_rules(self):
        self.cmd('hubnet rule list -g {group} -w disabled', checks=[self.check('@', [])])

    def test_hubnet_rule_list_project(self):
        with self.assertLogs('cli.azext_hubnet', 'WARNING') as logged:
            of_project = self.json_of_cmd('hubnet rule list -g {group} -w project')
        self.assertIn('hub fresh', logged.output[0])
        self.assertEqual(self.json_of_cmd('hubnet rule list -g {group} -w fresh'), of_project)

    def test_hubnet_rule_list_file(self):
        rules = self.json_of_cmd('hubnet rule list --rules {data}')
        check_rules(rules)
        self.cmd(
            'hubnet rule list --rules {data}',
            checks=[
                self.check("[?name=='vscode-apex'].destination | [0]", 'vscode.dev'),
                self.check('length(@)', len(rules)),
            ],
        )

    def test_hubnet_rule_show(self):
        rule = self.json_of_cmd('hubnet rule show -g {group} -w partial --rule vscode-dev')
        self.assertEqual(RULE, set(rule))
        self.cmd(
            'hubnet rule show -g {group} -w partial -r VSCODE-DEV',
            checks=[
                self.check('name', 'vscode-dev'),
                self.check('type', 'fqdn'),
                self.check('destination', '*.vscode.dev'),
                self.check('status', 'Active'),
                self.check('category', 'UserDefined'),
                self.check('error', None),
            ],
        )
        self.cmd('hubnet rule show --rules {data} --rule pypi', checks=[self.check('destination', 'pypi.org')])

    def test_hubnet_rule_show_not_found(self):
        # Not 3, which scripts take to mean that there is no hub.
        with self.assertRaisesRegex(InvalidArgumentValueError, "partial has no outbound rule 'vscode-de'"):
            self.cmd('hubnet rule show -g {group} -w partial --rule vscode-de')


class TroubledRuleScenario(SimulatedScenario):
    """Failed and waiting rules, one that the platform made for another, one of an unknown type."""

    def test_hubnet_rule_list_troubled(self):
        rules = self.json_of_cmd('hubnet rule list -g {group} -w troubled')
        check_rules(rules)
        found = {rule['name']: rule for rule in rules}
        self.assertEqual('Failed', found['pypi']['status'])
        self.assertEqual('The firewall update did not complete in time.', found['pypi']['error'])
        self.assertEqual(
            ['Inactive', 'Provisioning', 'Deleting'],
            [found[name]['status'] for name in ('files', 'conda', 'old-mirror')],
        )
        dependency = found['__SYS_PE_factory-troubled_portal_5ca1ab1e']
        self.assertEqual(('Dependency', ['factory']), (dependency['category'], dependency['parents']))
        self.cmd(
            'hubnet rule show -g {group} -w troubled --rule pypi',
            checks=[
                self.check('status', 'Failed'),
                self.check('error', 'The firewall update did not complete in time.'),
            ],
        )

    def test_hubnet_rule_list_unknown_type(self):
        if self.simulator:
            self.simulator.faults.add(
                'workspace_get',
                'inject_rule',
                occurrence='every',
                rule='new-kind',
                value={
                    'type': 'ServiceMesh',
                    'destination': {'mesh': 'one'},
                    'status': 'Active',
                    'category': 'UserDefined',
                },
            )
        with self.assertLogs('cli.azext_hubnet', 'WARNING') as logged:
            rule = self.json_of_cmd('hubnet rule show -g {group} -w fresh --rule new-kind')
        self.assertIn('new-kind', logged.output[0])
        self.assertEqual(RULE, set(rule))
        self.assertEqual((None, {'mesh': 'one'}), (rule['type'], rule['destination']))
        self.assertIn('ServiceMesh', rule['note'])
