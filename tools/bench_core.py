"""Measure the core of the installed wheel by the number of rules, and print JSON. tools/bench.py runs it.

PYTHONPATH=<the installed wheel>:<the checkout> python tools/bench_core.py
"""

import gc
import json
import statistics
import sys
import time
from datetime import date

import azext_hubnet
from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import CHECKS
from azext_hubnet.core.audit.subject import Subject
from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.catalogue.all_presets import Catalogue
from azext_hubnet.core.documents import text as documents
from azext_hubnet.core.formats import detect
from azext_hubnet.core.render import az_ml_yaml
from tests.core.makers import EVERYTHING, compare, hub, rules_of

SIZES = (100, 1_000, 10_000, 100_000)
RUNS = {100: 7, 1_000: 7, 10_000: 5, 100_000: 3}


def median(function, runs):
    """The median of the processor seconds of a call, which other processes do not affect."""
    taken = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        function()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def measure(count, revisions):
    """Seconds by step for a number of rules."""
    rules = rules_of(count)
    text = json.dumps(
        [{**az_ml_yaml.rule(rule.name, rule.destination), 'status': rule.status} for rule in rules]
    ).encode()
    document = documents.read(text, 'rules')
    on_hub = hub(*rules)
    steps = {
        'decode JSON': lambda: documents.read(text, 'rules'),
        'read the rules': lambda: detect.parse(document, 'rules'),
        'diff, all presets': lambda: compare(on_hub, *revisions, include_optional=True, given=EVERYTHING),
        'audit, all checks': lambda: audit(Subject(on_hub, Catalogue(), date.today()), CHECKS),
    }
    return {step: median(function, RUNS[count]) for step, function in steps.items()}


def main():
    revisions = [shipped.load(name).at() for name in shipped.names()]
    json.dump(
        {
            'from': azext_hubnet.__file__,
            'presets': len(revisions),
            'checks': len(CHECKS),
            'entries': sum(len(revision.entries) for revision in revisions),
            'seconds': {count: measure(count, revisions) for count in SIZES},
        },
        sys.stdout,
    )


if __name__ == '__main__':
    main()
