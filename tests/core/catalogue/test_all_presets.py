"""All shipped presets at once."""

import pytest

from azext_hubnet.core.catalogue import roles, shipped
from azext_hubnet.core.catalogue.all_presets import Catalogue, filled, keys, unfilled
from azext_hubnet.core.model.hub import Hub
from tests.core.makers import STORAGE, endpoint, fqdn, hub, optional, preset, tag

CATALOGUE = Catalogue()


@pytest.mark.parametrize(
    'on_hub',
    [
        hub(),
        hub(location=None),
        hub(location='Somewhere Else', resources={}),
        Hub(),
        hub(resources={'storage': STORAGE, 'container_registry': None}),
    ],
)
def test_needs_of_all_presets_are_those_of_each_alone(on_hub):
    expected = [need for name in shipped.names() for need in roles.resolve(shipped.load(name).at(), on_hub)]
    assert CATALOGUE.needs(on_hub) == expected
    for newest in CATALOGUE.presets:
        assert newest.needs_on(on_hub) == [need for need in expected if need.preset == newest.revision.name]


def test_needs_have_the_resources_of_their_own_hub():
    def targets(on_hub):
        return {
            need.destination.target[0]
            for need in CATALOGUE.needs(on_hub)
            if need.preset == 'batch-endpoints' and need.destination
        }

    assert targets(hub()) == {STORAGE.strip('/').lower()}
    assert targets(hub(resources={'storage': STORAGE + '9'})) == {STORAGE.strip('/').lower() + '9'}
    assert targets(Hub()) == set()


def test_presets_are_the_newest_revisions_in_order():
    assert [newest.revision for newest in CATALOGUE.presets] == [shipped.load(name).at() for name in shipped.names()]


def test_hub_fills_the_roles_of_its_own_resources():
    needs = CATALOGUE.needs(hub())
    assert unfilled(needs) == {
        'ai-search': ['search'],
        'azure-monitor-private-link': ['private_link_scope'],
        'content-safety': ['ai_services'],
        'ml-registries': ['registry'],
        'on-premises': ['application_gateway'],
        'prompt-flow': ['ai_services', 'search'],
    }
    left = {need.preset for need in filled(needs)}
    assert left == set(shipped.names()) - set(unfilled(needs))
    assert 'batch-endpoints' in unfilled(CATALOGUE.needs(Hub())) and 'batch-endpoints' not in unfilled(needs)


def test_unfilled_role_of_optional_entry_keeps_the_preset():
    def entry(role, **fields):
        return {
            'type': 'private_endpoint',
            **fields,
            'destination': {'service_resource_id': role, 'subresource_target': 'blob', 'spark_enabled': False},
        }

    mine = preset('a.com', entry('<search>', optional='when searched'), name='mine')
    other = preset('b.com', entry('<search>'), entry('<search>'), entry('<registry>'), name='other')
    needs = [need for one in (mine, other) for need in roles.resolve(one.at(), hub())]
    assert unfilled(needs) == {'other': ['search', 'registry']}
    assert filled(needs) == needs[:2]


def test_dropped_entries_are_those_that_no_preset_lists_any_more():
    dropped = CATALOGUE.dropped
    assert set(dropped) == {'cnd.auth0.com', tag('AzureMachineLearning', '443, 877, 18881').key}
    entry = dropped['cnd.auth0.com'].entry
    assert (entry.until, entry.replaced_by) == ('2025-04-30', 'cdn.auth0.com')
    # One list has dropped it, another one has it.
    vscode = {entry.destination: entry for entry in shipped.load('vscode').ever().entries}
    assert vscode['pkg-containers.githubusercontent.com'].until == '2025-04-30'
    # Listed, dropped, and listed again as an optional one.
    assert vscode['github.com'].until is None and vscode['code.visualstudio.com'].until is None


def test_until_is_the_first_day_an_entry_was_not_listed():
    def listed(*periods):
        return {'type': 'fqdn', 'destination': 'a.com', 'listed': list(periods)}

    def until(*periods):
        one = preset(listed(*periods), 'b.com', revisions=[{'date': '2024-01-01'}, {'date': '2026-01-01'}])
        return one.ever().entries[0].until

    assert until({'since': '2024-01-01'}) is None
    assert until({'since': '2024-01-01', 'until': '2025-01-01'}) == '2025-01-01'
    assert (
        until({'since': '2024-01-01', 'until': '2024-06-01'}, {'since': '2025-01-01', 'until': '2025-06-01'})
        == '2025-06-01'
    )
    assert until({'since': '2024-01-01', 'until': '2027-01-01'}) is None
    assert until({'since': '2024-01-01', 'until': '2025-01-01'}, {'since': '2026-01-01'}) is None
    # Not in a revision yet.
    assert until({'since': '2027-01-01'}) is None
    assert preset(optional('a.com')).ever().entries[0].until is None


def test_keys_of_destinations():
    assert keys(None) == ()
    assert keys(fqdn('B.com', '*.a.com')) == ('b.com', '*.a.com')
    assert keys(tag()) == (tag('storage').key,) and keys(endpoint()) == (endpoint().key,)
