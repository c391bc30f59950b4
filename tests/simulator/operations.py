"""Long-running operations: how long they take, how they end, and the store that ends them when they are due.

Nothing runs in the background. `settle`, called before each answer, ends all operations that are due, in the order of
their due times. A test therefore sees the same sequence on a slow machine as on a fast one.

Poll answers, as recorded (two styles of the same service):
  workspace  …/workspaceOperationsStatus/ID&type=async     {"status":"InProgress"} … {"status","percentComplete":100.0}
  account    …/mfeOperationsStatus/mnet:NET:NET_ID          {"id","status"} in both states
Neither carries Retry-After.
"""

import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

IN_PROGRESS, SUCCEEDED, FAILED = 'InProgress', 'Succeeded', 'Failed'


@dataclass
class Timing:
    """Seconds, scaled down from the recorded minutes. first_firewall: extra for a hub's first FQDN rule."""

    operation: float = 0.2
    first_firewall: float = 0.6
    per_fqdn: float = 0.05
    provision: float = 0.4


@dataclass
class Outcome:
    """How an operation ends if faults interfere."""

    error: dict[str, str] | None = None
    stuck: bool = False
    failed_rules: dict[str, str] = field(default_factory=dict)  # rule name, or "*" for all written ones -> error text
    lost_rules: list[str] = field(default_factory=list)


@dataclass
class Operation:
    """One long-running operation.

    Args:
        due: When it ends, on the simulator's clock.
        finish: Called once, at the end.
        result: Returns the body with which the Location answers afterwards.
    """

    hub: Any
    change: Any
    style: str
    outcome: Outcome
    due: float
    finish: Callable[['Operation'], None]
    result: Callable[[], Any]
    network_id: str = ''
    id: str = ''
    status: str = IN_PROGRESS

    def __post_init__(self):
        if not self.id:
            self.id = (
                f'mnet:{self.network_id}:{self.network_id}_{uuid.uuid4()}'
                if self.style == 'account'
                else secrets.token_urlsafe(32)
            )

    def poll_body(self) -> dict[str, Any]:
        if self.style == 'account':
            body: dict[str, Any] = {'id': self.id.rpartition(':')[2], 'status': self.status}
        else:
            body = {'status': self.status}
            if self.status != IN_PROGRESS:
                body['percentComplete'] = 100.0
        if self.status == FAILED:
            body['error'] = dict(self.outcome.error or {})
        return body

    def headers(self, base_url: str, subscription: str, location: str, api_version: str, resource: str):
        """The headers of the 202: azure-asyncoperation and Location, without Retry-After."""
        provider = f'{base_url}/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices'
        if self.style == 'account':
            return {
                'azure-asyncoperation': f'{provider}/locations/{location}/mfeOperationsStatus/{self.id}'
                f'?api-version={api_version}',
                'Location': f'{base_url}{resource}?api-version={api_version}',
                'x-ms-async-operation-timeout': 'PT50M',
            }
        url = f'{provider}/locations/{location}/workspaceOperationsStatus/{self.id}?api-version={api_version}'
        return {'azure-asyncoperation': f'{url}&type=async', 'Location': f'{url}&type=location'}


class ManualClock:
    """A clock for `Simulator(clock=…)` that a test advances itself, so that it does not have to wait."""

    def __init__(self):
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class OperationStore:
    """All operations of one simulator. Callers hold the simulator's lock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._operations: dict[str, Operation] = {}

    def start(self, seconds: float, **fields) -> Operation:
        operation = Operation(due=self._clock() + seconds, **fields)
        self._operations[operation.id] = operation
        return operation

    def get(self, operation_id: str) -> Operation | None:
        return self._operations.get(operation_id)

    def running(self, hub=None) -> list[Operation]:
        """The operations that have not ended, oldest first."""
        return [
            operation
            for operation in self._operations.values()
            if operation.status == IN_PROGRESS and hub in (None, operation.hub)
        ]

    def settle(self) -> None:
        now = self._clock()
        due = [operation for operation in self.running() if operation.due <= now and not operation.outcome.stuck]
        for operation in sorted(due, key=lambda one: one.due):
            operation.finish(operation)
            operation.status = FAILED if operation.outcome.error else SUCCEEDED

    def forget_ids(self) -> None:
        """Give all operations new ids, so that the old ones are unknown. The operations continue."""
        for operation in self._operations.values():
            operation.id = secrets.token_urlsafe(32)
        self._operations = {operation.id: operation for operation in self._operations.values()}

    def clear(self) -> None:
        self._operations.clear()
