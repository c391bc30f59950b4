"""Checks of what only the service knows; audits of files skip them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ...catalogue.all_presets import filled
from ...catalogue.roles import Need
from ...compare import egress
from ...facts import private_endpoints
from ...facts.failure_causes import APPROVER
from ...facts.limits import FQDN_PORTS
from ...model import hosts
from ...model.destinations import PrivateEndpoint
from ...model.hub import DISABLED, FAILED, Rule, name_order
from ...model.live_facts import Unknown
from ...model.resource_ids import parse_resource_id
from ...render import az_commands
from ...render.one_line import join_words
from ..check import Hit, family
from ..edits import Edit
from ..severities import LOW, MEDIUM
from ..subject import Skip, Subject, known
from .sources import HUB_ARTICLE

check = family('live')

_LATER_HUB_ARTICLE = 'MicrosoftDocs/azure-ai-docs configure-managed-network.md (hubs), 2025-04-30 to 2026-02-02'
_NOT_ASKED = Unknown('it was not read')
_REGISTERED = ('registered', 'registering')
_T = TypeVar('_T')


@check(
    'HN701',
    'Hub may not approve private endpoint connections',
    severity=MEDIUM,
    because='private endpoints of the hub stay unusable until the role is assigned',
    catches="a failed private endpoint to a target on which the hub's identity may not approve connections",
    why="The private endpoint failed, and no role of the hub's identity allows it to approve connections of the "
    'target. Since 2025-04-30 the service no longer assigns such roles by itself.',
    remedy="Assign the role to the hub's identity on the target or its resource group, then write the rule again.",
    source=_LATER_HUB_ARTICLE,
)
def approver(subject: Subject) -> Iterator[Hit]:
    """Find targets of failed private endpoint rules, one finding each."""
    failed = [
        (rule, rule.destination)
        for rule in subject.rules.all
        if rule.status == FAILED and isinstance(rule.destination, PrivateEndpoint)
    ]
    for rules, destination, may_approve in _by_target(failed, known(subject.live.approvals)):
        if may_approve:
            continue
        target = destination.service_resource_id
        resource = parse_resource_id(target)
        kind = resource.type if resource else 'the resource type'
        supported = private_endpoints.target(kind)
        covered = supported is not None and supported.approver
        what = (
            f'the role {APPROVER}'
            if covered
            else f'a custom role with the action {kind}/privateEndpointConnectionsApproval/action; {APPROVER} '
            'is not documented to cover this type'
        )
        yield Hit(
            f'{_names(rules)} failed, and the identity of the hub may not approve private endpoint '
            f'connections of {target}: it needs {what}.',
            tuple(rule.name for rule in rules),
            (destination,),
            _approval(subject, rules, target) if covered else (),
        )


@check(
    'HN702',
    'Microsoft.Network not registered',
    severity=MEDIUM,
    because='no private endpoint can be created until it is registered',
    catches="the resource provider of private endpoints, not registered in the hub's subscription",
    why="Azure creates private endpoints through the resource provider Microsoft.Network of the hub's subscription.",
    remedy='Register it. This requires the permission to register resource providers in the subscription.',
    source=_LATER_HUB_ARTICLE,
)
def provider(subject: Subject) -> Iterator[Hit]:
    """Find Microsoft.Network not registered, unless its registration is in progress."""
    state = known(subject.live.network_provider)
    if subject.hub.mode != DISABLED and state.lower() not in _REGISTERED:
        yield Hit(
            f"Microsoft.Network is {state} in the hub's subscription.", fix=(az_commands.register_network(subject.hub),)
        )


@check(
    'HN703',
    'Private endpoint and service endpoint on one resource',
    severity=MEDIUM,
    because='documented as not supported together; one of the two does not work',
    catches='a target of a private endpoint rule that also admits subnets by service endpoint',
    why='A resource cannot have a private endpoint of a managed network and service endpoints of subnets at once.',
    remedy='Give those subnets a private endpoint of their own to the resource, then remove them from its firewall.',
    source=HUB_ARTICLE,
)
def service_endpoint(subject: Subject) -> Iterator[Hit]:
    """Find targets of private endpoint rules that also admit subnets, one finding each."""
    own = subject.rules.own_endpoints
    for rules, destination, subnets in _by_target(own, known(subject.live.service_endpoints)):
        if subnets:
            target = destination.service_resource_id
            yield Hit(
                f'{target} has the private endpoint of {_names(rules)} and admits by service endpoint: '
                f'{join_words(subnets)}.',
                tuple(rule.name for rule in rules),
                (destination,),
                tuple(command for subnet in subnets for command in az_commands.drop_service_endpoint(target, subnet)),
            )


@check(
    'HN704',
    'Host of the service that no rule allows',
    severity=LOW,
    because="the service's own list is wider than what every hub needs",
    catches='a host that the service lists as a dependency of the workspace and that no rule allows',
    why='The service lists it among the outbound dependencies of this workspace, and no rule allows it.',
    remedy='Find out whether the hub uses what the category is for. If so, allow the hosts, if possible by private '
    'endpoint.',
    source='outboundNetworkDependenciesEndpoints of the workspace',
)
def dependency(subject: Subject) -> Iterator[Hit]:
    """Find hosts of outboundNetworkDependenciesEndpoints that are blocked, one finding per category."""
    subject.need_restriction()
    blocked: dict[str, dict[str, list[int]]] = {}
    for found in known(subject.live.dependencies):
        ports = [port for port in found.ports if _is_blocked(subject, found.host, port)]
        if ports:
            blocked.setdefault(found.category, {}).setdefault(found.host, []).extend(ports)
    needs = filled([need for needs in subject.presets.needs.values() for need in needs]) if blocked else ()
    for category, by_host in blocked.items():
        # An FQDN rule opens both of its ports, so asking with one of them is enough.
        commands = (
            _ask(subject, host, min(ports, key=lambda port: port not in FQDN_PORTS), needs).fix
            for host, ports in by_host.items()
        )
        places = join_words(f'{host}:{port}' for host, ports in by_host.items() for port in dict.fromkeys(ports))
        yield Hit(
            f'No rule allows {places}, which the service lists under {category or "no category"}.',
            destinations=tuple(by_host),
            fix=tuple(dict.fromkeys(command for command in commands if command)),
        )


def _approval(subject: Subject, rules: Sequence[Rule], target: str) -> tuple[str | Edit, ...]:
    """Return what assigns the role and then retries the rules that are the user's."""
    return (
        *az_commands.give_approver(subject.hub, target),
        *(Edit(rule) for rule in rules if rule.writable),
    )


