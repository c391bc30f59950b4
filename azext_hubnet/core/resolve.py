"""The entries of a preset for one hub: roles become resource ids, <region> the hub's region."""

import re
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from . import hosts, private_endpoints, service_tags
from .errors import InputError, MissingValue
from .nearest import nearest
from .parse_rule import parse_rule
from .preset import Entry, PresetRevision
from .resource_ids import parse_resource_id
from .rules import Destination, Hub, NotUnderstood, PrivateEndpoint, ServiceTag
from .spelling import key_of

REGION = 'region'
APPLICATION_GATEWAY = 'application_gateway'
# Filled in from the hub; --resource overrides.
HUB_ROLES = ('storage', 'key_vault', 'container_registry', 'hub')
# What --resource has to give.
GIVEN_ROLES = ('ai_services', APPLICATION_GATEWAY, 'private_link_scope', 'registry', 'registry_container_registry',
               'registry_storage', 'search')
ENDPOINT_ROLES = HUB_ROLES + GIVEN_ROLES
TAG_ROLES = (REGION,)
ROLES = tuple(sorted(ENDPOINT_ROLES + TAG_ROLES))

# FQDN rules open these and no others (managed network articles, "Limitations", 2024-05-21 to 2026-02-02).
FQDN_PORTS = (80, 443)
_ALIASES = f'fqdns of {APPLICATION_GATEWAY}'
_FQDNS_EXAMPLE = f'--fqdns {APPLICATION_GATEWAY}=repo.corp.example,api.corp.example'

_ROLE = re.compile(r'<([a-z_]+)>')
# Of an Application Gateway's aliases (MicrosoftDocs/azure-ai-docs access-on-premises-resources.md, 2025-10-01).
MIN_ALIAS_LABELS = 3


class Given(NamedTuple):
    """What the user gives for roles: resource ids (and a region), and the aliases of an Application Gateway."""

    resources: Mapping[str, str]
    fqdns: Mapping[str, Tuple[str, ...]]


NOTHING_GIVEN = Given({}, {})


class Need(NamedTuple):
    """One entry of one preset on one hub.

    destination: None where the entry cannot be a rule on this hub; unsupported then says why. unfilled: the role
    that nothing is known for.
    """

    preset: str
    entry: Entry
    destination: Optional[Destination]
    unsupported: Optional[str] = None
    unfilled: Optional[str] = None


def resolve(revision: PresetRevision, hub: Hub, given: Given = NOTHING_GIVEN) -> List[Need]:
    """Every entry of the revision for this hub, in order.

    Raises InputError for an entry that is no rule and for a given resource that cannot be its target.
    """
    return [_need(revision.name, entry, hub, given) for entry in revision.entries]


def require_filled(needs: Iterable[Need], include_optional: bool) -> None:
    """Raises MissingValue that names the roles nobody has filled, if an entry that counts has one."""
    missing: Dict[str, str] = {}
    for need in needs:
        if need.unfilled and (include_optional or not need.entry.optional):
            missing.setdefault(need.unfilled, need.preset)
    if not missing:
        return
    role, preset = next(iter(missing.items()))
    others = f" ({', '.join(missing)})" if len(missing) > 1 else ''
    if role == REGION:
        raise MissingValue(f'The preset {preset} needs the region of the hub, which the input does not say.',
                           'Add --resource region=westus3, with the region of your hub.')
    if role == _ALIASES:
        raise MissingValue(f'The preset {preset} needs the host names that are reached through the Application '
                           'Gateway.', f'Add {_FQDNS_EXAMPLE}.')
    raise MissingValue(f'The preset {preset} needs a resource for the role {role}{others}, and the input names none.',
                       f'Add --resource {role}=RESOURCE_ID.')


def parse_resources(pairs: Sequence[str]) -> Dict[str, str]:
    """`ROLE=ID` texts as a mapping. Raises InputError for an unknown role or a text without a value."""
    found = {}
    for pair in pairs:
        role, value = _pair(pair, '--resource storage=/subscriptions/…')
        if role == REGION:
            region = _region(value)
            if region is None:
                raise InputError(f"--resource {role}: '{value}' is no region.", 'Give a region such as westus3.')
            found[role] = region
            continue
        if parse_resource_id(value) is None:
            raise InputError(f"--resource {role}: '{value}' is no resource id.",
                             'Give the full id, as az resource show --query id prints it.')
        found[role] = value
    return found


def parse_fqdns(pairs: Sequence[str]) -> Dict[str, Tuple[str, ...]]:
    """`ROLE=a,b` texts as a mapping. Raises InputError for another role than application_gateway or a bad alias."""
    found: Dict[str, Tuple[str, ...]] = {}
    for pair in pairs:
        role, value = _pair(pair, _FQDNS_EXAMPLE)
        if role != APPLICATION_GATEWAY:
            raise InputError(f'--fqdns {role}: only an Application Gateway is reached by aliases.',
                             f'Use --fqdns {APPLICATION_GATEWAY}=…')
        aliases = [_alias(role, alias.strip()) for alias in value.split(',') if alias.strip()]
        if not aliases:
            raise InputError(f"'{pair}' names no host.", f'Write it like {_FQDNS_EXAMPLE}.')
        found[role] = tuple(dict.fromkeys([*found.get(role, ()), *aliases]))
    return found


