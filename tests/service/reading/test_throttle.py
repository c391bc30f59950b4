"""How fast ARM is read, without ARM."""

import threading
import time

import pytest

from azext_hubnet.service.reading.patience import wait_of
from azext_hubnet.service.reading.threads import each
from azext_hubnet.service.reading.throttle import BUCKET, REMAINING, Stopped, Throttle


def test_a_whole_bucket_at_once_and_then_one_after_another():
    throttle = Throttle()
    for _ in range(int(BUCKET)):
        assert not throttle.delay('one')
        throttle.wait('one')
    assert 0.02 < throttle.delay('one') <= 0.04 and not throttle.delay('another')
    started = time.monotonic()
    for _ in range(5):
        throttle.wait('ONE')
    assert 0.15 < time.monotonic() - started < 2


def test_a_bucket_fills_up_again_but_not_beyond():
    throttle = Throttle()
    throttle.heard('one', {REMAINING: '0'})
    time.sleep(0.1)
    assert not throttle.delay('one')
    throttle.heard('one', {REMAINING: '11999'})
    for _ in range(2):
        throttle.wait('one')
    assert throttle.delay('one') > 0


@pytest.mark.parametrize('headers', [{}, {REMAINING: 'many'}, {REMAINING: ''}, {REMAINING: '-5'}])
def test_headers_that_say_nothing(headers):
    throttle = Throttle()
    throttle.heard('one', headers)
    assert not throttle.delay('one')


def test_the_longer_of_two_pauses_holds():
    throttle = Throttle()
    throttle.pause('one', 5)
    throttle.pause('one', 1)
    assert 4 < throttle.delay('one') <= 5 and not throttle.delay('another')


def test_stopping_ends_all_waiting():
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
def test_when_the_service_wants_to_be_asked_again(headers, seconds):
    assert wait_of(headers) == seconds


# Workers ----------------------------------------------------------------------------------------


def test_results_have_the_order_of_the_items():
    told = []
    done = each(
        lambda item: time.sleep(0.02 / item) or item * 10,
        [1, 2, 3, 4],
        4,
        Throttle(),
        progress=lambda *counts: told.append(counts),
    )
    assert done == [10, 20, 30, 40] and told == [(number, 4) for number in range(5)]
    assert each(str, [], 4, Throttle()) == []


def test_no_more_threads_than_asked_for():
    running, most, lock = [], [], threading.Lock()

    def work(item):
        with lock:
            running.append(item)
            most.append(len(running))
        time.sleep(0.01)
        with lock:
            running.remove(item)

    each(work, range(20), 3, Throttle())
    assert max(most) == 3


def test_what_is_held_up_comes_last():
    throttle = Throttle()
    throttle.pause('slow', 60)
    order = []
    each(
        order.append,
        ['slow-1', 'fast-1', 'slow-2', 'fast-2'],
        1,
        throttle,
        subscription_of=lambda item: item.partition('-')[0],
    )
    assert order == ['fast-1', 'fast-2', 'slow-1', 'slow-2']


def test_the_first_error_ends_it():
    throttle, done = Throttle(), []

    def work(item):
        if item == 1:
            raise ZeroDivisionError
        time.sleep(0.3)
        throttle.wait('one')
        done.append(item)

    with pytest.raises(ZeroDivisionError):
        each(work, range(100), 2, throttle)
    time.sleep(0.5)
    assert done == []
