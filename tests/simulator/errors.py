"""The error answers of ARM and of the workspace service, as HttpError values.

Texts that are known from public reports or are ARM's own are exact, because clients match on them. Where the service's
text is unknown, the docstring says "assumed"; no client should match on it.
"""

import base64
import json

from .messages import HttpError

CLIENT_OBJECT_ID = '5d0c1f0e-0000-4000-8000-00000000c11e'


def missing_api_version():
    return HttpError(
        400,
        'MissingApiVersionParameter',
        'The api-version query parameter (?api-version=) is required for all requests.',
    )


def invalid_body(detail):
    return HttpError(
        400, 'InvalidRequestContent', f"The request content was invalid and could not be deserialized: '{detail}'."
    )


def subscription_not_found(subscription):
    return HttpError(404, 'SubscriptionNotFound', f"The subscription '{subscription}' could not be found.")


def group_not_found(group):
    return HttpError(404, 'ResourceGroupNotFound', f"Resource group '{group}' could not be found.")


def resource_not_found(kind, name, group):
    return HttpError(
        404,
        'ResourceNotFound',
        f"The Resource '{kind}/{name}' under resource group '{group}' was not found. For more details "
        'please go to https://aka.ms/ARMResourceNotFoundFix',
    )


def path_not_found(path):
    return HttpError(404, 'InvalidResourceType', f"The resource type could not be found for '{path}'.")


def rule_not_found(kind, workspace, rule, group):
    """ARM's answer for a missing resource; assumed for rules."""
    return resource_not_found(kind, f'{workspace}/outboundRules/{rule}', group)


def operation_not_found(operation):
    return HttpError(404, 'NotFound', f"The operation '{operation}' was not found.")


def authorization_failed(action, scope, client):
    return HttpError(
        403,
        'AuthorizationFailed',
        f"The client '{client}' with object id '{CLIENT_OBJECT_ID}' does not have authorization to "
        f"perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently "
        'granted, please refresh your credentials.',
    )


def disallowed_by_policy(name):
    return HttpError(
        403,
        'RequestDisallowedByPolicy',
        f"Resource '{name}' was disallowed by policy. Policy identifiers: "
        '\'[{"policyAssignment":{"name":"Allowed network changes"}}]\'.',
    )


def scope_locked(scope, verb):
    return HttpError(
        409,
        'ScopeLocked',
        f"The scope '{scope}' cannot perform {verb} operation because following scope(s) are locked: "
        f"'{scope.split('/providers/')[0]}'. Please remove the lock and try again.",
    )


def conflict():
    """Assumed: no 409 of the service for overlapping writes has been recorded."""
    return HttpError(409, 'Conflict', 'Another operation on this workspace is in progress. Please try again later.')


def throttled(retry_after):
    headers = {} if retry_after is None else {'Retry-After': str(retry_after)}
    return HttpError(
        429,
        'TooManyRequests',
        'The request is being throttled as the limit has been reached for operation type - Write. Please retry later.',
        headers,
    )


def subscription_throttled(subscription, retry_after):
    """The code is ARM's own; the text is assumed."""
    return HttpError(
        429,
        'SubscriptionRequestsThrottled',
        f"Number of read requests for subscription '{subscription}' exceeded the limit. Please try again "
        f"after '{retry_after}' seconds.",
        {'Retry-After': str(retry_after)},
    )


def graph_throttled(headers):
    """Without Retry-After, with the quota headers only. Source: Azure/azure-cli-extensions issue 3325."""
    return HttpError(
        429,
        'RateLimiting',
        'Client application has been throttled and should not attempt to repeat the '
        'request until an amount of time has elapsed.',
        headers,
    )


def role_not_found(role):
    """Assumed text."""
    return HttpError(
        404, 'RoleDefinitionDoesNotExist', f"The specified role definition with ID '{role}' does not exist."
    )


def not_authenticated():
    return HttpError(
        401,
        'AuthenticationFailed',
        "Authentication failed. The 'Authorization' header is missing.",
        {'WWW-Authenticate': 'Bearer'},
    )


def claims_challenge(authority):
    """A 401 that asks for a new token with claims (continuous access evaluation)."""
    claims = base64.b64encode(
        json.dumps({'access_token': {'nbf': {'essential': True, 'value': '1700000000'}}}).encode()
    ).decode()
    return HttpError(
        401,
        'InvalidAuthenticationToken',
        'Continuous access evaluation resulted in challenge.',
        {'WWW-Authenticate': f'Bearer authorization_uri="{authority}", error="insufficient_claims", claims="{claims}"'},
    )


def validation(message):
    return HttpError(400, 'ValidationError', message)


def only_private_endpoints():
    """The exact text is known from public templates."""
    return validation(
        'Only "PrivateEndpoint" outbound rules can be specified when managed network isolation mode is '
        '"AllowInternetOutbound"'
    )


def no_rules_when_disabled():
    """Assumed text, modelled on the known one for AllowInternetOutbound."""
    return validation('No outbound rules can be specified when managed network isolation mode is "Disabled"')


def platform_rule(name, category):
    """The 400 is known, its text is assumed."""
    return validation(
        f'Outbound rule "{name}" has category "{category}" and cannot be created, changed or deleted by a request'
    )


def same_destination(name, other):
    """The refusal is known, its text is assumed."""
    return validation(f'Outbound rule "{name}" has the same destination as the existing rule "{other}"')


def mode_loosened(current, wanted):
    """Documented: isolation can only be tightened. The text is assumed."""
    return validation(f'Managed network isolation mode cannot be changed from "{current}" to "{wanted}"')


def inherited_network(name):
    """Assumed: the answer for a project, which shares the network of its hub, is not known."""
    return validation(f'Workspace "{name}" is a project: its managed network belongs to its hub')
