"""az hubnet preset add, remove and wait on hubs in every state."""

import json
from pathlib import Path
from unittest import mock

from azure.cli.core import azclierror

from .base import HubnetScenario, SimulatedScenario
from .contracts import check_change

ORIGINAL = 'vscode huggingface python-packages --as-of 2024-05-21'
SEARCH = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.Search/searchServices/my-search'


class ChangeScenario(HubnetScenario):
    """A changing command, with the shape of its result."""

    def change(self, command, outcome):
        """Runs a changing command and checks the shape of what it prints."""
        result = self.json_of_cmd(command)
        check_change(result, outcome)
        return result


class AddScenario(ChangeScenario):
    """What add writes, and what it says of it."""

    def test_hubnet_preset_add_fresh(self):
        added = self.change(f'hubnet preset add -g {{group}} -w fresh -p {ORIGINAL} --yes', 'applied')
        self.assertEqual(27, len(added['results']))
        self.assertEqual({'pending'}, {one['outcome'] for one in added['results']})
        self.assertTrue(all(preset['inSync'] for preset in added['presets']))
        self.assertEqual((1, True), (added['plan']['writes'], added['plan']['createsFirewall']))
        again = self.change(f'hubnet preset add -g {{group}} -w fresh -p {ORIGINAL} --yes', 'nothing_to_do')
        self.assertEqual(([], 0), (again['results'], again['plan']['writes']))

    def test_hubnet_preset_add_partial(self):
        planned = self.json_of_cmd('hubnet preset diff -g {group} -w partial -p vscode')['plan']
        added = self.change('hubnet preset add -g {group} -w partial -p vscode --yes', 'applied')
        self.assertEqual(planned['id'], added['plan']['id'])
        self.assertEqual({'applied'}, {one['outcome'] for one in added['results']})
        self.assertEqual(
            [one['rule']['name'] for one in planned['operations']], [one['rule'] for one in added['results']]
        )

    def test_hubnet_preset_add_packed_with_optional(self):
        added = self.change(
            'hubnet preset add -g {group} -w partial -p docker-hub --include-optional --pack --yes', 'applied'
        )
        self.assertEqual(1, len(added['results']))
        self.assertEqual(6, len(added['results'][0]['destination'].split(', ')))
        self.cmd(
            'hubnet preset diff -g {group} -w partial -p docker-hub --include-optional',
            checks=[self.check('inSync', True)],
        )

    def test_hubnet_preset_add_dry_run_and_plan(self):
        plan_file = str(Path(self.create_temp_dir()) / 'plan.json')
        self.kwargs['plan'] = plan_file
        planned = self.change(
            'hubnet preset add -g {group} -w fresh -p docker-hub --dry-run --plan-file {plan}', 'planned'
        )
        self.assertEqual(planned['plan'], json.loads(Path(plan_file).read_text(encoding='utf-8'))['plan'])
        with self.assertRaisesRegex(azclierror.InvalidArgumentValueError, planned['plan']['id']):
            self.cmd('hubnet preset add -g {group} -w fresh -p docker-hub --plan-id sha256:0 --yes')
        added = self.change('hubnet preset add -g {group} -w fresh --plan-file {plan} --yes', 'applied')
        self.assertEqual(planned['plan'], added['plan'])

    def test_hubnet_preset_add_stale_plan(self):
        self.kwargs['plan'] = str(Path(self.create_temp_dir()) / 'plan.json')
        self.cmd('hubnet preset add -g {group} -w fresh -p docker-hub --dry-run --plan-file {plan}')
        self.cmd('hubnet preset add -g {group} -w fresh -p rstudio --yes')
        with self.assertRaisesRegex(azclierror.InvalidArgumentValueError, 'hn-ghcr-io'):
            self.cmd('hubnet preset add -g {group} -w fresh --plan-file {plan} --yes')

    def test_hubnet_preset_add_with_plan_id(self):
        plan = self.json_of_cmd('hubnet preset diff -g {group} -w fresh -p rstudio')['plan']
        self.change(f'hubnet preset add -g {{group}} -w fresh -p rstudio --plan-id {plan["id"]} --yes', 'applied')

    def test_hubnet_preset_add_private_endpoint(self):
        with self.assertRaisesRegex(azclierror.RequiredArgumentMissingError, 'the role search'):
            self.cmd('hubnet preset add -g {group} -w internet -p ai-search --yes')
        added = self.change(
            f'hubnet preset add -g {{group}} -w internet -p ai-search --resource search={SEARCH} --yes', 'applied'
        )
        self.assertEqual('my-search', added['results'][0]['destination']['service_resource_id'].rpartition('/')[2])
        # The platform has made these, and internet mode lets the others out.
        self.change('hubnet preset add -g {group} -w fresh -p hub-dependencies --yes', 'nothing_to_do')
        self.change('hubnet preset add -g {group} -w internet -p vscode --yes', 'nothing_to_do')

    def test_hubnet_preset_add_through_application_gateway(self):
        gateway = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.Network/applicationGateways/gate'
        added = self.change(
            'hubnet preset add -g {group} -w fresh -p on-premises --yes --resource '
            f'application_gateway={gateway} --fqdns application_gateway=repo.corp.example',
            'applied',
        )
        self.assertEqual(['repo.corp.example'], added['plan']['operations'][0]['rule']['fqdns'])

    def test_hubnet_preset_add_no_wait_then_wait(self):
        accepted = self.change('hubnet preset add -g {group} -w partial -p rstudio --yes --no-wait', 'accepted')
        self.assertEqual({'pending'}, {one['outcome'] for one in accepted['results']})
        self.cmd(
            'hubnet preset wait -g {group} -w partial -p rstudio --interval 1 --timeout 60', checks=[self.is_empty()]
        )
        self.cmd('hubnet preset diff -g {group} -w partial -p rstudio', checks=[self.check('summary.present', 3)])

    def test_hubnet_preset_add_interrupted_after_the_write(self):
        with mock.patch('azext_hubnet.flows.change.render_hub', side_effect=[KeyboardInterrupt, {}]):
            added = self.exiting_cmd('hubnet preset add -g {group} -w fresh -p rstudio --yes', 20)
        self.assertEqual('partial', added['outcome'])
        self.assertEqual(
            [('pending', 'interrupted before the proof was complete')] * 3,
            [(one['outcome'], one['error']) for one in added['results']],
        )
        self.change('hubnet preset add -g {group} -w fresh -p rstudio --yes', 'nothing_to_do')

    def test_hubnet_preset_add_serial_and_provision(self):
        added = self.change(
            'hubnet preset add -g {group} -w fresh -p rstudio --write serial --provision --include-spark --yes',
            'applied',
        )
        self.assertEqual({'applied'}, {one['outcome'] for one in added['results']})
        self.assertEqual('Active', added['hub']['networkStatus'])

    def test_hubnet_preset_add_refused(self):
        with self.assertRaisesRegex(azclierror.InvalidArgumentValueError, 'no managed network'):
            self.cmd('hubnet preset add -g {group} -w disabled -p vscode --yes')
        with self.assertRaisesRegex(azclierror.InvalidArgumentValueError, 'is a project'):
            self.cmd('hubnet preset add -g {group} -w project -p vscode --yes')
        with self.assertRaises(azclierror.ResourceNotFoundError):
            self.cmd('hubnet preset add -g {group} -w nothing -p vscode --yes')
        with self.assertRaisesRegex(azclierror.InvalidArgumentValueError, 'no private endpoint subresource'):
            self.cmd('hubnet preset add -g {group} -w fresh -p ai-search --yes --resource search={id}/fresh')
        with mock.patch('sys.stdin', None), self.assertRaises(azclierror.NoTTYError):
            self.cmd('hubnet preset add -g {group} -w fresh -p vscode')
        self.exiting_cmd('hubnet preset add -g {group} -w fresh -p vscode --no-wait --write serial', 2)
        self.exiting_cmd('hubnet preset add -g {group} -w fresh -p vscode --include-spark', 2)
        self.exiting_cmd('hubnet preset add -g {group} -w fresh', 2)
        self.exiting_cmd('hubnet preset add -g {group} -w fresh --plan-file plan.json --pack', 2)
        self.exiting_cmd('hubnet preset add -g {group} -w fresh -p vscode --plan-id "" --yes', 2)
        self.exiting_cmd('hubnet preset remove -g {group} -w fresh -p vscode --plan-file "" --yes', 2)
        self.exiting_cmd('hubnet preset wait -p vscode', 2)


