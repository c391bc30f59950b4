"""What the tests of writing commands share."""

import time
from pathlib import Path

from tests.simulator import workspace_id

ORIGINALS = '-p vscode huggingface python-packages --as-of 2024-05-21'
SIGNALS = Path(__file__).parent / 'signals'


def rules_of(simulator, hub):
    """The rules on the hub in their wire form, less what changes by itself."""
    rules = simulator.state(hub)['properties']['managedNetwork']['outboundRules']
    return {
        name: {field: value for field, value in rule.items() if field not in ('status', 'errorInformation')}
        for name, rule in rules.items()
    }


def settled(simulator, hub):
    """The same once the service no longer changes the hub."""
    for _ in range(200):
        body = simulator.arm('GET', workspace_id(hub)).body['properties']
        rules = body['managedNetwork']['outboundRules'].values()
        if body['provisioningState'] == 'Succeeded' and not any(rule['status'] == 'Provisioning' for rule in rules):
            return rules_of(simulator, hub)
        time.sleep(0.05)
    raise AssertionError(f'{hub} is still being changed')


def requests_of(simulator, *kinds):
    """Kind and status of the requests for workspaces so far, only those kinds if any are given."""
    return [
        (entry['kind'], entry['status'])
        for entry in simulator.log()
        if 'Microsoft.MachineLearningServices' in entry['path'] and (not kinds or entry['kind'] in kinds)
    ]


def outcomes(done):
    """The outcomes of a result by rule name."""
    return {one['rule']: one['outcome'] for one in done.json['results']}


def at(signal, moment, number):
    """The environment in which an az signals itself at that request."""
    return {'PYTHONPATH': str(SIGNALS), 'HUBNET_TEST_SIGNAL': f'{signal}:{moment}:{number}'}
