"""The writes that bring a hub in line with presets, with an id by which a plan is recognised again."""

import hashlib
import json
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

from . import estimate, naming
from .coverage import FAILED, MISSING, RuleIndex, Verdict
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

    wanted: destinations with their verdicts, in any order, repeated at will; those in other states need no write.
    """
    operations: Dict[tuple, Operation] = {}
    fresh: Dict[tuple, Destination] = {}
    for destination, verdict in wanted:
        if verdict.state == FAILED:
            for rule in _retried(verdict.rules):
                operations[RETRY, rule.name] = Operation(RETRY, rule.name, rule.destination)
            if not _all_deleting(verdict.rules):
                continue
        elif verdict.state != MISSING:
            continue
        obstacle = _obstacle(index, destination)
        if obstacle is None:
            fresh[destination.key] = destination
        elif obstacle.writable and not obstacle.dead:
            wider = _widened(obstacle.destination, destination)
            operations[REWRITE, obstacle.name] = Operation(REWRITE, obstacle.name, wider)
    taken = {(rule.name or '').lower(): rule.destination.key for rule in hub.rules}
    for key in sorted(fresh, key=repr):
        name = naming.rule_name(fresh[key], lambda free, key=key: taken.get(free, key) == key)
        taken[name] = key
        operations[CREATE, name] = Operation(CREATE, name, fresh[key])
    ordered = tuple(sorted(operations.values(), key=lambda operation: (operation.name, operation.op)))
    creates_firewall = _creates_firewall(hub, ordered)
    fqdn_rules = sum(isinstance(operation.destination, Fqdn) for operation in ordered)
    return Plan(_plan_id(hub, ordered), ordered,
                estimate.minutes(hub, fqdn_rules, len(ordered) - fqdn_rules, creates_firewall), creates_firewall)


def _retried(rules: Tuple[Rule, ...]) -> List[Rule]:
    return [rule for rule in rules if rule.status == FAILED_STATUS and rule.writable and rule.name]


def _all_deleting(rules: Tuple[Rule, ...]) -> bool:
    return all(rule.status == 'Deleting' and rule.writable for rule in rules)


def _obstacle(index: RuleIndex, destination: Destination) -> Optional[Rule]:
    """A rule for the same target that says something else; the service refuses a second one."""
    if not isinstance(destination, PrivateEndpoint):
        return None
    return next((rule for rule in index.at_target(destination) if rule.status != 'Deleting'), None)


def _widened(existing: PrivateEndpoint, wanted: PrivateEndpoint) -> PrivateEndpoint:
    known = {alias.lower() for alias in existing.fqdns}
    added = tuple(alias for alias in wanted.fqdns if alias.lower() not in known)
    return PrivateEndpoint(existing.service_resource_id, existing.subresource_target,
                           existing.spark_enabled or wanted.spark_enabled, existing.fqdns + added)


def _creates_firewall(hub: Hub, operations: Tuple[Operation, ...]) -> bool:
    """The first FQDN rule of a hub makes its firewall (managed network articles, "Pricing")."""
    if hub.mode != ONLY_APPROVED or any(isinstance(rule.destination, Fqdn) for rule in hub.rules):
        return False
    return any(isinstance(operation.destination, Fqdn) for operation in operations)


def _plan_id(hub: Hub, operations: Tuple[Operation, ...]) -> str:
    """A hash of the operations and of the state they start from, in a canonical order.

    Statuses are left out: they change by themselves, and where they matter they change the operations.
    """
    digest = hashlib.sha256()
    start = [hub.id.lower() if hub.id else None, hub.isolation_mode, hub.firewall_sku]
    digest.update(json.dumps(start).encode('utf-8'))
    for line in sorted(f'{rule.name}\0{rule.category}\0{rule.destination.key!r}' for rule in hub.rules):
        digest.update(line.encode('utf-8', 'replace') + b'\n')
    for operation in operations:
        digest.update(f'{operation.op}\0{operation.name}\0{operation.destination.key!r}\n'.encode('utf-8'))
    return 'sha256:' + digest.hexdigest()
