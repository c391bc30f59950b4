"""Checks of what became of the rules at the service."""

from collections.abc import Iterator

from ...compare.coverage import MISSING
from ...facts.failure_causes import REGISTRATION, ROLE, Cause, cause_of
from ...facts.platform_rules import SOURCE, required
from ...facts.private_endpoints import supported
from ...model.destinations import PrivateEndpoint, RuleDestination
from ...model.hub import ACTIVE, FAILED, INACTIVE, ONLY_APPROVED, STATUSES, UNDER_WAY, Rule, name_key
from ...render import az_commands
from ..check import Hit, family
from ..edits import Edit
from ..severities import HIGH, LOW, MEDIUM
from ..subject import Skip, Subject

check = family('health')

# The categories of rules that a network has whatever its user's rules and connections are.
_OF_THE_HUB = ('Required', 'Recommended')

_STATUSES = 'Microsoft.MachineLearningServices 2025-12-01, RuleStatus and errorInformation'
_APPROVER = 'MicrosoftDocs/azure-ai-docs configure-managed-network.md, 2025-04-30: approval of private endpoints'


@check(
    'HN401',
    'Failed rule',
    severity=MEDIUM,
    because='what the rule is for does not work, but the hub itself does',
    catches='a failed rule of the user, of a connection, or created for another rule',
    why='A failed rule allows nothing: anything that needs its destination is blocked.',
    remedy='Fix the cause, then write the rule again under the same name.',
    source=f'{_STATUSES}; {_APPROVER}',
)
def failed_rule(subject: Subject) -> Iterator[Hit]:
    """Find the status Failed on rules of the user, of connections, and those created for another rule."""
    subject.need_statuses()
    for rule in subject.rules.all:
        if rule.status == FAILED and rule.category not in _OF_THE_HUB:
            yield _failed(subject, rule)


@check(
    'HN402',
    'Failed rule of the platform',
    severity=HIGH,
    because='the hub itself does not work without the rules that the platform requires',
    catches='a failed rule that the platform requires',
    why="Compute, sign-in, images or the hub's storage do not work without what the platform requires.",
    remedy='Fix the cause and provision the network again. If the message does not show a cause, ask Microsoft '
    'support.',
    source=f'{_STATUSES}; {_APPROVER}',
)
def failed_platform_rule(subject: Subject) -> Iterator[Hit]:
    """Find the status Failed on Required and Recommended rules."""
    subject.need_statuses()
    for rule in subject.rules.all:
        if rule.status == FAILED and rule.category in _OF_THE_HUB:
            yield _failed(subject, rule)


@check(
    'HN403',
    'Rule change in progress',
    severity=LOW,
    because='a rule is in this state for minutes after each write; one reading cannot tell whether it is stuck',
    catches='a rule that is being created or deleted',
    why='A rule that is being created or deleted is not in force. If it stays like this, it is stuck.',
    remedy='Check again in an hour: each FQDN rule takes minutes. If nothing has changed, write or remove it again.',
    source='Azure/terraform-provider-azapi issue 720, 2025-01, minutes per rule; ' + _STATUSES,
)
def in_progress(subject: Subject) -> Iterator[Hit]:
    """Find the statuses Provisioning and Deleting."""
    subject.need_statuses()
    for rule in subject.rules.all:
        if rule.status in UNDER_WAY:
            yield Hit(f'{rule.label} is {rule.status}.', (rule.name,), (rule.destination,))


