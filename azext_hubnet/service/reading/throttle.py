"""How fast ARM may be read: a token bucket for each subscription, pauses that it asks for, and an end to all waiting.

Limits: 250 reads at once and 25 more a second, per subscription and principal; the header counts them down
(learn.microsoft.com, Azure Resource Manager, request-limits-and-throttling, 2024 and later).
"""

import threading
import time

BUCKET = 250.0
REFILL = 25.0
REMAINING = 'x-ms-ratelimit-remaining-subscription-reads'


class Stopped(Exception):
    """Nothing more shall be sent."""


class Throttle:
    """Shared by the threads of one command. Subscriptions are told apart by any text."""

    def __init__(self):
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._buckets = {}

    def delay(self, subscription):
        """The seconds that wait would take now."""
        with self._lock:
            return self._bucket(subscription).delay()

    def wait(self, subscription):
        """Returns when one more request may be sent. Raises Stopped."""
        while True:
            with self._lock:
                seconds = self._bucket(subscription).take()
            self.sleep(seconds)
            if not seconds:
                return

    def heard(self, subscription, headers):
        """Learns from the headers of an answer how much is left: others may use the same principal."""
        remaining = headers.get(REMAINING) or ''
        if remaining.isdigit():
            with self._lock:
                bucket = self._bucket(subscription)
                bucket.tokens = min(bucket.tokens, float(remaining))

    def pause(self, subscription, seconds):
        """Lets nobody send to the subscription for so many seconds."""
        with self._lock:
            self._bucket(subscription).pause(seconds)

    def sleep(self, seconds):
        """Waits. Raises Stopped, also when nothing is to be waited for."""
        if self._over.wait(seconds) if seconds else self._over.is_set():
            raise Stopped

    def stop(self):
        """Ends every wait, those to come included."""
        self._over.set()

    def _bucket(self, subscription):
        return self._buckets.setdefault(subscription.lower(), _Bucket())


class _Bucket:
    def __init__(self):
        self.tokens = BUCKET
        self._filled = time.monotonic()
        self._closed_until = self._filled

    def delay(self):
        now = time.monotonic()
        self.tokens = min(BUCKET, self.tokens + (now - self._filled) * REFILL)
        self._filled = now
        return max(0.0, self._closed_until - now, (1 - self.tokens) / REFILL)

    def take(self):
        """Seconds to wait before asking again; 0 where a token was taken."""
        seconds = self.delay()
        if not seconds:
            self.tokens -= 1
        return seconds

    def pause(self, seconds):
        # It fills up again meanwhile, as the one at the service does.
        self.tokens, self._filled = 0.0, time.monotonic()
        self._closed_until = max(self._closed_until, self._filled + seconds)
