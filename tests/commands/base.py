"""The base of the scenario tests: recorded against the simulator, replayed without any network."""

import json
import os
import shlex
from io import StringIO
from typing import ClassVar
from unittest import mock

from azure.cli.testsdk import ScenarioTest
from azure.cli.testsdk.patches import patch_retrieve_token_for_user
from azure.cli.testsdk.scenario_tests import mock_in_unit_test
from vcr.record_mode import RecordMode

from . import private_az, recorder

GROUP = 'hubnet-tests'


class SignedIn:
    """A credential that needs no sign-in; claims holds the challenges that it was asked to answer."""

    claims: ClassVar = []

    def acquire_token(self, scopes, claims_challenge=None, **_):
        """A token as MSAL returns it."""
        if claims_challenge:
            self.claims.append(claims_challenge)
        return {'access_token': f'token for {" ".join(scopes)}', 'token_type': 'Bearer', 'expires_in': 3600}


def patch_credential(unit_test):
    """Replace testsdk's patch of the same target, whose credential lacks the method that az calls today."""
    mock_in_unit_test(
        unit_test, 'azure.cli.core.auth.identity.Identity.get_user_credential', lambda *_, **__: SignedIn()
    )


class HubnetScenario(ScenarioTest):
    """A recorded scenario. Without AZURE_TEST_RUN_LIVE=true a request that is not in its recording is an error."""

    RECORDED_FROM = (private_az.SIMULATOR, private_az.AZURE)

    def __init__(self, method_name, recording_name=None):
        recording = private_az.SOURCE in self.RECORDED_FROM
        self.is_left_alone = bool(private_az.SOURCE) and not recording
        self.simulator = recorder.simulator() if recording and private_az.SOURCE == private_az.SIMULATOR else None
        processor = recorder.OnlyTheAnswers(self.simulator.url if self.simulator else recorder.ARM)
        # testsdk deletes the recording here when it sees the variable.
        with mock.patch.dict(os.environ, AZURE_TEST_RUN_LIVE=str(recording)):
            super().__init__(method_name, recording_name=recording_name, recording_processors=[processor])
        # testsdk runs patches in the order of a set: of two for one target either might win.
        self.replay_patches = [
            patch_credential if patch is patch_retrieve_token_for_user else patch for patch in self.replay_patches
        ]
        self.in_recording = self.is_live
        if not self.is_live:
            self.vcr.record_mode = RecordMode.NONE

    def setUp(self):
        if self.is_left_alone:
            # While recordings are made, az is signed in to something that this one does not know.
            self.skipTest('its recording is not made from there')
        if self.simulator:
            self.simulator.reset()
        SignedIn.claims = []
        # vcr takes its hands off the connections of all threads while it makes one.
        for number in ('reading.fleet.CONNECTIONS', 'live_facts.client._AT_ONCE'):
            one_by_one = mock.patch(f'azext_hubnet.service.{number}', 1)
            one_by_one.start()
            self.addCleanup(one_by_one.stop)
        super().setUp()
        subscription = self.get_subscription_id()
        self.kwargs.update(
            group=GROUP,
            sub=subscription,
            data=str(private_az.ROOT / 'tests' / 'data' / 'sample-hub.yml'),
            id=f'/subscriptions/{subscription}/resourceGroups/{GROUP}/providers/'
            'Microsoft.MachineLearningServices/workspaces',
        )

    def tearDown(self):
        # testsdk puts a plain dict in the place of os.environ, through which no child process sees a change any more.
        environ = os.environ
        super().tearDown()
        os.environ = environ  # noqa: B003

    def json_of_cmd(self, command):
        """What a command prints as JSON."""
        return self.cmd(command).get_output_in_json()

    def exiting_cmd(self, command, code):
        """Run a command that ends the process with code; returns what it printed, or None. cmd() lets that through."""
        printed = StringIO()
        with self.assertRaises(SystemExit) as caught:
            self.cli_ctx.invoke(shlex.split(command.format(**self.kwargs)), out_file=printed)
        self.assertEqual(code, caught.exception.code)
        return json.loads(printed.getvalue()) if printed.getvalue() else None


class SimulatedScenario(HubnetScenario):
    """A state of a hub that cannot be produced in Azure at will: recorded from the simulator only."""

    RECORDED_FROM = (private_az.SIMULATOR,)


class HandMadeScenario(HubnetScenario):
    """A fault whose recording was written by hand, in recordings/handmade."""

    RECORDED_FROM = ()

    def __init__(self, method_name):
        super().__init__(method_name, recording_name=f'handmade/{method_name}')
