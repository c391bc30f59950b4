"""A plan in a file: the same plan comes back, and nothing else is taken for one."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azext_hubnet.core.documents import text as documents
from azext_hubnet.core.model.errors import InputError
from azext_hubnet.core.model.hub import ALLOW_INTERNET
from azext_hubnet.core.plan import plan_file
from azext_hubnet.core.plan.plan import DELETE, REWRITE, Operation, plan_for
from tests.core.makers import (
    STORAGE,
    apply,
    compare,
    endpoint,
    endpoint_entry,
    fqdn,
    hub,
    preset,
    rule,
    tag,
    tag_entry,
    unknown,
)

ASKED = {
    'presets': ['mine'],
    'as_of': None,
    'resources': [f'storage={STORAGE}'],
    'fqdns': [],
    'include_optional': False,
}
ENTRIES = ('a.com', '*.b.com', tag_entry(port_ranges='80, 443'), dict(endpoint_entry(), fqdns=['a.corp.example']))
STANDING = (
    rule('keep', 'k.com'),
    rule('odd', unknown({'type': 'x', 'status': 'Active', 'destination': 'x'})),
    rule('mine', 'a.com', 'Failed'),
)
HUB = hub(*STANDING)
PLAN = compare(HUB, preset(*ENTRIES)).plan
REMOVAL = plan_for(HUB, [Operation(DELETE, 'keep', fqdn('k.com')), Operation(REWRITE, 'mine', fqdn('b.com'))], True)


def saved(plan=PLAN, on_hub=HUB, change=None):
    document = json.loads(plan_file.to_text(plan, ASKED, on_hub))
    if change:
        change(document)
    return plan_file.from_document(documents.read(json.dumps(document), 'plan.json'), 'plan.json')


@pytest.mark.parametrize('plan, serial', [(PLAN, False), (REMOVAL, True)])
def test_the_same_plan_comes_back(plan, serial):
    assert len({item.op for item in PLAN.operations}) == 2
    found = saved(plan)
    assert (found.asked, found.removes) == (ASKED, serial)
    assert plan_file.apply_to(found, HUB, 'plan.json') == plan


def test_statuses_do_not_make_a_plan_stale():
    later = hub(
        rule('keep', 'K.com', 'Inactive'),
        rule('mine', 'a.com', 'Provisioning'),
        rule('odd', unknown({'type': 'x', 'status': 'Failed', 'destination': 'x'})),
        network_status='Inactive',
        id=HUB.id.upper(),
    )
    assert plan_file.apply_to(saved(), later, 'plan.json').operations == PLAN.operations


def test_plan_is_resumed_whatever_the_case_of_names_and_with_a_new_sku():
    start = hub(*STANDING, firewall_sku=None)
    plan = compare(start, preset(*ENTRIES)).plan
    done = next(item for item in plan.operations if item.op == 'create')
    written = hub(rule('KEEP', 'k.com'), *STANDING[1:], rule(done.name.upper(), done.destination))
    left = plan_file.apply_to(saved(plan, start), written, 'plan.json').operations
    assert set(left) == set(plan.operations) - {done} and left
    # Without a write of this plan, another writer has set it.
    with pytest.raises(InputError, match='firewallSku was None and is Standard'):
        plan_file.apply_to(saved(plan, start), HUB, 'plan.json')


@pytest.mark.parametrize(
    'later, changes',
    [
        (hub(*STANDING[1:]), ['rule keep is gone']),
        (hub(*STANDING, rule('late', 'l.com')), ['rule late is new']),
        (hub(rule('keep', 'other.com'), *STANDING[1:]), ['rule keep has changed']),
        (hub(rule('keep', 'k.com', category='Required'), *STANDING[1:]), ['rule keep has changed']),
        (
            hub(rule('new', 'k.com'), rule('mine', tag()), STANDING[1]),
            ['rule keep is gone', 'rule new is new', 'rule mine has changed'],
        ),
        (
            hub(STANDING[0], rule('odd', unknown({'type': 'x', 'destination': 'y'})), STANDING[2]),
            ['rule odd has changed'],
        ),
        (
            hub(*STANDING, mode=ALLOW_INTERNET),
            ['isolationMode was AllowOnlyApprovedOutbound and is AllowInternetOutbound'],
        ),
        (hub(*STANDING, firewall_sku='Basic'), ['firewallSku was Standard and is Basic']),
        (hub(*STANDING, rule('hn-any-b-com', 'other.com')), ['rule hn-any-b-com is new']),
        (hub(*STANDING, rule('hn-any-b-com', '*.b.com', 'Failed')), ['rule hn-any-b-com is new']),
    ],
)
def test_a_changed_hub_is_refused_with_what_has_changed(later, changes):
    with pytest.raises(InputError) as raised:
        plan_file.apply_to(saved(), later, 'plan.json')
    assert raised.value.message == f'plan.json is stale because the hub has changed: {"; ".join(changes)}.'
    assert '--dry-run --plan-file' in raised.value.recommendation


def test_a_plan_for_another_hub_is_refused():
    with pytest.raises(InputError, match=r'plan.json is for another hub: /subscriptions/.*/workspaces/hub'):
        plan_file.apply_to(saved(), hub(*STANDING, id='/other'), 'plan.json')


def test_rules_that_an_interrupted_run_wrote_are_not_written_again():
    for plan in (PLAN, REMOVAL):
        for done in plan.operations:
            if done.op in ('retry', DELETE):
                continue
            begun = apply(HUB, plan._replace(operations=(done,)), 'Inactive')
            rest = plan_file.apply_to(saved(plan), begun, 'plan.json')
            assert rest.operations == tuple(item for item in plan.operations if item is not done)
    assert plan_file.apply_to(saved(REMOVAL), hub(*STANDING[1:]), 'x').operations == REMOVAL.operations[1:]
    going = hub(rule('keep', 'k.com', 'Deleting'), *STANDING[1:])
    assert plan_file.apply_to(saved(REMOVAL), going, 'x').operations == REMOVAL.operations[1:]
    assert not plan_file.apply_to(saved(), apply(HUB, PLAN), 'x').operations[1:]


def test_a_rule_that_was_being_deleted_may_be_gone_when_its_successor_is_written():
    before = hub(rule('hn-a-com', 'a.com', 'Deleting'))
    plan = compare(before, preset('a.com')).plan
    assert [item.op for item in plan.operations] == ['create']
    for now in (before, hub()):
        assert plan_file.apply_to(saved(plan, before), now, 'x').operations == plan.operations


def test_rules_without_a_name_are_compared_separately():
    before = hub(rule(None, 'a.com'), rule(None, 'b.com'))
    plan = compare(before, preset('c.com')).plan
    assert plan_file.apply_to(saved(plan, before), before, 'x') == plan
    with pytest.raises(InputError, match='rule None has changed'):
        plan_file.apply_to(saved(plan, before), hub(rule(None, 'a.com'), rule(None, 'x.com')), 'x')


def put(*path):
    *places, last, value = path

    def change(document):
        for place in places:
            document = document[place]
        document[last] = value

    return change


def drop(*path):
    def change(document):
        for place in path[:-1]:
            document = document[place]
        del document[path[-1]]

    return change


@pytest.mark.parametrize(
    'change',
    [
        put('plan', 'operations', 0, 'rule', 'destination', '*'),
        put('plan', 'operations', 0, 'rule', 'name', 'hn-other'),
        put('plan', 'operations', 0, 'op', 'retry'),
        drop('plan', 'operations', 0),
        put('plan', 'id', 'sha256:0'),
        put('start', 'rules', []),
        put('start', 'rules', 0, 2, 'x'),
        put('start', 'id', '/other'),
        put('start', 'isolationMode', None),
    ],
)
def test_an_edited_file_is_refused(change):
    with pytest.raises(InputError, match=r'plan.json was edited: its operations are not those of its id'):
        saved(change=change)


@pytest.mark.parametrize(
    'change',
    [
        drop('version'),
        drop('command'),
        drop('asked'),
        drop('plan'),
        drop('start'),
        drop('plan', 'id'),
        drop('plan', 'operations'),
        drop('start', 'id'),
        drop('start', 'rules'),
        drop('asked', 'fqdns'),
        put('command', 'preset audit'),
        put('command', []),
        put('command', 'preset remove'),
        put('version', 'new'),
        put('asked', []),
        put('asked', 'ab'),
        put('asked', 'more', 1),
        put('asked', 'presets', 'vscode'),
        put('asked', 'presets', [1]),
        put('asked', 'as_of', 1),
        put('asked', 'include_optional', None),
        put('asked', 'resources', None),
        put('plan', 'operations', 7),
        put('plan', 'operations', 'ab'),
        put('plan', 'operations', [1]),
        put('plan', 'operations', 0, 'op', 'delete'),
        put('plan', 'operations', 0, 'op', 'write'),
        put('plan', 'operations', 0, 'rule', 'name', 7),
        put('plan', 'operations', 0, 'rule', 'destination', 'https://x/y'),
        put('plan', 'operations', 0, 'rule', []),
        put('plan', []),
        put('start', []),
        put('start', 'rules', 7),
        put('start', 'rules', [1]),
        put('start', 'rules', [['a', 'b']]),
        put('start', 'rules', [['a', 'b', {}]]),
        put('start', 'id', [1]),
    ],
)
def test_file_that_hubnet_would_not_write_is_refused(change):
    with pytest.raises(InputError, match=r'^plan.json is not a plan file of hubnet.$') as raised:
        saved(change=change)
    assert '--dry-run --plan-file' in raised.value.recommendation


def test_plan_of_a_later_version_is_refused_as_such():
    with pytest.raises(InputError, match='a plan of version 2, which this hubnet cannot apply'):
        saved(change=put('version', 2))


@pytest.mark.parametrize('document', [None, [], 'text', 7, {}, [{}], {'version': 1}])
def test_other_documents_are_refused(document):
    with pytest.raises(InputError, match='is not a plan file of hubnet'):
        plan_file.from_document(document, 'plan.json')


DOCUMENT = json.loads(plan_file.to_text(PLAN, ASKED, HUB))
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=5),
        st.sampled_from(['create', 'delete', 'fqdn', 'a.com', 'preset add', 'preset remove']),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    'version',
                    'plan',
                    'op',
                    'rule',
                    'name',
                    'type',
                    'destination',
                    'rules',
                    'id',
                    'operations',
                    'start',
                    'asked',
                    'command',
                    'x',
                ]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)


def places(value, path=()):
    """The path of everything inside the value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from places(item, (*path, key))


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(JSON)
def test_any_json_is_a_plan_or_an_input_error(document):
    with pytest.raises(InputError):
        plan_file.from_document(document, 'plan.json')


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(places(DOCUMENT))), JSON)
def test_a_plan_with_anything_in_any_place_is_the_plan_or_an_input_error(path, value):
    document = copy.deepcopy(DOCUMENT)
    put(*path, value)(document)
    try:
        found = plan_file.from_document(document, 'plan.json')
        plan = plan_file.apply_to(found, HUB, 'plan.json')
    except InputError:
        return
    assert plan.operations == PLAN.operations


DESTINATIONS = st.one_of(
    st.sampled_from(['a.com', '*.b.com', '*', 'Q.com']).map(fqdn),
    st.just(fqdn('a.com', 'B.com')),
    st.builds(tag, prefixes=st.sampled_from([(), ('10.0.0.0/8',)]), protocol=st.sampled_from(['TCP', '*'])),
    st.builds(endpoint, spark=st.booleans(), fqdns=st.sampled_from([(), ('a.corp.example',)])),
)
OPERATIONS = st.lists(
    st.builds(
        Operation,
        st.sampled_from(['create', 'retry', 'rewrite']),
        st.from_regex(r'\A[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}\Z'),
        DESTINATIONS,
    ),
    max_size=4,
    unique_by=lambda item: item.name.lower(),
)


@settings(max_examples=200, deadline=None)
@given(OPERATIONS, st.lists(st.builds(rule, st.sampled_from(['r1', 'r2', 'r3', None]), DESTINATIONS), max_size=3))
def test_the_round_trip_of_any_plan(operations, rules):
    on_hub = hub(*rules)
    plan = plan_for(on_hub, operations)
    assert plan_file.apply_to(saved(plan, on_hub), on_hub, 'plan.json') == plan
