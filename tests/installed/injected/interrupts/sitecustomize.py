"""Send this process a signal at one of its requests for a workspace.

HUBNET_TEST_SIGNAL is NAME:MOMENT:NUMBER, for example SIGKILL:answered:2. MOMENT is before (nothing of the request has
been sent), sent (it is sent, its answer is not read yet) or answered. NUMBER counts these requests from 1.
"""

import http.client
import os
import signal

_name, _moment, _number = os.environ['HUBNET_TEST_SIGNAL'].split(':')
_requests = 0
_real_send, _real_answer = http.client.HTTPConnection.putrequest, http.client.HTTPConnection.getresponse


def _signal_if(due):
    if due:
        os.kill(os.getpid(), getattr(signal, _name))


def _putrequest(self, method, url, *arguments, **options):
    global _requests  # pylint: disable=global-statement
    self.hubnet_counts = 'Microsoft.MachineLearningServices' in url
    _requests += self.hubnet_counts
    _signal_if(_is_due(self, 'before'))
    return _real_send(self, method, url, *arguments, **options)


def _getresponse(self, *arguments, **options):
    due = _is_due(self, 'answered')
    _signal_if(_is_due(self, 'sent'))
    answer = _real_answer(self, *arguments, **options)
    _signal_if(due)
    return answer


def _is_due(connection, moment):
    return connection.hubnet_counts and _moment == moment and _requests == int(_number)


http.client.HTTPConnection.putrequest, http.client.HTTPConnection.getresponse = _putrequest, _getresponse
