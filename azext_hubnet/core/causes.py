"""Why a rule has failed, as far as the service's text tells."""

import re
from typing import NamedTuple

from . import fixes
from .rules import FAILED, Rule

# What mends a cause: a role for the hub's identity, a registration, or to write the rule again.
ROLE, REGISTRATION, AGAIN = 'role', 'registration', 'again'


class Cause(NamedTuple):
    """What probably lies behind an error text: pattern of the text, the cause in words, what mends it.

    fix: ROLE, REGISTRATION, AGAIN, or nothing where no command mends the cause.
    """

    pattern: str
    words: str
    fix: str = ''


# The first that fits counts. Wordings: azurerm pull request 31165 (approval); the troubleshooting article
# how-to-troubleshoot-managed-network.md, 2025-04-01 (rights on the hub); Azure Resource Manager's own codes and texts
# for registration, policies, locks and things that are not there. The last three are assumed: no texts are known.
_CAUSES = (
    Cause(r"'Microsoft\.MachineLearningServices/workspaces/privateEndpointConnections/(?:read|write)'",
          'whoever wrote the rule lacks the right to private endpoint connections of the hub'),
    Cause(r'approve private endpoint connections|privateEndpointConnectionsApproval',
          "the hub's identity may not approve private endpoint connections of the target", ROLE),
    Cause(r'AuthorizationFailed|not have authorization', 'the right that the text names is missing'),
    Cause(r'(?:not registered|MissingSubscriptionRegistration).*Microsoft\.Network\b',
          'the resource provider Microsoft.Network is not registered', REGISTRATION),
    Cause(r'not registered|MissingSubscriptionRegistration',
          'the resource provider that the text names is not registered'),
    Cause(r'disallowed by policy|RequestDisallowedByPolicy', 'a policy of the tenant forbids it'),
    Cause(r'ScopeLocked|scope\(s\) are locked', 'a management lock forbids it'),
    Cause(r'\b(?:Resource|ResourceGroup|Subscription)NotFound|was not found|could not be found',
          'the target, or what it lies in, is not there any more'),
    Cause(r'same destination|already (?:exists|covered)', 'another rule has the same destination'),
    Cause(r'another operation|in progress', 'another write was under way', AGAIN),
    Cause(r'time[d]?[- ]?out|did not complete in time', 'the update took longer than the service waits', AGAIN),
)
_NOT_TOLD = Cause('', '', AGAIN)

# For rules that hubnet may not write. Source: managed network articles since 2025-04-30.
_ADVICE = {
    ROLE: f"give the hub's identity the role {fixes.APPROVER} on the target",
    REGISTRATION: 'register the resource provider Microsoft.Network in the subscription',
}


def cause_of(error: str) -> Cause:
    """What probably lies behind an error text of the service; a cause without words where the text does not tell."""
    return next((one for one in _CAUSES if re.search(one.pattern, error, re.IGNORECASE | re.DOTALL)), _NOT_TOLD)


def why_not_written(rule: Rule) -> str:
    """Why hubnet leaves a dead rule of the platform or of a connection as it is, and what to do instead."""
    told = (rule.error or 'the service gives no reason').rstrip('. ')
    if rule.status != FAILED:
        return (f'the rule is {rule.status}; the platform or a connection of the hub made it, so hubnet writes nothing '
                'in its place: look again once it is gone')
    advice = _ADVICE.get(cause_of(told).fix, "see 'az hubnet rule show' and the target's private endpoint connections")
    return (f'the rule has failed: {told}; the platform or a connection of the hub made it, so hubnet does not write '
            f'it: {advice}')
