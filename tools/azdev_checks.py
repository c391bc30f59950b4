"""Run azdev's style check or linter on this extension, without a checkout of azure-cli and without the network.

    python tools/azdev_checks.py style|linter

azdev expects checkouts of azure-cli and azure-cli-extensions that are set up in the user's home. Here both are created
below build/azdev from the current tree, so uncommitted changes are checked too, and nothing else is read or written.
The only exclusions are in LEFT_OUT. The exit code is 0 only if every check ran without findings; azdev itself
exits with 0 for findings below high severity, and if it found no command.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / 'build' / 'azdev'
EXTENSIONS = WORK / 'extensions'
# azdev finds an extension's commands by the name of the folder that contains its module.
SOURCE = EXTENSIONS / 'src' / 'hubnet'
CONFIG = WORK / 'config'
MODULE = 'azext_hubnet'

PARTS = [MODULE, 'tests', 'tools', 'setup.py', 'README.rst', 'HISTORY.rst', 'LICENSE']
COVERAGE_RULES = ['missing_command_test_coverage', 'missing_parameter_test_coverage', 'missing_command_example']

# How azdev recognises a tested command in a test module: in one string, or in strings on the lines after the call.
# The third and fourth pattern are for documents, which do not exist here.
CMDCOV = r"""
CMD_PATTERN:
  - "cmd\\(\\s*f?['\"](.+?)['\"]"
  - "cmd\\(()\\s*$"
  - "(?!)()"
  - "(?!)()"
QUO_PATTERN: "(['\"])(.*?)\\1"
END_PATTERN: "\\)\\s*$"
DOCS_END_PATTERN: "$"
NOT_END_PATTERN: "(?!)"
NUMBER_SIGN_PATTERN: "^\\s*#"
"""

# The linter would fetch every URL in a help text (there must be none) and a list of how many examples a command needs.
# On another answer than 200 it reports the URL, and uses its own copy of the list.
OFFLINE = """
import requests

def refuse(url, **_):
    answer = requests.Response()
    answer.status_code, answer.url = 503, url
    return answer

requests.get = refuse

from azdev.__main__ import main
main()
"""

RULES = """
import importlib, inspect, pkgutil
import azdev.operations.linter.rules as package

for module in pkgutil.iter_modules(package.__path__):
    module = importlib.import_module(package.__name__ + '.' + module.name)
    for name, member in inspect.getmembers(module, inspect.isfunction):
        if hasattr(member, 'linter_rule'):
            print(name)
"""

COLOUR = re.compile(r'\x1b\[[0-9;]*m')
LOG = re.compile(r'^(?:DEBUG|INFO): .*\n', re.MULTILINE)
NOTHING_SEEN = re.compile(r'^WARNING: .*No commands selected', re.MULTILINE)
PASSED = re.compile(r'^- +pass: (\w+)', re.MULTILINE)


# What azdev's settings leave out in addition, by settings file: the head of its list of codes, and the codes.
LEFT_OUT = {
    # ruff format writes text[first + 1 :]. azdev's own list has W503 and W504, the other conflicts with a formatter.
    'ext.flake8': ('ignore =\n', ['E203']),
    # Protocols for types, and readers whose state is behind one method, have few public methods.
    'ext_pylintrc': ('disable=\n', ['too-few-public-methods']),
}


class CheckFailed(Exception):
    pass


def prepare():
    shutil.rmtree(WORK, ignore_errors=True)
    SOURCE.mkdir(parents=True)
    for part in PARTS:
        copy(ROOT / part, SOURCE / part)
    run([sys.executable, 'setup.py', '-q', 'egg_info'])

    patterns = WORK / 'cli' / 'scripts' / 'ci' / 'cmdcov.yml'
    patterns.parent.mkdir(parents=True)
    patterns.write_text(CMDCOV, encoding='utf-8')

    import azdev

    # azdev has a settings folder per virtual environment, named after the path of the environment.
    prefix = Path(sys.prefix)
    settings = CONFIG / 'env_config' / prefix.relative_to(prefix.anchor) / 'config_files'
    shutil.copytree(Path(azdev.__file__).parent / 'config', settings)
    for name, (head, codes) in LEFT_OUT.items():
        leave_out(settings / name, head, codes)


def leave_out(config, head, codes):
    text = config.read_text(encoding='utf-8')
    if head not in text:
        raise CheckFailed(f'{config.name} of this azdev has no list of codes to leave out')
    listed = ''.join(f'    {code},\n' for code in codes)
    config.write_text(text.replace(head, head + listed, 1), encoding='utf-8')


def copy(source, target):
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns('__pycache__', '*.pyc'))
    elif source.exists():
        shutil.copy2(source, target)


def environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(('AZURE_', 'AZDEV_', 'GIT_'))}
    # With CI set, azdev uses a list of modules that are exempt from some rules.
    kept.pop('CI', None)
    return kept | {
        'VIRTUAL_ENV': sys.prefix,
        'AZDEV_CONFIG_DIR': str(CONFIG),
        'AZDEV_CLI_REPO_PATH': str(WORK / 'cli'),
        'AZDEV_EXT_REPO_PATHS': str(EXTENSIONS),
        'AZURE_CONFIG_DIR': str(WORK / 'azure'),
        'AZURE_EXTENSION_DIR': str(WORK / 'installed'),
        'AZURE_EXTENSION_DEV_SOURCES': str(EXTENSIONS),
        'AZURE_CORE_COLLECT_TELEMETRY': 'no',
        'PYLINTHOME': str(WORK / 'pylint'),
        'PYTHONDONTWRITEBYTECODE': '1',
    }


def run(command, cwd=SOURCE):
    """The output of a command, with the paths of the originals instead of the copies."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding='utf-8',
        errors='replace',
        check=False,
    )
    output = COLOUR.sub('', done.stdout).replace(f'{SOURCE}{os.sep}', '')
    if done.returncode:
        raise CheckFailed(f'{LOG.sub("", output)}\nexit code {done.returncode}')
    return output


