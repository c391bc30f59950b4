"""The sign-in of requests that are sent by many threads over one pipeline."""

import threading
import time

from azure.core.pipeline.policies import BearerTokenCredentialPolicy

# Seconds before its end in which a token is no longer used; azure-core's own figure.
_SPARE = 300


class SharedCredential:  # pylint: disable=too-few-public-methods
    """A credential that is asked by one thread at a time, and only where no earlier answer serves."""

    def __init__(self, credential):
        self._credential = credential
        self._lock = threading.Lock()
        self._tokens = {}
        self._claims = None

    def get_token(self, *scopes, **options):
        """azure-core's AccessToken. claims: a challenge to answer; threads that met the same one share the answer."""
        claims = options.get('claims')
        with self._lock:
            token = self._tokens.get(scopes)
            if token is None or token.expires_on - time.time() < _SPARE or (claims and claims != self._claims):
                token = self._tokens[scopes] = self._credential.get_token(*scopes, **options)
                self._claims = claims or self._claims
            return token


class ThreadedBearerPolicy(BearerTokenCredentialPolicy):
    """azure-core's policy with a token for each thread: its own drops the token on a 401 while others may use it."""

    def __init__(self, credential, *scopes):
        self._own = threading.local()
        super().__init__(SharedCredential(credential), *scopes)

    @property
    def _token(self):
        return getattr(self._own, 'token', None)

    @_token.setter
    def _token(self, token):
        self._own.token = token
