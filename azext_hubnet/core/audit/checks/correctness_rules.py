"""Checks of rules as such: what nobody can read, and what the service would not take."""

import re

from ...documents.fields import has_placeholder
from ...model.destinations import NotUnderstood
from ...model.hub import DELETING
from ...model.naming import MAX_LENGTH
from ...render.one_line import reading_problem
from ..check import Hit, family
from .correctness_endpoints import is_bad_id

check = family('correctness')

_NAME = re.compile(rf'[a-zA-Z0-9][a-zA-Z0-9_-]{{2,{MAX_LENGTH - 1}}}')


@check(
    'HN317',
    'Rule that is not understood',
    why='Nobody can say what the rule allows: hubnet counts it as allowing nothing, the service may not.',
    remedy='Mend the field that the message names. For a rule type newer than hubnet, look for a newer hubnet.',
    source='Microsoft.MachineLearningServices 2025-12-01, OutboundRule',
)
def not_understood(subject):
    """Null, a wrong type, an unknown rule type, a field that is missing."""
    for rule in subject.rules:
        if (
            isinstance(rule.destination, NotUnderstood)
            and rule.status != DELETING
            and (not rule.writable or _is_left(rule.destination))
        ):
            yield Hit(reading_problem(rule), (rule.name,), (rule.destination,))


@check(
    'HN318',
    'Placeholder still to be filled in',
    why='The rule says nothing before the placeholder has a value, so nothing of it was judged.',
    remedy='Audit the file with its values filled in, or the hub that it makes.',
    source='own judgement; what counts as one: core/spelling.py',
)
def placeholder(subject):
    """`${storage.id}`, `<SUBSCRIPTION_ID>`, `[parameters('x')]`."""
    for rule in subject.own_of(NotUnderstood):
        if rule.destination.kind == 'placeholder':
            yield Hit(reading_problem(rule), (rule.name,), (rule.destination,))


@check(
    'HN319',
    'Name that the service does not take',
    why='A name has 3 to 33 letters, digits, hyphens and underscores and begins with a letter or digit.',
    remedy='Give the rule such a name.',
    source='Azure/bicep-types-az, Microsoft.MachineLearningServices 2026-05-01',
)
def bad_name(subject):
    """A name, in a file of what somebody wants, that does not have the published form; or none."""
    if any(rule.status for rule in subject.hub.rules):
        # They are on a hub, so the service has taken their names.
        return
    for rule in subject.own_rules:
        if rule.name is None:
            # The REST body of a single rule has its name in the address; where there is no rule, a name is not missed.
            if rule.understood and len(subject.hub.rules) > 1:
                yield Hit('A rule has no name.', (None,), (rule.destination,))
        elif not _NAME.fullmatch(rule.name) and not has_placeholder(rule.name):
            yield Hit(
                f"'{rule.name}' is no name for an outbound rule; it needs 3 to {MAX_LENGTH} letters, digits, - "
                'and _, a letter or digit first.',
                (rule.name,),
                (rule.destination,),
            )


def _is_left(destination: NotUnderstood) -> bool:
    # Other checks find these.
    return not destination.is_mistake and destination.kind != 'placeholder' and not is_bad_id(destination)
