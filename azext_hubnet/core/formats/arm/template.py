"""The workspaces, outbound rules and managed networks that an ARM template describes, wherever they are in it."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...documents.repeated import RepeatedKeys, all_pairs
from ...model.errors import InputError
from ...model.resource_ids import WORKSPACE_TYPE
from ..arm_names import spelled
from .expressions import Expressions

_WORKSPACE = WORKSPACE_TYPE.lower()
_RULE_TYPES = (_WORKSPACE + '/outboundrules', _WORKSPACE + '/managednetworks/outboundrules')
_NETWORK_TYPE = _WORKSPACE + '/managednetworks'
_DEPLOYMENT = 'microsoft.resources/deployments'
_READ = (_WORKSPACE, _NETWORK_TYPE, *_RULE_TYPES, _DEPLOYMENT)
_FOUNDRY_NETWORK = 'microsoft.cognitiveservices/accounts/managednetworks'
_FOUNDRY = 'belongs to a Foundry account, which is not a hub; it was not read'
# How a resource is deployed, not what it is.
_MECHANICS = ('condition', 'copy', 'comments', 'metadata', 'scope', 'existing', 'resources')


class Found(NamedTuple):
    """A resource that matters here: its type in lower case, its whole name and its body."""

    type: str
    name: str
    body: dict[str, Any]


class Child(NamedTuple):
    """A resource below a workspace; the workspace is None where the template does not say which."""

    workspace: str | None
    name: str
    body: dict[str, Any]


class Note(NamedTuple):
    """What is odd about a resource; left_out: whether it was not read."""

    resource: str
    message: str
    left_out: bool = True


class TemplateParts(NamedTuple):
    """What a template says of outbound rules, its expressions evaluated as far as they can be.

    What is not known of a name is in it in angle brackets.

    Attributes:
        workspaces: Resource bodies with a name.
        rules: Rules that are resources of their own.
        networks: The same for managed networks.
        notes: What was odd.
    """

    workspaces: list[dict[str, Any]]
    rules: list[Child]
    networks: list[Child]
    notes: list[Note]


def read_template(
    template: dict[str, Any], source: str, missing: str = 'is an ARM template without a'
) -> TemplateParts:
    """The parts of the template that concern managed networks, nested resources and nested templates included.

    Args:
        template: The template; expressions and names in any case.
        source: The name of the input in messages.
        missing: How to say that there are none.

    Raises:
        InputError: The template has none.
    """
    parts = TemplateParts([], [], [], [])
    template = spelled(template)
    scope = Expressions.of(template.get('parameters'), template.get('variables'))
    for found in _resources(template.get('resources'), scope, parts):
        if found.type == _WORKSPACE:
            parts.workspaces.append(dict(found.body, name=found.name))
        else:
            of_its_type = parts.rules if found.type in _RULE_TYPES else parts.networks
            of_its_type.append(Child(*_split(found.name), found.body))
    if not (parts.workspaces or parts.rules or parts.networks):
        message = f'{source} {missing} Microsoft.MachineLearningServices workspace or outbound rule'
        if any(note.message == _FOUNDRY for note in parts.notes):
            message += '; its managed network belongs to a Foundry account'
        raise InputError(f'{message}.', 'Export the resource group that holds the hub.')
    return parts


def same_workspace(one: str | None, other: str | None) -> bool:
    """True when both names may mean one workspace; a name that is not known may mean any."""
    if not (is_known(one) and is_known(other)):
        return True
    return str(one).lower() == str(other).lower()


def is_known(name: str | None) -> bool:
    """True for a name that follows from the template alone."""
    return name is not None and not any(mark in name for mark in '<[')


def _resources(
    resources: Any, scope: Expressions, parts: TemplateParts, parent_type: str = '', parent_name: str = ''
) -> Iterator[Found]:
    """The type, name and body of every resource that matters here."""
    places: Iterable[tuple[Any, Any]] = enumerate(resources, start=1) if isinstance(resources, list) else ()
    if isinstance(resources, dict):
        places = all_pairs(resources)
    for place, resource in places:
        own_type = scope.resolve(spelled(resource).get('type')) if isinstance(resource, dict) else None
        if not isinstance(own_type, str) or own_type.startswith('['):
            if isinstance(resource, (dict, list, str)) and resource:
                where = f'{parent_name}/{place}' if parent_name else str(place)
                parts.notes.append(Note(where, 'its type is not known from the template; it was not read'))
            continue
        own_type = own_type.strip('/').lower()
        prefix = ''
        if parent_type and '.' not in own_type.partition('/')[0]:
            own_type, prefix = f'{parent_type}/{own_type}', f'{parent_name}/'
        if own_type in _READ or own_type.startswith(_FOUNDRY_NETWORK):
            yield from _copies(spelled(resource), own_type, prefix, scope, parts)


def _copies(
    resource: dict[str, Any], own_type: str, prefix: str, scope: Expressions, parts: TemplateParts
) -> list[Found]:
    """The resource, once for each turn of the loop that it may be in; prefix: of its name."""
    turns = scope.copies(resource)
    found: list[Found] = []
    for turn in [scope] if turns is None else turns:
        found += _one(resource, own_type, prefix + turn.name(str(resource.get('name') or '')), turn, parts)
    if turns is None and found:
        parts.notes.append(Note(found[0].name, 'is in a loop that cannot be evaluated; it was read once', False))
    if turns == [] and own_type != _DEPLOYMENT:
        name = prefix + scope.name(str(resource.get('name') or ''))
        parts.notes.append(Note(name, 'is in a loop that runs zero times; it was not read'))
    return found


def _one(resource: dict[str, Any], own_type: str, name: str, scope: Expressions, parts: TemplateParts) -> list[Found]:
    if own_type == _DEPLOYMENT:
        inner = list(_nested_template(resource.get('properties'), scope, parts))
        return inner if inner and not _is_left_out(resource, name, scope, parts) else []
    if own_type not in _READ:
        parts.notes.append(Note(name, _FOUNDRY))
        return []
    if _is_left_out(resource, name, scope, parts):
        return []
    found = []
    # In symbolic-name templates an existing resource is only referred to.
    if resource.get('existing') is not True:
        own = RepeatedKeys.dict_of([(key, item) for key, item in all_pairs(resource) if key not in _MECHANICS])
        found.append(Found(own_type, name, scope.resolve(own)))
    return found + list(_resources(resource.get('resources'), scope, parts, own_type, name))


def _is_left_out(resource: dict[str, Any], name: str, scope: Expressions, parts: TemplateParts) -> bool:
    condition = scope.resolve(resource.get('condition'))
    if condition is False:
        parts.notes.append(Note(name, 'its condition is false; it was not read'))
        return True
    if condition not in (None, True):
        parts.notes.append(Note(name, 'has a condition; it was read as if the condition were true', False))
    return False


def _nested_template(properties: Any, scope: Expressions, parts: TemplateParts) -> Iterator[Found]:
    properties = spelled(properties) if isinstance(properties, dict) else {}
    template = properties.get('template')
    if not isinstance(template, dict):
        return
    template = spelled(template)
    options = properties.get('expressionEvaluationOptions')
    if isinstance(options, dict) and str(spelled(options).get('scope')).lower() == 'inner':
        given = scope.resolve(properties.get('parameters') or {})
        values = (
            {
                key: spelled(value)['value']
                for key, value in given.items()
                if isinstance(value, dict) and 'value' in spelled(value)
            }
            if isinstance(given, dict)
            else None
        )
        scope = Expressions.of(template.get('parameters'), template.get('variables'), values, scope.budget)
    yield from _resources(template.get('resources'), scope, parts)


def _split(name: str) -> tuple[str | None, str]:
    """Workspace and rule of a child's name; an expression that could not be evaluated names neither."""
    parts = name.split('/')
    if len(parts) == 1 or name.startswith('['):
        return None, name
    return parts[0], parts[-1]
