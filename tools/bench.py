"""Measure hubnet against az itself, az rest and azure-ai-ml, interleaved in one run, and print tables.

    make bench

make has installed az and the wheel in .demo before. All traffic stays on loopback. Compare only ratios between
machines: the times of all commands grow together on a slow or busy one.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import demo
import yaml
from tabulate import tabulate

ROOT = demo.ROOT
sys.path.insert(0, str(ROOT))

# pylint: disable=wrong-import-position
from tests.installed import sdk  # noqa: E402
from tests.installed.az import Az  # noqa: E402
from tests.installed.bulk import both_ways  # noqa: E402
from tests.simulator.login import log_in  # noqa: E402
from tests.simulator.remote import Remote  # noqa: E402

ROUNDS = int(os.environ.get('HUBNET_BENCH_ROUNDS', '7'))
PRESETS = '-p vscode huggingface'
VERSION, REST, SDK = 'az version', 'az rest of the workspace', 'azure-ai-ml lists the rules'
JSON_DIFF, YAML_DIFF, LIVE_DIFF = (f'preset diff of a {what}' for what in ('JSON file', 'YAML file', 'hub'))
# What is measured against what, and the ratio that should not be exceeded.
GOALS = ((JSON_DIFF, VERSION, 1.15), (YAML_DIFF, VERSION, 1.22), (LIVE_DIFF, REST, 1.15))
MEGABYTE = 1024 * 1024
# The unit of getrusage, in bytes.
RSS_UNIT = 1 if sys.platform == 'darwin' else 1024
LAUNCHER = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.call(sys.argv[2:], stdout=subprocess.DEVNULL)
seconds = time.perf_counter() - started
with open(sys.argv[1], 'w') as note:
    json.dump({'code': code, 'seconds': seconds, 'peak': resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}, note)
"""


class Cost(NamedTuple):
    """Duration in seconds and peak memory in MB of one process."""

    seconds: float
    peak: float


def cost_of(command, environment, given=b''):
    """Run a process to its end. given: its standard input."""
    with tempfile.NamedTemporaryFile() as note:
        # Until a process runs another program, the memory of its parent counts in its peak: use a small parent.
        done = subprocess.run(
            [sys.executable, '-I', '-S', '-c', LAUNCHER, note.name, *map(str, command)],
            cwd=demo.PLACE,
            env=environment,
            input=given,
            capture_output=True,
            check=False,
        )
        noted = json.load(note)
    if noted['code']:
        raise demo.DemoFailed(f'{command} ended with {noted["code"]}: {done.stderr.decode()}')
    return Cost(noted['seconds'], noted['peak'] * RSS_UNIT / MEGABYTE)


def commands(simulator, hub_id, environment):
    """Functions that run a command once and return its Cost, by the name of the command."""
    group, hub = hub_id.split('/')[4], hub_id.rpartition('/')[2]
    live = f'-g {group} -w {hub}'
    workspace = simulator.arm('GET', hub_id).body
    as_json, as_yaml = demo.SESSION / 'rules.json', demo.SESSION / 'rules.yml'
    as_json.write_text(json.dumps(workspace), encoding='utf-8')
    as_yaml.write_text(yaml.safe_dump(workspace), encoding='utf-8')
    installed = {**environment, 'PYTHONPATH': str(demo.DEMO / 'extensions' / 'hubnet')}

    def az(arguments, *more):
        return lambda: cost_of([demo.AZ, *arguments.split(), *more], environment)

    return {
        VERSION: az('version'),
        'az hubnet -h': az('hubnet -h'),
        JSON_DIFF: az(f'hubnet preset diff {PRESETS} --rules', as_json),
        YAML_DIFF: az(f'hubnet preset diff {PRESETS} --rules', as_yaml),
        'preset audit of a JSON file': az('hubnet preset audit --rules', as_json),
        REST: az(f'rest --method get --url {simulator.url}{hub_id}?api-version=2025-12-01'),
        LIVE_DIFF: az(f'hubnet preset diff {PRESETS} {live}'),
        'preset audit of a hub': az(f'hubnet preset audit {live}'),
        SDK: lambda: cost_of([sys.executable, '-c', sdk.LIST_RULES], installed, sdk.given(simulator.url, hub)),
    }


def show_commands(measured):
    base, rest, library = (median(measured[name]) for name in (VERSION, REST, SDK))
    plain = peak(measured[VERSION])
    rows = [
        (
            name,
            f'{median(costs):.2f} s',
            f'{median(costs) / base:.2f}',
            f'{median(costs) / rest:.2f}',
            f'{median(costs) / library:.2f}',
            f'{peak(costs):.0f} MB',
            f'{peak(costs) - plain:+.1f} MB',
        )
        for name, costs in measured.items()
    ]
    table(
        f'Whole processes, medians of {ROUNDS} interleaved runs',
        ('', 'time', '/ version', '/ rest', '/ azure-ai-ml', 'peak', 'above version'),
        rows,
    )
    ratios = [(ours, theirs, median(measured[ours]) / median(measured[theirs]), goal) for ours, theirs, goal in GOALS]
    table(
        'Ratios with a goal',
        ('', 'against', 'ratio', 'goal', ''),
        [
            (ours, theirs, f'{ratio:.2f}', f'{goal:.2f}', '' if ratio <= goal else 'missed')
            for ours, theirs, ratio, goal in ratios
        ],
    )


