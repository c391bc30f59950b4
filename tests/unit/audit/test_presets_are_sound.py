"""A provisioned hub with the platform's rules and any shipped preset added: nothing above low, and little else.

What the checks of all families find is pinned here; `pytest -s` prints it.
"""

import pytest

from azext_hubnet.core import parse, presets, resolve
from azext_hubnet.core.audit.live_facts import DependencyHost, LiveFacts
from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import CHECKS
from azext_hubnet.core.audit.severities import INFO, LOW
from azext_hubnet.core.diff import diff
from azext_hubnet.core.rules import ONLY_APPROVED, PrivateEndpoint
from tests.simulator.required import required_rules
from tests.unit.makers import EVERYTHING, HUB_ID, REGISTRY, STORAGE, VAULT, apply

from .makers import subject

# Of the service's list for a workspace (REST examples of outboundNetworkDependenciesEndpoints), what the platform's
# own rules are for.
DEPENDENCIES = tuple(DependencyHost(category, host, (443,)) for category, host in (
    ('Azure Active Directory', 'login.microsoftonline.com'), ('Azure Resource Manager', 'management.azure.com'),
    ('Azure Container Registry', 'myregistry.azurecr.io'), ('Azure Storage', 'mystore.blob.core.windows.net'),
    ('Azure Machine Learning', 'westus3.workspace.westus3.api.azureml.ms'), ('Microsoft Images', 'mcr.microsoft.com'),
    ('Azure Batch', '*.batch.azure.com'),
))


def provisioned(mode=ONLY_APPROVED):
    """A hub with nothing but the platform's own rules."""
    document = {'id': HUB_ID, 'name': 'hub', 'kind': 'Hub', 'location': 'westus3', 'properties': {
        'storageAccount': STORAGE, 'keyVault': VAULT, 'containerRegistry': REGISTRY, 'publicNetworkAccess': 'Disabled'}}
    document['properties']['managedNetwork'] = {
        'isolationMode': mode, 'firewallSku': 'Standard', 'status': {'status': 'Active', 'sparkReady': False},
        'outboundRules': required_rules(document, mode, 'Active')}
    return parse.parse(document, 'hub.json')


def added(names, include_optional, pack=False):
    """The hub once `preset add` has written the presets and all is in force."""
    on_hub = provisioned()
    revisions = [presets.load(name).at() for name in names]
    needs = [need for revision in revisions for need in resolve.resolve(revision, on_hub, EVERYTHING)]
    return apply(on_hub, diff(on_hub, revisions, needs, include_optional, pack=pack).plan)


def found(on_hub):
    """What all checks find, and that none of them had to be skipped."""
    targets = {rule.destination.service_resource_id.lower(): () for rule in on_hub.rules
               if isinstance(rule.destination, PrivateEndpoint)}
    facts = LiveFacts('Registered', {}, targets, DEPENDENCIES)
    result = audit(subject(on_hub, live=facts), CHECKS)
    assert [outcome for outcome in result.outcomes if outcome.outcome == 'skipped'] == []
    for finding in result.findings:
        print(f'\n  {finding.check.severity:6} {finding.check.id} {finding.hit.message}', end='')
    assert [finding for finding in result.findings if finding.check.severity not in (LOW, INFO)] == []
    return result.findings


def of(findings, *ids):
    """The findings of some checks: id, then the destination or else the rules."""
    return [(finding.check.id, *map(str, finding.hit.destinations)) for finding in findings if finding.check.id in ids]


def test_the_platform_s_own_rules_are_sound():
    assert found(provisioned()) == ()
    assert len(provisioned().rules) == 14


@pytest.mark.parametrize('pack', [False, True])
@pytest.mark.parametrize('include_optional', [False, True])
@pytest.mark.parametrize('name', presets.names())
def test_each_preset_is_sound(name, include_optional, pack):
    print(f'\n{name}{" with optional entries" if include_optional else ""}{", packed" if pack else ""}', end='')
    found(added([name], include_optional, pack))


@pytest.mark.parametrize('include_optional', [False, True])
def test_all_presets_together_are_sound(include_optional):
    found(added(presets.names(), include_optional))
