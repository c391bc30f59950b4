"""A small HTTP proxy on loopback that forwards CONNECT requests for loopback and counts them."""

import socket
import socketserver
import threading


class Proxy:
    """A context manager that runs the proxy.

    url: of the proxy. passed: the host:port of each CONNECT that it forwarded. refused: of each other request.
    connections: how many it forwards; None: any number.
    """

    def __init__(self, connections=None):
        self.passed, self.refused = [], []
        self._server = _Server(('127.0.0.1', 0), _Handler)
        self._server.passed, self._server.refused, self._server.connections = self.passed, self.refused, connections
        self.url = f'http://127.0.0.1:{self._server.server_address[1]}'

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_exc):
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    passed: list
    refused: list
    connections = None


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        method, target, _ = self.rfile.readline().decode('latin-1').split()
        while self.rfile.readline().strip():
            pass  # the headers
        host, _, port = target.rpartition(':')
        full = self.server.connections is not None and len(self.server.passed) >= self.server.connections
        if full or method != 'CONNECT' or host != '127.0.0.1':
            self.server.refused.append(target)
            self.wfile.write(b'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
            return
        self.server.passed.append(target)
        with socket.create_connection((host, int(port))) as upstream:
            self.wfile.write(b'HTTP/1.1 200 Connection established\r\n\r\n')
            back = threading.Thread(target=_pass_on, args=(upstream, self.connection), daemon=True)
            back.start()
            _pass_on(self.connection, upstream)
            back.join()


def _pass_on(source, sink):
    """Copy until the source ends or either side breaks."""
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
