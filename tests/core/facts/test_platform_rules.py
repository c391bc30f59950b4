"""What the platform opens by itself."""

import pytest

from azext_hubnet.core.compare.coverage import COVERED, PRESENT, RuleIndex
from azext_hubnet.core.facts.platform_rules import required
from azext_hubnet.core.model.destinations import PrivateEndpoint
from tests.core.makers import REGISTRY, RESOURCES, STORAGE, VAULT, hub, rule, tag


def tags(on_hub):
    """Tag, protocol and ports of each that is given, all its forms."""
    return [
        [(form.service_tag, form.protocol, form.port_ranges) for form in forms]
        for forms in required(on_hub)
        if not isinstance(forms[0], PrivateEndpoint)
    ]


def targets(on_hub):
    return [
        (form.service_resource_id, form.subresource_target)
        for forms in required(on_hub)
        for form in forms
        if isinstance(form, PrivateEndpoint)
    ]


def test_tags_in_a_region():
    assert tags(hub()) == [
        [('AzureActiveDirectory', 'TCP', '80, 443')],
        [('AzureMachineLearning', 'TCP', '443')],
        [('AzureMachineLearning', 'UDP', '5831')],
        [('BatchNodeManagement.westus3', 'TCP', '443'), ('BatchNodeManagement', 'TCP', '443')],
        [('AzureResourceManager', 'TCP', '443')],
        [('AzureFrontDoor.FirstParty', 'TCP', '443'), ('AzureFrontDoor', 'TCP', '443')],
        [('MicrosoftContainerRegistry.westus3', 'TCP', '443'), ('MicrosoftContainerRegistry', 'TCP', '443')],
        [('AzureMonitor', 'TCP', '443')],
    ]


@pytest.mark.parametrize('location', ['West US 3', 'west-us-3', 'West_US_3'])
def test_the_region_may_have_any_spelling(location):
    assert tags(hub(location=location)) == tags(hub())


@pytest.mark.parametrize('location', [None, '', '<region>', 'west/us'])
def test_without_a_valid_region_regional_tags_are_left_out(location):
    assert [forms for forms in tags(hub()) if 'westus3' not in forms[0][0]] == tags(hub(location=location))


def test_endpoints_to_the_resources_that_are_known():
    assert targets(hub()) == [(STORAGE, 'blob'), (STORAGE, 'file'), (VAULT, 'vault'), (REGISTRY, 'registry')]
    assert targets(hub(resources={**RESOURCES, 'container_registry': None})) == targets(hub())[:3]
    assert targets(hub(resources={})) == []


# As the published dump of a workspace in westus3 has them (azure.azcollection, azure_rm_ml_workspace_info 3.15).
OBSERVED = [
    tag('AzureActiveDirectory', '80, 443'),
    tag('AzureMachineLearning'),
    tag('AzureMachineLearning', '5831', 'UDP'),
    tag('BatchNodeManagement'),
    tag('AzureResourceManager'),
    tag('AzureFrontDoor.FirstParty', '*', '*'),
    tag('MicrosoftContainerRegistry.westus3'),
    tag('AzureMonitor'),
    tag('VirtualNetwork', '*', '*'),
]


def test_published_workspace_dump_has_all_required_rules():
    index = RuleIndex([rule(str(number), one, category='Required') for number, one in enumerate(OBSERVED)])
    for forms in required(hub(resources={})):
        assert any(index.judge(form).state in (PRESENT, COVERED) for form in forms), forms
