"""What Azure Resource Graph knows of hubs, workspaces and projects."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from azure.cli.core import azclierror

from ..connection.arm import Arm, object_from
from ..connection.failures import Failure
from .throttle import Throttle, wait_asked_for

if TYPE_CHECKING:
    from azure.core.rest import HttpResponse

# Of azure-mgmt-resourcegraph 8.0.1 and of az's own resource-graph extension, which also has both limits.
API_VERSION: Final = '2022-10-01'
MOST_SUBSCRIPTIONS: Final = 1000
_PAGE = 1000
_PATH = '/providers/Microsoft.ResourceGraph/resources'
_WHAT = 'Azure Resource Graph'
# Pages are only complete where the order is fixed and the id is among the columns (learn.microsoft.com, Resource
# Graph, work-with-data). All else that is needed of a hub is in the hub itself.
QUERY: Final = """Resources
| where type =~ 'microsoft.machinelearningservices/workspaces'
| project id, kind, hubId = tostring(properties.hubResourceId)
| order by id asc"""


def workspaces(arm: Arm, subscriptions: Sequence[str], throttle: Throttle) -> list[dict[str, Any]]:
    """The rows of all workspaces in the subscriptions: objects with id, kind and hubId, which only projects have.

    Args:
        arm: The connection.
        subscriptions: Their ids.
        throttle: Sets the pace.

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
    # A query only reads, so that it may be sent again.
    response = throttle.send(lambda: arm.send('POST', _PATH, API_VERSION, body, once=True), _WHAT)
    if response.status_code == 404:
        # Elsewhere a 404 means that the hub was not found, which has an exit code of its own.
        raise azclierror.AzureResponseError(
            f'{_WHAT} is not available in this cloud: {Failure(response)}',
            'Name one hub at a time instead: -g GROUP -w NAME',
        )
    if response.headers.get('x-ms-user-quota-remaining') == '0':
        throttle.pause(_WHAT, wait_asked_for(response.headers))
    return response
