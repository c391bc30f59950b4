"""What can go wrong with one request. expected.py has a row for each."""

from dataclasses import dataclass
from typing import Any

# Where the fault shows: in the answer to the request, as a connection without a whole answer, in the body of a success,
# in the operation that the request starts, in a rule of that operation, in the rules that a reading returns.
ANSWER, CONNECTION, BODY, OPERATION, RULE, READING = 'answer', 'connection', 'body', 'operation', 'rule', 'reading'

# Seconds: how long the az of a cell with a timeout waits for an answer, and how long the service stays silent. The
# service acts before hubnet reads the hub, which is a second after the timeout.
LONGEST_WAIT = 1.0
SILENCE = 1.5


@dataclass(frozen=True, eq=False)
class Fault:
    """One fault.

    Args:
        name: The name of its row in expected.py.
        shows: Where it shows, one of the constants above.
        actions: The simulator's settings for it.
        says: What the message or the result has to name.
        stays: True if there are also cells in which it strikes every time. Where hubnet does not try again, striking
            once and staying are the same.
    """

    name: str
    shows: str
    actions: tuple[dict[str, Any], ...]
    says: str = ''
    stays: bool = True

    @property
    def is_slow(self):
        """True where az has to reach a timeout first."""
        return any(action['action'] == 'delay' for action in self.actions)

    def __str__(self):
        return self.name


def _answer(name, action, says, *, stays=True, **settings):
    return Fault(name, ANSWER, ({'action': action, **settings},), says, stays)


def _rule(name, value):
    return Fault(name, READING, ({'action': 'inject_rule', 'rule': 'injected', 'value': value},), 'injected')


_SILENT = {'action': 'delay', 'seconds': SILENCE}
_FAILED = {'action': 'fail_operation', 'message': 'No more addresses.'}
_RULE_FAILED = {'action': 'fail_rule', 'message': 'No such host.'}

FAULTS = (
    _answer('409', 'conflict', 'Conflict'),
    _answer('409 Retry-After', 'conflict', 'Conflict', retry_after=1),
    _answer('409 ScopeLocked', 'scope_locked', 'ScopeLocked', stays=False),
    _answer('429', 'throttled', 'TooManyRequests'),
    _answer('429 Retry-After', 'throttled', 'TooManyRequests', retry_after=1),
    _answer('500', 'server_error', 'InternalServerError'),
    _answer('503', 'unavailable', 'ServiceUnavailable'),
    _answer('504', 'gateway_timeout', 'GatewayTimeout'),
    _answer('504, acted', 'gateway_timeout', 'GatewayTimeout', after_acting=True),
    Fault('reset', CONNECTION, ({'action': 'reset'},)),
    Fault('reset, acted', CONNECTION, ({'action': 'reset_after'},)),
    Fault('timeout', CONNECTION, (_SILENT, {'action': 'reset'})),
    Fault('timeout, acted', CONNECTION, (_SILENT,)),
    _answer('401 claims', 'claims_challenge', ''),
    _answer('403', 'forbidden', 'AuthorizationFailed', stays=False),
    _answer('403 policy', 'policy', 'RequestDisallowedByPolicy', stays=False),
    _answer('404', 'not_found', 'ResourceNotFound', stays=False),
    Fault('operation failed', OPERATION, (_FAILED,), 'No more addresses.', stays=False),
    Fault('operation stuck', OPERATION, ({'action': 'stick'},), stays=False),
    Fault('rule failed', RULE, (_RULE_FAILED,), 'No such host.', stays=False),
    Fault('rule lost', RULE, ({'action': 'lose_rule', 'rule': 'theirs'},), 'theirs', stays=False),
    Fault('malformed JSON', BODY, ({'action': 'malformed'},)),
    Fault('truncated body', CONNECTION, ({'action': 'truncate'},)),
    _rule('unknown type', {'type': 'Quantum', 'destination': 'x', 'category': 'UserDefined', 'status': 'Active'}),
    _rule('null rule', None),
)
