"""One installation, one simulator process and one login for all tests here; each test starts with fresh hubs."""

import contextlib
import json
import os
from pathlib import Path

import pytest

from tests.installed.matrix.bench import Bench, Benches
from tests.simulator import RESOURCE_GROUP
from tests.simulator.login import default_az, log_in
from tests.simulator.remote import running

from .az import Az, installing_environment
from .wheel import find_or_build


@pytest.fixture(scope='session')
def wheel(tmp_path_factory):
    return find_or_build(tmp_path_factory.mktemp('wheel'))


@pytest.fixture(scope='session')
def extensions(wheel, tmp_path_factory):
    """An extension folder into which az itself installed the wheel and its dependencies.

    HUBNET_EXTENSIONS names a folder in which that is done already.
    """
    if os.environ.get('HUBNET_EXTENSIONS'):
        return Path(os.environ['HUBNET_EXTENSIONS'])
    folder = tmp_path_factory.mktemp('installed')
    environment = installing_environment(folder)
    Az(default_az(), environment)(f'extension add --yes --source {wheel}', timeout=600)
    return folder / 'extensions'


@pytest.fixture(scope='session')
def simulator_process(tmp_path_factory):
    with running(tmp_path_factory.mktemp('simulator')) as remote:
        yield remote


@pytest.fixture
def simulator(simulator_process):
    """The simulator, reset to its initial state."""
    simulator_process.reset()
    return simulator_process


@pytest.fixture(scope='session')
def signed_in(simulator_process, extensions, tmp_path_factory):
    """An az that is signed in to the simulator and can reach only loopback."""
    return sign_in(simulator_process, extensions, tmp_path_factory.mktemp('az'))


def sign_in(simulator, extensions, folder):
    """Sign in an az that keeps its settings in folder, and return it."""
    environment = log_in(simulator.url, simulator.ca_file, folder)
    environment.pop('PYTHONPATH', None)
    az = Az(default_az(), {**environment, 'AZURE_EXTENSION_DIR': str(extensions)})
    # The first call of an az that has a new extension indexes its commands.
    az('hubnet preset list')
    return az


@pytest.fixture(scope='session')
def benches(simulator_process, signed_in, extensions, tmp_path_factory):
    """Benches for cells that run in parallel; the first one uses the simulator and the az of the other tests."""
    with contextlib.ExitStack() as stack:
        made = [Bench(simulator_process, signed_in, tmp_path_factory.mktemp('bench'))]
        while len(made) < int(os.environ.get('HUBNET_BENCHES', 2)):
            folder = tmp_path_factory.mktemp('bench')
            simulator = stack.enter_context(running(folder / 'simulator'))
            made.append(Bench(simulator, sign_in(simulator, extensions, folder), folder))
        pool = Benches(made)
        stack.callback(pool.close)
        yield pool


@pytest.fixture
def az(signed_in, simulator):  # pylint: disable=unused-argument
    return signed_in


@pytest.fixture
def offline_az(extensions, tmp_path):
    """An az that is not signed in and cannot reach any network."""
    environment = installing_environment(tmp_path)
    nowhere = 'http://127.0.0.1:9'
    return Az(
        default_az(),
        {**environment, 'AZURE_EXTENSION_DIR': str(extensions), 'HTTP_PROXY': nowhere, 'HTTPS_PROXY': nowhere},
    )


@pytest.fixture
def hub():
    """A function that returns the arguments for a sample hub."""
    return lambda name: f'-g {RESOURCE_GROUP} -w {name}'


@pytest.fixture(scope='session')
def rules_file(tmp_path_factory):
    """A file as `az ml workspace outbound-rule list` prints it, in a folder with spaces in its name."""
    path = tmp_path_factory.mktemp('rules of a hub') / 'rules.json'
    path.write_text(
        json.dumps(
            [
                {
                    'name': 'pypi',
                    'type': 'fqdn',
                    'destination': 'pypi.org',
                    'category': 'user_defined',
                    'status': 'Active',
                },
                {
                    'name': 'files',
                    'type': 'fqdn',
                    'destination': '*.pythonhosted.org',
                    'category': 'user_defined',
                    'status': 'Inactive',
                },
                {
                    'name': 'tag',
                    'type': 'service_tag',
                    'category': 'required',
                    'status': 'Active',
                    'destination': {'service_tag': 'AzureMonitor', 'protocol': 'TCP', 'port_ranges': '443'},
                },
            ]
        ),
        encoding='utf-8',
    )
    return path
