"""Verify a write: the outcome of every planned rule, and whether any existing rule changed."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..model.destinations import Destination, NotUnderstood, PrivateEndpoint
from ..model.hub import DELETING, Hub, Rule, name_key
from .plan import DELETE, Operation, state_key

if TYPE_CHECKING:
    from ..contract.change import Disturbance as Change
    from ..contract.change import DisturbedJson, ResultJson, RuleOutcome

# Outcomes of a planned rule.
RULE_APPLIED: Final = 'applied'
RULE_PENDING: Final = 'pending'
RULE_FAILED: Final = 'failed'
NOT_ATTEMPTED: Final = 'not_attempted'

# Changes of an existing rule that is not in the plan.
LOST: Final = 'lost'
ALTERED: Final = 'altered'


class Result(NamedTuple):
    """The outcome of one planned rule.

    Attributes:
        rule: The name.
        destination: The destination as in an az ml YAML.
        outcome: One of RULE_APPLIED, RULE_PENDING, RULE_FAILED and NOT_ATTEMPTED.
        error: The error text of the service, or why the rule was not written.
    """

    rule: str
    destination: Any
    outcome: 'RuleOutcome'
    error: str | None

    def as_json(self) -> 'ResultJson':
        """An item of `results`."""
        return {'rule': self.rule, 'destination': self.destination, 'outcome': self.outcome, 'error': self.error}


class Disturbance(NamedTuple):
    """An existing rule that is gone, has another destination or has failed since the write."""

    rule: str
    change: 'Change'

    def as_json(self) -> 'DisturbedJson':
        """An item of `disturbed`."""
        return {'rule': self.rule, 'change': self.change}


class Proof(NamedTuple):
    """The result of a write, according to the hub."""

    results: Sequence[Result]
    disturbed: Sequence[Disturbance]

    @property
    def complete(self) -> bool:
        """True when every planned rule is in place, or only waits for the network, and no existing rule changed."""
        return not self.disturbed and all(result.outcome in (RULE_APPLIED, RULE_PENDING) for result in self.results)


class _Finding(NamedTuple):
    """The outcome of one operation, according to the hub.

    Attributes:
        outcome: As in Result.
        error: The service's error text for the rule.
        shown: What is wrong, to report if the service gave no error.
    """

    outcome: 'RuleOutcome'
    error: str | None = None
    shown: str | None = None


def prove(
    before: Hub,
    after: Hub,
    operations: Sequence[Operation],
    errors: Mapping[str, str],
    not_attempted: Mapping[str, str],
) -> Proof:
    """Verify a write with the hub as it was read before and after it.

    Args:
        before: The hub that the operations were planned for.
        after: The hub once the write is over.
        operations: The plan.
        errors: Error texts of the service for single rules, by name.
        not_attempted: Why rules were not sent, by name.
    """
    earlier, now = _by_name(before), _by_name(after)
    results = []
    for operation in operations:
        name, key = operation.name, name_key(operation.name)
        found = _finding(operation, earlier.get(key), now.get(key), after.rules)
        if found.outcome == RULE_FAILED and name in not_attempted:
            results.append(_result(operation, NOT_ATTEMPTED, not_attempted[name]))
        elif found.outcome == RULE_FAILED:
            results.append(_result(operation, RULE_FAILED, found.error or errors.get(name) or found.shown))
        else:
            results.append(_result(operation, found.outcome))
    return Proof(results, _disturbed(before, now, operations))


def accepted(operations: Sequence[Operation]) -> list[Result]:
    """A result for every operation of an accepted write whose end is not awaited."""
    return [_result(operation, RULE_PENDING) for operation in operations]


def unproven(
    operations: Sequence[Operation], reason: str, errors: Mapping[str, str], not_attempted: Mapping[str, str]
) -> list[Result]:
    """A result for every operation of a write that cannot be verified.

    Args:
        operations: The plan.
        reason: Why it cannot be verified.
        errors: As for `prove`.
        not_attempted: As for `prove`.
    """
    return [
        _result(one, NOT_ATTEMPTED, not_attempted[one.name])
        if one.name in not_attempted
        else _result(one, RULE_PENDING, f'{errors[one.name]}; {reason}' if one.name in errors else reason)
        for one in operations
    ]


def _result(operation: Operation, outcome: 'RuleOutcome', error: str | None = None) -> Result:
    return Result(operation.name, operation.destination.az_ml(), outcome, error)


def _by_name(hub: Hub) -> dict[str, Rule]:
    return {name_key(rule.name): rule for rule in hub.rules}


def _finding(operation: Operation, before: Rule | None, rule: Rule | None, after: Sequence[Rule]) -> _Finding:
    """The outcome of an operation, according to the hub.

    Args:
        operation: The operation.
        before: The rule with this name before the write.
        rule: The rule with this name now.
        after: All rules now.
    """
    if operation.op == DELETE:
        if rule is None:
            return _Finding(RULE_APPLIED)
        return (
            _Finding(RULE_PENDING) if rule.status == DELETING else _Finding(RULE_FAILED, shown='the rule still exists')
        )
    gone = before.destination.aliases - operation.destination.aliases if before else frozenset()
    # Any rule with the destination counts, and a working one counts before a failed one.
    doing = min(
        (one for one in after if _holds(one.destination, operation.destination, gone)),
        key=lambda one: (not one.in_force, one.dead, one is not rule),
        default=None,
    )
    if doing is not None and not doing.dead:
        return _Finding(RULE_APPLIED if doing.in_force else RULE_PENDING)
    return _Finding(RULE_FAILED, doing.error if doing else None, _what_is_wrong(rule, doing is rule))


def _what_is_wrong(rule: Rule | None, has_destination: bool) -> str:
    """What is wrong with a rule for which the service gave no error."""
    if rule is None:
        return 'the rule is missing, although the service reported no error'
    if not has_destination:
        return 'the rule has another destination, although the service reported no error'
    return f'the rule is {rule.status}'


def _holds(
    now: Destination | NotUnderstood, wanted: Destination | NotUnderstood, gone: AbstractSet[str] = frozenset()
) -> bool:
    """True when a rule with the destination `now` does what one with the destination `wanted` does.

    A private endpoint may also have more aliases, added by the service or another writer: it still answers for all
    wanted ones.

    Args:
        now: The present destination.
        wanted: The planned or earlier destination.
        gone: Aliases that the plan removed.
    """
    if isinstance(now, PrivateEndpoint) and isinstance(wanted, PrivateEndpoint):
        return (
            (now.target, now.spark_enabled) == (wanted.target, wanted.spark_enabled)
            and wanted.aliases <= now.aliases
            and not gone & now.aliases
        )
    return state_key(now) == state_key(wanted)


def _disturbed(before: Hub, known: Mapping[str, Rule], operations: Sequence[Operation]) -> list[Disturbance]:
    ours = {name_key(operation.name) for operation in operations}
    earlier = {name_key(rule.name) for rule in before.rules}
    # A rule that is gone may have been replaced under another name, but only by a new rule that is not in the plan.
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
