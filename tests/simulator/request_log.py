"""The requests that the simulator received, in order, without control requests."""

import threading
import time
from typing import Any
from urllib.parse import parse_qsl

from .messages import Request

_SECRETS = ('client_secret', 'client_assertion', 'password', 'refresh_token')


class RequestLog:
    """A thread-safe list with one entry per request."""

    def __init__(self):
        self._lock = threading.Lock()
        self._entries: list[dict[str, Any]] = []

    def add(self, kind: str, request: Request, started: float, status: int | None, faults: list[int]) -> None:
        """Add an entry. status: None if the connection was cut instead of answered. faults: ids of those that fired."""
        entry = {
            'kind': kind,
            'method': request.method,
            'path': request.path,
            'query': dict(request.query),
            'body': _body(request),
            'status': status,
            'faults': faults,
            'time': started,
            'seconds': round(time.time() - started, 6),
            'userAgent': request.header('user-agent'),
        }
        with self._lock:
            self._entries.append(entry)

    def entries(self, kind: str | None = None, method: str | None = None) -> list[dict[str, Any]]:
        with self._lock:
            return [
                dict(entry)
                for entry in self._entries
                if kind in (None, entry['kind']) and method in (None, entry['method'])
            ]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


def _body(request: Request) -> Any:
    if not request.body:
        return None
    if 'form-urlencoded' in (request.header('content-type') or ''):
        return {key: '***' if key in _SECRETS else value for key, value in parse_qsl(request.body.decode('utf-8'))}
    try:
        return request.json()
    except ValueError:
        return request.body.decode('utf-8', 'replace')
