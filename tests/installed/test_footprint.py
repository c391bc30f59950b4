"""What a diff must not do: import the heavy SDK, read presets that nobody asked for, or hold much memory."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.compat

TRACING = Path(__file__).parent / 'tracing'


# MB above `az version`; a live diff loads what signs in and sends.
OFFLINE, LIVE = 15, 30


@pytest.fixture
def noted_of(az, tmp_path):
    """What tracing notes of a command."""

    def run(command):
        note = tmp_path / 'trace.json'
        az(command, environment={'PYTHONPATH': str(TRACING), 'HUBNET_TRACE': str(note)})
        return json.loads(note.read_text(encoding='utf-8'))

    return run


@pytest.fixture
def trace(noted_of, extensions):
    """The modules that a command loads and the presets that it opens."""

    def run(command, loads='azext_hubnet.custom'):
        noted = noted_of(command)
        assert loads in noted['modules']
        # All of this level is about the wheel, not about the checkout beside it.
        assert noted['package'] in (None, str(extensions / 'hubnet' / 'azext_hubnet' / '__init__.py'))
        return set(noted['modules']), {
            Path(path).stem for path in noted['opened'] if Path(path).parts[-3:-1] == ('azext_hubnet', 'presets')
        }

    return run


def _heavy(modules):
    return {
        name
        for name in modules
        if name.startswith(('azure.ai', 'azure.mgmt', 'azure.identity', 'marshmallow', 'opentelemetry', 'pydash'))
    }


def _of_az(trace):
    """What az loads by itself: azure-core for every command that prints something, and in old releases yaml."""
    return trace('version', 'azure.cli.core')[0]


def test_an_offline_diff(trace, rules_file):
    modules, presets = trace(f'hubnet preset diff -p vscode huggingface --rules "{rules_file}"')
    assert presets == {'vscode', 'huggingface'}
    assert not _heavy(modules)
    assert not {
        name
        for name in modules - _of_az(trace)
        if name.startswith(('azext_hubnet.service', 'msal', 'azure.core', 'requests', 'urllib3', 'asyncio', 'yaml'))
    }


def test_a_live_diff(trace, hub):
    modules, presets = trace(f'hubnet preset diff {hub("partial")} -p vscode')
    assert presets == {'vscode'}
    assert not _heavy(modules)


def test_the_catalogue(trace, hub):
    for command in ('preset show -p vscode', 'preset list', f'rule list {hub("partial")}'):
        modules, presets = trace(f'hubnet {command}')
        assert not _heavy(modules) and 'vscode' in presets


def test_an_audit(trace, hub, rules_file):
    offline, presets = trace(f'hubnet preset audit --rules "{rules_file}"')
    assert 'vscode' in presets and not _heavy(offline)
    assert not {
        name
        for name in offline - _of_az(trace)
        if name.startswith(('azext_hubnet.service', 'azext_hubnet.reports.', 'jinja2', 'junitparser', 'msal', 'yaml'))
    }
    live, _ = trace(f'hubnet preset audit {hub("partial")}')
    assert not _heavy(live)


def test_memory(noted_of, hub, rules_file):
    base = noted_of('version')['peak']
    if base is None:
        pytest.skip('this system does not tell what a process has held')
    offline = noted_of(f'hubnet preset diff -p vscode huggingface --rules "{rules_file}"')['peak'] - base
    live = noted_of(f'hubnet preset diff {hub("partial")} -p vscode huggingface')['peak'] - base
    # A process that holds nothing would mean that nothing was measured.
    assert base > 10 and 0 < offline <= OFFLINE and 0 < live <= LIVE, (base, offline, live)
