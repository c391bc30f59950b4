"""A plan in a file: saved by a dry run, applied later exactly as it is, or refused because the hub has changed."""

import json
from typing import Any, Dict, NamedTuple, Tuple

from . import render
from .errors import InputError
from .parse_rule import parse_rule
from .plan import OPS, Operation, Plan, plan_for
from .rules import Hub, NotUnderstood
from .spelling import describe

_VERSION = 1
_MAKE_ANEW = 'Make a new plan with --dry-run --plan-file.'


class SavedPlan(NamedTuple):
    """What a plan file holds: what was asked for, the operations, and the hub they start from."""

    id: str
    serial: bool
    asked: Dict[str, Any]
    operations: Tuple[Operation, ...]
    start: Dict[str, Any]


def to_text(plan: Plan, asked: Dict[str, Any], hub: Hub) -> str:
    """The file's content: JSON, with the rules spelled as in an az ml YAML. asked: plain values, kept as they are."""
    return json.dumps({'version': _VERSION, 'command': _command(plan.serial), 'hub': render.hub(hub), 'asked': asked,
                       'plan': plan.as_json(), 'start': _start(hub)}, indent=2) + '\n'


def from_document(document: Any, source: str) -> SavedPlan:
    """A plan as to_text wrote it. Raises InputError for anything else."""
    try:
        if document['version'] != _VERSION:
            raise InputError(f"{source} is a plan of version {document['version']}, which this hubnet cannot apply.",
                             _MAKE_ANEW)
        operations = tuple(_operation(item, source) for item in document['plan']['operations'])
        start = document['start']
        if not isinstance(start['rules'], dict):
            raise TypeError(describe(start['rules']))
        serial = document['command'] == _command(True)
        return SavedPlan(str(document['plan']['id']), serial, dict(document['asked']), operations, start)
    except (KeyError, TypeError, AttributeError) as ex:
        raise InputError(f'{source} is no plan that hubnet saved.', _MAKE_ANEW) from ex


def apply_to(saved: SavedPlan, hub: Hub, source: str) -> Plan:
    """The saved plan, if the hub is still what it was made for. Raises InputError with the rules that have changed."""
    now = _start(hub)
    changes = [f'{field} was {saved.start.get(field)} and is {now[field]}' for field in ('id', 'isolationMode',
                                                                                          'firewallSku')
               if saved.start.get(field) != now[field]]
    then_rules, now_rules = saved.start['rules'], now['rules']
    changes += [f'rule {name} is gone' for name in sorted(then_rules.keys() - now_rules.keys())]
    changes += [f'rule {name} is new' for name in sorted(now_rules.keys() - then_rules.keys())]
    changes += [f'rule {name} has changed' for name in sorted(then_rules.keys() & now_rules.keys())
                if then_rules[name] != now_rules[name]]
    if changes:
        raise InputError(f"{source} is stale, the hub has changed since: {'; '.join(changes)}.", _MAKE_ANEW)
    plan = plan_for(hub, saved.operations, saved.serial)
    if plan.id != saved.id:
        raise InputError(f'{source} was edited: its operations are not those of its id.', _MAKE_ANEW)
    return plan


def _command(serial: bool) -> str:
    return 'preset remove' if serial else 'preset add'


def _operation(item: Dict[str, Any], source: str) -> Operation:
    rule = item['rule']
    if item['op'] not in OPS:
        raise InputError(f"{source}: '{item['op']}' is no operation.", _MAKE_ANEW)
    destination = parse_rule(rule['name'], rule)[0].destination
    if isinstance(destination, NotUnderstood):
        raise InputError(f"{source}: rule {rule['name']}: {destination.reason}.", _MAKE_ANEW)
    return Operation(item['op'], str(rule['name']), destination)


def _start(hub: Hub) -> Dict[str, Any]:
    """What the plan's id is made of besides its operations, readable enough to say what has changed."""
    return {'id': hub.id.lower() if hub.id else None, 'isolationMode': hub.isolation_mode,
            'firewallSku': hub.firewall_sku,
            'rules': {str(rule.name): f'{rule.category} {rule.destination.key!r}' for rule in hub.rules}}
