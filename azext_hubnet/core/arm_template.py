"""The workspaces, outbound rules and managed networks that an ARM template describes, wherever they stand in it."""

from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from .arm_expressions import Expressions
from .errors import InputError
from .repeated import RepeatedKeys, all_pairs

WORKSPACE = 'microsoft.machinelearningservices/workspaces'
_RULE_TYPES = (WORKSPACE + '/outboundrules', WORKSPACE + '/managednetworks/outboundrules')
_NETWORK_TYPE = WORKSPACE + '/managednetworks'
_DEPLOYMENT = 'microsoft.resources/deployments'
# How a resource is deployed, not what it is.
_MECHANICS = ('condition', 'copy', 'comments', 'metadata', 'scope', 'existing', 'resources')


class TemplateParts(NamedTuple):
    """What a template says of outbound rules, its expressions worked out as far as they can be.

    workspaces: resource bodies with a name. rules: (workspace name or None, rule name, body) of child resources.
    networks: (workspace name or None, body) of managedNetworks children. notes: (resource name, what was odd). What is
    not known of a name stands in it in angle brackets.
    """

    workspaces: List[Dict[str, Any]]
    rules: List[Tuple[Optional[str], str, Any]]
    networks: List[Tuple[Optional[str], Any]]
    notes: List[Tuple[str, str]]


def is_template(document: Dict[str, Any]) -> bool:
    """True for an ARM template, whole or only its resources."""
    schema = document.get('$schema')
    if isinstance(schema, str) and 'deploymenttemplate' in schema.lower():
        return True
    return isinstance(document.get('resources'), (list, dict)) and 'properties' not in document


def read_template(template: Dict[str, Any], source: str) -> TemplateParts:
    """The parts of the template that concern managed networks, nested resources and nested templates included.

    Raises InputError when the template has none.
    """
    parts = TemplateParts([], [], [], [])
    scope = Expressions(template.get('parameters'), template.get('variables'))
    for resource_type, name, body in _resources(template.get('resources'), scope, parts):
        if resource_type == WORKSPACE:
            parts.workspaces.append(dict(body, name=name))
        elif resource_type in _RULE_TYPES:
            parent, rule = _split(name)
            parts.rules.append((parent, rule, body))
        else:
            parts.networks.append((_split(name)[0], body))
    if not (parts.workspaces or parts.rules or parts.networks):
        raise InputError(f'{source} is an ARM template without a Microsoft.MachineLearningServices workspace or '
                         'outbound rule.', 'Export the resource group that holds the hub.')
    return parts


def same_workspace(one: Optional[str], other: Optional[str]) -> bool:
    """True when both names may mean one workspace; a name that is not known may mean any."""
    if not (is_known(one) and is_known(other)):
        return True
    return str(one).lower() == str(other).lower()


def is_known(name: Optional[str]) -> bool:
    """True for a name that the template alone tells."""
    return name is not None and not any(mark in name for mark in '<[')


def _resources(resources: Any, scope: Expressions, parts: TemplateParts, parent_type: str = '',
               parent_name: str = '') -> Iterator[Tuple[str, str, Dict[str, Any]]]:
    """The type, name and body of every resource that matters here."""
    if isinstance(resources, dict):
        resources = [body for _, body in all_pairs(resources)]
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, dict):
            continue
        own_type = str(resource.get('type') or '').strip('/').lower()
        name = scope.name(str(resource.get('name') or ''))
        if parent_type and '.' not in own_type.partition('/')[0]:
            own_type, name = f'{parent_type}/{own_type}', f'{parent_name}/{name}'
        if own_type == _DEPLOYMENT:
            inner = list(_nested_template(resource.get('properties'), scope, parts))
            if inner and not _is_left_out(resource, name, scope, parts):
                yield from inner
        elif own_type in (WORKSPACE, _NETWORK_TYPE, *_RULE_TYPES) and not _is_left_out(resource, name, scope, parts):
            # In symbolic-name templates an existing resource is only referred to.
            if resource.get('existing') is not True:
                own = RepeatedKeys.dict_of([(key, item) for key, item in all_pairs(resource) if key not in _MECHANICS])
                yield own_type, name, scope.resolve(own)
            yield from _resources(resource.get('resources'), scope, parts, own_type, name)


def _is_left_out(resource: Dict[str, Any], name: str, scope: Expressions, parts: TemplateParts) -> bool:
    condition = scope.resolve(resource.get('condition'))
    if condition is False:
        parts.notes.append((name, 'its condition is false; it was not read'))
        return True
    if condition not in (None, True):
        parts.notes.append((name, 'has a condition; it was read as if that held'))
    return False


def _nested_template(properties: Any, scope: Expressions,
                     parts: TemplateParts) -> Iterator[Tuple[str, str, Dict[str, Any]]]:
    template = properties.get('template') if isinstance(properties, dict) else None
    if not isinstance(template, dict):
        return
    options = properties.get('expressionEvaluationOptions')
    if isinstance(options, dict) and str(options.get('scope')).lower() == 'inner':
        given = scope.resolve(properties.get('parameters'))
        values = {key: value['value'] for key, value in given.items()
                  if isinstance(value, dict) and 'value' in value} if isinstance(given, dict) else {}
        scope = Expressions(template.get('parameters'), template.get('variables'), values, scope)
    yield from _resources(template.get('resources'), scope, parts)


def _split(name: str) -> Tuple[Optional[str], str]:
    """Workspace and rule of a child's name; an expression that could not be read tells neither."""
    parts = name.split('/')
    if len(parts) == 1 or name.startswith('['):
        return None, name
    return parts[0], parts[-1]
