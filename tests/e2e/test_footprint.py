"""What a diff must not do: import the heavy SDK, or read presets that nobody asked for."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.compat

TRACING = Path(__file__).parent / 'tracing'


@pytest.fixture
def trace(az, extensions, tmp_path):
    """The modules that a command loads and the presets that it opens."""
    def run(command, loads='azext_hubnet.custom'):
        note = tmp_path / 'trace.json'
        az(command, environment={'PYTHONPATH': str(TRACING), 'HUBNET_TRACE': str(note)})
        noted = json.loads(note.read_text(encoding='utf-8'))
        assert loads in noted['modules']
        # All of this level is about the wheel, not about the checkout beside it.
        assert noted['package'] in (None, str(extensions / 'hubnet' / 'azext_hubnet' / '__init__.py'))
        return set(noted['modules']), {Path(path).stem for path in noted['opened']
                                       if Path(path).parts[-3:-1] == ('azext_hubnet', 'presets')}
    return run


def _heavy(modules):
    return {name for name in modules if name.startswith(('azure.ai', 'azure.mgmt', 'azure.identity', 'marshmallow',
                                                         'opentelemetry', 'pydash'))}


def test_an_offline_diff(trace, rules_file):
    modules, presets = trace(f'hubnet preset diff -p vscode huggingface --rules "{rules_file}"')
    assert presets == {'vscode', 'huggingface'}
    assert not _heavy(modules)
    # az itself loads azure-core for every command that prints something, and an old one yaml too.
    of_az, _ = trace('version', 'azure.cli.core')
    assert not {name for name in modules - of_az if name.startswith(
        ('azext_hubnet.service', 'msal', 'azure.core', 'requests', 'urllib3', 'asyncio', 'yaml'))}


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
    assert not {name for name in offline if name.startswith((
        'azext_hubnet.service', 'azext_hubnet.reports.', 'jinja2', 'junitparser', 'msal', 'yaml'))}
    live, _ = trace(f'hubnet preset audit {hub("partial")}')
    assert not _heavy(live)
