"""Test hubnet with the oldest and the newest supported az, each with the lowest and the newest dependencies.

    make compat

The oldest az is that of azext_metadata.json, the lowest dependencies are the lower bounds of the wheel, and the newest
of both come from the package index. For each pair az installs the wheel into a folder of its own. Then the tests marked
`compat` run: those of tests/installed with that az, the others in its Python and with the dependencies where az finds
them. Everything stays below build/compat. The exit code is 0 only if every test of every pair passed.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import venv
import zipfile
from email.parser import BytesParser
from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from packaging.requirements import Requirement
from tabulate import tabulate

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.installed.az import Az, installing_environment  # noqa: E402  pylint: disable=wrong-import-position

WORK = ROOT / 'build' / 'compat'
OLDEST, NEWEST = 'oldest', 'newest'
SDK = 'azure-ai-ml'
# What the tests outside tests/installed need in addition to az and the dependencies of hubnet.
TOOLS = ('pytest', 'hypothesis')

# az appends the folder of an extension to the path, so its own packages take precedence over those of the extension.
AS_AZ_DOES = """
import sys
from azure.cli.core.extension.operations import add_extension_to_path
add_extension_to_path('hubnet')
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


class Pair(NamedTuple):
    """One az with one set of dependencies; each is OLDEST or NEWEST."""

    az: str
    dependencies: str

    @property
    def folder(self):
        return WORK / f'az-{self.az}-dependencies-{self.dependencies}'

    @property
    def python(self):
        return _environment(self.az) / 'bin' / 'python'

    @property
    def executable(self):
        return _environment(self.az) / 'bin' / 'az'


def _environment(age):
    return WORK / f'az-{age}'


def prepare(age):
    """Create or upgrade the environment with the oldest or the newest az."""
    folder = _environment(age)
    about = json.loads((ROOT / 'azext_hubnet' / 'azext_metadata.json').read_text(encoding='utf-8'))
    wanted = f'azure-cli=={about["azext.minCliCoreVersion"]}' if age == OLDEST else 'azure-cli'
    pins = (ROOT / 'tests' / 'requirements.txt').read_text(encoding='utf-8').splitlines()
    tools = [pin for pin in pins if pin.partition('==')[0] in TOOLS]
    if not (folder / 'bin' / 'python').exists():
        venv.create(folder, with_pip=True)
    run([folder / 'bin' / 'python', '-m', 'pip', 'install', '--quiet', '--upgrade', wanted, *tools])


def lower_bounds(wheel):
    """The requirements of the wheel, each pinned to its lower bound."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith('.dist-info/METADATA'))
        about = BytesParser().parsebytes(archive.read(name))
    needed = [Requirement(text) for text in about.get_all('Requires-Dist')]
    return [f'{one.name}=={bound.version}' for one in needed for bound in one.specifier if bound.operator == '>=']


def install(pair, wheel):
    """Run `az extension add` with the dependencies of a pair, and return the seconds that it took."""
    shutil.rmtree(pair.folder, ignore_errors=True)
    pair.folder.mkdir(parents=True)
    constraints = pair.folder / 'constraints.txt'
    constraints.write_text('\n'.join(lower_bounds(wheel) if pair.dependencies == OLDEST else []), encoding='utf-8')
    environment = {**installing_environment(pair.folder), 'PIP_CONSTRAINT': str(constraints)}
    return Az(str(pair.executable), environment)(f'extension add --yes --source {wheel}', timeout=600).seconds


def versions(pair):
    """The installed releases of az and azure-ai-ml."""
    az = run([pair.python, '-c', 'import azure.cli.core; print(azure.cli.core.__version__)']).strip()
    installed = metadata.distributions(path=[str(pair.folder / 'extensions' / 'hubnet')])
    return az, next(one.version for one in installed if one.metadata['Name'] == SDK)


def check_wheel(pair):
    """Run the tests in tests/installed with the az of a pair."""
    return pytest_run(
        pair,
        'installed',
        [sys.executable, '-m', 'pytest', 'tests/installed'],
        HUBNET_AZ=str(pair.executable),
        HUBNET_EXTENSIONS=str(pair.folder / 'extensions'),
    )


def check_clients(pair):
    """Run the tests outside tests/installed with the azure-ai-ml and the az packages of a pair."""
    modules = [
        path
        for path in (ROOT / 'tests').rglob('test_*.py')
        if ROOT / 'tests' / 'installed' not in path.parents and 'mark.compat' in path.read_text(encoding='utf-8')
    ]
    return pytest_run(
        pair,
        'in-process',
        [pair.python, '-c', AS_AZ_DOES, *modules],
        AZURE_EXTENSION_DIR=str(pair.folder / 'extensions'),
        AZURE_CONFIG_DIR=str(pair.folder / 'azure'),
    )


def pytest_run(pair, level, command, **environment):
    """Run the marked tests; return the result in words and True if all passed."""
    result, log = pair.folder / f'{level}.xml', pair.folder / f'{level}.log'
    command = [*command, '-m', 'compat', '-q', '-p', 'no:cacheprovider', f'--junitxml={result}']
    with log.open('wb') as output:
        code = subprocess.run(
            list(map(str, command)),
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
    if not result.exists():
        return f'did not run: {log.relative_to(ROOT)}', False
    suite = ElementTree.parse(result).getroot().find('testsuite')
    total, failures, errors, skipped = (int(suite.get(name)) for name in ('tests', 'failures', 'errors', 'skipped'))
    result_text = [f'{total - failures - errors - skipped} passed']
    result_text += [f'{count} {word}' for count, word in ((failures + errors, 'failed'), (skipped, 'skipped')) if count]
    for case in suite.iter('testcase'):
        if case.find('failure') is not None or case.find('error') is not None:
            print(f'   failed: {case.get("classname")}::{case.get("name")}', flush=True)
    # A module that skips itself because a dependency is missing has tested nothing.
    good = code == 0 and total > 0 and not skipped
    return ', '.join(result_text) + ('' if good else f': {log.relative_to(ROOT)}'), good


def run(command):
    """Standard output of a command that has to succeed."""
    return subprocess.run(
        list(map(str, command)),
        cwd=WORK,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding='utf-8',
    ).stdout


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    wheel = next((ROOT / 'dist').glob('hubnet-*.whl'))
    rows, all_good = [], True
    for age in (OLDEST, NEWEST):
        print(f'== the {age} az', flush=True)
        prepare(age)
        for dependencies in (OLDEST, NEWEST):
            pair = Pair(age, dependencies)
            started = time.monotonic()
            installed = install(pair, wheel)
            az, sdk = versions(pair)
            print(f'== az {az} with {SDK} {sdk}, installed in {installed:.0f} s', flush=True)
            (clients, clients_good), (commands, commands_good) = check_clients(pair), check_wheel(pair)
            all_good = all_good and clients_good and commands_good
            rows.append((az, sdk, clients, commands, f'{time.monotonic() - started:.0f} s'))
    print(tabulate(rows, headers=('az', SDK, 'in process', 'installed', 'took'), disable_numparse=True))
    return 0 if all_good else 1


if __name__ == '__main__':
    sys.exit(main())
