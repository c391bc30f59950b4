"""Suffixes below which anyone can have a name: those of Azure, and others that the Public Suffix List lacks.

Rules have the form described in suffix_index. Those of Azure are here even if the list has them, because it does not
say what they are. Left out are hosts named by a service, not its customers (`westus.api.cognitive.microsoft.com`),
except those of workflows, which have no others; and hosts of Azure Machine Learning and Batch that the platform's own
rules allow on every hub (`api.azureml.ms`, `notebooks.azure.net`, `instances.azureml.ms`, `batch.azure.com`).
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from .clouds import CLOUDS

STORAGE = 'storage'
HOSTING = 'hosting'

SOURCE: Final = "hubnet's own table of suffixes below which anyone can have a name, as of 2026-11-27"
SOURCES: Mapping[str, str] = {
    'dns': 'Azure private endpoint DNS zones (MicrosoftDocs/azure-docs private-endpoint-dns.md, 2025 or later)',
    'domains': 'Azure domains (Microsoft Learn, azure/security/fundamentals/azure-domains, read 2026-11-25)',
    'frontdoor': 'Endpoints in Azure Front Door (Microsoft Learn, azure/frontdoor/endpoint, read 2026-11-25)',
    'firewall': 'Required hosts (MicrosoftDocs/azure-ai-docs how-to-access-azureml-behind-firewall.md, 2026-03-19)',
    'logic': 'Limits of Azure Logic Apps (MicrosoftDocs/azure-docs logic-apps-limits-and-config.md, read 2026-11-25)',
    'tunnels': 'Security of dev tunnels (Microsoft Learn, azure/developer/dev-tunnels/security, read 2026-11-25)',
    'lots': 'Living Off Trusted Sites (MISP/misp-warninglists lists/lots-project, 20241104)',
    'r2': 'Cloudflare R2, data location (developers.cloudflare.com, 2026-07-28)',
    'oss': 'Alibaba Cloud OSS, regions and endpoints (alibabacloud.com, 2025-03-19)',
    'obs': 'Huawei Cloud OBS, endpoints (huaweicloud.com, read 2026-11-25)',
    'oci': 'Oracle Object Storage, namespaces and S3 compatibility (docs.oracle.com, 2026-02-10)',
    's3scanner': 'S3 compatible APIs (sa7mon/S3Scanner wiki, 2023-01-11)',
    'vendor': "the provider's documentation of its host names, not read again for this table (2026-11-25)",
}


class Row(NamedTuple):
    """A rule for one suffix; source is a key of SOURCES."""

    rule: str
    kind: str
    what: str
    source: str


def _rows(kind: str, what: str, source: str, *rules: str) -> Iterator[Row]:
    return (Row(rule, kind, what, source) for rule in rules)


def _everywhere(key: str, *templates: str) -> tuple[str, ...]:
    """The rules of a service in every cloud that has a suffix for it.

    Args:
        key: A key of clouds.CLOUDS.
        templates: What to make of each suffix; only the suffix itself if not given.
    """
    return tuple(
        template.format(suffixes[key])
        for suffixes in CLOUDS.values()
        if key in suffixes
        for template in templates or ('{}',)
    )


_OSS_REGIONS = (
    'cn-hangzhou',
    'cn-shanghai',
    'cn-qingdao',
    'cn-beijing',
    'cn-zhangjiakou',
    'cn-huhehaote',
    'cn-wulanchabu',
    'cn-shenzhen',
    'cn-heyuan',
    'cn-guangzhou',
    'cn-chengdu',
    'cn-hongkong',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-southeast-1',
    'ap-southeast-3',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'us-west-1',
    'us-east-1',
    'eu-central-1',
    'eu-west-1',
    'me-east-1',
    'me-central-1',
)
_PARTS = ('blob', 'dfs', 'file', 'queue', 'table')

ROWS: tuple[Row, ...] = (
    # In names of websites, and of accounts with DNS zone endpoints, the number of a zone follows.
    *_rows(
        STORAGE,
        'Azure Storage accounts of any tenant',
        'dns',
        *_everywhere('storage', *(f'{part}.{{}}' for part in _PARTS), '*.web.{}'),
        *_everywhere('storage_zones', *(f'*.{part}.{{}}' for part in (*_PARTS, 'web'))),
    ),
    *_rows(STORAGE, 'Azure Data Lake Storage Gen1 accounts of any tenant', 'vendor', 'azuredatalakestore.net'),
    *_rows(STORAGE, 'SharePoint and OneDrive of any tenant', 'lots', 'sharepoint.com'),
    *_rows(
        HOSTING,
        'App Service and Functions apps of any tenant',
        'dns',
        'azurewebsites.net',
        'scm.azurewebsites.net',
        'azurewebsites.us',
        'scm.azurewebsites.us',
        'chinacloudsites.cn',
    ),
    *_rows(HOSTING, 'App Service Environments of any tenant', 'vendor', 'appserviceenvironment.net'),
    *_rows(HOSTING, 'static web apps of any tenant', 'dns', 'azurestaticapps.net'),
    *_rows(HOSTING, 'container apps of any tenant', 'dns', '*.azurecontainerapps.io'),
    *_rows(HOSTING, 'container instances of any tenant', 'domains', '*.azurecontainer.io'),
    *_rows(HOSTING, 'virtual machines of any tenant', 'domains', '*.cloudapp.azure.com', 'cloudapp.net'),
    *_rows(
        HOSTING,
        'virtual machines of any tenant',
        'vendor',
        '*.cloudapp.usgovcloudapi.net',
        'usgovcloudapp.net',
        '*.cloudapp.chinacloudapi.cn',
        'chinacloudapp.cn',
    ),
    *_rows(HOSTING, 'Traffic Manager profiles of any tenant', 'domains', 'trafficmanager.net'),
    *_rows(HOSTING, 'Traffic Manager profiles of any tenant', 'vendor', 'usgovtrafficmanager.net', 'trafficmanager.cn'),
    # New endpoints have the label of an environment in between: z01, a02, b02 and others.
    *_rows(HOSTING, 'Front Door endpoints of any tenant', 'frontdoor', 'azurefd.net', '*.azurefd.net'),
    *_rows(HOSTING, 'Azure CDN endpoints of any tenant', 'domains', 'azureedge.net', 'vo.msecnd.net'),
    *_rows(HOSTING, 'Azure Mobile Apps of any tenant', 'domains', 'azure-mobile.net'),
    *_rows(HOSTING, 'API Management gateways of any tenant', 'dns', *_everywhere('api_management')),
    *_rows(HOSTING, 'API Management gateways of any tenant', 'vendor', 'azure-api.us', 'azure-api.cn'),
    *_rows(HOSTING, 'Kubernetes API servers of any tenant', 'dns', '*.azmk8s.io', 'hcp.*.azmk8s.io'),
    *_rows(
        HOSTING,
        'HDInsight clusters of any tenant',
        'dns',
        'azurehdinsight.net',
        'azurehdinsight.us',
        'azurehdinsight.cn',
    ),
    *_rows(HOSTING, 'workflows of any tenant', 'logic', '*.logic.azure.com', '*.logic.azure.us', '*.logic.azure.cn'),
    *_rows(
        HOSTING,
        'Automation accounts of any tenant',
        'dns',
        'webhook.*.azure-automation.net',
        *_everywhere('automation'),
    ),
    *_rows(HOSTING, 'dev tunnels of anyone', 'tunnels', 'devtunnels.ms', '*.devtunnels.ms'),
    *_rows(HOSTING, 'Azure DevOps organisations of any tenant', 'vendor', 'visualstudio.com'),
    *_rows(HOSTING, 'incoming webhooks of any Teams tenant', 'vendor', 'webhook.office.com'),
    *_rows(HOSTING, 'flows of any Power Platform tenant', 'vendor', '*.environment.api.powerplatform.com'),
    # One label for each part of the world: crm, crm4 and others.
    *_rows(HOSTING, 'Dataverse environments of any tenant', 'vendor', '*.dynamics.com'),
    *_rows(HOSTING, 'event hubs, service buses and relays of any tenant', 'dns', *_everywhere('servicebus')),
    *_rows(
        HOSTING,
        'Event Grid topics of any tenant',
        'dns',
        '*.eventgrid.azure.net',
        '*.eventgrid.azure.us',
        '*.eventgrid.azure.cn',
    ),
    *_rows(
        HOSTING,
        'IoT hubs of any tenant',
        'dns',
        'azure-devices.net',
        'azure-devices.us',
        'azure-devices.cn',
        'azure-devices-provisioning.net',
        'azure-devices-provisioning.us',
        'azure-devices-provisioning.cn',
    ),
    *_rows(
        HOSTING,
        'SignalR services of any tenant',
        'dns',
        'service.signalr.net',
        'signalr.azure.us',
        'signalr.azure.cn',
        'service.signalr.azure.cn',
    ),
    *_rows(HOSTING, 'Web PubSub services of any tenant', 'dns', 'webpubsub.azure.com'),
    *_rows(HOSTING, 'Azure SQL servers of any tenant', 'dns', *_everywhere('sql')),
    *_rows(
        HOSTING,
        'database servers of any tenant',
        'dns',
        *_everywhere('database', 'postgres.{}', 'mysql.{}', 'mariadb.{}'),
    ),
    *_rows(
        HOSTING,
        'Cosmos DB accounts of any tenant',
        'dns',
        *_everywhere('documents'),
        *_everywhere('cosmos', 'mongo.{}', 'cassandra.{}', 'gremlin.{}', 'table.{}', 'postgres.{}', 'mongocluster.{}'),
    ),
    *_rows(
        HOSTING,
        'Redis caches of any tenant',
        'dns',
        *_everywhere('redis'),
        *_everywhere('redis_enterprise', '*.{}'),
        *_everywhere('redis_managed', '*.{}'),
    ),
    *_rows(
        HOSTING,
        'Synapse workspaces of any tenant',
        'dns',
        'sql.azuresynapse.net',
        'dev.azuresynapse.net',
        'sql.azuresynapse.usgovcloudapi.net',
        'dev.azuresynapse.usgovcloudapi.net',
    ),
    *_rows(HOSTING, 'Data Explorer clusters of any tenant', 'dns', '*.kusto.windows.net', '*.kusto.windows.cn'),
    *_rows(
        HOSTING,
        'Databricks workspaces of any tenant',
        'dns',
        'azuredatabricks.net',
        '*.azuredatabricks.net',
        'databricks.azure.us',
        'databricks.azure.cn',
    ),
    *_rows(HOSTING, 'data factories of any tenant', 'dns', *_everywhere('data_factory', '*.{}')),
    *_rows(HOSTING, 'search services of any tenant', 'dns', *_everywhere('search'), 'search.azure.cn'),
    *_rows(
        HOSTING,
        'Azure AI services of any tenant',
        'dns',
        *_everywhere('cognitive'),
        *_everywhere('openai'),
        *_everywhere('foundry'),
        'openai.azure.us',
        'cognitiveservices.azure.cn',
    ),
    *_rows(
        HOSTING,
        'inference endpoints of any tenant',
        'firewall',
        '*.inference.ml.azure.com',
        '*.inference.ml.azure.us',
        '*.inference.ml.azure.cn',
    ),
    *_rows(HOSTING, 'inference endpoints of any tenant', 'vendor', '*.models.ai.azure.com', '*.inference.ai.azure.com'),
    # The data endpoint of a registry has the region in between.
    *_rows(
        HOSTING, 'container registries of any tenant', 'dns', *_everywhere('registry', '{}', '*.data.{}'), 'azurecr.cn'
    ),
    *_rows(
        HOSTING,
        'key vaults of any tenant',
        'dns',
        *_everywhere('vault'),
        *_everywhere('vaultcore'),
        'managedhsm.azure.net',
    ),
    *_rows(HOSTING, 'configuration stores of any tenant', 'dns', 'azconfig.io', 'azconfig.azure.us'),
    *_rows(HOSTING, 'File Sync services of any tenant', 'dns', '*.afs.azure.net', '*.afs.azure.cn'),
    *_rows(HOSTING, 'Log Analytics workspaces of any tenant', 'dns', *_everywhere('log_analytics', 'ods.{}', 'oms.{}')),
    *_rows(HOSTING, 'Grafana workspaces of any tenant', 'dns', '*.grafana.azure.com'),
    *_rows(HOSTING, 'Purview accounts of any tenant', 'dns', 'purview.azure.com'),
    *_rows(HOSTING, 'digital twins of any tenant', 'dns', 'api.*.digitaltwins.azure.net'),
    *_rows(
        HOSTING,
        'health data services of any tenant',
        'dns',
        'workspace.azurehealthcareapis.com',
        'fhir.azurehealthcareapis.com',
        'dicom.azurehealthcareapis.com',
        'azurehealthcareapis.com',
    ),
    # Other providers.
    *_rows(
        STORAGE,
        'Amazon S3 buckets of anyone',
        'vendor',
        's3-accelerate.amazonaws.com',
        's3-accelerate.dualstack.amazonaws.com',
    ),
    *_rows(STORAGE, 'Google Cloud Storage buckets of anyone', 'lots', 'storage.googleapis.com'),
    *_rows(
        STORAGE,
        'Cloudflare R2 accounts of anyone',
        'r2',
        'r2.cloudflarestorage.com',
        'eu.r2.cloudflarestorage.com',
        'us.r2.cloudflarestorage.com',
        'fedramp.r2.cloudflarestorage.com',
    ),
    *_rows(STORAGE, 'Backblaze B2 buckets of anyone', 'lots', 'backblazeb2.com', 's3.*.backblazeb2.com'),
    *_rows(STORAGE, 'Wasabi buckets of anyone', 'lots', 's3.wasabisys.com', 's3.*.wasabisys.com'),
    *_rows(
        STORAGE, 'IBM Cloud Object Storage buckets of anyone', 's3scanner', 's3.*.cloud-object-storage.appdomain.cloud'
    ),
    *_rows(
        STORAGE,
        'Oracle Object Storage namespaces of anyone',
        'oci',
        'compat.objectstorage.*.oraclecloud.com',
        'compat.objectstorage.*.oci.customer-oci.com',
        'vhcompat.objectstorage.*.oci.customer-oci.com',
        'objectstorage.*.oci.customer-oci.com',
    ),
    *_rows(
        STORAGE,
        'Alibaba Cloud OSS buckets of anyone',
        'oss',
        '*.oss.aliyuncs.com',
        *(f'oss-{region}.aliyuncs.com' for region in _OSS_REGIONS),
    ),
    *_rows(STORAGE, 'Tencent Cloud COS buckets of anyone', 'vendor', 'cos.*.myqcloud.com'),
    *_rows(STORAGE, 'Huawei Cloud OBS buckets of anyone', 'obs', 'obs.*.myhuaweicloud.com'),
    *_rows(STORAGE, 'Vercel Blob stores of anyone', 'vendor', 'public.blob.vercel-storage.com'),
    *_rows(STORAGE, 'Box accounts of anyone', 'lots', 'box.com'),
    *_rows(STORAGE, 'Firebase databases of anyone', 'vendor', 'firebaseio.com', '*.firebasedatabase.app'),
    *_rows(STORAGE, 'Contabo buckets of anyone', 'vendor', 'contabostorage.com'),
    *_rows(HOSTING, 'hosts at any address, which the name itself says', 'vendor', 'nip.io', 'sslip.io'),
    *_rows(
        HOSTING,
        'Sentry organisations of anyone',
        'vendor',
        'ingest.sentry.io',
        'ingest.us.sentry.io',
        'ingest.de.sentry.io',
    ),
    *_rows(HOSTING, 'Salesforce organisations of anyone', 'vendor', 'my.salesforce.com'),
    *_rows(HOSTING, 'instances of any ServiceNow customer', 'vendor', 'service-now.com'),
    *_rows(
        HOSTING,
        'Elastic deployments of anyone',
        'vendor',
        '*.azure.elastic-cloud.com',
        '*.aws.elastic-cloud.com',
        '*.gcp.elastic-cloud.com',
    ),
    *_rows(HOSTING, 'stacks of any Splunk Cloud customer', 'vendor', 'splunkcloud.com'),
    *_rows(HOSTING, 'databases of any Upstash user', 'vendor', 'upstash.io'),
    *_rows(HOSTING, 'indexes of any Pinecone user', 'vendor', 'svc.*.pinecone.io'),
    *_rows(HOSTING, 'content of any Google user', 'lots', 'googleusercontent.com'),
    *_rows(HOSTING, 'IBM Cloud applications of anyone', 'lots', 'mybluemix.net', '*.codeengine.appdomain.cloud'),
    *_rows(HOSTING, 'Snowflake accounts of anyone', 'vendor', 'snowflakecomputing.com'),
    *_rows(HOSTING, 'Databricks workspaces of anyone', 'vendor', 'cloud.databricks.com', '*.gcp.databricks.com'),
    *_rows(HOSTING, 'JFrog accounts of anyone', 'vendor', 'jfrog.io'),
    *_rows(HOSTING, 'codespaces of any GitHub user', 'vendor', 'app.github.dev', 'github.dev'),
    *_rows(HOSTING, 'workspaces of any Gitpod user', 'vendor', '*.gitpod.io'),
    *_rows(
        HOSTING,
        'web sites of anyone',
        'lots',
        'glitch.me',
        'wordpress.com',
        'tumblr.com',
        'weebly.com',
        '000webhostapp.com',
        'codesandbox.io',
    ),
    *_rows(HOSTING, 'sites of any Atlassian customer', 'lots', 'atlassian.net'),
    *_rows(HOSTING, 'accounts of any Zendesk customer', 'lots', 'zendesk.com'),
    *_rows(HOSTING, 'workspaces of any Slack customer', 'lots', 'slack.com'),
    *_rows(HOSTING, 'CDN zones of any bunny.net customer', 'vendor', 'b-cdn.net'),
    *_rows(HOSTING, 'applications of any Modal user', 'vendor', 'modal.run'),
    *_rows(HOSTING, 'shared applications of any Gradio user', 'vendor', 'gradio.live'),
    *_rows(HOSTING, 'tunnels of anyone', 'vendor', 'loca.lt', 'lhr.life', 'serveo.net'),
    *_rows(
        HOSTING,
        'collected requests of anyone',
        'vendor',
        'm.pipedream.net',
        'beeceptor.com',
        'webhook.site',
        'oastify.com',
        'oast.fun',
        'oast.pro',
        'oast.live',
        'oast.site',
        'oast.online',
        'oast.me',
    ),
)
