"""Write all rules of a plan in one PATCH of the workspace, which merges them with the existing rules.

Source of the merge: live recording, Azure/azure-sdk-for-python at 1b1a5b30 (2023-03-16), and its live test.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...core.model.hub import DELETING, UNDER_WAY, Hub, Rule, name_key
from ...core.model.hub import FAILED as FAILED_STATUS
from ...core.model.resource_ids import WORKSPACE_TYPE
from ...core.plan.plan import DELETE, RETRY, Operation
from ..connection.failures import write_refused
from . import attempt, operation
from .operation import Timer

if TYPE_CHECKING:
    from azure.core.rest import HttpResponse

    from ..reading.hub import LiveHub

WRITE_ACTION = f'{WORKSPACE_TYPE}/write'


class PermissionMissing(Exception):
    """The caller may not write the workspace as a whole."""


class Conflict(Exception):
    """Another write is in progress; nothing was written.

    Attributes:
        wait: The seconds to wait that the service asks for.
    """

    def __init__(self, refusal: attempt.Refused) -> None:
        super().__init__(str(refusal))
        self.wait = refusal.wait


def patch_body(hub: Hub, operations: Sequence[Operation]) -> dict[str, Any]:
    """The smallest body that writes the operations: the managed network with its present mode and SKU."""
    known = {'isolationMode': hub.isolation_mode, 'firewallSku': hub.firewall_sku}
    # A setting that the hub does not show must not be set.
    network: dict[str, Any] = {field: value for field, value in known.items() if value}
    network['outboundRules'] = {item.name: item.destination.rest() for item in operations}
    return {'properties': {'managedNetwork': network}}


def patch(
    live: 'LiveHub',
    hub: Hub,
    operations: Sequence[Operation],
    timer: Timer,
    record: attempt.WriteRecord,
    *,
    no_wait: bool = False,
) -> None:
    """Send the write and follow it; the record has the outcome.

    Args:
        live: The hub.
        hub: The hub as it was read.
        operations: The rules to write.
        timer: The time of the command.
        record: What is known about the write.
        no_wait: Return as soon as the service has accepted the write.

    Raises:
        PermissionMissing: The service answered 403 AuthorizationFailed. Nothing was written.
        Conflict: Another write is in progress. Nothing was written.
        AzCLIError: The service refused for another reason. Nothing was written.
        Refused: The service refused, but something may have been written.
        TimeoutError: Something may have been written, but the hub does not show it in time.
    """
    body = patch_body(hub, operations)
    try:
        response = attempt.accepted(
            lambda: _send(live, body), lambda now: arrived(now, operations), live, timer, record, retry_conflict=False
        )
    except attempt.Refused as ex:
        if record.sent:
            raise
        if ex.failure is not None and ex.failure.status == 403 and ex.failure.code == 'AuthorizationFailed':
            raise PermissionMissing(str(ex)) from ex
        if ex.is_conflict:
            raise Conflict(ex) from ex
        raise write_refused(ex, live.name) from ex
    if no_wait:
        return
    if response is None:
        record.ended = operation.END_UNKNOWN
    else:
        record.ended, record.error = operation.follow(live.arm, response, timer)
    if record.ended == operation.END_UNKNOWN and operation.settle(live, timer, is_over(operations, timer)) is None:
        record.ended = operation.TIMED_OUT


def _send(live: 'LiveHub', body: dict[str, Any]) -> 'HttpResponse':
    from azure.core.exceptions import HttpResponseError

    response = live.send('PATCH', body)
    if not 200 <= response.status_code < 300:
        raise HttpResponseError(response=response)
    return response


def arrived(hub: Hub, operations: Sequence[Operation]) -> bool:
    """True when the hub shows every operation. It does not show the retry of a rule that fails again."""
    known = {name_key(rule.name): rule for rule in hub.rules}
    return all(_shows(known.get(name_key(item.name)), item) for item in operations)


def _shows(rule: Rule | None, item: Operation) -> bool:
    if item.op == DELETE:
        return rule is None or rule.status == DELETING
    return (
        rule is not None
        and rule.destination.key == item.destination.key
        and not (item.op == RETRY and rule.status == FAILED_STATUS)
    )


def is_over(operations: Sequence[Operation], timer: Timer) -> Callable[[Hub], bool]:
    """A condition for the hub: true when a write whose end only the hub shows is over."""
    shows = operation.patient(timer, lambda hub: arrived(hub, operations))
    return lambda hub: not under_way(hub, operations) and shows(hub)


def under_way(hub: Hub, operations: Sequence[Operation]) -> list[Rule]:
    """The rules of the operations that the service is still working on."""
    names = {name_key(item.name) for item in operations}
    return [rule for rule in hub.rules if rule.status in UNDER_WAY and name_key(rule.name) in names]
