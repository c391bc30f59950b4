"""az's exceptions for failed requests to ARM: what is wrong, where, and what to do."""

import json
from typing import TYPE_CHECKING, Final, Protocol

from ...core.model.resource_ids import WORKSPACE_TYPE
from .sign_in import AuthorityUnreachable, SignInRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure.cli.core.azclierror import AzCLIError
    from azure.core.exceptions import AzureError

READ_ACTION: Final = f'{WORKSPACE_TYPE}/read'
_SIGN_IN = "Run 'az login' again."
_CHECK_NETWORK = 'Check the network, the proxy settings and the cloud (az cloud show), and try again.'


class Response(Protocol):
    """The part that azure-core's older and newer responses have in common."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> 'Mapping[str, str]':
        """The headers, by case-insensitive name."""

    def text(self) -> str:
        """The body."""


class Failure:
    """The error in an ARM response.

    Attributes:
        status: The HTTP status.
        headers: The headers of the response.
        code: ARM's error code; '' where the body has none.
        message: ARM's error message; '' where the body has none.
    """

    def __init__(self, response: Response):
        self.status = response.status_code
        self.headers = response.headers
        self.code, self.message = _code_and_message(response)

    @property
    def is_lock(self) -> bool:
        """True for a management lock, where waiting does not help."""
        return self.code.lower() == 'scopelocked'

    @property
    def is_temporary(self) -> bool:
        """True where the service throttles, or has a fault that may be over soon."""
        return self.status == 429 or self.status >= 500

    @property
    def retry_advice(self) -> str:
        """The advice for a temporary failure."""
        wait = self.headers.get('Retry-After') or ''
        return f'Try again in {wait} seconds.' if wait.isdigit() else 'Try again in a few minutes.'

    def __str__(self) -> str:
        text = f'({self.code}) {self.message}' if self.code else self.message
        return text or f'Azure Resource Manager answered {self.status}.'


class WriteRefusal(Protocol):
    """A write that was not accepted, as service.writing raises it. Without a failure it has a cause."""

    @property
    def failure(self) -> Failure | None:
        """The error in the answer of the service; None where there was no answer."""

    @property
    def __cause__(self) -> BaseException | None:
        """The exception of the client."""


def response_error(response: Response, what: str) -> 'AzCLIError':
    """The exception for a response other than success.

    Args:
        response: The response.
        what: Names the resource in the message.
    """
    from azure.cli.core import azclierror

    failure = Failure(response)
    if failure.status == 404:
        return azclierror.ResourceNotFoundError(
            f'{what} was not found: {failure}',
            "Check --resource-group, --workspace-name and --subscription; 'az ml workspace list' lists the workspaces.",
        )
    if failure.status == 403:
        return azclierror.ForbiddenError(
            f'{what} cannot be read: {failure}',
            f'The signed-in identity needs the action {READ_ACTION} on it, which the role Reader includes.',
        )
    if failure.status == 401:
        return azclierror.UnauthorizedError(f'{what} cannot be read: {failure}', _SIGN_IN)
    if failure.is_temporary:
        return azclierror.AzureInternalError(
            f'{what} could not be read: Azure Resource Manager answers {failure.status}: {failure}',
            failure.retry_advice,
        )
    return azclierror.AzureResponseError(f'{what} cannot be read: {failure}')


def write_refused(refusal: WriteRefusal, hub: str, is_there: bool = False) -> 'AzCLIError':
    """The exception for a write that was not accepted.

    Args:
        refusal: The write that was not accepted.
        hub: The name of the hub.
        is_there: Whether the hub is known to exist; a 404 is then about another resource.
    """
    from azure.cli.core import azclierror

    failure, message = refusal.failure, f'Nothing was written to {hub}: {refusal}'
    if failure is None:
        return _sign_in_error(refusal.__cause__, message) or azclierror.AzureConnectionError(
            message, 'Check the network and the sign-in, and run the command again.'
        )
    if failure.is_temporary:
        return azclierror.AzureInternalError(message, failure.retry_advice)
    if failure.status == 404 and not is_there:
        return azclierror.ResourceNotFoundError(message, 'The hub existed a moment ago. Check whether it was deleted.')
    kind, advice = {
        401: (azclierror.UnauthorizedError, _SIGN_IN),
        403: (
            azclierror.ForbiddenError,
            'See in the message what refused it: an Azure policy or a missing permission.',
        ),
        408: (azclierror.AzureInternalError, 'Try again later.'),
        409: (
            azclierror.ValidationError,
            'Remove the management lock, or ask the person who set it.'
            if failure.is_lock
            else 'Try again later, or use a longer --timeout.',
        ),
    }.get(failure.status, (azclierror.BadRequestError, "Compare 'az hubnet rule list' with the plan of --dry-run."))
    return kind(message, advice)


def connection_error(error: 'AzureError', what: str) -> 'AzCLIError':
    """The exception for a request that got no complete answer.

    Args:
        error: The exception of the client.
        what: Names the resource in the message.
    """
    from azure.cli.core import azclierror
    from azure.core.exceptions import ServiceRequestTimeoutError, ServiceResponseTimeoutError

    refused = _sign_in_error(error, f'{what} cannot be read: {error.message}')
    if refused:
        return refused
    timed_out = isinstance(error, (ServiceRequestTimeoutError, ServiceResponseTimeoutError))
    reason = 'the request timed out' if timed_out else 'the connection failed'
    return azclierror.AzureConnectionError(f'{what} could not be read: {reason}: {error.message}', _CHECK_NETWORK)


def no_sign_in(error: AuthorityUnreachable) -> 'AzCLIError':
    """The exception for a sign-in that cannot start because its authority cannot be reached."""
    from azure.cli.core import azclierror

    return azclierror.AzureConnectionError(
        f'The sign-in could not be checked: the connection failed: {error.message}', _CHECK_NETWORK
    )


def unreadable(what: str) -> 'AzCLIError':
    """The exception for a successful answer whose body is not the expected JSON object.

    Args:
        what: Names the resource in the message.
    """
    from azure.cli.core import azclierror

    return azclierror.AzureResponseError(
        f'{what} could not be read: the answer is not the JSON of a resource.',
        'Try again; add --debug to see the answer.',
    )


def _sign_in_error(error: BaseException | None, message: str) -> 'AzCLIError | None':
    """The exception for a refused sign-in, with az's own advice if there is any; None for other errors."""
    from azure.cli.core import azclierror
    from azure.core.exceptions import ClientAuthenticationError

    if not isinstance(error, ClientAuthenticationError) or isinstance(error, AuthorityUnreachable):
        return None
    advice = error.recommendations if isinstance(error, SignInRefused) else []
    return azclierror.AuthenticationError(message, recommendation=advice or _SIGN_IN)


def _code_and_message(response: Response) -> tuple[str, str]:
    try:
        # The responses of older releases of azure-ai-ml have no json().
        body = json.loads(response.text())
    except Exception:  # pylint: disable=broad-except
        # A gateway in front of ARM may answer with anything; then only the status is reported.
        return '', ''
    error = body.get('error') if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return '', json.dumps(body)[:500] if body else ''
    return str(error.get('code') or ''), str(error.get('message') or '')
