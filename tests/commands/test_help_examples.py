"""Every example in the help texts is run, and works: the files that it names are there, and so is its hub."""

import io
import itertools
import json
import os
import re
import shlex
from contextlib import nullcontext
from pathlib import Path
from unittest import mock

import yaml
from knack.help_files import helps

from azext_hubnet import HubnetCommandsLoader

from .base import SimulatedScenario
from .private_az import ROOT

GROUP, HUB, RULE = 'my-group', 'my-hub', 'my-rule'
# What `az ml workspace outbound-rule list` prints, the last as it prints a type that it does not know.
RULES = [
    {'name': RULE, 'type': 'fqdn', 'destination': 'pypi.org', 'category': 'user_defined', 'status': 'Active'},
    {
        'name': 'storage',
        'type': 'service_tag',
        'category': 'required',
        'status': 'Active',
        'destination': {'service_tag': 'Storage', 'protocol': 'TCP', 'port_ranges': '443'},
    },
    None,
]
# The codes that an example may end with, by an argument that it has.
DOCUMENTED = {'--exit-code': (10,), '--fail-on': (11, 12, 13, 14)}
WAIVERS = '- {id: HN201, reason: for now, expires: never}'


def examples():
    """Pairs of a command and the text of one of its examples."""
    for command, text in sorted(helps.items()):
        if command == 'hubnet' or command.startswith('hubnet '):
            for example in yaml.safe_load(text).get('examples', ()):
                yield command, example['text'].strip()


class HelpExamples(SimulatedScenario):
    """Replayed like the other scenarios."""

    def setUp(self):
        super().setUp()
        if self.simulator:
            self._add_hub()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.create_temp_dir())

    def _add_hub(self):
        document = json.loads(
            json.dumps(self.simulator.state('partial'))
            .replace('/hubnet-tests/', f'/{GROUP}/')
            .replace('/workspaces/partial', f'/workspaces/{HUB}')
        )
        document['name'] = HUB
        rules = document['properties']['managedNetwork']['outboundRules']
        rules[RULE] = rules.pop('vscode-dev')
        self.simulator.set_state(document)

    def test_hubnet_help_examples(self):
        for command, text in examples():
            with self.subTest(text):
                # The first half of a pipe is another command; the second half reads what that would print.
                *before, line = re.split(r'\s\|\s', text)
                line = ' '.join(line.split())
                self.assertTrue(line.startswith(f'az {command} '), f'not an example of {command}')
                self._make_files(shlex.split(line))
                stdin = io.TextIOWrapper(io.BytesIO(json.dumps(RULES).encode()))
                with mock.patch('sys.stdin', stdin) if before else nullcontext():
                    self._run(line)

    def _run(self, line):
        allowed = [code for argument, codes in DOCUMENTED.items() if argument in line.split() for code in codes]
        line = line.replace('my-subscription', self.get_subscription_id())
        try:
            self.cmd(line.replace('{', '{{').replace('}', '}}'))
        except SystemExit as end:
            self.assertIn(end.code, allowed)

    @staticmethod
    def _make_files(arguments):
        for before, argument in itertools.pairwise(arguments):
            if before == '--plan-file':
                # An example before it has written that.
                continue
            path = Path(argument.lstrip('@'))
            if path.suffix == '.json':
                path.write_text(json.dumps(RULES), encoding='utf-8')
            elif before == '--waivers':
                path.write_text(WAIVERS, encoding='utf-8')
            elif path.suffix in ('.yml', '.yaml'):
                of_rules = before == '--rules'
                source = 'tests/data/sample-hub.yml' if of_rules else 'azext_hubnet/presets/docker-hub.yaml'
                path.write_text((ROOT / source).read_text(encoding='utf-8'), encoding='utf-8')

    def test_hubnet_help_is_complete(self):
        commands = set(HubnetCommandsLoader(self.cli_ctx).load_command_table(None))
        described = {
            name
            for name, text in helps.items()
            if name.startswith('hubnet ') and yaml.safe_load(text)['type'] == 'command'
        }
        self.assertEqual(commands, described)
        shown = [command for command, _ in examples()]
        self.assertEqual([], [command for command in commands if shown.count(command) < 2])
