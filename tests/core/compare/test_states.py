"""What presets need against what a hub allows."""

import pytest

from azext_hubnet.core.catalogue import roles, shipped
from azext_hubnet.core.compare.states import ORDER
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED, ONLY_APPROVED
from tests.core.makers import (
    EVERYTHING,
    RESOURCES,
    STORAGE,
    compare,
    endpoint,
    endpoint_entry,
    fqdn,
    hub,
    optional,
    preset,
    rule,
    tag,
    tag_entry,
    unknown,
)


def states(result):
    return [entry.state for entry in result.entries]


@pytest.mark.parametrize(
    'found, state, in_sync, names',
    [
        ([rule('r', 'pypi.org')], 'present', True, ['r']),
        ([rule('r', '*.org')], 'covered', True, ['r']),
        ([rule('r', 'pypi.org', 'Inactive')], 'pending', True, ['r']),
        ([rule('r', 'pypi.org', 'Provisioning')], 'pending', True, ['r']),
        ([rule('r', 'pypi.org', 'Resting')], 'pending', True, ['r']),
        ([rule('r', 'pypi.org', None)], 'present', True, ['r']),
        ([rule('r', 'pypi.org', 'Failed')], 'failed', False, ['r']),
        ([rule('r', 'pypi.org', 'Deleting')], 'failed', False, ['r']),
        ([rule('r', unknown())], 'missing', False, []),
        ([], 'missing', False, []),
        # By destination, never by name
        ([rule('pypi.org', 'other.org')], 'missing', False, []),
        ([rule('hn-pypi-org', 'other.org')], 'missing', False, []),
        ([rule('b', 'pypi.org'), rule('A', 'pypi.org'), rule(None, 'pypi.org')], 'present', True, ['A', 'b', None]),
    ],
)
def test_an_entry_has_one_state(found, state, in_sync, names):
    result = compare(hub(*found), preset('pypi.org'))
    assert states(result) == [state]
    assert [one.name for one in result.entries[0].rules] == names
    assert result.in_sync is result.preset_in_sync('mine') is in_sync


@pytest.mark.parametrize(
    'found, words',
    [
        ([rule('r', 'pypi.org')], 'named by r'),
        ([rule(None, 'pypi.org')], 'named by a rule without a name'),
        ([rule('s', '*.org'), rule('R', '*')], 'allowed more broadly by R, s'),
        (
            [rule('r', 'pypi.org', 'Inactive'), rule('s', '*', 'Provisioning')],
            'r, s: Inactive, Provisioning, in force once the network is ready',
        ),
        (
            [rule('r', 'pypi.org', 'Failed', error='The quota is used up.'), rule('s', 'pypi.org', 'Deleting')],
            'r, s: Deleting, Failed: The quota is used up.',
        ),
        ([rule('r', 'pypi.org', 'Failed')], 'r: Failed'),
        ([], 'no rule allows it'),
    ],
)
def test_the_reason_is_in_words(found, words):
    assert compare(hub(*found), preset('pypi.org')).entries[0].reason == words


def test_warning_of_the_preset_is_in_the_reason_of_a_missing_entry():
    warned = preset({'type': 'fqdn', 'destination': 'pypi.org', 'warning': 'mind the gap'})
    assert compare(hub(), warned).entries[0].reason == 'no rule allows it; mind the gap'
    assert compare(hub(rule('r', 'pypi.org')), warned).entries[0].reason == 'named by r'


def test_reason_names_the_endpoint_that_lacks_something():
    spark = preset(endpoint_entry(spark=True))
    found = [rule('z', endpoint()), rule('b', endpoint(subresource='file'))]
    assert (
        compare(hub(*found), spark).entries[0].reason
        == 'z makes this private endpoint without its Spark setting or aliases'
    )
    assert compare(hub(found[1]), spark).entries[0].reason == 'no rule allows it'


ALL_TYPES = ('pypi.org', tag_entry(), endpoint_entry(), 'pypi.org:8443')


@pytest.mark.parametrize(
    'mode, expected',
    [
        (ONLY_APPROVED, ['missing', 'missing', 'missing', 'unsupported']),
        (None, ['missing', 'missing', 'missing', 'unsupported']),
        ('SomethingNew', ['missing', 'missing', 'missing', 'unsupported']),
        (ALLOW_INTERNET, ['implied', 'implied', 'missing', 'unsupported']),
        (DISABLED, ['implied', 'implied', 'implied', 'unsupported']),
    ],
)
def test_isolation_mode_implies_entries(mode, expected):
    result = compare(hub(mode=mode), preset(*ALL_TYPES))
    assert states(result) == expected
    assert result.hub.isolation_mode == mode
    assert result.in_sync is ('missing' not in expected)
    assert len(result.plan.operations) == expected.count('missing')


