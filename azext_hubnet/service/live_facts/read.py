"""What stands around a hub: roles, registrations and resources, read as the LiveFacts of an audit."""

from functools import partial

from ...core.model.destinations import PrivateEndpoint
from ...core.model.hub import FAILED, USER_DEFINED
from ...core.model.live_facts import DependencyHost, LiveFacts, Unknown
from ..reading.hub import API_VERSION
from .approvals import MOST_ROLES, assigned_roles, may_approve, principals, role_permissions
from .questions import Questions, fields, rows
from .subnets import admitted_subnets

# Targets of each of the two kinds; one that several identities of the hub are asked about counts as several. With the
# bounds of service.approvals there are never more requests for a hub than 2 + 30 + 30 * 3 + 40 = 162, each sent again
# only where that may help.
MOST_TARGETS = 30
_TOO_MANY = Unknown(f'hubnet asks about {MOST_TARGETS} targets of a hub, not about more.')
# Of azure-mgmt-resource 24.0.0, and old enough for every cloud.
_PROVIDERS_VERSION = '2021-04-01'


def read_live_facts(live):
    """The LiveFacts of a LiveHub that was read; what cannot be had is Unknown, nothing of it is raised."""
    questions = Questions(live.arm)
    endpoints = [rule for rule in live.hub.rules if isinstance(rule.destination, PrivateEndpoint)]
    targets = _targets(rule for rule in endpoints if rule.category == USER_DEFINED)
    failed = _targets(rule for rule in endpoints if rule.status == FAILED)
    identities = principals(live.body)
    pairs = (
        []
        if isinstance(identities, Unknown)
        else [(target, principal) for target in failed for principal in identities][:MOST_TARGETS]
    )
    provider, dependencies, *rest = questions.all(
        [
            partial(_network_provider, questions, live.arm.subscription),
            partial(_dependencies, questions, live),
            *(partial(assigned_roles, questions, *pair) for pair in pairs),
            *(partial(admitted_subnets, questions, target) for target in targets[:MOST_TARGETS]),
        ]
    )
    assigned = dict(zip(pairs, rest))
    subnets = dict(zip(targets, rest[len(pairs) :]))
    return LiveFacts(
        network_provider=provider,
        dependencies=dependencies,
        approvals=_approvals(failed, identities, assigned, _permissions(questions, assigned)),
        service_endpoints={target.lower(): subnets.get(target, _TOO_MANY) for target in targets},
    )


def _targets(rules):
    """The resource ids that rules name, each once whatever the case."""
    by_key = {rule.destination.service_resource_id.lower(): rule.destination.service_resource_id for rule in rules}
    return [by_key[key] for key in sorted(by_key)]


def _permissions(questions, assigned):
    """The permissions of all roles that any of the principals has, by role id."""
    roles = sorted({role for found in assigned.values() if not isinstance(found, Unknown) for role in found})
    roles = roles[:MOST_ROLES]
    return dict(zip(roles, questions.all([partial(role_permissions, questions, role) for role in roles])))


def _approvals(targets, identities, assigned, permissions):
    if isinstance(identities, Unknown):
        return {target.lower(): identities for target in targets}
    found = {}
    for target in targets:
        held = [assigned.get((target, principal), _TOO_MANY) for principal in identities]
        found[target.lower()] = may_approve(target, held, permissions)
    return found


def _network_provider(questions, subscription):
    what = 'The registration of Microsoft.Network'
    body = questions.get(f'/subscriptions/{subscription}/providers/Microsoft.Network', _PROVIDERS_VERSION, what)
    if isinstance(body, Unknown):
        return body
    state = body.get('registrationState')
    return state if isinstance(state, str) else Unknown(f'{what} is not in the answer.')


def _dependencies(questions, live):
    what = 'What the workspace depends on'
    body = questions.get(f'{live.path}/outboundNetworkDependenciesEndpoints', API_VERSION, what)
    if isinstance(body, Unknown):
        return body
    if not isinstance(body.get('value'), list):
        return Unknown(f'{what} is not in the answer.')
    return tuple(
        DependencyHost(str(group.get('category') or ''), endpoint['domainName'], _ports(endpoint))
        for group in (fields(row, 'properties') for row in rows(body['value']))
        if isinstance(group, dict)
        for endpoint in rows(group.get('endpoints'))
        if isinstance(endpoint.get('domainName'), str)
    )


def _ports(endpoint):
    ports = [detail.get('port') for detail in rows(endpoint.get('endpointDetails'))]
    return tuple(dict.fromkeys(port for port in ports if isinstance(port, int)))
