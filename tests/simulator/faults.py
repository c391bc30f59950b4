"""Faults on demand: which request fails, when and how. Every fault counts how often it fired.

A fault matches requests by kind (see `arm.KINDS`) and, if given, by method, rule name and a regular expression on the
path. It fires on the wanted occurrences of such requests, counted from when it was added. Actions:

  before the request is carried out   delay, reset, restart, and the answers in `ANSWERS`
  after it was carried out            reset_after, truncate, malformed, inject_rule; with after_acting also restart and
                                      the answers in `ANSWERS`
  on the operation that it starts     fail_operation, stick, fail_rule, lose_rule

After a restart the server is away for some seconds. With `forget` it has forgotten the ids of its operations, which
continue.
"""

import re
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from . import errors
from .messages import HttpError, Request, Response
from .operations import Outcome

# The answer of each action, made from the fault and the target of the request.
ANSWERS = {
    'conflict': lambda fault, target: errors.conflict(),
    'scope_locked': lambda fault, target: errors.scope_locked(target.scope, target.verb),
    'throttled': lambda fault, target: errors.throttled(fault.retry_after),
    'server_error': lambda fault, target: HttpError(500, 'InternalServerError', 'An internal error occurred.'),
    'unavailable': lambda fault, target: HttpError(503, 'ServiceUnavailable', 'The service is unavailable.'),
    'gateway_timeout': lambda fault, target: HttpError(
        504, 'GatewayTimeout', 'The gateway did not receive a response from the provider within the time allowed.'
    ),
    'forbidden': lambda fault, target: errors.authorization_failed(target.action, target.scope, target.client),
    'policy': lambda fault, target: errors.disallowed_by_policy(target.scope.rpartition('/')[2]),
    'not_found': lambda fault, target: HttpError(
        404, 'ResourceNotFound', f"The Resource '{target.scope.partition('/providers/')[2]}' was not found."
    ),
    'claims_challenge': lambda fault, target: errors.claims_challenge(target.authority),
    'status': lambda fault, target: HttpError(
        fault.status, fault.code or 'SimulatedError', fault.message or 'An error requested by the test.'
    ),
}
ACTIONS = (
    *ANSWERS,
    'delay',
    'reset',
    'reset_after',
    'restart',
    'truncate',
    'malformed',
    'inject_rule',
    'fail_operation',
    'stick',
    'fail_rule',
    'lose_rule',
)


@dataclass
class Target:
    """What an error text says about the request."""

    action: str = ''
    scope: str = ''
    verb: str = 'write'
    client: str = ''
    authority: str = ''


@dataclass
class Fault:
    """One fault. occurrence: 'first', 'every', a number from 1, or a list of numbers."""

    on: str
    action: str
    occurrence: str | int | list[int] = 'first'
    method: str | None = None
    rule: str | None = None  # match: the rule in the path; lose_rule, fail_rule, inject_rule: the rule to act on
    path: str | None = None
    status: int = 500
    code: str | None = None
    message: str | None = None
    retry_after: float | None = None
    seconds: float = 0.0
    after_acting: bool = False
    forget: bool = False
    value: Any = None
    seen: int = field(default=0, init=False)
    fired: int = field(default=0, init=False)
    id: int = field(default=0, init=False)

    def __post_init__(self):
        if self.action not in ACTIONS:
            raise ValueError(f'unknown action {self.action!r}; known are {", ".join(ACTIONS)}')
        if not isinstance(self.occurrence, (int, list)) and self.occurrence not in ('first', 'every'):
            raise ValueError(f'occurrence {self.occurrence!r} is neither first, every, a number nor a list of numbers')

    def matches(self, kind: str, request: Request, rule: str | None) -> bool:
        names_a_target = self.action in ('lose_rule', 'fail_rule', 'inject_rule')
        return (
            self.on in ('any', kind)
            and (self.method is None or self.method.upper() == request.method)
            and (self.path is None or re.search(self.path, request.path, re.IGNORECASE) is not None)
            and (self.rule is None or names_a_target or self.rule == rule)
        )

    def is_due(self) -> bool:
        """True if it fires on the occurrence that was just counted."""
        if self.occurrence == 'every':
            return True
        wanted = [1] if self.occurrence == 'first' else self.occurrence
        return self.seen in (wanted if isinstance(wanted, list) else [wanted])

    def describe(self) -> dict[str, Any]:
        return asdict(self)


