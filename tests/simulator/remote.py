"""A client of the control endpoint, and the simulator as a child process.

with running(folder) as remote:        # runs `python -m tests.simulator` until the block ends
    remote.url, remote.ca_file
    remote.add_fault(on='rule_put', action='conflict')
"""

import json
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

_ROOT = Path(__file__).resolve().parents[2]


class Answer:
    """An HTTP answer. headers: case-insensitive mapping. body: decoded JSON, None if empty."""

    def __init__(self, status: int, headers, raw: bytes):
        self.status, self.headers, self.raw = status, headers, raw

    @property
    def text(self) -> str:
        return self.raw.decode('utf-8', 'replace')

    @property
    def body(self) -> Any:
        return json.loads(self.raw) if self.raw else None


class Remote:
    """A client of one simulator. Errors of the control endpoint raise ValueError with its text."""

    def __init__(self, url: str, ca_file):
        self.url, self.ca_file = url, str(ca_file)
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),  # without any proxy
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=self.ca_file)),
        )

    def add_fault(self, **settings) -> dict[str, Any]:
        return self._call('POST', 'faults', settings)

    def faults(self) -> list[dict[str, Any]]:
        return self._call('GET', 'faults')

    def clear_faults(self) -> None:
        self._call('DELETE', 'faults')

    def log(self, **wanted) -> list[dict[str, Any]]:
        return self._call('GET', 'log?' + urlencode(wanted))

    def clear_log(self) -> None:
        self._call('DELETE', 'log')

    def state(self, name: str) -> dict[str, Any]:
        return self._call('GET', f'hubs/{quote(name)}')

    def set_state(self, document: dict[str, Any]) -> None:
        self._call('PUT', f'hubs/{quote(document["name"])}', document)

    def add_many(self, count: int, **settings) -> None:
        self._call('POST', 'many', {'count': count, **settings})

    def settings(self, **changes) -> dict[str, Any]:
        return self._call('PATCH', 'settings', changes)

    def reset(self) -> None:
        self._call('POST', 'reset')

    def arm(
        self,
        method: str,
        path: str,
        body: Any | None = None,
        api_version: str | None = '2025-12-01',
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one ARM request with an invented token. path: or a whole address."""
        url = path if path.startswith('https:') else self.url + path
        if api_version and 'api-version=' not in url:
            url += f'{"&" if "?" in url else "?"}api-version={api_version}'
        sent = {'Authorization': 'Bearer test', 'Content-Type': 'application/json', **(headers or {})}
        return self._send(
            urllib.request.Request(
                url,
                None if body is None else json.dumps(body).encode(),
                {name: value for name, value in sent.items() if value},
                method=method,
            )
        )

    def _send(self, request) -> Answer:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def _call(self, method: str, path: str, body: Any | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        answer = self._send(urllib.request.Request(f'{self.url}/_simulator/{path}', data, method=method))
        if answer.status != 200:
            raise ValueError(answer.text)
        return answer.body


@contextmanager
def running(folder, *arguments: str):
    """Run a simulator in its own process and yield a Remote of it."""
    command = [sys.executable, '-m', __package__, '--folder', str(folder), *arguments]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f'the simulator did not start (exit code {process.wait(10)})')
            about = json.loads(line)
            yield Remote(about['url'], about['caFile'])
        finally:
            process.terminate()
            process.wait(10)
