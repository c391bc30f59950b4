"""Python runs this at its start when its folder is on PYTHONPATH: notes what the process imports, opens and holds."""

import atexit
import json
import os
import sys

OPENED = []


def _note(event, arguments):
    if event == 'open' and isinstance(arguments[0], (str, bytes)):
        OPENED.append(os.fsdecode(arguments[0]))


def _peak():
    """The most memory that the process has held, in MB; None where the system does not tell."""
    try:
        with open('/proc/self/status', encoding='ascii') as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith('VmHWM:'))
    except OSError:
        return None


@atexit.register
def _write():
    with open(os.environ['HUBNET_TRACE'], 'w', encoding='utf-8') as file:
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
