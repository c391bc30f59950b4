"""One write, sent until the service takes it.

Before it is sent again, the hub is read: two writes that overlap have lost rules (Azure/terraform-provider-azapi
issue 453).
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
# Taken; only the body cannot be read.
GARBLED_SUCCESS: Final = 'garbled success'
# 409, but not for a management lock: another write was in the way, which may be over soon.
CONFLICT: Final = 'conflict'
# 429: the service did not look at the write.
THROTTLED: Final = 'throttled'
# No answer, 408 or 5xx: the service may have acted or not.
UNCLEAR: Final = 'unclear'
# Everything else: the service did not act, and will not.
REFUSED: Final = 'refused'

Decision = Literal['taken', 'send again', 'refuse', 'look, then send again', 'look, then refuse']
TAKEN: Final = 'taken'
SEND_AGAIN: Final = 'send again'
REFUSE: Final = 'refuse'
# Look: read the hub first; if it shows the write, that is taken.
LOOK_THEN_SEND_AGAIN: Final = 'look, then send again'
LOOK_THEN_REFUSE: Final = 'look, then refuse'

# What to do, by three questions. What was the answer? Is the write in doubt: may this or an earlier send have reached
# the service? May it be sent again: is the caller ready to wait for a conflict, are other failures few enough?
# A clear answer to a write in doubt may have an earlier send as its cause, so the hub is read first. A conflict then is
# probably with that earlier send: the hub shows it later, so the write goes on even where conflicts are not waited for.
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
    """What is known of a write at any moment. It changes while the write goes on, and outlives an interruption.

    sent: something may have reached the service. ended: how the write ended, or None. error: what went wrong with the
    write as a whole. provisioning_error: the same of the provisioning after it. errors: the service's texts for
    single rules, by name. not_attempted: why rules were never sent, by name.
    """

    sent: bool = False
    ended: End | None = None
    error: str | None = None
    provisioning_error: str | None = None
    errors: dict[str, str] = dataclasses.field(default_factory=dict)
    not_attempted: dict[str, str] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """The service has not taken the write.

    It changed nothing, unless the record of the write says that something was sent.

    Args:
        answer: What the service answered, as the table of decisions names it.
        failure: Its error, or None where there was no answer.
        text: What went wrong instead.
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
        """The seconds after which the service wants to be asked again; 0 where it does not say."""
        return retry_after(self.failure.headers) if self.failure else 0.0

    @property
    def is_conflict(self) -> bool:
        """True where another write was in the way, which may be over soon."""
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
    """What send returns once the service has taken the write; None where only the hub itself shows that it has.

    azure-core's retries do not serve: they send a write again without a look at the hub.

    Args:
        send: Sends the write once. Raises azure-core's errors.
        is_there: Whether a hub shows the write.
        live: The hub.
        timer: The time of the command.
        record: What is known of the write; `sent` is kept here.
        retry_conflict: Send again after a conflict, for as long as there is time.

    Raises:
        Refused: The write was not taken.
        TimeoutError: It cannot be known within the time whether it was.
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
        # Even a write without effect may have left something behind, and one in its own way is still to take effect.
        left_something = left_something or search.changed or (in_doubt and refusal.is_conflict)
        record.sent = left_something
        if decision in (REFUSE, LOOK_THEN_REFUSE) or refusal.wait >= timer.left:
            raise refusal
        if not in_doubt:
            pace.sleep(refusal.wait)
        elif _waits_and_finds_it(refusal, sends, search, timer):
            return None


def _waits_and_finds_it(refusal: Refused, sends: int, search: '_Search', timer: Timer) -> bool:
    """Wait before a write in doubt is sent again; True where the hub shows it then."""
    # A write in its own way may be so for minutes. Other waits are short: the hub was read a moment ago.
    growing = min(sends, LONGEST_WAIT) if refusal.is_conflict else 0
    Pace(timer).sleep(max(refusal.wait, growing))
    return search.finds_it()


class _Search:
    """Reads the hub to find a write that is in doubt. changed: the hub was not always as at the beginning."""

    def __init__(self, is_there: 'Callable[[Hub], bool]', live: 'LiveHub', timer: Timer) -> None:
        self._is_there, self._live, self._timer = is_there, live, timer
        self._before = start_of(live.hub)
        self.changed = False

    def finds_it(self, after_a_moment: bool = False) -> bool:
        """Whether the hub shows the write. Raises TimeoutError where the hub cannot be read in time."""
        if after_a_moment:
            # So that the service can show what it has begun; looking too early would report that nothing was written.
            self._timer.pause()
        hub = settle(self._live, self._timer)
        if hub is None:
            raise TimeoutError('it is not known whether the write arrived: the hub could not be read, or was busy')
        self.changed = self.changed or start_of(hub) != self._before
        return self._is_there(hub)


def _refusal(error: Exception) -> Refused:
    """An error of azure-core as what it means for a write."""
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
