"""Run hubnet's handlers in the process of a test, against a simulator over real HTTP, without az and without waiting.

    with session(folder) as hubnet:                       # a Session; hubnet.simulator is its Simulator
        done = hubnet.add('fresh', 'vscode')               # a Done: result, code, error
        hubnet.simulator.faults.add('workspace_patch', 'reset_after')

Tests get the same from the fixture `hubnet`. Time is the simulator's own clock, which each sleep advances. az is
imported in functions only: it fixes its folders at import, and the tests of commands set those folders first.
"""

import contextlib
import os
import threading
import time
from types import SimpleNamespace
from unittest import mock

from azext_hubnet import custom
from azext_hubnet.service.reading.hub import open_hub
from azext_hubnet.service.writing import operation
from azext_hubnet.terminal.errors import raise_as_azclierror
from tests.simulator import RESOURCE_GROUP, SUBSCRIPTION_ID, ManualClock, Simulator


class Credential:
    """A credential that does not need a sign-in.

    claims: the claims challenges that it was given.
    """

    def __init__(self):
        self.claims = []

    def get_token(self, *_scopes, claims=None, **_):
        from azure.core.credentials import AccessToken

        if claims:
            self.claims.append(claims)
        return AccessToken('token', int(time.time()) + 3600)


class CliContext:
    """The part of az's context that the handlers use."""

    def __init__(self, url):
        from azure.cli.core.cloud import Cloud, CloudEndpoints, CloudSuffixes

        self.cloud = Cloud(
            'Simulated',
            endpoints=CloudEndpoints(
                resource_manager=url, active_directory=f'{url}/adfs', active_directory_resource_id=url
            ),
            suffixes=CloudSuffixes(storage_endpoint='core.simulator.invalid'),
        )
        self.data = {
            'command': 'hubnet',
            'headers': {},
            'safe_params': [],
            'completer_active': False,
            'subscription_id': None,
        }
        self.config = SimpleNamespace(getboolean=lambda section, option, fallback=None: fallback)
        self.only_show_errors = True
        self.exits = []

    def register_event(self, _event, handler):
        self.exits.append(handler)

    def unregister_event(self, _event, handler):
        self.exits.remove(handler)


class Done:
    """The result of one command, or the error that az would print, and its exit code."""

    def __init__(self, result=None, code=0, error=None):
        self.result, self.code, self.error = result, code, error

    @property
    def outcome(self):
        return self.result['outcome']

    @property
    def results(self):
        """Outcomes by rule name."""
        return {one['rule']: one['outcome'] for one in self.result['results']}

    def __repr__(self):
        return f'ended with {self.code}: {self.error!r} {self.result}'


class Session:
    """Runs handlers against one simulator.

    simulator: a Simulator, or a ScriptedArm. clock: its ManualClock. credential: what the handlers sign in with.
    """

    def __init__(self, simulator, clock):
        self.simulator, self.clock, self.credential = simulator, clock, Credential()

    def add(self, hub, *presets, code=0, **options):
        """A Done of `preset add`. code: the expected exit code; None: any."""
        return self.run(custom.add_presets, hub, code, preset=list(presets), **{'yes': True, **options})

    def remove(self, hub, *presets, code=0, **options):
        """A Done of `preset remove`; code as in add."""
        return self.run(custom.remove_presets, hub, code, preset=list(presets), **{'yes': True, **options})

    def wait(self, hub, *presets, code=0, **options):
        """A Done of `preset wait`; code as in add."""
        return self.run(custom.wait_for_presets, hub, code, preset=list(presets), **options)

    def diff(self, hub, *presets, **options):
        """The result of `preset diff`."""
        return self.run(custom.diff_presets, hub, 0, preset=list(presets), **options).result

    def run(self, handler, hub, code, **arguments):
        """The Done of a handler, run as az would. code: the expected exit code; None: any."""
        done = self._run(handler, hub, arguments)
        assert code is None or done.code == code, done
        return done

    def live(self, hub):
        """A connection to a hub, as the commands open it."""
        return open_hub(self.context(), RESOURCE_GROUP, hub)

    def context(self):
        """A CliContext for this simulator."""
        return CliContext(self.simulator.url)

    def rules(self, hub):
        """The rules on the hub once all operations have ended, in wire form, without status and error."""
        self.clock.advance(3600)
        return stored_rules(self.simulator.state(hub))

    def requests(self, *kinds):
        """Kind and status of each request since the last call of forget. kinds: only requests of these kinds."""
        return [
            (entry['kind'], entry['status'])
            for entry in self.simulator.log.entries()
            if not kinds or entry['kind'] in kinds
        ]

    def forget(self):
        """Clear the faults and the log."""
        self.simulator.faults.clear()
        self.simulator.log.clear()

    def _run(self, handler, hub, arguments):
        context = self.context()
        try:
            result = handler(
                SimpleNamespace(cli_ctx=context), resource_group_name=RESOURCE_GROUP, workspace_name=hub, **arguments
            )
        except Exception as ex:  # pylint: disable=broad-exception-caught
            return _failed(ex)
        for leave in list(context.exits):
            try:
                leave(context)
            except SystemExit as ex:
                return Done(result, ex.code)
        return Done(result)


