"""What the tests of writing put in place of time and of the service."""

import json
from types import SimpleNamespace


class Clock:
    """Stands in for the module time; slept holds every wait that was asked for."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def monotonic(self):
        return self.now

    def time(self):
        return 1_700_000_000.0 + self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class Answer:
    """A response of azure-core."""

    def __init__(self, status, body=None, **headers):
        self.status_code, self._body, self.reason = status, body, 'As asked'
        self.request = SimpleNamespace(url='https://arm/subscriptions/s/workspaces/w?api-version=1')
        self.headers = {name.replace('_', '-'): value for name, value in headers.items()}

    def text(self):
        return self._body if isinstance(self._body, str) else json.dumps(self._body)

    def json(self):
        return json.loads(self.text())
