"""Checks of what only the service can tell; audits of files skip them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...catalogue.all_presets import filled
from ...catalogue.roles import Need
from ...compare import egress
from ...facts import private_endpoints
from ...facts.failure_causes import APPROVER
from ...facts.limits import FQDN_PORTS
from ...model import hosts
from ...model.destinations import PrivateEndpoint
from ...model.hub import DISABLED, FAILED, Rule, by_name
from ...model.live_facts import Unknown
from ...model.resource_ids import parse_resource_id
from ...render import az_commands
from ...render.one_line import join_words
from ..check import Hit, Skip, family
from ..edits import Edit
from .sources import HUB_ARTICLE

check = family('live')

_LATER_HUB_ARTICLE = 'MicrosoftDocs/azure-ai-docs configure-managed-network.md (hubs), 2025-04-30 to 2026-02-02'
_NOT_ASKED = Unknown('nothing was asked about it')
_REGISTERED = ('registered', 'registering')


@check(
    'HN701',
    'Hub may not approve private endpoint connections',
    why="The private endpoint failed, and no role of the hub's identity lets it approve connections of the target. "
    'The service has not given such roles by itself since 2025-04-30.',
    remedy="Give the hub's identity the role on the target, or on its resource group; then write the rule again.",
    source=_LATER_HUB_ARTICLE,
)
def approver(subject):
    """Targets of failed private endpoint rules, one finding each."""
    failed = [rule for rule in subject.rules if rule.status == FAILED]
    for rules, may_approve in _by_target(failed, subject.live('approvals')):
        if may_approve is False:
            target = rules[0].destination.service_resource_id
            kind = parse_resource_id(target).type
            known = private_endpoints.target(kind)
            covered = known is not None and known.approver
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
                (rules[0].destination,),
                _approval(subject, rules) if covered else (),
            )


@check(
    'HN702',
    'Microsoft.Network not registered',
    why="Azure makes private endpoints by the resource provider Microsoft.Network of the hub's subscription.",
    remedy='Register it; whoever does so needs the right to register providers of the subscription.',
    source=_LATER_HUB_ARTICLE,
)
def provider(subject):
    """The registration of Microsoft.Network, unless it is under way."""
    state = subject.live('network_provider')
    if subject.hub.mode != DISABLED and state.lower() not in _REGISTERED:
        yield Hit(
            f"Microsoft.Network is {state} in the hub's subscription.", fix=(az_commands.register_network(subject.hub),)
        )


@check(
    'HN703',
    'Private endpoint and service endpoint on one resource',
    why='A resource cannot have a private endpoint of a managed network and service endpoints of subnets at once.',
    remedy='Give those subnets a private endpoint to the resource of their own, then take them from its firewall.',
    source=HUB_ARTICLE,
)
def service_endpoint(subject):
    """Targets of private endpoint rules that also let in subnets, one finding each."""
    for rules, subnets in _by_target(subject.own_of(PrivateEndpoint), subject.live('service_endpoints')):
        if subnets:
            target = rules[0].destination.service_resource_id
            yield Hit(
                f'{target} has the private endpoint of {_names(rules)} and lets in by service endpoint: '
                f'{join_words(subnets)}.',
                tuple(rule.name for rule in rules),
                (rules[0].destination,),
                tuple(command for subnet in subnets for command in az_commands.drop_service_endpoint(target, subnet)),
            )


@check(
    'HN704',
    'Host of the service that nothing allows',
    why='The service names it among the outbound dependencies of this workspace, and no rule allows it.',
    remedy='Find out whether the hub uses what the category is for; then allow the hosts, if possible by a private '
    'endpoint.',
    source='outboundNetworkDependenciesEndpoints of the workspace',
)
def dependency(subject):
    """Hosts of outboundNetworkDependenciesEndpoints that are blocked, one finding for each category."""
    subject.need_restriction()
    blocked: dict[str, dict[str, list[int]]] = {}
    for found in subject.live('dependencies'):
        ports = [port for port in found.ports if _is_blocked(subject, found.host, port)]
        if ports:
            blocked.setdefault(found.category, {}).setdefault(found.host, []).extend(ports)
    needs = filled([need for needs in subject.needs.values() for need in needs]) if blocked else ()
    for category, by_host in blocked.items():
        # A rule opens both ports of FQDN rules, so one of them is enough to ask with.
        commands = [
            _ask(subject, host, min(ports, key=lambda port: port not in FQDN_PORTS), needs).fix
            for host, ports in by_host.items()
        ]
        places = join_words(f'{host}:{port}' for host, ports in by_host.items() for port in dict.fromkeys(ports))
        yield Hit(
            f'Nothing allows {places}, which the service names under {category or "no category"}.',
            destinations=tuple(by_host),
            fix=tuple(dict.fromkeys(filter(None, commands))),
        )


def _approval(subject, rules: tuple[Rule, ...]) -> tuple[str | Edit, ...]:
    """What gives the role and then tries the rules again, as far as they are the user's."""
    return (
        *az_commands.give_approver(subject.hub, rules[0].destination.service_resource_id),
        *(Edit(rule) for rule in rules if rule.writable),
    )


def _is_blocked(subject, host: str, port: int) -> bool:
    """Whether one host is blocked. A pattern does not say which of its hosts this hub uses, so it never is."""
    try:
        if hosts.normalise(host).startswith(hosts.ASTERISK):
            return False
    except hosts.HostError:
        return False
    return _ask(subject, host, port).verdict == egress.BLOCKED


def _ask(subject, host: str, port: int, needs: Sequence[Need] = ()) -> egress.Egress:
    return egress.check_egress(subject.hub, host, port, needs, subject.suffixes, index=subject.reach)


def _by_target(rules: list[Rule], facts: Mapping[str, Any]) -> Iterator[tuple[tuple[Rule, ...], Any]]:
    """The private endpoint rules of each target with the fact that is known of it, in order of their names.

    Raises Skip where there are targets and nothing is known of any.
    """
    known = {key.strip('/').lower(): value for key, value in facts.items()}
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        if isinstance(rule.destination, PrivateEndpoint):
            groups.setdefault(rule.destination.target[0], []).append(rule)
    values = {target: known.get(target, _NOT_ASKED) for target in groups}
    if groups and all(isinstance(value, Unknown) for value in values.values()):
        raise Skip(
            '; '.join(
                f'{rules[0].destination.service_resource_id}: {values[target].reason}'
                for target, rules in groups.items()
            )
        )
    return (
        (by_name(rules), values[target]) for target, rules in groups.items() if not isinstance(values[target], Unknown)
    )


def _names(rules: tuple[Rule, ...]) -> str:
    return join_words(rule.label for rule in rules)
