"""Sample hubs, as the documents that ARM returns. All are in one resource group, region westus3.

fresh      AllowOnlyApprovedOutbound, required rules only, network not provisioned
partial    AllowOnlyApprovedOutbound, provisioned, allows some hosts of Visual Studio Code in single and packed rules
internet   AllowInternetOutbound, public access disabled: private endpoints only, one of them user-defined
disabled   a workspace (kind Default) without network isolation
project    a project of `fresh`; assumed: its own managedNetwork is null
troubled   provisioned; failed, inactive, provisioning and deleting rules, a rule of a connection, a dependency rule
"""

from typing import Any

from .hub import new_network
from .required import required_rules
from .rules import APPROVED, DISABLED, INTERNET, stored

SUBSCRIPTION_ID = '5eb5c0de-0000-4000-8000-0000000000cc'
RESOURCE_GROUP = 'hubnet-tests'
LOCATION = 'westus3'
# Each network has a fixed id, so that two runs return the same documents.
_NETWORK_ID = '0e7000{:02d}-0000-4000-8000-000000000000'


def workspace_id(name: str, group: str = RESOURCE_GROUP, subscription: str = SUBSCRIPTION_ID) -> str:
    return _resource('Microsoft.MachineLearningServices/workspaces', name, group, subscription)


def sample_hubs() -> list[dict[str, Any]]:
    return [_fresh(), _partial(), _internet(), _disabled(), _project(), _troubled()]


def workspace(
    name: str,
    mode: str,
    kind: str = 'Hub',
    registry: bool = True,
    public: str = 'Enabled',
    number: int = 0,
    active: bool = False,
    rules: dict[str, Any] | None = None,
    subscription: str = SUBSCRIPTION_ID,
    **properties,
) -> dict[str, Any]:
    """The document of a workspace.

    Args:
        registry: Whether it has a container registry.
        public: Its public network access, Enabled or Disabled.
        number: Makes its ids differ from those of other workspaces.
        active: Whether its network is provisioned.
        rules: In REST form by name, in addition to the required rules.
        properties: Additional properties of the workspace.
    """
    document = {
        'id': workspace_id(name, subscription=subscription),
        'name': name,
        'type': 'Microsoft.MachineLearningServices/workspaces',
        'kind': kind,
        'location': LOCATION,
        'tags': {'owner': 'platform-team'},
        'sku': {'name': 'Basic', 'tier': 'Basic'},
        'identity': {
            'type': 'SystemAssigned',
            'principalId': '1de27171-0000-4000-8000-0000000000ee',
            'tenantId': '7e57ab1e-0000-4000-8000-0000000000aa',
        },
        'systemData': {
            'createdAt': '2026-01-12T09:00:00.0000000Z',
            'createdBy': 'someone@example.com',
            'createdByType': 'User',
            'lastModifiedAt': '2026-01-12T09:00:00.0000000Z',
            'lastModifiedBy': 'someone@example.com',
            'lastModifiedByType': 'User',
        },
        'properties': {
            'friendlyName': name,
            'description': '',
            'workspaceId': f'a0b0c0d0-0000-4000-8000-0000000000{number:02d}',
            'storageAccount': _resource('Microsoft.Storage/storageAccounts', f'st{name}'),
            'keyVault': _resource('Microsoft.KeyVault/vaults', f'kv-{name}'),
            'publicNetworkAccess': public,
            'provisioningState': 'Succeeded',
            'v1LegacyMode': False,
            'hbiWorkspace': False,
            'discoveryUrl': f'https://{LOCATION}.api.simulator.invalid/discovery',
            **properties,
        },
    }
    if registry:
        document['properties']['containerRegistry'] = _resource('Microsoft.ContainerRegistry/registries', f'cr{name}')
    network = new_network(mode)
    if mode != DISABLED:
        status = 'Active' if active else 'Inactive'
        network.update(
            networkId=_NETWORK_ID.format(number),
            status={'status': status, 'sparkReady': False},
            outboundRules={**required_rules(document, mode, status), **(rules or {})},
        )
    document['properties']['managedNetwork'] = network
    return document


def many(count: int, rules: int = 40, subscriptions: int = 1) -> list[dict[str, Any]]:
    """Hubs `many-0001`, `many-0002` and so on, spread over the subscriptions. rules: user-defined rules per hub."""
    return [
        _one_of_many(number, rules, numbered_subscription(number % subscriptions)) for number in range(1, count + 1)
    ]


