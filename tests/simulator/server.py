"""HTTP/1.1 over TLS on 127.0.0.1: reads whole requests, passes them to one function and sends what it returns.

Connections are kept alive, with one thread each. A broken client ends only its own connection.
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .messages import Request, Response

_MAX_BODY = 64 * 1024 * 1024
_LONGEST_WAIT_FOR_PORT = 30


class LoopbackServer:
    """A server on loopback.

    Args:
        port: 0 for any free port.
        answer: Called in the thread of the connection.
    """

    def __init__(self, port: int, context: ssl.SSLContext, answer: Callable[[Request], Response]):
        self._context, self._answer = context, answer
        self._server = self._listen(port)
        self._thread = self._restarting = None
        self.port = self._server.server_address[1]

    def _listen(self, port: int) -> '_Server':
        server = _Server(('127.0.0.1', port), _Handler)
        server.tls, server.answer = self._context, self._answer
        return server

    def start(self) -> None:
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={'poll_interval': 0.02}, name='simulator', daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        if self._restarting:
            self._restarting.join()
        self._close()

    def restart(self, seconds: float) -> None:
        """Cut every connection and refuse new ones for some seconds, in the background."""
        self._restarting = threading.Thread(target=self._restart, args=(seconds,), name='restart', daemon=True)
        self._restarting.start()

    def _restart(self, seconds: float) -> None:
        self._close()
        self._server.cut_all()
        time.sleep(seconds)
        self._server = self._listen_again()
        self.start()

    def _listen_again(self) -> '_Server':
        """Listen on the same port, and wait while another process uses it for an outgoing connection."""
        end = time.monotonic() + _LONGEST_WAIT_FOR_PORT
        while True:
            try:
                return self._listen(self.port)
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def _close(self) -> None:
        if self._thread:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    tls: ssl.SSLContext
    answer: Callable[[Request], Response]

    def __init__(self, *arguments):
        self.connections = set()
        super().__init__(*arguments)

    def cut_all(self):
        """Reset every open connection; its thread closes it."""
        for connection in list(self.connections):
            try:
                _reset_on_close(connection)
                connection.shutdown(socket.SHUT_RDWR)
            except (OSError, ValueError):
                pass  # closed in the meantime

    def handle_error(self, request, client_address):
        """Ignore clients that disconnect or do not use TLS."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    timeout = 120

    def setup(self):
        # The handshake is done in the thread of the connection, so that a slow client does not block others.
        self.request.settimeout(self.timeout)
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.server.connections.add(self.request)
        super().setup()

    def _serve(self):
        length = int(self.headers.get('Content-Length') or 0)
        if length > _MAX_BODY or self.headers.get('Transfer-Encoding'):
            self.send_error(411 if length <= _MAX_BODY else 413)
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        try:
            response = self.server.answer(request)
        except Exception as error:  # pylint: disable=broad-except  # a bug in the simulator must not look like an error of Azure
            response = Response(500, {'error': {'code': 'SimulatorDefect', 'message': repr(error)}})
        self._send(response)

    do_GET = do_PUT = do_PATCH = do_POST = do_DELETE = do_HEAD = _serve

    def _send(self, response: Response) -> None:
        if response.reset:
            self._cut()
            return
        payload = response.payload()
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if payload:
            self.send_header('Content-Type', 'application/json; charset=utf-8')
        if response.status != 204:
            self.send_header('Content-Length', str(len(payload)))
        if response.truncate:
            payload = payload[: len(payload) // 2]
            self.close_connection = True
        # Headers and body are sent in one write; the second of two would wait for the client's acknowledgement.
        self._headers_buffer.append(b'\r\n')
        self.wfile.write(b''.join(self._headers_buffer) + (b'' if self.command == 'HEAD' else payload))
        self._headers_buffer = []

    def _cut(self) -> None:
        """Close with a TCP reset, as a broken network does, without TLS shutdown and answer."""
        self.close_connection = True
        _reset_on_close(self.connection)
        self.connection.close()

    def finish(self):
        self.server.connections.discard(self.request)
        try:
            super().finish()
            self.connection.shutdown(socket.SHUT_RDWR)
        except (OSError, ValueError):
            pass  # already closed
        self.connection.close()

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        """Print nothing; there is the request log."""


def _reset_on_close(connection) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
