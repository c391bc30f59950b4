"""What can go wrong with one request, as facts from which expected.py concludes."""

from dataclasses import dataclass
from typing import Any

# How the fault shows itself: in the answer to the request, as a connection without a whole answer, in the body of a
# success, in the operation that the request starts, in a rule of that operation, in the rules that a reading shows.
ANSWER, CONNECTION, BODY, OPERATION, RULE, READING = 'answer', 'connection', 'body', 'operation', 'rule', 'reading'

# Seconds: the longest that the az of a cell with a timeout waits for an answer, and how long the service keeps silent.
# It acts before hubnet looks at the hub, which is a second after the end of its patience.
PATIENCE = 1.0
SILENCE = 1.5


@dataclass(frozen=True, eq=False)
class Fault:
    """One fault; there is one object for each.

    actions: what the simulator does, as settings of its faults. status: of the answer. acts: the service carries the
    request out all the same. says: what the message or the result has to name. again: whether it may also stay.
    """

    name: str
    shows: str
    actions: tuple[dict[str, Any], ...]
    status: int | None = None
    retry_after: bool = False
    acts: bool = False
    says: str = ''
    stays: bool = True

    @property
    def is_slow(self):
        """True where az has to lose its patience first."""
        return any(action['action'] == 'delay' for action in self.actions)

    @property
    def is_lock(self):
        """True for a management lock, which no waiting opens."""
        return self.says == 'ScopeLocked'

    def __str__(self):
        return self.name


def _answer(name, action, status, says, **more):
    settings = {'retry_after': 1} if more.get('retry_after') else {}
    if more.get('acts'):
        settings['after_acting'] = True
    return Fault(name, ANSWER, ({'action': action, **settings},), status, says=says, **more)


def _rule(name, value):
    return Fault(name, READING, ({'action': 'inject_rule', 'rule': 'injected', 'value': value},), 200, says='injected')


_SILENT = {'action': 'delay', 'seconds': SILENCE}

FAULTS = (
    _answer('409', 'conflict', 409, 'Conflict'),
    _answer('409 Retry-After', 'conflict', 409, 'Conflict', retry_after=True),
    _answer('409 ScopeLocked', 'scope_locked', 409, 'ScopeLocked', stays=False),
    _answer('429', 'throttled', 429, 'TooManyRequests'),
    _answer('429 Retry-After', 'throttled', 429, 'TooManyRequests', retry_after=True),
    _answer('500', 'server_error', 500, 'InternalServerError'),
    _answer('503', 'unavailable', 503, 'ServiceUnavailable'),
    _answer('504', 'gateway_timeout', 504, 'GatewayTimeout'),
    _answer('504, acted', 'gateway_timeout', 504, 'GatewayTimeout', acts=True),
    Fault('reset', CONNECTION, ({'action': 'reset'},)),
    Fault('reset, acted', CONNECTION, ({'action': 'reset_after'},), acts=True),
    Fault('timeout', CONNECTION, (_SILENT, {'action': 'reset'})),
    Fault('timeout, acted', CONNECTION, (_SILENT,), acts=True),
    _answer('401 claims', 'claims_challenge', 401, ''),
    _answer('403', 'forbidden', 403, 'AuthorizationFailed', stays=False),
    _answer('403 policy', 'policy', 403, 'RequestDisallowedByPolicy', stays=False),
    _answer('404', 'not_found', 404, 'ResourceNotFound', stays=False),
    Fault(
        'operation failed',
        OPERATION,
        ({'action': 'fail_operation', 'message': 'No more addresses.'},),
        acts=True,
        says='No more addresses.',
        stays=False,
    ),
    Fault('operation stuck', OPERATION, ({'action': 'stick'},), acts=True, stays=False),
    Fault(
        'rule failed',
        RULE,
        ({'action': 'fail_rule', 'message': 'No such host.'},),
        acts=True,
        says='No such host.',
        stays=False,
    ),
    Fault('rule lost', RULE, ({'action': 'lose_rule', 'rule': 'theirs'},), acts=True, says='theirs', stays=False),
    Fault('malformed JSON', BODY, ({'action': 'malformed'},), 200, acts=True),
    Fault('truncated body', CONNECTION, ({'action': 'truncate'},), 200, acts=True),
    _rule('unknown type', {'type': 'Quantum', 'destination': 'x', 'category': 'UserDefined', 'status': 'Active'}),
    _rule('null rule', None),
)
