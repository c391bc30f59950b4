"""A real az, run as a user runs it."""

import json
import os
import shlex
import subprocess
import time
from pathlib import Path


class Done:
    """What became of one az process."""

    def __init__(self, command, process, seconds):
        self.command, self.seconds = command, seconds
        self.code = process.returncode
        self.stdout, self.stderr = process.stdout.decode('utf-8'), process.stderr.decode('utf-8')

    @property
    def json(self):
        """Standard output as JSON, which it must be wholly."""
        return json.loads(self.stdout)

    def __repr__(self):
        return f'az {self.command} ended with {self.code}\n{self.stdout}\n{self.stderr}'


class Az:
    """az with its whole environment. Nobody ever wants to see a traceback, so none may appear, however it ends."""

    def __init__(self, executable, environment):
        self.executable, self.environment = executable, environment
        # az puts the current folder first on its path: in the checkout it would run that in the place of the wheel.
        self.folder = Path(environment['AZURE_EXTENSION_DIR']).parent

    def __call__(self, command, code=0, *, stdin=None, cwd=None, environment=(), timeout=120):
        """Run az with the words of command, check its exit code, and return what it did.

        code: None for any. stdin: bytes, a file, or None for none. environment: what differs from the usual one.
        """
        given = {'input': stdin} if isinstance(stdin, bytes) else {'stdin': stdin or subprocess.DEVNULL}
        started = time.perf_counter()
        process = subprocess.run(
            [self.executable, *shlex.split(command)],
            cwd=cwd or self.folder,
            capture_output=True,
            check=False,
            timeout=timeout,
            **given,
            env={**self.environment, **dict(environment)},
        )
        done = Done(command, process, time.perf_counter() - started)
        assert code in (None, done.code), done
        assert 'Traceback' not in done.stderr and 'unexpected error' not in done.stderr, done
        return done

    def elsewhere(self, **environment):
        """The same az with some variables changed."""
        return Az(self.executable, {**self.environment, **environment})


def installing_environment(folder):
    """For az extension add, which must reach a package index: the caller's environment without its az."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('AZURE_', 'PYTHONPATH'))}
    return {
        **environment,
        'AZURE_CONFIG_DIR': str(folder / 'installing'),
        'AZURE_CORE_COLLECT_TELEMETRY': 'no',
        'AZURE_EXTENSION_DIR': str(folder / 'extensions'),
    }
