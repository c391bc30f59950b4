"""The limits beyond which the simulator answers 429.

Reads: a token bucket per subscription (documented: 250 tokens per subscription and principal, 25 more per second, and
the header with the remaining number). Resource Graph: queries in a window of five seconds (documented: 15), reported in
two quota headers.
"""

import math

from . import errors

GRAPH_WINDOW = 5.0


class Limits:
    """The counters of one simulator. clock: returns seconds. Callers hold the simulator's lock."""

    def __init__(self, clock):
        self._clock = clock
        self._buckets: dict[str, tuple] = {}
        self._window = (-GRAPH_WINDOW, 0)

    def clear(self) -> None:
        self._buckets.clear()
        self._window = (-GRAPH_WINDOW, 0)

    def read(self, subscription: str, size: int, refill: float) -> dict[str, str]:
        """Count a read and return its headers.

        Args:
            size: The size of the bucket; 0 for no limit.
            refill: New tokens per second.

        Raises:
            HttpError: The bucket is empty.
        """
        if not size:
            return {}
        now = self._clock()
        tokens, before = self._buckets.get(subscription.lower(), (float(size), now))
        tokens = min(float(size), tokens + (now - before) * refill)
        if tokens < 1:
            self._buckets[subscription.lower()] = (tokens, now)
            raise errors.subscription_throttled(subscription, max(1, math.ceil((1 - tokens) / refill)))
        self._buckets[subscription.lower()] = (tokens - 1, now)
        return {'x-ms-ratelimit-remaining-subscription-reads': str(int(tokens - 1))}

    def graph(self, quota: int) -> dict[str, str]:
        """Count a query of Resource Graph and return its headers.

        Args:
            quota: Queries per window; 0 for no limit.

        Raises:
            HttpError: The quota is used up.
        """
        if not quota:
            return {}
        now = self._clock()
        began, used = self._window
        if now - began >= GRAPH_WINDOW:
            began, used = now, 0
        left = began + GRAPH_WINDOW - now
        headers = {'x-ms-user-quota-resets-after': f'00:00:{max(1, math.ceil(left)):02d}'}
        if used >= quota:
            raise errors.graph_throttled({'x-ms-user-quota-remaining': '0', **headers})
        self._window = (began, used + 1)
        return {'x-ms-user-quota-remaining': str(quota - used - 1), **headers}
