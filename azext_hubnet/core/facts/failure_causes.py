"""Probable causes of failed rules, recognised by the error text of the service."""

import re
from typing import NamedTuple

# What fixes a cause: a role for the hub's identity, a registration, or writing the rule again.
ROLE, REGISTRATION, AGAIN = 'role', 'registration', 'again'

APPROVER = 'Azure AI Enterprise Network Connection Approver'
APPROVER_ID = 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'


class Cause(NamedTuple):
    """The probable cause of an error text.

    Attributes:
        pattern: Regular expression that the error text matches.
        words: The cause in words; empty if unknown.
        fix: ROLE, REGISTRATION or AGAIN; empty if no command fixes the cause.
    """

    pattern: str
    words: str
    fix: str = ''


# The first match counts. Wordings: azurerm pull request 31165 (approval); the troubleshooting article
# how-to-troubleshoot-managed-network.md, 2025-04-01 (rights on the hub); Azure Resource Manager's own codes and texts
# for registration, policies, locks and missing resources. The last three are assumed: no texts are known.
_CAUSES = (
    Cause(
        r"'Microsoft\.MachineLearningServices/workspaces/privateEndpointConnections/(?:read|write)'",
        'the user who wrote the rule may not read or write private endpoint connections of the hub',
    ),
    Cause(
        r'approve private endpoint connections|privateEndpointConnectionsApproval',
        "the hub's identity may not approve private endpoint connections of the target",
        ROLE,
    ),
    Cause(r'AuthorizationFailed|not have authorization', 'the permission named in the error is missing'),
    Cause(
        r'(?:not registered|MissingSubscriptionRegistration).*Microsoft\.Network\b',
        'the resource provider Microsoft.Network is not registered',
        REGISTRATION,
    ),
    Cause(
        r'not registered|MissingSubscriptionRegistration', 'the resource provider named in the error is not registered'
    ),
    Cause(r'disallowed by policy|RequestDisallowedByPolicy', 'a policy of the tenant forbids it'),
    Cause(r'ScopeLocked|scope\(s\) are locked', 'a management lock forbids it'),
    Cause(
        r'\b(?:Resource|ResourceGroup|Subscription)NotFound|was not found|could not be found',
        'the target or its resource group or subscription no longer exists',
    ),
    Cause(r'same destination|already (?:exists|covered)', 'another rule has the same destination'),
    Cause(r'another operation|in progress', 'another write was in progress', AGAIN),
    Cause(r'time[d]?[- ]?out|did not complete in time', 'the update took longer than the service waits', AGAIN),
)
_UNKNOWN = Cause('', '', AGAIN)


def cause_of(error: str) -> Cause:
    """The probable cause of an error text of the service; a cause without words if the text is not known."""
    return next((one for one in _CAUSES if re.search(one.pattern, error, re.IGNORECASE | re.DOTALL)), _UNKNOWN)
