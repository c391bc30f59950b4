"""Diff and add: properties 1 to 6 and 9."""

from hypothesis import strategies as st

from azext_hubnet.core.compare.coverage import RuleIndex
from azext_hubnet.core.compare.egress import check_egress
from azext_hubnet.core.compare.states import IN_SYNC, STATES
from azext_hubnet.core.model import naming
from azext_hubnet.core.model.destinations import PrivateEndpoint, ServiceTag
from azext_hubnet.core.model.hub import Rule
from azext_hubnet.service.writing.patch import patch_body
from tests.core.makers import apply, compare, hub, preset, rule
from tests.properties.examples import holds_for
from tests.properties.world import (
    ANY_RULES,
    EVERY_CASE,
    EVERY_MODE,
    HOSTS,
    OWN_RULES,
    SINGLE,
    TYPES,
    WISHES,
    cases,
    entry_of,
    hubs,
    packed,
)

OPTIONAL = st.booleans()
WRITTEN = st.sampled_from(['Active', 'Inactive'])
ANY_HUB = hubs()
OWN_HUB = hubs(OWN_RULES)


def same_target(one, other):
    return isinstance(one, PrivateEndpoint) and isinstance(other, PrivateEndpoint) and one.target == other.target


def blocked_by_others(on_hub, entry):
    """The service has one rule per target, and hubnet does not write a failed or narrow one of the platform."""
    wanted = entry.need.destination
    return any(
        not found.writable and (entry.state == 'failed' or same_target(found.destination, wanted))
        for found in on_hub.rules
    )


@holds_for(
    st.lists(SINGLE, min_size=1, max_size=6),
    st.sampled_from(EVERY_MODE),
    reaching=(*EVERY_MODE, *TYPES, 'present', 'implied'),
)
def test_property_01_hub_with_exactly_the_preset_is_in_sync_with_empty_plan(destinations, mode):
    on_hub = hub(*(rule(f'r{number}', one) for number, one in enumerate(destinations)), mode=mode)
    result = compare(on_hub, preset(*map(entry_of, destinations)), include_optional=True)
    assert {entry.state for entry in result.entries} <= {'present', 'implied'}
    assert result.in_sync and not result.plan.operations and result.plan.writes == 0
    return cases(on_hub, result)


@holds_for(ANY_HUB, WISHES, OPTIONAL, OPTIONAL, WRITTEN, reaching=EVERY_CASE)
def test_property_02_written_plan_brings_presets_in_sync(before, chosen, optional, pack, status):
    first = (packed if pack else compare)(before, *chosen, include_optional=optional)
    second = compare(apply(before, first.plan, status), *chosen, include_optional=optional)
    for old, new in zip(first.entries, second.entries, strict=False):
        assert new.state in IN_SYNC or not new.counts(optional) or blocked_by_others(before, old), new
    if not any(blocked_by_others(before, entry) for entry in first.entries):
        assert second.in_sync and bool(first.plan.operations) is not first.in_sync
    return cases(before, first)


@holds_for(ANY_HUB, WISHES, OPTIONAL, OPTIONAL, WRITTEN, reaching=(*EVERY_CASE, 'create'), rarely=('retry', 'rewrite'))
def test_property_03_second_add_writes_nothing(before, chosen, optional, pack, status):
    planned = packed if pack else compare
    first = planned(before, *chosen, include_optional=optional)
    after = apply(before, first.plan, status)
    assert planned(after, *chosen, include_optional=optional).plan.writes == 0
    assert not compare(after, *chosen, include_optional=optional).plan.operations
    return {*cases(before, first), *(operation.op for operation in first.plan.operations)}


@holds_for(ANY_HUB, WISHES, st.randoms(use_true_random=False), OPTIONAL, OPTIONAL, reaching=EVERY_CASE)
def test_property_04_plan_is_the_same_for_any_order_of_input(on_hub, chosen, random, optional, pack):
    planned = packed if pack else compare
    first = planned(on_hub, *chosen, include_optional=optional)
    rules, others = list(on_hub.rules), list(chosen)
    random.shuffle(rules)
    random.shuffle(others)
    if not pack:
        others = [one.at() for one in others]
        others = [one._replace(entries=tuple(random.sample(one.entries, len(one.entries)))) for one in others]
    other = planned(hub(*rules, mode=on_hub.isolation_mode), *others, include_optional=optional)
    assert other.plan.as_json() == first.plan.as_json()
    assert sorted(map(repr, other.as_json()['entries'])) == sorted(map(repr, first.as_json()['entries']))
    return cases(on_hub, first)


