"""What `preset add` writes: the operations that close the gap between presets and a hub."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import cast

from ..compare.coverage import FAILED, MISSING, RuleIndex, enough, names_exactly
from ..compare.states import Comparison, EntryState
from ..model import naming
from ..model.destinations import Destination, Fqdn, PrivateEndpoint
from ..model.hosts import canonical
from ..model.hub import DELETING, Hub, Rule, name_key
from ..model.hub import FAILED as FAILED_STATUS
from .plan import CREATE, RETRY, REWRITE, Operation, Plan, operation_on, plan_for

# The service's limit for the hosts of one FQDN rule is not known; this is far below any likely limit.
MAX_FOLDED = 20

# The result of `naming.identity`.
_Identity = tuple[object, ...]


def plan_addition(comparison: Comparison, pack: bool = False) -> Plan:
    """The plan for the entries that count and that are missing or failed.

    Args:
        comparison: The presets compared with the hub.
        pack: Combine each preset's new hosts into a few rules with several hosts each.
    """
    draft = _Draft(comparison.rule_index)
    for destination, verdict in _gaps(comparison):
        draft.close(destination, verdict)
    if pack:
        draft.fold(_hosts_by_preset(comparison.entries))
    hub = comparison.hub
    return plan_for(hub, [*draft.operations.values(), *_created(hub, draft.fresh)])


def _gaps(comparison: Comparison) -> list[tuple[Destination, EntryState]]:
    """The destinations to add with the state of their entries, in an order that is independent of the presets."""
    found = [
        (entry.need.destination, entry)
        for entry in comparison.counting
        if entry.state in (MISSING, FAILED) and entry.need.destination
    ]
    # Of equal destinations in different spellings, the same one is written for any order of input.
    return sorted(found, key=lambda gap: (repr(gap[0].key), repr(gap[0])))


class _Draft:
    """A plan being built.

    Attributes:
        operations: Operations on existing rules, by name.
        fresh: Destinations that need a new rule, by identity.
    """

    def __init__(self, index: RuleIndex) -> None:
        self._index = index
        self.operations: dict[str, Operation] = {}
        self.fresh: dict[_Identity, Destination] = {}

    def close(self, destination: Destination, found: EntryState) -> None:
        """Add the operations that make the hub allow the destination."""
        if found.state == FAILED:
            retried = _retried(destination, found.rules)
            for rule in retried:
                operation = operation_on(rule, RETRY)
                self.operations.setdefault(operation.name, operation)
            if not _needs_more(self._index, destination, found.rules, retried):
                return
        if isinstance(destination, PrivateEndpoint):
            self._add_endpoint(destination)
        else:
            self.fresh.setdefault(naming.identity(destination), destination)

    def _add_endpoint(self, wanted: PrivateEndpoint) -> None:
        """Add one operation per target that satisfies every entry: the service refuses a second rule for a target."""
        # A rule of the platform cannot be changed, and its target cannot have a second rule.
        existing = sorted(
            (rule for rule in self._index.at_target(wanted) if rule.status != DELETING),
            key=lambda rule: (rule.writable, rule.name or ''),
        )
        if not existing:
            key = naming.identity(wanted)
            self.fresh[key] = _widened(cast(PrivateEndpoint, self.fresh.get(key, wanted)), wanted)
        elif existing[0].writable and existing[0].name:
            name = existing[0].name
            known = self.operations[name].destination if name in self.operations else existing[0].destination
            # Only private endpoint rules have a target.
            self.operations[name] = operation_on(existing[0], REWRITE, _widened(cast(PrivateEndpoint, known), wanted))

    def fold(self, groups: Sequence[Sequence[str]]) -> None:
        """Replace the new single-host rules of each group by rules with several hosts.

        Args:
            groups: Hosts in any order.
        """
        folded = []
        # A host goes to the first group that has it; sorting makes that independent of the order of input.
        for group in sorted(sorted(set(group)) for group in groups):
            hosts = [host for host in group if Fqdn((host,), host).key in self.fresh]
            for start in range(0, len(hosts), MAX_FOLDED):
                part = tuple(hosts[start : start + MAX_FOLDED])
                if len(part) > 1:
                    for host in part:
                        del self.fresh[Fqdn((host,), host).key]
                    folded.append(Fqdn(part, ', '.join(part)))
        for destination in folded:
            self.fresh[naming.identity(destination)] = destination


def _retried(destination: Destination, dead: tuple[Rule, ...]) -> list[Rule]:
    """The failed rules to try again: those that name the destination, otherwise those that allow more."""
    failed = [rule for rule in dead if rule.status == FAILED_STATUS and rule.writable and rule.name]
    return [rule for rule in failed if names_exactly(rule, destination)] or failed


def _needs_more(index: RuleIndex, destination: Destination, dead: tuple[Rule, ...], retried: list[Rule]) -> bool:
    """True when a new rule is needed as well as the retried ones, because the others are being deleted.

    If a rule of the platform failed, no new rule is planned: it would fail for the same reason.
    """
    if any(rule.status == FAILED_STATUS or not rule.writable for rule in dead if rule not in retried):
        return False
    alive = [rule for rule in index.allowing(destination) if not rule.dead]
    return not retried or not enough(destination, alive + retried)


def _created(hub: Hub, fresh: dict[_Identity, Destination]) -> Iterator[Operation]:
    # Names of rules of the platform or a connection are never used, not even while such a rule is being deleted.
    taken = {
        name_key(rule.name): naming.identity(rule.destination)
        if rule.writable and rule.destination.understood
        else None
        for rule in hub.rules
        if name_key(rule.name).startswith(naming.PREFIX)
    }

    def free_for(identity: _Identity, name: str) -> bool:
        return taken.get(name, identity) == identity

    for key in sorted(fresh, key=repr):
        name = naming.rule_name(fresh[key], partial(free_for, key))
        taken[name] = key
        yield Operation(CREATE, name, fresh[key])


def _widened(existing: PrivateEndpoint, wanted: PrivateEndpoint) -> PrivateEndpoint:
    """The existing endpoint with the aliases and the Spark setting of the wanted one as well."""
    added = tuple(alias for alias in wanted.fqdns if canonical(alias) not in existing.aliases)
    return existing._replace(spark_enabled=existing.spark_enabled or wanted.spark_enabled, fqdns=existing.fqdns + added)


def _hosts_by_preset(entries: Iterable[EntryState]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for entry in entries:
        if entry.need.destination:
            groups.setdefault(entry.need.preset, []).extend(entry.need.destination.host_patterns)
    return list(groups.values())
