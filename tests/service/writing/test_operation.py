"""Waiting for operations: how fast, how long, and what is made of every kind of answer."""

from types import SimpleNamespace
from unittest import mock

import pytest

from azext_hubnet.service.connection import retry
from azext_hubnet.service.writing import operation
from azext_hubnet.service.writing.operation import (
    END_UNKNOWN,
    ENDED_BADLY,
    ENDED_WELL,
    TIMED_OUT,
    Pace,
    Timer,
    follow,
    patient,
    settle,
)
from tests.service.writing.fakes import Answer, Clock


@pytest.fixture(autouse=True)
def clock():
    with mock.patch.object(operation, 'time', Clock()) as made:
        yield made


class Arm:
    """Gives one answer after another, the last one for ever; an exception is raised."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def send(self, method, url):
        self.asked.append((method, url))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


ACCEPTED = Answer(202, azure_asyncoperation='https://arm/op', Location='https://arm/location')
BY_LOCATION = Answer(202, Location='https://arm/location')
RUNNING = Answer(200, {'status': 'InProgress'})


def test_waits_start_at_a_second_and_grow_to_a_bound(clock):
    timer = Timer(3600)
    pace = Pace(timer)
    waits = []
    for _ in range(10):
        before = clock.now
        pace.sleep()
        waits.append(clock.now - before)
    assert waits[:4] == [1.0, 1.5, 2.25, 3.375] and waits[-1] == 15.0
    before = clock.now
    Pace(timer).sleep()
    assert clock.now - before == 1.0


def test_display_is_updated_every_second(clock):
    ticks = []
    Pace(Timer(60, ticks.append)).sleep(at_least=5)
    assert ticks == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_no_wait_goes_beyond_the_limit(clock):
    timer = Timer(10)
    pace = Pace(timer)
    pace.sleep(at_least=3600)
    assert clock.now == 10 and timer.is_over and timer.left == 0
    pace.sleep()
    assert clock.now == 10


def test_pause_may_exceed_the_limit(clock):
    timer = Timer(10)
    timer.sleep(3600)
    timer.pause()
    assert clock.now == 11


def test_given_interval_does_not_grow(clock):
    pace = Pace(Timer(100), interval=7)
    pace.sleep()
    pace.sleep()
    pace.sleep(at_least=9)
    assert clock.now == 23


@pytest.mark.parametrize(
    'answers, state, text',
    [
        ([RUNNING, Answer(200, {'status': 'Succeeded'})], ENDED_WELL, None),
        ([Answer(202, {'status': 'InProgress'}), Answer(200, {'status': 'succeeded'})], ENDED_WELL, None),
        (
            [Answer(200, {'status': 'Failed', 'error': {'code': 'Bad', 'message': 'It broke.'}})],
            ENDED_BADLY,
            '(Bad) It broke.',
        ),
        ([Answer(200, {'status': 'Failed'})], ENDED_BADLY, 'the operation ended as Failed'),
        ([Answer(200, {'status': 'Canceled'})], ENDED_BADLY, 'the operation ended as Canceled'),
        ([Answer(404, {'error': {'code': 'NotFound', 'message': 'Gone.'}})], END_UNKNOWN, '(NotFound) Gone.'),
        ([Answer(503, 'not json')], END_UNKNOWN, 'Azure Resource Manager answered 503.'),
        ([Answer(200, 'not json')], END_UNKNOWN, 'Azure Resource Manager answered 200.'),
        ([Answer(200, '[]')], END_UNKNOWN, 'Azure Resource Manager answered 200.'),
        ([RUNNING], TIMED_OUT, None),
        ([Answer(200, {'status': 'SomethingNew'})], TIMED_OUT, None),
        (
            [
                Answer(202, {'properties': {'provisioningState': 'Updating'}}),
                Answer(200, {'properties': {'provisioningState': 'SUCCEEDED'}}),
            ],
            ENDED_WELL,
            None,
        ),
        (
            [Answer(200, {'status': None, 'properties': {'provisioningState': 'Failed'}})],
            ENDED_BADLY,
            'the operation ended as Failed',
        ),
        ([Answer(200, {'status': 'Failed', 'error': {}})], ENDED_BADLY, 'the operation ended as Failed'),
        ([Answer(200, {})], END_UNKNOWN, 'Azure Resource Manager answered 200.'),
        ([Answer(200, {'status': 7, 'properties': []})], END_UNKNOWN, '{"status": 7, "properties": []}'),
    ],
)
def test_following_an_operation(answers, state, text):
    assert follow(Arm(*answers), ACCEPTED, Timer(60)) == (state, text)


def test_answers_without_a_state_do_not_end_the_operation():
    from azure.core.exceptions import ServiceResponseError

    nothing = [Answer(200, 'not json'), ServiceResponseError('cut'), RUNNING, Answer(503), Answer(404)]
    assert follow(Arm(*nothing, Answer(200, {'status': 'Succeeded'})), ACCEPTED, Timer(60)) == (ENDED_WELL, None)


def test_a_cut_connection_leaves_the_end_unknown():
    from azure.core.exceptions import ServiceResponseError

    assert follow(Arm(ServiceResponseError('cut')), ACCEPTED, Timer(60)) == (END_UNKNOWN, 'cut')


@pytest.mark.parametrize(
    'answers, state',
    [
        ([Answer(202), Answer(200, {'id': 'x'})], ENDED_WELL),
        ([Answer(204)], ENDED_WELL),
        ([Answer(400, {'error': {'code': 'Bad', 'message': 'It broke.'}})], ENDED_BADLY),
        ([Answer(200, {'properties': {'provisioningState': 'Updating'}}), Answer(200, {'id': 'x'})], ENDED_WELL),
        ([Answer(200, {'status': 'InProgress'})], TIMED_OUT),
        ([Answer(200, {'properties': {'provisioningState': 'SomethingNew'}})], ENDED_WELL),
        ([Answer(200, {'properties': {'provisioningState': 'Failed'}})], ENDED_BADLY),
        # These are about the question, not about the operation.
        ([Answer(401)], END_UNKNOWN),
        ([Answer(403)], END_UNKNOWN),
        ([Answer(404)], END_UNKNOWN),
        ([Answer(429)], END_UNKNOWN),
        ([Answer(500)], END_UNKNOWN),
    ],
)
def test_following_a_location(answers, state):
    arm = Arm(*answers)
    assert follow(arm, BY_LOCATION, Timer(60))[0] == state
    assert arm.asked[0] == ('GET', 'https://arm/location')


@pytest.mark.parametrize(
    'status, headers, asked',
    [
        (200, {'azure_asyncoperation': 'https://other/op'}, 'https://other/op'),
        (201, {'azure_asyncoperation': '/op?a=https://x'}, 'https://arm/op?a=https://x'),
        (202, {'azure_asyncoperation': '', 'Location': 'op'}, 'https://arm/subscriptions/s/workspaces/op'),
        (201, {'Location': '//other/op'}, 'https://other/op'),
    ],
)
def test_where_the_operation_is_asked_for(status, headers, asked):
    arm = Arm(Answer(200, {'status': 'Succeeded'}))
    assert follow(arm, Answer(status, **headers), Timer(60)) == (ENDED_WELL, None)
    assert arm.asked == [('GET', asked)]


@pytest.mark.parametrize(
    'response', [Answer(200, {'id': 'x'}), Answer(202), Answer(204), Answer(200, Location='https://arm/resource')]
)
def test_response_without_an_operation_has_an_unknown_end(response):
    arm = Arm(RUNNING)
    assert follow(arm, response, Timer(60)) == (END_UNKNOWN, None) and arm.asked == []


def test_retry_after_sets_the_pace_up_to_a_limit(clock):
    slow = Answer(200, {'status': 'InProgress'}, Retry_After='30')
    silly = Answer(200, {'status': 'InProgress'}, Retry_After='3600')
    follow(Arm(slow, silly, Answer(200, {'status': 'Succeeded'})), ACCEPTED, Timer(3600))
    assert clock.now == pytest.approx(1 + 30 + 60)


def test_the_first_look_is_after_about_a_second(clock):
    follow(Arm(Answer(200, {'status': 'Succeeded'})), ACCEPTED, Timer(3600))
    assert clock.now == 1.0


def test_patient_is_true_after_the_grace_period(clock):
    asked = iter([False, True, False, False])
    is_done = patient(Timer(3600), lambda hub: next(asked))
    assert [is_done(None), is_done(None), is_done(None)] == [False, True, False]
    clock.now += retry.TIME_TO_SHOW
    assert is_done(None)


class Live:
    """A hub that is busy, or out of sight, for a while."""

    def __init__(self, *looks):
        self._looks, self.is_busy = list(looks), False

    def look(self):
        seen = self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]
        self.is_busy = seen == 'busy'
        return None if seen == 'hidden' else SimpleNamespace(seen=seen)


def test_settle_waits_until_idle_and_done():
    assert settle(Live('busy', 'hidden', 'busy', 'calm'), Timer(60)).seen == 'calm'
    assert settle(Live('calm', 'done'), Timer(60), lambda hub: hub.seen == 'done').seen == 'done'
    assert settle(Live('busy'), Timer(60)) is None
    assert settle(Live('hidden'), Timer(60)) is None
    assert settle(Live('calm'), Timer(60), lambda hub: False) is None
    # The limit is reached, but one look is always possible.
    assert settle(Live('calm'), Timer(0)).seen == 'calm'
