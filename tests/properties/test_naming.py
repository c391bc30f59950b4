"""Property 10: the names of the rules that hubnet writes."""

import re

from hypothesis import strategies as st

from azext_hubnet.core.model import naming
from tests.core.makers import fqdn
from tests.properties.examples import holds_for
from tests.properties.world import DESTINATIONS, TYPES

# Microsoft.MachineLearningServices, generated types of API version 2026-05-01.
NAME = re.compile(r'[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}')
LABELS = st.sampled_from(['a', 'b', 'ab', 'a-b', 'a--b', 'any', 'all', 'ending', 'st', '_x', 'long-label-of-twenty2'])
PLAIN = st.lists(LABELS, min_size=1, max_size=5).map('.'.join)


@holds_for(st.lists(DESTINATIONS, min_size=1, max_size=10), reaching=TYPES)
def test_property_10_names_fit_the_pattern_and_are_unique_and_stable(destinations):
    given_names, by_identity = {}, {}
    for destination in destinations:
        name = naming.rule_name(destination)
        assert NAME.fullmatch(name)
        assert naming.rule_name(destination) == name
        identity = naming.identity(destination)
        assert by_identity.setdefault(identity, name) == name
        assert given_names.setdefault(name.lower(), identity) == identity
    return {destination.type for destination in destinations}


@holds_for(st.lists(DESTINATIONS, min_size=1, max_size=8), reaching=TYPES)
def test_property_10_names_avoid_those_taken_on_the_hub(destinations):
    taken = {naming.rule_name(destination).lower() for destination in destinations}
    for destination in destinations:
        name = naming.rule_name(destination, lambda free: free not in taken)
        assert NAME.fullmatch(name) and name.lower() not in taken
        taken.add(name.lower())
    return {destination.type for destination in destinations}


@holds_for(PLAIN, PLAIN, st.sampled_from(['', '*.', '*']), st.sampled_from(['', '*.', '*']))
def test_property_10_only_equal_patterns_have_equal_names(one, other, head, tail):
    one, other = head + one, tail + other
    assert (naming.rule_name(fqdn(one)) == naming.rule_name(fqdn(other))) is (one == other)
