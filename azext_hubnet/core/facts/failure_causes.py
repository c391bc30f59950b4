"""Why a rule has failed, as far as the service's text tells."""

import re
from typing import NamedTuple

# What fixes a cause: a role for the hub's identity, a registration, or to write the rule again.
ROLE, REGISTRATION, AGAIN = 'role', 'registration', 'again'

APPROVER = 'Azure AI Enterprise Network Connection Approver'
APPROVER_ID = 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'


class Cause(NamedTuple):
    """The probable cause of an error text: a pattern of the text, the cause in words, what fixes it.

    fix: ROLE, REGISTRATION, AGAIN, or nothing where no command fixes the cause.
    """

    pattern: str
    words: str
    fix: str = ''


# The first that fits counts. Wordings: azurerm pull request 31165 (approval); the troubleshooting article
# how-to-troubleshoot-managed-network.md, 2025-04-01 (rights on the hub); Azure Resource Manager's own codes and texts
# for registration, policies, locks and things that are not there. The last three are assumed: no texts are known.
_CAUSES = (
    Cause(
        r"'Microsoft\.MachineLearningServices/workspaces/privateEndpointConnections/(?:read|write)'",
        'the writer of the rule lacks the right to private endpoint connections of the hub',
    ),
    Cause(
        r'approve private endpoint connections|privateEndpointConnectionsApproval',
        "the hub's identity may not approve private endpoint connections of the target",
        ROLE,
    ),
    Cause(r'AuthorizationFailed|not have authorization', 'the right that the text names is missing'),
    Cause(
        r'(?:not registered|MissingSubscriptionRegistration).*Microsoft\.Network\b',
        'the resource provider Microsoft.Network is not registered',
        REGISTRATION,
    ),
    Cause(
        r'not registered|MissingSubscriptionRegistration', 'the resource provider that the text names is not registered'
    ),
    Cause(r'disallowed by policy|RequestDisallowedByPolicy', 'a policy of the tenant forbids it'),
    Cause(r'ScopeLocked|scope\(s\) are locked', 'a management lock forbids it'),
    Cause(
        r'\b(?:Resource|ResourceGroup|Subscription)NotFound|was not found|could not be found',
        'the target, or what it lies in, is not there any more',
    ),
    Cause(r'same destination|already (?:exists|covered)', 'another rule has the same destination'),
    Cause(r'another operation|in progress', 'another write was under way', AGAIN),
    Cause(r'time[d]?[- ]?out|did not complete in time', 'the update took longer than the service waits', AGAIN),
)
_NOT_TOLD = Cause('', '', AGAIN)


def cause_of(error: str) -> Cause:
    """What probably lies behind an error text of the service; a cause without words where the text does not tell."""
    return next((one for one in _CAUSES if re.search(one.pattern, error, re.IGNORECASE | re.DOTALL)), _NOT_TOLD)
