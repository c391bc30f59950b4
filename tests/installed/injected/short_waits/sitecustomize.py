"""Limit every socket timeout of this process to HUBNET_TEST_LONGEST_WAIT seconds."""

import os
import socket

_longest = float(os.environ['HUBNET_TEST_LONGEST_WAIT'])
_real = socket.socket.settimeout


def _settimeout(self, seconds):
    _real(self, _longest if seconds is None else min(seconds, _longest))


socket.socket.settimeout = _settimeout
