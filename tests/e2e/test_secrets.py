"""No secret and no token is ever shown, --debug included."""

import json
import re
from pathlib import Path

import pytest

from tests.simulator.authority import CLIENT_SECRET

from .writing import requests_of

COMMANDS = {
    'diff': 'diff', 'patch': 'add --yes', 'serial': 'add --yes --write serial', 'remove': 'remove --yes',
    'provision': 'add --yes --provision',
}


def tokens(az):
    """What the az has in its cache of tokens."""
    cache = json.loads((Path(az.environment['AZURE_CONFIG_DIR']) / 'msal_token_cache.json').read_text())
    return [entry['secret'] for entry in cache['AccessToken'].values()]


@pytest.mark.parametrize('name', COMMANDS)
@pytest.mark.parametrize('challenged', [False, True], ids=['', 'challenged'])
def test_debug_shows_none(az, hub, simulator, name, challenged):
    verb, _, more = COMMANDS[name].partition(' ')
    if verb == 'remove':
        az(f'hubnet preset add {hub("partial")} -p vscode --yes')
    before = tokens(az)
    if challenged:
        # A new token is asked for midway, with the secret.
        simulator.add_fault(on='any', action='claims_challenge', path='/workspaces/', occurrence=3)
    done = az(f'hubnet preset {verb} {hub("fresh" if name == "provision" else "partial")} -p vscode {more} --debug')
    shown = done.stdout + done.stderr
    assert requests_of(simulator) and '/workspaces/' in done.stderr
    for secret in {*before, *tokens(az), CLIENT_SECRET}:
        # Nor any part of the token by which it could be used.
        assert len(secret) > 8 and secret not in shown and not any(
            part in shown for part in secret.split('.')[1:2] if len(part) > 20)
    assert not re.search(r'Bearer\s+(?!\*)[A-Za-z0-9]', shown), re.findall(r'.*Bearer\s+.*', shown)
