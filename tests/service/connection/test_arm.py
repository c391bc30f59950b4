"""Requests to ARM: connection settings, retries, and the error for each kind of answer."""

import pytest
from azure.cli.core import azclierror

from azext_hubnet.service.connection.arm import CONNECT_TIMEOUT, READ_TIMEOUT, Arm
from tests.harness.scripted_arm import HUB, scripted_session


@pytest.fixture(name='other')
def _other(tmp_path):
    with scripted_session(tmp_path) as made:
        yield made


def test_other_clients_get_the_timeouts_and_the_verification_of_az(hubnet, monkeypatch):
    def connection():
        return Arm(hubnet.context()).connection

    timeouts = {'connection_timeout': CONNECT_TIMEOUT, 'read_timeout': READ_TIMEOUT}
    assert connection() == {**timeouts, 'connection_verify': str(hubnet.simulator.ca_file)}
    monkeypatch.delenv('REQUESTS_CA_BUNDLE')
    assert connection() == timeouts
    # az sets the second variable itself; monkeypatch removes it after the test.
    monkeypatch.setenv('AZURE_CLI_DISABLE_CONNECTION_VERIFICATION', '1')
    monkeypatch.setenv('ADAL_PYTHON_SSL_NO_VERIFY', '1')
    assert connection() == {**timeouts, 'connection_verify': False}


@pytest.mark.parametrize(
    'answer, error, text',
    [
        ((200, {}, ['not', 'an object']), azclierror.AzureResponseError, 'not the JSON of a resource'),
        ((200, {}, b'not JSON'), azclierror.AzureResponseError, 'not the JSON of a resource'),
        ((400, {}, {'error': {'code': 'Bad'}}), azclierror.AzureResponseError, r'The hub cannot be read: \(Bad\)'),
        ((401, {}, {}), azclierror.UnauthorizedError, 'The hub cannot be read: .*401'),
        ((403, {}, {}), azclierror.ForbiddenError, 'The hub cannot be read: .*403'),
        ((404, {}, {}), azclierror.ResourceNotFoundError, 'The hub was not found'),
        ((429, {'Retry-After': '61'}, {}), azclierror.AzureInternalError, 'answers 429'),
        ((503, {'Retry-After': '3600'}, {}), azclierror.AzureInternalError, 'answers 503'),
    ],
)
def test_answer_without_a_json_object_raises_an_error_of_az(other, answer, error, text):
    other.simulator.show = lambda body: answer
    with pytest.raises(error, match=text):
        Arm(other.context()).get(HUB, '2025-12-01', 'The hub')
    # hubnet does not wait for a Retry-After of more than a minute.
    assert len(other.simulator.log) == 1


@pytest.mark.parametrize('retry_after, sent', [('0', 4), ('soon', 4), (None, 4), ('61', 1)])
def test_read_is_retried_three_times_unless_the_wait_is_too_long(other, retry_after, sent):
    headers = {'Retry-After': retry_after} if retry_after else {}
    other.simulator.show = lambda body: (503, headers, {})
    with pytest.raises(azclierror.AzureInternalError):
        Arm(other.context()).get(HUB, '2025-12-01', 'The hub')
    assert len(other.simulator.log) == sent
