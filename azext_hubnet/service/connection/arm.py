"""Azure Resource Manager through the pipeline that az carries: sign-in, claims challenges, proxies, retries."""

from azure.core.pipeline.policies import RetryPolicy

from .retry import FIRST_WAIT, LONGEST_RETRY_AFTER, RETRIES

CONNECT_TIMEOUT = 15
READ_TIMEOUT = 60
# Requests at once, and connections that are kept for them.
CONNECTIONS = 16


class Arm:  # pylint: disable=too-few-public-methods
    """Requests to ARM as the signed-in user, in the cloud that az is set to.

    connection: how any client of azure-core has to connect: for how long it waits, and what it verifies by.
    """

    def __init__(self, cli_ctx, subscription=None):
        from azure.cli.core.commands.client_factory import prepare_client_kwargs_track2

        from .credential import signed_in

        self.credential, self.subscription = signed_in(cli_ctx, subscription)
        self.endpoint = cli_ctx.cloud.endpoints.resource_manager.rstrip('/')
        settings = prepare_client_kwargs_track2(cli_ctx)
        self.connection = {'connection_timeout': CONNECT_TIMEOUT, 'read_timeout': READ_TIMEOUT}
        if 'connection_verify' in settings:
            # A bundle of authorities, or False where az is told not to verify.
            self.connection['connection_verify'] = settings['connection_verify']
        self._client = _client(cli_ctx, self.credential, {**settings, **self.connection})

    def get(self, path, api_version, what):
        """The JSON object at path; what names it in errors. Raises azclierror classes for everything else."""
        return object_from(lambda: self.send('GET', path, api_version), what)

    def send(self, method, path, api_version=None, body=None, once=False):
        """The response to a request, whatever its status. Raises azure-core's AzureError where there is none.

        path: of a resource, or a whole URL that ARM gave, which then has its own api-version. once: do not retry.
        """
        from azure.core.rest import HttpRequest

        url = path if '://' in path else self.endpoint + path
        params = {'api-version': api_version} if api_version else None
        request = HttpRequest(method, url, params=params, json=body)
        return self._client.send_request(request, **({'retry_total': 0} if once else {}))


def object_from(send, what):
    """The JSON object in the response that send gets, as Arm.get gives it."""
    from azure.core.exceptions import AzureError, DecodeError

    from .failures import connection_error, response_error, unreadable

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


def json_of(response):
    """The JSON object in a response, or None."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _client(cli_ctx, credential, kwargs):
    """The pipeline of azure-mgmt-core's ARM client, put together from azure-core alone: importing azure-mgmt-core
    brings asyncio along, and its policies for reads are azure-core's.
    """
    from azure.cli.core.auth.util import resource_to_scopes
    from azure.core import PipelineClient
    from azure.core.configuration import Configuration
    from azure.core.pipeline import policies
    from azure.core.pipeline.transport import RequestsTransport

    from .sign_in import ThreadedBearerPolicy

    config = Configuration(**kwargs)
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
    # It keeps ten connections, and warns of each further one that it drops.
    transport.session.get_adapter(cli_ctx.cloud.endpoints.resource_manager).init_poolmanager(10, CONNECTIONS)
    return PipelineClient(
        base_url=cli_ctx.cloud.endpoints.resource_manager, config=config, transport=transport, **kwargs
    )


class BoundedRetryPolicy(RetryPolicy):
    """azure-core's retries for one request, by the figures of the table.

    azure-core's own policy does not serve: it waits for as long as a Retry-After says, be it an hour, and raises
    ValueError for one that it cannot read.
    """

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, 'retry_total': RETRIES, 'retry_backoff_factor': FIRST_WAIT})

    def get_retry_after(self, response):
        """The seconds that the answer asks for; None where it does not, or not in a way that can be read."""
        try:
            return super().get_retry_after(response)
        except ValueError:
            return None

    def is_retry(self, settings, response):
        """True when the request is to be sent again after this answer."""
        wait = self.get_retry_after(response)
        return (wait is None or wait <= LONGEST_RETRY_AFTER) and super().is_retry(settings, response)
