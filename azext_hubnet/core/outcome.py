"""The proof of a write: what became of every planned rule, and of every rule that was there before."""

import json
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence

from . import render
from .plan import DELETE, Operation
from .rules import Hub, NotUnderstood, Rule

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


class Result(NamedTuple):
    """What became of one planned rule; error is the service's text or the reason why it was not written."""

    rule: str
    destination: Any
    outcome: str
    error: Optional[str]


class Disturbance(NamedTuple):
    """A rule of before that is gone or goes elsewhere now."""

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
    by_key: Dict[tuple, Rule] = {rule.destination.key: rule for rule in after.rules}
    results = [_result(operation, known, by_key, errors, not_attempted) for operation in operations]
    return Outcome(results, _disturbed(before, known, by_key, operations))


def unknown(operations: Sequence[Operation], outcome: str, error: Optional[str]) -> List[Result]:
    """A result for every operation where the hub could not be read afterwards, or was not waited for."""
    return [Result(operation.name, render.destination(operation.destination), outcome, error)
            for operation in operations]


def likely_cause(rule: Rule) -> str:
    """Why a rule that is not ours to retry has failed, as far as the service's text tells, and what to do.

    Source: managed network articles since 2025-04-30 on the approver role and the Microsoft.Network provider.
    """
    told = rule.error or 'the service gives no reason'
    text = told.lower()
    if 'approve' in text or 'permission' in text or 'authorization' in text:
        advice = "give the hub's identity the role Azure AI Enterprise Network Connection Approver on the target"
    elif 'regist' in text:
        advice = 'register the resource provider Microsoft.Network in the subscription'
    else:
        advice = "see 'az hubnet rule show' and the target's private endpoint connections"
    return f'the platform or a connection of the hub made this rule: {told}; {advice}'


def _result(operation: Operation, known: Mapping[str, Rule], by_key: Mapping[tuple, Rule], errors: Mapping[str, str],
            not_attempted: Mapping[str, str]) -> Result:
    shown = render.destination(operation.destination)
    rule = known.get(operation.name.lower())
    if operation.op == DELETE:
        if rule is None:
            return Result(operation.name, shown, APPLIED, None)
        outcome = PENDING if rule.status == 'Deleting' else FAILED
        error = errors.get(operation.name) or (None if outcome == PENDING else 'the rule is still there')
    else:
        if rule is None or rule.destination.key != operation.destination.key:
            rule = by_key.get(operation.destination.key)
        outcome, error = _written(rule, errors.get(operation.name))
    if outcome == FAILED and operation.name in not_attempted:
        return Result(operation.name, shown, NOT_ATTEMPTED, not_attempted[operation.name])
    return Result(operation.name, shown, outcome, error)


def _written(rule: Optional[Rule], error: Optional[str]):
    if rule is None:
        return FAILED, error or 'the service reported success, but the rule is not there'
    if rule.in_force:
        return APPLIED, None
    if rule.dead:
        return FAILED, rule.error or error or f'the rule is {rule.status}'
    return PENDING, None


def _disturbed(before: Hub, known: Mapping[str, Rule], by_key: Mapping[tuple, Rule],
               operations: Sequence[Operation]) -> List[Disturbance]:
    ours = {operation.name.lower() for operation in operations}
    disturbed = []
    for rule in before.rules:
        if rule.name is None or rule.name.lower() in ours or rule.status == 'Deleting':
            continue
        now = known.get(rule.name.lower())
        if now is None:
            if rule.destination.key not in by_key:
                disturbed.append(Disturbance(rule.name, LOST))
        elif not _same(rule, now):
            disturbed.append(Disturbance(rule.name, ALTERED))
    return disturbed


def _same(one: Rule, other: Rule) -> bool:
    if isinstance(one.destination, NotUnderstood) and isinstance(other.destination, NotUnderstood):
        # The original holds the status too, which may change by itself.
        return json.dumps(render.destination(one.destination), sort_keys=True, default=str) == \
            json.dumps(render.destination(other.destination), sort_keys=True, default=str)
    return one.destination.key == other.destination.key
