"""The sign-in that az keeps, for clients of azure-core: with errors they know, and for many threads at once."""

import threading
import time
from typing import TYPE_CHECKING, Any, Protocol

from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.policies import BearerTokenCredentialPolicy
from azure.core.rest import HttpRequest, HttpResponse
from knack.util import CLIError

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, AccessTokenInfo

    from ...terminal.az import CliContext

# Seconds before its end in which a token is no longer used; azure-core's own figure.
_SPARE = 300


class AuthorityUnreachable(ClientAuthenticationError):
    """There is no token because the network to the cloud's authority failed, so nothing else was sent either."""


class SignInRefused(ClientAuthenticationError):
    """The authority gives no token, or none that answers the challenge of the service.

    Attributes:
        recommendations: What az itself advises; may be empty.
    """

    def __init__(self, error: CLIError):
        super().__init__(str(error))
        self.recommendations: list[str] = getattr(error, 'recommendations', None) or []


class TokenSource(Protocol):
    """What gives tokens: a credential of az, or one of this module."""

    def get_token(self, *scopes: str, **options: Any) -> 'AccessToken':
        """A token for the scopes; options as azure-core passes them, such as claims."""


def signed_in(cli_ctx: 'CliContext', subscription: str | None = None) -> tuple['Credential', str]:
    """The credential of the signed-in identity, and the id of a subscription.

    Args:
        cli_ctx: The run of az.
        subscription: An id or a name; None: the default one.

    Raises:
        AuthorityUnreachable: MSAL asks the authority already when it is set up.
        CLIError: az has no sign-in, or none with this subscription.
    """
    from azure.cli.core._profile import Profile
    from requests.exceptions import RequestException

    try:
        credential, subscription_id, _ = Profile(cli_ctx=cli_ctx).get_login_credentials(subscription_id=subscription)
    except RequestException as ex:
        raise AuthorityUnreachable(str(ex)) from ex
    return Credential(credential), subscription_id


class Credential:
    """A credential of az that raises what clients of azure-core expect.

    az's own raises knack's errors, and MSAL lets those of requests through.
    """

    def __init__(self, credential: TokenSource):
        self._credential = credential

    def get_token(self, *scopes: str, **options: Any) -> 'AccessToken':
        """A token for the scopes.

        Raises:
            AuthorityUnreachable: The network failed.
            SignInRefused: The authority gives no token.
        """
        from requests.exceptions import RequestException

        try:
            return self._credential.get_token(*scopes, **options)
        except RequestException as ex:
            raise AuthorityUnreachable(f'no token: {ex}') from ex
        except CLIError as ex:
            raise SignInRefused(ex) from ex


class SharedCredential:
    """A credential that is asked by one thread at a time, and only where no earlier token serves."""

    def __init__(self, credential: TokenSource):
        self._credential = credential
        self._lock = threading.Lock()
        self._tokens: dict[tuple[str, ...], AccessToken] = {}
        self._claims: str | None = None

    def get_token(self, *scopes: str, **options: Any) -> 'AccessToken':
        """A token for the scopes. Threads that met the same challenge (option claims) share the answer to it."""
        claims = options.get('claims')
        with self._lock:
            token = self._tokens.get(scopes)
            if token is None or token.expires_on - time.time() < _SPARE or (claims and claims != self._claims):
                token = self._tokens[scopes] = self._credential.get_token(*scopes, **options)
                self._claims = claims or self._claims
            return token


class ThreadedBearerPolicy(BearerTokenCredentialPolicy[HttpRequest, HttpResponse]):
    """azure-core's policy with one token per thread.

    azure-core's own keeps one for all threads, and drops it on a 401 while others may be using it.
    """

    def __init__(self, credential: TokenSource, *scopes: str):
        self._own = threading.local()
        super().__init__(SharedCredential(credential), *scopes)

    @property
    def _token(self) -> 'AccessToken | AccessTokenInfo | None':
        return getattr(self._own, 'token', None)

    @_token.setter
    def _token(self, token: 'AccessToken | AccessTokenInfo | None') -> None:
        self._own.token = token
