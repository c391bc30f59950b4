import pytest

from azext_hubnet.core.documents.fields import fields_of
from azext_hubnet.core.formats.identity import identity_of, kind_of, known_text

PROVIDERS = '/subscriptions/0/resourceGroups/g/providers/'
HUB = PROVIDERS + 'Microsoft.MachineLearningServices/workspaces/h'
STORE = PROVIDERS + 'Microsoft.Storage/storageAccounts/s'


def test_the_network_of_a_hub_has_no_name_of_its_own():
    network = {'name': 'default', 'type': 'Microsoft.MachineLearningServices/workspaces/managedNetworks'}
    assert identity_of(network).name is None
    assert identity_of({**network, 'id': '/subscriptions/{sub}/x'}).name is None
    assert identity_of({'name': 'default', 'id': f'{HUB}/managedNetworks/default'}).id == HUB


@pytest.mark.parametrize(
    'kind, read',
    [
        ('hub', 'Hub'),
        ('PROJECT', 'Project'),
        ('feature_store', 'FeatureStore'),
        ('Other', 'Other'),
        (None, None),
        (5, None),
        ("[parameters('kind')]", None),
    ],
)
def test_kinds(kind, read):
    assert kind_of({'kind': kind}) == read


def test_known_texts():
    assert known_text('x') == 'x'
    assert [known_text(value) for value in ('', None, 5, '<x>')] == [None] * 4


def test_identity():
    who = identity_of(
        fields_of(
            {
                'id': HUB,
                'name': 'h',
                'kind': 'hub',
                'location': 'westeurope',
                'storage_account': STORE,
                'key_vault': 'no id',
            }
        )
    )
    assert (who.id, who.name, who.kind, who.location) == (HUB, 'h', 'Hub', 'westeurope')
    assert dict(who.resources) == {'storage': STORE, 'container_registry': None, 'hub': HUB}


def test_body_without_dependencies_does_not_claim_absence():
    who = identity_of({'name': '<hub>', 'location': '${region}', 'id': 'x'})
    assert (who.id, who.name, who.kind, who.location) == ('x', None, None, None)
    assert dict(who.resources) == {}


def test_identity_of_a_managed_network_is_that_of_its_hub():
    who = identity_of({'id': HUB + '/managedNetworks/default', 'name': 'default'})
    assert (who.id, who.name, who.resources['hub']) == (HUB, 'h', HUB)
