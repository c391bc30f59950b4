"""The proof of a write: what became of every planned rule, and of every existing rule."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..model.destinations import Destination, NotUnderstood, PrivateEndpoint
from ..model.hub import DELETING, Hub, Rule, name_key
from .plan import DELETE, Operation, state_key

if TYPE_CHECKING:
    from ..contract.change import Disturbance as Change
    from ..contract.change import DisturbedJson, ResultJson, RuleOutcome

# What became of one planned rule.
RULE_APPLIED: Final = 'applied'
RULE_PENDING: Final = 'pending'
RULE_FAILED: Final = 'failed'
NOT_ATTEMPTED: Final = 'not_attempted'

# What became of an existing rule that is not in the plan.
LOST: Final = 'lost'
ALTERED: Final = 'altered'


class Result(NamedTuple):
    """What became of one planned rule.

    destination: as in an az ml YAML. error: the service's text, or the reason why the rule was not written.
    """

    rule: str
    destination: Any
    outcome: 'RuleOutcome'
    error: str | None

    def as_json(self) -> 'ResultJson':
        """An item of `results`."""
        return {'rule': self.rule, 'destination': self.destination, 'outcome': self.outcome, 'error': self.error}


class Disturbance(NamedTuple):
    """An existing rule that is gone, or that has another destination or has failed since."""

    rule: str
    change: 'Change'

    def as_json(self) -> 'DisturbedJson':
        """An item of `disturbed`."""
        return {'rule': self.rule, 'change': self.change}


class Proof(NamedTuple):
    """A write as the hub shows it afterwards."""

    results: Sequence[Result]
    disturbed: Sequence[Disturbance]

    @property
    def complete(self) -> bool:
        """True when every planned rule is in place, or only waits for the network, and no existing rule changed."""
        return not self.disturbed and all(result.outcome in (RULE_APPLIED, RULE_PENDING) for result in self.results)


class _Finding(NamedTuple):
    """What the hub shows of one operation.

    error: the service's text on the rule. shown: what is wrong where the service says nothing.
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
    """Judge a write by the hub as it was read before and after it.

    Args:
        before: The hub that the operations were planned for.
        after: The hub once the write is over.
        operations: What was planned.
        errors: What the service said about single rules, by name.
        not_attempted: Why rules were never sent, by name.
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
    """A result for every operation of a write that the service has accepted and that is not waited for."""
    return [_result(operation, RULE_PENDING) for operation in operations]


def unproven(
    operations: Sequence[Operation], reason: str, errors: Mapping[str, str], not_attempted: Mapping[str, str]
) -> list[Result]:
    """A result for every operation of a write that the hub cannot prove.

    Args:
        operations: What was planned.
        reason: Why the hub cannot prove it.
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
    """What the hub shows of an operation; before, rule: the rule with its name, earlier and now."""
    if operation.op == DELETE:
        if rule is None:
            return _Finding(RULE_APPLIED)
        return (
            _Finding(RULE_PENDING)
            if rule.status == DELETING
            else _Finding(RULE_FAILED, shown='the rule is still there')
        )
    gone = before.destination.aliases - operation.destination.aliases if before else frozenset()
    # By destination: another rule may do it, and one that works rather than one that has failed, ours included.
    doing = min(
        (one for one in after if _holds(one.destination, operation.destination, gone)),
        key=lambda one: (not one.in_force, one.dead, one is not rule),
        default=None,
    )
    if doing is not None and not doing.dead:
        return _Finding(RULE_APPLIED if doing.in_force else RULE_PENDING)
    return _Finding(RULE_FAILED, doing.error if doing else None, _what_is_wrong(rule, doing is rule))


def _what_is_wrong(rule: Rule | None, has_destination: bool) -> str:
    """What to say where the service has said nothing; has_destination: the rule goes where it was planned to."""
    if rule is None:
        return 'the rule is not there, although the service reported no error'
    if not has_destination:
        return 'the rule has another destination, although the service reported no error'
    return f'the rule is {rule.status}'


def _holds(
    now: Destination | NotUnderstood, wanted: Destination | NotUnderstood, gone: AbstractSet[str] = frozenset()
) -> bool:
    """True when a rule with the destination `now` does what one with the destination `wanted` does.

    It is the same destination, or the same private endpoint with further aliases, which the service or another writer
    has added: it still answers for all that were asked for. gone: aliases that must not be there any more.
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
    # A rule with another name replaces one that is gone only if it is new and not in the plan.
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
