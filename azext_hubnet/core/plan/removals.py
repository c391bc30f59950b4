"""What `preset remove` removes: the rules of presets, except those that others need or made."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..catalogue.roles import Need
from ..compare.coverage import RuleIndex, names_exactly
from ..compare.states import IN_SYNC, state_of
from ..model.destinations import Destination, Fqdn, NotUnderstood, PrivateEndpoint
from ..model.hosts import canonical
from ..model.hub import DELETING, ONLY_APPROVED, Hub, Rule, name_key
from ..model.naming import PREFIX
from .plan import DELETE, REWRITE, Operation, operation_on

if TYPE_CHECKING:
    from ..contract.change import KeptJson


class Kept(NamedTuple):
    """A rule for a preset's destination that is completely or partly kept, and why."""

    rule: str
    reason: str

    def as_json(self) -> 'KeptJson':
        """An item of `kept`."""
        return {'rule': self.rule, 'reason': self.reason}


class Removal(NamedTuple):
    """The operations that remove presets, and the rules that are kept."""

    operations: tuple[Operation, ...]
    kept: tuple[Kept, ...]


class _Share(NamedTuple):
    """The part of a rule that is removed.

    Attributes:
        rule: The rule.
        parts: Hosts of an FQDN rule, or aliases of a private endpoint rule.
    """

    rule: Rule
    parts: frozenset[str]


def plan_removal(hub: Hub, named: Iterable[Need], others: Sequence[Sequence[Need]], any_name: bool) -> Removal:
    """What to delete or rewrite so that rules of hubnet no longer allow the named presets' destinations.

    Args:
        hub: The hub as it was read.
        named: Every entry that the named presets ever had, for this hub.
        others: The entries of each other preset at its newest revision. The rules that a preset in sync on the hub
            needs are kept, unless the named presets contain the whole preset.
        any_name: Also remove rules with other names than hubnet's if they have exactly such a destination.
    """
    targets = _Targets(named)
    kept: list[Kept] = []
    going: list[_Share] = []
    for rule in hub.rules:
        parts = targets.share_of(rule)
        if parts is None or rule.status == DELETING:
            continue
        obstacle = targets.obstacle(rule, parts, any_name)
        if obstacle:
            kept.append(Kept(rule.label, obstacle))
        else:
            going.append(_Share(rule, parts))
    for need in _to_protect(hub, targets, others):
        kept += _spare(hub, need, going)
    return Removal(_operations(going), tuple(dict.fromkeys(kept)))


def is_last_fqdn_rule(hub: Hub, operations: Iterable[Operation]) -> bool:
    """True when the operations delete all remaining FQDN rules of the hub, and with them its firewall."""
    deleted = {operation.name for operation in operations if operation.op == DELETE}
    fqdn_rules = [rule for rule in hub.rules if rule.destination.type == Fqdn.type and rule.status != DELETING]
    return hub.mode == ONLY_APPROVED and bool(fqdn_rules) and all(rule.name in deleted for rule in fqdn_rules)


class _Targets:
    """The destinations to remove, found by the destination of a rule.

    Private endpoints with the same target are one destination with any Spark setting: the service accepts one rule per
    target.
    """

    def __init__(self, needs: Iterable[Need]) -> None:
        self.keys: set[tuple[object, ...]] = set()
        self.hosts: set[str] = set()
        self.aliases: dict[tuple[str, str], set[str]] = {}
        for destination in (need.destination for need in needs if need.destination):
            self.keys.add(destination.key)
            self.hosts.update(destination.host_patterns)
            if isinstance(destination, PrivateEndpoint):
                self.aliases.setdefault(destination.target, set()).update(destination.aliases)

    def share_of(self, rule: Rule) -> frozenset[str] | None:
        """The parts of the rule that are among the targets; None if the rule is for other destinations."""
        destination = rule.destination
        if not destination.understood:
            return None
        if destination.host_patterns:
            return frozenset(destination.host_patterns) & self.hosts or None
        if isinstance(destination, PrivateEndpoint):
            known = self.aliases.get(destination.target)
            return None if known is None else destination.aliases & known
        return frozenset() if destination.key in self.keys else None

    def include(self, need: Need) -> bool:
        """True when the targets include the need completely."""
        destination = need.destination
        if destination is None:
            return need.unfilled is None
        if destination.host_patterns:
            return self.hosts.issuperset(destination.host_patterns)
        if isinstance(destination, PrivateEndpoint):
            known = self.aliases.get(destination.target)
            return known is not None and destination.aliases <= known
        return destination.key in self.keys

    def obstacle(self, rule: Rule, parts: frozenset[str], any_name: bool) -> str | None:
        """Why no part of the rule may be removed, or None."""
        if not rule.writable:
            return 'the platform or a connection of the hub made it'
        if not rule.name:
            return 'it has no name'
        if rule.destination.aliases and not parts:
            return 'it is for aliases that the presets do not name'
        if name_key(rule.name).startswith(PREFIX):
            return None
        if not any_name:
            return f'its name does not start with {PREFIX}, so hubnet did not make it; --any-name takes it too'
        return self._beyond(rule.destination, parts)

    def _beyond(self, destination: Destination | NotUnderstood, parts: frozenset[str]) -> str | None:
        """Why a rule that hubnet did not make is more than the targets, in words; None if it is not."""
        if destination.host_patterns:
            differs = parts != set(destination.host_patterns)
            return 'hubnet did not make it and it names other hosts too' if differs else None
        # A service tag rule with another key has no share.
        differs = destination.key not in self.keys
        return 'hubnet did not make it and its Spark setting or aliases differ' if differs else None