@pytest.mark.parametrize(
    'mode, words',
    [(ALLOW_INTERNET, 'AllowInternetOutbound lets'), (DISABLED, 'nothing restricts its outbound traffic')],
)
def test_implied_comes_before_states_of_rules(mode, words):
    result = compare(hub(rule('r', 'pypi.org'), rule('f', 'a.com', 'Failed'), mode=mode), preset('pypi.org', 'a.com'))
    assert states(result) == ['implied', 'implied']
    assert [one.name for entry in result.entries for one in entry.rules] == ['r', 'f']
    assert words in result.entries[0].reason
    assert not result.plan.operations


def test_in_internet_mode_endpoints_are_judged():
    on_hub = hub(rule('r', endpoint(), 'Failed'), mode=ALLOW_INTERNET)
    assert states(compare(on_hub, preset(endpoint_entry()))) == ['failed']


def test_unsupported_comes_first_and_is_in_sync():
    result = compare(hub(rule('r', 'pypi.org'), mode=DISABLED), preset('pypi.org:8443', 'pypi.org'))
    assert states(result) == ['unsupported', 'implied']
    assert result.entries[0].reason == 'FQDN rules open ports 80 and 443 only, not 8443'
    assert result.in_sync and result.entries[0].rules == ()


def test_optional_entry_with_an_unresolved_placeholder_is_unsupported():
    result = compare(hub(), preset('pypi.org', endpoint_entry('<search>', 'searchService', optional=True)))
    assert states(result) == ['missing', 'unsupported']
    assert result.entries[1].reason == 'there is no resource for search; the entry is optional'
    assert states(
        compare(hub(mode=DISABLED), preset('a.com', endpoint_entry('<search>', 'searchService', optional=True)))
    ) == ['implied', 'implied']


def test_states_are_tried_in_the_documented_order():
    """Each hub and entry fits one state of ORDER and those of the states after it that can be true with it."""
    everything = [rule('f', 'pypi.org', 'Failed'), rule('w', 'pypi.org', 'Inactive'), rule('b', '*.org')]
    unfilled = endpoint_entry('<search>', 'searchService', optional=True)
    tried = [
        (DISABLED, [*everything, rule('r', 'pypi.org')], 'pypi.org:8443'),
        (DISABLED, [*everything, rule('r', 'pypi.org')], unfilled),
        (ONLY_APPROVED, everything, unfilled),
        (ONLY_APPROVED, [*everything, rule('r', 'pypi.org')], 'pypi.org'),
        (ONLY_APPROVED, everything, 'pypi.org'),
        (ONLY_APPROVED, everything[:2], 'pypi.org'),
        (ONLY_APPROVED, everything[:1], 'pypi.org'),
        (ONLY_APPROVED, [], 'pypi.org'),
    ]
    found = [states(compare(hub(*rules, mode=mode), preset('a.com', entry)))[1] for mode, rules, entry in tried]
    assert found == [state for state, _ in ORDER]


def test_optional_entries_are_shown_and_count_only_when_asked():
    mine = preset('pypi.org', optional('a.com'), optional('b.com', 'when needed'))
    on_hub = hub(rule('r', 'pypi.org'), rule('a', 'a.com', 'Failed'))
    plain, full = compare(on_hub, mine), compare(on_hub, mine, include_optional=True)
    assert states(plain) == states(full) == ['present', 'failed', 'missing']
    assert (plain.in_sync, full.in_sync) == (True, False)
    assert not plain.plan.operations
    assert [(one.op, one.name) for one in full.plan.operations] == [('retry', 'a'), ('create', 'hn-b-com')]
    assert plain.as_json()['summary'] == full.as_json()['summary']


def test_each_preset_is_in_sync_by_itself():
    result = compare(hub(rule('r', 'a.com')), preset('a.com', name='one'), preset('a.com', 'b.com', name='two'))
    assert [one['inSync'] for one in result.as_json()['presets']] == [True, False]
    assert not result.in_sync


def test_a_shared_host_is_reported_for_each_preset_and_planned_once():
    result = compare(hub(), preset('b.com', 'a.com', name='one'), preset('A.com.', name='two'))
    assert [(entry.need.preset, entry.state) for entry in result.entries] == [
        ('one', 'missing'),
        ('one', 'missing'),
        ('two', 'missing'),
    ]
    assert [one.name for one in result.plan.operations] == ['hn-a-com', 'hn-b-com']