@check(
    'HN404',
    'Missing rule of the platform',
    severity=MEDIUM,
    because='compute lacks something that the platform gives every hub in this mode',
    catches='a network that lacks a rule of the platform',
    why='The platform creates these rules in every approved-only network. Without one of them compute, sign-in or '
    'images fail.',
    remedy='Provision the network again. Do not write the rule yourself: a second rule for one target is an error.',
    source=SOURCE,
)
def missing_platform_rule(subject: Subject) -> Iterator[Hit]:
    """Find what the platform creates in every approved-only network and no rule allows."""
    if subject.hub.mode != ONLY_APPROVED:
        raise Skip(
            'outside approved-only mode the platform creates private endpoints only to resources whose own public '
            'access is disabled, which the input does not say'
        )
    # A bare list of rules may be of a hub that allows all outbound traffic, which has none of these.
    subject.need_mode()
    subject.need_statuses()
    if not subject.rules.platform:
        raise Skip('the input has none of the rules that the platform creates')
    given = required(subject.hub)
    missing = [forms for forms in given if all(subject.rules.index.judge(form).state == MISSING for form in forms)]
    # The network of a Foundry account has two of them; the body of a PATCH has what it changes.
    if 2 * len(missing) > len(given):
        raise Skip(
            'the input has fewer than half of the rules that the platform creates: it shows a part of the hub, or '
            'a network of another kind'
        )
    for forms in missing:
        yield Hit(
            f'No rule allows {forms[0].one_line()}, which the platform allows in every network in this mode.',
            (),
            (forms[0],),
            (az_commands.provision(subject.hub),),
        )


@check(
    'HN405',
    'Rule not in force although the network is active',
    severity=MEDIUM,
    because='what the rule is for does not work, although nothing is reported as failed',
    catches='an inactive rule on an active network',
    why='On a provisioned network a rule becomes active with the write that creates it; this one did not.',
    remedy='Write the rule again under the same name. For a rule of the platform, provision the network again.',
    source=_STATUSES,
)
def left_behind(subject: Subject) -> Iterator[Hit]:
    """Find the status Inactive on rules of a network that is Active."""
    subject.need_statuses()
    if subject.need_network_status() == ACTIVE:
        for rule in subject.rules.all:
            if rule.status == INACTIVE:
                yield Hit(
                    f'{rule.label} is Inactive although the network is active.',
                    (rule.name,),
                    (rule.destination,),
                    _once_more(subject, rule),
                )


@check(
    'HN406',
    'Unknown status',
    severity=LOW,
    because='hubnet cannot tell whether the rule is in force',
    catches='a status that hubnet does not know',
    why='hubnet counts a rule with an unknown status as waiting for the network.',
    remedy='Check the spelling. If the status is newer than this version of hubnet, look for an update.',
    source=_STATUSES,
)
def unknown_status(subject: Subject) -> Iterator[Hit]:
    """Find a status that is not one of the five known ones."""
    for rule in subject.rules.all:
        if rule.status is not None and rule.status not in STATUSES:
            yield Hit(
                f"{rule.label} has the status '{rule.status}', which hubnet does not know.",
                (rule.name,),
                (rule.destination,),
            )


def _failed(subject: Subject, rule: Rule) -> Hit:
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
        _fix(subject, rule, cause),
    )


def _fix(subject: Subject, rule: Rule, cause: Cause) -> tuple[str | Edit, ...]:
    """Return what fixes the cause and then creates the rule; empty where that would not help."""
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


def _approval(subject: Subject, destination: RuleDestination) -> tuple[str, ...]:
    """Return the command that lets the hub's identity approve endpoints of a target, if the role covers its type."""
    if not isinstance(destination, PrivateEndpoint):
        return ()
    known = supported(destination.service_resource_id)
    return az_commands.give_approver(subject.hub, destination.service_resource_id) if known and known.approver else ()


def _once_more(subject: Subject, rule: Rule) -> tuple[str | Edit, ...]:
    """Return what creates a rule again: the rule itself, or the rules that it was created for."""
    if rule.writable:
        return (Edit(rule),)
    if rule.category == 'Dependency':
        named = subject.rules.named
        parents = [one for name in rule.parents for one in named.get(name_key(name), ()) if one.writable]
        return tuple(map(Edit, parents))
    return (az_commands.provision(subject.hub),) if rule.category in _OF_THE_HUB else ()


CHECKS = (failed_rule, failed_platform_rule, in_progress, missing_platform_rule, left_behind, unknown_status)
