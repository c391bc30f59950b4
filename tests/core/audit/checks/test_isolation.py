"""The isolation mode and the network as a whole."""

import pytest

from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from tests.core.audit.makers import hits, skipped
from tests.core.makers import endpoint, hub, rule, tag, unknown

ALL = ('HN101', 'HN102', 'HN103', 'HN104', 'HN106')


def found(on_hub):
    return [check for check in ALL if skipped(check, on_hub) is None and hits(check, on_hub)]


def test_a_provisioned_hub_in_approved_only_mode_has_nothing():
    assert found(hub(rule('a', 'a.com'), rule('t', tag()), rule('e', endpoint()))) == []


@pytest.mark.parametrize(
    'mode, expected',
    [
        (DISABLED, ['HN101']),
        (ALLOW_INTERNET, ['HN102']),
        ('AllowSomething', ['HN106']),
    ],
)
def test_the_mode(mode, expected):
    assert found(hub(mode=mode)) == expected


def test_unknown_mode_is_skipped():
    on_hub = hub(rule('a', 'a.com'), mode=None)
    assert {skipped(check, on_hub) for check in ALL} == {'the input does not say the isolation mode'}


@pytest.mark.parametrize('status, expected', [('Inactive', ['HN103']), ('Active', [])])
def test_the_network(status, expected):
    assert found(hub(network_status=status)) == expected


def test_unknown_network_status_is_skipped():
    assert skipped('HN103', hub(network_status=None)) == 'the input does not say whether the network is provisioned'
    assert hits('HN103', hub(network_status=None, mode=DISABLED)) == []


def test_rules_that_do_not_fit_the_mode():
    rules = [
        rule('a', 'a.com'),
        rule('t', tag()),
        rule('e', endpoint()),
        rule('u', unknown()),
        rule('p', 'p.com', category='Required'),
        rule('Connection_x', 'x.com'),
    ]
    assert [hit.rules for hit in hits('HN104', hub(*rules, mode=ALLOW_INTERNET))] == [('a',), ('t',)]
    assert [hit.rules for hit in hits('HN104', hub(*rules, mode=DISABLED))] == [('a',), ('e',), ('t',)]
    (hit,) = hits('HN104', hub(rule('a', 'a.com'), mode=ALLOW_INTERNET))
    assert hit.message == 'a has no effect: AllowInternetOutbound takes private endpoint rules only.'
    assert hit.fix[0].startswith('az ml workspace outbound-rule remove ') and '--rule=a ' in hit.fix[0]


@pytest.mark.parametrize('sku', ['Standard', 'Basic'])
def test_the_firewall_is_named_where_fqdn_rules_have_it_made(sku):
    (hit,) = hits('HN105', hub(rule('a', 'a.com'), firewall_sku=sku))
    assert f'SKU {sku},' in hit.message
    for none in (
        hub(firewall_sku=sku),
        hub(rule('t', tag()), firewall_sku=sku),
        hub(rule('a', 'a.com', 'Failed'), firewall_sku=sku),
    ):
        assert hits('HN105', none) == []


def test_unknown_firewall_sku_is_skipped():
    assert skipped('HN105', hub(rule('a', 'a.com'), firewall_sku=None)) == 'the input does not say the firewall SKU'
    assert 'see HN102' in skipped('HN105', hub(mode=ALLOW_INTERNET))
    assert 'see HN101' in skipped('HN105', hub(mode=DISABLED))


def test_each_has_a_command():
    assert hits('HN101', hub(mode=DISABLED))[0].fix[0].startswith('az ml workspace update -g rg -n hub --subscription ')
    assert '--managed-network allow_only_approved_outbound' in hits('HN102', hub(mode=ALLOW_INTERNET))[0].fix[0]
    assert hits('HN103', hub(network_status='Inactive'))[0].fix[0].startswith('az ml workspace provision-network ')
