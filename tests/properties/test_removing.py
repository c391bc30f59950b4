"""Removal: property 5 for what no preset names, 9, and that it is the inverse of add."""

import itertools

from hypothesis import assume
from hypothesis import strategies as st

from azext_hubnet.core.catalogue import roles
from azext_hubnet.core.model.destinations import Fqdn, PrivateEndpoint
from azext_hubnet.core.plan.plan import DELETE, REWRITE
from tests.core.makers import apply, compare, endpoint, endpoint_entry, fqdn, hub, preset, rule, tag, tag_entry, unknown
from tests.properties.examples import holds_for
from tests.properties.world import EVERY_MODE, TYPES, cases, packed, remove, removed

HOSTS = ['a.x', 'b.x', 'c.a.x', '*.x', '*.a.x', '*x', '*', 'y']
ALIASES = [(), ('a.corp.example',), ('b.corp.example',), ('b.corp.example', 'a.corp.example')]
TAGS = list(itertools.product(['Storage', 'Storage.WestUS', 'Sql'], ['80', '443', '80,443']))
SPARK_AND_ALIASES = list(itertools.product([False, True], ALIASES))
ENTRIES = st.sampled_from(
    [
        *[{'type': 'fqdn', 'destination': host} for host in HOSTS] * 3,
        *(tag_entry(*found) for found in TAGS),
        *(dict(endpoint_entry(spark=spark), fqdns=list(aliases)) for spark, aliases in SPARK_AND_ALIASES),
    ]
)
NO_RULE = {'type': 'fqdn', 'destination': 'y:22'}
DESTINATIONS = st.sampled_from(
    [
        *map(fqdn, HOSTS * 3),
        *[fqdn(*names) for count in (2, 3) for names in itertools.permutations(HOSTS[:5], count)],
        *[tag(*found) for found in TAGS] * 3,
        unknown('x'),
        unknown('y'),
        *[endpoint(spark=spark, fqdns=aliases) for spark, aliases in SPARK_AND_ALIASES] * 3,
    ]
)
NAMES = ['hn-a', 'hn-b', 'hn-c', 'hn-d', 'HN-e', 'mine', 'hnx', 'Connection_a', '__SYS_x']
STATUSES = ['Active', 'Active', 'Inactive', 'Provisioning', 'Failed', 'Deleting']
CATEGORIES = ['UserDefined', 'UserDefined', 'UserDefined', 'Required', 'Dependency']
RULES = st.lists(
    st.builds(
        lambda destination, rest: rule(rest[0], destination, *rest[1:]),
        DESTINATIONS,
        st.sampled_from(list(itertools.product(NAMES, STATUSES, CATEGORIES))),
    ),
    max_size=7,
    unique_by=lambda found: found.name.lower(),
)
MODES = st.sampled_from(EVERY_MODE)


@st.composite
def presets_of(draw, name):
    entries = draw(st.lists(ENTRIES, min_size=1, max_size=4))
    return preset(*entries, *([NO_RULE] if draw(st.booleans()) else []), name=name)


@st.composite
def worlds(draw):
    """Rules, one or two named presets and another one, all of the same few destinations: often in sync, and shared."""
    pool = draw(st.lists(ENTRIES, min_size=2, max_size=4))
    chosen = st.lists(st.sampled_from(pool), min_size=1, max_size=4)
    named = [preset(*draw(chosen), name=name) for name in ('one', 'two')[: draw(st.integers(1, 2))]]
    other = preset(*(dict(entry, optional=draw(st.booleans())) for entry in draw(chosen)), name='other')
    source = preset(*(entry for entry in pool if draw(st.integers(0, 3))), pool[0], name='source')
    made = packed(hub(), source) if draw(st.booleans()) else compare(hub(), source)
    rules = list(apply(hub(), made.plan, draw(st.sampled_from(['Active', 'Inactive']))).rules)
    names = {found.name for found in rules}
    return rules + [found for found in draw(RULES) if found.name not in names], named, other


@holds_for(RULES, presets_of('one'), st.booleans(), reaching=(*TYPES, 'missing', 'unsupported'))
def test_remove_after_add_restores_the_hub(rules, one, pack):
    on_hub = hub(*rules)
    before = compare(on_hub, one)
    # Nothing that the preset needs exists yet.
    assume(all(item.op == 'create' for item in before.plan.operations))
    assume(not remove(on_hub, [one]).operations)
    assume({entry.state for entry in before.entries} <= {'missing', 'unsupported'})
    added = apply(on_hub, (packed(on_hub, one) if pack else before).plan)
    assert remove(added, [one]).kept == remove(on_hub, [one]).kept
    assert set(removed(added, remove(added, [one])).rules) == set(rules)
    return cases(on_hub, before)


