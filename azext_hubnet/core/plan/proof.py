"""The proof of a write: what became of every planned rule, and of every rule that was there before."""

from collections.abc import Mapping, Sequence
from typing import AbstractSet, Any, NamedTuple

from ..model.destinations import Destination, NotUnderstood, PrivateEndpoint
from ..model.hub import DELETING, Hub, Rule, name_key
from .plan import DELETE, Operation, state_key

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
    error: str | None


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


def prove(
    before: Hub,
    after: Hub,
    operations: Sequence[Operation],
    errors: Mapping[str, str],
    not_attempted: Mapping[str, str],
) -> Outcome:
    """Judges a write by the hub as it was read before and after it.

    errors: what the service said of single rules, by name. not_attempted: reasons for those that were never sent.
    """
    known = {name_key(rule.name): rule for rule in after.rules}
    earlier = {name_key(rule.name): rule for rule in before.rules}
    results = [
        _result(
            operation,
            earlier.get(name_key(operation.name)),
            known,
            after.rules,
            errors=errors,
            not_attempted=not_attempted,
        )
        for operation in operations
    ]
    return Outcome(results, _disturbed(before, known, operations))


def accepted(operations: Sequence[Operation]) -> list[Result]:
    """A result for every operation of a write that the service has taken and nobody waits for."""
    return [_untold(operation, PENDING, None) for operation in operations]


def unproven(
    operations: Sequence[Operation], reason: str, errors: Mapping[str, str], not_attempted: Mapping[str, str]
) -> list[Result]:
    """A result for every operation of a write that the hub cannot prove, for a reason; the rest is as for prove."""
    return [
        _untold(one, NOT_ATTEMPTED, not_attempted[one.name])
        if one.name in not_attempted
        else _untold(one, PENDING, f'{errors[one.name]}; {reason}' if one.name in errors else reason)
        for one in operations
    ]


def _untold(operation: Operation, outcome: str, error: str | None) -> Result:
    return Result(operation.name, operation.destination.az_ml(), outcome, error)


def _result(
    operation: Operation,
    before: Rule | None,
    known: Mapping[str, Rule],
    after: Sequence[Rule],
    *,
    errors: Mapping[str, str],
    not_attempted: Mapping[str, str],
) -> Result:
    shown = operation.destination.az_ml()
    rule = known.get(name_key(operation.name))
    gone = _aliases(before.destination) - _aliases(operation.destination) if before else frozenset()
    outcome, error = _deleted(rule) if operation.op == DELETE else _written(operation, rule, after, gone)
    if outcome == FAILED and operation.name in not_attempted:
        return Result(operation.name, shown, NOT_ATTEMPTED, not_attempted[operation.name])
    if outcome == FAILED:
        # What the service says on the rule itself comes first.
        error = error or errors.get(operation.name) or _silent_failure(operation, rule, gone)
    return Result(operation.name, shown, outcome, error)


def _deleted(rule: Rule | None) -> tuple[str, str | None]:
    if rule is None:
        return APPLIED, None
    return (PENDING if rule.status == DELETING else FAILED), None


def _written(
    operation: Operation, rule: Rule | None, after: Sequence[Rule], gone: AbstractSet[str]
) -> tuple[str, str | None]:
    # By destination: another rule may do it, and one that works rather than one that has failed, ours included.
    doing = min(
        (one for one in after if _holds(one.destination, operation.destination, gone)),
        key=lambda one: (not one.in_force, one.dead, one is not rule),
        default=None,
    )
    if doing is None:
        return FAILED, None
    if doing.in_force:
        return APPLIED, None
    return (FAILED, doing.error) if doing.dead else (PENDING, None)


def _silent_failure(operation: Operation, rule: Rule | None, gone: AbstractSet[str]) -> str:
    """What to say where the service has said nothing."""
    if operation.op == DELETE:
        return 'the rule is still there'
    if rule is None:
        return 'the rule is not there, although the service reported no error'
    if not _holds(rule.destination, operation.destination, gone):
        return 'the rule has another destination, although the service reported no error'
    return f'the rule is {rule.status}'


def _holds(
    now: Destination | NotUnderstood, wanted: Destination | NotUnderstood, gone: AbstractSet[str] = frozenset()
) -> bool:
    """True when a rule that goes to now does what one for wanted does.

    It is the same destination, or the same private endpoint with further aliases, which the service or somebody else
    has added: it still answers for all that were asked for. gone: aliases that may not be there any more.
    """
    if isinstance(now, PrivateEndpoint) and isinstance(wanted, PrivateEndpoint):
        return (
            (now.target, now.spark_enabled) == (wanted.target, wanted.spark_enabled)
            and _aliases(wanted) <= _aliases(now)
            and not gone & _aliases(now)
        )
    return state_key(now) == state_key(wanted)


def _aliases(destination: Destination | NotUnderstood) -> AbstractSet[str]:
    return {alias.lower() for alias in destination.fqdns} if isinstance(destination, PrivateEndpoint) else frozenset()


def _disturbed(before: Hub, known: Mapping[str, Rule], operations: Sequence[Operation]) -> list[Disturbance]:
    ours = {name_key(operation.name) for operation in operations}
    earlier = {name_key(rule.name) for rule in before.rules}
    # A rule under another name stands in for one that is gone only if it is new and nobody has planned it.
    fresh = {rule.destination.key: rule for name, rule in known.items() if name not in earlier | ours}
    disturbed = []
    for rule in before.rules:
        if rule.name is None or name_key(rule.name) in ours or rule.status == DELETING:
            continue
        now = known.get(name_key(rule.name)) or fresh.get(rule.destination.key)
        if now is None or now.status == DELETING:
            disturbed.append(Disturbance(rule.name, LOST))
        elif not _holds(now.destination, rule.destination) or (now.dead and not rule.dead):
            disturbed.append(Disturbance(rule.name, ALTERED))
    return disturbed
