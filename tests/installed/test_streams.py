"""Data goes to standard output, everything else to standard error."""

import json
import os
import subprocess

ODD = json.dumps(
    [
        {'name': 'url', 'type': 'fqdn', 'destination': 'https://pypi.org/'},
        {'name': 'esc', 'type': 'fqdn', 'destination': '\x1b[31mpypi.org'},
    ]
).encode()


def test_warnings_go_to_standard_error_and_can_be_silenced(az, hub, offline_az):
    loud = az(f'hubnet preset diff {hub("project")} -p vscode')
    assert loud.stderr.startswith('WARNING:')
    silent = az(f'hubnet preset diff {hub("project")} -p vscode --only-show-errors')
    assert silent.stderr == '' and silent.stdout == loud.stdout
    loud = offline_az('hubnet rule list --rules -', stdin=ODD)
    assert 'url' in loud.stderr and loud.json
    silent = offline_az('hubnet rule list --rules - --only-show-errors', stdin=ODD)
    assert silent.stderr == '' and silent.stdout == loud.stdout


def test_standard_error_is_empty_without_warnings(az, hub):
    for command in (
        f'preset diff {hub("partial")} -p vscode',
        'preset list',
        'preset show -p vscode',
        f'rule list {hub("troubled")}',
        f'check-egress {hub("fresh")} --host pypi.org',
    ):
        assert az(f'hubnet {command} -o table').stderr == '', command


def test_output_none_prints_nothing(az, hub):
    done = az(f'hubnet preset diff {hub("fresh")} -p vscode --exit-code -o none', code=10)
    assert (done.stdout, done.stderr) == ('', '')


def test_escape_sequences_in_input_are_not_printed(offline_az):
    for output in ('json', 'table', 'yaml'):
        done = offline_az(f'hubnet rule list --rules - -o {output}', stdin=ODD)
        assert '\x1b' not in done.stdout + done.stderr, output


def test_debug_shows_request_without_token(az, hub):
    done = az(f'hubnet preset diff {hub("fresh")} -p vscode --debug')
    assert '/workspaces/fresh' in done.stderr and 'Bearer ey' not in done.stderr
    assert done.json['hub']['name'] == 'fresh'


def test_output_to_a_pipe_that_is_not_utf_8(offline_az):
    """In an old Windows or C locale, az must not fail on an arrow or an ellipsis."""
    for command in ('preset list -o table', 'preset show -p vscode -o table', 'preset show -p vscode -o yaml'):
        offline_az(f'hubnet {command}', environment={'PYTHONIOENCODING': 'ascii', 'PYTHONUTF8': '0'})


def test_closed_output_pipe_does_not_hang(az):
    """`az hubnet preset list | head -0`."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [az.executable, 'hubnet', 'preset', 'list'],
        env=az.environment,
        stdout=write,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    os.close(write)
    # az's own commands end with the same codes.
    assert done.returncode in (0, 1, 120)
