"""Follow a long-running operation of ARM to its end; and the waiting times of a command."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urljoin

from ..connection.answers import RUNNING, retry_after
from ..connection.retry import (
    FIRST_WAIT,
    LONGEST_RETRY_AFTER,
    LONGEST_WAIT,
    MOST_UNCLEAR,
    POLL_GROWTH,
    TIME_TO_SHOW,
)

if TYPE_CHECKING:
    from azure.core.rest import HttpResponse

    from ...core.model.hub import Hub
    from ..connection.arm import Arm
    from ..reading.hub import LiveHub

# How an operation ended, according to the service.
End = Literal['succeeded', 'failed', 'unknown', 'timed_out']
ENDED_WELL: Final = 'succeeded'
ENDED_BADLY: Final = 'failed'
END_UNKNOWN: Final = 'unknown'
TIMED_OUT: Final = 'timed_out'

# The result of one poll: an end, None while the operation runs, or unclear if the answer has no state.
_Poll = End | Literal['unclear'] | None
_UNCLEAR: Final = 'unclear'

_ENDS: Mapping[str, End] = {
    'succeeded': ENDED_WELL,
    'failed': ENDED_BADLY,
    'canceled': ENDED_BADLY,
    'cancelled': ENDED_BADLY,
}
# HTTP statuses that are about the request, not about the operation.
_NO_ANSWER = (401, 403, 404, 408, 429)


class Timer:
    """The time limit of a command. Updates the progress display every second while waiting.

    Args:
        seconds: The limit.
        tick: Called with the seconds since the start.
    """

    def __init__(self, seconds: float, tick: Callable[[float], None] = lambda elapsed: None) -> None:
        self._started = time.monotonic()
        self._deadline = self._started + seconds
        self._tick = tick

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds to the limit."""
        return self._deadline - time.monotonic()

    @property
    def is_over(self) -> bool:
        """True once the limit is reached."""
        return self.left <= 0

    def tick(self) -> None:
        """Show how long it has been."""
        self._tick(self.elapsed)

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the limit."""
        self._sleep_until(min(time.monotonic() + seconds, self._deadline))

    def pause(self) -> None:
        """Wait for the shortest time, even beyond the limit."""
        self._sleep_until(time.monotonic() + FIRST_WAIT)

    def _sleep_until(self, end: float) -> None:
        while True:
            self.tick()
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 1.0))


class Pace:
    """A series of waits that start short and grow, within the limit of the timer.

    The polling of azure-core cannot be used: it has no time limit, accepts a Retry-After of any length, and cannot show
    progress or be interrupted while it sleeps.

    Args:
        timer: The time of the command.
        interval: Seconds for every wait, instead of growing ones.
    """

    def __init__(self, timer: Timer, interval: float | None = None) -> None:
        self._timer = timer
        self._interval = interval
        self._wait = interval or FIRST_WAIT

    def sleep(self, at_least: float = 0.0) -> None:
        """Wait once, for at least the given seconds."""
        self._timer.sleep(max(self._wait, at_least))
        self._wait = self._interval or min(self._wait * POLL_GROWTH, LONGEST_WAIT)


def follow(arm: 'Arm', response: 'HttpResponse', timer: Timer) -> tuple[End, str | None]:
    """Follow the operation of an accepted write.

    Args:
        arm: The connection.
        response: The answer to the write.
        timer: The time of the command.

    Returns:
        How the operation ended, and the error text of the service if it failed. END_UNKNOWN if the answer names no
        operation, or its state stays unclear; then only the resource shows the end.
    """
    headers: Mapping[str, str] = response.headers
    url = headers.get('azure-asyncoperation')
    by_body = bool(url)
    # With any other status a Location is not an operation.
    if not by_body and response.status_code in (201, 202):
        url = headers.get('Location')
    if not url:
        return END_UNKNOWN, None
    url = urljoin(response.request.url, url)
    pace = Pace(timer)
    unclear = 0
    while not timer.is_over:
        pace.sleep(min(retry_after(headers), LONGEST_RETRY_AFTER))
        state, error, headers = _poll(arm, url, by_body)
        if state is not None and state != _UNCLEAR:
            return state, error
        unclear = unclear + 1 if state == _UNCLEAR else 0
        if unclear == MOST_UNCLEAR:
            return END_UNKNOWN, error
    return TIMED_OUT, None


def settle(live: 'LiveHub', timer: Timer, is_done: 'Callable[[Hub], bool]' = lambda hub: True) -> 'Hub | None':
    """Wait until the service no longer changes the hub; passing read errors are retried.

    Args:
        live: The hub.
        timer: The time of the command.
        is_done: Another condition for the hub.

    Returns:
        The hub; None if the limit was reached before.
    """
    pace = Pace(timer)
    while True:
        hub = live.look()
        if hub is not None and not live.is_busy and is_done(hub):
            return hub
        if timer.is_over:
            return None
        pace.sleep()


def patient(timer: Timer, is_done: 'Callable[[Hub], bool]') -> 'Callable[[Hub], bool]':
    """Like is_done, but also true after TIME_TO_SHOW: what the hub does not show by then, it never will."""
    end = timer.elapsed + TIME_TO_SHOW
    return lambda hub: is_done(hub) or timer.elapsed >= end


def _poll(arm: 'Arm', url: str, by_body: bool) -> tuple[_Poll, str | None, Mapping[str, str]]:
    """The result of one poll, the error text, and the headers of the answer."""
    from azure.core.exceptions import AzureError

    from ..connection.arm import json_of
    from ..connection.failures import Failure

    try:
        response = arm.send('GET', url)
    except AzureError as ex:
        return _UNCLEAR, str(ex), {}
    body = json_of(response) or {}
    said = _state_in(body)
    state = (_end_by_body if by_body else _end_by_location)(response.status_code, (said or '').lower())
    if state in (None, ENDED_WELL):
        return state, None, response.headers
    has_no_text = state == ENDED_BADLY and said and not body.get('error')
    return state, f'the operation ended as {said}' if has_no_text else str(Failure(response)), response.headers


def _end_by_body(status: int, said: str) -> _Poll:
    """The result of a poll of an azure-asyncoperation.

    Args:
        status: The HTTP status.
        said: The state in the body in lower case, or an empty text.
    """
    return _ENDS.get(said) if said and status in (200, 202) else _UNCLEAR


def _end_by_location(status: int, said: str) -> _Poll:
    """The result of a poll of a Location, which is 202 while the operation runs and the resource afterwards."""
    if status == 202 or (status in (200, 201) and said in RUNNING):
        return None
    if status in (200, 201, 204):
        return _ENDS.get(said, ENDED_WELL)
    return _UNCLEAR if status in _NO_ANSWER or status >= 500 else ENDED_BADLY


def _state_in(body: dict[str, Any]) -> str | None:
    """The state in an answer, of an operation or of a resource; None if there is none."""
    for fields, key in ((body, 'status'), (body.get('properties'), 'provisioningState')):
        if isinstance(fields, dict) and fields.get(key) and isinstance(fields[key], str):
            return str(fields[key])
    return None