@holds_for(ANY_HUB, WISHES, OPTIONAL, OPTIONAL, reaching=(*EVERY_CASE, 'create'), rarely=('retry', 'rewrite'))
def test_property_05_add_only_retries_or_widens_existing_rules(on_hub, chosen, optional, pack):
    result = (packed if pack else compare)(on_hub, *chosen, include_optional=optional)
    standing = {found.name: found for found in on_hub.rules}
    asked = [
        entry.need.destination
        for entry in result.entries
        if entry.counts(optional) and entry.state in ('missing', 'failed')
    ]
    hosts = {host for one in asked for host in getattr(one, 'hosts', ())}
    for operation in result.plan.operations:
        found = standing.get(operation.name)
        if operation.op == 'create':
            assert found is None or found.status == 'Deleting'
            assert {*getattr(operation.destination, 'hosts', ())} <= hosts
            assert hasattr(operation.destination, 'hosts') or any(
                naming.identity(one) == naming.identity(operation.destination) for one in asked
            )
        elif operation.op == 'retry':
            assert found.status == 'Failed' and operation.destination == found.destination
        else:
            assert operation.op == 'rewrite' and found.status != 'Deleting'
            assert any(same_target(found.destination, one) for one in asked)
            # The rule still allows everything it allowed.
            assert RuleIndex([Rule('r', operation.destination)]).judge(found.destination).state in IN_SYNC
    names = [operation.name.lower() for operation in result.plan.operations]
    targets = [
        operation.destination.target
        for operation in result.plan.operations
        if isinstance(operation.destination, PrivateEndpoint)
    ]
    assert len(set(names)) == len(names)
    assert len(set(targets)) == len(targets) or any(found.status == 'Failed' for found in on_hub.rules)
    left = {one.name: one for one in apply(on_hub, result.plan).rules}
    assert all(left[name] is found for name, found in standing.items() if name.lower() not in names)
    return {*cases(on_hub, result), *(operation.op for operation in result.plan.operations)}


SOME_HOSTS = st.sampled_from([*HOSTS, '8.8.8.8', *['a.blob.core.windows.net', 'a.database.windows.net'] * 5])


@holds_for(
    OWN_HUB,
    WISHES,
    st.lists(SOME_HOSTS, min_size=3, max_size=6),
    st.sampled_from([22, 80, 443, 443, 8443]),
    reaching=(*EVERY_MODE, *TYPES, *STATES, 'folded', 'allowed', 'pending', 'blocked'),
    rarely=('maybe',),
)
def test_property_06_packing_does_not_change_states(on_hub, chosen, hosts, port):
    single, folded = compare(on_hub, *chosen), packed(on_hub, *chosen)
    assert len(folded.plan.operations) <= len(single.plan.operations)
    assert folded.plan.id == packed(on_hub, *reversed(chosen)).plan.id
    by_single, by_folded = apply(on_hub, single.plan), apply(on_hub, folded.plan)
    verdicts = {check_egress(by_single, host, port).verdict for host in hosts}
    assert all(
        check_egress(by_single, host, port).verdict == check_egress(by_folded, host, port).verdict for host in hosts
    )
    assert all(compare(by_single, one).in_sync is compare(by_folded, one).in_sync for one in chosen)
    return {*cases(on_hub, single), *verdicts, *(['folded'] if folded.plan != single.plan else [])}


@holds_for(ANY_HUB, WISHES, OPTIONAL, OPTIONAL, reaching=(*EVERY_CASE, 'not ours', 'written'))
def test_property_09_add_never_writes_platform_rules(on_hub, chosen, optional, pack):
    result = (packed if pack else compare)(on_hub, *chosen, include_optional=optional)
    theirs = {found.name.lower() for found in on_hub.rules if not found.writable}
    body = patch_body(on_hub, result.plan.operations)['properties']['managedNetwork']['outboundRules']
    assert not theirs & {name.lower() for name in body}
    assert {written['category'] for written in body.values()} <= {'UserDefined'}
    return {*cases(on_hub, result), *(['not ours'] if theirs else []), *(['written'] if body else [])}


@holds_for(ANY_RULES, SINGLE, reaching=('present', 'covered', 'pending', 'failed', 'missing', *TYPES))
def test_state_is_the_first_that_fits(rules, wanted):
    """Restated from the table of states, one rule at a time; unions of tag rules can only better it."""

    def allows(found):
        return RuleIndex([Rule(found.name, found.destination)]).judge(wanted).state

    alone = [(found, allows(found)) for found in rules]
    alone = [(found, state) for found, state in alone if state != 'missing']
    if any(state == 'present' and found.status in (None, 'Active') for found, state in alone):
        expected = ('present',)
    elif any(found.status in (None, 'Active') for found, _ in alone):
        expected = ('covered',)
    elif any(found.status not in ('Failed', 'Deleting') for found, _ in alone):
        expected = ('covered', 'pending')
    elif alone:
        expected = ('covered', 'pending', 'failed')
    else:
        expected = ('covered', 'pending', 'failed', 'missing')
    verdict = RuleIndex(rules).judge(wanted)
    assert verdict.state in expected
    if not isinstance(wanted, ServiceTag):
        assert verdict.state == expected[-1]
    assert bool(verdict.rules) is (verdict.state != 'missing')
    return {verdict.state, wanted.type}
