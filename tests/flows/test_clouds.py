"""Each cloud by the name that az has registered for it: both clients ask that cloud's endpoint, with its tokens.

Nothing leaves: all traffic goes to a proxy on loopback that refuses it and notes where to it was meant.
"""

import pytest
from azure.cli.core.azclierror import AzureConnectionError
from azure.cli.core.cloud import KNOWN_CLOUDS

from azext_hubnet.core.model.destinations import Fqdn
from azext_hubnet.core.plan.plan import CREATE, Operation
from azext_hubnet.service.connection.arm import Arm
from azext_hubnet.service.reading.hub import LiveHub, open_hub
from tests.harness.in_process import CliContext, Credential, signed_in, without_waiting
from tests.harness.proxy import Proxy
from tests.simulator import RESOURCE_GROUP, ManualClock, workspace_id

pytestmark = pytest.mark.compat

# What Microsoft documents for each, by the name in az cloud list.
CLOUDS = {
    'AzureCloud': ('management.azure.com', 'https://management.core.windows.net/', 'https://login.microsoftonline.com'),
    'AzureUSGovernment': (
        'management.usgovcloudapi.net',
        'https://management.core.usgovcloudapi.net/',
        'https://login.microsoftonline.us',
    ),
    'AzureChinaCloud': (
        'management.chinacloudapi.cn',
        'https://management.core.chinacloudapi.cn/',
        'https://login.chinacloudapi.cn',
    ),
}


class Asked(Credential):  # pylint: disable=too-few-public-methods
    """Notes the scopes of every token."""

    def __init__(self):
        super().__init__()
        self.scopes = []

    def get_token(self, *scopes, **options):
        self.scopes += scopes
        return super().get_token(*scopes, **options)


@pytest.fixture(name='credential')
def _credential():
    return Asked()


@pytest.fixture(name='proxy')
def _proxy(credential, monkeypatch):
    import certifi

    for name in ('HTTP_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY', 'all_proxy'):
        monkeypatch.delenv(name, raising=False)
    with Proxy() as proxy, signed_in(credential, certifi.where()), without_waiting(ManualClock()):
        monkeypatch.setenv('HTTPS_PROXY', proxy.url)
        yield proxy


def context(name):
    """az's context, set to a cloud."""
    made = CliContext('https://nowhere.invalid')
    made.cloud = next(cloud for cloud in KNOWN_CLOUDS if cloud.name == name)
    return made


@pytest.mark.parametrize('name', CLOUDS)
def test_reading_asks_that_cloud(proxy, credential, name):
    host, resource, _ = CLOUDS[name]
    with pytest.raises(AzureConnectionError, match='connection failed'):
        open_hub(context(name), RESOURCE_GROUP, 'fresh')
    assert set(proxy.refused) == {f'{host}:443'}
    assert set(credential.scopes) == {f'{resource}/.default'}


@pytest.mark.parametrize('name', CLOUDS)
def test_azure_ai_ml_asks_that_cloud(proxy, credential, name):
    pytest.importorskip('azure.ai.ml')
    from azure.ai.ml import _azure_environments as environments
    from azure.core.exceptions import AzureError

    from azext_hubnet.service.writing.one_by_one import RuleClient

    host, _, authority = CLOUDS[name]
    az = context(name)
    client = RuleClient(az, LiveHub(Arm(az), workspace_id('fresh')))
    with pytest.raises(AzureError):
        client.begin(Operation(CREATE, 'one', Fqdn(('pypi.org',), 'pypi.org')))
    assert set(proxy.refused) == {f'{host}:443'}
    assert {scope.rstrip('/') for scope in credential.scopes} == {f'https://{host}/.default'}
    known = environments._get_cloud_details()  # pylint: disable=protected-access
    assert known['active_directory'] == authority and known['resource_manager'].rstrip('/') == f'https://{host}'
