"""The entries of a preset for one hub: roles become resource ids, <region> the hub's region."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..facts import private_endpoints
from ..facts.limits import FQDN_PORTS, MIN_ALIAS_LABELS
from ..facts.roles import APPLICATION_GATEWAY, REGION, RESOURCE_TYPES, ROLES, TAG_ROLES
from ..facts.service_tags import region_name
from ..formats.rule import parse_destination
from ..model import hosts
from ..model.destinations import Destination, NotUnderstood, PrivateEndpoint, ServiceTag
from ..model.errors import InputError, MissingValue
from ..model.hub import Hub
from ..model.nearest import nearest
from ..model.resource_ids import parse_resource_id
from .preset import Entry, PresetRevision

_ALIASES: Final = f'fqdns of {APPLICATION_GATEWAY}'
_FQDNS_EXAMPLE: Final = f'{APPLICATION_GATEWAY}=repo.corp.example,api.corp.example'

_ROLE = r'<([a-z_]+)>'


class Given(NamedTuple):
    """What the user gives for roles: resource ids (and a region), and the aliases of an Application Gateway."""

    resources: Mapping[str, str]
    fqdns: Mapping[str, tuple[str, ...]]


NOTHING_GIVEN = Given({}, {})


class Need(NamedTuple):
    """One entry of one preset on one hub.

    Exactly one of destination, unsupported and unfilled is given. unsupported: why the entry cannot be a rule on this
    hub. unfilled: the role that has no resource.
    """

    preset: str
    entry: Entry
    destination: Destination | None
    unsupported: str | None = None
    unfilled: str | None = None


def resolve(revision: PresetRevision, hub: Hub, given: Given = NOTHING_GIVEN) -> list[Need]:
    """Every entry of a revision for this hub, in order.

    Raises:
        InputError: an entry is not a rule, or a given resource cannot be its target.
    """
    return [need_of(revision.name, entry, hub, given) for entry in revision.entries]


def require_filled(needs: Iterable[Need], include_optional: bool) -> None:
    """Raise MissingValue with the roles that have no resource, if an entry that counts has one."""
    missing: dict[str, str] = {}
    for need in needs:
        if need.unfilled and (include_optional or not need.entry.optional):
            missing.setdefault(need.unfilled, need.preset)
    if not missing:
        return
    role, preset = next(iter(missing.items()))
    if role == REGION:
        raise MissingValue(
            f'The preset {preset} needs the region of the hub, which the input does not contain.',
            'Add --resource region=westus3, with the region of your hub.',
        )
    if role == _ALIASES:
        raise MissingValue(
            f'The preset {preset} needs the host names behind the Application Gateway.',
            f'Add --fqdns {_FQDNS_EXAMPLE}.',
        )
    roles = [role for role in missing if role not in (REGION, _ALIASES)]
    its_own = [role for role in roles if missing[role] == preset]
    what = f'a resource for the role {role}' if len(its_own) == 1 else f'resources for the roles {", ".join(its_own)}'
    raise MissingValue(
        f'The preset {preset} needs {what}, and the input has none.',
        f'Add --resource {" ".join(f"{role}=RESOURCE_ID" for role in roles)}.',
    )


def unused(given: Given, revisions: Iterable[PresetRevision]) -> list[str]:
    """The given roles that no entry of the revisions has, as options."""
    used = {role_of(entry) for revision in revisions for entry in revision.entries}
    return [
        f'{option} {role}'
        for option, roles in (('--resource', given.resources), ('--fqdns', given.fqdns))
        for role in roles
        if role not in used
    ]


def parse_resources(pairs: Sequence[str]) -> dict[str, str]:
    """The values of --resource as a mapping.

    Args:
        pairs: texts such as `storage=/subscriptions/…` or `region=westus3`.

    Raises:
        InputError: an unknown role, a role given twice, or a value that is missing or not valid.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        role, value = _pair('--resource', pair, 'storage=/subscriptions/…')
        if role not in ROLES:
            raise InputError(
                f"--resource: '{role}' is not a valid role.", f'{nearest(role, ROLES)}The roles are {", ".join(ROLES)}.'
            )
        if role in found:
            raise InputError(f'--resource {role} is given twice.', 'Give each role once.')
        if role == REGION:
            region = region_name(value)
            if region is None:
                raise InputError(
                    f"--resource {role}: '{value}' is not a valid region.", 'Give a region such as westus3.'
                )
            found[role] = region
            continue
        if parse_resource_id(value) is None:
            raise InputError(
                f"--resource {role}: '{value}' is not a valid resource id.",
                'Give the full id, as az resource show --query id prints it.',
            )
        found[role] = value
    return found


