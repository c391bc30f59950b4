"""Reads at the pace that ARM allows: a token bucket per subscription, pauses that ARM requests, and retries.

azure-core's own retries do not suit parallel reads: each one sleeps on its own and cannot be woken. Here a throttled
read delays the others of its subscription, and stopping the throttle ends all waits.

Source: 250 reads at once and 25 more per second, per subscription and principal; a header counts them down
(learn.microsoft.com, Azure Resource Manager, request-limits-and-throttling, 2024 and later).
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from azure.core.exceptions import AzureError, ClientAuthenticationError

from ..connection import retry
from ..connection.answers import retry_after

if TYPE_CHECKING:
    from azure.core.rest import HttpResponse

BUCKET: Final = 250.0
REFILL: Final = 25.0
REMAINING: Final = 'x-ms-ratelimit-remaining-subscription-reads'
_FAULTS = (408, 500, 502, 503, 504)
_QUOTA_RESET = re.compile(r'(\d+):(\d+):(\d+)')


class Stopped(Exception):
    """The throttle was stopped; nothing more is sent."""


class Throttle:
    """The pace of one command, shared by its threads.

    A subscription is identified by any text, whatever its case.
    """

    def __init__(self) -> None:
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def send(self, request: 'Callable[[], HttpResponse]', subscription: str) -> 'HttpResponse':
        """The response to a read, whatever its status, after all retries that may help.

        Args:
            request: Sends it once; may raise AzureError.
            subscription: The subscription whose limit it counts against.

        Raises:
            AzureError: There is no response.
            Stopped: The throttle was stopped.
        """
        faults = throttled = 0
        while True:
            self.wait(subscription)
            answer = self._answer(request, subscription)
            faults += answer.is_fault
            throttled += answer.is_throttled
            if answer.is_final or faults > retry.RETRIES or throttled > retry.MOST_THROTTLED:
                return answer.result()
            if answer.is_throttled:
                self.pause(subscription, answer.wait or retry.THROTTLED_PAUSE)
            else:
                self.sleep(max(retry.FIRST_WAIT * retry.READ_GROWTH ** (faults - 1), answer.wait))

    def _answer(self, request: 'Callable[[], HttpResponse]', subscription: str) -> '_Answer':
        try:
            response = request()
        except ClientAuthenticationError:
            raise
        except AzureError as ex:
            return _Answer(ex)
        self.note_remaining(subscription, response.headers)
        return _Answer(response, wait_asked_for(response.headers))

    def delay(self, subscription: str) -> float:
        """The seconds that a call of wait would take now."""
        with self._lock:
            return self._bucket(subscription).delay()

    def wait(self, subscription: str) -> None:
        """Wait until the next request may be sent. Raises Stopped."""
        while True:
            with self._lock:
                seconds = self._bucket(subscription).take()
            self.sleep(seconds)
            if not seconds:
                return

    def note_remaining(self, subscription: str, headers: Mapping[str, str]) -> None:
        """Use the number of remaining reads in an answer; other processes may read with the same identity."""
        remaining = headers.get(REMAINING) or ''
        if remaining.isdigit():
            with self._lock:
                bucket = self._bucket(subscription)
                bucket.tokens = min(bucket.tokens, float(remaining))

    def pause(self, subscription: str, seconds: float) -> None:
        """Send nothing to the subscription for this many seconds."""
        with self._lock:
            self._bucket(subscription).pause(seconds)

    def sleep(self, seconds: float) -> None:
        """Wait this many seconds. Raises Stopped, even for 0 seconds."""
        if self._over.wait(seconds) if seconds else self._over.is_set():
            raise Stopped

    def stop(self) -> None:
        """End all current and future waits."""
        self._over.set()

    def _bucket(self, subscription: str) -> '_Bucket':
        return self._buckets.setdefault(subscription.lower(), _Bucket())


def wait_asked_for(headers: Mapping[str, str]) -> float:
    """The seconds to wait before the next request, by the headers of an answer; 0 where they do not say.

    The value is Retry-After. A 429 of Resource Graph has none, but the time until its quota is reset
    (x-ms-user-quota-resets-after, hh:mm:ss).
    """
    reset = _QUOTA_RESET.match(headers.get('x-ms-user-quota-resets-after') or '')
    if headers.get('Retry-After') or not reset:
        return retry_after(headers)
    hours, minutes, seconds = map(int, reset.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


class _Answer(NamedTuple):
    """The outcome of one request, a response or an error, and the seconds that the service asks to wait."""

    outcome: 'HttpResponse | AzureError'
    wait: float = 0.0

    @property
    def is_throttled(self) -> bool:
        return not isinstance(self.outcome, AzureError) and self.outcome.status_code == 429

    @property
    def is_fault(self) -> bool:
        """True for a temporary fault of the service or of the connection."""
        return isinstance(self.outcome, AzureError) or self.outcome.status_code in _FAULTS

    @property
    def is_final(self) -> bool:
        """True where a retry does not help, or only after too long a wait."""
        return not (self.is_fault or self.is_throttled) or self.wait > retry.LONGEST_RETRY_AFTER

    def result(self) -> 'HttpResponse':
        """The response. Raises the error if there is no response."""
        if isinstance(self.outcome, AzureError):
            raise self.outcome
        return self.outcome


class _Bucket:
    """The token bucket of one subscription; each read takes a token."""

    def __init__(self) -> None:
        self.tokens = BUCKET
        self._filled = time.monotonic()
        self._closed_until = self._filled

    def delay(self) -> float:
        """The seconds until a token can be taken."""
        now = time.monotonic()
        self.tokens = min(BUCKET, self.tokens + (now - self._filled) * REFILL)
        self._filled = now
        return max(0.0, self._closed_until - now, (1 - self.tokens) / REFILL)

    def take(self) -> float:
        """Take a token if there is one; otherwise the seconds to wait before asking again."""
        seconds = self.delay()
        if not seconds:
            self.tokens -= 1
        return seconds

    def pause(self, seconds: float) -> None:
        """Give no token for this many seconds. The bucket fills up in that time, as it does in the service."""
        self.tokens, self._filled = 0.0, time.monotonic()
        self._closed_until = max(self._closed_until, self._filled + seconds)
