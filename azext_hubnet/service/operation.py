"""A long-running operation of ARM, followed to its end."""

import time
from email.utils import parsedate_to_datetime

SUCCEEDED = 'Succeeded'
FAILED = 'Failed'
UNKNOWN = 'Unknown'
TIMED_OUT = 'TimedOut'

FIRST_WAIT = 1.0
LONGEST_WAIT = 15.0
# A poll that is asked to wait longer than this looks as if it hung, and looking earlier harms nobody.
LONGEST_RETRY_AFTER = 60.0
_GROWTH = 1.5
_ENDS = {'succeeded': SUCCEEDED, 'failed': FAILED, 'canceled': FAILED, 'cancelled': FAILED}
_GONE_OR_BUSY = (404, 408, 429)


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

    UNKNOWN: there is no operation to ask, or the service no longer knows it or does not answer sensibly; only the
    resource itself tells then.
    """
    headers = response.headers
    url = headers.get('azure-asyncoperation') or headers.get('Location')
    if response.status_code != 202 or not url:
        return UNKNOWN, None
    by_body = 'azure-asyncoperation' in headers
    pace.restart_waits()
    while not pace.is_over:
        pace.sleep(min(retry_after(headers), LONGEST_RETRY_AFTER))
        state, error, headers = _poll(arm, url, by_body)
        if state is not None:
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


def _poll(arm, url, by_body):
    """The end state, or None while the operation runs, with the error text and the headers of the answer."""
    from azure.core.exceptions import AzureError
    from .arm import json_of
    from .failures import Failure
    try:
        response = arm.send('GET', url)
    except AzureError as ex:
        return UNKNOWN, str(ex), {}
    status = response.status_code
    if by_body:
        body = json_of(response)
        if status not in (200, 202) or body is None:
            return UNKNOWN, str(Failure(response)), {}
        state = _ENDS.get(str(body.get('status')).lower())
        return state, _why(body, response) if state == FAILED else None, response.headers
    # A Location answers 202 while the operation runs and the resource afterwards.
    if status == 202:
        return None, None, response.headers
    if status in (200, 201, 204):
        return SUCCEEDED, None, {}
    return UNKNOWN if status in _GONE_OR_BUSY or status >= 500 else FAILED, str(Failure(response)), {}


def _why(body, response):
    from .failures import Failure
    return str(Failure(response)) if body.get('error') else f"the operation ended as {body['status']}"


def retry_after(headers):
    """The seconds that a Retry-After header asks for, as a number or as a date; 0 where there is none."""
    value = headers.get('Retry-After') or '0'
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0
