"""What Azure Resource Manager may answer instead of a workspace. The recordings of this file were written by hand."""

import json
from unittest import mock

import requests
from azure.cli.core import azclierror

from azext_hubnet.service.connection.arm import CONNECT_TIMEOUT, READ_TIMEOUT

from .base import HandMadeScenario, SignedIn


class FaultScenario(HandMadeScenario):
    """One request, several ways to go wrong."""

    def assert_refused(self, error, *texts):
        """The command fails with this error; its message and recommendation hold the texts."""
        with self.assertRaises(error) as caught:
            self.cmd('hubnet preset diff -g {group} -w fresh -p vscode')
        said = ' '.join([str(caught.exception), *caught.exception.recommendations])
        for text in texts:
            self.assertIn(text, said)

    def assert_answered(self):
        """The command works in spite of all."""
        self.cmd('hubnet preset diff -g {group} -w fresh -p vscode', checks=[self.check('hub.name', 'fresh')])

    def test_forbidden(self):
        self.assert_refused(
            azclierror.ForbiddenError,
            'Microsoft.MachineLearningServices/workspaces/read',
            'AuthorizationFailed',
            'the role Reader',
        )

    def test_expired_sign_in(self):
        self.assert_refused(azclierror.UnauthorizedError, 'ExpiredAuthenticationToken', "'az login'")

    def test_claims_challenge_is_answered(self):
        self.assert_answered()
        self.assertEqual(
            [{'access_token': {'nbf': {'essential': True, 'value': '1700000000'}}}],
            [json.loads(claims) for claims in SignedIn.claims],
        )

    def test_throttled_once(self):
        self.assert_answered()

    def test_throttled_too_long(self):
        self.assert_refused(azclierror.AzureInternalError, '429', 'Try again in 3600 seconds')

    def test_unavailable(self):
        self.assert_refused(azclierror.AzureInternalError, '503', 'ServiceUnavailable')
        self.assertEqual(4, self.cassette.play_count)

    def test_timeout(self):
        """No recording can hold this one."""
        with mock.patch('requests.adapters.HTTPAdapter.send', side_effect=requests.ReadTimeout) as send:
            self.assert_refused(azclierror.AzureConnectionError, 'the request timed out', 'az cloud show')
        self.assertEqual([(CONNECT_TIMEOUT, READ_TIMEOUT)] * 4, [call.kwargs['timeout'] for call in send.mock_calls])

    def test_page_of_a_proxy(self):
        self.assert_refused(azclierror.ForbiddenError, 'answered 403')

    def test_sign_in_page_instead_of_json(self):
        self.assert_refused(azclierror.AzureResponseError, 'not the JSON of a resource')

    def test_list_instead_of_object(self):
        self.assert_refused(azclierror.AzureResponseError, 'not the JSON of a resource')
