"""The error in an answer, in both generations of azure-core's responses."""

import json

import pytest
import requests
from azure.core.pipeline.transport import HttpRequest as OldRequest
from azure.core.pipeline.transport import RequestsTransportResponse
from azure.core.rest import HttpRequest
from azure.core.rest._requests_basic import RestRequestsTransportResponse

from azext_hubnet.service.connection.failures import Failure

LOCKED = json.dumps({'error': {'code': 'ScopeLocked', 'message': 'It is locked.'}})


def answer(body):
    """A 409 response of requests."""
    made = requests.Response()
    made.status_code, made._content = 409, body.encode()  # pylint: disable=protected-access
    return made


def old(body):
    """The response of clients generated for msrest, such as those of azure-ai-ml 1.27."""
    return RequestsTransportResponse(OldRequest('PUT', 'https://localhost/'), answer(body))


def new(body):
    """The response of azure-core's own clients."""
    made = RestRequestsTransportResponse(
        request=HttpRequest('PUT', 'https://localhost/'), internal_response=answer(body)
    )
    made._content = body.encode()  # pylint: disable=protected-access
    return made


@pytest.mark.parametrize('generation', [old, new])
def test_error_is_read_from_responses_of_both_generations(generation):
    failure = Failure(generation(LOCKED))
    assert failure.is_lock and str(failure) == '(ScopeLocked) It is locked.'


@pytest.mark.parametrize('generation', [old, new])
@pytest.mark.parametrize(
    'body, said',
    [
        ('<html>', 'Azure Resource Manager answered 409.'),
        ('["no"]', '["no"]'),
        ('', 'Azure Resource Manager answered 409.'),
    ],
)
def test_answer_without_an_arm_error_shows_its_body_or_its_status(generation, body, said):
    failure = Failure(generation(body))
    assert not failure.is_lock and str(failure) == said
