"""The proof of a write: what became of every planned rule, and of every rule that was there before."""

import re
from typing import Any, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from . import render
from .fixes import APPROVER
from .plan import DELETE, Operation, state_key
from .rules import FAILED as FAILED_STATUS
from .rules import Hub, Rule

APPLIED = 'applied'
PENDING = 'pending'
FAILED = 'failed'
NOT_ATTEMPTED = 'not_attempted'

NOTHING_TO_DO = 'nothing_to_do'
PARTIAL = 'partial'
ACCEPTED = 'accepted'
PLANNED = 'planned'

LOST = 'lost'
ALTERED = 'altered'

_PERMISSION = re.compile(r'\bapprov(?:e|al)\b|permission|authoriz', re.IGNORECASE)
# Not the registries that an id in the text may name.
_REGISTRATION = re.compile(r'\b(?:un)?register(?:ed)?\b|registration', re.IGNORECASE)


class Result(NamedTuple):
    """What became of one planned rule; error is the service's text or the reason why it was not written."""

    rule: str
    destination: Any
    outcome: str
    error: Optional[str]


class Disturbance(NamedTuple):
    """A rule of before that is gone, or that goes elsewhere or has failed now."""

    rule: str
    change: str


class Outcome(NamedTuple):
    """The whole of a write as the hub shows it afterwards."""

    results: Sequence[Result]
    disturbed: Sequence[Disturbance]

    @property
    def complete(self) -> bool:
        """True when everything planned is in place, or waits for the network only, and nothing else has changed."""
        return not self.disturbed and all(result.outcome in (APPLIED, PENDING) for result in self.results)


def prove(before: Hub, after: Hub, operations: Sequence[Operation], errors: Mapping[str, str],
          not_attempted: Mapping[str, str]) -> Outcome:
    """Judges a write by the hub as it was read before and after it.

    errors: what the service said of single rules, by name. not_attempted: reasons for those that were never sent.
    """
    known = {(rule.name or '').lower(): rule for rule in after.rules}
    results = [_result(operation, known, after.rules, errors, not_attempted) for operation in operations]
    return Outcome(results, _disturbed(before, known, operations))


def accepted(operations: Sequence[Operation]) -> List[Result]:
    """A result for every operation of a write that the service has taken and nobody waits for."""
    return [_untold(operation, PENDING, None) for operation in operations]


def unproven(operations: Sequence[Operation], reason: str, errors: Mapping[str, str],
             not_attempted: Mapping[str, str]) -> List[Result]:
    """A result for every operation of a write that the hub cannot prove, for a reason; the rest is as for prove."""
    return [_untold(one, NOT_ATTEMPTED, not_attempted[one.name]) if one.name in not_attempted else
            _untold(one, PENDING, f'{errors[one.name]}; {reason}' if one.name in errors else reason)
            for one in operations]


def likely_cause(rule: Rule) -> str:
    """Why a rule that is not ours to retry has failed, as far as the service's text tells, and what to do.

    Source: managed network articles since 2025-04-30 on the approver role and the Microsoft.Network provider.
    """
    told = (rule.error or 'the service gives no reason').rstrip('. ')
    if rule.status != FAILED_STATUS:
        return (f'the rule is {rule.status}; the platform or a connection of the hub made it, so hubnet writes nothing '
                'in its place: look again once it is gone')
    if _PERMISSION.search(told):
        advice = f"give the hub's identity the role {APPROVER} on the target"
    elif _REGISTRATION.search(told):
        advice = 'register the resource provider Microsoft.Network in the subscription'
    else:
        advice = "see 'az hubnet rule show' and the target's private endpoint connections"
    return (f'the rule has failed: {told}; the platform or a connection of the hub made it, so hubnet does not write '
            f'it: {advice}')


def _untold(operation: Operation, outcome: str, error: Optional[str]) -> Result:
    return Result(operation.name, render.destination(operation.destination), outcome, error)


def _result(operation: Operation, known: Mapping[str, Rule], after: Sequence[Rule], errors: Mapping[str, str],
            not_attempted: Mapping[str, str]) -> Result:
    shown = render.destination(operation.destination)
    outcome, error = _deleted(known.get(operation.name.lower())) if operation.op == DELETE else \
        _written(operation, known.get(operation.name.lower()), after)
    if outcome == FAILED and operation.name in not_attempted:
        return Result(operation.name, shown, NOT_ATTEMPTED, not_attempted[operation.name])
    if outcome == FAILED:
        # What the service says on the rule itself comes first.
        error = error or errors.get(operation.name) or _silent_failure(operation, known)
    return Result(operation.name, shown, outcome, error)


def _deleted(rule: Optional[Rule]) -> Tuple[str, Optional[str]]:
    if rule is None:
        return APPLIED, None
    return (PENDING if rule.status == 'Deleting' else FAILED), None


def _written(operation: Operation, rule: Optional[Rule], after: Sequence[Rule]) -> Tuple[str, Optional[str]]:
    # By destination: another rule may do it, and one that works rather than one that has failed, ours included.
    doing = min((one for one in after if one.destination.key == operation.destination.key),
                key=lambda one: (not one.in_force, one.dead, one is not rule), default=None)
    if doing is None:
        return FAILED, None
    if doing.in_force:
        return APPLIED, None
    return (FAILED, doing.error) if doing.dead else (PENDING, None)


def _silent_failure(operation: Operation, known: Mapping[str, Rule]) -> str:
    """What to say where the service has said nothing."""
    rule = known.get(operation.name.lower())
    if operation.op == DELETE:
        return 'the rule is still there'
    if rule is None:
        return 'the rule is not there, although the service reported no error'
    if rule.destination.key != operation.destination.key:
        return 'the rule has another destination, although the service reported no error'
    return f'the rule is {rule.status}'


def _disturbed(before: Hub, known: Mapping[str, Rule], operations: Sequence[Operation]) -> List[Disturbance]:
    ours = {operation.name.lower() for operation in operations}
    earlier = {(rule.name or '').lower() for rule in before.rules}
    # A rule under another name stands in for one that is gone only if it is new and nobody has planned it.
    fresh = {rule.destination.key: rule for name, rule in known.items() if name not in earlier | ours}
    disturbed = []
    for rule in before.rules:
        if rule.name is None or rule.name.lower() in ours or rule.status == 'Deleting':
            continue
        now = known.get(rule.name.lower()) or fresh.get(rule.destination.key)
        if now is None or now.status == 'Deleting':
            disturbed.append(Disturbance(rule.name, LOST))
        elif state_key(now.destination) != state_key(rule.destination) or now.dead and not rule.dead:
            disturbed.append(Disturbance(rule.name, ALTERED))
    return disturbed
