"""How many examples a property gets, and what must be among them.

HUBNET_EXAMPLES says how many: 1,000 unless it is set, 100,000 in `make matrix`. The 1,000 are the same in every run of
the same tests and sources, so that a run which fails can be run again; Hypothesis also draws from constants of the
modules that are loaded. More are other ones each time.
"""

import os
import time
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get('HUBNET_EXAMPLES', '1000'))
# Of the examples of a property, at least this part shows each case that it has to reach.
LEAST = 0.01
# The same for what needs several things to come together.
LEAST_RARE = 0.002

# Hypothesis remembers all the examples of a run: many go in several.
_RUN = min(EXAMPLES, 2000)
_SETTINGS = settings(
    max_examples=_RUN,
    deadline=None,
    database=None,
    print_blob=True,
    derandomize=EXAMPLES <= 1000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def holds_for(*strategies, reaching=(), rarely=()):
    """A decorator that makes a test of a function of one drawn value for each strategy.

    The function returns the cases that its example has shown; reaching: those that must come up often enough; rarely:
    those of which fewer will do.
    """

    def decorate(check):
        seen = Counter()

        @_SETTINGS
        @given(st.tuples(*strategies))
        def one_example(drawn):
            seen.update({'examples', *(check(*drawn) or ())})

        def test():
            seen.clear()
            start = time.perf_counter()
            while seen['examples'] < EXAMPLES:
                before = seen['examples']
                one_example()
                assert seen['examples'] >= before + _RUN
            took = time.perf_counter() - start
            total = seen['examples']
            least = {**dict.fromkeys(reaching, LEAST * total), **dict.fromkeys(rarely, LEAST_RARE * total)}
            shown = ', '.join(f'{case} {seen[case] / total:.1%}' for case in least)
            print(f'\n{check.__name__}: {total} examples, {total / took:.0f} a second. {shown}')
            assert {case: seen[case] for case, enough in least.items() if seen[case] < enough} == {}

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return decorate
