"""No command prints a secret or a token, not even with --debug."""

import json
import re
from pathlib import Path

import pytest

from tests.simulator.authority import CLIENT_SECRET

COMMANDS = {
    'diff': 'diff',
    'patch': 'add --yes',
    'serial': 'add --yes --write serial',
    'remove': 'remove --yes',
    'provision': 'add --yes --provision',
}


def tokens(az):
    """The access tokens in the token cache of az."""
    cache = json.loads((Path(az.environment['AZURE_CONFIG_DIR']) / 'msal_token_cache.json').read_text())
    return [entry['secret'] for entry in cache['AccessToken'].values()]


@pytest.mark.parametrize('name', COMMANDS)
def test_debug_shows_no_token_and_no_secret(az, hub, simulator, name):
    verb, _, more = COMMANDS[name].partition(' ')
    if verb == 'remove':
        az(f'hubnet preset add {hub("partial")} -p vscode --yes')
    before = tokens(az)
    # Each client has to request a new token, with the secret, while the command runs.
    simulator.add_fault(on='any', action='claims_challenge', path='/workspaces/', occurrence=[1, 4])
    done = az(f'hubnet preset {verb} {hub("fresh" if name == "provision" else "partial")} -p vscode {more} --debug')
    assert simulator.faults()[0]['fired'] == (1 if verb == 'diff' else 2)
    assert simulator.log(kind='token') and '/workspaces/' in done.stderr
    # The challenge comes from the service and is not secret.
    shown = [line for line in (done.stdout + done.stderr).splitlines() if 'WWW-Authenticate' not in line]
    for secret in {*before, *tokens(az), CLIENT_SECRET}:
        # Nor the long parts of a token.
        parts = [secret, *(part for part in secret.split('.') if len(part) > 60)]
        assert not [line for line in shown if any(part in line for part in parts)]
    assert not [line for line in shown if re.search(r'Bearer\s+[A-Za-z0-9]', line)]
