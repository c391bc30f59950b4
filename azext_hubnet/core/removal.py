"""What `preset remove` takes away: the rules of presets, less what others need or made."""

from typing import Any, Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple

from .coverage import COVERED, PENDING, PRESENT, RuleIndex
from .hosts import covers
from .naming import PREFIX
from .plan import DELETE, REWRITE, Operation
from .resolve import Need
from .rules import Destination, Fqdn, Hub, NotUnderstood, PrivateEndpoint, Rule

_ALLOWED = (PRESENT, COVERED, PENDING)


class Kept(NamedTuple):
    """A rule for a preset's destination that stays, and why."""

    rule: str
    reason: str


class Removal(NamedTuple):
    """The operations that take presets away, the rules that stay, and whether no FQDN rule is left afterwards."""

    operations: Tuple[Operation, ...]
    kept: Tuple[Kept, ...]
    last_fqdn_rule: bool


def plan_removal(hub: Hub, named: Iterable[Need], others: Sequence[Sequence[Need]], any_name: bool) -> Removal:
    """What to delete or rewrite so that the named presets' destinations are no longer allowed by rules of hubnet's.

    named: every entry that the named presets ever had, for this hub. others: for each other preset its entries at the
    newest revision; those in sync on the hub keep what they need, unless all they ask for belongs to the named ones.
    any_name: also take rules that hubnet did not name, if they have exactly such a destination.
    """
    targets = _Targets(named)
    kept: List[Kept] = []
    wanted: Dict[str, Tuple[Rule, FrozenSet[str]]] = {}
    for rule in hub.rules:
        hosts = targets.share_of(rule)
        if hosts is None:
            continue
        obstacle = _obstacle(rule, hosts, any_name)
        if obstacle:
            kept.append(Kept(str(rule.name), obstacle))
        else:
            wanted[rule.name] = (rule, hosts)
    for preset, destination in _needed(hub, targets, others, wanted):
        for rule, share in list(wanted.values()):
            saved = _saved(rule, share, destination)
            if saved is None:
                continue
            kept.append(Kept(rule.name, f'the preset {preset} needs it and is in sync on this hub'))
            rest = share - saved
            if rest and isinstance(rule.destination, Fqdn):
                wanted[rule.name] = (rule, rest)
            else:
                del wanted[rule.name]
    operations = _operations(wanted)
    return Removal(operations, tuple(dict.fromkeys(kept)), _last_fqdn_rule(hub, operations))


class _Targets:
    """The destinations to take away, found by what a rule names."""

    def __init__(self, needs: Iterable[Need]):
        self.hosts: Set[str] = set()
        self.keys: Set[Any] = set()
        for need in needs:
            if isinstance(need.destination, Fqdn):
                self.hosts.update(need.destination.hosts)
            elif need.destination is not None:
                self.keys.add(_target_key(need.destination))

    def share_of(self, rule: Rule) -> Optional[FrozenSet[str]]:
        """The hosts of an FQDN rule that are among the targets; empty for another rule that is one; else None."""
        if isinstance(rule.destination, NotUnderstood):
            return None
        if isinstance(rule.destination, Fqdn):
            return frozenset(rule.destination.hosts) & self.hosts or None
        return frozenset() if _target_key(rule.destination) in self.keys else None

    def include(self, need: Need) -> bool:
        """True when the need's destination is one of the targets."""
        if isinstance(need.destination, Fqdn):
            return self.hosts.issuperset(need.destination.hosts)
        return need.destination is None or _target_key(need.destination) in self.keys


def _target_key(destination: Destination) -> Any:
    # A rule for the same resource is the same rule whatever its Spark setting: the service takes one.
    return destination.target if isinstance(destination, PrivateEndpoint) else destination.key


def _obstacle(rule: Rule, share: FrozenSet[str], any_name: bool) -> Optional[str]:
    if not rule.writable:
        return 'the platform or a connection of the hub made it'
    if not rule.name:
        return 'it has no name'
    if rule.name.lower().startswith(PREFIX):
        return None
    if not any_name:
        return f'its name does not start with {PREFIX}, so hubnet did not make it; --any-name takes it too'
    if isinstance(rule.destination, Fqdn) and share != set(rule.destination.hosts):
        return 'hubnet did not make it and it names other hosts too'
    return None


def _needed(hub: Hub, targets: _Targets, others: Sequence[Sequence[Need]],
            wanted: Dict[str, Tuple[Rule, FrozenSet[str]]]) -> List[Tuple[str, Destination]]:
    """What presets that are in sync now would lose."""
    before = RuleIndex(hub.rules)
    after = RuleIndex(rules_after(hub, _operations(wanted)))
    needed = []
    for needs in others:
        required = [need for need in needs if not need.entry.optional]
        if all(targets.include(need) for need in required):
            continue
        if not all(need.destination is None or before.judge(need.destination).state in _ALLOWED for need in required):
            continue
        needed += [(need.preset, need.destination) for need in required
                   if need.destination is not None and after.judge(need.destination).state not in _ALLOWED]
    return needed


def rules_after(hub: Hub, operations: Sequence[Operation]) -> Tuple[Rule, ...]:
    """The rules of the hub once the operations are done."""
    done = {operation.name: operation for operation in operations}
    left = []
    for rule in hub.rules:
        operation = done.get(rule.name)
        if operation is None:
            left.append(rule)
        elif operation.op == REWRITE:
            left.append(Rule(rule.name, operation.destination, rule.category, rule.status))
    return tuple(left)


def _saved(rule: Rule, share: FrozenSet[str], destination: Destination) -> Optional[FrozenSet[str]]:
    """The part of the share that the destination needs; None where the rule does not help it."""
    if isinstance(rule.destination, Fqdn) and isinstance(destination, Fqdn):
        saved = frozenset(wide for wide in share if any(covers(wide, host) for host in destination.hosts))
        return saved or None
    return share if rule in RuleIndex([rule]).allowing(destination) else None


def _operations(wanted: Dict[str, Tuple[Rule, FrozenSet[str]]]) -> Tuple[Operation, ...]:
    return tuple(sorted((_operation(rule, share) for rule, share in wanted.values()),
                        key=lambda operation: operation.name))


def _operation(rule: Rule, share: FrozenSet[str]) -> Operation:
    if isinstance(rule.destination, Fqdn):
        left = _without(rule.destination, share)
        if left is not None:
            return Operation(REWRITE, rule.name, left)
    return Operation(DELETE, rule.name, rule.destination)


def _without(destination: Fqdn, hosts: FrozenSet[str]) -> Optional[Fqdn]:
    left = tuple(host for host in destination.hosts if host not in hosts)
    return Fqdn(left, ', '.join(left)) if left else None


def _last_fqdn_rule(hub: Hub, operations: Sequence[Operation]) -> bool:
    deleted = {operation.name for operation in operations if operation.op == DELETE}
    fqdn_rules = [rule for rule in hub.rules if isinstance(rule.destination, Fqdn)]
    return bool(fqdn_rules) and all(rule.name in deleted for rule in fqdn_rules)
