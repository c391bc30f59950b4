"""Runs cells side by side, each with a simulator and an az of its own: most of their time they wait."""

import queue
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

from tests.harness.in_process import stored_rules
from tests.simulator import workspace_id

from . import checks, expected, faults, staging
from .staging import HOSTS, HUB, PLANNED


class Bench:
    """One simulator and one az that is signed in to it. folder: for the preset and the settings of az's Python."""

    def __init__(self, simulator, az, folder):
        self.simulator, self.az = simulator, az
        self.preset = folder / 'matrix.yaml'
        self.preset.write_text(staging.PRESET, encoding='utf-8')

    def prepare(self, command, **settings):
        """A fresh hub for the command; returns its rules."""
        self.simulator.reset()
        self.simulator.settings(**settings)
        self.simulator.set_state(staging.hub(command))
        return self.rules()

    def run(self, command, environment=(), **options):
        """The command with any exit code."""
        line = staging.command_line(command, self.preset, **options)
        return self.az(line, code=None, environment=environment, timeout=400)

    def start(self):
        """The seconds that a start of az takes just now."""
        return self.az('hubnet preset list -o none').seconds

    def rules(self):
        """The rules on the hub, without what changes by itself."""
        return stored_rules(self.simulator.state(HUB))

    def writes(self):
        """The writing requests so far."""
        return [entry['kind'] for entry in self.simulator.log() if entry['kind'] in checks.WRITES]

    def end_operations(self, stuck=False):
        """Waits for what the service is still carrying out; what would never end is dropped."""
        if stuck:
            self.simulator.set_state(self.simulator.state(HUB))
            return
        for _ in range(200):
            body = self.simulator.arm('GET', workspace_id(HUB)).body['properties']
            if body['provisioningState'] == 'Succeeded' and not any(
                rule and rule['status'] in ('Provisioning', 'Deleting')
                for rule in body['managedNetwork']['outboundRules'].values()
            ):
                return
            time.sleep(0.05)
        raise AssertionError('the service does not come to an end')

    def assert_converges(self, cell, command, before, lost=()):
        """Runs the command until it has nothing to do, which is once or twice."""
        wanted = {name: rule for name, rule in before.items() if name not in lost}
        if command == 'remove':
            wanted = {name: rule for name, rule in wanted.items() if name not in PLANNED}
        elif command in ('add', 'serial'):
            wanted.update(
                {
                    name: {'type': 'FQDN', 'category': 'UserDefined', 'destination': host}
                    for name, host in zip(PLANNED, HOSTS)
                }
            )
        runs = []
        for _ in range(2):
            self.simulator.clear_log()
            runs.append(self.run(command))
            if not self.writes():
                break
        checks.converged(cell, runs, wanted, self.rules(), self.writes())


def run_cell(bench, cell):
    """One cell, with all that has to be true of it."""
    command = cell.row.command
    before = bench.prepare(command, **staging.settings(cell))
    way_there, itself = staging.script(cell)
    for one in way_there + itself:
        bench.simulator.add_fault(**one.settings)
    environment = patience() if cell.fault.is_slow else ()
    done = bench.run(command, environment, timeout=staging.timeout(cell, bench.start))
    checks.fired(way_there + itself, bench.simulator.faults())
    bench.simulator.clear_faults()
    after = bench.rules()
    checks.ended(cell, done)
    checks.told(cell, done, before, after)
    bench.end_operations(cell.fault.name == 'operation stuck')
    lost = [name for name in [expected.disturbs(cell)] if name]
    bench.assert_converges(cell, command, before, lost)
    return done.code


def patience():
    """The environment of an az that soon tires of waiting for an answer."""
    return {
        'PYTHONPATH': str(Path(__file__).resolve().parents[1] / 'patience'),
        'HUBNET_TEST_PATIENCE': str(faults.PATIENCE),
    }


_NO_PARAMETERS = SimpleNamespace(params={})


class Benches:
    """Runs functions of a bench, as many at a time as there are benches."""

    def __init__(self, benches):
        self._free = queue.Queue()
        for bench in benches:
            self._free.put(bench)
        self._pool = ThreadPoolExecutor(max_workers=len(benches))

    def submit(self, function, *arguments):
        """A future of function(bench, *arguments)."""
        return self._pool.submit(self._run, function, arguments)

    def start(self, request, name, function):
        """A future of function(bench, value) for every value of the parameter called name in the module of request."""
        asked = [
            item.callspec.params[name]
            for item in request.session.items
            if item.module is request.module and name in getattr(item, 'callspec', _NO_PARAMETERS).params
        ]
        return {value: self.submit(function, value) for value in asked}

    def close(self):
        """Drops what has not begun."""
        self._pool.shutdown(cancel_futures=True)

    def _run(self, function, arguments):
        bench = self._free.get()
        try:
            return function(bench, *arguments)
        finally:
            self._free.put(bench)
