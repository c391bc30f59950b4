"""Outbound rules in REST form: what the service refuses in a written rule, and how it returns a stored one.

Facts: the name pattern, the three types and their fields, the enum values (REST specification); the text of the
AllowInternetOutbound refusal (public templates); a second private endpoint to the same target is refused (reviewed
notebook); `action` and `addressPrefixes` are returned although the client sent neither (recorded on a Foundry account);
FQDN syntax is not checked (a provider's live test writes the word "destination").
"""

import re
from collections.abc import Iterable
from typing import Any

from . import errors

RULE_NAME = re.compile(r'^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$')
DISABLED, INTERNET, APPROVED = 'Disabled', 'AllowInternetOutbound', 'AllowOnlyApprovedOutbound'
MODES = (DISABLED, INTERNET, APPROVED)  # in the order in which isolation can be tightened
USER_DEFINED = 'UserDefined'
CATEGORIES = ('Required', 'Recommended', USER_DEFINED, 'Dependency')


def check_written(name: str, rule: Any, mode: str, existing: dict[str, Any], written: dict[str, Any]) -> None:
    """Check a written rule.

    Args:
        mode: The isolation mode of the hub.
        existing: The hub's rules by name.
        written: The rules in the same request by name.

    Raises:
        HttpError: The service refuses the rule.
    """
    if not RULE_NAME.match(name):
        raise errors.validation(f'Outbound rule name "{name}" is invalid: it must match {RULE_NAME.pattern}')
    if not isinstance(rule, dict) or rule.get('type') not in _CHECKS:
        raise errors.validation(f'Outbound rule "{name}" has no known type')
    category = rule.get('category') or USER_DEFINED
    if category != USER_DEFINED:
        raise errors.platform_rule(name, category)
    check_changeable(name, existing)
    if mode == DISABLED:
        raise errors.no_rules_when_disabled()
    if mode == INTERNET and rule['type'] != 'PrivateEndpoint':
        raise errors.only_private_endpoints()
    _CHECKS[rule['type']](name, rule.get('destination'))
    target = endpoint_target(rule)
    if target:
        for other_name, other in {**existing, **written}.items():
            if other_name != name and endpoint_target(other) == target:
                raise errors.same_destination(name, other_name)


def check_changeable(name: str, existing: dict[str, Any]) -> None:
    """Refuse a change of a rule that the platform created.

    Raises:
        HttpError: The platform created it.
    """
    category = (existing.get(name) or {}).get('category', USER_DEFINED)
    if category != USER_DEFINED:
        raise errors.platform_rule(name, category)


def endpoint_target(rule: Any) -> tuple[str, str] | None:
    """Resource id and subresource in lower case; None for other types. rule: may be malformed."""
    if not isinstance(rule, dict) or rule.get('type') != 'PrivateEndpoint':
        return None
    destination = rule.get('destination') or {}
    return (str(destination.get('serviceResourceId')).lower(), str(destination.get('subresourceTarget')).lower())


def same_name(name: str, existing: Iterable[str]) -> str:
    """The name as spelled in existing, because names in ARM are case-insensitive."""
    return next((one for one in existing if one.lower() == name.lower()), name)


def is_fqdn(rule: Any) -> bool:
    return isinstance(rule, dict) and rule.get('type') == 'FQDN'


def stored(rule: dict[str, Any], status: str, style: str = 'workspace') -> dict[str, Any]:
    """A written rule as the service stores it: without read-only fields, with defaults and a status."""
    destination = rule['destination']
    if rule['type'] == 'ServiceTag':
        destination = {
            'serviceTag': destination['serviceTag'],
            'protocol': destination['protocol'],
            'portRanges': destination['portRanges'],
            'action': destination.get('action') or 'Allow',
            'addressPrefixes': list(destination.get('addressPrefixes') or []),
        }
    elif rule['type'] == 'PrivateEndpoint':
        destination = {
            'serviceResourceId': destination['serviceResourceId'],
            'subresourceTarget': destination['subresourceTarget'],
            'sparkEnabled': bool(destination.get('sparkEnabled', False)),
            'sparkStatus': 'Inactive',
        }
        if style == 'account':  # a Foundry account has no Spark
            del destination['sparkEnabled'], destination['sparkStatus']
    kept = {
        'type': rule['type'],
        'destination': destination,
        'status': status,
        'category': rule.get('category') or USER_DEFINED,
    }
    if rule.get('fqdns'):
        kept['fqdns'] = list(rule['fqdns'])
    return kept


def activate(rule: Any, spark_ready: bool = False) -> Any:
    """The rule on a provisioned network: Inactive becomes Active, any other status stays."""
    if not isinstance(rule, dict) or rule.get('status') != 'Inactive':
        return rule
    active = {**rule, 'status': 'Active'}
    destination = rule.get('destination')
    if spark_ready and isinstance(destination, dict) and destination.get('sparkEnabled'):
        active['destination'] = {**destination, 'sparkStatus': 'Active'}
    return active


def _check_fqdn(name, destination):
    if not isinstance(destination, str) or not destination.strip():
        raise errors.validation(f'Outbound rule "{name}" needs a destination')


def _check_fields(name, destination, fields):
    for field in fields:
        if not isinstance(destination, dict) or not isinstance(destination.get(field), str) or not destination[field]:
            raise errors.validation(f'Outbound rule "{name}" needs destination.{field}')


def _check_tag(name, destination):
    _check_fields(name, destination, ('serviceTag', 'protocol', 'portRanges'))


def _check_endpoint(name, destination):
    _check_fields(name, destination, ('serviceResourceId', 'subresourceTarget'))


_CHECKS = {'FQDN': _check_fqdn, 'ServiceTag': _check_tag, 'PrivateEndpoint': _check_endpoint}
