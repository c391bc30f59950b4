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


def _ratio(az, ours, theirs, capsys):
    """The medians of both, taken in turn so that a busy machine slows both."""
    seconds = {ours: [], theirs: []}
    for _ in range(ROUNDS):
        for command, taken in seconds.items():
            taken.append(az(command).seconds)
    ratio = median(seconds[ours]) / median(seconds[theirs])
    with capsys.disabled():
        print(f'\n{" ".join(ours.split()[:3])}: {median(seconds[ours]):.2f} s, {" ".join(theirs.split()[:2])}: '
              f'{median(seconds[theirs]):.2f} s, ratio {ratio:.2f} (aim {AIM})', end=' ')
    return ratio


def test_an_offline_diff_takes_little_longer_than_az_version(az, rules_file, capsys):
    assert _ratio(az, f'hubnet preset diff -p vscode huggingface --rules "{rules_file}"', 'version', capsys) <= LIMIT


def test_a_live_diff_takes_little_longer_than_az_rest(az, hub, simulator, capsys):
    url = f'{simulator.url}{workspace_id("partial")}?api-version=2025-12-01'
    assert _ratio(az, f'hubnet preset diff {hub("partial")} -p vscode huggingface', f'rest --method get --url {url}',
                  capsys) <= LIMIT


def test_help_takes_little_longer_than_az_version(az, capsys):
    assert _ratio(az, 'hubnet --help', 'version', capsys) <= LIMIT


def test_a_live_diff_takes_a_fraction_of_what_azure_ai_ml_takes_to_list_the_rules(az, hub, simulator, capsys):
    """In a process of the same Python, so without az's own start."""
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, '-c', sdk.LIST_RULES], check=True, timeout=60, env=az.environment,
                       capture_output=True, input=sdk.given(simulator.url, 'partial'))
        seconds.append((time.perf_counter() - started,
                        az(f'hubnet preset diff {hub("partial")} -p vscode huggingface').seconds))
    theirs, ours = (median(column) for column in zip(*seconds))
    with capsys.disabled():
        print(f'\nhubnet preset diff: {ours:.2f} s, azure-ai-ml: {theirs:.2f} s, ratio {ours / theirs:.2f}', end=' ')
    assert ours < 0.8 * theirs
