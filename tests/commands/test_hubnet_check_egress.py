"""az hubnet check-egress."""

from .base import HubnetScenario, SimulatedScenario
from .contracts import EGRESS


class EgressScenario(HubnetScenario):
    """Hubs as anyone can create them."""

    def test_hubnet_check_egress(self):
        answer = self.json_of_cmd('hubnet check-egress -g {group} -w partial --host marketplace.visualstudio.com')
        self.assertEqual(EGRESS, set(answer))
        self.cmd(
            'hubnet check-egress -g {group} -w partial --host Marketplace.VisualStudio.com. --exit-code',
            checks=[
                self.check('verdict', 'allowed'),
                self.check('host', 'marketplace.visualstudio.com'),
                self.check('port', 443),
                self.check('rules', ['vscode-gallery']),
                self.check('fix', None),
            ],
        )
        self.cmd(
            'hubnet check-egress -g {group} -w partial --host files.pythonhosted.org --port 443',
            checks=[
                self.check('verdict', 'blocked'),
                self.check('rules', []),
                self.check("starts_with(fix, 'az hubnet preset add -g {group} -w partial --subscription ')", True),
                self.check("ends_with(fix, ' -p python-packages')", True),
            ],
        )
        self.cmd(
            'hubnet check-egress -g {group} -w partial --host marketplace.visualstudio.com --port 22',
            checks=[self.check('verdict', 'blocked'), self.check("contains(reason, 'ports 80 and 443 only')", True)],
        )

    def test_hubnet_check_egress_exit_code(self):
        answer = self.exiting_cmd('hubnet check-egress -g {group} -w partial --host pypi.org --exit-code', 10)
        self.assertEqual('blocked', answer['verdict'])

    def test_hubnet_check_egress_unrestricted(self):
        self.cmd(
            'hubnet check-egress -g {group} -w internet --host pypi.org --exit-code',
            checks=[self.check('verdict', 'allowed'), self.check('rules', [])],
        )
        self.cmd(
            'hubnet check-egress -g {group} -w disabled --host pypi.org --port 8443 --exit-code',
            checks=[self.check('verdict', 'allowed')],
        )

    def test_hubnet_check_egress_private_endpoint(self):
        target = self.json_of_cmd(
            'hubnet rule list -g {group} -w partial --query '
            '"[?destination.subresource_target==\'blob\'] | [0].destination"'
        )
        account = target['service_resource_id'].rpartition('/')[2]
        self.cmd(
            f'hubnet check-egress -g {{group}} -w partial --host {account}.blob.core.windows.net',
            checks=[self.check('verdict', 'allowed'), self.check('length(rules)', 1)],
        )

    def test_hubnet_check_egress_file(self):
        self.cmd('hubnet check-egress --host github.com --rules {data}', checks=[self.check('rules', ['github'])])

    def test_hubnet_check_egress_port(self):
        for port in (0, 65536, -1):
            self.exiting_cmd(f'hubnet check-egress --host github.com --port={port} --rules {{data}}', 2)


class TroubledEgressScenario(SimulatedScenario):
    """Rules that are not in force."""

    def test_hubnet_check_egress_troubled(self):
        self.exiting_cmd('hubnet check-egress -g {group} -w troubled --host files.pythonhosted.org --exit-code', 10)
        self.cmd(
            'hubnet check-egress -g {group} -w troubled --host files.pythonhosted.org',
            checks=[self.check('verdict', 'pending'), self.check('rules', ['files'])],
        )
        self.cmd(
            'hubnet check-egress -g {group} -w troubled --host pypi.org',
            checks=[self.check('verdict', 'blocked'), self.check("contains(reason, 'Failed')", True)],
        )
        self.cmd(
            'hubnet check-egress -g {group} -w troubled --host mirror.example.com',
            checks=[self.check('verdict', 'blocked'), self.check("contains(reason, 'Deleting')", True)],
        )
        self.cmd(
            'hubnet check-egress -g {group} -w troubled --host other.blob.core.windows.net',
            checks=[self.check('verdict', 'maybe'), self.check('tags', ['Storage.WestUS3'])],
        )
