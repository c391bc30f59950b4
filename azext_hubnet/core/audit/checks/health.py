"""Checks of what the service has made of the rules."""

from ...compare.coverage import MISSING
from ...facts.failure_causes import REGISTRATION, ROLE, Cause, cause_of
from ...facts.platform_rules import SOURCE, required
from ...facts.private_endpoints import supported
from ...model.destinations import PrivateEndpoint
from ...model.hub import ACTIVE, FAILED, INACTIVE, ONLY_APPROVED, STATUSES, UNDER_WAY, Rule, name_key
from ...render import az_commands
from ..check import Hit, Skip, family
from ..edits import Edit

check = family('health')

# The categories of rules that a network has whatever its user's rules and connections are.
_OF_THE_HUB = ('Required', 'Recommended')

_STATUSES = 'Microsoft.MachineLearningServices 2025-12-01, RuleStatus and errorInformation'
_APPROVER = 'MicrosoftDocs/azure-ai-docs configure-managed-network.md, 2025-04-30: approval of private endpoints'


@check(
    'HN401',
    'Failed rule',
    why='A rule that has failed allows nothing: whoever needs its destination is blocked.',
    remedy='Mend the cause, then write the rule again under the same name.',
    source=f'{_STATUSES}; {_APPROVER}',
)
def failed_rule(subject):
    """A rule with the status Failed: of the user's, of a connection, or made for another rule."""
    subject.need_statuses()
    for rule in subject.rules:
        if rule.status == FAILED and rule.category not in _OF_THE_HUB:
            yield _failed(subject, rule)


@check(
    'HN402',
    'Failed rule of the platform',
    why='Compute, sign-in, images or the storage of the hub do not work without what the platform requires.',
    remedy='Mend the cause and provision the network again; if the text tells no cause, ask Microsoft support.',
    source=f'{_STATUSES}; {_APPROVER}',
)
def failed_platform_rule(subject):
    """A Required or Recommended rule with the status Failed."""
    subject.need_statuses()
    for rule in subject.rules:
        if rule.status == FAILED and rule.category in _OF_THE_HUB:
            yield _failed(subject, rule)


@check(
    'HN403',
    'Rule on its way',
    why='A rule that is being made or taken away is not in force; one that stays so is stuck.',
    remedy='Look again in an hour: each FQDN rule takes minutes. If nothing moves, write or remove it again.',
    source='Azure/terraform-provider-azapi issue 720, minutes a rule; ' + _STATUSES,
)
def on_its_way(subject):
    """A rule with the status Provisioning or Deleting."""
    subject.need_statuses()
    for rule in subject.rules:
        if rule.status in UNDER_WAY:
            yield Hit(f'{rule.label} is {rule.status}.', (rule.name,), (rule.destination,))


@check(
    'HN404',
    'Rule of the platform is missing',
    why='The platform gives every approved-only network these rules; without one compute, sign-in or images fail.',
    remedy='Provision the network again. Do not write the rule yourself: a second rule for a target is an error.',
    source=SOURCE,
)
def missing_platform_rule(subject):
    """Something that core/required.py lists is allowed by no rule at all."""
    if subject.hub.mode != ONLY_APPROVED:
        raise Skip(
            'outside approved-only mode the platform makes private endpoints only to resources whose own public '
            'access is disabled, which the input does not say'
        )
    # A bare list of rules may be of a hub that lets everything out, which has none of these.
    subject.need_mode()
    subject.need_statuses()
    if not subject.platform_rules:
        raise Skip('the input has none of the rules that the platform makes')
    given = required(subject.hub)
    missing = [forms for forms in given if all(subject.index.judge(form).state == MISSING for form in forms)]
    # The network of a Foundry account has two of them; the body of a PATCH has what it changes.
    if 2 * len(missing) > len(given):
        raise Skip(
            'the input has fewer than half of the rules that the platform makes: it shows a part of the hub, or '
            'a network of another kind'
        )
    for forms in missing:
        yield Hit(
            f'No rule allows {forms[0].one_line()}, which the platform gives every network in this mode.',
            (),
            (forms[0],),
            (az_commands.provision(subject.hub),),
        )


@check(
    'HN405',
    'Rule not in force although the network is active',
    why='On a provisioned network a rule becomes active with the write that made it; this one was left behind.',
    remedy='Write the rule again under the same name; for one of the platform, provision the network again.',
    source=_STATUSES,
)
def left_behind(subject):
    """A rule that is Inactive on a network that is Active."""
    subject.need_statuses()
    if subject.need_network_status() == ACTIVE:
        for rule in subject.rules:
            if rule.status == INACTIVE:
                yield Hit(
                    f'{rule.label} is Inactive although the network is active.',
                    (rule.name,),
                    (rule.destination,),
                    _once_more(subject, rule),
                )


@check(
    'HN406',
    'Status not known',
    why='hubnet counts a rule with a status that it does not know as waiting for the network.',
    remedy='Check the spelling; for a status that is newer than hubnet, look for a newer hubnet.',
    source=_STATUSES,
)
def unknown_status(subject):
    """A status that is none of the five."""
    for rule in subject.rules:
        if rule.status is not None and rule.status not in STATUSES:
            yield Hit(
                f"{rule.label} has the status '{rule.status}', which hubnet does not know.",
                (rule.name,),
                (rule.destination,),
            )


def _failed(subject, rule: Rule) -> Hit:
    if not rule.error:
        return Hit(
            f'{rule.label} has failed, and the service gives no reason.',
            (rule.name,),
            (rule.destination,),
            _once_more(subject, rule),
        )
    cause = cause_of(rule.error)
    likely = f' Likely cause: {cause.words}.' if cause.words else ''
    return Hit(
        f'{rule.label} has failed: {rule.error.strip().rstrip(".")}.{likely}',
        (rule.name,),
        (rule.destination,),
        _mending(subject, rule, cause),
    )


def _mending(subject, rule: Rule, cause: Cause) -> tuple[str | Edit, ...]:
    """What mends the cause and then brings the rule about; nothing where that would not help."""
    if not cause.fix:
        return ()
    first: tuple[str, ...] = ()
    if cause.fix == REGISTRATION:
        first = (az_commands.register_network(subject.hub),)
    if cause.fix == ROLE:
        first = _approval(subject, rule.destination)
        if not first:
            return ()
    return first + _once_more(subject, rule)


def _approval(subject, destination) -> tuple[str, ...]:
    """The command that lets the hub's identity approve endpoints of a target; none where the role does not cover it."""
    if not isinstance(destination, PrivateEndpoint):
        return ()
    known = supported(destination.service_resource_id)
    return az_commands.give_approver(subject.hub, destination.service_resource_id) if known and known.approver else ()


def _once_more(subject, rule: Rule) -> tuple[str | Edit, ...]:
    """What brings about a rule that should be there: its own, or that of the rules it was made for."""
    if rule.writable:
        return (Edit(rule),)
    if rule.category == 'Dependency':
        parents = [one for name in rule.parents for one in subject.named.get(name_key(name), ()) if one.writable]
        return tuple(map(Edit, parents))
    return (az_commands.provision(subject.hub),) if rule.category in _OF_THE_HUB else ()
