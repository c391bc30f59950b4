"""Request, response and error of the simulator, free of any behaviour of Azure."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass
class Request:
    """One whole HTTP request. path: decoded, without doubled slashes. query: with lower-case keys."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b''
    path: str = field(init=False)
    query: dict[str, str] = field(init=False)

    def __post_init__(self):
        parts = urlsplit(self.target)
        # Clients that join "https://host/" and "/path" send "//path", which ARM accepts.
        self.path = '/' + '/'.join(unquote(part) for part in parts.path.split('/') if part)
        self.query = {key.lower(): value for key, value in parse_qsl(parts.query, keep_blank_values=True)}

    @property
    def api_version(self) -> str | None:
        return self.query.get('api-version')

    def header(self, name: str) -> str | None:
        return self.headers.get(name.lower())

    def json(self) -> Any:
        """The decoded body, None if it is empty.

        Raises:
            ValueError: It is not JSON.
        """
        return json.loads(self.body.decode('utf-8')) if self.body.strip() else None


@dataclass
class Response:
    """An HTTP answer.

    Args:
        body: Sent as JSON unless it is bytes; None for an empty body.
        truncate: Announce the whole length, but send half of the body.
        reset: Cut the connection instead of answering.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    truncate: bool = False
    reset: bool = False

    def payload(self) -> bytes:
        if self.body is None:
            return b''
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode('utf-8')


class HttpError(Exception):
    """An error answer, raised instead of returning a result."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None):
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers or {})

    def body(self) -> dict[str, Any]:
        """ARM's error shape."""
        return {'error': {'code': self.code, 'message': self.message}}

    def response(self) -> Response:
        return Response(self.status, self.body(), self.headers)
