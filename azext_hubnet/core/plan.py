"""The writes that bring a hub in line with presets, with an id by which a plan is recognised again."""

import hashlib
import json
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Tuple

from . import estimate, naming
from .coverage import FAILED, RuleIndex, Verdict, enough, names_exactly
from .render import rule as render_rule
from .rules import FAILED as FAILED_STATUS
from .rules import ONLY_APPROVED, Destination, Fqdn, Hub, PrivateEndpoint, Rule

CREATE = 'create'
RETRY = 'retry'
REWRITE = 'rewrite'


class Operation(NamedTuple):
    """One rule to write: create a new one, retry a failed one as it is, or rewrite one under its name."""

    op: str
    name: str
    destination: Destination


class Plan(NamedTuple):
    """What would be written, in order of names; minutes is the estimated range."""

    id: str
    operations: Tuple[Operation, ...]
    minutes: Tuple[int, int]
    creates_firewall: bool

    @property
    def writes(self) -> int:
        """Requests that write: all rules go in one."""
        return 1 if self.operations else 0

    def as_json(self) -> Dict[str, Any]:
        """The `plan` of the contracts."""
        return {'id': self.id, 'operations': [{'op': operation.op,
                                               'rule': render_rule(operation.name, operation.destination)}
                                              for operation in self.operations],
                'writes': self.writes, 'estimatedMinutes': list(self.minutes),
                'createsFirewall': self.creates_firewall}


def make_plan(hub: Hub, index: RuleIndex, wanted: Iterable[Tuple[Destination, Verdict]]) -> Plan:
    """The plan for destinations that are missing or failed on the hub.

    wanted: these destinations with their verdicts, in any order, repeated at will.
    """
    operations: Dict[str, Operation] = {}
    fresh: Dict[tuple, Destination] = {}
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
    ordered = tuple(sorted([*operations.values(), *_created(hub, fresh)], key=lambda operation: operation.name))
    creates_firewall = _creates_firewall(hub, ordered)
    fqdn_rules = sum(isinstance(operation.destination, Fqdn) for operation in ordered)
    return Plan(_plan_id(hub, ordered), ordered,
                estimate.minutes(hub, fqdn_rules, len(ordered) - fqdn_rules, creates_firewall), creates_firewall)


def _retried(destination: Destination, dead: Tuple[Rule, ...]) -> List[Rule]:
    """The failed rules to try again: those that name the destination, else those that allow more."""
    failed = [rule for rule in dead if rule.status == FAILED_STATUS and rule.writable and rule.name]
    return [rule for rule in failed if names_exactly(rule, destination)] or failed


def _needs_more(index: RuleIndex, destination: Destination, dead: Tuple[Rule, ...], retried: List[Rule]) -> bool:
    """True when a new rule is needed beside the retried ones: what else there was is being deleted.

    Where the platform's own rule failed, nothing new is written: it would fail for the same cause.
    """
    if any(rule.status == FAILED_STATUS or not rule.writable for rule in dead if rule not in retried):
        return False
    alive = [rule for rule in index.allowing(destination) if not rule.dead]
    return not retried or not enough(destination, alive + retried)


def _add_endpoint(index: RuleIndex, wanted: PrivateEndpoint, operations: Dict[str, Operation],
                  fresh: Dict[tuple, Destination]) -> None:
    """One operation for each target, wide enough for all who want it: the service refuses a second rule for one."""
    # A platform's rule cannot be widened, and beside it no other can be made.
    standing = sorted((rule for rule in index.at_target(wanted) if rule.status != 'Deleting'),
                      key=lambda rule: (rule.writable, rule.name or ''))
    if not standing:
        key = naming.identity(wanted)
        fresh[key] = _widened(fresh[key], wanted) if key in fresh else wanted
    elif standing[0].writable and standing[0].name:
        name = standing[0].name
        known = operations[name].destination if name in operations else standing[0].destination
        operations[name] = Operation(REWRITE, name, _widened(known, wanted))


def _created(hub: Hub, fresh: Dict[tuple, Destination]) -> Iterator[Operation]:
    taken = {rule.name.lower(): naming.identity(rule.destination) for rule in hub.rules
             if rule.name and rule.name.lower().startswith(naming.PREFIX)}
    for key in sorted(fresh, key=repr):
        name = naming.rule_name(fresh[key], lambda free, key=key: taken.get(free, key) == key)
        taken[name] = key
        yield Operation(CREATE, name, fresh[key])


def _widened(existing: PrivateEndpoint, wanted: PrivateEndpoint) -> PrivateEndpoint:
    known = {alias.lower() for alias in existing.fqdns}
    added = tuple(alias for alias in wanted.fqdns if alias.lower() not in known)
    return PrivateEndpoint(existing.service_resource_id, existing.subresource_target,
                           existing.spark_enabled or wanted.spark_enabled, existing.fqdns + added)


def _creates_firewall(hub: Hub, operations: Tuple[Operation, ...]) -> bool:
    """The first FQDN rule of a hub makes its firewall (managed network articles, "Pricing")."""
    if hub.mode != ONLY_APPROVED or any(rule.destination.type == Fqdn.type for rule in hub.rules):
        return False
    return any(isinstance(operation.destination, Fqdn) for operation in operations)


def _plan_id(hub: Hub, operations: Tuple[Operation, ...]) -> str:
    """A hash of the operations and of the state they start from, in a canonical order.

    Statuses are left out: they change by themselves, and where they matter they change the operations.
    """
    digest = hashlib.sha256()
    start = [hub.id.lower() if hub.id else None, hub.isolation_mode, hub.firewall_sku]
    digest.update(json.dumps(start).encode('utf-8'))
    lines = sorted(repr((rule.name, rule.category, rule.destination.key)) for rule in hub.rules)
    lines += [repr((operation.op, operation.name, operation.destination.key)) for operation in operations]
    digest.update('\n'.join(lines).encode('utf-8'))
    return 'sha256:' + digest.hexdigest()
