"""Several passing troubles in one run, drawn by a seed: everything is in place in the end, and the result says so."""

import json
import random

import pytest

from tests.harness.scripted_arm import CUT, scripted_session

pytestmark = pytest.mark.compat

pytest.importorskip('azure.ai.ml')

RULES = {'hn-a-example-com', 'hn-b-example-com', 'hn-c-example-com'}
BUSY = (409, {}, {'error': {'code': 'Conflict', 'message': 'Busy.'}})
REFUSED = [(429, {}, None), (429, {'Retry-After': '5'}, None)]
IN_DOUBT = [CUT, *((status, {}, {'error': {'code': 'Bad', 'message': 'A bad moment.'}}) for status in (408, 500, 503))]
TELLS_NOTHING = [(200, {}, body) for body in (b'', b'<html>', b'{"status": ', {'status': None}, [])]
# Before and after the service has acted, by what it is asked.
TROUBLES = {
    'GET': (REFUSED + IN_DOUBT, []),
    'POLL': (REFUSED + IN_DOUBT + TELLS_NOTHING + [(404, {}, None)], []),
    'PATCH': (REFUSED + IN_DOUBT + [BUSY], IN_DOUBT),
    'PUT': (REFUSED + IN_DOUBT + [BUSY], IN_DOUBT),
}


def schedule(draw, arm, after_acting):
    """At most two troubles in a row: a command may give up after more of them."""
    for method, kinds in TROUBLES.items():
        before, after = (
            [draw.choice(kind) if kind and draw.random() < 0.3 else None for _ in range(9)] for kind in kinds
        )
        for place in range(2, 9):
            if all(before[at] or after[at] for at in (place - 2, place - 1)):
                before[place] = after[place] = None
        arm.script(method, before, after if after_acting else ())


@pytest.mark.parametrize('seed', range(20))
def test_passing_faults_in_any_order_leave_everything_in_place(tmp_path, seed):
    draw = random.Random(seed)
    preset = tmp_path / 'mine.json'
    preset.write_text(
        json.dumps({'entries': [{'type': 'fqdn', 'destination': f'{letter}.example.com'} for letter in 'abc']})
    )
    with scripted_session(tmp_path) as hubnet:
        arm = hubnet.simulator
        # On a network that is not provisioned only the operation itself tells that it goes on.
        arm.seconds, arm.shown_at_once = draw.choice([0, 5, 30]), draw.random() < 0.5
        is_quiet = draw.random() < 0.5
        arm.show = quiet if is_quiet else arm.show
        # Nobody can know then whether a write without an answer goes on.
        schedule(draw, arm, after_acting=not is_quiet)
        done = hubnet.add('other', str(preset), write=draw.choice(['patch', 'serial']))
        assert arm.sent('PATCH', 'PUT') and set(arm.rules) == {'theirs', *RULES}
        # No operation goes on any more.
        assert {rule['status'] for rule in arm.rules.values()} == {'Active'}
        assert done.results == dict.fromkeys(RULES, 'pending' if is_quiet else 'applied')
        assert not done.result['disturbed']
        for method in TROUBLES:
            arm.script(method)
        arm.log.clear()
        assert hubnet.add('other', str(preset)).outcome == 'nothing_to_do' and not arm.sent('PATCH', 'PUT')


def quiet(body):
    for rule in body['properties']['managedNetwork']['outboundRules'].values():
        rule['status'] = 'Inactive'
    return 200, {}, body
