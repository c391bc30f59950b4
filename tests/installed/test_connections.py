"""Proxy settings and disabled verification apply to both clients: the ARM pipeline and azure-ai-ml."""

import certifi
import pytest

from tests.harness.proxy import Proxy

from .writing import requests_of

NOT_VERIFIED = 'AZURE_CLI_DISABLE_CONNECTION_VERIFICATION'
# Verb, options, and the kinds of writes. Single-rule writes go through azure-ai-ml, all others through the pipeline.
COMMANDS = {
    'read': ('diff', '', set()),
    'patch': ('add', '--yes', {'workspace_patch'}),
    'serial': ('add', '--yes --write serial', {'rule_put'}),
    'remove': ('remove', '--yes', {'rule_delete'}),
    'provision': ('add', '--yes --provision', {'workspace_patch', 'provision'}),
}


@pytest.fixture(name='command', params=COMMANDS)
def _command(request, az, hub, simulator):
    """The command line and the kinds of its writes."""
    verb, more, writes = COMMANDS[request.param]
    name = 'fresh' if request.param == 'provision' else 'partial'
    if verb == 'remove':
        az(f'hubnet preset add {hub(name)} -p vscode --yes')
        simulator.clear_log()
    return f'hubnet preset {verb} {hub(name)} -p vscode {more}', writes


def assert_asked(simulator, writes):
    kinds = {kind for kind, _ in requests_of(simulator)}
    assert writes <= kinds and 'workspace_get' in kinds


def test_commands_work_through_a_proxy(az, simulator, command):
    """The proxy is the only way to the simulator."""
    line, writes = command
    with Proxy() as proxy:
        done = az(line, environment={'HTTPS_PROXY': proxy.url, 'NO_PROXY': ''})
    assert 'ERROR' not in done.stderr
    assert_asked(simulator, writes)
    # Each client opens at least one connection.
    assert set(proxy.passed) == {simulator.url.rpartition('/')[2]}
    assert len(proxy.passed) >= (2 if writes & {'rule_put', 'rule_delete', 'provision'} else 1)


def test_both_clients_use_the_proxy(az, hub, simulator):
    """The proxy accepts one connection, from the pipeline; azure-ai-ml must not find another way."""
    with Proxy(connections=1) as proxy:
        done = az(
            f'hubnet preset add {hub("partial")} -p vscode --yes --write serial',
            code=1,
            environment={'HTTPS_PROXY': proxy.url, 'NO_PROXY': ''},
        )
        assert len(proxy.passed) == 1 and 'Nothing was written' in done.stderr and 'roxy' in done.stderr, done
    assert requests_of(simulator, 'rule_put') == []


def test_dead_proxy_is_not_bypassed(az, hub, simulator):
    dead = {'HTTPS_PROXY': 'http://127.0.0.1:9', 'NO_PROXY': ''}
    assert 'proxy' in az(f'hubnet preset diff {hub("fresh")} -p vscode', code=1, environment=dead).stderr
    assert requests_of(simulator) == []


def test_disabled_verification_reaches_both_clients(az, simulator, command):
    """No CA bundle contains the simulator's CA, so only a client that does not verify gets an answer."""
    line, writes = command
    done = az(line, environment={'REQUESTS_CA_BUNDLE': certifi.where(), NOT_VERIFIED: '1'})
    assert 'ERROR' not in done.stderr
    assert_asked(simulator, writes)
