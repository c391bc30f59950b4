"""Proxies and switched-off verification reach both clients: the ARM pipeline and azure-ai-ml."""

import certifi
import pytest

from .proxy import Proxy
from .writing import requests_of

NOT_VERIFIED = 'AZURE_CLI_DISABLE_CONNECTION_VERIFICATION'
# What each command asks through the pipeline and, where it writes single rules, through azure-ai-ml.
COMMANDS = {
    'read': ('diff', '', set()),
    'patch': ('add', '--yes', {'workspace_patch'}),
    'serial': ('add', '--yes --write serial', {'rule_put'}),
    'remove': ('remove', '--yes', {'rule_delete'}),
    'provision': ('add', '--yes --provision', {'workspace_patch', 'provision'}),
}


@pytest.fixture(name='command', params=COMMANDS)
def _command(request, az, hub, simulator):
    """The command line and the kinds of writes that it needs."""
    verb, more, writes = COMMANDS[request.param]
    name = 'fresh' if request.param == 'provision' else 'partial'
    if verb == 'remove':
        az(f'hubnet preset add {hub(name)} -p vscode --yes')
        simulator.clear_log()
    return f'hubnet preset {verb} {hub(name)} -p vscode {more}', writes


def assert_asked(simulator, writes):
    kinds = {kind for kind, _ in requests_of(simulator)}
    assert writes <= kinds and 'workspace_get' in kinds


@pytest.mark.parametrize('variable', ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])
def test_a_proxy(az, simulator, command, variable):
    line, writes = command
    with Proxy() as proxy:
        unset = {name: '' for name in ('HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY')}
        done = az(line, environment={**unset, variable: proxy.url})
        assert 'ERROR' not in done.stderr
        # Nothing went another way: every connection that the simulator had came through the proxy.
        assert_asked(simulator, writes)
        own = simulator.url.rpartition('/')[2]
        assert set(proxy.asked) == {own} and len(proxy.asked) >= (2 if 'rule' in str(writes) else 1)


def test_a_dead_proxy_is_not_walked_around(az, simulator, command):
    line, writes = command
    dead = {'HTTPS_PROXY': 'http://127.0.0.1:9', 'NO_PROXY': ''}
    done = az(line, code=1, environment=dead)
    assert 'proxy' in done.stderr.lower() and requests_of(simulator) == []


def test_without_verification(az, simulator, command):
    """No bundle knows the simulator's authority, so that only a client which does not verify gets an answer."""
    line, writes = command
    unknown = {'REQUESTS_CA_BUNDLE': certifi.where()}
    done = az(line, environment={**unknown, NOT_VERIFIED: '1'})
    assert 'ERROR' not in done.stderr
    assert_asked(simulator, writes)
    assert 'CERTIFICATE_VERIFY_FAILED' in az(line, code=1, environment=unknown).stderr
