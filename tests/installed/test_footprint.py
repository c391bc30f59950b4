"""What commands must not import or read, and how much memory they may hold."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.compat

TRACED_IMPORTS = Path(__file__).parent / 'injected' / 'traced_imports'


# Megabytes above `az version`. A live diff also loads what signs in and sends.
OFFLINE, LIVE = 15, 30


@pytest.fixture
def noted_of(az, tmp_path):
    """A function that returns the trace of a command, see injected/traced_imports."""

    def run(command):
        note = tmp_path / 'trace.json'
        az(command, environment={'PYTHONPATH': str(TRACED_IMPORTS), 'HUBNET_TEST_TRACE': str(note)})
        return json.loads(note.read_text(encoding='utf-8'))

    return run


@pytest.fixture
def trace(noted_of, extensions):
    """A function that returns the modules that a command loads and the presets that it opens."""

    def run(command, loads='azext_hubnet.custom'):
        noted = noted_of(command)
        assert loads in noted['modules']
        # The test is about the wheel, not about the checkout.
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
    """The modules that az loads by itself: azure-core for every command with output, and in old releases yaml."""
    return trace('version', 'azure.cli.core')[0]


def test_offline_diff_imports_no_sdk_and_no_sign_in(trace, rules_file):
    modules, presets = trace(f'hubnet preset diff -p vscode huggingface --rules "{rules_file}"')
    assert presets == {'vscode', 'huggingface'}
    assert not _heavy(modules)
    assert not {
        name
        for name in modules - _of_az(trace)
        if name.startswith(('azext_hubnet.service', 'msal', 'azure.core', 'requests', 'urllib3', 'asyncio', 'yaml'))
    }


def test_live_diff_imports_no_sdk(trace, hub):
    modules, presets = trace(f'hubnet preset diff {hub("partial")} -p vscode')
    assert presets == {'vscode'}
    assert not _heavy(modules)


def test_preset_commands_import_no_sdk(trace, hub):
    for command in ('preset show -p vscode', 'preset list', f'rule list {hub("partial")}'):
        modules, presets = trace(f'hubnet {command}')
        assert not _heavy(modules) and 'vscode' in presets


def test_audit_imports_no_sdk_and_no_report_writer(trace, hub, rules_file):
    offline, presets = trace(f'hubnet preset audit --rules "{rules_file}"')
    assert 'vscode' in presets and not _heavy(offline)
    assert not {
        name
        for name in offline - _of_az(trace)
        if name.startswith(('azext_hubnet.service', 'azext_hubnet.reports.', 'jinja2', 'junitparser', 'msal', 'yaml'))
    }
    live, _ = trace(f'hubnet preset audit {hub("partial")}')
    assert not _heavy(live)


def test_peak_memory_above_az_version_is_bounded(noted_of, hub, rules_file):
    base = noted_of('version')['peak']
    if base is None:
        pytest.skip('this system does not report the peak memory of a process')
    offline = noted_of(f'hubnet preset diff -p vscode huggingface --rules "{rules_file}"')['peak'] - base
    live = noted_of(f'hubnet preset diff {hub("partial")} -p vscode huggingface')['peak'] - base
    # Zero would mean that nothing was measured.
    assert base > 10 and 0 < offline <= OFFLINE and 0 < live <= LIVE, (base, offline, live)
