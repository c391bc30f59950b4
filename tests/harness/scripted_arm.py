"""A small Azure Resource Manager with one hub; a test can replace any of its answers.

The simulator behaves as in recorded traffic; this one can behave in any other way that a service might:

    with scripted_session(folder) as hubnet:  # an in_process.Session; hubnet.simulator is a ScriptedArm
        hubnet.simulator.accept = lambda url, body: (200, {}, body)    # how a write is answered
        hubnet.simulator.poll = lambda ended: (200, {}, {'properties': {'provisioningState': 'Updating'}})
        hubnet.simulator.script('PATCH', before=[CUT, (409, {}, {})], after=[None, CUT])
"""

import contextlib
import copy
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.harness.in_process import Session, signed_in, without_waiting
from tests.simulator import RESOURCE_GROUP, SUBSCRIPTION_ID, ManualClock
from tests.simulator.tls import make_certificates

HUB = (
    f'/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/{RESOURCE_GROUP}/providers'
    '/Microsoft.MachineLearningServices/workspaces/other'
)
# In place of an answer: the connection is cut.
CUT = 'cut'
THEIRS = {'type': 'FQDN', 'category': 'UserDefined', 'status': 'Active', 'destination': 'theirs.example.com'}


class ScriptedArm:  # pylint: disable=too-many-instance-attributes
    """The service and its one hub. An answer is (status, headers, body) or CUT.

    A test may set:
        hub: the body of the workspace.
        seconds: how long an operation takes.
        shown_at_once: whether the hub shows new rules at once, or only when the operation has ended.
        accept: how a write is answered: (url of the operation, body of the hub) -> answer.
        poll: how a poll is answered: (whether the operation has ended) -> answer.
        store: which rules the hub has after a write: (rules before, rules written) -> rules.
        show: how a GET of the hub is answered: (body) -> answer.
    """

    def __init__(self, folder, clock):
        self.clock, self.seconds, self.shown_at_once = clock, 5.0, True
        self.hub = {
            'id': HUB,
            'name': 'other',
            'kind': 'Hub',
            'location': 'westus3',
            'properties': {
                'provisioningState': 'Succeeded',
                'managedNetwork': {
                    'isolationMode': 'AllowOnlyApprovedOutbound',
                    'firewallSku': 'Standard',
                    'status': {'status': 'Active', 'sparkReady': False},
                    'outboundRules': {'theirs': dict(THEIRS)},
                },
            },
        }
        self.log = []
        self._scripts, self._ends, self._later, self._lock = {}, 0.0, None, threading.RLock()
        certificates = make_certificates(folder)
        self.ca_file = certificates.ca_file
        self._server = ThreadingHTTPServer(('127.0.0.1', 0), _Handler)
        self._server.daemon_threads, self._server.arm = True, self
        self._server.socket = certificates.server_context().wrap_socket(self._server.socket, server_side=True)
        self.url = f'https://127.0.0.1:{self._server.server_address[1]}'
        self.accept = lambda url, body: (202, {'azure-asyncoperation': url, 'Location': url}, None)
        self.poll = lambda ended: (200, {}, {'status': 'Succeeded' if ended else 'InProgress'})
        self.store = lambda rules, written: {**rules, **written}
        self.show = lambda body: (200, {}, body)
        threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()

    def stop(self):
        """Close the server."""
        self._server.shutdown()
        self._server.server_close()

    def script(self, method, before=(), after=()):
        """Replace the answers to the next requests of one method.

        method: as in HTTP, of the hub or a rule; 'POLL' is a GET of an operation.
        before: answers in place of carrying the request out, one for each request; None: carry it out.
        after: answers once it has been carried out; None: the usual answer.
        """
        self._scripts[method] = (list(before), list(after))

    @property
    def rules(self):
        """The rules of the hub, by name, as it shows them now."""
        return self.hub['properties']['managedNetwork']['outboundRules']

    def sent(self, *methods):
        """The bodies of all requests of these methods."""
        return [body for method, _, body in self.log if method in methods]

    def answer(self, method, path, body):
        """The answer to one request."""
        with self._lock:
            self._settle()
            if '/operations/' in path:
                method = 'POLL'
            self.log.append((method, path, body))
            before, after = self._scripts.get(method, ([], []))
            instead = before.pop(0) if before else None
            given = instead or self._carry_out(method, path, body)
            return (after.pop(0) if after else None) or given

    def _settle(self):
        if self._later is not None and self.clock.now >= self._ends:
            self._later()
            self._later = None

    def _carry_out(self, method, path, body):
        if method == 'POLL':
            return self.poll(self._later is None)
        if method == 'GET':
            return self.show(copy.deepcopy(self.hub))
        name = path.partition('?')[0].rpartition('/')[2]
        if self._later is not None:
            return 409, {}, {'error': {'code': 'Conflict', 'message': 'Another operation is in progress.'}}
        written = (
            body['properties']['managedNetwork']['outboundRules']
            if method == 'PATCH'
            else {name: body['properties']}
            if method == 'PUT'
            else {}
        )

        def end():
            network = self.hub['properties']['managedNetwork']
            kept = {key: rule for key, rule in network['outboundRules'].items() if method != 'DELETE' or key != name}
            network['outboundRules'] = self.store(
                kept, {key: {**rule, 'status': 'Active'} for key, rule in written.items()}
            )

        if self.shown_at_once:
            self.rules.update((key, {**rule, 'status': 'Provisioning'}) for key, rule in written.items())
        self._later, self._ends = end, self.clock.now + self.seconds
        self._settle()
        return self.accept(f'{self.url}{HUB}/operations/1?api-version=1', self.hub)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    # Send head and body together: the client's system delays its acknowledgement of a head alone.
    wbufsize = -1

    def _answer(self):
        length = int(self.headers.get('Content-Length') or 0)
        sent = json.loads(self.rfile.read(length)) if length else None
        given = self.server.arm.answer(self.command, self.path, sent)
        if given == CUT:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, headers, body = given
        content = b'' if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {'Content-Type': 'application/json', **headers, 'Content-Length': len(content)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PATCH = do_PUT = do_DELETE = do_POST = _answer

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


@contextlib.contextmanager
def scripted_session(folder):
    """A Session with its own ScriptedArm."""
    clock = ManualClock()
    arm = ScriptedArm(folder, clock)
    made = Session(arm, clock)
    try:
        with without_waiting(clock), signed_in(made.credential, arm.ca_file):
            yield made
    finally:
        arm.stop()
