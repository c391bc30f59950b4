"""Plans: the writes that change a hub, with an id that identifies the plan."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..facts import write_times
from ..model.destinations import Destination, Fqdn, NotUnderstood
from ..model.hub import ONLY_APPROVED, Hub, Rule
from ..render import az_ml_yaml

if TYPE_CHECKING:
    from ..contract.diff import Op, PlanJson

CREATE: Final = 'create'
RETRY: Final = 'retry'
REWRITE: Final = 'rewrite'
DELETE: Final = 'delete'

# Settings of a hub that a plan depends on and never changes.
_SETTINGS: Final = ('isolationMode', 'firewallSku')


class Operation(NamedTuple):
    """One rule to write: create a new one, retry a failed one as it is, rewrite one under its name, or delete one."""

    op: 'Op'
    name: str
    destination: Destination


def operation_on(rule: Rule, op: 'Op', destination: Destination | None = None) -> Operation:
    """An operation on an existing rule.

    Args:
        rule: The rule as it is.
        op: What to do with it.
        destination: The new destination; None to keep the present one.

    Raises:
        ValueError: The rule has no name, or hubnet does not understand its destination.
    """
    if rule.name is None or not rule.destination.understood:
        raise ValueError(f'hubnet never writes {rule.label}')
    return Operation(op, rule.name, destination or rule.destination)


class Plan(NamedTuple):
    """What would be written, sorted by name.

    Attributes:
        id: Identifies the plan.
        operations: The rules to write.
        minutes: The estimated range.
        creates_firewall: Whether the hub gets its first FQDN rule.
        serial: Whether rules are written one by one instead of all in one write.
    """

    id: str
    operations: tuple[Operation, ...]
    minutes: tuple[int, int]
    creates_firewall: bool
    serial: bool = False

    @property
    def writes(self) -> int:
        """The number of write requests."""
        return len(self.operations) if self.serial else min(len(self.operations), 1)

    def as_json(self) -> 'PlanJson':
        """The `plan` of the JSON results."""
        return {
            'id': self.id,
            'operations': [
                {'op': operation.op, 'rule': az_ml_yaml.rule(operation.name, operation.destination)}
                for operation in self.operations
            ],
            'writes': self.writes,
            'estimatedMinutes': list(self.minutes),
            'createsFirewall': self.creates_firewall,
        }


def plan_for(hub: Hub, operations: Iterable[Operation], serial: bool = False) -> Plan:
    """The plan of these operations on the hub.

    Args:
        hub: The hub as it was read.
        operations: The operations in any order.
        serial: Write rules one by one, which takes longer, instead of all in one write.
    """
    ordered = tuple(sorted(operations, key=lambda operation: operation.name))
    creates_firewall = _creates_firewall(hub, ordered)
    fqdn_rules = sum(operation.destination.type == Fqdn.type for operation in ordered)
    expected = write_times.minutes(hub, fqdn_rules, len(ordered) - fqdn_rules, creates_firewall, serial)
    return Plan(plan_id(start_of(hub), ordered), ordered, expected, creates_firewall, serial)


def _creates_firewall(hub: Hub, operations: tuple[Operation, ...]) -> bool:
    """True when the operations create the hub's first FQDN rule.

    Source: managed network articles, "Pricing".
    """
    if hub.mode != ONLY_APPROVED or any(rule.destination.type == Fqdn.type for rule in hub.rules):
        return False
    return any(operation.destination.type == Fqdn.type and operation.op != DELETE for operation in operations)


def plan_id(start: dict[str, Any], operations: Iterable[Operation]) -> str:
    """A hash of the operations and of the state of the hub that they start from.

    Args:
        start: The result of start_of.
        operations: The operations in any order.
    """
    # Imported here because reading and comparing hubs needs neither.
    import hashlib
    import json

    lines = sorted(repr((operation.op, operation.name, operation.destination.key)) for operation in operations)
    canonical = json.dumps([start, lines], sort_keys=True)
    return 'sha256:' + hashlib.sha256(canonical.encode('utf-8')).hexdigest()


def start_of(hub: Hub) -> dict[str, Any]:
    """The state that a plan starts from, as plain values; rules are lists of name, category and destination.

    Statuses are left out: they change by themselves, and if they matter, the operations differ.
    """
    rules = [[rule.name, rule.category, repr(state_key(rule.destination))] for rule in hub.rules]
    rules.sort(key=lambda rule: (rule[0] is None, *map(str, rule)))
    return {
        'id': hub.id.lower() if hub.id else None,
        'isolationMode': hub.isolation_mode,
        'firewallSku': hub.firewall_sku,
        'rules': rules,
    }


def changed_settings(start: dict[str, Any], now: dict[str, Any], may_fill_in: bool) -> list[str]:
    """The settings of the hub that have changed, in words.

    Args:
        start: The state before, as start_of gives it.
        now: The state now, in the same form.
        may_fill_in: Ignore a new value if there was none before: the service sets some with a hub's first rules.
    """
    return [
        f'{field} was {start[field]} and is {now[field]}'
        for field in _SETTINGS
        if start[field] != now[field] and not (may_fill_in and start[field] is None)
    ]


def state_key(destination: Destination | NotUnderstood) -> tuple[object, ...]:
    """The part of a destination that does not change as long as its rule is not written."""
    if destination.understood:
        return destination.key
    import json

    # The original, and therefore the key, contains the status.
    shown = json.dumps(destination.az_ml(), sort_keys=True, default=str)
    return (destination.kind, destination.type, destination.field, shown)