class RemoveScenario(ChangeScenario):
    """What remove takes away, and what it keeps."""

    def test_hubnet_preset_remove(self):
        self.cmd('hubnet preset add -g {group} -w fresh -p python-packages rstudio --yes')
        # python-packages is in sync and needs every host of this one, and more.
        kept = self.change('hubnet preset remove -g {group} -w fresh -p azure-direct-models --yes', 'nothing_to_do')
        self.assertEqual(7, len(kept['kept']))
        self.assertTrue(all('python-packages' in one['reason'] for one in kept['kept']))
        removed = self.change('hubnet preset remove -g {group} -w fresh -p python-packages --yes', 'applied')
        self.assertEqual((8, {'applied'}), (len(removed['results']), {one['outcome'] for one in removed['results']}))
        self.cmd('hubnet preset diff -g {group} -w fresh -p rstudio', checks=[self.check('inSync', True)])
        self.change('hubnet preset remove -g {group} -w fresh -p rstudio --yes', 'applied')
        self.cmd('hubnet rule list -g {group} -w fresh', checks=[self.check("[?starts_with(name, 'hn-')]", [])])
        self.cmd(
            'hubnet preset remove -g {group} -w fresh -p rstudio --yes', checks=[self.check('outcome', 'nothing_to_do')]
        )

    def test_hubnet_preset_remove_other_names(self):
        kept = self.change('hubnet preset remove -g {group} -w partial -p vscode --yes', 'nothing_to_do')['kept']
        self.assertIn('vscode-dev', [one['rule'] for one in kept])
        planned = self.change('hubnet preset remove -g {group} -w partial -p vscode --any-name --dry-run', 'planned')
        self.assertEqual({'delete'}, {one['op'] for one in planned['plan']['operations']})


class TroubledScenario(SimulatedScenario):
    """Rules that have failed."""

    def test_hubnet_preset_add_retries_failed_rules(self):
        result = self.json_of_cmd('hubnet preset add -g {group} -w troubled -p python-packages --yes')
        check_change(result, 'applied')
        self.assertIn(
            {'op': 'retry', 'rule': {'name': 'pypi', 'type': 'fqdn', 'destination': 'pypi.org'}},
            result['plan']['operations'],
        )

    def test_hubnet_preset_wait_fails_if_a_rule_failed(self):
        with self.assertRaisesRegex(azclierror.DeploymentError, 'pypi'):
            self.cmd('hubnet preset wait -g {group} -w troubled -p python-packages --interval 1')