class Faults:
    """The faults of one simulator, thread-safe. kinds: of the requests that can fail."""

    def __init__(self, kinds: Iterable[str]):
        self.kinds = ('any', *kinds)
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._added = 0

    def add(self, on: str, action: str = 'status', **settings) -> Fault:
        """Add a fault and return it; its `fired` is updated later.

        Raises:
            ValueError: A setting or the kind of request is not known.
        """
        known = {one.name for one in fields(Fault) if one.init}
        unknown = set(settings) - known
        if unknown:
            raise ValueError(f'unknown fault settings {sorted(unknown)}; known are {sorted(known)}')
        if on not in self.kinds:
            raise ValueError(f'unknown kind of request {on!r}; known are {", ".join(self.kinds)}')
        fault = Fault(on=on, action=action, **settings)
        with self._lock:
            self._added += 1
            fault.id = self._added
            self._faults.append(fault)
        return fault

    def all(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.describe() for fault in self._faults]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def fire(self, kind: str, request: Request, rule: str | None = None) -> 'Fired':
        """Count this request and return the faults that fire on it."""
        with self._lock:
            due = []
            for fault in self._faults:
                if fault.matches(kind, request, rule):
                    fault.seen += 1
                    if fault.is_due():
                        fault.fired += 1
                        due.append(fault)
            return Fired(due)


class Fired:
    """The faults that fired on one request, and what they do at each stage of answering it."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults

    def ids(self) -> list[int]:
        return [fault.id for fault in self.faults]

    def delay(self) -> float:
        return sum(fault.seconds for fault in self.faults if fault.action == 'delay')

    def restart(self) -> Fault | None:
        """The fault that restarts the server, if any."""
        return next((fault for fault in self.faults if fault.action == 'restart'), None)

    def instead(self, target: Target) -> Response | None:
        """The answer to give instead of carrying out the request."""
        for fault in self.faults:
            if fault.action == 'reset' or (fault.action == 'restart' and not fault.after_acting):
                return Response(reset=True)
            if fault.action in ANSWERS and not fault.after_acting:
                return _answer(fault, target)
        return None

    def outcome(self) -> Outcome:
        """How the operation that the request starts has to end."""
        outcome = Outcome()
        for fault in self.faults:
            if fault.action == 'fail_operation':
                outcome.error = {
                    'code': fault.code or 'InternalServerError',
                    'message': fault.message or 'The operation failed.',
                }
            elif fault.action == 'stick':
                outcome.stuck = True
            elif fault.action == 'fail_rule':
                outcome.failed_rules[fault.rule or '*'] = fault.message or 'The rule could not be applied.'
            elif fault.action == 'lose_rule':
                outcome.lost_rules.append(str(fault.rule))
        return outcome

    def afterwards(self, response: Response, target: Target) -> Response:
        """The answer to give after the request was carried out. response: without faults."""
        for fault in self.faults:
            if fault.action in ('reset_after', 'restart'):
                response = Response(reset=True)
            elif fault.action in ANSWERS and fault.after_acting:
                response = _answer(fault, target)
            elif fault.action == 'truncate':
                response.truncate = True
            elif fault.action == 'malformed':
                response = Response(response.status, response.payload()[:-1] + b',]', response.headers)
            elif fault.action == 'inject_rule':
                _inject(response.body, fault.rule or 'injected', fault.value)
        return response


def _answer(fault: Fault, target: Target) -> Response:
    answer = ANSWERS[fault.action](fault, target)
    if fault.message:
        answer.message = fault.message
    if fault.code:
        answer.code = fault.code
    if fault.retry_after is not None:
        answer.headers['Retry-After'] = f'{fault.retry_after:g}'
    return answer.response()


def _inject(body: Any, name: str, value: Any) -> None:
    """Add value (null, or a rule of an unknown type) to the rules of a workspace or of a list."""
    if not isinstance(body, dict):
        return
    if isinstance(body.get('value'), list):
        body['value'].append({'name': name, 'properties': value})
        return
    network = (body.get('properties') or {}).get('managedNetwork') or {}
    network.setdefault('outboundRules', {})[name] = value
