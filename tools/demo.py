"""Show the commands of hubnet in a private az, offline and against a simulated hub.

    make demo

make has installed az and the extension in .demo before, and everything that the demo leaves behind is there. The exit
code is 0 only if every command succeeded.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / '.demo'
# The configuration of az and the certificates of the simulator, created in every run.
SESSION = DEMO / 'session'
# Where az runs: in the root folder it would run azext_hubnet from there instead of the installed one.
PLACE = ROOT / 'tests' / 'data'
AZ = Path(sys.executable).with_name('az.bat' if os.name == 'nt' else 'az')
HUB = 'partial'


class DemoFailed(Exception):
    pass


def offline():
    say('The presets, and what two of them need that the hub in a file does not allow. This needs no login.')
    az('hubnet preset list -o table')
    az('hubnet preset diff -p python-packages vscode --rules sample-hub.yml -o table')
    say('Audit the file: is anything broken, outdated or too broad? The report is a page for a browser.')
    az(f'hubnet preset audit --rules sample-hub.yml -o table --report {shlex.quote(str(DEMO / "audit.html"))}')


def live(hub_id):
    group = hub_id.split('/')[4]
    say(f'The same for a hub in (simulated) Azure: {HUB} in the resource group {group}.')
    az(f'hubnet preset diff -g {group} -w {HUB} -p vscode huggingface -o table')
    say('Can its compute reach these hosts? By which rule, or which preset would allow it?')
    az(f'hubnet check-egress -g {group} -w {HUB} --host marketplace.visualstudio.com')
    az(f'hubnet check-egress -g {group} -w {HUB} --host files.pythonhosted.org')
    say('Add what is missing in one write, compare again, and remove it. The announcement goes to standard error.')
    az(f'hubnet preset add -g {group} -w {HUB} -p vscode huggingface --yes -o table', shows_warnings=True)
    az(
        f'hubnet preset diff -g {group} -w {HUB} -p vscode huggingface -o table '
        '--query "entries[?!optional].{preset:preset, destination:destination, state:state, rules:rules[0]}"'
    )
    az(f'hubnet preset remove -g {group} -w {HUB} -p huggingface --yes -o table', shows_warnings=True)
    say('Audit every visible hub. With --fail-on, the most severe finding decides the exit code.')
    az('hubnet preset audit --all --min-severity medium -o table')


def say(text):
    print(f'\n# {text}', flush=True)


def az(command, shows_warnings=False):
    print(f'\n$ az {command}', flush=True)
    quiet = [] if shows_warnings else ['--only-show-errors']
    done = subprocess.run([AZ, *shlex.split(command), *quiet], cwd=PLACE, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise DemoFailed(f'az {command} ended with {done.returncode}')


@contextmanager
def simulator():
    """Run the simulator and yield its description; it is ended with the block."""
    process = subprocess.Popen(
        [sys.executable, '-m', 'tests.simulator', '--folder', str(SESSION / 'simulator')],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding='utf-8',
        # Otherwise Ctrl-C would end it before the command that uses it.
        start_new_session=True,
    )
    try:
        line = process.stdout.readline()
        if not line:
            raise DemoFailed('the simulator did not start')
        yield json.loads(line)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def log_in(simulated):
    """Let this process, and every az that it starts, reach the simulator only."""
    done = subprocess.run(
        [
            sys.executable,
            '-m',
            'tests.simulator.login',
            '--url',
            simulated['url'],
            '--ca-file',
            simulated['caFile'],
            '--folder',
            str(SESSION),
            '--az',
            str(AZ),
            '--format',
            'json',
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding='utf-8',
        check=False,
    )
    if done.returncode:
        raise DemoFailed('the login to the simulator failed')
    os.environ.update(json.loads(done.stdout))


def settle():
    """Remove the az settings of the caller from the environment; return the extension folder of the demo."""
    shutil.rmtree(SESSION, ignore_errors=True)
    for name in [name for name in os.environ if name.upper().startswith('AZURE_')]:
        del os.environ[name]
    os.environ.update(AZURE_CONFIG_DIR=str(SESSION / 'azure'), AZURE_CORE_COLLECT_TELEMETRY='no')
    extensions = DEMO / 'extensions'
    if not AZ.exists() or not extensions.is_dir():
        raise DemoFailed('run this with: make demo')
    return str(extensions)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        extensions = settle()
        os.environ['AZURE_EXTENSION_DIR'] = extensions
        offline()
        with simulator() as simulated:
            log_in(simulated)
            os.environ['AZURE_EXTENSION_DIR'] = extensions
            live(next(hub for hub in simulated['hubs'] if hub.endswith(f'/{HUB}')))
    except DemoFailed as failure:
        print(f'demo: {failure}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == '__main__':
    sys.exit(main())
