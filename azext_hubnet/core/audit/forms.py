"""Checks of rules as such: what nobody can read, and what the service would not take."""

import re

from ..naming import MAX_LENGTH
from ..rules import NotUnderstood
from .check import Hit, family
from .targets import is_bad_id

check = family('correctness')

# Other checks find these.
_HAVE_CHECKS = ('url', 'wildcard', 'not_a_host', 'bad_ports', 'bad_protocol', 'bad_address')
_NAME = re.compile(rf'[a-zA-Z0-9][a-zA-Z0-9_-]{{2,{MAX_LENGTH - 1}}}')


@check('HN317', 'Rule that is not understood',
       why='Nobody can say what the rule allows: hubnet counts it as allowing nothing, the service may see it otherwise.',
       remedy='Mend the field that the message names. For a rule type that is newer than hubnet, look for a newer hubnet.',
       source='Microsoft.MachineLearningServices 2025-12-01, OutboundRule')
def not_understood(subject):
    """Null, a wrong type, an unknown rule type, a field that is missing."""
    for rule in subject.rules:
        if isinstance(rule.destination, NotUnderstood) and (not rule.writable or _is_left(rule.destination)):
            place = f', field {rule.destination.field}' if rule.destination.field else ''
            yield Hit(f'{rule.label}{place}: {rule.destination.reason}.', (rule.name,), (rule.destination,))


@check('HN318', 'Placeholder still to be filled in',
       why='The rule says nothing before the placeholder has a value, so nothing of it was judged.',
       remedy='Audit the file with its values filled in, or the hub that it makes.',
       source='own judgement')
def placeholder(subject):
    """`${storage.id}`, `<SUBSCRIPTION_ID>`, `[parameters('x')]`."""
    for rule in subject.own_rules:
        if isinstance(rule.destination, NotUnderstood) and rule.destination.kind == 'placeholder':
            yield Hit(f'{rule.label}, field {rule.destination.field}: {rule.destination.reason}.', (rule.name,),
                      (rule.destination,))


@check('HN319', 'Name that the service does not take',
       why='A name has 3 to 33 letters, digits, hyphens and underscores and begins with a letter or digit.',
       remedy='Give the rule such a name.',
       source='Azure/bicep-types-az, Microsoft.MachineLearningServices 2026-05-01')
def bad_name(subject):
    """A name, in a file of what somebody wants, that does not have the published form; or none."""
    if any(rule.status for rule in subject.hub.rules):
        # They are on a hub, so the service has taken their names.
        return
    for rule in subject.own_rules:
        if not _NAME.fullmatch(rule.name or ''):
            yield Hit(f"'{rule.name}' is no name for an outbound rule." if rule.name else 'A rule has no name.',
                      (rule.name,), (rule.destination,))


def _is_left(destination: NotUnderstood) -> bool:
    return destination.kind not in (*_HAVE_CHECKS, 'placeholder') and not is_bad_id(destination)
