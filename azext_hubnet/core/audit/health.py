"""Checks of what the service has made of the rules."""

import re
from typing import NamedTuple, Optional, Tuple

from .. import fixes
from ..coverage import MISSING
from ..private_endpoints import parse_resource_id, target
from ..required import required
from ..rules import FAILED, ONLY_APPROVED, STATUSES, PrivateEndpoint, Rule, ServiceTag
from .check import Hit, Skip, family

check = family('health')

_STATUSES = 'Microsoft.MachineLearningServices 2025-12-01, RuleStatus and errorInformation'
_APPROVER = 'MicrosoftDocs/azure-ai-docs configure-managed-network.md, 2025-04-30: approval of private endpoints'
_NOT_KNOWN_CAUSE = 'the text does not tell the cause'


class _Cause(NamedTuple):
    """What probably lies behind an error text: pattern of the text, the cause in words, what mends it."""

    pattern: str
    words: str
    fix: str


# Wordings: azurerm pull request 31165 (approval); the troubleshooting article how-to-troubleshoot-managed-network.md,
# 2025-04-01 (actions, registration); the others are assumed from what the words mean.
_CAUSES = (
    _Cause(r'approve private endpoint|privateEndpointConnections|PrivateEndpointConnectionsApproval',
           "the hub's identity may not approve private endpoints of the target", 'approver'),
    _Cause(r'not registered|MissingSubscriptionRegistration|register.*Microsoft\.Network',
           'the resource provider Microsoft.Network is not registered', 'register'),
    _Cause(r'disallowed by policy|RequestDisallowedByPolicy', 'a policy of the tenant forbids it', ''),
    _Cause(r'ScopeLocked|management lock|\blocked\b', 'a management lock forbids it', ''),
    _Cause(r'already (?:exists|covered|has)|conflict', 'another rule has the same destination', ''),
    _Cause(r'time[d]? ?out|did not complete in time', 'the update took longer than the service waits', 'again'),
)


@check('HN401', 'Failed rule',
       why='A rule that has failed allows nothing: whoever needs its destination is blocked.',
       remedy='Mend the cause, then write the rule again under the same name.',
       source=f'{_STATUSES}; {_APPROVER}')
def failed_rule(subject):
    """A rule of the user's with the status Failed."""
    subject.need_statuses()
    for rule in subject.own_rules:
        if rule.status == FAILED:
            yield _failed(subject, rule)


@check('HN402', 'Failed rule of the platform',
       why='The platform makes these rules because compute, storage or a connection of the hub does not work without them.',
       remedy='Mend the cause and provision the network again; if the text tells no cause, ask Microsoft support.',
       source=f'{_STATUSES}; {_APPROVER}')
def failed_platform_rule(subject):
    """A Required, Recommended, Dependency or connection rule with the status Failed."""
    subject.need_statuses()
    for rule in subject.rules:
        if rule.status == FAILED and not rule.writable:
            yield _failed(subject, rule)


@check('HN403', 'Rule on its way',
       why='A rule that is being made or taken away is not in force; one that stays so is stuck, and later writes wait.',
       remedy='Look again in an hour: each FQDN rule takes minutes. If nothing has moved, write or remove the rule again.',
       source='Azure/terraform-provider-azapi issue 720, minutes a rule; ' + _STATUSES)
def on_its_way(subject):
    """A rule with the status Provisioning or Deleting."""
    subject.need_statuses()
    for rule in subject.rules:
        if rule.status in ('Provisioning', 'Deleting'):
            yield Hit(f'{rule.label} is {rule.status}.', (rule.name,), (rule.destination,))


@check('HN404', 'Rule of the platform is missing',
       why='The platform gives every approved-only network these rules; without one of them compute, sign-in or images fail.',
       remedy='Provision the network again. Do not write the rule yourself: a second rule for a target is an error.',
       source='core/required.py')
def missing_platform_rule(subject):
    """Something that core/required.py lists is allowed by no rule at all."""
    if subject.hub.mode != ONLY_APPROVED:
        raise Skip('outside approved-only mode the platform makes private endpoints only to resources whose own public '
                   'access is disabled, which the input does not say')
    # A bare list of rules may be of a hub that lets everything out, which has none of these.
    subject.need_mode()
    subject.need_statuses()
    subject.need_platform_rules()
    for forms in required(subject.hub):
        if all(subject.index.judge(form).state == MISSING for form in forms):
            yield Hit(f'No rule allows {_spoken(forms[0])}, which the platform gives every network in this mode.',
                      (), (forms[0],), (fixes.provision(subject.hub),))


@check('HN405', 'Rule not in force although the network is active',
       why='On a provisioned network a rule becomes active with the write that made it; this one was left behind.',
       remedy='Write the rule again under the same name.',
       source=_STATUSES)
def left_behind(subject):
    """A rule that is Inactive on a network that is Active."""
    subject.need_statuses()
    if subject.hub.network_status is None:
        raise Skip('the input does not say whether the network is provisioned')
    if subject.hub.network_status == 'Active':
        for rule in subject.rules:
            if rule.status == 'Inactive':
                yield Hit(f'{rule.label} is Inactive although the network is active.', (rule.name,),
                          (rule.destination,), fixes.write_again(subject.hub, rule) if rule.writable else ())


@check('HN406', 'Status not known',
       why='hubnet counts a rule with a status that it does not know as waiting for the network.',
       remedy='Check the spelling; for a status that is newer than hubnet, look for a newer hubnet.',
       source=_STATUSES)
def unknown_status(subject):
    """A status that is none of the five."""
    for rule in subject.rules:
        if rule.status is not None and rule.status not in STATUSES:
            yield Hit(f"{rule.label} has the status '{rule.status}', which hubnet does not know.", (rule.name,),
                      (rule.destination,))


def _failed(subject, rule: Rule) -> Hit:
    text = f': {rule.error.rstrip(".")}' if rule.error else ', and the service gives no reason'
    cause = next((one for one in _CAUSES if re.search(one.pattern, rule.error or '', re.IGNORECASE)), None)
    words = cause.words if cause else _NOT_KNOWN_CAUSE if rule.error else None
    message = f'{rule.label} has failed{text}.' + (f' Likely cause: {words}.' if cause else '')
    return Hit(message, (rule.name,), (rule.destination,), _mending(subject, rule, cause))


def _mending(subject, rule: Rule, cause: Optional[_Cause]) -> Tuple[str, ...]:
    again = fixes.write_again(subject.hub, rule) if rule.writable else (fixes.provision(subject.hub),)
    if cause is None or cause.fix == 'again':
        return again
    if cause.fix == 'register':
        return (fixes.register_network(subject.hub),) + again
    if cause.fix == 'approver' and isinstance(rule.destination, PrivateEndpoint):
        resource = parse_resource_id(rule.destination.service_resource_id)
        known = target(resource.type) if resource else None
        gives = fixes.give_approver(subject.hub, rule.destination.service_resource_id)
        return gives + again if known is None or known.approver else again
    return ()


def _spoken(destination) -> str:
    if isinstance(destination, ServiceTag):
        return f'{destination.service_tag} {destination.protocol} {destination.port_ranges}'
    resource = parse_resource_id(destination.service_resource_id)
    return f'a private endpoint to {resource.name if resource else destination.service_resource_id} ' \
           f'({destination.subresource_target})'
