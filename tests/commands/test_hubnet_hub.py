"""How the hub is named: by group and name, by resource id, by configured defaults, or as a file."""

from .base import HubnetScenario


class HubScenario(HubnetScenario):
    """Every command takes these arguments; the cheapest one is tested."""

    def test_hubnet_workspace_id(self):
        self.cmd(
            'hubnet preset diff -w {id}/partial -p vscode --query hub',
            checks=[self.check('id', '{id}/partial'), self.check('name', 'partial')],
        )
        self.cmd(
            'hubnet rule show -w {id}/partial -g HUBNET-tests --rule github-raw',
            checks=[self.check('destination', 'raw.githubusercontent.com')],
        )
        self.cmd(
            'hubnet check-egress -w {id}/partial --host raw.githubusercontent.com',
            checks=[self.check('verdict', 'allowed')],
        )

    def test_hubnet_workspace_usage(self):
        storage = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/one'
        for arguments in (
            '-w {id}/partial -g other-group',
            f'-w {storage}',
            '-w some/thing',
            '-w partial',
            '-w .',
            '-w .. -g {group}',
            '',
            '-g {group}',
            '-w partial -g {group} --rules {data}',
            '-w {id}/partial --rules {data}',
            '-g {group} --rules {data}',
            '-g {group} -w "a b"',
        ):
            with self.subTest(arguments):
                self.exiting_cmd(f'hubnet rule list {arguments}', 2)

    def _configure(self, defaults):
        self.cmd(f'configure --defaults {defaults}')
        self.addCleanup(self.cmd, 'configure --defaults group= workspace=')

    def test_hubnet_configured_defaults(self):
        self._configure('group={group} workspace=fresh')
        self.cmd('hubnet preset diff -p vscode --query hub.name', checks=[self.check('@', 'fresh')])
        self.cmd('hubnet preset diff -p vscode -w partial --query hub.name', checks=[self.check('@', 'partial')])
        # A file overrides defaults and cannot be combined with a named hub.
        self.cmd(
            'hubnet preset diff -p vscode --rules {data} --query hub.name', checks=[self.check('@', 'hub-genomics')]
        )
        self.exiting_cmd('hubnet preset diff -p vscode --rules {data} -w fresh', 2)
        self.cmd('hubnet rule list --query "length(@)"')
        self.cmd('hubnet check-egress --host pypi.org', checks=[self.check('verdict', 'blocked')])

    def test_hubnet_configured_default_id(self):
        self._configure('group=other-group workspace={id}/partial')
        # The id holds its own group, which beats the configured one.
        self.cmd('hubnet preset diff -p vscode --query hub.name', checks=[self.check('@', 'partial')])
        self.exiting_cmd('hubnet preset diff -p vscode -g another-group', 2)
