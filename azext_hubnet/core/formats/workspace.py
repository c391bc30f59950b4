"""The body of a hub or workspace: az ml output and YAML, REST, an exported resource."""

import re
from collections.abc import Sequence
from typing import Any

from ..documents.fields import MAX_NAMED, Body, every, key_of, shortened
from ..documents.repeated import all_pairs
from ..facts.roles import HUB_PROPERTIES
from ..model.errors import InputError
from ..model.hub import DISABLED, Hub, Rule
from ..model.resource_ids import WORKSPACE_TYPE, parse_resource_id
from .hub import hub_of
from .identity import KINDS, PROJECT, identity_of, kind_of, known_text
from .interface import Parts
from .network import is_network
from .reader import Reader
from .rule import NETWORK_FIELDS, is_rule

_WORKSPACE = WORKSPACE_TYPE.lower()
# A body with none of these and no managed network is not taken for a workspace.
_WORKSPACE_KEYS = frozenset(
    (
        *HUB_PROPERTIES.values(),
        'hubresourceid',
        'hubid',
        'applicationinsights',
        'hbiworkspace',
        'workspaceid',
        'mlflowtrackinguri',
        'imagebuildcompute',
        'discoveryurl',
    )
)
# Jobs, endpoints and changes of a workspace have these too, but then no location.
_COMMON_KEYS = frozenset(('friendlyname', 'displayname', 'publicnetworkaccess'))
# The schemas of a workspace in az ml YAML.
_SCHEMA = r'/(?:workspace|hub|project|featurestore)\.'


def read_workspace(body: dict[str, Any], source: str) -> Hub:
    """The hub in the body of a workspace that Azure Resource Manager answered with.

    Args:
        body: The answer, as plain values.
        source: The name of the workspace in messages.

    Raises:
        InputError: The body is not that of a workspace, or it is that of a project, which has no network of its own.
    """
    answer = Body(body)
    if not recognises(answer):
        raise InputError(f'{source}: the answer of Azure does not describe a workspace.', 'Try again later.')
    reader = Reader(source)
    return hub_of(read(answer, reader), reader)


def recognises(value: Any) -> bool:
    """True for a workspace or hub, even one without a managed network."""
    body = Body.of(value)
    if body is None or is_rule(body):
        return False
    if is_resource(body.raw) and not body.raw['type'].strip('/').lower().startswith(_WORKSPACE):
        return False
    return _says_it_is_one(body.fields) or _looks_like_one(body)


def _says_it_is_one(fields: dict[str, Any]) -> bool:
    schema = fields.get('$schema')
    has_schema = isinstance(schema, str) and bool(re.search(_SCHEMA, schema, re.IGNORECASE))
    return has_schema or _type_of(fields) == _WORKSPACE or kind_of(fields) in KINDS


def _looks_like_one(body: Body) -> bool:
    """True for a body without a kind or type whose fields only a workspace has."""
    fields = {**body.inner.fields, **body.fields} if body.inner else body.fields
    if 'policyrule' in fields:
        return False
    if any(key in fields for key in NETWORK_FIELDS):
        return True
    has_own = not _WORKSPACE_KEYS.isdisjoint(fields)
    return not _is_other(fields) and (has_own or ('location' in fields and not _COMMON_KEYS.isdisjoint(fields)))


def read(
    document: Body, reader: Reader, children: Sequence[Rule] = (), settings: Sequence[dict[str, Any]] = ()
) -> Parts:
    """What the body of a workspace says.

    Args:
        document: The body.
        reader: Takes what is odd.
        children: Rules that a template gives the workspace as resources of their own.
        settings: Fields of managed networks that a template has as resources of their own.

    Raises:
        InputError: It is a project, which has no network of its own.
    """
    fields = document.fields
    if document.inner:
        outer = {key: value for key, value in fields.items() if value is not None}
        fields = {**document.inner.fields, **outer}
    if is_project(document):
        hub = known_text(fields.get('hubresourceid') or fields.get('hubid')) or 'its hub'
        raise InputError(
            f'{reader.source} describes the project {fields.get("name")}; a project has no network '
            f'of its own; it uses that of {hub}.',
            "Give the hub's rules.",
        )
    places = [document, document.inner] if document.inner else [document]
    for place in places:
        reader.note_repeated(None, place.raw)
    networks = [*_strays(places, reader), *networks_of(document)]
    properties = document.fields.get('properties')
    if properties is not None and document.inner is None:
        # Compiled Bicep often has one expression for all of it.
        children = [*children, reader.misplaced('properties', properties)]
    if not (networks or children or settings):
        networks = [{'isolation_mode': DISABLED}]
    return Parts(identity_of(fields), children, networks, settings)


