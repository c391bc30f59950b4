"""All the rules of a plan in one PATCH of the workspace, which merges them with those that are there.

Source of the merge: live recording, Azure/azure-sdk-for-python at 1b1a5b30 (2023-03-16), and the live test beside it.
"""

from ..core.wire import rule_body
from . import operation
from .failures import Failure, write_refused

WRITE_ACTION = 'Microsoft.MachineLearningServices/workspaces/write'

# What azure-core retries on a GET, and 409: another write is under way.
TRY_AGAIN = (408, 409, 429, 500, 502, 503, 504)
_MAX_SENDS = 8


class PermissionMissing(Exception):
    """The caller may not write the workspace as a whole."""


class WriteState:
    """What is known of a write; it outlives an interruption.

    sent: something may have reached the service. ended: how the operation ended, as service.operation has it, or None.
    error: the service's text.
    """

    def __init__(self):
        self.sent = False
        self.ended = None
        self.error = None


def patch_body(hub, operations):
    """The smallest body that writes the operations: nothing but the managed network, its mode and SKU as they are."""
    network = {'isolationMode': hub.isolation_mode}
    if hub.firewall_sku:
        network['firewallSku'] = hub.firewall_sku
    network['outboundRules'] = {item.name: rule_body(item.destination) for item in operations}
    return {'properties': {'managedNetwork': network}}


def patch(live, hub, operations, pace, state, no_wait=False):
    """Sends the write and follows it; what became of it is in state.

    live: the hub's connection. hub: the hub as it was read. Raises PermissionMissing for a 403 AuthorizationFailed and
    azclierror classes when the service refuses; both mean that nothing was written.
    """
    response = _send(live, patch_body(hub, operations), operations, pace, state)
    if no_wait:
        return
    if response is not None:
        state.ended, state.error = operation.follow(live.arm, response, pace)
    if response is None or state.ended == operation.UNKNOWN:
        settle(live, pace)


def _send(live, body, operations, pace, state):
    """The accepted response; None when only the hub itself shows that the write arrived."""
    from azure.core.exceptions import AzureError
    for _ in range(_MAX_SENDS):
        failure, wait = None, 0.0
        try:
            state.sent = True
            response = live.send('PATCH', body)
        except AzureError as ex:
            state.error = str(ex)
        else:
            if response.status_code in (200, 201, 202):
                state.error = None
                return response
            failure, wait = Failure(response), operation.retry_after(response.headers)
            state.error = str(failure)
            _raise_if_final(failure, live, state)
        # It may have arrived all the same: a second write beside the first could lose rules.
        if (failure is None or failure.status >= 500) and arrived(live.read(), operations):
            state.error = None
            return None
        if pace.is_over:
            break
        pace.sleep(wait)
    state.sent = False
    raise write_refused(None, live.name, state.error)


def _raise_if_final(failure, live, state):
    if failure.status in TRY_AGAIN and not is_locked(failure.code):
        return
    state.sent = False
    if failure.status == 403 and failure.code == 'AuthorizationFailed':
        raise PermissionMissing(str(failure))
    raise write_refused(failure, live.name, str(failure))


def is_locked(text):
    """True for the error of a management lock, which no waiting opens."""
    return 'scopelocked' in text.lower()


def arrived(hub, operations):
    """True when the hub shows every written rule, in whatever status."""
    known = {(rule.name or '').lower(): rule.destination.key for rule in hub.rules}
    return all(known.get(item.name.lower()) == item.destination.key for item in operations)


def settle(live, pace):
    """Waits until nothing on the hub is under way any more, within the pace's limit."""
    pace.restart_waits()
    while not pace.is_over:
        hub, is_busy = live.read_with_state()
        if not is_busy and not any(rule.status in ('Provisioning', 'Deleting') for rule in hub.rules):
            return
        pace.sleep()
