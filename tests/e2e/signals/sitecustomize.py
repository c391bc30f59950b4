"""Put on PYTHONPATH, this has an az process send itself a signal at one of its requests for a workspace.

HUBNET_TEST_SIGNAL is NAME:MOMENT:NUMBER, as SIGKILL:answered:2. MOMENT is sent (the request is on its way, its answer
not read) or answered; NUMBER counts the requests from 1.
"""

import http.client
import os
import signal

_name, _moment, _number = os.environ['HUBNET_TEST_SIGNAL'].split(':')
_asked = 0
_real_send, _real_answer = http.client.HTTPConnection.putrequest, http.client.HTTPConnection.getresponse


def _putrequest(self, method, url, *arguments, **options):
    self.hubnet_counts = 'Microsoft.MachineLearningServices' in url
    return _real_send(self, method, url, *arguments, **options)


def _getresponse(self, *arguments, **options):
    global _asked  # pylint: disable=global-statement
    _asked += self.hubnet_counts
    due = self.hubnet_counts and _asked == int(_number)
    if due and _moment == 'sent':
        os.kill(os.getpid(), getattr(signal, _name))
    answer = _real_answer(self, *arguments, **options)
    if due and _moment == 'answered':
        os.kill(os.getpid(), getattr(signal, _name))
    return answer


http.client.HTTPConnection.putrequest, http.client.HTTPConnection.getresponse = _putrequest, _getresponse
