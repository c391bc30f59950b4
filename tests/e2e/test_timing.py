"""How long a diff takes beside az's own commands: printed, and asserted only far from the aim of 1.25."""

from statistics import median

from tests.simulator import workspace_id

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
