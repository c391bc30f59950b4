"""A long-running operation of ARM, followed to its end."""

import time

SUCCEEDED = 'Succeeded'
FAILED = 'Failed'
UNKNOWN = 'Unknown'
TIMED_OUT = 'TimedOut'

FIRST_WAIT = 1.0
LONGEST_WAIT = 15.0
_GROWTH = 1.5
_ENDS = {'succeeded': SUCCEEDED, 'failed': FAILED, 'canceled': FAILED, 'cancelled': FAILED}


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
    def is_over(self):
        """True once the limit is reached."""
        return time.monotonic() >= self._deadline

    def tick(self):
        """Tells the progress display how long it has been."""
        self._tick(self.elapsed)

    def restart_waits(self):
        """Begins with short waits again, for the next thing to wait for."""
        self._wait = self._interval or FIRST_WAIT

    def sleep(self, at_least=0.0):
        """One wait, at least so many seconds, never beyond the limit."""
        end = min(time.monotonic() + max(self._wait, at_least), self._deadline)
        self._wait = self._interval or min(self._wait * _GROWTH, LONGEST_WAIT)
        while True:
            self.tick()
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 1.0))


def follow(arm, response, pace):
    """How the operation that response accepted ended: a state of this module, and the service's text if it failed.

    UNKNOWN: the service no longer knows it (404) or does not answer sensibly; only the resource itself tells then.
    """
    if response.status_code != 202:
        return SUCCEEDED, None
    headers = response.headers
    url = headers.get('azure-asyncoperation') or headers.get('Location')
    if not url:
        return UNKNOWN, None
    by_body = 'azure-asyncoperation' in headers
    while not pace.is_over:
        pace.sleep(retry_after(headers))
        state, error, headers = _poll(arm, url, by_body)
        if state is not None:
            return state, error
    return TIMED_OUT, None


def _poll(arm, url, by_body):
    """The end state, or None while the operation runs, with the error text and the headers of the answer."""
    from azure.core.exceptions import AzureError
    from .arm import json_of
    from .failures import Failure
    try:
        response = arm.send('GET', url)
    except AzureError as ex:
        return UNKNOWN, str(ex), {}
    if not by_body:
        # A Location answers 202 while the operation runs and the resource afterwards.
        if response.status_code == 202:
            return None, None, response.headers
        return (SUCCEEDED, None, {}) if response.status_code in (200, 201, 204) else (UNKNOWN, None, {})
    body = json_of(response)
    if response.status_code not in (200, 202) or body is None:
        return UNKNOWN, str(Failure(response)), {}
    state = _ENDS.get(str(body.get('status')).lower())
    return state, str(Failure(response)) if state == FAILED else None, response.headers


def retry_after(headers):
    """The seconds that a Retry-After header asks for; 0 where there is none or it is a date."""
    try:
        return max(0.0, float(headers.get('Retry-After', 0)))
    except (TypeError, ValueError):
        return 0.0
