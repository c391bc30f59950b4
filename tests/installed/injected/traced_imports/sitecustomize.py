"""Write to HUBNET_TEST_TRACE what this process imported, which files it opened and its peak memory, as JSON."""

import atexit
import json
import os
import sys

OPENED = []


def _note(event, arguments):
    if event == 'open' and isinstance(arguments[0], (str, bytes)):
        OPENED.append(os.fsdecode(arguments[0]))


def _peak():
    """Peak memory in MB; None where the system does not report it."""
    try:
        with open('/proc/self/status', encoding='ascii') as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith('VmHWM:'))
    except OSError:
        return None


@atexit.register
def _write():
    with open(os.environ['HUBNET_TEST_TRACE'], 'w', encoding='utf-8') as file:
        json.dump(
            {
                'modules': sorted(sys.modules),
                'opened': OPENED,
                'peak': _peak(),
                'package': getattr(sys.modules.get('azext_hubnet'), '__file__', None),
            },
            file,
        )


sys.addaudithook(_note)