def show_add(az, simulator, environment):
    result, ours, theirs = both_ways(az, simulator, sys.executable, environment)
    rows = [
        (name, len(way.kinds), way.operations, f'{way.minutes[0]} to {way.minutes[1]} min')
        for name, way in (('preset add', ours), ('begin_create per host', theirs))
    ]
    rows.append(
        ('ratio', f'{len(ours.kinds) / len(theirs.kinds):.2f}', f'{ours.operations / theirs.operations:.2f}', '')
    )
    table(
        f'Adding {len(result["results"])} hosts to a provisioned hub',
        ('', 'requests', 'operations', 'estimate for the service (core/facts/write_times.py)'),
        rows,
    )


def show_core(environment):
    done = subprocess.run(
        [sys.executable, ROOT / 'tools' / 'bench_core.py'],
        check=True,
        stdout=subprocess.PIPE,
        encoding='utf-8',
        env={**environment, 'PYTHONPATH': os.pathsep.join([str(demo.DEMO / 'extensions' / 'hubnet'), str(ROOT)])},
    )
    measured = json.loads(done.stdout)
    if demo.DEMO not in Path(measured['from']).parents:
        raise demo.DemoFailed(f'measured {measured["from"]} instead of the wheel')
    seconds = {int(count): steps for count, steps in measured['seconds'].items()}
    first, last = max(min(seconds), 1_000), max(seconds)
    rows = [
        (
            step,
            *(f'{steps[step] * 1000:,.1f} ms' for steps in seconds.values()),
            f'{math.log(seconds[last][step] / seconds[first][step]) / math.log(last / first):.2f}',
        )
        for step in seconds[last]
    ]
    table(
        f'Processor time of the core by the number of rules: {measured["presets"]} presets with '
        f'{measured["entries"]} entries, {measured["checks"]} checks',
        ('', *(f'{count:,}' for count in seconds), f'exponent from {first:,}'),
        rows,
    )


def show_size_and_start(environment):
    wheel = next((ROOT / 'dist').glob('hubnet-*.whl'))
    extension = demo.DEMO / 'extensions' / 'hubnet'
    files = [path for path in extension.rglob('*') if path.is_file()]
    own = [path for path in files if 'azext_hubnet' in path.relative_to(extension).parts[0]]
    compiled = sum(path.suffix == '.pyc' for path in own) / sum(path.suffix == '.py' for path in own)
    rows = [
        ('the wheel', size([wheel])),
        ('hubnet as installed', size(own)),
        ('with its dependencies', size(files)),
        ('modules compiled by the installation', f'{compiled:.0%}'),
    ]
    seconds = demo.DEMO / 'install-seconds'
    if seconds.exists():
        rows.append(('az extension add, with downloads', f'{int(seconds.read_text())} s'))
    # az loads all of its modules when the set of extensions has changed.
    with tempfile.TemporaryDirectory() as folder:
        fresh = {**environment, 'AZURE_CONFIG_DIR': folder}
        for name in ('first call after the installation', 'second call'):
            rows.append(
                (
                    f'az hubnet preset list, {name}',
                    f'{cost_of([demo.AZ, *["hubnet", "preset", "list"]], fresh).seconds:.2f} s',
                )
            )
    table('Size and start', ('', ''), rows)


def size(paths):
    total = sum(path.stat().st_size for path in paths)
    return f'{total / MEGABYTE:.1f} MB' if total > MEGABYTE else f'{total / 1024:.0f} kB'


def median(costs):
    return statistics.median(cost.seconds for cost in costs)


def peak(costs):
    return statistics.median(cost.peak for cost in costs)


def table(title, head, rows):
    # Numbers come with their units, so none is parsed again.
    align = ['left', *['right'] * (len(head) - 1)]
    print(f'\n{title}\n{tabulate(rows, headers=head, disable_numparse=True, colalign=align)}', flush=True)


def main():
    try:
        extensions = demo.settle()
        with demo.simulator() as simulated:
            environment = log_in(simulated['url'], simulated['caFile'], demo.SESSION, str(demo.AZ))
            environment['AZURE_EXTENSION_DIR'] = extensions
            environment.pop('PYTHONPATH', None)
            simulator = Remote(simulated['url'], simulated['caFile'])
            hub_id = next(hub for hub in simulated['hubs'] if hub.endswith(f'/{demo.HUB}'))
            runs = commands(simulator, hub_id, environment)
            # Once without counting: az indexes the commands of a new extension, and Python compiles modules.
            measured = {name: [] for name, run in runs.items() if run()}
            for _ in range(ROUNDS):
                for name, run in runs.items():
                    measured[name].append(run())
            show_commands(measured)
            simulator.reset()
            show_add(
                Az(str(demo.AZ), environment),
                simulator,
                {**environment, 'PYTHONPATH': str(Path(extensions) / 'hubnet')},
            )
        show_core(environment)
        show_size_and_start(environment)
    except demo.DemoFailed as failure:
        print(f'bench: {failure}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == '__main__':
    sys.exit(main())
