"""Runs cells in parallel, because they mostly wait. Each runs with its own simulator and az."""

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
    """One simulator and an az that is signed in to it. folder: where the preset file goes."""

    def __init__(self, simulator, az, folder):
        self.simulator, self.az = simulator, az
        self.preset = folder / 'matrix.yaml'
        self.preset.write_text(staging.PRESET, encoding='utf-8')

    def prepare(self, command, **settings):
        """Reset the simulator, set up a hub for the command and return its rules. settings: of the simulator."""
        self.simulator.reset()
        self.simulator.settings(**settings)
        self.simulator.set_state(staging.hub(command))
        return self.rules()

    def run(self, command, environment=(), **options):
        """Run the command, whatever its exit code."""
        line = staging.command_line(command, self.preset, **options)
        return self.az(line, code=None, environment=environment, timeout=400)

    def start(self):
        """Seconds that a start of az takes at present."""
        return self.az('hubnet preset list -o none').seconds

    def rules(self):
        """The rules on the hub, without status and error."""
        return stored_rules(self.simulator.state(HUB))

    def writes(self):
        """The kinds of the writing requests so far."""
        return [entry['kind'] for entry in self.simulator.log() if entry['kind'] in checks.WRITES]

    def end_operations(self, stuck=False):
        """Wait until all operations of the service have ended. stuck: drop them instead, because they never end."""
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
        raise AssertionError('the operations of the service do not end')

    def assert_converges(self, cell, command, before, lost=()):
        """Run the command until it writes nothing, at most twice, and check that the hub is as it should be."""
        wanted = {name: rule for name, rule in before.items() if name not in lost}
        if command == 'remove':
            wanted = {name: rule for name, rule in wanted.items() if name not in PLANNED}
        elif command in ('add', 'serial'):
            wanted.update(
                {
                    name: {'type': 'FQDN', 'category': 'UserDefined', 'destination': host}
                    for name, host in zip(PLANNED, HOSTS, strict=True)
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
    """Run one cell, check everything that has to be true of it, and return its exit code."""
    command = cell.row.command
    before = bench.prepare(command, **staging.settings(cell))
    before_it, itself = staging.script(cell)
    for one in before_it + itself:
        bench.simulator.add_fault(**one.settings)
    environment = short_waits() if cell.fault.is_slow else ()
    done = bench.run(command, environment, timeout=staging.timeout(cell, bench.start))
    checks.faults_fired(before_it + itself, bench.simulator.faults())
    bench.simulator.clear_faults()
    after = bench.rules()
    checks.ended(cell, done)
    checks.result_is_true(cell, done, before, after)
    bench.end_operations(cell.fault.name == 'operation stuck')
    lost = [name for name in [expected.disturbs(cell)] if name]
    bench.assert_converges(cell, command, before, lost)
    return done.code


def short_waits():
    """The environment of an az whose requests time out early."""
    return {
        'PYTHONPATH': str(Path(__file__).resolve().parents[1] / 'injected' / 'short_waits'),
        'HUBNET_TEST_LONGEST_WAIT': str(faults.LONGEST_WAIT),
    }


_NO_PARAMETERS = SimpleNamespace(params={})


class Benches:
    """A pool that runs functions of a bench, one at a time per bench."""

    def __init__(self, benches):
        self._free = queue.Queue()
        for bench in benches:
            self._free.put(bench)
        self._pool = ThreadPoolExecutor(max_workers=len(benches))

    def submit(self, function, *arguments):
        """Start function(bench, *arguments) when a bench is free, and return its future."""
        return self._pool.submit(self._run, function, arguments)

    def start(self, request, name, function):
        """Start function(bench, value) for every selected value of a test parameter.

        Args:
            request: pytest's request of a fixture of the test module.
            name: The name of the parameter.
            function: Called with a bench and a value.

        Returns: Futures by value.
        """
        asked = [
            item.callspec.params[name]
            for item in request.session.items
            if item.module is request.module and name in getattr(item, 'callspec', _NO_PARAMETERS).params
        ]
        return {value: self.submit(function, value) for value in asked}

    def close(self):
        """Cancel everything that has not started."""
        self._pool.shutdown(cancel_futures=True)

    def _run(self, function, arguments):
        bench = self._free.get()
        try:
            return function(bench, *arguments)
        finally:
            self._free.put(bench)
