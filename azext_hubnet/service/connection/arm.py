"""Requests to Azure Resource Manager with az's sign-in, claims challenges, proxies and retries."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from azure.core import PipelineClient
from azure.core.exceptions import AzureError, DecodeError
from azure.core.pipeline import PipelineResponse
from azure.core.pipeline.policies import RetryPolicy
from azure.core.rest import HttpRequest, HttpResponse

from .failures import connection_error, no_sign_in, response_error, unreadable
from .retry import FIRST_WAIT, LONGEST_RETRY_AFTER, RETRIES
from .sign_in import AuthorityUnreachable, Credential, ThreadedBearerPolicy, signed_in

if TYPE_CHECKING:
    from ...terminal.az import CliContext

# Seconds.
CONNECT_TIMEOUT = 15
READ_TIMEOUT = 60
# Maximum number of requests at the same time, and of connections that are kept open for them.
CONNECTIONS = 16


class Arm:
    """Requests to ARM as the signed-in user, in the cloud that az is set to.

    Attributes:
        credential: The credential of the sign-in, for other clients of azure-core.
        subscription: The id of the requested subscription, or of the default one.
        endpoint: The URL of ARM, without a trailing slash.
        connection: Keywords for any client of azure-core: timeouts, and how to verify certificates.
    """

    def __init__(self, cli_ctx: 'CliContext', subscription: str | None = None):
        from azure.cli.core.commands.client_factory import prepare_client_kwargs_track2

        try:
            self.credential, self.subscription = signed_in(cli_ctx, subscription)
        except AuthorityUnreachable as ex:
            raise no_sign_in(ex) from ex
        self.endpoint = cli_ctx.cloud.endpoints.resource_manager.rstrip('/')
        settings = prepare_client_kwargs_track2(cli_ctx)
        self.connection: dict[str, Any] = {'connection_timeout': CONNECT_TIMEOUT, 'read_timeout': READ_TIMEOUT}
        if 'connection_verify' in settings:
            # The path of a CA bundle, or False where az is set not to verify.
            self.connection['connection_verify'] = settings['connection_verify']
        self._client = _client(cli_ctx, self.credential, {**settings, **self.connection})

    def get(self, path: str, api_version: str, what: str) -> dict[str, Any]:
        """The JSON object at a path.

        Args:
            path: The path of the resource.
            api_version: A version of its resource provider.
            what: Names the resource in errors.

        Raises:
            AzCLIError: There is no such object, or it cannot be read.
        """
        return object_from(lambda: self.send('GET', path, api_version), what)

    def send(
        self,
        method: str,
        path: str,
        api_version: str | None = None,
        body: dict[str, Any] | None = None,
        once: bool = False,
    ) -> HttpResponse:
        """The response to a request, whatever its status.

        Args:
            method: In upper case.
            path: The path of a resource, or a complete URL from ARM.
            api_version: None where the path includes it.
            body: Sent as JSON.
            once: Do not retry.

        Raises:
            AzureError: There is no response.
        """
        url = path if '://' in path else self.endpoint + path
        params = {'api-version': api_version} if api_version else None
        request = HttpRequest(method, url, params=params, json=body)
        options: dict[str, Any] = {'retry_total': 0} if once else {}
        return self._client.send_request(request, **options)


def object_from(send: Callable[[], HttpResponse], what: str) -> dict[str, Any]:
    """The JSON object in the response that send gets.

    Args:
        send: Gets the response; may raise AzureError.
        what: Names the resource in errors.

    Raises:
        AzCLIError: There is no such object, or it cannot be read.
    """
    try:
        response = send()
    except DecodeError as ex:
        raise unreadable(what) from ex
    except AzureError as ex:
        raise connection_error(ex, what) from ex
    if response.status_code != 200:
        raise response_error(response, what)
    body = json_of(response)
    if body is None:
        raise unreadable(what)
    return body


def json_of(response: HttpResponse) -> dict[str, Any] | None:
    """The JSON object in a response, or None."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


class BoundedRetryPolicy(RetryPolicy[HttpRequest, HttpResponse]):
    """azure-core's retries for one request, with the limits of `retry`.

    azure-core's own policy waits as long as Retry-After says, even an hour, and raises ValueError for a value that it
    cannot read.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**{**kwargs, 'retry_total': RETRIES, 'retry_backoff_factor': FIRST_WAIT})

    def get_retry_after(self, response: PipelineResponse[Any, Any]) -> float | None:
        """The seconds to wait by the answer; None where it has no readable value."""
        try:
            return super().get_retry_after(response)
        except ValueError:
            return None

    def is_retry(self, settings: dict[str, Any], response: PipelineResponse[Any, Any]) -> bool:
        """True if the request should be sent again after this answer."""
        wait = self.get_retry_after(response)
        return (wait is None or wait <= LONGEST_RETRY_AFTER) and super().is_retry(settings, response)


def _client(
    cli_ctx: 'CliContext', credential: Credential, kwargs: dict[str, Any]
) -> PipelineClient[HttpRequest, HttpResponse]:
    """The pipeline of azure-mgmt-core's ARM client, built from azure-core only.

    Importing azure-mgmt-core would also import asyncio, and its policies for reads are those of azure-core.
    """
    from azure.cli.core.auth.util import resource_to_scopes
    from azure.core.configuration import Configuration
    from azure.core.pipeline import policies
    from azure.core.pipeline.transport import RequestsTransport

    config: Configuration[Any, Any] = Configuration(**kwargs)
    config.user_agent_policy = kwargs['user_agent_policy']
    config.custom_hook_policy = kwargs['custom_hook_policy']
    config.http_logging_policy = kwargs['http_logging_policy']
    config.logging_policy = kwargs['logging_policy']
    config.headers_policy = policies.HeadersPolicy(**kwargs)
    config.proxy_policy = policies.ProxyPolicy(**kwargs)
    config.redirect_policy = policies.RedirectPolicy(**kwargs)
    config.retry_policy = BoundedRetryPolicy(**kwargs)
    config.authentication_policy = ThreadedBearerPolicy(
        credential, *resource_to_scopes(cli_ctx.cloud.endpoints.active_directory_resource_id)
    )
    transport = RequestsTransport(**kwargs)
    transport.open()
    # By default it keeps ten connections and logs a warning for each one that it drops.
    transport.session.get_adapter(cli_ctx.cloud.endpoints.resource_manager).init_poolmanager(10, CONNECTIONS)
    return PipelineClient(
        base_url=cli_ctx.cloud.endpoints.resource_manager, config=config, transport=transport, **kwargs
    )
