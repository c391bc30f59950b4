"""After `az cloud set`, commands use the sign-in and the ARM endpoint of that cloud.

Nothing leaves the machine: the proxy refuses everything and records the destination. tests/flows/test_clouds.py covers
every cloud.
"""

import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.harness.proxy import Proxy
from tests.simulator import SUBSCRIPTION_ID
from tests.simulator.authority import CLIENT_ID, TENANT_ID
from tests.simulator.login import default_az

from .az import Az, installing_environment

pytestmark = pytest.mark.compat

DIFF = 'hubnet preset diff -g hubnet-tests -w fresh -p vscode'


@pytest.fixture(name='proxy')
def _proxy():
    with Proxy() as proxy:
        yield proxy


@pytest.fixture(name='az_of')
def _az_of(extensions, tmp_path, proxy):
    """A function that returns an az for a cloud, with a stored sign-in. user: the user entry of az's profile."""

    def make(cloud, user, **more):
        az = Az(
            default_az(),
            {
                **installing_environment(tmp_path),
                'AZURE_EXTENSION_DIR': str(extensions),
                'AZURE_CORE_ENCRYPT_TOKEN_CACHE': 'false',
                'HTTP_PROXY': proxy.url,
                'HTTPS_PROXY': proxy.url,
                'NO_PROXY': '127.0.0.1',
                **more,
            },
        )
        az(f'cloud set -n {cloud}')
        subscription = {
            'id': SUBSCRIPTION_ID,
            'name': 'one',
            'state': 'Enabled',
            'isDefault': True,
            'user': user,
            'tenantId': TENANT_ID,
            'environmentName': cloud,
        }
        configuration = tmp_path / 'installing'
        (configuration / 'azureProfile.json').write_text(
            json.dumps({'subscriptions': [subscription]}), encoding='utf-8'
        )
        (configuration / 'service_principal_entries.json').write_text(
            json.dumps([{'client_id': CLIENT_ID, 'tenant': TENANT_ID, 'client_secret': 'not-a-secret'}]),
            encoding='utf-8',
        )
        # On the first call az tries to download its index of the commands of extensions.
        az('hubnet preset list')
        proxy.refused.clear()
        return az

    return make


@contextmanager
def identity_endpoint():
    """Serve tokens as the endpoint of a managed identity; yield its address and the list of resources asked for."""
    resources = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # pylint: disable=invalid-name
            resource = parse_qs(urlsplit(self.path).query)['resource'][0]
            resources.append(resource)
            body = json.dumps(
                {
                    'access_token': 'token',
                    'expires_on': str(int(time.time()) + 3600),
                    'resource': resource,
                    'token_type': 'Bearer',
                }
            ).encode()
            self.send_response(200)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(('127.0.0.1', 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()
        yield f'http://127.0.0.1:{server.server_port}/token', resources
        server.shutdown()


def test_hub_is_read_from_the_arm_endpoint_of_the_cloud(az_of, proxy):
    with identity_endpoint() as (address, resources):
        az = az_of(
            'AzureUSGovernment',
            {'name': 'systemAssignedIdentity', 'type': 'servicePrincipal', 'assignedIdentityInfo': 'MSI'},
            IDENTITY_ENDPOINT=address,
            IDENTITY_HEADER='header',
        )
        refused = az(DIFF, code=1)
    assert 'connection failed' in refused.stderr and refused.stdout == ''
    assert set(proxy.refused) == {'management.usgovcloudapi.net:443'}
    assert set(resources) == {'https://management.core.usgovcloudapi.net/'}


def test_sign_in_uses_the_authority_of_the_cloud(az_of, proxy):
    az = az_of('AzureChinaCloud', {'name': CLIENT_ID, 'type': 'servicePrincipal'})
    refused = az(DIFF, code=1)
    assert 'sign-in' in refused.stderr and 'login.chinacloudapi.cn' in refused.stderr and refused.stdout == ''
    assert set(proxy.refused) == {'login.chinacloudapi.cn:443'}
