"""Scripts that do without hubnet: azure-ai-ml in a Python process. They are free of pytest for tools/bench.py."""

import json

from tests.simulator import RESOURCE_GROUP, SUBSCRIPTION_ID
from tests.simulator.authority import CLIENT_ID, CLIENT_SECRET
from tests.simulator.metadata import ml_client_cloud

_CONNECT = """
import json, sys
from azure.ai.ml import MLClient
from azure.identity import ClientSecretCredential
given = json.load(sys.stdin)
credential = ClientSecretCredential('adfs', given['client'], given['secret'], authority=given['url'],
                                    disable_instance_discovery=True)
client = MLClient(credential, given['subscription'], given['group'], given['hub'], cloud='simulated',
                  cloud_metadata=given['cloud'], polling_interval=1, enable_telemetry=False)
rules = client.workspace_outbound_rules
"""
LIST_RULES = (
    _CONNECT
    + """
print(json.dumps([rule._to_dict() for rule in rules.list(given['hub'])]))
"""
)
# One begin_create per host.
CREATE_RULES = (
    _CONNECT
    + """
from azure.ai.ml.entities import FqdnDestination
for name, host in given['rules'].items():
    rules.begin_create(given['hub'], FqdnDestination(name=name, destination=host)).result()
"""
)


def given(url, hub, rules=()):
    """The standard input of these scripts. rules: hosts by rule name."""
    return json.dumps(
        {
            'client': CLIENT_ID,
            'secret': CLIENT_SECRET,
            'url': url,
            'rules': dict(rules),
            'hub': hub,
            'subscription': SUBSCRIPTION_ID,
            'group': RESOURCE_GROUP,
            'cloud': ml_client_cloud(url, f'{url}/adfs'),
        }
    ).encode()
