"""The workspaces, outbound rules and managed networks that an ARM template describes, wherever they stand in it."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...documents.repeated import RepeatedKeys, all_pairs
from ...model.errors import InputError
from ...model.resource_ids import WORKSPACE_TYPE, parse_resource_id
from .expressions import Expressions

_WORKSPACE = WORKSPACE_TYPE.lower()
_RULE_TYPES = (_WORKSPACE + '/outboundrules', _WORKSPACE + '/managednetworks/outboundrules')
_NETWORK_TYPE = _WORKSPACE + '/managednetworks'
_DEPLOYMENT = 'microsoft.resources/deployments'
_READ = (_WORKSPACE, _NETWORK_TYPE, *_RULE_TYPES, _DEPLOYMENT)
_FOUNDRY_NETWORK = 'microsoft.cognitiveservices/accounts/managednetworks'
# How notes end that say how a resource was read; the others say that it was left out.
_READ_ALL_THE_SAME = ('it was read as if that held', 'it was read once')
_FOUNDRY = 'is of a Foundry account, which is no hub; it was not read'
# How to say that there is nothing to read in a template.
IS_TEMPLATE = 'is an ARM template without a'
# What is looked at in a template, as Azure writes it; it takes these names in any case.
_NAMES = {
    name.lower(): name
    for name in (
        'parameters',
        'variables',
        'resources',
        'type',
        'name',
        'properties',
        'condition',
        'copy',
        'existing',
        'template',
        'mainTemplate',
        'value',
        'expressionEvaluationOptions',
        'scope',
        'comments',
        'metadata',
    )
}
# How a resource is deployed, not what it is.
_MECHANICS = ('condition', 'copy', 'comments', 'metadata', 'scope', 'existing', 'resources')


# The type in lower case, the name and the body of a resource.
_Found = tuple[str, str, dict[str, Any]]


class TemplateParts(NamedTuple):
    """What a template says of outbound rules, its expressions worked out as far as they can be.

    workspaces: resource bodies with a name. rules: (workspace name or None, rule name, body) of child resources.
    networks: (workspace name or None, body) of managedNetworks children. notes: (resource name, what was odd). What is
    not known of a name stands in it in angle brackets.
    """

    workspaces: list[dict[str, Any]]
    rules: list[tuple[str | None, str, Any]]
    networks: list[tuple[str | None, Any]]
    notes: list[tuple[str, str]]


def is_template(document: dict[str, Any]) -> bool:
    """True for an ARM template, whole or only its resources."""
    schema = document.get('$schema')
    if isinstance(schema, str) and 'deploymenttemplate' in schema.lower():
        return True
    resources = document.get('resources')
    if not isinstance(resources, (list, dict)) or 'properties' in document:
        return False
    # Jobs, deployments of models and the state that Terraform keeps have resources too.
    items = list(resources.values()) if isinstance(resources, dict) else resources
    types = [_spelled(item).get('type') for item in items if isinstance(item, dict)]
    return not items or any(isinstance(name, str) and ('/' in name or name.startswith('[')) for name in types)


def deploying(document: dict[str, Any]) -> dict[str, Any] | None:
    """A template that deploys the one in a document around it, with the parameters there; None where there is none.

    document: the body of a deployment, a template spec, the answer to an export.
    """
    for place in (document, _spelled(document).get('properties')):
        fields = _spelled(place) if isinstance(place, dict) else {}
        template = fields.get('template') or fields.get('mainTemplate')
        if isinstance(template, dict) and is_template(template):
            properties = {
                'template': template,
                'parameters': fields.get('parameters'),
                'expressionEvaluationOptions': {'scope': 'inner'},
            }
            return {'resources': [{'type': _DEPLOYMENT, 'name': '', 'properties': properties}]}
    return None


def of_resources(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """A template of resources as Azure lists them, where a child has a short name and a whole id."""
    return {'resources': [{**body, 'name': _name_in(body.get('id')) or body.get('name')} for body in bodies]}


def is_parameters(document: dict[str, Any]) -> bool:
    """True for the parameters that a template is deployed with."""
    schema = document.get('$schema')
    if isinstance(schema, str) and 'deploymentparameters' in schema.lower():
        return True
    values = document.get('parameters')
    return (
        isinstance(values, dict)
        and bool(values)
        and set(document) <= {'parameters', 'contentVersion'}
        and all(isinstance(value, dict) and 'value' in value for value in values.values())
    )


def read_template(template: dict[str, Any], source: str, what: str = IS_TEMPLATE) -> TemplateParts:
    """The parts of the template that concern managed networks, nested resources and nested templates included.

    what: how to say that there are none. Raises InputError when the template has none.
    """
    parts = TemplateParts([], [], [], [])
    template = _spelled(template)
    scope = Expressions(template.get('parameters'), template.get('variables'))
    for resource_type, name, body in _resources(template.get('resources'), scope, parts):
        if resource_type == _WORKSPACE:
            parts.workspaces.append(dict(body, name=name))
        elif resource_type in _RULE_TYPES:
            parent, rule = _split(name)
            parts.rules.append((parent, rule, body))
        else:
            parts.networks.append((_split(name)[0], body))
    if not (parts.workspaces or parts.rules or parts.networks):
        foundry = any(note == _FOUNDRY for _, note in parts.notes)
        raise InputError(
            f'{source} {what} Microsoft.MachineLearningServices workspace or '
            f'outbound rule{"; the managed network in it is that of a Foundry account" * foundry}.',
            'Export the resource group that holds the hub.',
        )
    return parts


def same_workspace(one: str | None, other: str | None) -> bool:
    """True when both names may mean one workspace; a name that is not known may mean any."""
    if not (is_known(one) and is_known(other)):
        return True
    return str(one).lower() == str(other).lower()


def is_left_out(note: str) -> bool:
    """True where the message of a note says that its resource was not read."""
    return not note.endswith(_READ_ALL_THE_SAME)


def is_known(name: str | None) -> bool:
    """True for a name that the template alone tells."""
    return name is not None and not any(mark in name for mark in '<[')


def _name_in(resource_id: Any) -> str | None:
    resource = parse_resource_id(resource_id) if isinstance(resource_id, str) else None
    return resource.name if resource else None


def _resources(
    resources: Any, scope: Expressions, parts: TemplateParts, parent_type: str = '', parent_name: str = ''
) -> Iterator[_Found]:
    """The type, name and body of every resource that matters here."""
    places: Iterable[tuple[Any, Any]] = enumerate(resources, start=1) if isinstance(resources, list) else ()
    if isinstance(resources, dict):
        places = all_pairs(resources)
    for place, resource in places:
        own_type = scope.resolve(_spelled(resource).get('type')) if isinstance(resource, dict) else None
        if not isinstance(own_type, str) or own_type.startswith('['):
            if isinstance(resource, (dict, list, str)) and resource:
                parts.notes.append(
                    (
                        f'{parent_name}/{place}' if parent_name else str(place),
                        'has no type that the template tells; it was not read',
                    )
                )
            continue
        own_type = own_type.strip('/').lower()
        prefix = ''
        if parent_type and '.' not in own_type.partition('/')[0]:
            own_type, prefix = f'{parent_type}/{own_type}', f'{parent_name}/'
        if own_type in _READ or own_type.startswith(_FOUNDRY_NETWORK):
            yield from _copies(_spelled(resource), own_type, prefix, scope, parts)


def _spelled(mapping: dict[str, Any]) -> dict[str, Any]:
    """The mapping with the names that are looked at as Azure writes them."""
    if all(_NAMES.get(key.lower(), key) == key for key in mapping):
        return mapping
    return RepeatedKeys.dict_of([(_NAMES.get(key.lower(), key), value) for key, value in all_pairs(mapping)])


def _copies(
    resource: dict[str, Any], own_type: str, prefix: str, scope: Expressions, parts: TemplateParts
) -> list[_Found]:
    """What a resource stands for, for each turn of the loop that it may stand in; prefix: of its name."""
    turns = scope.copies(resource)
    found: list[_Found] = []
    for turn in [scope] if turns is None else turns:
        found += _one(resource, own_type, prefix + turn.name(str(resource.get('name') or '')), turn, parts)
    if turns is None and found:
        parts.notes.append((found[0][1], 'is made by a loop that cannot be followed; it was read once'))
    if turns == [] and own_type != _DEPLOYMENT:
        parts.notes.append((prefix + scope.name(str(resource.get('name') or '')), 'is made by a loop that makes none'))
    return found


def _one(resource: dict[str, Any], own_type: str, name: str, scope: Expressions, parts: TemplateParts) -> list[_Found]:
    if own_type == _DEPLOYMENT:
        inner = list(_nested_template(resource.get('properties'), scope, parts))
        return inner if inner and not _is_left_out(resource, name, scope, parts) else []
    if own_type not in _READ:
        parts.notes.append((name, _FOUNDRY))
        return []
    if _is_left_out(resource, name, scope, parts):
        return []
    found = []
    # In symbolic-name templates an existing resource is only referred to.
    if resource.get('existing') is not True:
        own = RepeatedKeys.dict_of([(key, item) for key, item in all_pairs(resource) if key not in _MECHANICS])
        found.append((own_type, name, scope.resolve(own)))
    return found + list(_resources(resource.get('resources'), scope, parts, own_type, name))


def _is_left_out(resource: dict[str, Any], name: str, scope: Expressions, parts: TemplateParts) -> bool:
    condition = scope.resolve(resource.get('condition'))
    if condition is False:
        parts.notes.append((name, 'its condition is false; it was not read'))
        return True
    if condition not in (None, True):
        parts.notes.append((name, 'has a condition; it was read as if that held'))
    return False


def _nested_template(properties: Any, scope: Expressions, parts: TemplateParts) -> Iterator[_Found]:
    properties = _spelled(properties) if isinstance(properties, dict) else {}
    template = properties.get('template')
    if not isinstance(template, dict):
        return
    template = _spelled(template)
    options = properties.get('expressionEvaluationOptions')
    if isinstance(options, dict) and str(_spelled(options).get('scope')).lower() == 'inner':
        given = scope.resolve(properties.get('parameters') or {})
        values = (
            {
                key: _spelled(value)['value']
                for key, value in given.items()
                if isinstance(value, dict) and 'value' in _spelled(value)
            }
            if isinstance(given, dict)
            else None
        )
        scope = Expressions(template.get('parameters'), template.get('variables'), values, scope)
    yield from _resources(template.get('resources'), scope, parts)


def _split(name: str) -> tuple[str | None, str]:
    """Workspace and rule of a child's name; an expression that could not be read tells neither."""
    parts = name.split('/')
    if len(parts) == 1 or name.startswith('['):
        return None, name
    return parts[0], parts[-1]
