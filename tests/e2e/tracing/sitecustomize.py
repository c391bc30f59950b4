"""Python runs this at its start when its folder is on PYTHONPATH: notes what the process imports and opens."""

import atexit
import json
import os
import sys

OPENED = []


def _note(event, arguments):
    if event == 'open' and isinstance(arguments[0], (str, bytes)):
        OPENED.append(os.fsdecode(arguments[0]))


@atexit.register
def _write():
    with open(os.environ['HUBNET_TRACE'], 'w', encoding='utf-8') as file:
        json.dump({'modules': sorted(sys.modules), 'opened': OPENED,
                   'package': getattr(sys.modules.get('azext_hubnet'), '__file__', None)}, file)


sys.addaudithook(_note)