def numbered_subscription(number: int) -> str:
    """The id of a subscription of `many`. Number 0 is the subscription of the other hubs."""
    return SUBSCRIPTION_ID if not number else f'5eb5c0de-0000-4000-8000-{number:012d}'


def _one_of_many(number: int, rules: int, subscription: str) -> dict[str, Any]:
    name = f'many-{number:04d}'
    kinds = (
        lambda index: fqdn(f'*.host-{index}.example.com'),
        lambda index: fqdn(f'host-{index}.example.org, files-{index}.example.org'),
        lambda index: service_tag('Storage.WestUS3', 'TCP', f'443,{10000 + index}'),
        lambda index: private_endpoint(
            _resource('Microsoft.Search/searchServices', f'search-{index}', subscription=subscription), 'searchService'
        ),
    )
    return workspace(
        name,
        APPROVED,
        number=number % 100,
        active=True,
        subscription=subscription,
        rules={f'rule-{index:03d}': kinds[index % len(kinds)](index) for index in range(rules)},
    )


def fqdn(destination: str, status: str = 'Active', **extra) -> dict[str, Any]:
    return {**stored({'type': 'FQDN', 'destination': destination}, status), **extra}


def service_tag(tag: str, protocol: str, ports: str, status: str = 'Active', **extra) -> dict[str, Any]:
    return {
        **stored(
            {'type': 'ServiceTag', 'destination': {'serviceTag': tag, 'protocol': protocol, 'portRanges': ports}},
            status,
        ),
        **extra,
    }


def private_endpoint(resource: str, subresource: str, status: str = 'Active', spark: bool = False, **extra):
    return {
        **stored(
            {
                'type': 'PrivateEndpoint',
                'destination': {'serviceResourceId': resource, 'subresourceTarget': subresource, 'sparkEnabled': spark},
            },
            status,
        ),
        **extra,
    }


def _resource(kind: str, name: str, group: str = RESOURCE_GROUP, subscription: str = SUBSCRIPTION_ID) -> str:
    return f'/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}'


def _fresh():
    return workspace('fresh', APPROVED, number=1)


def _partial():
    return workspace(
        'partial',
        APPROVED,
        number=2,
        active=True,
        rules={
            'vscode-dev': fqdn('*.vscode.dev'),
            'vscode-gallery': fqdn('*.gallerycdn.vsassets.io, marketplace.visualstudio.com'),
            'github-raw': fqdn('raw.githubusercontent.com'),
            'data-factory': service_tag('DataFactory', 'TCP', '443'),
        },
    )


def _internet():
    return workspace(
        'internet',
        INTERNET,
        number=3,
        active=True,
        public='Disabled',
        rules={
            'search': private_endpoint(_resource('Microsoft.Search/searchServices', 'search-common'), 'searchService'),
        },
    )


def _disabled():
    return workspace('disabled', DISABLED, kind='Default', registry=False, number=4)


def _project():
    document = workspace('project', DISABLED, kind='Project', number=5, hubResourceId=workspace_id('fresh'))
    document['properties']['managedNetwork'] = None
    return document


def _troubled():
    search = _resource('Microsoft.Search/searchServices', 'search-troubled')
    factory = _resource('Microsoft.DataFactory/factories', 'factory-troubled')
    return workspace(
        'troubled',
        APPROVED,
        number=6,
        active=True,
        registry=False,
        public='Disabled',
        rules={
            'pypi': fqdn('pypi.org', 'Failed', errorInformation='The firewall update did not complete in time.'),
            'files': fqdn('files.pythonhosted.org', 'Inactive'),
            'conda': fqdn('*.anaconda.org', 'Provisioning'),
            'old-mirror': fqdn('mirror.example.com', 'Deleting'),
            'pytorch': fqdn('pytorch.org, *.pytorch.org'),
            'storage-tag': service_tag('Storage.WestUS3', 'TCP', '443'),
            'factory': private_endpoint(
                factory,
                'dataFactory',
                'Failed',
                errorInformation="Workspace managed identity don't have required permissions to read and approve "
                f'private endpoint connections on {factory}.',
            ),
            'Connection_searchconnection_searchService': private_endpoint(search, 'searchService'),
            # Created by the platform for the rule in parentRuleNames. It is not documented when this happens.
            '__SYS_PE_factory-troubled_portal_5ca1ab1e': private_endpoint(
                factory, 'portal', category='Dependency', parentRuleNames=['factory']
            ),
        },
    )
