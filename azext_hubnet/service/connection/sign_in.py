"""az's stored sign-in as a credential for clients of azure-core, with their exceptions and for many threads."""

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.policies import BearerTokenCredentialPolicy
from azure.core.rest import HttpRequest, HttpResponse
from knack.util import CLIError

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, AccessTokenInfo, TokenCredential

    from ...terminal.az import CliContext

# Seconds before its expiry from which a token is no longer used; the same as in azure-core.
_SPARE = 300


class AuthorityUnreachable(ClientAuthenticationError):
    """There is no token because the sign-in authority could not be reached, so nothing else was sent."""


class SignInRefused(ClientAuthenticationError):
    """The sign-in authority refused a token, or one that satisfies the service's challenge.

    Attributes:
        recommendations: az's own advice; may be empty.
    """

    def __init__(self, error: CLIError):
        super().__init__(str(error))
        self.recommendations: list[str] = getattr(error, 'recommendations', None) or []


def signed_in(cli_ctx: 'CliContext', subscription: str | None = None) -> tuple['Credential', str]:
    """The credential of the signed-in identity, and the id of a subscription.

    Args:
        cli_ctx: The run of az.
        subscription: Id or name; None for the default subscription.

    Raises:
        AuthorityUnreachable: The network failed. MSAL contacts the authority when it is set up.
        CLIError: There is no sign-in, or it does not have this subscription.
    """
    from azure.cli.core._profile import Profile
    from requests.exceptions import RequestException

    try:
        credential, subscription_id, _ = Profile(cli_ctx=cli_ctx).get_login_credentials(subscription_id=subscription)
    except RequestException as ex:
        raise AuthorityUnreachable(str(ex)) from ex
    return Credential(credential), subscription_id


@dataclass(frozen=True)
class Credential:
    """A credential of az that raises the exceptions which clients of azure-core expect.

    az's own credential raises those of knack and, where MSAL lets them through, those of requests.

    Attributes:
        source: az's credential.
    """

    source: 'TokenCredential'

    def get_token(self, *scopes: str, **options: Any) -> 'AccessToken':
        """A token for the scopes.

        Raises:
            AuthorityUnreachable: The network failed.
            SignInRefused: The authority refused a token.
        """
        from requests.exceptions import RequestException

        try:
            return self.source.get_token(*scopes, **options)
        except RequestException as ex:
            raise AuthorityUnreachable(f'no token: {ex}') from ex
        except CLIError as ex:
            raise SignInRefused(ex) from ex


# Its repr would show the tokens.
@dataclass(eq=False, repr=False)
class SharedCredential:
    """A credential for many threads: it asks its source one request at a time, and only if no earlier token is valid.

    Attributes:
        source: Gives new tokens.
    """

    source: 'TokenCredential'
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _tokens: 'dict[tuple[str, ...], AccessToken]' = field(default_factory=dict, init=False)
    _claims: str | None = field(default=None, init=False)

    def get_token(self, *scopes: str, **options: Any) -> 'AccessToken':
        """A token for the scopes. Threads with the same claims challenge (option claims) share one token."""
        claims = options.get('claims')
        with self._lock:
            token = self._tokens.get(scopes)
            if token is None or token.expires_on - time.time() < _SPARE or (claims and claims != self._claims):
                token = self._tokens[scopes] = self.source.get_token(*scopes, **options)
                self._claims = claims or self._claims
            return token


class ThreadedBearerPolicy(BearerTokenCredentialPolicy[HttpRequest, HttpResponse]):
    """azure-core's policy with one token per thread.

    azure-core's policy keeps one token for all threads and drops it on a 401, while other threads may be using it.
    """

    def __init__(self, credential: 'TokenCredential', *scopes: str):
        self._own = threading.local()
        super().__init__(SharedCredential(credential), *scopes)

    @property
    def _token(self) -> 'AccessToken | AccessTokenInfo | None':
        return getattr(self._own, 'token', None)

    @_token.setter
    def _token(self, token: 'AccessToken | AccessTokenInfo | None') -> None:
        self._own.token = token