def parse_fqdns(pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The values of --fqdns as a mapping.

    Args:
        pairs: texts such as `application_gateway=repo.corp.example,api.corp.example`.

    Raises:
        InputError: a role other than application_gateway, or a text that is not an alias.
    """
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        role, value = _pair('--fqdns', pair, _FQDNS_EXAMPLE)
        if role != APPLICATION_GATEWAY:
            raise InputError(
                f'--fqdns {role}: only an Application Gateway takes aliases.',
                f'Use --fqdns {APPLICATION_GATEWAY}=…',
            )
        aliases = [_alias(role, alias.strip()) for alias in value.split(',') if alias.strip()]
        if not aliases:
            raise InputError(f"--fqdns: '{pair}' has no host name.", f'Write it like --fqdns {_FQDNS_EXAMPLE}.')
        found[role] = tuple(dict.fromkeys([*found.get(role, ()), *aliases]))
    return found


def _alias(role: str, alias: str) -> str:
    try:
        host = hosts.normalise(alias)
    except hosts.HostError as ex:
        raise InputError(f'--fqdns {role}: {ex.reason}.', 'Give plain host names.') from ex
    if host.startswith(hosts.ASTERISK) or host.count('.') < MIN_ALIAS_LABELS - 1:
        raise InputError(
            f"--fqdns {role}: '{alias}' is not an alias that an Application Gateway accepts.",
            f'Give host names of at least {MIN_ALIAS_LABELS} labels, such as repo.corp.example.',
        )
    return host


def _pair(option: str, text: str, example: str) -> tuple[str, str]:
    role, equals, value = text.partition('=')
    role, value = role.strip().replace('-', '_').lower(), value.strip()
    if not equals or not value:
        raise InputError(f"{option}: '{text}' is not ROLE=VALUE.", f'Write it like {option} {example}.')
    return role, value


def need_of(preset: str, entry: Entry, hub: Hub, given: Given = NOTHING_GIVEN) -> Need:
    """One entry of the preset of that name for this hub; raises as resolve does."""
    role = role_of(entry)
    if role is None or isinstance(entry.destination, str):
        return _rule_need(preset, entry, entry.destination)
    if role not in (TAG_ROLES if entry.type == ServiceTag.type else RESOURCE_TYPES):
        raise InputError(
            f"{entry.place}, field destination: '<{role}>' is not a valid role for the type {entry.type}.",
            f'The roles are {", ".join(ROLES)}.',
        )
    if role not in given.resources and hub.resources.get(role, role) is None:
        return Need(preset, entry, None, unsupported=f'the hub has no {role.replace("_", " ")}')
    filler = given.resources.get(role) or (region_name(hub.location) if role == REGION else hub.resources.get(role))
    if filler is None:
        return Need(preset, entry, None, unfilled=role)
    if role == APPLICATION_GATEWAY and role not in given.fqdns:
        return Need(preset, entry, None, unfilled=_ALIASES)
    filled = {
        field: value.replace(f'<{role}>', filler) if isinstance(value, str) else value
        for field, value in entry.destination.items()
    }
    if role in given.fqdns:
        filled['fqdns'] = list(given.fqdns[role])
    return _rule_need(preset, entry, filled, role if role in given.resources else None)


def _rule_need(preset: str, entry: Entry, raw: Any, given_role: str | None = None) -> Need:
    """The need for a destination as in an az ml YAML; given_role: the one in it that the user has filled."""
    destination = parse_destination(entry.type, raw)
    if not destination.understood:
        return _not_a_rule(preset, entry, destination)
    if isinstance(destination, PrivateEndpoint):
        return _endpoint_need(preset, entry, destination, given_role)
    if not destination.allows:
        return Need(preset, entry, None, unsupported='the entry denies traffic, and presets only allow')
    return Need(preset, entry, destination)


def role_of(entry: Entry) -> str | None:
    """The role in the entry's destination, or None."""
    if not isinstance(entry.destination, dict):
        return None
    for value in entry.destination.values():
        match = re.search(_ROLE, value) if isinstance(value, str) else None
        if match:
            return match.group(1)
    return None


def _not_a_rule(preset: str, entry: Entry, destination: NotUnderstood) -> Need:
    found = hosts.split_port(entry.destination) if isinstance(entry.destination, str) else None
    if found is None:
        raise InputError(
            f'{entry.place}, field {destination.field}: {destination.reason}.', 'Fix the entry in the preset file.'
        )
    host, port = found
    if port in FQDN_PORTS:
        raise InputError(
            f"{entry.place}, field destination: '{entry.destination}' has a port.",
            f"Write '{host}'; FQDN rules always open 80 and 443.",
        )
    return Need(preset, entry, None, unsupported=f'FQDN rules open ports 80 and 443 only, not {port}')


def _endpoint_need(preset: str, entry: Entry, endpoint: PrivateEndpoint, given_role: str | None) -> Need:
    resource = parse_resource_id(endpoint.service_resource_id)
    resource_type = resource.type if resource else ''
    targets = private_endpoints.subresources(resource_type)
    if endpoint.subresource_target.lower() in (target.lower() for target in targets):
        return Need(preset, entry, endpoint)
    if given_role:
        raise InputError(
            f'--resource {given_role}: {endpoint.service_resource_id} has the type {resource_type}, which '
            f'has no private endpoint subresource {endpoint.subresource_target}.',
            f"Give the id of the resource that the preset {preset} means by '{given_role}'.",
        )
    what = f'{resource_type} with subresource {endpoint.subresource_target}'
    return Need(preset, entry, None, unsupported=f'a managed network cannot have a private endpoint to {what}')
