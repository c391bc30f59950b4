"""How long commands take beside az's own and beside azure-ai-ml: printed, and asserted only far from the aims.

`make bench` measures more, and more exactly.
"""

import subprocess
import sys
import time
from statistics import median

from tests.simulator import workspace_id

from . import sdk

ROUNDS = 7
AIM, LIMIT = 1.25, 1.6
# Seconds that each answer of Azure takes.
LATENCY = 0.1


def _ratio(az, ours, theirs, capsys):
    """The medians of both, taken in turn so that a busy machine slows both."""
    seconds = {ours: [], theirs: []}
    for _ in range(ROUNDS):
        for command, taken in seconds.items():
            taken.append(az(command).seconds)
    ratio = median(seconds[ours]) / median(seconds[theirs])
    with capsys.disabled():
        print(
            f'\n{" ".join(ours.split()[:3])}: {median(seconds[ours]):.2f} s, {" ".join(theirs.split()[:2])}: '
            f'{median(seconds[theirs]):.2f} s, ratio {ratio:.2f} (aim {AIM})',
            end=' ',
        )
    return ratio


def test_an_offline_diff_takes_little_longer_than_az_version(az, rules_file, capsys):
    assert _ratio(az, f'hubnet preset diff -p vscode huggingface --rules "{rules_file}"', 'version', capsys) <= LIMIT


def test_a_live_diff_takes_little_longer_than_az_rest(az, hub, simulator, capsys):
    url = f'{simulator.url}{workspace_id("partial")}?api-version=2025-12-01'
    assert (
        _ratio(
            az, f'hubnet preset diff {hub("partial")} -p vscode huggingface', f'rest --method get --url {url}', capsys
        )
        <= LIMIT
    )


def test_help_takes_little_longer_than_az_version(az, capsys):
    assert _ratio(az, 'hubnet --help', 'version', capsys) <= LIMIT


def test_a_live_diff_takes_a_fraction_of_what_azure_ai_ml_takes_to_list_the_rules(az, hub, simulator, capsys):
    """In a process of the same Python, so without az's own start."""
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
    theirs, ours = (median(column) for column in zip(*seconds))
    with capsys.disabled():
        print(f'\nhubnet preset diff: {ours:.2f} s, azure-ai-ml: {theirs:.2f} s, ratio {ours / theirs:.2f}', end=' ')
    assert ours < 0.8 * theirs


def test_an_audit_of_many_hubs_does_not_read_them_one_after_another(az, simulator, capsys):
    """6 s on a quiet machine of two cores, which runs the simulator too."""
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
