"""A proxy on loopback that lets nothing through and notes where to it was asked."""

import socketserver
import threading


class ConnectRecorder:
    """A context manager. url: for HTTPS_PROXY. hosts: those of every CONNECT so far, in order, with their ports."""

    def __init__(self):
        self.hosts = []
        self._server = socketserver.ThreadingTCPServer(('127.0.0.1', 0), _Refusal)
        self._server.daemon_threads = True
        self._server.hosts = self.hosts
        self.url = f'http://127.0.0.1:{self._server.server_address[1]}'

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_exc):
        self._server.shutdown()
        self._server.server_close()


class _Refusal(socketserver.StreamRequestHandler):
    def handle(self):
        method, target, _ = self.rfile.readline().decode('latin-1').split()
        while self.rfile.readline().strip():
            pass  # the headers
        if method == 'CONNECT':
            self.server.hosts.append(target)
        self.wfile.write(b'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
