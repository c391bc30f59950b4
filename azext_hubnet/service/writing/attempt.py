"""One write, sent until the service takes it; before it is sent again, the hub is read: two writes that overlap have
lost rules (Azure/terraform-provider-azapi issue 453).
"""

from ...core.plan.plan import start_of
from ..connection.answers import retry_after
from ..connection.failures import Failure
from . import operation

# Conflicts do not count: how long one lasts is not the write's fault.
_MAX_TROUBLES = 8


class WriteState:  # pylint: disable=too-few-public-methods
    """What is known of a write; it outlives an interruption.

    sent: something may have reached the service. ended: how the last operation ended, as service.operation has it, or
    None. error: what went wrong with all of it. errors: the service's texts for single rules, by name. not_attempted:
    reasons for those that were never sent, by name.
    """

    def __init__(self):
        self.sent = False
        self.ended = None
        self.error = None
        self.errors = {}
        self.not_attempted = {}


class Refused(Exception):
    """The service has not taken the write; failure is its answer, or None where it gave none.

    So it changed nothing, unless the state of the write says that something was sent.
    """

    def __init__(self, failure, text=None):
        super().__init__(text or str(failure))
        self.failure = failure

    @property
    def status(self):
        """The HTTP status of the refusal, or None."""
        return self.failure.status if self.failure else None

    @property
    def is_clear(self):
        """False where the service, or what stands before it, may have answered so although it acted."""
        return _never_left(self) if self.status is None else self.status < 500 and self.status != 408

    @property
    def wait(self):
        """The seconds after which the service wants to be asked again; 0 where it does not say."""
        return retry_after(self.failure.headers) if self.failure else 0.0

    @property
    def is_conflict(self):
        """True where another write was in the way, which may be over soon."""
        return self.status == 409 and not self.failure.is_lock


def accepted(send, is_there, live, pace, state, *, retry_conflict=True):
    """What send returns once the service has taken the write; None where only the hub itself shows that it has.

    send: sends it once; raises azure-core's errors. is_there: whether a hub shows the write. Raises Refused when it
    was not taken, and TimeoutError when that cannot be told within the pace's limit. retry_conflict: send again after
    a conflict, until that limit.
    """
    from azure.core.exceptions import AzureError, DeserializationError

    sent_before, sends, troubles, in_doubt = state.sent, 0, 0, False
    search = _Search(is_there, live, pace)
    while True:
        sends += 1
        state.sent = True
        try:
            return send()
        except (AzureError, DeserializationError) as ex:
            if _is_taken(ex):
                return None
            refusal = _refusal(ex)
        troubles += not refusal.is_conflict
        in_doubt = in_doubt or not refusal.is_clear
        # Also after a clear answer to a repeated write: it may be so because of the one before.
        if in_doubt and search.finds_it(after_a_moment=True):
            return None
        # What came to nothing may have left something behind, and what is in its own way is still to come.
        sent_before = sent_before or search.changed or (in_doubt and refusal.is_conflict)
        state.sent = sent_before
        again = (retry_conflict or in_doubt) if refusal.is_conflict else _may_help(refusal) and troubles < _MAX_TROUBLES
        if not again or refusal.wait >= pace.left:
            raise refusal
        # What is in its own way may be so for minutes, and each look lets the waits begin short again.
        pace.sleep(max(refusal.wait, min(sends, operation.LONGEST_WAIT) if in_doubt and refusal.is_conflict else 0))
        if in_doubt and search.finds_it():
            return None


class _Search:  # pylint: disable=too-few-public-methods
    """Looks at the hub for a write that is in doubt. changed: the hub was another than at the beginning."""

    def __init__(self, is_there, live, pace):
        self._is_there, self._live, self._pace = is_there, live, pace
        self._before = start_of(live.hub)
        self.changed = False

    def finds_it(self, after_a_moment=False):
        """Whether the hub shows the write. Raises TimeoutError where there is nothing to see."""
        if after_a_moment:
            # So that the service can show what it has begun; to look too early were to say that nothing was written.
            self._pace.pause()
        hub = operation.settle(self._live, self._pace)
        if hub is None:
            raise TimeoutError('it is not known whether the write arrived: the hub could not be read, or was busy')
        self.changed = self.changed or start_of(hub) != self._before
        return self._is_there(hub)


def _is_taken(error):
    """True where the service has taken the write and only the body of its answer is garbled."""
    response = getattr(error, 'response', None)
    return response is not None and 200 <= response.status_code < 300


def _refusal(error):
    response = getattr(error, 'response', None)
    if response is not None:
        refusal = Refused(Failure(response))
    else:
        refusal = Refused(None, getattr(error, 'message', None) or str(error))
    refusal.__cause__ = error
    return refusal


def _never_left(refusal):
    """True where no token was to be had, so that there was nothing to send."""
    from azure.core.exceptions import ClientAuthenticationError

    return refusal.failure is None and isinstance(refusal.__cause__, ClientAuthenticationError)


def _may_help(refusal):
    return refusal.status == 429 or not refusal.is_clear
