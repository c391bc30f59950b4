"""Put on PYTHONPATH, this gives an az process little patience: no socket waits longer than HUBNET_TEST_PATIENCE
seconds, whatever it was told, so that a test of a timeout need not last a minute."""

import os
import socket

_longest = float(os.environ['HUBNET_TEST_PATIENCE'])
_real = socket.socket.settimeout


def _settimeout(self, seconds):
    _real(self, _longest if seconds is None else min(seconds, _longest))


socket.socket.settimeout = _settimeout
