"""All the rules of a plan in one PATCH of the workspace, which merges them with those that are there.

Source of the merge: live recording, Azure/azure-sdk-for-python at 1b1a5b30 (2023-03-16), and the live test beside it.
"""

from ...core.model.hub import DELETING, FAILED, UNDER_WAY, name_key
from ...core.model.resource_ids import WORKSPACE_TYPE
from ...core.plan.plan import DELETE, RETRY
from ..connection.failures import write_refused
from . import attempt, operation

WRITE_ACTION = f'{WORKSPACE_TYPE}/write'


class PermissionMissing(Exception):
    """The caller may not write the workspace as a whole."""


class Conflict(Exception):
    """Another write was under way; nothing was written. wait: the seconds that the service wants to be left alone."""

    def __init__(self, refusal):
        super().__init__(str(refusal))
        self.wait = refusal.wait


def patch_body(hub, operations):
    """The smallest body that writes the operations: nothing but the managed network, its mode and SKU as they are."""
    known = {'isolationMode': hub.isolation_mode, 'firewallSku': hub.firewall_sku}
    # What the hub does not show is not ours to set.
    network = {field: value for field, value in known.items() if value}
    network['outboundRules'] = {item.name: item.destination.rest() for item in operations}
    return {'properties': {'managedNetwork': network}}


def patch(live, hub, operations, pace, state, *, no_wait=False):
    """Sends the write and follows it; what became of it is in state.

    live: the hub's connection. hub: the hub as it was read. Raises PermissionMissing for a 403 AuthorizationFailed,
    Conflict, and azclierror classes when the service refuses otherwise; all mean that nothing was written. Raises
    Refused and TimeoutError where something may have been.
    """
    body = patch_body(hub, operations)
    try:
        response = attempt.accepted(
            lambda: _send(live, body), lambda now: arrived(now, operations), live, pace, state, retry_conflict=False
        )
    except attempt.Refused as ex:
        if state.sent:
            raise
        if ex.status == 403 and ex.failure.code == 'AuthorizationFailed':
            raise PermissionMissing(str(ex)) from ex
        if ex.is_conflict:
            raise Conflict(ex) from ex
        raise write_refused(ex, live.name) from ex
    if no_wait:
        return
    if response is None:
        state.ended = operation.UNKNOWN
    else:
        state.ended, state.error = operation.follow(live.arm, response, pace)
    if state.ended == operation.UNKNOWN and operation.settle(live, pace, is_over(operations, pace)) is None:
        state.ended = operation.TIMED_OUT


def _send(live, body):
    from azure.core.exceptions import HttpResponseError

    response = live.send('PATCH', body)
    if not 200 <= response.status_code < 300:
        raise HttpResponseError(response=response)
    return response


def arrived(hub, operations):
    """True when the hub shows that every operation was taken. A failed rule that stays so gives no sign of it."""
    known = {name_key(rule.name): rule for rule in hub.rules}
    return all(_shows(known.get(name_key(item.name)), item) for item in operations)


def _shows(rule, item):
    if item.op == DELETE:
        return rule is None or rule.status == DELETING
    return (
        rule is not None
        and rule.destination.key == item.destination.key
        and not (item.op == RETRY and rule.status == FAILED)
    )


def is_over(operations, pace):
    """A function of the hub that is true once nothing more is to be expected of a write that only the hub tells of."""
    shows = operation.patient(pace, lambda hub: arrived(hub, operations))
    return lambda hub: not under_way(hub, operations) and shows(hub)


def under_way(hub, operations):
    """The rules of the operations that the service is still working on."""
    names = {name_key(item.name) for item in operations}
    return [rule for rule in hub.rules if rule.status in UNDER_WAY and name_key(rule.name) in names]
