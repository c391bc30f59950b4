"""The workspace that an ARM template describes, with its rules from inline properties and from child resources."""

from typing import Any, Dict, Iterator, List, Optional, Tuple

from .arm_expressions import Expressions
from .errors import InputError
from .spelling import fields_of

WORKSPACE = 'microsoft.machinelearningservices/workspaces'
_RULE_TYPES = (WORKSPACE + '/outboundrules', WORKSPACE + '/managednetworks/outboundrules')
_NETWORK_TYPE = WORKSPACE + '/managednetworks'
_DEPLOYMENT = 'microsoft.resources/deployments'


class TemplateParts:
    """What a template says of outbound rules, its expressions worked out as far as they can be.

    workspaces: resource bodies with a name. rules: (workspace name or None, rule name, body) of child resources.
    networks: (workspace name or None, body) of managedNetworks children.
    """

    def __init__(self):
        self.workspaces: List[Dict[str, Any]] = []
        self.rules: List[Tuple[Optional[str], str, Any]] = []
        self.networks: List[Tuple[Optional[str], Any]] = []


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
    parts = TemplateParts()
    for resource_type, name, body in _resources(template, ''):
        if resource_type == WORKSPACE:
            parts.workspaces.append(dict(body, name=name))
        elif resource_type in _RULE_TYPES:
            parent, rule = _split(name)
            parts.rules.append((parent, rule, body))
        elif resource_type == _NETWORK_TYPE:
            parts.networks.append((_split(name)[0], body))
    if not (parts.workspaces or parts.rules or parts.networks):
        raise InputError(f'{source} is an ARM template without a Microsoft.MachineLearningServices workspace or '
                         'outbound rule.', 'Export the resource group that holds the hub.')
    return parts


def _resources(template: Dict[str, Any], parent_type: str, parent_name: str = '',
               scope: Optional[Expressions] = None) -> Iterator[Tuple[str, str, Dict[str, Any]]]:
    expressions = scope or Expressions(template.get('parameters'), template.get('variables'))
    resources = template.get('resources')
    if isinstance(resources, dict):
        resources = list(resources.values())
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, dict):
            continue
        body = expressions.resolve(resource)
        own_type = str(body.get('type') or '').strip('/').lower()
        name = str(body.get('name') or '')
        if parent_type and '.' not in own_type.partition('/')[0]:
            own_type, name = f'{parent_type}/{own_type}', f'{parent_name}/{name}'
        if own_type == _DEPLOYMENT:
            yield from _nested_template(body)
            continue
        yield own_type, name, body
        if own_type.startswith(WORKSPACE):
            yield from _resources({'resources': resource.get('resources')}, own_type, name, expressions)


def _nested_template(body: Dict[str, Any]) -> Iterator[Tuple[str, str, Dict[str, Any]]]:
    properties = body.get('properties')
    inner = properties.get('template') if isinstance(properties, dict) else None
    if not isinstance(inner, dict):
        return
    given = properties.get('parameters')
    parameters = dict(inner.get('parameters') or {}) if isinstance(inner.get('parameters'), dict) else {}
    for key, value in given.items() if isinstance(given, dict) else ():
        if isinstance(value, dict) and 'value' in value:
            parameters[key] = {'defaultValue': value['value']}
    yield from _resources(dict(inner, parameters=parameters), '')


def _split(name: str) -> Tuple[Optional[str], str]:
    """Workspace and rule of a child's name; an expression that cannot be worked out gives its last literal."""
    head, _, tail = name.rstrip(']').rpartition('/')
    workspace = head.partition('/')[0] if head else ''
    return (workspace or None), tail.strip("')\" ") or name


def same_workspace(one: Optional[str], other: Optional[str]) -> bool:
    """True when both names may mean one workspace; an unresolved name may mean any."""
    if one is None or other is None or '[' in one or '[' in other:
        return True
    return one.lower() == other.lower()


def name_of(body: Dict[str, Any]) -> Optional[str]:
    """The name in a resource body, if it is text."""
    name = fields_of(body).get('name')
    return name if isinstance(name, str) else None