def only_workspace(bodies: Sequence[dict[str, Any]], reader: Reader, parents: Sequence[str | None] = ()) -> Body:
    """The one workspace that has a network of its own; the others, projects for example, are reported.

    Args:
        bodies: At least one.
        reader: Takes what is left out.
        parents: Names of the workspaces that have child resources in the input.

    Raises:
        InputError: Several have one.
    """
    named = [(str(body.fields.get('name')), body) for body in map(Body, bodies)]
    own = [pair for pair in named if not is_project(pair[1])] or named
    known = [name.lower() for name in parents if name is not None]
    networked = [pair for pair in own if networks_of(pair[1]) or pair[0].lower() in known] or own
    if len(networked) > 1:
        from ..render.one_line import join_words

        names = join_words((shortened(name) for name, _ in networked), MAX_NAMED)
        raise InputError(
            f'{reader.source} holds {len(networked)} workspaces: {names}.',
            'Keep one of them.',
        )
    chosen, body = networked[0]
    for name, other in named:
        if other is not body:
            reader.leave_out(None, f'the workspace {name} was not read, only {chosen}')
    return body


def is_project(workspace: Body) -> bool:
    """True for a project; in an az ml YAML the hub that it names may be the only sign."""
    fields = {**workspace.inner.fields, **workspace.fields} if workspace.inner else workspace.fields
    if fields.get('kind') is not None:
        return kind_of(fields) == PROJECT
    return any(isinstance(fields.get(key), str) and bool(fields[key]) for key in ('hubid', 'hubresourceid'))


def is_resource(value: Any) -> bool:
    """True for a mapping that names its ARM type."""
    return isinstance(value, dict) and isinstance(value.get('type'), str) and '/' in value['type']


def networks_of(workspace: Body) -> list[Any]:
    """The managed networks in a workspace body, whatever they are; more than one where a field repeats."""
    places = [workspace.raw, *(inner for inner in every(workspace.raw, 'properties') if isinstance(inner, dict))]
    return [network for key in NETWORK_FIELDS for place in places for network in every(place, key)]


def _strays(places: Sequence[Body], reader: Reader) -> list[dict[str, Any]]:
    """Network fields that are directly in the workspace; networks in other fields are reported, not read."""
    found = []
    for key, value in [pair for place in places for pair in all_pairs(place.raw)]:
        plain = key_of(key)
        if plain in ('outboundrules', 'isolationmode'):
            reader.note(None, key, 'belongs inside managed_network; it was read as if it were there')
            found.append({key: value})
        elif plain not in ('properties', *NETWORK_FIELDS) and is_network(value):
            reader.leave_out(key, 'looks like a managed network but was not read; rename it to managed_network')
    return found


def _is_other(fields: dict[str, Any]) -> bool:
    """True for a job, an endpoint and the like, which a schema, a type or an id gives away."""
    return (
        isinstance(fields.get('$schema'), str)
        or isinstance(fields.get('type'), str)
        or _type_of(fields) not in (None, _WORKSPACE)
    )


def _type_of(fields: dict[str, Any]) -> str | None:
    """The ARM type in lower case, from `type` or from the id; None where there is neither."""
    if isinstance(fields.get('type'), str) and '/' in fields['type']:
        return str(fields['type']).strip('/').lower()
    resource = parse_resource_id(fields['id']) if isinstance(fields.get('id'), str) else None
    return resource.type.lower() if resource else None
