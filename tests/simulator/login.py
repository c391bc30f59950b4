"""Signs in a private az to a running simulator, and returns the environment to run it with.

With that environment az (or an azure-ai-ml process) can reach only the simulator. The caller's own az configuration is
neither read nor changed.

    python -m tests.simulator.login --url URL --ca-file FILE --folder DIR [--az PATH] [--format shell|json]
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from .authority import DEFAULT_PRINCIPAL, Principal
from .metadata import CLOUD_NAME

# Nothing listens on the discard port, so a request that would leave loopback fails at once.
_NOWHERE = 'http://127.0.0.1:9'


class LoginError(RuntimeError):
    """An az command failed. The text contains the command and what az printed."""


def log_in(
    url: str,
    ca_file,
    folder,
    az: str | None = None,
    principal: Principal = DEFAULT_PRINCIPAL,
    loopback_only: bool = True,
) -> dict[str, str]:
    """Sign in an az and return its whole environment. Starts az three times.

    Args:
        url: The address of the simulator.
        ca_file: The simulator's CA certificate.
        folder: For the private configuration.
        az: The executable, see `default_az`.
        principal: Signs in.
        loopback_only: Send all other traffic to a dead proxy. False for commands that need a package index.

    Raises:
        LoginError: An az command failed.
    """
    az = az or default_az()
    environment = make_environment(ca_file, folder, loopback_only)
    _run(az, environment, 'cloud', 'register', '--name', CLOUD_NAME, '--endpoint-resource-manager', url)
    _run(az, environment, 'cloud', 'set', '--name', CLOUD_NAME)
    _run(
        az,
        environment,
        'login',
        '--service-principal',
        '--username',
        principal.client_id,
        '--password',
        principal.secret,
        '--tenant',
        principal.tenant_id,
    )
    return environment


def default_az() -> str:
    """The az in HUBNET_AZ, next to this Python, or on the PATH.

    Raises:
        LoginError: There is none.
    """
    beside = shutil.which('az', path=os.path.dirname(sys.executable))
    found = os.environ.get('HUBNET_AZ') or beside or shutil.which('az')
    if not found:
        raise LoginError('there is no az executable: set HUBNET_AZ')
    return found


def make_environment(ca_file, folder, loopback_only: bool = True) -> dict[str, str]:
    """The caller's environment with private Azure settings. Writes the CA bundle into folder."""
    folder = Path(folder)
    configuration = folder / 'azure'
    configuration.mkdir(parents=True, exist_ok=True)
    bundle = folder / 'ca-bundle.pem'
    bundle.write_bytes(_public_authorities() + Path(ca_file).read_bytes())
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(
            ('AZURE_', 'ARM_', 'AZUREML_', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY')
        )
    }
    environment.update(
        {
            'AZURE_CONFIG_DIR': str(configuration),
            'AZURE_CORE_INSTANCE_DISCOVERY': 'false',
            'AZURE_CORE_COLLECT_TELEMETRY': 'no',
            'AZURE_CORE_SURVEY_MESSAGE': 'no',
            'AZURE_CORE_NO_COLOR': 'yes',
            'AZURE_AUTO_UPGRADE_ENABLE': 'no',
            'REQUESTS_CA_BUNDLE': str(bundle),
            'NO_PROXY': '127.0.0.1,localhost',
        }
    )
    if loopback_only:
        environment.update(HTTP_PROXY=_NOWHERE, HTTPS_PROXY=_NOWHERE)
    return environment


def _public_authorities() -> bytes:
    try:
        import certifi
    except ImportError:
        return b''
    return Path(certifi.where()).read_bytes().rstrip() + b'\n'


def _run(az: str, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [az, *arguments, '--only-show-errors', '--output', 'json'],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        command = ' '.join(one for one in arguments[:2] if not one.startswith('-'))
        raise LoginError(f'az {command} ended with {done.returncode}: {done.stderr.strip()}')
    return done.stdout


def _main() -> int:
    parser = argparse.ArgumentParser(prog='python -m tests.simulator.login', description=__doc__.splitlines()[0])
    parser.add_argument('--url', required=True, help="the simulator's address")
    parser.add_argument('--ca-file', required=True, help="the simulator's CA certificate")
    parser.add_argument('--folder', required=True, help='where the private configuration goes')
    parser.add_argument('--az', help='the az executable')
    parser.add_argument('--allow-internet', action='store_true', help='do not block traffic beyond loopback')
    parser.add_argument('--format', choices=('shell', 'json'), default='shell')
    arguments = parser.parse_args()
    try:
        environment = log_in(
            arguments.url, arguments.ca_file, arguments.folder, arguments.az, loopback_only=not arguments.allow_internet
        )
    except (LoginError, OSError) as error:
        print(f'login: {error}', file=sys.stderr)
        return 1
    changed = {name: value for name, value in environment.items() if os.environ.get(name) != value}
    if arguments.format == 'json':
        print(json.dumps(changed))
    else:
        print('\n'.join(f'export {name}={shlex.quote(value)}' for name, value in sorted(changed.items())))
    return 0


if __name__ == '__main__':
    sys.exit(_main())