def rules_after(hub: Hub, operations: Iterable[Operation]) -> tuple[Rule, ...]:
    """The rules of the hub after the operations."""
    done = {operation.name: operation for operation in operations}
    left = []
    for rule in hub.rules:
        operation = done.get(rule.name or '')
        if operation is None:
            left.append(rule)
        elif operation.op == REWRITE:
            left.append(Rule(rule.name, operation.destination, rule.category, rule.status))
    return tuple(left)


def _to_protect(hub: Hub, targets: _Targets, others: Iterable[Sequence[Need]]) -> Iterator[Need]:
    """The entries that must stay in sync: those of presets in sync that are not a subset of the named presets."""
    index = RuleIndex(hub.rules)
    for needs in others:
        required = [need for need in needs if not need.entry.optional]
        # If all optional entries are in sync, the preset was added with them.
        for chosen in (list(needs), required):
            if all(_in_sync(hub, index, need) for need in chosen):
                if not all(targets.include(need) for need in chosen):
                    yield from chosen
                break


def _in_sync(hub: Hub, index: RuleIndex, need: Need) -> bool:
    if need.unfilled:
        # The resource is not known, so any of its kind may be meant.
        wanted = need.entry.destination
        subresource = str(wanted.get('subresource_target')).lower() if isinstance(wanted, dict) else ''
        return any(endpoint.target[1] == subresource and not rule.dead for rule, endpoint in index.endpoint_rules)
    return state_of(hub, index, need).state in IN_SYNC


def _spare(hub: Hub, need: Need, going: list[_Share]) -> Iterator[Kept]:
    """Remove from `going` what the need requires, the narrowest rules first."""
    wanted = need.destination
    if wanted is None:
        return
    helpful = RuleIndex([share.rule for share in going if not share.rule.dead]).allowing(wanted)
    helpful.sort(key=lambda rule: (not rule.in_force, not names_exactly(rule, wanted), rule.label))
    for rule in helpful:
        left = RuleIndex(rules_after(hub, _operations(going)))
        if state_of(hub, left, need).state in IN_SYNC:
            return
        place = [share.rule for share in going].index(rule)
        parts = _without_helpful(going[place], wanted)
        going[place : place + 1] = [_Share(rule, parts)] if parts else []
        what = f'{wanted.label} of it' if parts else 'it'
        yield Kept(rule.label, f'the preset {need.preset} is in sync on this hub and needs {what}')


def _without_helpful(share: _Share, needed: Destination) -> frozenset[str]:
    """The share without the hosts that the need requires; empty for other types of rules."""
    if not needed.host_patterns:
        return frozenset()
    return frozenset(host for host in share.parts if not RuleIndex([Rule('', Fqdn((host,), host))]).allowing(needed))


def _operations(going: Iterable[_Share]) -> tuple[Operation, ...]:
    return tuple(sorted(map(_operation, going), key=lambda operation: operation.name))


def _operation(share: _Share) -> Operation:
    """Delete the rule, or rewrite it without the share."""
    destination = share.rule.destination
    hosts = tuple(host for host in destination.host_patterns if host not in share.parts)
    if hosts:
        return operation_on(share.rule, REWRITE, Fqdn(hosts, ', '.join(hosts)))
    if isinstance(destination, PrivateEndpoint):
        aliases = tuple(alias for alias in destination.fqdns if canonical(alias) not in share.parts)
        if aliases:
            return operation_on(share.rule, REWRITE, destination._replace(fqdns=aliases))
    return operation_on(share.rule, DELETE)