@holds_for(worlds(), st.booleans(), MODES, reaching=(*EVERY_MODE, *TYPES, DELETE, REWRITE, 'kept', 'theirs'))
def test_property_05_removal_only_touches_hubnet_rules_of_named_presets(world, any_name, mode):
    rules, named, other = world
    on_hub = hub(*rules, mode=mode)
    needs = [need.destination for one in named for need in roles.resolve(one.ever(), on_hub) if need.destination]
    hosts = {host for wanted in needs if isinstance(wanted, Fqdn) for host in wanted.hosts}
    targets = {wanted.target for wanted in needs if isinstance(wanted, PrivateEndpoint)}
    keys = {wanted.key for wanted in needs}
    standing = {found.name: found for found in rules}
    found = remove(on_hub, named, [other], any_name)
    for item in found.operations:
        was = standing[item.name]
        assert was.category == 'UserDefined' and not was.name.startswith('Connection_')
        assert any_name or was.name.lower().startswith('hn-')
        if isinstance(was.destination, Fqdn):
            left = set(item.destination.hosts) if item.op == REWRITE else set()
            assert left < set(was.destination.hosts) and set(was.destination.hosts) - left <= hosts
        elif isinstance(was.destination, PrivateEndpoint):
            assert was.destination.target in targets
        else:
            assert was.destination.key in keys
        if not was.name.lower().startswith('hn-'):
            assert was.destination.key in keys or set(was.destination.hosts) <= hosts
        assert item.op in (DELETE, REWRITE)
    # Every hubnet rule for a named destination is removed, or kept with a reason.
    told = {item.name for item in found.operations} | {kept.rule for kept in found.kept}
    assert {was.name for was in rules if was.destination.key in keys and was.status != 'Deleting'} <= told
    assert all(kept.reason for kept in found.kept)
    return {
        *cases(on_hub),
        *(item.op for item in found.operations),
        *(['kept'] if found.kept else []),
        *(['theirs'] if any(not was.name.lower().startswith('hn-') for was in rules) else []),
    }


@holds_for(worlds(), st.booleans(), MODES, reaching=(*EVERY_MODE, *TYPES, 'not ours'))
def test_property_09_removal_never_writes_platform_rules(world, any_name, mode):
    rules, named, other = world
    on_hub = hub(*rules, mode=mode)
    theirs = {found.name for found in rules if found.category != 'UserDefined' or found.name.startswith('Connection_')}
    assert not theirs & {item.name for item in remove(on_hub, named, [other], any_name).operations}
    return {*cases(on_hub), *(['not ours'] if theirs else [])}


@holds_for(worlds(), st.booleans(), MODES, reaching=(*EVERY_MODE, *TYPES, 'in sync', 'not in sync'))
def test_removal_keeps_other_presets_in_sync_unless_subsets(world, any_name, mode):
    rules, named, other = world
    on_hub = hub(*rules, mode=mode)
    left = removed(on_hub, remove(on_hub, named, [other], any_name))
    keys = [need.destination for one in named for need in roles.resolve(one.ever(), on_hub) if need.destination]
    hosts = {host for wanted in keys if isinstance(wanted, Fqdn) for host in wanted.hosts}

    def belongs(wanted):
        if isinstance(wanted, Fqdn):
            return set(wanted.hosts) <= hosts
        if isinstance(wanted, PrivateEndpoint):
            return any(isinstance(one, PrivateEndpoint) and one.target == wanted.target for one in keys)
        return any(one.key == wanted.key for one in keys)

    found = cases(on_hub)
    for include_optional in (False, True):
        needs = [need for need in roles.resolve(other.at(), on_hub) if include_optional or not need.entry.optional]
        if not all(belongs(need.destination) for need in needs if need.destination):
            before = compare(on_hub, other, include_optional=include_optional).in_sync
            found.add('in sync' if before else 'not in sync')
            assert not before or compare(left, other, include_optional=include_optional).in_sync
    return found


@holds_for(worlds(), st.booleans(), reaching=(*TYPES, 'removed'))
def test_property_03_second_removal_writes_nothing(world, any_name):
    rules, named, other = world
    on_hub = hub(*rules)
    for others in ([], [other]):
        first = remove(on_hub, named, others, any_name)
        assert not remove(removed(on_hub, first), named, others, any_name).operations
    return {*cases(on_hub), *(['removed'] if first.operations else [])}
