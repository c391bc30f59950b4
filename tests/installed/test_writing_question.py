"""The question before a write: on a terminal, without one, and answered by a setting."""

import os
import select
import shlex
import subprocess
import time

import pytest

from .writing import requests_of

QUESTION = 'Apply this plan? (y/N): '


class Terminal:
    """An az with a terminal as standard input and standard error; standard output is a pipe."""

    def __init__(self, az, command):
        import pty

        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [az.executable, *shlex.split(command)],
            stdin=slave,
            stderr=slave,
            stdout=subprocess.PIPE,
            env=az.environment,
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        os.close(slave)
        self.shown = ''

    def read_until(self, text, seconds=30):
        """Wait until the text appears, and return everything shown so far."""
        end = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < end and self._read(1), self.shown
        return self.shown

    def type(self, keys):
        os.write(self._master, keys.encode())

    def end(self, seconds=30):
        """Wait for the end, and return the exit code and standard output."""
        end = time.monotonic() + seconds
        while self._read(0.2) and time.monotonic() < end:
            pass
        out, _ = self._process.communicate(timeout=seconds)
        os.close(self._master)
        return self._process.returncode, out.decode()

    def _read(self, seconds):
        """Read what is shown; False after the process has closed the terminal."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return self._process.poll() is None
        try:
            data = os.read(self._master, 4096)
        except OSError:
            return False
        self.shown += data.decode('utf-8', 'replace')
        return bool(data)


def _own_terminal():
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture(name='ask')
def _ask(az, hub):
    if os.name == 'nt':
        pytest.skip('Windows has no such terminals')
    return lambda more='': Terminal(az, f'hubnet preset add {hub("fresh")} -p vscode {more}')


@pytest.mark.parametrize(
    'keys, code', [('y\n', 0), ('YES\n', 0), ('n\n', 1), ('\n', 1), ('\x03', 1), ('\x04', 1), ('what?\ny\n', 0)]
)
def test_answer_to_the_question_decides_the_write(ask, simulator, keys, code):
    terminal = ask('--only-show-errors' if keys == 'YES\n' else '')
    shown = terminal.read_until(QUESTION)
    # The cost is shown before the question, even with --only-show-errors.
    assert '9 rules in one write' in shown and 'Azure Firewall (Standard)' in shown and '+ hn-vscode-dev' in shown
    assert requests_of(simulator, 'workspace_patch') == []
    terminal.type(keys)
    ended, out = terminal.end()
    assert ended == code, terminal.shown
    if code == 0:
        assert '"outcome": "applied"' in out and QUESTION not in out
        assert len(requests_of(simulator, 'workspace_patch')) == 1
    else:
        assert out == '' and 'Nothing was written' in terminal.shown
        assert requests_of(simulator, 'workspace_patch') == []


def test_hub_changed_while_asking_is_planned_again(ask, az, hub, simulator):
    terminal = ask()
    terminal.read_until(QUESTION)
    az(f'hubnet preset add {hub("fresh")} -p vscode --yes')
    terminal.type('y\n')
    code, out = terminal.end()
    assert code == 0 and '"outcome": "nothing_to_do"' in out
    assert len(requests_of(simulator, 'workspace_patch')) == 1


def test_progress_is_shown_on_a_terminal_only(ask, simulator):
    simulator.settings(timing={'operation': 2})
    terminal = ask('--yes')
    terminal.read_until('Writing 9 rules to fresh: 0:0')
    assert terminal.end()[0] == 0
    simulator.reset()
    simulator.settings(timing={'operation': 2})
    quiet = ask('--yes --only-show-errors')
    assert quiet.end()[0] == 0 and quiet.shown == ''


def test_cloud_shell_gets_a_warning_about_its_time_limit(az, hub):
    add = f'hubnet preset add {hub("partial")} -p huggingface --dry-run'
    assert 'Cloud Shell' in az(add, environment={'ACC_CLOUD': 'PROD'}).stderr
    assert 'Cloud Shell' not in az(add).stderr


def test_without_terminal_and_yes_nothing_is_written(az, hub, simulator):
    done = az(f'hubnet preset add {hub("fresh")} -p vscode', code=1)
    assert '--yes' in done.stderr and done.stdout == ''
    quiet = az(f'hubnet preset remove {hub("partial")} -p vscode --any-name --only-show-errors', code=1)
    assert quiet.stderr.startswith('ERROR:') and len(quiet.stderr.splitlines()) <= 2
    assert {kind for kind, _ in requests_of(simulator)} == {'workspace_get'}


def test_disabled_confirm_prompt_counts_as_yes(az, hub, simulator):
    done = az(
        f'hubnet preset add {hub("fresh")} -p vscode --only-show-errors',
        environment={'AZURE_CORE_DISABLE_CONFIRM_PROMPT': 'true'},
    )
    assert done.json['outcome'] == 'applied' and done.stderr == ''
    assert len(requests_of(simulator, 'workspace_patch')) == 1
