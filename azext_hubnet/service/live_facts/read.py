"""The facts that an audit needs in addition to the hub: roles, registrations and resources, as LiveFacts."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final, TypeVar

from ...core.model.destinations import USER_DEFINED, PrivateEndpoint
from ...core.model.hub import FAILED, Rule
from ...core.model.live_facts import DependencyHost, LiveFacts, Unknown
from ...core.model.resource_ids import parse_resource_id
from ..reading.hub import API_VERSION, LiveHub
from .approvals import MOST_ROLES, assigned_roles, identities_of, may_approve, role_permissions
from .client import FactClient, Target, field_at, objects_in
from .subnets import service_endpoint_subnets

Key = TypeVar('Key')
Fact = TypeVar('Fact')

# Maximum targets for approvals (one per target and identity) and for service endpoints. With the limits of `approvals`,
# a hub takes at most 2 + 30 + 30 * 3 + 40 = 162 requests, without retries.
MOST_TARGETS: Final = 30
_TOO_MANY = Unknown(f'hubnet reads at most {MOST_TARGETS} targets per hub.')
# As in azure-mgmt-resource 24.0.0, and old enough for every cloud.
_PROVIDERS_VERSION = '2021-04-01'


def read_live_facts(live: LiveHub) -> LiveFacts:
    """The facts about a hub that was read. A fact that cannot be read is Unknown; no exception is raised."""
    client = FactClient(live.arm)
    failed = _targets(rule for rule in live.hub.rules if rule.status == FAILED)
    targets = _targets(rule for rule in live.hub.rules if rule.category == USER_DEFINED)
    identities = identities_of(live.body)
    known = () if isinstance(identities, Unknown) else identities
    pairs = [(target, identity) for target in failed for identity in known][:MOST_TARGETS]

    provider: dict[str, str | Unknown] = {}
    dependencies: dict[str, tuple[DependencyHost, ...] | Unknown] = {}
    roles: dict[tuple[Target, str], tuple[str, ...] | Unknown] = {}
    subnets: dict[Target, tuple[str, ...] | Unknown] = {}
    client.run(
        [
            _job(provider, live.path, partial(_network_provider, client, live.arm.subscription)),
            _job(dependencies, live.path, partial(_dependencies, client, live)),
            *(_job(roles, pair, partial(assigned_roles, client, *pair)) for pair in pairs),
            *(_job(subnets, one, partial(service_endpoint_subnets, client, one)) for one in targets[:MOST_TARGETS]),
        ]
    )
    permissions = _permissions(client, roles.values())
    approvals: dict[str, bool | Unknown] = {}
    for target in failed:
        held = [roles.get((target, identity), _TOO_MANY) for identity in known]
        approvals[target.key] = (
            identities if isinstance(identities, Unknown) else may_approve(target, held, permissions)
        )
    return LiveFacts(
        network_provider=provider[live.path],
        dependencies=dependencies[live.path],
        approvals=approvals,
        service_endpoints={target.key: subnets.get(target, _TOO_MANY) for target in targets},
    )


def _job(found: dict[Key, Fact], key: Key, read: Callable[[], Fact]) -> Callable[[], None]:
    """A job for FactClient.run that stores its result under a key."""
    return lambda: found.update({key: read()})


def _targets(rules: Iterable[Rule]) -> list[Target]:
    """The resources that private endpoint rules connect to, each once, whatever the case of its id."""
    ids = [rule.destination.service_resource_id for rule in rules if isinstance(rule.destination, PrivateEndpoint)]
    by_key = {one.lower(): (one, parse_resource_id(one)) for one in ids}
    return [Target(one, found.type, found.name) for _, (one, found) in sorted(by_key.items()) if found]


def _permissions(
    client: FactClient, assigned: Iterable[tuple[str, ...] | Unknown]
) -> dict[str, list[dict[str, Any]] | Unknown]:
    """The permissions of all roles of the identities, by role id."""
    found: dict[str, list[dict[str, Any]] | Unknown] = {}
    roles = sorted({role for held in assigned if not isinstance(held, Unknown) for role in held})
    client.run([_job(found, role, partial(role_permissions, client, role)) for role in roles[:MOST_ROLES]])
    return found


def _network_provider(client: FactClient, subscription: str) -> str | Unknown:
    what = 'The registration of Microsoft.Network'
    body = client.get(f'/subscriptions/{subscription}/providers/Microsoft.Network', _PROVIDERS_VERSION, what)
    if isinstance(body, Unknown):
        return body
    state = body.get('registrationState')
    return state if isinstance(state, str) else Unknown(f'{what} is not in the answer.')


def _dependencies(client: FactClient, live: LiveHub) -> tuple[DependencyHost, ...] | Unknown:
    what = "The list of the workspace's dependencies"
    body = client.get(f'{live.path}/outboundNetworkDependenciesEndpoints', API_VERSION, what)
    if isinstance(body, Unknown):
        return body
    if not isinstance(body.get('value'), list):
        return Unknown(f'{what} is not in the answer.')
    return tuple(
        DependencyHost(str(group.get('category') or ''), endpoint['domainName'], _ports(endpoint))
        for group in (field_at(row, 'properties') for row in objects_in(body['value']))
        if isinstance(group, dict)
        for endpoint in objects_in(group.get('endpoints'))
        if isinstance(endpoint.get('domainName'), str)
    )


def _ports(endpoint: dict[str, Any]) -> tuple[int, ...]:
    ports = [detail.get('port') for detail in objects_in(endpoint.get('endpointDetails'))]
    return tuple(dict.fromkeys(port for port in ports if isinstance(port, int)))