def azdev_cli(*arguments):
    return run([sys.executable, '-c', OFFLINE, *arguments])


def style():
    output = azdev_cli('style', MODULE)
    print(output)
    for tool in ('Pylint', 'Flake8'):
        if f'{tool}: PASSED' not in output or f'{tool}: FAILED' in output:
            raise CheckFailed(f'azdev style did not report that {tool} passed')


def linter():
    every_rule = rules()
    # The coverage rules check what a change adds. Compared with an empty commit, that is everything.
    runs = [
        ([rule for rule in every_rule if rule not in COVERAGE_RULES], []),
        (COVERAGE_RULES, ['--repo', str(EXTENSIONS), '--src', 'HEAD', '--tgt', make_history(), '--debug']),
    ]
    # Each run spends half a minute on loading az.
    with ThreadPoolExecutor() as pool:
        done = [pool.submit(check_rules, *run_of) for run_of in runs]
    outputs = [future.result() for future in done]
    for output in outputs:
        print(LOG.sub('', output))
    check_commands_seen(outputs[1])
    print(f'azdev linter: {len(every_rule)} rules passed')


def rules():
    """The names of all rules of azdev, including those of a newer azdev."""
    return run([sys.executable, '-c', RULES]).split()


def check_rules(names, options):
    output = azdev_cli('linter', MODULE, '--min-severity', 'low', '--rules', *names, *options)
    silent = sorted(set(names) - set(PASSED.findall(output)))
    if silent:
        raise CheckFailed(f'{LOG.sub("", output)}\nazdev linter: not passed: {", ".join(silent)}')
    if NOTHING_SEEN.search(output) or 'Linter: PASSED' not in output:
        raise CheckFailed(f'{LOG.sub("", output)}\nazdev linter did not look at any command')
    return output


def check_commands_seen(output):
    """Check that the coverage rules saw every command.

    They search the source for `self.command_group(…) as g` and `g.command(…)` on one line, and miss other spellings.
    """
    loaded = re.search(r'^INFO: .*Running linter: (\d+) commands', output, re.MULTILINE)
    seen = re.search(r'^DEBUG: .*Final commands: \[(.*)\]$', output, re.MULTILINE)
    if not loaded or not seen:
        raise CheckFailed('azdev linter: its log does not list the commands it saw')
    names = re.findall(r"'([^']+)'", seen[1])
    if len(names) != int(loaded[1]):
        raise CheckFailed(f'azdev linter: of {loaded[1]} commands the coverage rules saw only {names}')


def make_history():
    git('init', '-q')
    git('commit', '-q', '--allow-empty', '-m', 'nothing')
    base = git('rev-parse', 'HEAD').strip()
    git('add', '-A')
    git('commit', '-q', '-m', 'everything')
    return base


def git(*arguments):
    identity = [
        '-c',
        'user.name=check',
        '-c',
        'user.email=check@localhost',
        '-c',
        'commit.gpgsign=false',
        '-c',
        'core.hooksPath=/dev/null',
        '-c',
        'core.excludesFile=',
        '-c',
        'core.autocrlf=false',
    ]
    return run(['git', *identity, *arguments], cwd=EXTENSIONS)


def main(arguments):
    checks = {'style': style, 'linter': linter}
    if len(arguments) != 1 or arguments[0] not in checks:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        prepare()
        checks[arguments[0]]()
    except CheckFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