def _is_blocked(subject: Subject, host: str, port: int) -> bool:
    """Return whether a single host is blocked; a pattern does not say which of its hosts this hub uses."""
    try:
        if hosts.normalise(host).startswith(hosts.ASTERISK):
            return False
    except hosts.HostError:
        return False
    return _ask(subject, host, port).verdict == egress.BLOCKED


def _ask(subject: Subject, host: str, port: int, needs: Sequence[Need] = ()) -> egress.Egress:
    return egress.check_egress(subject.hub, host, port, needs, subject.rules.suffixes, index=subject.rules.reach)


def _by_target(
    found: Iterable[tuple[Rule, PrivateEndpoint]], facts: Mapping[str, _T | Unknown]
) -> Iterator[tuple[tuple[Rule, ...], PrivateEndpoint, _T]]:
    """Yield the private endpoint rules of each target by name, the first one's destination, and the target's fact.

    Raises Skip where there are targets and the fact is unknown for all of them.
    """
    by_id = {key.strip('/').lower(): value for key, value in facts.items()}
    groups: dict[str, list[tuple[Rule, PrivateEndpoint]]] = {}
    for rule, destination in found:
        groups.setdefault(destination.target[0], []).append((rule, destination))
    unknown = []
    for target, group in groups.items():
        group.sort(key=lambda pair: name_order(pair[0]))
        rules = tuple(rule for rule, _ in group)
        fact = by_id.get(target, _NOT_ASKED)
        if isinstance(fact, Unknown):
            unknown.append(f'{group[0][1].service_resource_id}: {fact.reason}')
        else:
            yield rules, group[0][1], fact
    if groups and len(unknown) == len(groups):
        raise Skip('; '.join(unknown))


def _names(rules: Sequence[Rule]) -> str:
    return join_words(rule.label for rule in rules)


CHECKS = (approver, provider, service_endpoint, dependency)
