import pytest

from azext_hubnet.core.documents.fields import Body
from azext_hubnet.core.formats import parameters, template
from tests.core.parsed import HUB, WORKSPACE, child, fqdn, hub_of, names
from tests.core.parsed import template as arm_template


def is_template(document):
    return template.recognises(Body(document))


def is_parameters(document):
    return parameters.recognises(Body(document))


def test_templates_are_known_by_schema_or_resources():
    schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
    assert is_template({'$schema': schema})
    assert is_template({'$schema': schema.replace('deployment', 'subscriptionDeployment')})
    assert is_template({'resources': []}) and is_template({'resources': {}})
    assert not is_template({'resources': [], 'properties': {}})
    assert not is_template({'$schema': schema.replace('deploymentTemplate', 'deploymentParameters')})
    assert not is_template({'$schema': 5, 'resources': 'x'})
    assert is_template({'resources': [5, {'Type': 'a/b'}]}) and is_template({'resources': {'x': {'type': '[x]'}}})
    # As in the job and deployment YAML of az ml (Azure/azureml-examples) and in a program of Pulumi.
    assert not is_template({'resources': {'instance_count': 1}}) and not is_template({'resources': {'limits': {}}})
    assert not is_template({'resources': {'hub': {'type': 'azure-native:machinelearningservices:Workspace'}}})
    assert not is_template({'version': 4, 'terraform_version': '1.9', 'resources': [{'type': 'azapi_resource'}]})


def test_parameters_are_known_by_schema_or_values():
    schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#'
    assert is_parameters({'$schema': schema}) and is_parameters({'parameters': {'x': {'value': None}}})
    assert not is_parameters({'parameters': {}}) and not is_parameters({'parameters': {'x': {'type': 'string'}}})
    assert not is_parameters({'parameters': {'x': {'value': 1}}, 'responses': {}})
    assert not is_parameters({'$schema': 5, 'parameters': [1]}) and not is_parameters({'parameters': {'x': 5}})


def name_of(document):
    """The name of the workspace that the rules of a template are read into."""
    hub = hub_of(document)
    assert names(hub) == ['a']
    return hub.name


def test_templates_inside_deployments_and_template_specs():
    inner = arm_template(child("[format('{0}/a', parameters('name'))]"), parameters={'name': {'type': 'string'}})
    given = {'name': {'value': 'hub'}}
    assert name_of({'properties': {'mode': 'Incremental', 'template': inner, 'parameters': given}}) == 'hub'
    assert name_of({'Properties': {'Template': inner, 'Parameters': given}}) == 'hub'
    spec = {'mainTemplate': inner, 'name': 'spec'}
    assert [name_of(document) for document in ({'template': inner}, spec, {'properties': spec})] == [None] * 3


@pytest.mark.parametrize(
    'document', [{}, {'template': 'x', 'properties': []}, {'template': {'resources': 5}}, {'properties': {}}]
)
def test_documents_without_a_template_to_deploy(document):
    assert not is_template(document)


def test_listed_resources_are_named_by_their_ids():
    rule = {'id': f'{HUB}/outboundRules/r', 'name': 'r', 'type': f'{WORKSPACE}/outboundRules', 'properties': fqdn()}
    hub = hub_of([rule, {'name': 'x', 'type': 'Microsoft.Storage/storageAccounts', 'id': 5}])
    assert (hub.name, names(hub)) == ('hub1', ['r'])