def test_the_contract_has_these_keys_in_this_order():
    mine = preset('pypi.org', optional('a.com'), tag_entry(), endpoint_entry(), 'b.com:22')
    result = compare(hub(rule('r', 'pypi.org')), mine).as_json()
    assert list(result) == ['hub', 'presets', 'entries', 'summary', 'inSync', 'plan']
    assert list(result['hub']) == ['id', 'name', 'kind', 'isolationMode', 'firewallSku', 'networkStatus']
    assert result['presets'] == [{'name': 'mine', 'asOf': None, 'inSync': False}]
    assert {tuple(entry) for entry in result['entries']} == {
        ('preset', 'type', 'destination', 'state', 'rules', 'reason', 'optional')
    }
    assert [
        (entry['type'], entry['destination'], entry['state'], entry['rules'], entry['optional'])
        for entry in result['entries']
    ] == [
        ('fqdn', 'pypi.org', 'present', ['r'], False),
        ('fqdn', 'a.com', 'missing', [], True),
        ('service_tag', {'service_tag': 'Storage', 'protocol': 'TCP', 'port_ranges': '443'}, 'missing', [], False),
        (
            'private_endpoint',
            {'service_resource_id': STORAGE, 'subresource_target': 'blob', 'spark_enabled': False},
            'missing',
            [],
            False,
        ),
        ('fqdn', 'b.com:22', 'unsupported', [], False),
    ]
    assert list(result['summary'].items()) == [
        ('present', 1),
        ('covered', 0),
        ('pending', 0),
        ('implied', 0),
        ('failed', 0),
        ('missing', 3),
        ('unsupported', 1),
    ]
    assert list(result['plan']) == ['id', 'operations', 'writes', 'estimatedMinutes', 'createsFirewall']


def test_the_seed_article_on_a_fresh_hub():
    revisions = [shipped.load(name).at('2024-05-21') for name in ('python-packages', 'vscode', 'huggingface')]
    result = compare(hub(), *revisions)
    assert result.as_json()['summary']['missing'] == 8 + 14 + 6
    assert len(result.plan.operations) == 7 + 14 + 6
    assert result.plan.creates_firewall


def test_two_of_the_shipped_presets_share_one_endpoint():
    """One wants Spark at it, the other does not say so: the service takes one rule for both."""
    revisions = [shipped.load(name).at() for name in ('hub-dependencies', 'serverless-spark')]
    blob = [one for one in compare(hub(), *revisions).plan.operations if one.destination.subresource_target == 'blob']
    assert [one.destination for one in blob] == [endpoint(spark=True)]


def test_a_hub_without_a_registry_does_not_need_its_endpoint():
    without = hub(resources=dict(RESOURCES, container_registry=None))
    result = compare(without, shipped.load('hub-dependencies').at(), include_optional=True)
    assert [
        (entry.need.entry.destination['service_resource_id'], entry.reason)
        for entry in result.entries
        if entry.state == 'unsupported'
    ] == [('<container_registry>', 'the hub has no container registry')]


def test_every_shipped_preset_is_in_sync_with_its_own_rules():
    on_hub = hub()
    for name in shipped.names():
        revision = shipped.load(name).at()
        needs = roles.resolve(revision, on_hub, EVERYTHING)
        own = hub(*(rule(f'r{number}', need.destination) for number, need in enumerate(needs) if need.destination))
        result = compare(own, revision, include_optional=True, given=EVERYTHING)
        assert set(states(result)) <= {'present', 'unsupported'}, name
        assert result.in_sync and not result.plan.operations


def test_tag_and_host_entries_do_not_cover_each_other():
    on_hub = hub(rule('s', tag('Storage', '*', '*')))
    assert states(compare(on_hub, preset('mystore.blob.core.windows.net'))) == ['missing']
    assert states(compare(hub(rule('r', fqdn('*'))), preset(tag_entry()))) == ['missing']


@pytest.mark.parametrize(
    'found, under_way',
    [
        (rule('r', 'a.com', 'Provisioning'), True),
        (rule('r', 'a.com', 'Deleting'), True),
        (rule('r', 'a.com', 'Inactive'), False),
        (rule('r', 'a.com', 'Failed'), False),
        (rule('r', 'a.com'), False),
        (rule('r', 'other.com', 'Provisioning'), False),
    ],
)
def test_comparison_is_under_way_while_an_entry_waits(found, under_way):
    assert compare(hub(found), preset('a.com')).is_under_way is under_way


def test_optional_entry_is_waited_for_only_if_it_counts():
    on_hub, mine = hub(rule('r', 'a.com', 'Provisioning')), preset(optional('a.com'), 'b.com')
    assert not compare(on_hub, mine).is_under_way
    assert compare(on_hub, mine, include_optional=True).is_under_way
