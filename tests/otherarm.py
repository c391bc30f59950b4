"""A second small Azure Resource Manager for tests, of ways that the simulator does not have.

It knows one hub, keeps what it is sent, and each of its answers can be replaced:

    with other_session(folder) as hubnet:                       # an inprocess.Session
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

from tests.inprocess import Session, signed_in, without_waiting
from tests.simulator import RESOURCE_GROUP, SUBSCRIPTION_ID, ManualClock
from tests.simulator.tls import make_certificates

HUB = (
    f'/subscriptions/{SUBSCRIPTION_ID}/resourceGroups/{RESOURCE_GROUP}/providers'
    '/Microsoft.MachineLearningServices/workspaces/other'
)
# An answer that never comes: the connection is cut.
CUT = 'cut'
THEIRS = {'type': 'FQDN', 'category': 'UserDefined', 'status': 'Active', 'destination': 'theirs.example.com'}


class OtherArm:  # pylint: disable=too-many-instance-attributes
    """What a test may set: hub, seconds (of an operation), shown_at_once (or when the operation has ended), accept,
    poll, store (what becomes of the rules: (rules, written) -> rules), show (of the body that a GET gives)."""

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
        self._server.shutdown()
        self._server.server_close()

    def script(self, method, before=(), after=()):
        """Answers, or CUT, for the next requests of this method before and after it is carried out; None: as always.

        'GET' is of the hub, 'POLL' of an operation.
        """
        self._scripts[method] = (list(before), list(after))

    @property
    def rules(self):
        return self.hub['properties']['managedNetwork']['outboundRules']

    def sent(self, *methods):
        return [body for method, _, body in self.log if method in methods]

    def answer(self, method, path, body):
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
    # Head and body leave together: the client's system would wait with its receipt of the head alone.
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
def other_session(folder):
    """A Session against this service."""
    clock = ManualClock()
    arm = OtherArm(folder, clock)
    made = Session(arm, clock)
    try:
        with without_waiting(clock), signed_in(made.credential, arm.ca_file):
            yield made
    finally:
        arm.stop()
