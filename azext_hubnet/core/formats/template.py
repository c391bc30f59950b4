"""An ARM template: exported, compiled from Bicep, or part of a deployment; or the resources that Azure lists."""

from collections.abc import Sequence
from typing import Any

from ..documents.fields import MAX_NAMED, Body, every, shortened
from ..model.errors import InputError
from ..model.hub import Rule
from ..model.resource_ids import parse_resource_id
from . import workspace
from .arm_names import spelled
from .identity import Identity, known_text
from .interface import Parts
from .network import read_network
from .reader import Reader


def recognises(document: Body) -> bool:
    """True for an ARM template, whole or only its resources, and for a document with one to deploy in it."""
    return _is_template(document.raw) or _deploying(document.raw) is not None


def read(document: Body, reader: Reader) -> Parts:
    """The workspace of the template with the rules and networks that are resources of their own.

    Raises:
        InputError: The template has none, or several workspaces.
    """
    template = document.raw if _is_template(document.raw) else _deploying(document.raw)
    return _parts(template or {}, reader, 'is an ARM template without a')


def read_resources(bodies: Sequence[dict[str, Any]], reader: Reader) -> Parts:
    """The same of resources as Azure lists them, where a child has a short name and a whole id."""
    named = [{**body, 'name': _name_in(body.get('id')) or body.get('name')} for body in bodies]
    return _parts({'resources': named}, reader, 'lists resources, but no')


def _is_template(document: dict[str, Any]) -> bool:
    schema = document.get('$schema')
    if isinstance(schema, str) and 'deploymenttemplate' in schema.lower():
        return True
    resources = document.get('resources')
    if not isinstance(resources, (list, dict)) or 'properties' in document:
        return False
    # Jobs, deployments of models and the state that Terraform keeps have resources too.
    items = list(resources.values()) if isinstance(resources, dict) else resources
    types = [spelled(item).get('type') for item in items if isinstance(item, dict)]
    return not items or any(isinstance(name, str) and ('/' in name or name.startswith('[')) for name in types)


def _deploying(document: dict[str, Any]) -> dict[str, Any] | None:
    """A template that deploys the one in the document with the parameters there; None where there is none.

    The document is the body of a deployment, a template spec, or the answer to an export.
    """
    for place in (document, spelled(document).get('properties')):
        fields = spelled(place) if isinstance(place, dict) else {}
        template = fields.get('template') or fields.get('mainTemplate')
        if isinstance(template, dict) and _is_template(template):
            properties = {
                'template': template,
                'parameters': fields.get('parameters'),
                'expressionEvaluationOptions': {'scope': 'inner'},
            }
            return {'resources': [{'type': 'Microsoft.Resources/deployments', 'name': '', 'properties': properties}]}
    return None


def _name_in(resource_id: Any) -> str | None:
    resource = parse_resource_id(resource_id) if isinstance(resource_id, str) else None
    return resource.name if resource else None


def _parts(template: dict[str, Any], reader: Reader, missing: str) -> Parts:
    """What the template says of one workspace; missing: how to say that it has none."""
    # The evaluation of templates is imported only where there is one.
    from .arm.template import read_template

    found = read_template(template, reader.source, missing)
    for note in found.notes:
        reader.note(None, None, f'the resource {note.resource}: {note.message}')
        reader.left_out = reader.left_out or note.left_out
    parents = [child.workspace for child in (*found.rules, *found.networks)]
    body = workspace.only_workspace(found.workspaces, reader, parents) if found.workspaces else None
    name = body.raw['name'] if body else _parent(parents, reader.source)
    children: list[Rule] = []
    settings: list[dict[str, Any]] = []
    for child in found.networks:
        if _belongs(child.workspace, name, 'managed network', reader):
            for value in workspace.networks_of(Body(child.body)) or every(child.body, 'properties'):
                rules, fields = read_network(value, reader)
                children += rules
                settings.append(fields)
    for child in found.rules:
        if _belongs(child.workspace, name, f'rule {child.name}', reader):
            children.append(reader.rule(child.name, child.body))
    if body:
        return workspace.read(body, reader, children, settings)
    return Parts(Identity(name=known_text(name)), children, settings=settings)


def _parent(parents: Sequence[str | None], source: str) -> str | None:
    """The workspace that a template adds rules to without holding it."""
    from .arm.template import is_known

    known = sorted({parent.lower(): parent for parent in parents if parent is not None and is_known(parent)}.values())
    if len(known) > 1:
        from ..render.one_line import join_words

        names = join_words(map(shortened, known), MAX_NAMED)
        raise InputError(f'{source} has rules for several workspaces: {names}.', 'Keep the rules of one of them.')
    return known[0] if known else None


def _belongs(parent: str | None, name: str | None, what: str, reader: Reader) -> bool:
    """True where a child resource may be of the workspace; otherwise it is reported."""
    from .arm.template import same_workspace

    belongs = same_workspace(parent, name)
    if not belongs:
        reader.leave_out(None, f'the {what} belongs to the workspace {parent}, not to {name}; it was not read')
    return belongs
