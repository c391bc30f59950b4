"""One write, sent until the service takes it; before it is sent again, the hub is read: two writes that overlap have
lost rules (Azure/terraform-provider-azapi issue 453)."""

from . import operation
from .failures import Failure

# What azure-core retries on a GET, and 409: another write is under way.
_TRY_AGAIN = (408, 409, 429, 500, 502, 503, 504)
# In these the service may have acted before it answered.
_UNCLEAR = (408, 500, 502, 503, 504)
_MAX_SENDS = 8


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
    """The service has not taken the write, so it changed nothing; failure is its answer, or None where it gave none."""

    def __init__(self, failure, text=None):
        super().__init__(text or str(failure))
        self.failure = failure

    @property
    def status(self):
        """The HTTP status of the refusal, or None."""
        return self.failure.status if self.failure else None

    @property
    def is_conflict(self):
        """True where another write was in the way, which may be over soon."""
        return self.status == 409 and not self.failure.is_lock


def accepted(send, is_there, live, pace, state, *, retry_conflict=True):
    """What send returns once the service has taken the write; None where only the hub itself shows that it has.

    send: sends it once; raises azure-core's AzureError. is_there: whether a hub shows the write. Raises Refused when
    nothing was written, and TimeoutError when that cannot be told within the pace's limit. retry_conflict: send
    again after a conflict, until that limit.
    """
    from azure.core.exceptions import AzureError
    sends = 0
    while True:
        sends += 1
        sent_before, state.sent = state.sent, True
        try:
            return send()
        except AzureError as ex:
            refusal = _refusal(ex)
        if refusal.status is None or refusal.status in _UNCLEAR:
            if not _never_left(refusal) and _arrived(is_there, live, pace):
                return None
        state.sent = sent_before
        wait = _wait_of(refusal)
        again = refusal.is_conflict and retry_conflict or sends < _MAX_SENDS and not refusal.is_conflict
        if not _may_help(refusal) or not again or wait >= pace.left:
            raise refusal
        pace.sleep(wait)


def _refusal(error):
    response = getattr(error, 'response', None)
    # A success whose body is garbled comes as an error too, and is none.
    if response is not None and response.status_code >= 400:
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
    if refusal.failure is None:
        return not _never_left(refusal)
    return refusal.status in _TRY_AGAIN and not refusal.failure.is_lock


def _wait_of(refusal):
    return operation.retry_after(refusal.failure.headers) if refusal.failure else 0.0


def _arrived(is_there, live, pace):
    # A moment, so that the service can show what it has begun; to look too early were to say that nothing was written.
    pace.pause()
    hub = operation.settle(live, pace)
    if hub is None:
        raise TimeoutError('it is not known whether the write arrived: the hub could not be read, or was busy')
    return is_there(hub)
