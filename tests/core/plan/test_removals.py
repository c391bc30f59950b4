"""What remove takes away, and what it keeps and why."""

import pytest

from azext_hubnet.core.catalogue import roles, shipped
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from azext_hubnet.core.plan.removals import is_last_fqdn_rule, plan_removal, rules_after
from tests.core.makers import (
    EVERYTHING,
    GATEWAY,
    GROUP,
    SEARCH,
    STORAGE,
    VAULT,
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

AI = f'{GROUP}/providers/Microsoft.CognitiveServices/accounts/ai'


def remove(on_hub, named, *others, any_name=False, given=roles.NOTHING_GIVEN):
    """The removal of one preset, given as a preset or as its entries; others stand for the rest of the catalogue."""
    named = named if hasattr(named, 'ever') else preset(*named, name='named')
    return plan_removal(
        on_hub,
        roles.resolve(named.ever(), on_hub, given),
        [roles.resolve(other.at(), on_hub, given) for other in others],
        any_name,
    )


def done(found):
    return [(item.op, item.name) for item in found.operations]


def other(*entries):
    return preset(*entries, name='other')


def reason_for(found, name):
    return next(kept.reason for kept in found.kept if kept.rule == name)


def test_rules_made_by_add_are_removed():
    on_hub = hub(rule('hn-a-com', 'a.com'), rule('hn-st', tag()), rule('hn-pe', endpoint()), rule('hn-b-com', 'b.com'))
    found = remove(on_hub, ['a.com', tag_entry(), endpoint_entry(), 'b.com:22'])
    assert done(found) == [('delete', 'hn-a-com'), ('delete', 'hn-pe'), ('delete', 'hn-st')]
    assert found.operations[0].destination == fqdn('a.com')
    assert not found.kept


@pytest.mark.parametrize(
    'standing',
    [
        rule('hn-b', 'b.com'),
        rule('hn-any', '*.com'),
        rule('hn-x', unknown()),
        rule('hn-st', tag(port_ranges='80')),
        rule('hn-st', tag('Sql')),
        rule('hn-pe', endpoint(VAULT, 'vault')),
        rule('hn-pe', endpoint(subresource='file')),
        rule('hn-a', 'a.com', 'Deleting'),
    ],
)
def test_rules_for_other_destinations_are_not_mentioned(standing):
    found = remove(hub(standing), ['a.com', tag_entry(), endpoint_entry()])
    assert not found.operations and not found.kept


def test_entries_of_older_revisions_are_removed():
    retired = {'type': 'fqdn', 'destination': 'old.com', 'listed': [{'since': '2024-01-01', 'until': '2025-01-01'}]}
    dated = preset(
        retired,
        {'type': 'fqdn', 'destination': 'a.com', 'listed': [{'since': '2024-01-01'}]},
        name='named',
        revisions=[{'date': '2024-01-01'}, {'date': '2025-01-01'}],
    )
    assert done(remove(hub(rule('hn-a', 'a.com'), rule('hn-old', 'old.com')), dated)) == [
        ('delete', 'hn-a'),
        ('delete', 'hn-old'),
    ]


@pytest.mark.parametrize(
    'standing, any_name, reason',
    [
        (rule('hn-a', 'a.com', category='Required'), True, 'the platform or a connection'),
        (rule('hn-a', 'a.com', category='Dependency'), True, 'the platform or a connection'),
        (rule('Connection_a', 'a.com'), True, 'the platform or a connection'),
        (rule('', 'a.com'), True, 'has no name'),
        (rule('mine', 'a.com'), False, 'does not start with hn-'),
        (rule('mine', fqdn('a.com', 'b.com')), True, 'names other hosts too'),
        (rule('mine', endpoint(spark=True)), True, 'Spark setting or aliases'),
        (rule('mine', endpoint(fqdns=['x.corp.example'])), True, 'aliases that the presets do not name'),
        (rule('hn-pe', endpoint(fqdns=['x.corp.example'])), False, 'aliases that the presets do not name'),
    ],
)
def test_rules_that_hubnet_did_not_make_are_kept_with_a_reason(standing, any_name, reason):
    found = remove(hub(standing), ['a.com', endpoint_entry()], any_name=any_name)
    assert not found.operations
    assert [kept.rule for kept in found.kept] == [standing.name]
    assert reason in found.kept[0].reason


@pytest.mark.parametrize('name', ['HN-A', 'Hn-a'])
def test_names_of_hubnet_are_recognised_in_any_case(name):
    assert done(remove(hub(rule(name, 'a.com')), ['a.com'])) == [('delete', name)]
    assert done(remove(hub(rule(name, fqdn('a.com', 'b.com'))), ['a.com'])) == [('rewrite', name)]


def test_rule_without_a_name_is_kept_with_a_reason():
    assert remove(hub(rule(None, 'a.com')), ['a.com']).kept[0].rule == 'a rule without a name'


@pytest.mark.parametrize('destination', [fqdn('A.com'), fqdn('a.com', 'b.com'), tag(), endpoint(STORAGE.upper())])
def test_any_name_takes_rules_with_exactly_such_a_destination(destination):
    found = remove(hub(rule('mine', destination)), ['a.com', 'b.com', tag_entry(), endpoint_entry()], any_name=True)
    assert done(found) == [('delete', 'mine')]


def test_a_rule_of_several_hosts_loses_only_those_of_the_preset():
    found = remove(hub(rule('hn-pack', fqdn('a.com', 'X.com', 'b.com'))), ['a.com', 'b.com'])
    assert done(found) == [('rewrite', 'hn-pack')]
    assert found.operations[0].destination.text == 'x.com'
    assert done(remove(hub(rule('hn-pack', fqdn('a.com', 'b.com'))), ['a.com', 'b.com'])) == [('delete', 'hn-pack')]


def test_aliases_of_others_stay_at_an_endpoint():
    entry = dict(endpoint_entry(GATEWAY, 'appGwPrivateFrontendIpIPv4'), fqdns=['A.corp.example.'])
    shared = endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', True, ['a.corp.example', 'b.corp.example'])
    found = remove(hub(rule('hn-pe', shared)), [entry])
    assert done(found) == [('rewrite', 'hn-pe')]
    assert found.operations[0].destination == endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', True, ['b.corp.example'])
    alone = endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', False, ['a.corp.example'])
    assert done(remove(hub(rule('hn-pe', alone)), [entry])) == [('delete', 'hn-pe')]


# What other presets need


def test_rules_that_another_preset_in_sync_needs_are_kept():
    on_hub = hub(rule('hn-a', 'a.com'), rule('hn-b', 'b.com'), rule('hn-c', 'c.com'))
    found = remove(on_hub, ['a.com', 'b.com'], other('a.com', 'c.com'))
    assert done(found) == [('delete', 'hn-b')]
    assert reason_for(found, 'hn-a') == 'the preset other is in sync on this hub and needs it'


@pytest.mark.parametrize(
    'entries',
    [
        ['a.com', 'missing.com'],  # not in sync
        ['a.com'],  # a subset of the named one
        ['a.com', 'z.com:22'],  # a subset, as far as it can be rules
        ['a.com', 'failed.com'],
    ],
)
def test_presets_that_are_not_in_sync_keep_nothing(entries):
    on_hub = hub(rule('hn-a', 'a.com'), rule('hn-b', 'b.com'), rule('f', 'failed.com', 'Failed'))
    assert done(remove(on_hub, ['a.com', 'b.com'], other(*entries))) == [('delete', 'hn-a'), ('delete', 'hn-b')]


@pytest.mark.parametrize('left', [rule('theirs', 'a.com'), rule('wide', '*.com'), rule('wide', '*', 'Inactive')])
def test_rule_is_removed_if_other_rules_allow_the_same(left):
    on_hub = hub(rule('hn-a', 'a.com'), left, rule('hn-c', 'c.net'))
    assert ('delete', 'hn-a') in done(remove(on_hub, ['a.com'], other('a.com', 'c.net')))


def test_failed_rule_does_not_replace_another():
    on_hub = hub(rule('hn-a', 'a.com'), rule('wide', '*.com', 'Failed'), rule('c', 'c.com'))
    assert not remove(on_hub, ['a.com'], other('a.com', 'c.com')).operations


def test_only_needed_rules_are_kept():
    entries = ['a.com', '*.com', '*']
    rules = [rule('hn-all', '*'), rule('hn-a', 'a.com'), rule('hn-any', '*.com'), rule('c', 'c.net')]
    needs_a = other('a.com', 'c.net')
    assert done(remove(hub(*rules), entries, needs_a)) == [('delete', 'hn-all'), ('delete', 'hn-any')]
    without = [found for found in rules if found.name != 'hn-a']
    found = remove(hub(*without), entries, needs_a)
    assert len(found.operations) == 1 and len(found.kept) == 1


def test_a_rule_in_force_is_kept_rather_than_one_that_waits_or_has_failed():
    rules = [
        rule('hn-a', 'a.com', 'Inactive'),
        rule('hn-any', '*.com'),
        rule('hn-all', '*', 'Failed'),
        rule('c', 'c.d'),
    ]
    found = remove(hub(*rules), ['a.com', '*.com', '*'], other('a.com', 'c.d'))
    assert done(found) == [('delete', 'hn-a'), ('delete', 'hn-all')]
    rules = [rule('hn-a', 'a.com', 'Failed'), rule('hn-any', '*.com', 'Inactive'), rule('c', 'c.d')]
    assert done(remove(hub(*rules), ['a.com', '*.com'], other('a.com', 'c.d'))) == [('delete', 'hn-a')]


def test_rule_with_several_hosts_keeps_only_the_needed_one():
    on_hub = hub(rule('hn-pack', fqdn('a.com', 'b.com', 'c.com')), rule('x', 'x.com'))
    found = remove(on_hub, ['a.com', 'b.com', 'c.com'], other('b.com', 'x.com'))
    assert done(found) == [('rewrite', 'hn-pack')]
    assert found.operations[0].destination.hosts == ('b.com',)
    assert reason_for(found, 'hn-pack') == 'the preset other is in sync on this hub and needs b.com of it'


def test_all_rules_that_are_needed_together_stay():
    on_hub = hub(
        rule('hn-1', tag(port_ranges='80')), rule('hn-2', tag(port_ranges='443')), rule('hn-3', tag(port_ranges='22'))
    )
    named = [tag_entry(port_ranges='80'), tag_entry(port_ranges='443'), tag_entry(port_ranges='22')]
    assert done(remove(on_hub, named, other(tag_entry(port_ranges='80,443')))) == [('delete', 'hn-3')]


def test_an_endpoint_that_another_preset_needs_stays():
    on_hub = hub(rule('hn-pe', endpoint(spark=True)), rule('x', 'x.com'))
    assert not remove(on_hub, [endpoint_entry()], other(endpoint_entry(spark=True), 'x.com')).operations
    assert done(remove(on_hub, [endpoint_entry()], other(endpoint_entry(spark=True)))) == [('delete', 'hn-pe')]


def test_aliases_that_another_preset_needs_stay():
    def entry(*aliases):
        return dict(endpoint_entry(), fqdns=[f'{alias}.corp.example' for alias in aliases])

    on_hub = hub(rule('hn-pe', endpoint(fqdns=['a.corp.example', 'b.corp.example'])))
    assert done(remove(on_hub, [entry('a', 'b')], other(entry('b')))) == [('delete', 'hn-pe')]
    assert done(remove(on_hub, [entry('a')], other(entry('b')))) == [('rewrite', 'hn-pe')]
    assert not remove(on_hub, [entry('a')], other(entry('a', 'b'))).operations


@pytest.mark.parametrize('shared', ['a.com', tag_entry()])
def test_rule_that_the_mode_makes_unnecessary_goes(shared):
    rules = [rule('hn-a', 'a.com'), rule('hn-st', tag()), rule('hn-pe', endpoint())]
    for mode in (ALLOW_INTERNET, DISABLED):
        found = remove(hub(*rules, mode=mode), [shared], other(shared, endpoint_entry(), 'b.com'))
        assert len(found.operations) == 1


def test_under_allow_internet_a_preset_is_in_sync_by_its_endpoints_alone():
    on_hub = hub(rule('hn-pe', endpoint()), mode=ALLOW_INTERNET)
    assert not remove(on_hub, [endpoint_entry()], other(endpoint_entry(), 'nobody-made-a-rule.com')).operations


def test_optional_entries_stay_only_where_all_of_them_are_in_sync():
    entries = ['a.com', optional('b.com'), optional('c.com')]
    rules = [rule('hn-a', 'a.com'), rule('hn-b', 'b.com')]
    assert done(remove(hub(*rules), ['b.com'], other(*entries))) == [('delete', 'hn-b')]
    assert not remove(hub(*rules, rule('c', 'c.com')), ['b.com'], other(*entries)).operations


@pytest.mark.parametrize(
    'extra, kept',
    [
        ([], False),
        ([rule('Connection_ai', endpoint(AI, 'account'))], True),
        ([rule('theirs', endpoint(AI, 'Account', True), 'Failed')], False),
    ],
)
def test_unknown_resource_may_be_any_of_its_kind(extra, kept):
    """prompt-flow needs a search service and an AI services account; ai-search only the first."""
    flow = other(endpoint_entry('<search>', 'searchService'), endpoint_entry('<ai_services>', 'account'))
    on_hub = hub(rule('hn-pe', endpoint(SEARCH, 'searchService')), *extra)
    found = remove(
        on_hub, [endpoint_entry('<search>', 'searchService')], flow, given=roles.Given({'search': SEARCH}, {})
    )
    assert bool(found.kept) is kept
    assert bool(found.operations) is not kept


def test_unknown_region_keeps_nothing():
    flow = other(tag_entry('Storage.<region>'), 'a.com')
    assert remove(hub(rule('hn-a', 'a.com'), rule('pe', endpoint()), location=None), ['a.com'], flow).operations


def test_the_shipped_presets_keep_what_they_share():
    needs = {
        need.destination.key: need.destination
        for name in ('vscode', 'huggingface')
        for need in roles.resolve(shipped.load(name).ever(), hub())
    }
    on_hub = hub(*(rule(f'hn-{number}', destination) for number, destination in enumerate(needs.values())))
    others = [shipped.load(name) for name in shipped.names() if name != 'vscode']
    found = remove(on_hub, shipped.load('vscode'), *others, given=EVERYTHING)
    left = hub(*rules_after(on_hub, found.operations))
    assert compare(left, shipped.load('huggingface')).in_sync
    assert not compare(left, shipped.load('vscode')).in_sync


@pytest.mark.parametrize(
    'left, mode, is_last',
    [
        ([], 'AllowOnlyApprovedOutbound', True),
        ([rule('st', tag())], None, True),
        ([rule('going', 'x.com', 'Deleting')], None, True),
        ([rule('b', 'b.com')], None, False),
        ([rule('b', unknown(type_name='fqdn'))], None, False),
        ([], ALLOW_INTERNET, False),
    ],
)
def test_last_fqdn_rule_is_recognised(left, mode, is_last):
    on_hub = hub(rule('hn-a', 'a.com'), *left, mode=mode)
    assert is_last_fqdn_rule(on_hub, remove(on_hub, ['a.com']).operations) is is_last
    assert not is_last_fqdn_rule(on_hub, [])


def test_hub_without_fqdn_rules_has_no_last_one():
    on_hub = hub(rule('hn-pe', endpoint()))
    assert not is_last_fqdn_rule(on_hub, remove(on_hub, [endpoint_entry()]).operations)


def test_remaining_rules_keep_status_and_category():
    on_hub = hub(rule('hn-p', fqdn('a.com', 'b.com'), 'Inactive'), rule('hn-a', 'a.com'), rule('c', 'c.com'))
    left = rules_after(on_hub, remove(on_hub, ['a.com']).operations)
    assert left == (rule('hn-p', 'b.com', 'Inactive'), rule('c', 'c.com'))
