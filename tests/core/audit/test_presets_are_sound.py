"""A provisioned hub with the platform's rules and any shipped preset added: nothing above low, and little else.

What the checks of all families find is pinned here; `pytest -s` prints it.
"""

import pytest

from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import CHECKS
from azext_hubnet.core.audit.severities import INFO, LOW
from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.formats import detect
from azext_hubnet.core.model.destinations import Fqdn, PrivateEndpoint
from azext_hubnet.core.model.hub import ONLY_APPROVED
from azext_hubnet.core.model.live_facts import DependencyHost, LiveFacts
from azext_hubnet.core.render.one_line import label_of
from tests.core.makers import EVERYTHING, HUB_ID, REGISTRY, STORAGE, VAULT, apply, compare
from tests.simulator.required import required_rules

from .makers import subject

# Of the service's list for a workspace (REST examples of outboundNetworkDependenciesEndpoints), what the platform's
# own rules are for.
DEPENDENCIES = tuple(
    DependencyHost(category, host, (443,))
    for category, host in (
        ('Azure Active Directory', 'login.microsoftonline.com'),
        ('Azure Resource Manager', 'management.azure.com'),
        ('Azure Container Registry', 'myregistry.azurecr.io'),
        ('Azure Storage', 'mystore.blob.core.windows.net'),
        ('Azure Machine Learning', 'westus3.workspace.westus3.api.azureml.ms'),
        ('Microsoft Images', 'mcr.microsoft.com'),
        ('Azure Batch', '*.batch.azure.com'),
    )
)


def provisioned(mode=ONLY_APPROVED):
    """A hub with nothing but the platform's own rules."""
    document = {
        'id': HUB_ID,
        'name': 'hub',
        'kind': 'Hub',
        'location': 'westus3',
        'properties': {
            'storageAccount': STORAGE,
            'keyVault': VAULT,
            'containerRegistry': REGISTRY,
            'publicNetworkAccess': 'Disabled',
        },
    }
    document['properties']['managedNetwork'] = {
        'isolationMode': mode,
        'firewallSku': 'Standard',
        'status': {'status': 'Active', 'sparkReady': False},
        'outboundRules': required_rules(document, mode, 'Active'),
    }
    return detect.parse(document, 'hub.json')


def added(names, include_optional, pack=False):
    """The hub once `preset add` has written the presets and all is in force."""
    on_hub = provisioned()
    revisions = [shipped.load(name).at() for name in names]
    wanted = compare(on_hub, *revisions, include_optional=include_optional, given=EVERYTHING, pack=pack)
    return apply(on_hub, wanted.plan)


def found(on_hub):
    """What all checks find, and that none of them had to be skipped."""
    targets = {
        rule.destination.service_resource_id.lower(): ()
        for rule in on_hub.rules
        if isinstance(rule.destination, PrivateEndpoint)
    }
    facts = LiveFacts('Registered', {}, targets, DEPENDENCIES)
    result = audit(subject(on_hub, live=facts), CHECKS)
    assert [outcome for outcome in result.outcomes if outcome.outcome == 'skipped'] == []
    for finding in result.findings:
        print(f'\n  {finding.check.severity:6} {finding.check.id} {finding.hit.message}', end='')
    assert [finding for finding in result.findings if finding.check.family in ('correctness', 'health')] == []
    assert [finding for finding in result.findings if finding.check.severity not in (LOW, INFO)] == []
    return result.findings


# What these families tell of each preset: (id, destination); of the firewall see below.
OWN = ('HN5', 'HN6', 'HN7')
FIREWALL = ('HN105', 'HN506')
DOCKER = ('HN503', 'production.cloudflare.docker.com')
DOCKER_OPTIONAL = ('HN603', 'docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com')
REQUIRED = {
    'docker-hub': {DOCKER},
    'huggingface': {DOCKER},
    'ml-registries-public': {('HN605', 'Storage.westus3'), ('HN605', 'AzureContainerRegistry.westus3')},
}
OPTIONAL = {
    'docker-hub': {DOCKER_OPTIONAL},
    'huggingface': {
        DOCKER_OPTIONAL,
        ('HN605', '*.hf.co'),
        ('HN603', '*.hf.co'),
        *(
            ('HN503', host)
            for host in (
                'cas-bridge.xethub.hf.co',
                'cas-server.xethub.hf.co',
                'cdn-lfs-us-1.hf.co',
                'transfer.xethub.hf.co',
                'us.aws.cdn.hf.co',
                'us.gcp.cdn.hf.co',
            )
        ),
        *(
            (check, host)
            for host in ('cas-server.xethub-eu.hf.co', 'transfer.xethub-eu.hf.co', 'cdn-lfs-eu-1.hf.co')
            for check in ('HN503', 'HN603')
        ),
    },
    'vscode': {('HN605', 'vscode.blob.core.windows.net')},
    'automl': {('HN605', 'automlresources-prod.azureedge.net')},
}
# The presets whose optional entries are told; the others have none, or only ones for what the platform makes.
TELL_OPTIONAL = ('application-insights', 'automl', 'docker-hub', 'huggingface', 'ubuntu-packages', 'vscode')


def of(findings):
    """The findings of these families but the firewall's: ids with each destination."""
    return {
        (finding.check.id, label_of(one))
        for finding in findings
        for one in finding.hit.destinations
        if finding.check.id.startswith(OWN)
    }


def expected(name, include_optional):
    """What there is to tell of one preset."""
    if not include_optional:
        return REQUIRED.get(name, set())
    optional = {
        ('HN603', entry.destination)
        for entry in shipped.load(name).at().entries
        if entry.optional and name in TELL_OPTIONAL
    }
    return REQUIRED.get(name, set()) | OPTIONAL.get(name, set()) | optional


def test_rules_of_the_platform_are_sound():
    assert found(provisioned()) == ()
    assert len(provisioned().rules) == 14


@pytest.mark.parametrize('include_optional', [False, True])
@pytest.mark.parametrize('name', shipped.names())
def test_each_preset_is_sound(name, include_optional):
    print(f'\n{name}{" with optional entries" if include_optional else ""}', end='')
    findings = found(added([name], include_optional))
    assert of(findings) == expected(name, include_optional)
    has_hosts = any(isinstance(rule.destination, Fqdn) for rule in added([name], include_optional).rules)
    assert [finding.check.id for finding in findings if finding.check.id in FIREWALL] == list(FIREWALL) * has_hosts


@pytest.mark.parametrize('include_optional', [False, True])
@pytest.mark.parametrize('name', shipped.names())
def test_each_packed_preset_is_sound(name, include_optional):
    print(f'\n{name}{" with optional entries" if include_optional else ""}, packed', end='')
    # Within one rule a wildcard makes no other rule redundant.
    assert of(found(added([name], include_optional, pack=True))) == {
        (check, host) for check, host in expected(name, include_optional) if check != 'HN503'
    }


@pytest.mark.parametrize('include_optional', [False, True])
def test_all_presets_together_are_sound(include_optional):
    assert of(found(added(shipped.names(), include_optional))) == set().union(
        *(expected(name, include_optional) for name in shipped.names())
    )
