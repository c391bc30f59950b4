"""What holds for any add and any remove: add then remove gives the hub back, and nobody else loses anything."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from azext_hubnet.core import resolve
from azext_hubnet.core.diff import diff
from azext_hubnet.core.plan import DELETE, REWRITE
from azext_hubnet.core.removal import plan_removal, rules_after
from azext_hubnet.core.rules import ISOLATION_MODES, Fqdn, PrivateEndpoint
from tests.unit.makers import (apply, compare, endpoint, endpoint_entry, fqdn, hub, preset, rule, tag, tag_entry,
                               unknown)

PROPERTIES = settings(max_examples=400, deadline=None)

HOSTS = st.sampled_from(['a.x', 'b.x', 'c.a.x', '*.x', '*.a.x', '*x', '*', 'y'])
ALIASES = st.lists(st.sampled_from(['a.corp.example', 'b.corp.example']), max_size=2, unique=True)
TAGS = st.tuples(st.sampled_from(['Storage', 'Storage.WestUS', 'Sql']), st.sampled_from(['80', '443', '80,443']))
ENTRIES = st.one_of(
    HOSTS, HOSTS, HOSTS, TAGS.map(lambda found: tag_entry(*found)), st.just('y:22'),
    st.builds(lambda spark, aliases: dict(endpoint_entry(spark=spark), fqdns=aliases), st.booleans(), ALIASES))
DESTINATIONS = st.one_of(
    HOSTS.map(fqdn), st.lists(HOSTS, min_size=2, max_size=3, unique=True).map(lambda names: fqdn(*names)),
    TAGS.map(lambda found: tag(*found)), st.builds(endpoint, spark=st.booleans(), fqdns=ALIASES), st.just(unknown('x')))
NAMES = st.sampled_from(['hn-a', 'hn-b', 'hn-c', 'hn-d', 'HN-e', 'mine', 'hnx', 'Connection_a', '__SYS_x'])
RULES = st.lists(st.builds(
    rule, NAMES, DESTINATIONS, st.sampled_from(['Active', 'Active', 'Inactive', 'Provisioning', 'Failed', 'Deleting']),
    st.sampled_from(['UserDefined', 'UserDefined', 'UserDefined', 'Required', 'Dependency'])),
    max_size=7, unique_by=lambda found: found.name.lower())
MODES = st.sampled_from([None, *ISOLATION_MODES])


@st.composite
def presets_of(draw, name):
    entries = draw(st.lists(ENTRIES, min_size=1, max_size=4))
    entries = [{'type': 'fqdn', 'destination': entry} if isinstance(entry, str) else entry for entry in entries]
    return preset(*entries, name=name)


@st.composite
def worlds(draw):
    """Rules, one or two named presets and another one, all of the same few destinations: often in sync, and shared."""
    pool = draw(st.lists(ENTRIES.filter(lambda entry: entry != 'y:22'), min_size=2, max_size=4))
    pool = [{'type': 'fqdn', 'destination': entry} if isinstance(entry, str) else entry for entry in pool]
    chosen = st.lists(st.sampled_from(pool), min_size=1, max_size=4)
    named = [preset(*draw(chosen), name=name) for name in ('one', 'two')[:draw(st.integers(1, 2))]]
    other = preset(*(dict(entry, optional=draw(st.booleans())) for entry in draw(chosen)), name='other')
    source = preset(*(entry for entry in pool if draw(st.integers(0, 3))), pool[0], name='source')
    made = packed(hub(), source) if draw(st.booleans()) else compare(hub(), source)
    rules = list(apply(hub(), made.plan, draw(st.sampled_from(['Active', 'Inactive']))).rules)
    names = {found.name for found in rules}
    return rules + [found for found in draw(RULES) if found.name not in names], named, other


def remove(on_hub, named, others=(), any_name=False):
    needs = [need for one in named for need in resolve.resolve(one.ever(), on_hub)]
    return plan_removal(on_hub, needs, [resolve.resolve(one.at(), on_hub) for one in others], any_name)


def after(on_hub, found):
    return hub(*rules_after(on_hub, found.operations), mode=on_hub.isolation_mode)


def packed(on_hub, *chosen):
    revisions = [one.at() for one in chosen]
    needs = [need for revision in revisions for need in resolve.resolve(revision, on_hub)]
    return diff(on_hub, revisions, needs, pack=True)


@PROPERTIES
@given(RULES, presets_of('one'), st.booleans())
def test_add_then_remove_gives_the_first_hub_back(rules, one, pack):
    on_hub = hub(*rules)
    before = compare(on_hub, one)
    # All that the preset needs is still to be made, and nothing of it stands already.
    assume(all(item.op == 'create' for item in before.plan.operations))
    assume(not remove(on_hub, [one]).operations)
    assume({entry.state for entry in before.entries} <= {'missing', 'unsupported'})
    added = apply(on_hub, (packed(on_hub, one) if pack else before).plan)
    assert remove(added, [one]).kept == remove(on_hub, [one]).kept
    assert set(after(added, remove(added, [one])).rules) == set(rules)


@PROPERTIES
@given(worlds(), st.booleans(), MODES)
def test_nothing_is_touched_that_is_not_hubnets_or_not_named(world, any_name, mode):
    rules, named, other = world
    on_hub = hub(*rules, mode=mode)
    needs = [need.destination for one in named for need in resolve.resolve(one.ever(), on_hub) if need.destination]
    hosts = {host for wanted in needs if isinstance(wanted, Fqdn) for host in wanted.hosts}
    targets = {wanted.target for wanted in needs if isinstance(wanted, PrivateEndpoint)}
    keys = {wanted.key for wanted in needs}
    standing = {found.name: found for found in rules}
    found = remove(on_hub, named, [other], any_name)
    for item in found.operations:
        was = standing[item.name]
        assert was.category == 'UserDefined' and not was.name.startswith('Connection_')
        assert any_name or was.name.startswith('hn-')
        if isinstance(was.destination, Fqdn):
            left = set(item.destination.hosts) if item.op == REWRITE else set()
            assert left < set(was.destination.hosts) and set(was.destination.hosts) - left <= hosts
        elif isinstance(was.destination, PrivateEndpoint):
            assert was.destination.target in targets
        else:
            assert was.destination.key in keys
        if not was.name.startswith('hn-'):
            assert was.destination.key in keys or set(was.destination.hosts) <= hosts
        assert item.op in (DELETE, REWRITE)
    # Whatever of hubnet's is for a named destination goes, or is kept with a reason.
    told = {item.name for item in found.operations} | {kept.rule for kept in found.kept}
    assert {was.name for was in rules if was.destination.key in keys and was.status != 'Deleting'} <= told
    assert all(kept.reason for kept in found.kept)


@PROPERTIES
@given(worlds(), st.booleans(), MODES)
def test_no_preset_in_sync_gets_out_of_sync_unless_it_is_a_subset(world, any_name, mode):
    rules, named, other = world
    on_hub = hub(*rules, mode=mode)
    left = after(on_hub, remove(on_hub, named, [other], any_name))
    keys = [need.destination for one in named for need in resolve.resolve(one.ever(), on_hub) if need.destination]
    hosts = {host for wanted in keys if isinstance(wanted, Fqdn) for host in wanted.hosts}

    def belongs(wanted):
        if isinstance(wanted, Fqdn):
            return set(wanted.hosts) <= hosts
        if isinstance(wanted, PrivateEndpoint):
            return any(isinstance(one, PrivateEndpoint) and one.target == wanted.target for one in keys)
        return any(one.key == wanted.key for one in keys)

    for include_optional in (False, True):
        needs = [need for need in resolve.resolve(other.at(), on_hub) if include_optional or not need.entry.optional]
        if not all(belongs(need.destination) for need in needs if need.destination):
            before = compare(on_hub, other, include_optional=include_optional).in_sync
            assert not before or compare(left, other, include_optional=include_optional).in_sync


@PROPERTIES
@given(worlds(), st.booleans())
def test_a_second_removal_finds_nothing_more(world, any_name):
    rules, named, other = world
    on_hub = hub(*rules)
    for others in ([], [other]):
        left = after(on_hub, remove(on_hub, named, others, any_name))
        assert not remove(left, named, others, any_name).operations


@PROPERTIES
@given(RULES, presets_of('one'), presets_of('two'), MODES.filter(lambda mode: mode != 'Disabled'))
def test_a_packed_add_satisfies_the_same_presets(rules, one, two, mode):
    on_hub = hub(*rules, mode=mode)
    single, folded = compare(on_hub, one, two), packed(on_hub, one, two)
    assert len(folded.plan.operations) <= len(single.plan.operations)
    assert folded.plan.id == packed(on_hub, two, one).plan.id
    by_single, by_folded = apply(on_hub, single.plan), apply(on_hub, folded.plan)
    for chosen in (one, two):
        assert compare(by_single, chosen).in_sync is compare(by_folded, chosen).in_sync
    assert not packed(by_folded, one, two).plan.operations
    assert not compare(by_folded, one, two).plan.operations
