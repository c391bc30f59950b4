"""Rules at places that are not read are named."""

import pytest

from azext_hubnet.core.formats import leftovers
from tests.core.parsed import APPROVED, HUB, LISTED, WORKSPACE, fqdn, hub_of, notes

TWO = {'a': fqdn(), 'b': fqdn('b.org')}


# Nestings that a random change of good documents makes, and Resource Graph with columns of its own.
@pytest.mark.parametrize(
    'document, places',
    [
        (
            {'id': HUB, 'name': 'h', 'properties': {'properties': {'managedNetwork': {'outboundRules': TWO}}}},
            'properties.properties.managedNetwork.outboundRules.a and '
            'properties.properties.managedNetwork.outboundRules.b',
        ),
        (
            {'managed_network': {'properties': {'outbound_rules': [fqdn(name='a')]}}},
            'managed_network.properties.outbound_rules.1',
        ),
        ({'managed_network': {'outbound_rules': []}, 'outbound_rule': [fqdn(name='a')]}, 'outbound_rule.1'),
        (
            {'data': [{'name': 'h', 'isolationMode': APPROVED, 'outboundRules': TWO}]},
            'data.1.outboundRules.a and data.1.outboundRules.b',
        ),
        ({'parameters': {'r': {'defaultValue': TWO}}, 'resources': [LISTED]}, 'parameters.r.defaultValue.b'),
    ],
)
def test_rules_at_places_that_are_not_read_are_named(document, places):
    assert notes(hub_of(document))[-1] == (None, f'there are rules at {places} too; they were not read')


def test_rules_reported_as_left_out_are_not_reported_again():
    hub = hub_of([LISTED, {**LISTED, 'name': 'p', 'kind': 'Project', 'properties': {'x': fqdn('x.org')}}])
    assert notes(hub) == [(None, 'the workspace p was not read, only hub1')]
    child = {'type': f'{WORKSPACE}/outboundRules', 'name': 'hub1/x', 'properties': fqdn('x.org'), 'condition': False}
    assert notes(hub_of({'resources': [LISTED, child]})) == [
        (None, 'the resource hub1/x: its condition is false; it was not read')
    ]


def test_incomplete_rules_elsewhere_are_not_reported():
    part = {'type': 'service_tag', 'destination': {'protocol': 'TCP'}}
    text = {'type': 'fqdn', 'destination': "[parameters('host')]"}
    network = {'managed_network': {'outbound_rules': []}}
    assert hub_of({'x-part': part, 'x-text': text, 'x': {'type': 'fqdn', 'y': 5}, **network}).oddities == ()


def test_very_many_rules_are_not_searched():
    spare = [fqdn('b.org')] * (leftovers.MAX_RULES + 1)
    assert hub_of({'spare': spare, 'managed_network': {'outbound_rules': []}}).oddities == ()
    assert hub_of({'spare': spare[1:], 'managed_network': {'outbound_rules': []}}).oddities
