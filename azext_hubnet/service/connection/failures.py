"""Answers of ARM that are no success, as azclierror classes with what to do about them."""

import json

from ...core.model.resource_ids import WORKSPACE_TYPE

READ_ACTION = f'{WORKSPACE_TYPE}/read'
_SIGN_IN = "Run 'az login' again."
_CHECK_NETWORK = 'Check the network, the proxy settings and the cloud (az cloud show), and try again.'


class Failure:
    """The error in an ARM response: status, headers, code and message, empty texts where the body has none."""

    def __init__(self, response):
        self.status = response.status_code
        self.headers = response.headers
        self.code, self.message = _code_and_message(response)

    @property
    def is_lock(self):
        """True for a management lock, which no waiting opens."""
        return self.code.lower() == 'scopelocked'

    @property
    def is_passing(self):
        """True where the service has too much to do, or a bad moment."""
        return self.status == 429 or self.status >= 500

    @property
    def when_again(self):
        """The advice for what is passing."""
        wait = self.headers.get('Retry-After') or ''
        return f'Try again in {wait} seconds.' if wait.isdigit() else 'Try again in a few minutes.'

    def __str__(self):
        text = f'({self.code}) {self.message}' if self.code else self.message
        return text or f'Azure Resource Manager answered {self.status}.'


def response_error(response, what):
    """The exception for a response that is no success; what: the resource as the user knows it."""
    from azure.cli.core import azclierror

    failure = Failure(response)
    if failure.status == 404:
        return azclierror.ResourceNotFoundError(
            f'{what} was not found: {failure}',
            "Check --resource-group, --workspace-name and --subscription; 'az ml workspace list' shows what there is.",
        )
    if failure.status == 403:
        return azclierror.ForbiddenError(
            f'{what} cannot be read: {failure}',
            f'The signed-in identity needs the action {READ_ACTION} on it, which the role Reader has.',
        )
    if failure.status == 401:
        return azclierror.UnauthorizedError(f'{what} cannot be read: {failure}', _SIGN_IN)
    if failure.is_passing:
        return azclierror.AzureInternalError(
            f'{what} could not be read: Azure Resource Manager answers {failure.status}: {failure}', failure.when_again
        )
    return azclierror.AzureResponseError(f'{what} cannot be read: {failure}')


def write_refused(refusal, hub, is_there=False):
    """The exception for a write that was not accepted; refusal: as service.attempt raises it.

    is_there: whether the hub is known to be there, so that what was not found is something else.
    """
    from azure.cli.core import azclierror

    failure, message = refusal.failure, f'Nothing was written to {hub}: {refusal}'
    if failure is None:
        return _authentication_error(refusal.__cause__, message) or azclierror.AzureConnectionError(
            message, 'Check the network and the sign-in, and run the command again.'
        )
    if failure.is_passing:
        return azclierror.AzureInternalError(message, failure.when_again)
    made, advice = {
        401: (azclierror.UnauthorizedError, _SIGN_IN),
        403: (azclierror.ForbiddenError, 'The message names what refuses it: a policy, or a missing action.'),
        404: (azclierror.ResourceNotFoundError, 'The hub was there a moment ago; was it deleted?'),
        408: (azclierror.AzureInternalError, 'Try again later.'),
        409: (
            azclierror.ValidationError,
            'Remove the management lock, or ask who set it.'
            if failure.is_lock
            else 'Try again later, or with a longer --timeout.',
        ),
    }.get(
        None if is_there else failure.status,
        (azclierror.BadRequestError, "Compare 'az hubnet rule list' with the plan of --dry-run."),
    )
    return made(message, advice)


def connection_error(error, what):
    """The exception for a request that got no whole answer."""
    from azure.cli.core import azclierror
    from azure.core.exceptions import ServiceRequestTimeoutError, ServiceResponseTimeoutError

    refused = _authentication_error(error, f'{what} cannot be read: {error.message}')
    if refused:
        return refused
    reason = (
        'the request timed out'
        if isinstance(error, (ServiceRequestTimeoutError, ServiceResponseTimeoutError))
        else 'the connection failed'
    )
    return azclierror.AzureConnectionError(f'{what} could not be read: {reason}: {error.message}', _CHECK_NETWORK)


def _authentication_error(error, message):
    """The exception for an error of the sign-in, with az's own advice where it has any; None for other errors."""
    from azure.cli.core import azclierror
    from azure.core.exceptions import ClientAuthenticationError

    if not isinstance(error, ClientAuthenticationError) or getattr(error, 'is_connection_failure', False):
        return None
    return azclierror.AuthenticationError(message, recommendation=getattr(error, 'recommendations', None) or _SIGN_IN)


def no_sign_in(error):
    """The exception for an authority that cannot be reached."""
    from azure.cli.core import azclierror

    return azclierror.AzureConnectionError(
        f'The sign-in could not be checked: the connection failed: {error}', _CHECK_NETWORK
    )


def unreadable(what):
    """The exception for a success whose body is no JSON object."""
    from azure.cli.core import azclierror

    return azclierror.AzureResponseError(
        f'{what} could not be read: the answer is not the JSON of a resource.',
        'Try again; add --debug to see the answer.',
    )


def _code_and_message(response):
    try:
        # The responses of older releases of azure-ai-ml have no json().
        body = json.loads(response.text())
    except Exception:  # pylint: disable=broad-except
        # Whatever stands in front of ARM may answer in anything; the status has to do then.
        return '', ''
    error = body.get('error') if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return '', json.dumps(body)[:500] if body else ''
    return str(error.get('code') or ''), str(error.get('message') or '')
