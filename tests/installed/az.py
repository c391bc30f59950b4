"""Runs a real az process, as a user does."""

import json
import os
import shlex
import subprocess
import time
from pathlib import Path


class Done:
    """One az process that has ended: its command, exit code, output and duration in seconds."""

    def __init__(self, command, process, seconds):
        self.command, self.seconds = command, seconds
        self.code = process.returncode
        self.stdout, self.stderr = process.stdout.decode('utf-8'), process.stderr.decode('utf-8')

    @property
    def json(self):
        """All of standard output as JSON."""
        return json.loads(self.stdout)

    def __repr__(self):
        return f'az {self.command} ended with {self.code}\n{self.stdout}\n{self.stderr}'


class Az:
    """An az executable with its whole environment. No command may print a traceback, however it ends."""

    def __init__(self, executable, environment):
        self.executable, self.environment = executable, environment
        # az puts the current folder first on its path: in the checkout it would run the checkout, not the wheel.
        self.folder = Path(environment['AZURE_EXTENSION_DIR']).parent

    def __call__(self, command, code=0, *, stdin=None, cwd=None, environment=(), timeout=120):
        """Run az, check its exit code and return a Done.

        Args:
            command: The words after az, as a shell splits them.
            code: The expected exit code; None for any.
            stdin: Bytes, a file, or None for no input.
            environment: Variables that differ from the usual environment.
            timeout: Seconds.
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
    """The caller's environment without its az settings, for `az extension add`, which needs a package index."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('AZURE_', 'PYTHONPATH'))}
    return {
        **environment,
        'AZURE_CONFIG_DIR': str(folder / 'installing'),
        'AZURE_CORE_COLLECT_TELEMETRY': 'no',
        'AZURE_EXTENSION_DIR': str(folder / 'extensions'),
    }
