"""Documents of rules, and what became of them when they were read."""

import pytest

from azext_hubnet.core.formats.detect import parse
from azext_hubnet.core.model.errors import InputError

PROVIDERS = '/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/rg/providers/'
HUB = PROVIDERS + 'Microsoft.MachineLearningServices/workspaces/hub1'
HUB_STORE = PROVIDERS + 'Microsoft.Storage/storageAccounts/hubstore'
DATA = PROVIDERS + 'Microsoft.Storage/storageAccounts/data'
WORKSPACE = 'Microsoft.MachineLearningServices/workspaces'
DEPLOYED = ", which only a deployment evaluates; give the output of 'az ml workspace show'"
APPROVED = 'AllowOnlyApprovedOutbound'


def fqdn(destination='pypi.org', **more):
    return {'type': 'fqdn', 'destination': destination, **more}


LISTED = {
    'id': HUB,
    'name': 'hub1',
    'type': WORKSPACE.lower(),
    'kind': 'hub',
    'properties': {'managedNetwork': {'isolationMode': APPROVED, 'outboundRules': {'a': fqdn()}}},
}


def hub_of(document):
    return parse(document, 'x.yml')


def names(hub):
    return [rule.name for rule in hub.rules]


def notes(hub):
    return [
        (oddity.field, oddity.message) if oddity.rule is None else (oddity.rule, oddity.field, oddity.message)
        for oddity in hub.oddities
    ]


def refusal(document):
    with pytest.raises(InputError) as caught:
        hub_of(document)
    return caught.value


def template(*resources, **more):
    return {
        '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        'resources': list(resources),
        **more,
    }


def workspace(name='hub1', **properties):
    return {'type': WORKSPACE, 'name': name, 'kind': 'Hub', 'properties': properties}


def child(name, destination='pypi.org', **more):
    return {'type': f'{WORKSPACE}/outboundRules', 'name': name, 'properties': fqdn(destination), **more}
