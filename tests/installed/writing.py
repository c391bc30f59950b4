"""Helpers for the tests of writing commands."""

import time
from pathlib import Path

from tests.simulator import workspace_id

ORIGINALS = '-p vscode huggingface python-packages --as-of 2024-05-21'
INTERRUPTS = Path(__file__).parent / 'injected' / 'interrupts'


def rules_of(simulator, hub):
    """The rules on the hub in REST form, without their status and error, which the service changes by itself."""
    rules = simulator.state(hub)['properties']['managedNetwork']['outboundRules']
    return {
        name: {field: value for field, value in rule.items() if field not in ('status', 'errorInformation')}
        for name, rule in rules.items()
    }


def settled(simulator, hub):
    """The same, after every operation on the hub has ended."""
    for _ in range(200):
        body = simulator.arm('GET', workspace_id(hub)).body['properties']
        rules = body['managedNetwork']['outboundRules'].values()
        if body['provisioningState'] == 'Succeeded' and not any(rule['status'] == 'Provisioning' for rule in rules):
            return rules_of(simulator, hub)
        time.sleep(0.05)
    raise AssertionError(f'{hub} is still being changed')


def requests_of(simulator, *kinds):
    """Kind and status of every request for a workspace so far. kinds: only these, if any are given."""
    return [
        (entry['kind'], entry['status'])
        for entry in simulator.log()
        if 'Microsoft.MachineLearningServices' in entry['path'] and (not kinds or entry['kind'] in kinds)
    ]


def outcomes(done):
    """Outcome by rule name of a result."""
    return {one['rule']: one['outcome'] for one in done.json['results']}


def signal_at(signal, moment, number):
    """The environment that makes az send itself a signal at one request, see injected/interrupts."""
    return {'PYTHONPATH': str(INTERRUPTS), 'HUBNET_TEST_SIGNAL': f'{signal}:{moment}:{number}'}
