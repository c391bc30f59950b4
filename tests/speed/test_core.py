"""What a diff against every preset costs, by the number of rules; `pytest -s` prints the times.

Measured from a hub in memory and parsed presets, plan included. Only growth is asserted: times depend on the machine.
"""

import gc
import statistics
import sys
import time

import pytest

from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.compare.coverage import RuleIndex
from tests.core.makers import EVERYTHING, compare, endpoint, fqdn, hub, rules_of, tag

RUNS = 5
# Of this process alone, however busy the machine is; the aim is 1.
MAX_SECONDS = 3
SIZES = (1_000, 10_000)


def measure(count, catalogue):
    """The times of several runs in seconds, and the last result."""
    rules, times, result = rules_of(count), [], None
    for _ in range(RUNS):
        on_hub = hub(*rules)
        gc.collect()
        start = time.perf_counter()
        result = compare(on_hub, *catalogue, include_optional=True, given=EVERYTHING)
        times.append(time.perf_counter() - start)
    return times, result


def test_cost_grows_no_faster_than_the_number_of_rules():
    catalogue = [shipped.load(name) for name in shipped.names()]
    fastest, results = {}, {}
    for count in SIZES:
        times, results[count] = measure(count, catalogue)
        fastest[count] = min(times)
        print(
            f'\n{count:>7,} rules: min {min(times) * 1000:.1f} ms, median {statistics.median(times) * 1000:.1f} ms, '
            f'{len(results[count].entries)} entries, {len(results[count].plan.operations)} operations'
        )
    small, large = SIZES
    # Linear is a factor of ten less what presets cost alone; comparing every rule with every other would be a hundred.
    assert fastest[large] < 25 * fastest[small]
    assert len(results[large].plan.operations) == len(results[small].plan.operations) > 50
    assert results[large].plan.id != results[small].plan.id


def test_diff_of_a_hundred_thousand_rules_takes_seconds():
    catalogue = [shipped.load(name) for name in shipped.names()]
    on_hub = hub(*rules_of(100_000))
    gc.collect()
    start = time.process_time()
    result = compare(on_hub, *catalogue, include_optional=True, given=EVERYTHING)
    taken = time.process_time() - start
    print(f'\n100,000 rules: {taken:.2f} s')
    assert len(result.entries) > 100 and taken < MAX_SECONDS


def calls_of(function, argument):
    """How many functions a call makes, which does not depend on the machine."""
    made = 0

    def count(_, event, __):
        nonlocal made
        made += event in ('call', 'c_call')

    previous = sys.getprofile()
    # A collection may call what others have hooked into it.
    gc.disable()
    sys.setprofile(count)
    try:
        function(argument)
    finally:
        sys.setprofile(previous)
        gc.enable()
    return made


@pytest.mark.parametrize('wanted', [fqdn('a.b.c.example5.com'), tag('Storage.region7'), endpoint()])
def test_cost_of_a_question_does_not_depend_on_the_number_of_rules(wanted):
    # What is remembered of the question itself is not meant.
    RuleIndex(rules_of(10)).judge(wanted)
    small, large = (calls_of(RuleIndex(rules_of(count)).judge, wanted) for count in SIZES)
    assert 0 < small == large < 500
