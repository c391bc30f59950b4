"""A long-running operation of ARM, followed to its end."""

import time
from urllib.parse import urljoin

from ..connection.answers import RUNNING, retry_after

SUCCEEDED = 'Succeeded'
FAILED = 'Failed'
UNKNOWN = 'Unknown'
TIMED_OUT = 'TimedOut'

FIRST_WAIT = 1.0
LONGEST_WAIT = 15.0
# A poll that is asked to wait longer than this looks as if it hung, and looking earlier harms nobody.
LONGEST_RETRY_AFTER = 60.0
# How long a hub may take to show what an operation did of which nobody can say any more how it goes.
PATIENCE = 60.0
_GROWTH = 1.5
_ENDS = {'succeeded': SUCCEEDED, 'failed': FAILED, 'canceled': FAILED, 'cancelled': FAILED}
# Answers that are about the question, not about the operation.
_NO_ANSWER = (401, 403, 404, 408, 429)
_UNCLEAR = 'Unclear'
# In a row. Even one that the service does not know may be known a moment later.
_MOST_UNCLEAR = 3


class Pace:
    """Waits that start at about a second and grow, within a time limit; every wait tells the progress display.

    interval: seconds of every wait, instead of growing ones.
    """

    def __init__(self, seconds, tick=lambda elapsed: None, interval=None):
        self._started = time.monotonic()
        self._deadline = self._started + seconds
        self._tick = tick
        self._interval = interval
        self._wait = interval or FIRST_WAIT

    @property
    def elapsed(self):
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def left(self):
        """Seconds to the limit."""
        return self._deadline - time.monotonic()

    @property
    def is_over(self):
        """True once the limit is reached."""
        return self.left <= 0

    def tick(self):
        """Tells the progress display how long it has been."""
        self._tick(self.elapsed)

    def restart_waits(self):
        """Begins with short waits again, for the next thing to wait for."""
        self._wait = self._interval or FIRST_WAIT

    def sleep(self, at_least=0.0):
        """One wait, at least so many seconds, never beyond the limit."""
        self._sleep_until(min(time.monotonic() + max(self._wait, at_least), self._deadline))
        self._wait = self._interval or min(self._wait * _GROWTH, LONGEST_WAIT)

    def pause(self):
        """One short wait, whatever the limit."""
        self._sleep_until(time.monotonic() + FIRST_WAIT)

    def _sleep_until(self, end):
        while True:
            self.tick()
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 1.0))


def follow(arm, response, pace):
    """How the operation that response accepted ended: a state of this module, and the service's text if it failed.

    UNKNOWN: there is no operation to ask, or the service keeps giving no sensible answer; only the resource itself
    tells then, and not every hub shows that it is being changed.
    """
    headers = response.headers
    url = headers.get('azure-asyncoperation')
    by_body = bool(url)
    # With any other status a Location is no operation.
    if not by_body and response.status_code in (201, 202):
        url = headers.get('Location')
    if not url:
        return UNKNOWN, None
    url = urljoin(response.request.url, url)
    pace.restart_waits()
    unclear = 0
    while not pace.is_over:
        pace.sleep(min(retry_after(headers), LONGEST_RETRY_AFTER))
        state, error, headers = _poll(arm, url, by_body)
        unclear = unclear + 1 if state == _UNCLEAR else 0
        if unclear == _MOST_UNCLEAR:
            return UNKNOWN, error
        if state not in (None, _UNCLEAR):
            return state, error
    return TIMED_OUT, None


def settle(live, pace, is_done=lambda hub: True):
    """Looks at the hub until the service no longer changes it and is_done says so of it; then gives the hub.

    None: not within the pace's limit. A hub that cannot be read for a while is looked at again.
    """
    pace.restart_waits()
    while True:
        hub = live.look()
        if hub is not None and not live.is_busy and is_done(hub):
            return hub
        if pace.is_over:
            return None
        pace.sleep()


def patient(pace, is_done):
    """Like is_done, but true as well once a hub has had the time to show what there is to show."""
    end = pace.elapsed + PATIENCE
    return lambda hub: is_done(hub) or pace.elapsed >= end


def _poll(arm, url, by_body):
    """The end state, None while the operation runs or _UNCLEAR, with the error text and the headers of the answer."""
    from azure.core.exceptions import AzureError

    from ..connection.arm import json_of
    from ..connection.failures import Failure

    try:
        response = arm.send('GET', url)
    except AzureError as ex:
        return _UNCLEAR, str(ex), {}
    body = json_of(response) or {}
    told = _state_in(body)
    state = (_end_by_body if by_body else _end_by_location)(response.status_code, (told or '').lower())
    if state in (None, SUCCEEDED):
        return state, None, response.headers
    is_told = state == FAILED and told and not body.get('error')
    return state, f'the operation ended as {told}' if is_told else str(Failure(response)), response.headers


def _end_by_body(status, told):
    """What _poll gives for an answer of an azure-asyncoperation."""
    return _ENDS.get(told) if told and status in (200, 202) else _UNCLEAR


def _end_by_location(status, told):
    """The same of a Location, which answers 202 while the operation runs and the resource afterwards."""
    if status == 202 or (status in (200, 201) and told in RUNNING):
        return None
    if status in (200, 201, 204):
        return _ENDS.get(told, SUCCEEDED)
    return _UNCLEAR if status in _NO_ANSWER or status >= 500 else FAILED


def _state_in(body):
    """The state that an answer tells, of an operation or of a resource; None where it tells none."""
    for fields, key in ((body, 'status'), (body.get('properties'), 'provisioningState')):
        if isinstance(fields, dict) and fields.get(key) and isinstance(fields[key], str):
            return fields[key]
    return None
