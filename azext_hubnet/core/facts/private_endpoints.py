"""What a private endpoint rule of a managed network may target, and which host names such an endpoint answers for.

Types and subresources compare without regard to case and keep the documented spelling.
- Resource types: the lists "Private endpoints" of the hub article (MicrosoftDocs/azure-ai-docs
  configure-managed-network.md, 2024-05-21 to 2026-02-02) and of its sibling for workspaces (2025-05-23), from the first
  revision on unless a row has another date. Application Gateway: access-on-premises-resources.md, 2025-10-01.
- Subresources: Azure private endpoint overview (MicrosoftDocs/azure-docs private-endpoint-overview.md, 2023-08-02).
- Host names: the DNS zone table of private endpoints, see clouds.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..model import hosts
from ..model.resource_ids import STORAGE_TYPE, WORKSPACE_TYPE, parse_resource_id
from .clouds import PUBLIC


class Target(NamedTuple):
    """A resource type that the articles list as a target.

    Attributes:
        type: The resource type as documented.
        subresources: Subresources in the articles on managed networks.
        unconfirmed: Subresources only in the documentation of private endpoints.
        approver: Whether the role Azure AI Enterprise Network Connection Approver covers the type.
        doubt: Why support is uncertain; None if it is not.
    """

    type: str
    subresources: tuple[str, ...]
    unconfirmed: tuple[str, ...] = ()
    approver: bool = True
    doubt: str | None = None

    def subresource(self, text: str) -> str | None:
        """The documented spelling of a subresource, unconfirmed ones included; None for an unknown one."""
        wanted = text.strip().lower()
        return next((known for known in self.subresources + self.unconfirmed if known.lower() == wanted), None)


_STORAGE = (
    'blob',
    'blob_secondary',
    'table',
    'table_secondary',
    'queue',
    'queue_secondary',
    'file',
    'file_secondary',
    'web',
    'web_secondary',
    'dfs',
    'dfs_secondary',
)

TARGETS: tuple[Target, ...] = (
    Target(WORKSPACE_TYPE, ('amlworkspace',)),
    Target('Microsoft.MachineLearningServices/registries', ('amlregistry',)),
    Target(STORAGE_TYPE, _STORAGE),
    Target('Microsoft.ContainerRegistry/registries', ('registry',)),
    Target('Microsoft.KeyVault/vaults', ('vault',)),
    Target('Microsoft.CognitiveServices/accounts', ('account',)),
    Target('Microsoft.Search/searchServices', ('searchService',)),
    Target('Microsoft.Sql/servers', ('sqlServer',)),
    Target(
        'Microsoft.Sql/managedInstances',
        ('managedInstance',),
        approver=False,
        doubt='no article names it after 2024-05-21',
    ),
    Target('Microsoft.DataFactory/factories', ('dataFactory',), unconfirmed=('portal',), approver=False),
    Target(
        'Microsoft.DocumentDB/databaseAccounts',
        ('Sql', 'MongoDB', 'Cassandra', 'Gremlin', 'Table'),
        unconfirmed=('Analytical',),
    ),
    Target('Microsoft.EventHub/namespaces', ('namespace',)),
    Target('Microsoft.Cache/redis', ('redisCache',)),
    Target(
        'Microsoft.Cache/redisEnterprise',
        ('redisEnterprise',),
        doubt='no article lists it as a target; only the approver role covers it',
    ),
    Target('Microsoft.Databricks/workspaces', ('databricks_ui_api', 'browser_authentication'), approver=False),
    Target('Microsoft.DBforMariaDB/servers', ('mariadbServer',), approver=False),
    Target('Microsoft.DBforPostgreSQL/servers', ('postgresqlServer',)),
    # Since 2025-04-30.
    Target('Microsoft.DBforPostgreSQL/flexibleServers', ('postgresqlServer',)),
    Target('Microsoft.DBforMySQL/servers', ('mysqlServer',)),
    Target('Microsoft.DBforMySQL/flexibleServers', ('mysqlServer',)),
    Target('Microsoft.ApiManagement/service', ('Gateway',)),
    # Since 2025-08-27.
    Target('Microsoft.Insights/privateLinkScopes', ('azuremonitor',)),
    # Since 2025-10-01.
    Target('Microsoft.Network/applicationGateways', ('appGwPrivateFrontendIpIPv4',)),
)
_BY_TYPE: Mapping[str, Target] = MappingProxyType({target.type.lower(): target for target in TARGETS})


def _storage_hosts(part: str) -> tuple[str, str]:
    """Host templates of a storage service: for usual accounts, and for accounts with Azure DNS zone endpoints."""
    service, _, copy = part.partition('_')
    account = '{name}-secondary' if copy else '{name}'
    zone = '.{any}' if service == 'web' else ''
    return f'{account}{zone}.{service}.{{storage}}', f'{account}.{{any}}.{service}.{{storage_zones}}'


# {name}: the resource. {region} and {any}: one label that is not in the resource id. All others are keys of clouds.
# Types are left out if their host names do not follow from the id: a workspace's contain its GUID, a gateway's are
# aliases in the rule.
_HOSTS: dict[tuple[str, str], tuple[str, ...]] = {
    ('microsoft.containerregistry/registries', 'registry'): ('{name}.{registry}', '{name}.{region}.data.{registry}'),
    ('microsoft.keyvault/vaults', 'vault'): ('{name}.{vault}', '{name}.{vaultcore}'),
    # By the custom subdomain, which is the account's name unless the user chose another.
    ('microsoft.cognitiveservices/accounts', 'account'): ('{name}.{cognitive}', '{name}.{openai}', '{name}.{foundry}'),
    ('microsoft.search/searchservices', 'searchservice'): ('{name}.{search}',),
    ('microsoft.sql/servers', 'sqlserver'): ('{name}.{sql}',),
    ('microsoft.sql/managedinstances', 'managedinstance'): ('{name}.{any}.{sql}',),
    ('microsoft.datafactory/factories', 'datafactory'): ('{name}.{region}.{data_factory}',),
    ('microsoft.documentdb/databaseaccounts', 'sql'): ('{name}.{documents}',),
    ('microsoft.documentdb/databaseaccounts', 'mongodb'): ('{name}.mongo.{cosmos}',),
    ('microsoft.documentdb/databaseaccounts', 'cassandra'): ('{name}.cassandra.{cosmos}',),
    ('microsoft.documentdb/databaseaccounts', 'gremlin'): ('{name}.gremlin.{cosmos}',),
    ('microsoft.documentdb/databaseaccounts', 'table'): ('{name}.table.{cosmos}',),
    ('microsoft.eventhub/namespaces', 'namespace'): ('{name}.{servicebus}',),
    ('microsoft.cache/redis', 'rediscache'): ('{name}.{redis}',),
    ('microsoft.cache/redisenterprise', 'redisenterprise'): (
        '{name}.{region}.{redis_enterprise}',
        '{name}.{region}.{redis_managed}',
    ),
    ('microsoft.dbformariadb/servers', 'mariadbserver'): ('{name}.mariadb.{database}',),
    ('microsoft.dbforpostgresql/servers', 'postgresqlserver'): ('{name}.postgres.{database}',),
    ('microsoft.dbforpostgresql/flexibleservers', 'postgresqlserver'): ('{name}.postgres.{database}',),
    ('microsoft.dbformysql/servers', 'mysqlserver'): ('{name}.mysql.{database}',),
    ('microsoft.dbformysql/flexibleservers', 'mysqlserver'): ('{name}.mysql.{database}',),
    ('microsoft.apimanagement/service', 'gateway'): ('{name}.{api_management}',),
    # A scope answers for whole zones. The table also has blob storage, where only single accounts are meant.
    ('microsoft.insights/privatelinkscopes', 'azuremonitor'): (
        '*.{monitor}',
        '*.oms.{log_analytics}',
        '*.ods.{log_analytics}',
        '*.{automation}',
        '*.{insights}',
        '*.{insights_old}',
    ),
    **{(STORAGE_TYPE.lower(), part): _storage_hosts(part) for part in _STORAGE},
}

_ACCOUNT = (
    r'(?P<account>[a-z0-9]{3,24})(?P<copy>-secondary)?(?:\.z[0-9]+)?'
    r'\.(?P<part>blob|dfs|file|queue|table|web)\.(?P<suffix>.+)'
)
_KEY = r'{(\w+)}'
_LABEL = r'[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?'


def target(resource_type: str) -> Target | None:
    """What is known about a resource type as a target; None for a type that no article lists."""
    return _BY_TYPE.get(resource_type.strip().lower())


def supported(resource_id: str) -> Target | None:
    """What is known about a resource as a target; None for an invalid id and for a type that no article lists."""
    parsed = parse_resource_id(resource_id)
    return target(parsed.type) if parsed else None


def subresources(resource_type: str) -> tuple[str, ...]:
    """The subresources that a rule for this type may name, documented ones only; empty for an unknown type."""
    known = target(resource_type)
    return known.subresources if known else ()


def answers_for(resource_id: str, subresource: str, host: str, suffixes: Mapping[str, str] = PUBLIC) -> bool:
    """True when a private endpoint to this subresource answers for a host name, however it is written."""
    name = hosts.canonical(host)
    return any(_matches(text, name) for text in _filled(resource_id, subresource, suffixes))


def first_labels(resource_id: str, subresource: str, suffixes: Mapping[str, str] = PUBLIC) -> frozenset[str]:
    """The first labels of all host names that a private endpoint answers for; an asterisk for any label."""
    return frozenset(text.partition('.')[0] for text in _filled(resource_id, subresource, suffixes))


def storage_account(host: str, suffixes: Mapping[str, str] = PUBLIC) -> tuple[str, str] | None:
    """The name and the subresource of the storage account that a host belongs to; None for other hosts.

    Args:
        host: A canonical host name.
        suffixes: The suffixes of the cloud; accounts in other clouds are not recognised.
    """
    match = re.fullmatch(_ACCOUNT, host)
    if match is None or match['suffix'] not in (suffixes.get('storage'), suffixes.get('storage_zones')):
        return None
    return match['account'], match['part'] + ('_secondary' if match['copy'] else '')


def _filled(resource_id: str, subresource: str, suffixes: Mapping[str, str]) -> tuple[str, ...]:
    parsed = parse_resource_id(resource_id)
    if parsed is None:
        return ()
    values = dict(suffixes, name=parsed.name.lower(), region='{region}', any='{any}')
    templates = _HOSTS.get((parsed.type.lower(), subresource.strip().lower()), ())
    return tuple(
        template.format_map(values) for template in templates if set(re.findall(_KEY, template)) <= set(values)
    )


def _matches(text: str, host: str) -> bool:
    if text.startswith('*.'):
        return host.endswith(text[1:]) and len(host) >= len(text)
    hole = re.search(_KEY, text)
    if hole is None:
        return host == text
    head, tail = text[: hole.start()], text[hole.end() :]
    between = host[len(head) : len(host) - len(tail)]
    return host.startswith(head) and host.endswith(tail) and bool(re.fullmatch(_LABEL, between))
