"""Hubs, workspaces and projects, as Azure Resource Graph lists them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from azure.cli.core import azclierror

from ..connection.arm import Arm, object_from
from ..connection.failures import Failure
from .throttle import Throttle, wait_asked_for

if TYPE_CHECKING:
    from azure.core.rest import HttpResponse

# As in azure-mgmt-resourcegraph 8.0.1 and in az's resource-graph extension, which has both limits too.
API_VERSION: Final = '2022-10-01'
MOST_SUBSCRIPTIONS: Final = 1000
_PAGE = 1000
_PATH = '/providers/Microsoft.ResourceGraph/resources'
_WHAT = 'Azure Resource Graph'
# Pages are complete only if the order is fixed and the id is a column (learn.microsoft.com, Resource Graph,
# work-with-data). Everything else about a hub is read from the hub itself.
QUERY: Final = """Resources
| where type =~ 'microsoft.machinelearningservices/workspaces'
| project id, kind, hubId = tostring(properties.hubResourceId)
| order by id asc"""


def workspaces(arm: Arm, subscriptions: Sequence[str], throttle: Throttle) -> list[dict[str, Any]]:
    """The rows of all workspaces in the subscriptions: objects with id, kind and hubId, which only projects have.

    Args:
        arm: The connection.
        subscriptions: Ids of the subscriptions.
        throttle: Limits the pace.

    Raises:
        AzCLIError: There is no complete answer.
        Stopped: The throttle was stopped.
    """
    rows: list[dict[str, Any]] = []
    for start in range(0, len(subscriptions), MOST_SUBSCRIPTIONS):
        options: dict[str, Any] = {'resultFormat': 'objectArray', '$top': _PAGE}
        batch = list(subscriptions[start : start + MOST_SUBSCRIPTIONS])
        body = {'subscriptions': batch, 'query': QUERY, 'options': options}
        while True:
            page = _page(arm, body, throttle)
            rows += page['data']
            token = page.get('$skipToken')
            if not token:
                break
            options['$skipToken'] = token
    return rows


def _page(arm: Arm, body: dict[str, Any], throttle: Throttle) -> dict[str, Any]:
    """One page of the answer, its rows under 'data'."""
    page = object_from(lambda: _ask(arm, body, throttle), _WHAT)
    if not isinstance(page.get('data'), list) or not all(isinstance(row, dict) for row in page['data']):
        raise azclierror.AzureResponseError(f'{_WHAT} answered without rows.', 'Try again.')
    if page.get('resultTruncated') == 'true' and not page.get('$skipToken'):
        raise azclierror.AzureResponseError(
            f'{_WHAT} left rows out of its answer.', 'Name fewer subscriptions with --subscriptions.'
        )
    return page


def _ask(arm: Arm, body: dict[str, Any], throttle: Throttle) -> 'HttpResponse':
    # A query only reads, so it can be repeated.
    response = throttle.send(lambda: arm.send('POST', _PATH, API_VERSION, body, once=True), _WHAT)
    if response.status_code == 404:
        # Elsewhere a 404 means that the hub was not found, which has its own exit code.
        raise azclierror.AzureResponseError(
            f'{_WHAT} is not available in this cloud: {Failure(response)}',
            'Name one hub at a time instead: -g GROUP -w NAME',
        )
    if response.headers.get('x-ms-user-quota-remaining') == '0':
        throttle.pause(_WHAT, wait_asked_for(response.headers))
    return response
