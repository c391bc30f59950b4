"""The sign-in that az keeps, failing in the way that clients of azure-core know."""

from azure.core.exceptions import ClientAuthenticationError
from knack.util import CLIError


class AuthorityUnreachable(ClientAuthenticationError):
    """No token was to be had because the network to the cloud's authority failed, so nothing else was sent either."""

    is_connection_failure = True


class SignInRefused(ClientAuthenticationError):
    """The authority gives no token, or none that answers the challenge of the service; recommendations: az's own."""

    def __init__(self, error):
        super().__init__(str(error))
        self.recommendations = getattr(error, 'recommendations', None) or []


def signed_in(cli_ctx, subscription=None):
    """The credential of the signed-in identity, and the subscription that was asked for or is the default.

    Raises azclierror classes: AzureConnectionError where the authority cannot be reached.
    """
    from azure.cli.core._profile import Profile
    from requests.exceptions import RequestException

    try:
        credential, subscription, _ = Profile(cli_ctx=cli_ctx).get_login_credentials(subscription_id=subscription)
    except RequestException as ex:
        # MSAL asks the authority already when a client of it is made.
        from .failures import no_sign_in

        raise no_sign_in(ex) from ex
    return Credential(credential), subscription


class Credential:  # pylint: disable=too-few-public-methods
    """A credential of az. It raises errors of az's own, and MSAL lets those of requests through; no client of
    azure-core expects either.
    """

    def __init__(self, credential):
        self._credential = credential

    def get_token(self, *scopes, **options):
        """azure-core's AccessToken. Raises AuthorityUnreachable and SignInRefused."""
        from requests.exceptions import RequestException

        try:
            return self._credential.get_token(*scopes, **options)
        except RequestException as ex:
            raise AuthorityUnreachable(f'no token: {ex}') from ex
        except CLIError as ex:
            raise SignInRefused(ex) from ex
