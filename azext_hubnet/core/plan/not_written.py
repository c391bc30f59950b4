"""What `preset add` does not write, and why."""

from ..compare.coverage import FAILED
from ..compare.states import IMPLIED, UNSUPPORTED, Comparison
from ..facts.failure_causes import APPROVER, REGISTRATION, ROLE, cause_of
from ..model.destinations import value_in_one_line
from ..model.hub import FAILED as FAILED_STATUS
from ..model.hub import Rule
from .plan import Plan
from .proof import NOT_ATTEMPTED, Result

# What to do about rules that hubnet may not write. Source: managed network articles since 2025-04-30.
_ADVICE = {
    ROLE: f"give the hub's identity the role {APPROVER} on the target",
    REGISTRATION: 'register the resource provider Microsoft.Network in the subscription',
}


def remarks(comparison: Comparison) -> list[str]:
    """Sentences on the entries that count and need no rule, or cannot be rules on this hub."""
    implied = [entry for entry in comparison.counting if entry.state == IMPLIED]
    said = [f'Not written: {len(implied)} entries of the presets; {implied[0].reason}.'] if implied else []
    by_reason: dict[str, list[str]] = {}
    for entry in comparison.counting:
        if entry.state == UNSUPPORTED:
            by_reason.setdefault(entry.reason, []).append(value_in_one_line(entry.need.entry.destination))
    return said + [
        f'Not written: {", ".join(dict.fromkeys(entries))}; {reason}.' for reason, entries in by_reason.items()
    ]


def results(comparison: Comparison, plan: Plan) -> list[Result]:
    """A result for each failed rule that an entry which counts depends on and that hubnet may not write."""
    planned = {operation.name for operation in plan.operations}
    failed = {
        rule.name: rule
        for entry in comparison.counting
        if entry.state == FAILED
        for rule in entry.rules
        if rule.name and not rule.writable and rule.name not in planned
    }
    return [Result(name, rule.destination.az_ml(), NOT_ATTEMPTED, reason(rule)) for name, rule in failed.items()]


def reason(rule: Rule) -> str:
    """Why hubnet leaves a failed rule of the platform or of a connection as it is, and what to do instead."""
    error = (rule.error or 'the service gives no reason').rstrip('. ')
    if rule.status != FAILED_STATUS:
        return (
            f'the rule is {rule.status}; the platform or a connection of the hub made it, so hubnet does not replace '
            'it: check again once it is gone'
        )
    advice = _ADVICE.get(cause_of(error).fix, "see 'az hubnet rule show' and the target's private endpoint connections")
    return (
        f'the rule has failed: {error}; the platform or a connection of the hub made it, so hubnet does not write '
        f'it: {advice}'
    )