def stored_rules(document):
    """The rules in a stored document, each without its status and error."""
    rules = document['properties']['managedNetwork'].get('outboundRules') or {}
    passing = ('status', 'errorInformation')
    return {
        name: rule and {field: value for field, value in rule.items() if field not in passing}
        for name, rule in rules.items()
    }


def _failed(error):
    from azure.cli.core.azclierror import AzCLIError

    try:
        raise_as_azclierror(error)
    except AzCLIError as ex:
        return Done(code=3 if type(ex).__name__ == 'ResourceNotFoundError' else 1, error=ex)
    raise AssertionError('unreachable')


class _SimulatedTime:
    """Replaces the module `time` in service.writing.operation."""

    time = staticmethod(time.time)

    def __init__(self, clock):
        self._clock = clock

    def monotonic(self):
        # Reading the clock takes time too, so that loops that only read it end.
        self._clock.advance(0.01)
        return self._clock.now

    def sleep(self, seconds):
        self._clock.advance(seconds)


@contextlib.contextmanager
def session(folder, **settings):
    """A Session with its own Simulator. settings: of that Simulator."""
    clock = ManualClock()
    with Simulator(folder, clock=clock, **settings) as simulator:
        made = Session(simulator, clock)
        with without_waiting(clock), signed_in(made.credential, simulator.ca_file):
            yield made


@contextlib.contextmanager
def without_waiting(clock):
    """Let hubnet and the SDK sleep on this clock."""
    from azure.core.pipeline.transport import RequestsTransport

    # A poller of the SDK from an earlier test may still run in its thread; it must not advance this test's clock.
    others = set(threading.enumerate()) - {threading.current_thread()}

    def pause(_, seconds):
        if threading.current_thread() not in others:
            clock.advance(seconds)
        time.sleep(0.005)

    with (
        mock.patch.object(operation, 'time', _SimulatedTime(clock)),
        mock.patch.object(RequestsTransport, 'sleep', pause),
    ):
        yield


@contextlib.contextmanager
def signed_in(credential, ca_file):
    """Let az's profile return this credential and one subscription."""
    subscription = {
        'id': SUBSCRIPTION_ID,
        'name': 'Simulated subscription',
        'state': 'Enabled',
        'tenantId': 'tenant',
        'user': {'name': 'user'},
        'isDefault': True,
    }
    known = mock.patch('azure.cli.core._profile.Profile.load_cached_subscriptions', lambda *_, **__: [subscription])
    login = mock.patch(
        'azure.cli.core._profile.Profile.get_login_credentials',
        lambda *_, **__: (credential, SUBSCRIPTION_ID, 'tenant'),
    )
    with (
        login,
        known,
        mock.patch('azure.cli.core._profile.Profile.__init__', lambda *_, **__: None),
        mock.patch.dict(os.environ, REQUESTS_CA_BUNDLE=str(ca_file), NO_PROXY='127.0.0.1'),
    ):
        yield
