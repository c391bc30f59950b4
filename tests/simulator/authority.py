"""Sign-in: an ADFS-style authority with the client-credentials grant, as `az login --service-principal` uses it.

With ADFS, MSAL does no instance discovery and az omits the tenant from the path. The same endpoints serve
azure-identity with `tenant_id='adfs'`. Tokens look like JWTs and have no signature.
"""

import base64
import json
import time
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qs

from .errors import CLIENT_OBJECT_ID
from .messages import Request, Response

TENANT_ID = '7e57ab1e-0000-4000-8000-0000000000aa'
CLIENT_ID = 'c1ea57ab-0000-4000-8000-0000000000bb'
CLIENT_SECRET = 'not-a-secret'


@dataclass(frozen=True)
class Principal:
    """The only service principal that can sign in."""

    tenant_id: str = TENANT_ID
    client_id: str = CLIENT_ID
    secret: str = CLIENT_SECRET


DEFAULT_PRINCIPAL = Principal()


class Authority:
    """Answers below `/adfs`. tokens: what was issued, with the scope and the claims of each request."""

    def __init__(self, base_url: str, principal: Principal = DEFAULT_PRINCIPAL, lifetime: int = 3600):
        self.base_url, self.principal, self.lifetime = base_url, principal, lifetime
        self.url = f'{base_url}/adfs'
        self.tokens = []

    def configuration(self, _request: Request) -> Response:
        return Response(
            body={
                'issuer': self.url,
                'authorization_endpoint': f'{self.url}/oauth2/authorize',
                'token_endpoint': f'{self.url}/oauth2/token',
                'jwks_uri': f'{self.url}/discovery/keys',
                'grant_types_supported': ['client_credentials'],
                'response_types_supported': ['code'],
            }
        )

    def keys(self, _request: Request) -> Response:
        return Response(body={'keys': []})

    def token(self, request: Request) -> Response:
        form = {key: values[-1] for key, values in parse_qs(request.body.decode('utf-8')).items()}
        if form.get('grant_type') != 'client_credentials':
            return _refusal(400, 'unsupported_grant_type', 'Only the client credentials grant is supported.')
        if (form.get('client_id'), form.get('client_secret')) != (self.principal.client_id, self.principal.secret):
            return _refusal(401, 'invalid_client', 'Invalid client secret provided.')
        scope = form.get('scope') or form.get('resource') or ''
        token = self._issue(scope)
        self.tokens.append({'scope': scope, 'claims': form.get('claims'), 'access_token': token})
        return Response(body={'token_type': 'Bearer', 'expires_in': self.lifetime, 'access_token': token})

    def _issue(self, scope: str) -> str:
        now = int(time.time())
        audience = scope[: -len('/.default')] if scope.endswith('/.default') else scope
        return '.'.join(
            [
                _segment({'alg': 'none', 'typ': 'JWT'}),
                _segment(
                    {
                        'aud': audience,
                        'iss': self.url,
                        'iat': now,
                        'nbf': now,
                        'exp': now + self.lifetime,
                        'tid': self.principal.tenant_id,
                        'oid': CLIENT_OBJECT_ID,
                        'appid': self.principal.client_id,
                        'jti': str(uuid.uuid4()),
                    }
                ),
                _segment({'unsigned': True}),
            ]
        )


def _refusal(status, error, description) -> Response:
    return Response(status, {'error': error, 'error_description': description})


def _segment(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b'=').decode()
