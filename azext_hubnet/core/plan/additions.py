"""What `preset add` writes: which operations close the gap between what is wanted and what a hub allows."""

from collections.abc import Iterable, Iterator, Sequence

from ..compare.coverage import FAILED, RuleIndex, Verdict, enough, names_exactly
from ..facts.failure_causes import APPROVER, REGISTRATION, ROLE, cause_of
from ..model import naming
from ..model.destinations import Destination, Fqdn, PrivateEndpoint
from ..model.hub import DELETING, Hub, Rule, name_key
from ..model.hub import FAILED as FAILED_STATUS
from .plan import CREATE, RETRY, REWRITE, Operation, Plan, plan_for

# The service's bound on the names or the length of one FQDN rule is not known; this stays far from any likely one.
MAX_FOLDED = 20


def plan_addition(
    hub: Hub, index: RuleIndex, wanted: Iterable[tuple[Destination, Verdict]], groups: Sequence[Sequence[str]] = ()
) -> Plan:
    """The plan for destinations that are missing or failed on the hub.

    wanted: these destinations with their verdicts, in any order, repeated at will.
    groups: sets of hosts, in any order, whose new rules are folded into few rules of several names.
    """
    operations: dict[str, Operation] = {}
    fresh: dict[tuple, Destination] = {}
    # Of equal destinations in different spellings the same one is written, whatever the order of input.
    for destination, verdict in sorted(wanted, key=lambda pair: (repr(pair[0].key), repr(pair[0]))):
        if verdict.state == FAILED:
            retried = _retried(destination, verdict.rules)
            for rule in retried:
                operations.setdefault(rule.name, Operation(RETRY, rule.name, rule.destination))
            if not _needs_more(index, destination, verdict.rules, retried):
                continue
        if isinstance(destination, PrivateEndpoint):
            _add_endpoint(index, destination, operations, fresh)
        else:
            fresh.setdefault(naming.identity(destination), destination)
    for folded in _folded(fresh, groups):
        fresh[naming.identity(folded)] = folded
    return plan_for(hub, [*operations.values(), *_created(hub, fresh)])


def _retried(destination: Destination, dead: tuple[Rule, ...]) -> list[Rule]:
    """The failed rules to try again: those that name the destination, else those that allow more."""
    failed = [rule for rule in dead if rule.status == FAILED_STATUS and rule.writable and rule.name]
    return [rule for rule in failed if names_exactly(rule, destination)] or failed


def _needs_more(index: RuleIndex, destination: Destination, dead: tuple[Rule, ...], retried: list[Rule]) -> bool:
    """True when a new rule is needed beside the retried ones: what else there was is being deleted.

    Where the platform's own rule failed, nothing new is written: it would fail for the same cause.
    """
    if any(rule.status == FAILED_STATUS or not rule.writable for rule in dead if rule not in retried):
        return False
    alive = [rule for rule in index.allowing(destination) if not rule.dead]
    return not retried or not enough(destination, alive + retried)


def _add_endpoint(
    index: RuleIndex, wanted: PrivateEndpoint, operations: dict[str, Operation], fresh: dict[tuple, Destination]
) -> None:
    """One operation for each target, wide enough for all who want it: the service refuses a second rule for one."""
    # A platform's rule cannot be widened, and beside it no other can be made.
    standing = sorted(
        (rule for rule in index.at_target(wanted) if rule.status != DELETING),
        key=lambda rule: (rule.writable, rule.name or ''),
    )
    if not standing:
        key = naming.identity(wanted)
        fresh[key] = _widened(fresh[key], wanted) if key in fresh else wanted
    elif standing[0].writable and standing[0].name:
        name = standing[0].name
        known = operations[name].destination if name in operations else standing[0].destination
        operations[name] = Operation(REWRITE, name, _widened(known, wanted))


def _created(hub: Hub, fresh: dict[tuple, Destination]) -> Iterator[Operation]:
    # A name that the platform or a connection uses is never written, not even while its rule is being deleted.
    taken = {
        name_key(rule.name): naming.identity(rule.destination) if rule.writable else None
        for rule in hub.rules
        if name_key(rule.name).startswith(naming.PREFIX)
    }
    for key in sorted(fresh, key=repr):
        name = naming.rule_name(fresh[key], lambda free, key=key: taken.get(free, key) == key)
        taken[name] = key
        yield Operation(CREATE, name, fresh[key])


def _widened(existing: PrivateEndpoint, wanted: PrivateEndpoint) -> PrivateEndpoint:
    known = {alias.lower() for alias in existing.fqdns}
    added = tuple(alias for alias in wanted.fqdns if alias.lower() not in known)
    return PrivateEndpoint(
        existing.service_resource_id,
        existing.subresource_target,
        existing.spark_enabled or wanted.spark_enabled,
        existing.fqdns + added,
    )


def _folded(fresh: dict[tuple, Destination], groups: Sequence[Sequence[str]]) -> list[Fqdn]:
    """The single-host rules of each group as rules of several names; takes those that it folds out of fresh."""
    made = []
    # A host belongs to the first group that has it; which that is must not depend on the order of input.
    for group in sorted(sorted(set(group)) for group in groups):
        keys = [key for key in (Fqdn((host,), host).key for host in group) if key in fresh]
        for start in range(0, len(keys), MAX_FOLDED):
            part = keys[start : start + MAX_FOLDED]
            if len(part) > 1:
                hosts = tuple(host for key in part for host in fresh.pop(key).hosts)
                made.append(Fqdn(hosts, ', '.join(hosts)))
    return made


# For rules that hubnet may not write. Source: managed network articles since 2025-04-30.
_ADVICE = {
    ROLE: f"give the hub's identity the role {APPROVER} on the target",
    REGISTRATION: 'register the resource provider Microsoft.Network in the subscription',
}


def why_not_written(rule: Rule) -> str:
    """Why hubnet leaves a dead rule of the platform or of a connection as it is, and what to do instead."""
    told = (rule.error or 'the service gives no reason').rstrip('. ')
    if rule.status != FAILED_STATUS:
        return (
            f'the rule is {rule.status}; the platform or a connection of the hub made it, so hubnet writes nothing '
            'in its place: look again once it is gone'
        )
    advice = _ADVICE.get(cause_of(told).fix, "see 'az hubnet rule show' and the target's private endpoint connections")
    return (
        f'the rule has failed: {told}; the platform or a connection of the hub made it, so hubnet does not write '
        f'it: {advice}'
    )
