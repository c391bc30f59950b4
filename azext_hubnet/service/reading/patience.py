"""One read, sent at the pace that ARM allows and again where that may help.

azure-core's own retries sleep where nobody can wake them, each for itself; here a throttled read holds up the others
of its subscription, and all waiting ends with the throttle.
"""

import re

from azure.core.exceptions import AzureError, ClientAuthenticationError

from ..connection import retry
from ..connection.answers import retry_after

_TRY_AGAIN = (408, 500, 502, 503, 504)
_QUOTA_RESET = re.compile(r'(\d+):(\d+):(\d+)')


def persist(send, throttle, subscription):
    """The response that send gets, whatever its status, once trying again no longer helps.

    Raises azure-core's AzureError where there is none, and Stopped.
    """
    faults = throttled = 0
    while True:
        throttle.wait(subscription)
        response = error = None
        wait = 0.0
        try:
            response = send()
        except ClientAuthenticationError:
            raise
        except AzureError as ex:
            error = ex
        else:
            throttle.heard(subscription, response.headers)
            wait = wait_of(response.headers)
            if response.status_code == 429:
                throttled += 1
                if throttled > retry.MOST_THROTTLED or wait > retry.LONGEST_RETRY_AFTER:
                    return response
                throttle.pause(subscription, wait or retry.THROTTLED_PAUSE)
                continue
            if response.status_code not in _TRY_AGAIN or wait > retry.LONGEST_RETRY_AFTER:
                return response
        faults += 1
        if faults > retry.RETRIES:
            if error:
                raise error
            return response
        throttle.sleep(max(retry.FIRST_WAIT * retry.READ_GROWTH ** (faults - 1), wait))


def wait_of(headers):
    """The seconds after which the service wants to be asked again: Retry-After, else when Resource Graph's quota is
    reset (x-ms-user-quota-resets-after, hh:mm:ss; its 429 has no Retry-After); 0 where there is neither.
    """
    reset = _QUOTA_RESET.match(headers.get('x-ms-user-quota-resets-after') or '')
    if headers.get('Retry-After') or not reset:
        return retry_after(headers)
    hours, minutes, seconds = map(int, reset.groups())
    return float(hours * 3600 + minutes * 60 + seconds)
