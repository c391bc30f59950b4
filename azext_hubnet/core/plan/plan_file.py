"""A plan in a file: saved by a dry run, applied later exactly as it is, or refused because the hub has changed."""

import json
from typing import Any, NamedTuple

from ..documents.fields import describe
from ..formats.rule import parse_rule
from ..model.destinations import NotUnderstood
from ..model.errors import InputError
from ..model.hub import DELETING, Hub, Rule, name_key
from ..render import az_ml_yaml
from .plan import CREATE, DELETE, RETRY, REWRITE, Operation, Plan, changed_settings, plan_for, plan_id, start_of

_VERSION = 1
_MAKE_ANEW = 'Make a new plan with --dry-run --plan-file.'
# By the command that makes such a plan.
_OPS = {'preset add': (CREATE, RETRY, REWRITE), 'preset remove': (DELETE, REWRITE)}
# What a comparison is made of; the types tell a file that hubnet wrote from another.
_ASKED = {'presets': list, 'as_of': str, 'resources': list, 'fqdns': list, 'include_optional': bool}

_TEXT_OR_NULL = (str, type(None))


class SavedPlan(NamedTuple):
    """What a plan file holds: what was asked for, the operations, and the state of the hub that they start from."""

    serial: bool
    asked: dict[str, Any]
    operations: tuple[Operation, ...]
    start: dict[str, Any]


def to_text(plan: Plan, asked: dict[str, Any], hub: Hub) -> str:
    """The file's content: JSON, with the rules spelled as in an az ml YAML.

    asked: plain values of the fields in _ASKED. hub: the one that the plan was made for.
    """
    return (
        json.dumps(
            {
                'version': _VERSION,
                'command': _command(plan.serial),
                'hub': az_ml_yaml.hub(hub),
                'asked': asked,
                'plan': plan.as_json(),
                'start': start_of(hub),
            },
            indent=2,
        )
        + '\n'
    )


def from_document(document: Any, source: str) -> SavedPlan:
    """A plan as to_text wrote it; source names the file in messages. Raises InputError for anything else."""
    try:
        version = document['version']
        if version != _VERSION:
            if not isinstance(version, int):
                raise ValueError(describe(version))
            raise InputError(f'{source} is a plan of version {version}, which this hubnet cannot apply.', _MAKE_ANEW)
        allowed = _OPS[document['command']]
        operations = tuple(_operation(item, allowed) for item in document['plan']['operations'])
        saved = SavedPlan(
            document['command'] == _command(True), _asked(document['asked']), operations, _start(document['start'])
        )
        is_whole = document['plan']['id'] == plan_id(saved.start, operations)
    except (KeyError, TypeError, ValueError) as ex:
        raise InputError(f'{source} is no plan that hubnet saved.', _MAKE_ANEW) from ex
    if not is_whole:
        raise InputError(f'{source} was edited: its operations are not those of its id.', _MAKE_ANEW)
    return saved


def apply_to(saved: SavedPlan, hub: Hub, source: str) -> Plan:
    """The saved plan, if the hub is still what it was made for; what it has already done to it is left out.

    Raises InputError with the rules that have changed.
    """
    start, now = saved.start, start_of(hub)
    if start['id'] != now['id']:
        raise InputError(
            f'{source} is for another hub: {start["id"]}.',
            'Name that hub with -g and -w, or make a new plan with --dry-run --plan-file.',
        )
    # An interrupted run of this very plan is resumed, as one of any other command is.
    done = [item for item in saved.operations if _is_done(item, hub)]
    on_hub = {name_key(rule.name) for rule in hub.rules}
    # A rule that was still being deleted when its successor was planned may be gone by now.
    free = [item for item in saved.operations if item.op == CREATE and name_key(item.name) not in on_hub]
    changes = changed_settings(start, now, may_fill_in=bool(done)) + _changed_rules(
        start, now, {name_key(item.name) for item in [*done, *free]}
    )
    if changes:
        raise InputError(f'{source} is stale, the hub has changed since: {"; ".join(changes)}.', _MAKE_ANEW)
    return plan_for(hub, [item for item in saved.operations if item not in done], saved.serial)


def _is_done(item: Operation, hub: Hub) -> bool:
    found = [rule for rule in hub.rules if name_key(rule.name) == name_key(item.name)]
    if item.op == DELETE:
        return all(rule.status == DELETING for rule in found)
    return item.op != RETRY and any(_is_written(rule, item) for rule in found)


def _is_written(rule: Rule, item: Operation) -> bool:
    return rule.destination.key == item.destination.key and not rule.dead


def _changed_rules(start: dict[str, Any], now: dict[str, Any], done: set) -> list[str]:
    then_rules, now_rules = _by_name(start, done), _by_name(now, done)
    changes = [f'rule {then_rules[key].name} is gone' for key in sorted(then_rules.keys() - now_rules.keys())]
    changes += [f'rule {now_rules[key].name} is new' for key in sorted(now_rules.keys() - then_rules.keys())]
    return changes + [
        f'rule {then_rules[key].name} has changed'
        for key in sorted(then_rules.keys() & now_rules.keys())
        if then_rules[key].states != now_rules[key].states
    ]


class _Named(NamedTuple):
    name: str
    states: list[list]


def _by_name(start: dict[str, Any], without: set) -> dict[str, _Named]:
    rules: dict[str, _Named] = {}
    for name, *rest in start['rules']:
        if name_key(name) not in without:
            rules.setdefault(name_key(name), _Named(str(name), [])).states.append(rest)
    return rules


def _command(serial: bool) -> str:
    return 'preset remove' if serial else 'preset add'


def _operation(item: Any, allowed: tuple[str, ...]) -> Operation:
    """One operation. Raises KeyError, TypeError or ValueError for what is none."""
    name = item['rule']['name']
    destination = parse_rule(name, item['rule'])[0].destination
    if item['op'] not in allowed or not isinstance(name, str) or isinstance(destination, NotUnderstood):
        raise ValueError(describe(item['op']))
    return Operation(item['op'], name, destination)


def _asked(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != _ASKED.keys():
        raise ValueError(describe(value))
    for field, kind in _ASKED.items():
        given = value[field]
        is_text_list = not isinstance(given, list) or all(isinstance(item, str) for item in given)
        if (not isinstance(given, kind) and (field, given) != ('as_of', None)) or not is_text_list:
            raise ValueError(field)
    return dict(value)


def _start(value: Any) -> dict[str, Any]:
    texts = {field: value[field] for field in ('id', 'isolationMode', 'firewallSku')}
    rules = value['rules']
    for items in [list(texts.values()), *rules]:
        if not isinstance(items, list) or len(items) != 3 or not all(isinstance(item, _TEXT_OR_NULL) for item in items):
            raise ValueError(describe(items))
    return {**texts, 'rules': list(rules)}
