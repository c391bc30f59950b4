"""Duration of commands as a ratio to az's own commands and to azure-ai-ml.

The ratios are printed. The bounds that fail a test are far from the aims, because test machines are busy; `make bench`
measures exactly.
"""

import json
import subprocess
import sys
import time
from statistics import median

import pytest
import yaml

from tests.simulator import workspace_id

from . import sdk

ROUNDS = 7
# The aims, as in tools/bench.py, and the bound that fails.
JSON_AIM, YAML_AIM, LIVE_AIM, HELP_AIM = 1.15, 1.22, 1.15, 1.25
LIMIT = 1.6
# Seconds that the simulator waits before each answer.
LATENCY = 0.1


def _ratio(az, ours, theirs, aim, capsys):
    """The ratio of the medians. The runs alternate, so that a busy machine slows both."""
    seconds = {ours: [], theirs: []}
    for _ in range(ROUNDS):
        for command, taken in seconds.items():
            taken.append(az(command).seconds)
    ratio = median(seconds[ours]) / median(seconds[theirs])
    with capsys.disabled():
        print(
            f'\n{" ".join(ours.split()[:3])}: {median(seconds[ours]):.2f} s, {" ".join(theirs.split()[:2])}: '
            f'{median(seconds[theirs]):.2f} s, ratio {ratio:.2f} (aim {aim})',
            end=' ',
        )
    return ratio


@pytest.mark.parametrize('ending, write, aim', [('json', json.dumps, JSON_AIM), ('yml', yaml.safe_dump, YAML_AIM)])
def test_offline_diff_time_against_az_version(az, rules_file, tmp_path, ending, write, aim, capsys):
    path = tmp_path / f'rules.{ending}'
    path.write_text(write(json.loads(rules_file.read_text(encoding='utf-8'))), encoding='utf-8')
    command = f'hubnet preset diff -p vscode huggingface --rules "{path}"'
    assert _ratio(az, command, 'version', aim, capsys) <= LIMIT


def test_live_diff_time_against_az_rest(az, hub, simulator, capsys):
    diff = f'hubnet preset diff {hub("partial")} -p vscode huggingface'
    rest = f'rest --method get --url {simulator.url}{workspace_id("partial")}?api-version=2025-12-01'
    assert _ratio(az, diff, rest, LIVE_AIM, capsys) <= LIMIT


def test_help_time_against_az_version(az, capsys):
    assert _ratio(az, 'hubnet --help', 'version', HELP_AIM, capsys) <= LIMIT


def test_live_diff_time_against_azure_ai_ml(az, hub, simulator, capsys):
    """azure-ai-ml lists the rules in a process of the same Python, without the start of az."""
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, '-c', sdk.LIST_RULES],
            check=True,
            timeout=60,
            env=az.environment,
            capture_output=True,
            input=sdk.given(simulator.url, 'partial'),
        )
        seconds.append(
            (time.perf_counter() - started, az(f'hubnet preset diff {hub("partial")} -p vscode huggingface').seconds)
        )
    theirs, ours = (median(column) for column in zip(*seconds, strict=True))
    with capsys.disabled():
        print(f'\nhubnet preset diff: {ours:.2f} s, azure-ai-ml: {theirs:.2f} s, ratio {ours / theirs:.2f}', end=' ')
    assert ours < 0.8 * theirs


def test_audit_all_reads_hubs_in_parallel(az, simulator, capsys):
    """About 6 s on an idle machine with two cores, which also runs the simulator."""
    simulator.add_many(300, rules=40)
    simulator.settings(latency=LATENCY)
    done = az('hubnet preset audit --all --skip-checks presets -o json')
    kinds = [entry['kind'] for entry in simulator.log()]
    assert kinds.count('workspace_get') == 305 and kinds.count('resource_graph') == 1
    started = az('version').seconds
    with capsys.disabled():
        print(
            f'\n305 hubs at {LATENCY * 1000:.0f} ms a request: {done.seconds:.1f} s, az version: {started:.1f} s',
            end=' ',
        )
    assert len(done.json['hubs']) == 305
    assert done.seconds - started < 305 * LATENCY / 2
