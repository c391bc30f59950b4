"""One write, sent until the service accepts it.

The hub is read before a write is sent again, because overlapping writes have lost rules.
Source: Azure/terraform-provider-azapi issue 453.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from ...core.plan.plan import start_of
from ..connection.answers import retry_after
from ..connection.failures import Failure
from ..connection.retry import LONGEST_WAIT, MOST_WRITE_FAILURES
from .operation import End, Pace, Timer, settle

if TYPE_CHECKING:
    from azure.core.rest import HttpResponse

    from ...core.model.hub import Hub
    from ..reading.hub import LiveHub

_Sent = TypeVar('_Sent')

# What the service answered to a write that did not simply succeed.
Answer = Literal['garbled success', 'conflict', 'throttled', 'unclear', 'refused']
# Accepted, but the body of the answer cannot be read.
GARBLED_SUCCESS: Final = 'garbled success'
# 409, but not for a management lock: another write is in progress and may be over soon.
CONFLICT: Final = 'conflict'
# 429: the service did not process the write.
THROTTLED: Final = 'throttled'
# No answer, 408 or 5xx: the service may have acted or not.
UNCLEAR: Final = 'unclear'
# Everything else: the service did not act, and will not.
REFUSED: Final = 'refused'

Decision = Literal['taken', 'send again', 'refuse', 'look, then send again', 'look, then refuse']
TAKEN: Final = 'taken'
SEND_AGAIN: Final = 'send again'
REFUSE: Final = 'refuse'
# Look: read the hub first; if it shows the write, the write was accepted.
LOOK_THEN_SEND_AGAIN: Final = 'look, then send again'
LOOK_THEN_REFUSE: Final = 'look, then refuse'

# What to do depends on the answer; on doubt: whether this or an earlier send may have reached the service; and on
# whether it may be sent again: the caller waits for conflicts, and there are few enough other failures.
# If in doubt, an earlier send may have caused the answer, so the hub is read first. A conflict is then probably with
# that earlier send, which the hub shows later, so it is waited for even if other conflicts are not.
DECISIONS: Final[Mapping[tuple[Answer, bool, bool], Decision]] = {
    # answer, in doubt, may be sent again
    (GARBLED_SUCCESS, False, False): TAKEN,
    (GARBLED_SUCCESS, False, True): TAKEN,
    (GARBLED_SUCCESS, True, False): TAKEN,
    (GARBLED_SUCCESS, True, True): TAKEN,
    (CONFLICT, False, False): REFUSE,
    (CONFLICT, False, True): SEND_AGAIN,
    (CONFLICT, True, False): LOOK_THEN_SEND_AGAIN,
    (CONFLICT, True, True): LOOK_THEN_SEND_AGAIN,
    (THROTTLED, False, False): REFUSE,
    (THROTTLED, False, True): SEND_AGAIN,
    (THROTTLED, True, False): LOOK_THEN_REFUSE,
    (THROTTLED, True, True): LOOK_THEN_SEND_AGAIN,
    # Such an answer itself puts the write in doubt.
    (UNCLEAR, True, False): LOOK_THEN_REFUSE,
    (UNCLEAR, True, True): LOOK_THEN_SEND_AGAIN,
    (REFUSED, False, False): REFUSE,
    (REFUSED, False, True): REFUSE,
    (REFUSED, True, False): LOOK_THEN_REFUSE,
    (REFUSED, True, True): LOOK_THEN_REFUSE,
}


@dataclasses.dataclass
class WriteRecord:
    """What is known about a write. It is updated during the write, and still valid after an interruption.

    Attributes:
        sent: Whether something may have reached the service.
        ended: How the write ended; None if that is not known yet.
        error: What went wrong with the write as a whole.
        provisioning_error: What went wrong with the provisioning after it.
        errors: Error texts of the service for single rules, by name.
        not_attempted: Why rules were not sent, by name.
    """

    sent: bool = False
    ended: End | None = None
    error: str | None = None
    provisioning_error: str | None = None
    errors: dict[str, str] = dataclasses.field(default_factory=dict)
    not_attempted: dict[str, str] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """The service did not accept the write.

    It changed nothing, unless the record of the write has `sent`.

    Args:
        answer: The kind of answer.
        failure: The error of the service; None if there was no answer.
        text: What went wrong if there was no answer.
    """

    def __init__(self, answer: Answer, failure: Failure | None, text: str | None = None) -> None:
        super().__init__(text or str(failure))
        self.answer = answer
        self.failure = failure

    @property
    def status(self) -> int | None:
        """The HTTP status of the refusal, or None."""
        return self.failure.status if self.failure else None

    @property
    def wait(self) -> float:
        """The seconds to wait that the service asks for; 0 if it does not."""
        return retry_after(self.failure.headers) if self.failure else 0.0

    @property
    def is_conflict(self) -> bool:
        """True when another write is in progress, which may be over soon."""
        return self.answer == CONFLICT


def accepted(
    send: Callable[[], _Sent],
    is_there: 'Callable[[Hub], bool]',
    live: 'LiveHub',
    timer: Timer,
    record: WriteRecord,
    *,
    retry_conflict: bool = True,
) -> _Sent | None:
    """Send a write until the service accepts it.

    The retries of azure-core cannot be used: they send a write again without reading the hub first.

    Args:
        send: Sends the write once. Raises azure-core's errors.
        is_there: Whether a hub shows the write.
        live: The hub.
        timer: The time of the command.
        record: What is known about the write; this updates `sent`.
        retry_conflict: Send again after a conflict while there is time.

    Returns:
        The result of send; None if only the hub shows that the service accepted the write.

    Raises:
        Refused: The write was not accepted.
        TimeoutError: It is not known in time whether the write was accepted.
    """
    from azure.core.exceptions import AzureError, DeserializationError

    search = _Search(is_there, live, timer)
    left_something, in_doubt, sends, failures, pace = record.sent, False, 0, 0, Pace(timer)
    while True:
        sends += 1
        record.sent = True
        try:
            return send()
        except (AzureError, DeserializationError) as ex:
            refusal = _refusal(ex)
        failures += not refusal.is_conflict
        in_doubt = in_doubt or refusal.answer == UNCLEAR
        may_send_again = retry_conflict if refusal.is_conflict else failures < MOST_WRITE_FAILURES
        decision = DECISIONS[refusal.answer, in_doubt, may_send_again]
        if decision == TAKEN:
            return None
        if decision in (LOOK_THEN_SEND_AGAIN, LOOK_THEN_REFUSE) and search.finds_it(after_a_moment=True):
            return None
        # A failed write may still have changed something, and one that conflicts with itself may still take effect.
        left_something = left_something or search.changed or (in_doubt and refusal.is_conflict)
        record.sent = left_something
        if decision in (REFUSE, LOOK_THEN_REFUSE) or refusal.wait >= timer.left:
            raise refusal
        if not in_doubt:
            pace.sleep(refusal.wait)
        elif _waits_and_finds_it(refusal, sends, search, timer):
            return None


def _waits_and_finds_it(refusal: Refused, sends: int, search: '_Search', timer: Timer) -> bool:
    """Wait before a write in doubt is sent again; True if the hub shows it after that."""
    # A write may conflict with itself for minutes. Other waits are short: the hub was read a moment ago.
    growing = min(sends, LONGEST_WAIT) if refusal.is_conflict else 0
    Pace(timer).sleep(max(refusal.wait, growing))
    return search.finds_it()


class _Search:
    """Reads the hub to find a write that is in doubt.

    Attributes:
        changed: Whether the hub ever differed from its state at the beginning.
    """

    def __init__(self, is_there: 'Callable[[Hub], bool]', live: 'LiveHub', timer: Timer) -> None:
        self._is_there, self._live, self._timer = is_there, live, timer
        self._before = start_of(live.hub)
        self.changed = False

    def finds_it(self, after_a_moment: bool = False) -> bool:
        """Whether the hub shows the write.

        Args:
            after_a_moment: Wait first, so that the hub can show it.

        Raises:
            TimeoutError: The hub cannot be read in time, or stays busy.
        """
        if after_a_moment:
            # Looking too early would report that nothing was written.
            self._timer.pause()
        hub = settle(self._live, self._timer)
        if hub is None:
            raise TimeoutError('it is not known whether the write arrived: the hub could not be read, or was busy')
        self.changed = self.changed or start_of(hub) != self._before
        return self._is_there(hub)


def _refusal(error: Exception) -> Refused:
    """What an error of azure-core means for a write."""
    response: HttpResponse | None = getattr(error, 'response', None)
    failure = None if response is None else Failure(response)
    refusal = Refused(
        _answer(error, failure), failure, None if failure else getattr(error, 'message', None) or str(error)
    )
    refusal.__cause__ = error
    return refusal


def _answer(error: Exception, failure: Failure | None) -> Answer:
    from azure.core.exceptions import ClientAuthenticationError

    if failure is None:
        # Without a token there was nothing to send.
        return REFUSED if isinstance(error, ClientAuthenticationError) else UNCLEAR
    if 200 <= failure.status < 300:
        return GARBLED_SUCCESS
    if failure.status == 409 and not failure.is_lock:
        return CONFLICT
    if failure.status == 429:
        return THROTTLED
    return UNCLEAR if failure.status >= 500 or failure.status == 408 else REFUSED
