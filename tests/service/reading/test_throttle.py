"""The pace of reads, their retries and their threads, without ARM."""

import threading
import time

import pytest
from azure.core.exceptions import AzureError, ClientAuthenticationError

from azext_hubnet.service.connection import retry
from azext_hubnet.service.reading import threads
from azext_hubnet.service.reading.threads import Pool
from azext_hubnet.service.reading.throttle import BUCKET, REFILL, REMAINING, Stopped, Throttle, wait_asked_for


class Clock:
    """Seconds that pass only when a throttle sleeps, or a test says so."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now

    def pass_by(self, seconds):
        # A little more, as rounding may leave a bucket just below the next token.
        self.now += seconds + 1e-6 if seconds else 0


@pytest.fixture(name='clock')
def _clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr('azext_hubnet.service.reading.throttle.time', clock)
    monkeypatch.setattr(Throttle, 'sleep', lambda self, seconds: clock.pass_by(seconds))
    return clock


def test_full_bucket_allows_a_burst_and_then_an_even_rate(clock):
    throttle = Throttle()
    for _ in range(int(BUCKET)):
        assert not throttle.delay('one')
        throttle.wait('one')
    assert clock.now == 1000 and throttle.delay('one') == pytest.approx(1 / REFILL) and not throttle.delay('another')
    for _ in range(5):
        throttle.wait('ONE')
    assert clock.now - 1000 == pytest.approx(5 / REFILL, abs=1e-4)


def test_bucket_refills_up_to_its_size(clock):
    throttle = Throttle()
    throttle.note_remaining('one', {REMAINING: '0'})
    clock.pass_by(0.1)
    # 2.5 tokens; a higher number of remaining reads adds none.
    throttle.note_remaining('one', {REMAINING: '11999'})
    for _ in range(2):
        assert not throttle.delay('one')
        throttle.wait('one')
    assert throttle.delay('one') == pytest.approx(0.5 / REFILL, abs=1e-4)
    clock.pass_by(3600)
    for _ in range(int(BUCKET)):
        throttle.wait('one')
    assert clock.now == pytest.approx(4600.1, abs=1e-4) and throttle.delay('one') == pytest.approx(1 / REFILL)


@pytest.mark.parametrize('headers', [{}, {REMAINING: 'many'}, {REMAINING: ''}, {REMAINING: '-5'}])
def test_header_without_a_number_is_ignored(headers):
    throttle = Throttle()
    throttle.note_remaining('one', headers)
    assert not throttle.delay('one')


def test_longer_of_two_pauses_holds():
    throttle = Throttle()
    throttle.pause('one', 5)
    throttle.pause('one', 1)
    assert 4 < throttle.delay('one') <= 5 and not throttle.delay('another')


def test_stop_ends_all_waits():
    throttle = Throttle()
    throttle.pause('one', 60)
    ended = []

    def wait():
        with pytest.raises(Stopped):
            throttle.wait('one')
        ended.append(True)

    threads = [threading.Thread(target=wait, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    throttle.stop()
    for thread in threads:
        thread.join(5)
    assert ended == [True] * 3
    with pytest.raises(Stopped):
        throttle.wait('another')


@pytest.mark.parametrize(
    'headers, seconds',
    [
        ({}, 0),
        ({'Retry-After': '7'}, 7),
        ({'x-ms-user-quota-resets-after': '00:01:05'}, 65),
        ({'Retry-After': '7', 'x-ms-user-quota-resets-after': '00:00:05'}, 7),
        ({'x-ms-user-quota-resets-after': 'soon'}, 0),
    ],
)
def test_wait_asked_for_reads_retry_after_and_the_graph_quota(headers, seconds):
    assert wait_asked_for(headers) == seconds


class Answer:
    """A response with only a status and headers."""

    def __init__(self, status, **headers):
        self.status_code, self.headers = status, headers

    def __repr__(self):
        return f'Answer({self.status_code})'


@pytest.fixture(name='waits')
def _waits(monkeypatch):
    """The waits of every throttle, which take no time."""
    waits = []
    monkeypatch.setattr(Throttle, 'sleep', lambda self, seconds: seconds and waits.append(seconds))
    monkeypatch.setattr(Throttle, 'pause', lambda self, subscription, seconds: waits.append((subscription, seconds)))
    return waits


@pytest.mark.parametrize(
    'fault', [AzureError('cut'), Answer(408), Answer(500), Answer(502), Answer(503), Answer(504)], ids=repr
)
def test_fault_is_retried_after_growing_waits(waits, fault):
    answers = [fault, fault, fault, Answer(200)]
    assert Throttle().send(lambda: give(answers), 'one').status_code == 200
    assert waits == [1.0, 2.0, 4.0] and answers == []


def test_last_fault_is_the_outcome(waits):
    error = AzureError('cut')
    assert Throttle().send(lambda: Answer(500), 'one').status_code == 500
    with pytest.raises(AzureError) as caught:
        Throttle().send(lambda: give([error] * 4), 'one')
    assert caught.value is error and waits == [1.0, 2.0, 4.0] * 2


@pytest.mark.parametrize('status', [503, 429])
def test_read_with_a_long_retry_after_is_not_retried(waits, status):
    answers = [Answer(status, **{'Retry-After': '61'})]
    assert Throttle().send(lambda: give(answers), 'one').status_code == status
    assert waits == []


def test_fault_waits_at_least_as_long_as_the_service_asks(waits):
    answers = [Answer(503, **{'Retry-After': '30'}), Answer(200)]
    Throttle().send(lambda: give(answers), 'one')
    assert waits == [30.0]


def test_throttled_read_pauses_its_subscription(waits):
    answers = [Answer(429), Answer(429, **{'Retry-After': '7'}), Answer(200)]
    Throttle().send(lambda: give(answers), 'one')
    assert waits == [('one', retry.THROTTLED_PAUSE), ('one', 7.0)]


def test_refused_sign_in_is_not_retried(waits):
    answers = [ClientAuthenticationError('no'), Answer(200)]
    with pytest.raises(ClientAuthenticationError):
        Throttle().send(lambda: give(answers), 'one')
    assert waits == [] and len(answers) == 1


def give(answers):
    answer = answers.pop(0)
    if isinstance(answer, Exception):
        raise answer
    return answer


# Threads ----------------------------------------------------------------------------------------


def same(result):
    return result


def test_results_have_the_order_of_the_items():
    reported = []
    pool = Pool(4, Throttle())
    done = pool.each(
        lambda item: time.sleep(0.02 / item) or item * 10, [1, 2, 3, 4], same, lambda *counts: reported.append(counts)
    )
    assert done == [10, 20, 30, 40] and reported == [(number, 4) for number in range(5)]
    assert pool.each(str, [], same) == []


def test_results_are_received_in_the_thread_of_the_caller():
    received = Pool(2, Throttle()).each(
        lambda item: threading.current_thread(), range(4), lambda worker: (worker, threading.current_thread())
    )
    assert {receiver for _, receiver in received} == {threading.current_thread()}
    assert threading.current_thread() not in {worker for worker, _ in received}


def test_pool_has_no_more_threads_than_asked_for():
    running, most, lock = [], [], threading.Lock()

    def work(item):
        with lock:
            running.append(item)
            most.append(len(running))
        time.sleep(0.01)
        with lock:
            running.remove(item)

    Pool(3, Throttle()).each(work, range(20), same)
    assert max(most) == 3


def test_items_of_a_paused_subscription_come_last():
    throttle = Throttle()
    throttle.pause('slow', 60)
    order = []
    Pool(1, throttle, lambda item: item.partition('-')[0]).each(
        order.append, ['slow-1', 'fast-1', 'slow-2', 'fast-2'], same
    )
    assert order == ['fast-1', 'fast-2', 'slow-1', 'slow-2']


def test_first_error_of_a_thread_is_raised_and_stops_the_others():
    throttle, done = Throttle(), []

    def work(item):
        if item == 1:
            raise ZeroDivisionError
        time.sleep(0.3)
        throttle.wait('one')
        done.append(item)

    with pytest.raises(ZeroDivisionError):
        Pool(2, throttle).each(work, range(100), same)
    time.sleep(0.5)
    assert done == []


def test_error_of_receive_is_raised_and_stops_the_throttle():
    throttle = Throttle()
    with pytest.raises(ZeroDivisionError):
        Pool(2, throttle).each(same, [1, 0, 2], lambda item: 1 / item)
    with pytest.raises(Stopped):
        throttle.sleep(0)


def test_caller_keeps_waiting_for_work_that_takes_longer_than_one_look(monkeypatch):
    monkeypatch.setattr(threads, '_LOOK', 0.01)
    assert Pool(1, Throttle()).each(lambda item: time.sleep(0.05) or item, [7], same) == [7]