def _alias(role: str, alias: str) -> str:
    try:
        host = hosts.normalise(alias)
    except hosts.HostError as ex:
        raise InputError(f'--fqdns {role}: {ex.reason}.', 'Give plain host names.') from ex
    if host.startswith(hosts.ASTERISK) or host.count('.') < MIN_ALIAS_LABELS - 1:
        raise InputError(f"--fqdns {role}: '{alias}' is no alias that an Application Gateway takes.",
                         f'Give host names of at least {MIN_ALIAS_LABELS} labels, such as repo.corp.example.')
    return host


def _pair(text: str, example: str) -> Tuple[str, str]:
    role, equals, value = text.partition('=')
    role, value = role.strip().replace('-', '_').lower(), value.strip()
    if not equals or not value:
        raise InputError(f"'{text}' is not ROLE=VALUE.", f'Write it like {example}.')
    if role not in ROLES:
        raise InputError(f"'{role}' is no role.", f"{nearest(role, ROLES)}The roles are {', '.join(ROLES)}.")
    return role, value


def _need(preset: str, entry: Entry, hub: Hub, given: Given) -> Need:
    role = role_of(entry)
    if role is None:
        return _rule_need(preset, entry, entry.destination)
    if role not in (TAG_ROLES if entry.type == ServiceTag.type else ENDPOINT_ROLES):
        raise InputError(f"{entry.place}, field destination: '<{role}>' is no role for a {entry.type}.",
                         f"The roles are {', '.join(ROLES)}.")
    if role not in given.resources and hub.resources.get(role, role) is None:
        return Need(preset, entry, None, unsupported=f"the hub has no {role.replace('_', ' ')}")
    filler = given.resources.get(role) or (_region(hub.location) if role == REGION else hub.resources.get(role))
    if filler is None:
        return Need(preset, entry, None, unfilled=role)
    if role == APPLICATION_GATEWAY and role not in given.fqdns:
        return Need(preset, entry, None, unfilled=_ALIASES)
    filled = {field: value.replace(f'<{role}>', filler) if isinstance(value, str) else value
              for field, value in entry.destination.items()}
    if role in given.fqdns:
        filled['fqdns'] = list(given.fqdns[role])
    return _rule_need(preset, entry, filled, role if role in given.resources else None)


def _rule_need(preset: str, entry: Entry, raw: Any, given_role: Optional[str] = None) -> Need:
    """The need for a destination as in an az ml YAML; given_role: the one that the user has filled in it."""
    destination = parse_rule(None, {'type': entry.type, 'destination': raw})[0].destination
    if isinstance(destination, NotUnderstood):
        return _not_a_rule(preset, entry, destination)
    if isinstance(destination, PrivateEndpoint):
        return _endpoint_need(preset, entry, destination, given_role)
    if isinstance(destination, ServiceTag) and not destination.allows:
        return Need(preset, entry, None, unsupported='a preset says what to allow, and this entry denies')
    return Need(preset, entry, destination)


def _region(text: Optional[str]) -> Optional[str]:
    """A region as service tags name it, `westus3` for `West US 3`; None for what cannot be one."""
    region = key_of(text or '')
    return region if service_tags.is_region(region) else None


def role_of(entry: Entry) -> Optional[str]:
    """The role that the entry leaves open, or None."""
    if not isinstance(entry.destination, dict):
        return None
    for value in entry.destination.values():
        match = _ROLE.search(value) if isinstance(value, str) else None
        if match:
            return match.group(1)
    return None


def _not_a_rule(preset: str, entry: Entry, destination: NotUnderstood) -> Need:
    found = hosts.split_port(entry.destination) if isinstance(entry.destination, str) else None
    if found is None:
        raise InputError(f'{entry.place}, field {destination.field}: {destination.reason}.',
                         'Mend the entry in the preset file.')
    host, port = found
    if port in FQDN_PORTS:
        raise InputError(f"{entry.place}, field destination: '{entry.destination}' has a port.",
                         f"Write '{host}'; FQDN rules always open 80 and 443.")
    return Need(preset, entry, None, unsupported=f'FQDN rules open ports 80 and 443 only, not {port}')


def _endpoint_need(preset: str, entry: Entry, endpoint: PrivateEndpoint, given_role: Optional[str]) -> Need:
    resource = parse_resource_id(endpoint.service_resource_id)
    targets = private_endpoints.subresources(resource.type)
    if endpoint.subresource_target.lower() in (target.lower() for target in targets):
        return Need(preset, entry, endpoint)
    if given_role:
        raise InputError(f'--resource {given_role}: {endpoint.service_resource_id} has the type {resource.type}, which '
                         f'has no private endpoint subresource {endpoint.subresource_target}.',
                         f"Give the id of the resource that the preset {preset} means by '{given_role}'.")
    what = f'{resource.type} with subresource {endpoint.subresource_target}'
    return Need(preset, entry, None, unsupported=f'a managed network makes no private endpoint to {what}')
