"""ARM templates as hubs: rules inline, as child resources and both, networks as resources, several workspaces."""

from tests.core.parsed import (
    APPROVED,
    DEPLOYED,
    WORKSPACE,
    child,
    fqdn,
    hub_of,
    names,
    notes,
    refusal,
    template,
    workspace,
)


def test_a_template_with_inline_rules():
    hub = hub_of(template(workspace(managedNetwork={'isolationMode': APPROVED, 'outboundRules': {'a': fqdn()}})))
    assert (hub.name, hub.kind, hub.isolation_mode, names(hub), hub.oddities) == ('hub1', 'Hub', APPROVED, ['a'], ())


def test_a_template_with_child_resources():
    hub = hub_of(template(workspace(), child('hub1/a'), child("[concat(parameters('hub'), '/b')]", 'b.org')))
    assert (names(hub), hub.isolation_mode, hub.mode, hub.oddities) == (['a', 'b'], None, APPROVED, ())


def test_rule_both_inline_and_as_a_resource_is_read_once():
    network = {'isolationMode': APPROVED, 'outboundRules': {'a': fqdn(), 'b': fqdn('b.org')}}
    hub = hub_of(template(workspace(managedNetwork=network), child('hub1/b', 'b.org'), child('hub1/c', 'c.org')))
    assert names(hub) == ['a', 'b', 'c']
    assert notes(hub) == [('b', None, 'is in the workspace and also a resource of its own; it was read once')]


def test_a_template_with_nested_resources():
    body = {**workspace(), 'resources': [{'type': 'outboundRules', 'name': 'a', 'properties': fqdn()}]}
    assert names(hub_of(template(body))) == ['a']


def test_a_template_without_isolation():
    hub = hub_of(template(workspace()))
    assert (hub.isolation_mode, hub.rules) == ('Disabled', ())


def test_rules_from_a_parameter():
    hub = hub_of(
        template(
            workspace(managedNetwork={'outboundRules': "[parameters('rules')]"}),
            parameters={'rules': {'defaultValue': {'a': fqdn()}}},
        )
    )
    assert names(hub) == ['a']


def test_rules_from_an_expression_that_cannot_be_worked_out():
    hub = hub_of(template(workspace(managedNetwork={'outboundRules': "[union(parameters('a'), parameters('b'))]"})))
    assert names(hub) == [None] and not hub.rules[0].understood


# Azure/bicep-registry-modules, avm/res/machine-learning-services/workspace compiles to this.
def test_properties_in_one_expression_do_not_mean_no_network():
    body = {
        'type': WORKSPACE,
        'name': "[parameters('name')]",
        'kind': "[parameters('kind')]",
        'properties': "[shallowMerge(createArray(parameters('x')))]",
    }
    hub = hub_of(template(body))
    assert (hub.name, hub.kind, hub.isolation_mode, hub.mode) == (None, None, None, APPROVED)
    assert [rule.understood for rule in hub.rules] == [False]
    assert notes(hub) == [
        ('properties', "rules belong here, not the text '[shallowMerge(createArray(parameters('x')))]'" + DEPLOYED)
    ]


def network_resource(name, **network):
    return {'type': f'{WORKSPACE}/managedNetworks', 'name': name, 'properties': {'managedNetwork': network}}


def test_a_template_with_the_network_as_a_resource():
    network = network_resource('hub1/default', isolationMode=APPROVED, firewallSku='Basic', outboundRules={'a': fqdn()})
    for body in (workspace(), workspace(managedNetwork={'outboundRules': {'a': fqdn(), 'b': fqdn('b.org')}})):
        hub = hub_of(template(body, network))
        assert (hub.isolation_mode, hub.firewall_sku) == (APPROVED, 'Basic')
        assert sorted(names(hub)) == ['a', 'b'][: len(hub.rules)] and 'a' in names(hub)
    hub = hub_of(template(network, child('hub1/b', 'b.org')))
    assert (hub.name, names(hub), hub.isolation_mode) == ('hub1', ['a', 'b'], APPROVED)


def test_network_resources_in_other_shapes():
    flat = {
        'type': f'{WORKSPACE}/managedNetworks',
        'name': 'hub1/default',
        'properties': {'outboundRules': {'a': fqdn()}},
    }
    assert names(hub_of(template(flat))) == ['a']
    odd = hub_of(template({**flat, 'properties': True}))
    assert not odd.rules[0].understood
    assert names(hub_of(template({**flat, 'properties': None}))) == []


def test_inline_network_overrides_the_network_resource():
    hub = hub_of(
        template(
            workspace(managedNetwork={'isolationMode': 'Disabled', 'firewallSku': None}),
            network_resource('hub1/default', isolationMode=APPROVED, firewallSku='Basic'),
        )
    )
    assert (hub.isolation_mode, hub.firewall_sku) == ('Disabled', 'Basic')


def test_rules_for_a_workspace_that_the_template_does_not_hold():
    hub = hub_of(template(child('hub1/a'), child("[concat(parameters('x'), '/b')]", 'b.org'), child('alone', 'c.org')))
    assert (hub.name, names(hub), hub.isolation_mode) == ('hub1', ['a', 'b', 'alone'], None)
    assert hub_of(template(child("[format('{0}/{1}', parameters('x'), 'b')]"))).name is None


def test_rules_for_several_workspaces_that_the_template_does_not_hold():
    problem = refusal(template(child('two/a'), child('One/a'), child('one/b')))
    assert problem.message == 'x.yml has rules for several workspaces: one and two.'
    assert problem.recommendation == 'Keep the rules of one of them.'


def test_rules_for_another_workspace_are_reported():
    hub = hub_of(
        template(
            workspace(managedNetwork={}),
            child('HUB1/a'),
            child('other/b'),
            network_resource('other/default', outboundRules={'c': fqdn()}),
        )
    )
    assert names(hub) == ['a']
    assert notes(hub) == [
        (None, 'the managed network belongs to the workspace other, not to hub1; it was not read'),
        (None, 'the rule b belongs to the workspace other, not to hub1; it was not read'),
    ]


def test_of_several_workspaces_in_a_template_the_one_with_rules_is_read():
    hub = hub_of(template(workspace('plain'), workspace('hub1'), child('Hub1/a'), child('alone', 'b.org')))
    assert (hub.name, names(hub)) == ('hub1', ['a', 'alone'])
    assert notes(hub) == [(None, 'the workspace plain was not read, only hub1')]
    assert refusal(template(workspace('one'), workspace('two'))).message == 'x.yml holds 2 workspaces: one and two.'


def test_conditions_are_reported():
    hub = hub_of(template(child('hub1/a', condition=False), child('hub1/b', condition="[parameters('x')]")))
    assert names(hub) == ['b']
    assert notes(hub) == [
        (None, 'the resource hub1/a: its condition is false; it was not read'),
        (None, 'the resource hub1/b: has a condition; it was read as if the condition were true'),
    ]
