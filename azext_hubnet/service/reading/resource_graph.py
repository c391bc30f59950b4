"""What Azure Resource Graph knows of hubs, workspaces and projects."""

from azure.cli.core import azclierror

from ..connection.arm import object_from
from ..connection.failures import Failure
from .patience import persist, wait_of

# Of azure-mgmt-resourcegraph 8.0.1 and of az's own resource-graph extension, which also has both limits.
API_VERSION = '2022-10-01'
MOST_SUBSCRIPTIONS = 1000
_PAGE = 1000
_PATH = '/providers/Microsoft.ResourceGraph/resources'
_WHAT = 'Azure Resource Graph'
# Pages are only complete where the order is fixed and the id is among the columns (learn.microsoft.com, Resource
# Graph, work-with-data). All else that is needed of a hub is in the hub itself.
QUERY = """Resources
| where type =~ 'microsoft.machinelearningservices/workspaces'
| project id, kind, hubId = tostring(properties.hubResourceId)
| order by id asc"""


def workspaces(arm, subscriptions, throttle):
    """The rows of all workspaces in the subscriptions: objects with id, kind and hubId, which is of a project.

    Raises azclierror classes, and Stopped.
    """
    rows = []
    for start in range(0, len(subscriptions), MOST_SUBSCRIPTIONS):
        body = {
            'subscriptions': subscriptions[start : start + MOST_SUBSCRIPTIONS],
            'query': QUERY,
            'options': {'resultFormat': 'objectArray', '$top': _PAGE},
        }
        while True:
            answer = _page(arm, body, throttle)
            rows += answer['data']
            token = answer.get('$skipToken')
            if not token:
                break
            body['options']['$skipToken'] = token
    return rows


def _page(arm, body, throttle):
    def ask():
        # A query only reads, so that it may be sent again.
        response = persist(lambda: arm.send('POST', _PATH, API_VERSION, body, once=True), throttle, _WHAT)
        if response.status_code == 404:
            # Elsewhere that means that the hub was not found, and has an exit code of its own.
            raise azclierror.AzureResponseError(
                f'{_WHAT} is not there in this cloud: {Failure(response)}', 'Name single hubs instead: -g GROUP -w NAME'
            )
        if response.headers.get('x-ms-user-quota-remaining') == '0':
            throttle.pause(_WHAT, wait_of(response.headers))
        return response

    answer = object_from(ask, _WHAT)
    if not isinstance(answer.get('data'), list) or not all(isinstance(row, dict) for row in answer['data']):
        raise azclierror.AzureResponseError(f'{_WHAT} answered without rows.', 'Try again.')
    if answer.get('resultTruncated') == 'true' and not answer.get('$skipToken'):
        raise azclierror.AzureResponseError(f'{_WHAT} left rows out of its answer.', 'Ask for fewer --subscriptions.')
    return answer
