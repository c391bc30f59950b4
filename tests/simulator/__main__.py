"""Run the simulator as a process: print one JSON line when it serves, then serve until SIGTERM or SIGINT.

python -m tests.simulator --folder DIR [--port 0] [--timing operation=1.5,first_firewall=3] [--overlap conflict]
"""

import argparse
import json
import signal
import sys
import threading

from .service import OVERLAPS, Simulator


def _timing(text: str):
    """Parse `name=seconds,…`."""
    return {name.strip(): float(value) for name, _, value in (part.partition('=') for part in text.split(','))}


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m tests.simulator', description=__doc__.splitlines()[0])
    parser.add_argument('--folder', required=True, help='folder for the certificates')
    parser.add_argument('--port', type=int, default=0, help='0 for any free port')
    parser.add_argument('--timing', type=_timing, default={}, help='seconds by name, see operations.Timing')
    parser.add_argument('--overlap', choices=OVERLAPS, default='lose')
    arguments = parser.parse_args()

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        simulator = Simulator(arguments.folder, port=arguments.port)
        simulator.configure(timing=arguments.timing, overlap=arguments.overlap)
    except (OSError, TypeError, ValueError) as error:
        print(f'simulator: {error}', file=sys.stderr)
        return 1
    with simulator:
        print(json.dumps(simulator.describe()), flush=True)
        stop.wait()
    return 0


if __name__ == '__main__':
    sys.exit(main())
