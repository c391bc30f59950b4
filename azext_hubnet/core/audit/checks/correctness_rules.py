"""Checks of rules as a whole: those that cannot be interpreted, and those that the service would not accept."""

import re
from collections.abc import Iterator

from ...documents.fields import has_placeholder
from ...model.destinations import NotUnderstood
from ...model.hub import DELETING
from ...model.naming import MAX_LENGTH
from ...render.one_line import reading_problem
from ..check import Hit, family
from ..severities import INFO, LOW, MEDIUM
from ..subject import Subject
from .correctness_endpoints import is_bad_id

check = family('correctness')

_NAME = re.compile(rf'[a-zA-Z0-9][a-zA-Z0-9_-]{{2,{MAX_LENGTH - 1}}}')


@check(
    'HN317',
    'Rule that is not understood',
    severity=MEDIUM,
    because='hubnet cannot tell what the rule allows, so this audit may miss something',
    catches='null, a wrong type, an unknown rule type, a missing field',
    why='It is unclear what the rule allows: hubnet counts it as allowing nothing, the service may not.',
    remedy='Fix the field that the message names. If the rule type is newer than this version of hubnet, look for an '
    'update.',
    source='Microsoft.MachineLearningServices 2025-12-01, OutboundRule',
)
def not_understood(subject: Subject) -> Iterator[Hit]:
    """Find null, a wrong type, an unknown rule type, a missing field."""
    for rule in subject.rules.all:
        if (
            not rule.destination.understood
            and rule.status != DELETING
            and (not rule.writable or _is_left(rule.destination))
        ):
            yield Hit(reading_problem(rule), (rule.name,), (rule.destination,))


@check(
    'HN318',
    'Unresolved placeholder',
    severity=INFO,
    because='a template is meant to have placeholders; audit what it deploys',
    catches='a placeholder without a value',
    why='The rule is incomplete until the placeholder has a value, so it was not judged.',
    remedy='Audit the file with its values filled in, or the hub that it deploys.',
    source="hubnet's own table of placeholder forms, as of 2026-11-27",
)
def placeholder(subject: Subject) -> Iterator[Hit]:
    """Find `${storage.id}`, `<SUBSCRIPTION_ID>`, `[parameters('x')]`."""
    for rule, destination in subject.rules.own_not_understood:
        if destination.kind == 'placeholder':
            yield Hit(reading_problem(rule), (rule.name,), (destination,))


@check(
    'HN319',
    'Name that the service does not accept',
    severity=LOW,
    because='the service refuses the rule when it is written, which is noticed at once',
    catches='in a file, a rule without a name or with one that the service does not accept',
    why='A name has 3 to 33 letters, digits, hyphens and underscores and starts with a letter or digit.',
    remedy='Give the rule such a name.',
    source='Azure/bicep-types-az, Microsoft.MachineLearningServices 2026-05-01',
)
def bad_name(subject: Subject) -> Iterator[Hit]:
    """Find missing names and names without the published form, in files without statuses."""
    if any(rule.status for rule in subject.hub.rules):
        # They are on a hub, so the service has accepted their names.
        return
    for rule in subject.rules.own:
        if rule.name is None:
            # The REST body of a single rule has its name in the URL; without a rule, a missing name does not matter.
            if rule.understood and len(subject.hub.rules) > 1:
                yield Hit('A rule has no name.', (None,), (rule.destination,))
        elif not _NAME.fullmatch(rule.name) and not has_placeholder(rule.name):
            yield Hit(
                f"'{rule.name}' is not a valid name of an outbound rule; use 3 to {MAX_LENGTH} letters, digits, - "
                'and _, with a letter or digit first.',
                (rule.name,),
                (rule.destination,),
            )


def _is_left(destination: NotUnderstood) -> bool:
    """Return whether no other check finds it."""
    return not destination.is_mistake and destination.kind != 'placeholder' and not is_bad_id(destination)


CHECKS = (not_understood, placeholder, bad_name)
