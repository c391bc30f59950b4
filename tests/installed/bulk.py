"""Adds the 27 hosts of the original presets: in one write by hubnet, with one call per host by azure-ai-ml."""

import copy
import subprocess
from typing import NamedTuple

from tests.simulator import RESOURCE_GROUP

from . import sdk
from .writing import ORIGINALS, requests_of, rules_of

HUB = 'fresh'


class Way(NamedTuple):
    """What one way of adding rules cost.

    Args:
        kinds: The kinds of its requests for the hub, in order.
        operations: The operations of the service, each of which is a wait.
        minutes: The range that hubnet estimates for the real service.
        rules: The rules on the hub afterwards.
    """

    kinds: tuple[str, ...]
    operations: int
    minutes: tuple[int, int]
    rules: dict


def both_ways(az, simulator, python, environment):
    """The JSON result of `az hubnet preset add`, its Way, and the Way of azure-ai-ml in the given Python."""
    # Delays in the proportions of the real service: an operation takes several polls.
    simulator.settings(timing={'operation': 0.3, 'per_fqdn': 0.05, 'first_firewall': 0.6})
    first = simulator.state(HUB)
    provisioned = copy.deepcopy(first)
    provisioned['properties']['managedNetwork']['status'] = {'status': 'Active', 'sparkReady': False}
    simulator.set_state(provisioned)
    add = f'hubnet preset add -g {RESOURCE_GROUP} -w {HUB} {ORIGINALS}'
    serial = az(f'{add} --write serial --dry-run').json['plan']
    simulator.clear_log()
    done = az(f'{add} --yes')
    together = _way(simulator, 'workspace_patch', done.json['plan'])

    # Operations end at once here: only the number of requests counts.
    simulator.set_state(first)
    simulator.settings(timing={'operation': 0.0, 'per_fqdn': 0.0, 'first_firewall': 0.0})
    simulator.clear_log()
    rules = {one['rule']: one['destination'] for one in done.json['results']}
    subprocess.run(
        [python, '-c', sdk.CREATE_RULES],
        check=True,
        timeout=180,
        env=environment,
        capture_output=True,
        input=sdk.given(simulator.url, HUB, rules),
    )
    return done.json, together, _way(simulator, 'rule_put', serial)


def _way(simulator, write, plan):
    kinds = tuple(kind for kind, _ in requests_of(simulator))
    return Way(kinds, kinds.count(write), tuple(plan['estimatedMinutes']), rules_of(simulator, HUB))
