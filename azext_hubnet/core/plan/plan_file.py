"""Plan files: saved by a dry run; later applied exactly as saved, or refused if the hub has changed."""

import json
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple

from ..documents.fields import describe
from ..formats.rule import parse_rule
from ..model.errors import InputError
from ..model.hub import DELETING, Hub, Rule, name_key
from ..render import az_ml_yaml
from .plan import CREATE, DELETE, RETRY, REWRITE, Operation, Plan, changed_settings, plan_for, plan_id, start_of

if TYPE_CHECKING:
    from ..contract.diff import Op

_VERSION = 1
_MAKE_ANEW = 'Make a new plan with --dry-run --plan-file.'
# The operations that a plan may have, by the command that makes it.
_OPS: 'dict[str, tuple[Op, ...]]' = {'preset add': (CREATE, RETRY, REWRITE), 'preset remove': (DELETE, REWRITE)}
# Arguments of the command; a file that hubnet did not write is recognised by other types.
_ASKED: dict[str, type] = {'presets': list, 'as_of': str, 'resources': list, 'fqdns': list, 'include_optional': bool}

_TEXT_OR_NULL = (str, type(None))


class SavedPlan(NamedTuple):
    """The content of a plan file.

    Attributes:
        removes: Whether the plan is one of `preset remove`; otherwise it is one of `preset add`.
        asked: The arguments of the command, as plain values.
        operations: The rules to write.
        start: The state of the hub that the operations start from.
    """

    removes: bool
    asked: dict[str, Any]
    operations: tuple[Operation, ...]
    start: dict[str, Any]


def to_text(plan: Plan, asked: dict[str, Any], hub: Hub) -> str:
    """The content of a plan file: JSON, with the rules spelled as in an az ml YAML.

    Args:
        plan: The plan; a removal is serial.
        asked: The arguments of the command, as plain values.
        hub: The hub that the plan was made for.
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
    """Parse the content of a plan file.

    Args:
        document: The content of the file, as plain values.
        source: The name of the file in messages.

    Raises:
        InputError: The document is not a plan file.
    """
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
        is_unchanged = document['plan']['id'] == plan_id(saved.start, operations)
    except (KeyError, TypeError, ValueError) as ex:
        raise InputError(f'{source} is not a plan file of hubnet.', _MAKE_ANEW) from ex
    if not is_unchanged:
        raise InputError(f'{source} was edited: its operations are not those of its id.', _MAKE_ANEW)
    return saved


def apply_to(saved: SavedPlan, hub: Hub, source: str) -> Plan:
    """The part of the saved plan that is not done yet, if the hub has not changed otherwise.

    Raises:
        InputError: The hub has changed; the message says what.
    """
    start, now = saved.start, start_of(hub)
    if start['id'] != now['id']:
        raise InputError(
            f'{source} is for another hub: {start["id"]}.',
            'Use -g and -w of that hub, or make a new plan with --dry-run --plan-file.',
        )
    # An interrupted run of this plan can be resumed.
    done = [item for item in saved.operations if _is_done(item, hub)]
    on_hub = {name_key(rule.name) for rule in hub.rules}
    # A rule that was being deleted when its replacement was planned may be gone now.
    free = [item for item in saved.operations if item.op == CREATE and name_key(item.name) not in on_hub]
    changes = changed_settings(start, now, may_fill_in=bool(done)) + _changed_rules(
        start, now, {name_key(item.name) for item in [*done, *free]}
    )
    if changes:
        raise InputError(f'{source} is stale because the hub has changed: {"; ".join(changes)}.', _MAKE_ANEW)
    return plan_for(hub, [item for item in saved.operations if item not in done], saved.removes)


def _is_done(item: Operation, hub: Hub) -> bool:
    found = [rule for rule in hub.rules if name_key(rule.name) == name_key(item.name)]
    if item.op == DELETE:
        return all(rule.status == DELETING for rule in found)
    return item.op != RETRY and any(_is_written(rule, item) for rule in found)


def _is_written(rule: Rule, item: Operation) -> bool:
    return rule.destination.key == item.destination.key and not rule.dead


def _changed_rules(start: dict[str, Any], now: dict[str, Any], done: AbstractSet[str]) -> list[str]:
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
    states: list[list[str]]


def _by_name(start: dict[str, Any], without: AbstractSet[str]) -> dict[str, _Named]:
    rules: dict[str, _Named] = {}
    for name, *rest in start['rules']:
        if name_key(name) not in without:
            rules.setdefault(name_key(name), _Named(str(name), [])).states.append(rest)
    return rules


def _command(removes: bool) -> str:
    return 'preset remove' if removes else 'preset add'


def _operation(item: Any, allowed: 'tuple[Op, ...]') -> Operation:
    """Parse one operation.

    Raises:
        KeyError, TypeError, ValueError: The item is not an operation.
    """
    name = item['rule']['name']
    destination = parse_rule(name, item['rule'])[0].destination
    if item['op'] not in allowed or not isinstance(name, str) or not destination.understood:
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
