"""The simulator against real traffic: both recorded sequences, step by step, over a real connection.

The fixtures restate the recordings (their `source` says where those are) and are replayed on the paths that were
recorded: the 2022 one, `/managedNetwork/outboundRules` with its list keyed by name, and a Foundry account's. The
simulator serves both as aliases, so nothing is translated here that could hide a difference.
"""

import json
import re
from pathlib import Path

import pytest

from tests.simulator import ManualClock, Simulator

FIXTURES = Path(__file__).parent / 'fixtures'
LRO_HEADERS = ('azure-asyncoperation', 'location', 'x-ms-async-operation-timeout', 'retry-after')
PATTERNS = {'{operation}': '[A-Za-z0-9_-]+', '{uuid}': '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'}
# Later API versions return these in every service tag rule; in 2022 they did not exist.
NEWER_FIELDS = ('action', 'addressPrefixes')


def load(name):
    return json.loads((FIXTURES / name).read_text(encoding='utf-8'))


def document(fixture):
    """The resource before the recording began."""
    before = dict(fixture['before'])
    if isinstance(before['outboundRules'], list):
        before['outboundRules'] = {name: fixture['rules'][name] for name in before['outboundRules']}
    parts = fixture['resource'].split('/')
    return {
        'id': fixture['resource'],
        'name': parts[-1],
        'type': f'{parts[6]}/{parts[7]}',
        'kind': 'Default',
        'location': fixture['location'],
        'properties': {'provisioningState': 'Succeeded', 'managedNetwork': before},
    }


def replay(fixture, folder):
    """Send every step and compare status, operation headers and body."""
    clock = ManualClock()
    with Simulator(folder, hubs=[document(fixture)], clock=clock) as simulator:
        remote, operation_url = simulator.remote(), None
        places = {
            '{arm}': simulator.url,
            '{resource}': fixture['resource'],
            '{network}': fixture['before']['networkId'],
        }
        for step in fixture['steps']:
            if 'poll' in step:
                if step['poll']['status'] != 'InProgress':
                    clock.advance(3600)
                answer = remote.arm('GET', operation_url)
                assert answer.status == 200
                assert same_shape(step['poll'], answer.body, places), (step['poll'], answer.body)
                assert 'Retry-After' not in answer.headers
                continue
            path = step['path'].replace('{resource}', fixture['resource'])
            answer = remote.arm(step['method'], path, step.get('request'), api_version=fixture['apiVersion'])
            assert answer.status == step['status'], answer.text
            sent = {name.lower(): value for name, value in answer.headers.items() if name.lower() in LRO_HEADERS}
            wanted = {name.lower(): value for name, value in step.get('headers', {}).items()}
            assert set(sent) == set(wanted)
            for name, template in wanted.items():
                assert matches(template, sent[name], places), (template, sent[name])
            operation_url = sent.get('azure-asyncoperation', operation_url)
            compare(fixture, step['response'], answer.body)


def matches(template, text, places):
    for place, value in places.items():
        template = template.replace(place, value)
    pattern = re.escape(template)
    for place, expression in PATTERNS.items():
        pattern = pattern.replace(re.escape(place), expression)
    return re.fullmatch(pattern, text) is not None


def same_shape(wanted, body, places):
    return set(wanted) == set(body) and all(
        matches(value, body[key], places) if isinstance(value, str) else value == body[key]
        for key, value in wanted.items()
    )


def compare(fixture, wanted, body):
    """True if equal in all that the recording contains; workspace bodies were cut to their managed network."""
    if wanted is None:
        assert body is None
    elif isinstance(wanted, list):
        assert cut(body) == {name: fixture['rules'][name] for name in wanted}
    elif 'value' in wanted:
        assert canonical(body['value']) == canonical(wanted['value'])
        assert set(body) == set(wanted)
    elif 'managedNetwork' in wanted['properties']:
        network, recorded = body['properties']['managedNetwork'], wanted['properties']['managedNetwork']
        assert body['properties']['provisioningState'] == wanted['properties']['provisioningState']
        assert {key: network[key] for key in ('isolationMode', 'networkId')} == {
            key: recorded[key] for key in ('isolationMode', 'networkId')
        }
        compare(fixture, recorded['outboundRules'], network['outboundRules'])
    else:
        assert body == wanted


def canonical(items):
    """Comparable regardless of order, because the recorded list has no names and no guaranteed order."""
    return sorted(json.dumps(one, sort_keys=True) for one in items)


def cut(rules):
    """The rules without the fields of later API versions."""
    shown = {}
    for name, rule in rules.items():
        destination = rule['destination']
        if isinstance(destination, dict):
            destination = {key: value for key, value in destination.items() if key not in NEWER_FIELDS}
        shown[name] = {**rule, 'destination': destination}
    return shown


@pytest.mark.parametrize('name', ['workspace_patch_merge.json', 'account_rule_puts.json'])
def test_simulator_answers_as_recorded(name, tmp_path):
    replay(load(name), tmp_path)


def test_replay_detects_a_lost_rule(tmp_path):
    """If a kept rule is missing from the recorded answer, the replay fails."""
    fixture = load('workspace_patch_merge.json')
    step = next(one for one in fixture['steps'] if isinstance(one.get('response'), list))
    step['response'].remove('pytorch')
    with pytest.raises(AssertionError):
        replay(fixture, tmp_path)


@pytest.mark.parametrize('name', ['workspace_patch_merge.json', 'account_rule_puts.json'])
def test_recording_names_its_source(name):
    source = load(name)['source']
    assert re.fullmatch('[0-9a-f]{40}', source['commit']) and source['repo'] and source['path']
