"""What making recordings needs: a simulator that this process's az is signed in to, and what is kept of the traffic."""

import atexit
import json
import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from azure.cli.testsdk.scenario_tests import RecordingProcessor

# What replaces the simulator's address: where an az that is not signed in to anything else sends its requests.
ARM = 'https://management.azure.com'
_NOT_RECORDED = ('/adfs/', '/_simulator/', '/metadata/')
_KEPT_HEADERS = ('content-type', 'location', 'azure-asyncoperation', 'www-authenticate')
_PERSONAL = {
    'tenantId': '00000000-0000-0000-0000-000000000000',
    'principalId': '00000000-0000-0000-0000-000000000000',
    'createdBy': 'someone@example.com',
    'lastModifiedBy': 'someone@example.com',
}

# In the filter of a question for role assignments.
_ASSIGNEE = re.compile(r'(?<=assignedTo%28%27)[0-9a-f-]{36}(?=%27%29)')


@cache
def simulator():
    """Starts the simulator and signs in to it, once; both end with the process."""
    from tests.simulator import Simulator
    from tests.simulator.login import log_in

    folder = Path(os.environ['AZURE_CONFIG_DIR']).parent
    made = Simulator(folder / 'simulator').start()
    atexit.register(made.stop)
    extensions = os.environ['AZURE_EXTENSION_DIR']
    environment = log_in(made.url, made.ca_file, folder)
    os.environ.update(environment, AZURE_EXTENSION_DIR=extensions)
    return made


class OnlyTheAnswers(RecordingProcessor):
    """Keeps requests by method and address, answers without what differs from run to run or names a person."""

    def __init__(self, url=ARM):
        self.url = url

    def process_request(self, request):
        if urlsplit(request.uri).path.startswith(_NOT_RECORDED) or 'login.microsoftonline' in request.uri:
            return None
        request.uri = _ASSIGNEE.sub(_PERSONAL['principalId'], request.uri.replace(self.url, ARM))
        request.headers = {}
        return request

    def process_response(self, response):
        response['headers'] = {
            name: [value.replace(self.url, ARM) for value in values]
            for name, values in response['headers'].items()
            if name.lower() in _KEPT_HEADERS
        }
        body = response['body']['string']
        try:
            cleaned = json.dumps(_impersonal(json.loads(body)))
        except ValueError:
            return response
        response['body']['string'] = cleaned.replace(self.url, ARM)
        return response


def _impersonal(value):
    if isinstance(value, list):
        return [_impersonal(item) for item in value]
    if isinstance(value, dict):
        return {key: _PERSONAL.get(key) or _impersonal(item) for key, item in value.items()}
    return value
