"""Small builders of rules, hubs and presets for the tests of the core."""

from azext_hubnet.core.catalogue import preset_file, roles, shipped
from azext_hubnet.core.catalogue.preset import Preset
from azext_hubnet.core.compare import states
from azext_hubnet.core.formats.rule import written_destination
from azext_hubnet.core.model import hosts, ports
from azext_hubnet.core.model.destinations import Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag
from azext_hubnet.core.model.hub import ONLY_APPROVED, Hub, Rule
from azext_hubnet.core.plan import difference
from azext_hubnet.core.plan.additions import plan_addition

SUBSCRIPTION = '00000000-0000-0000-0000-000000000001'
# How commands to paste name the hub; az ml workspace itself takes its name as -n.
ON_HUB = f'-g rg -w hub --subscription {SUBSCRIPTION}'
OF_HUB = f'-g rg -n hub --subscription {SUBSCRIPTION}'
GROUP = f'/subscriptions/{SUBSCRIPTION}/resourceGroups/rg'
HUB_ID = f'{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/hub'
STORAGE = f'{GROUP}/providers/Microsoft.Storage/storageAccounts/mystore'
VAULT = f'{GROUP}/providers/Microsoft.KeyVault/vaults/myvault'
REGISTRY = f'{GROUP}/providers/Microsoft.ContainerRegistry/registries/myregistry'
GATEWAY = f'{GROUP}/providers/Microsoft.Network/applicationGateways/gw'
SEARCH = f'{GROUP}/providers/Microsoft.Search/searchServices/mysearch'
RESOURCES = {'storage': STORAGE, 'key_vault': VAULT, 'container_registry': REGISTRY, 'hub': HUB_ID}
# Something for every role of the shipped presets.
EVERYTHING = roles.Given(
    {
        'region': 'westus3',
        'search': SEARCH,
        'application_gateway': GATEWAY,
        'registry_storage': STORAGE + '2',
        'registry_container_registry': REGISTRY + '2',
        **RESOURCES,
        'ai_services': f'{GROUP}/providers/Microsoft.CognitiveServices/accounts/ai',
        'private_link_scope': f'{GROUP}/providers/Microsoft.Insights/privateLinkScopes/scope',
        'registry': f'{GROUP}/providers/Microsoft.MachineLearningServices/registries/reg',
    },
    {'application_gateway': ('repo.corp.example', 'api.corp.example')},
)


def fqdn(*names):
    return Fqdn(tuple(hosts.normalise(name) for name in names), ', '.join(names))


def tag(name='Storage', port_ranges='443', protocol='TCP', prefixes=(), action='Allow'):
    return ServiceTag(name, protocol, ports.parse(port_ranges), port_ranges, tuple(prefixes), action)


def endpoint(resource=STORAGE, subresource='blob', spark=False, fqdns=()):
    return PrivateEndpoint(resource, subresource, spark, tuple(fqdns))


def unknown(original=None, reason='what it is nobody knows', field='destination', type_name=None):
    return NotUnderstood('wrong_type', reason, field, original, type_name, written_destination(original))


def rule(name, destination, status='Active', category='UserDefined', **fields):
    if isinstance(destination, str):
        destination = fqdn(destination)
    return Rule(name, destination, category, status, **fields)


def hub(*rules, mode=ONLY_APPROVED, **fields):
    return Hub(
        **{
            'rules': tuple(rules),
            'id': HUB_ID,
            'name': 'hub',
            'location': 'westus3',
            'isolation_mode': mode,
            'firewall_sku': 'Standard',
            'network_status': 'Active',
            'resources': RESOURCES,
            **fields,
        }
    )


def preset(*entries, name='mine', **document):
    """A user's preset; an entry is a host, or a mapping as in a file."""
    listed = [{'type': 'fqdn', 'destination': entry} if isinstance(entry, str) else entry for entry in entries]
    return preset_file.read({'name': name, 'entries': listed, **document}, name, f'{name}.yaml')


def optional(destination, condition=True):
    return {'type': 'fqdn', 'destination': destination, 'optional': condition}


def endpoint_entry(resource='<storage>', subresource='blob', spark=False, **fields):
    return {
        'type': 'private_endpoint',
        **fields,
        'destination': {'service_resource_id': resource, 'subresource_target': subresource, 'spark_enabled': spark},
    }


def tag_entry(name='Storage', port_ranges='443', protocol='TCP', **fields):
    return {
        'type': 'service_tag',
        'destination': {'service_tag': name, 'protocol': protocol, 'port_ranges': port_ranges, **fields},
    }


class Compared:
    """A comparison of presets with a hub, and the plan that closes its gap."""

    def __init__(self, comparison, pack=False):
        self.comparison = comparison
        self.plan = plan_addition(comparison, pack)

    def __getattr__(self, name):
        return getattr(self.comparison, name)

    def as_json(self):
        return difference.as_json(self.comparison, self.plan)


def compare(on_hub, *chosen, include_optional=False, given=roles.NOTHING_GIVEN, pack=False):
    """What presets, or revisions, need against what a hub allows."""
    revisions = [one.at() if isinstance(one, Preset) else one for one in chosen]
    needs = [need for revision in revisions for need in roles.resolve(revision, on_hub, given)]
    return Compared(states.compare(on_hub, revisions, needs, include_optional), pack)


def catalogue_needs(on_hub, given=EVERYTHING):
    return [need for name in shipped.names() for need in roles.resolve(shipped.load(name).at(), on_hub, given)]


def apply(on_hub, plan, status='Active'):
    """The hub after the service has carried out a plan."""
    written = {
        operation.name.lower(): Rule(operation.name, operation.destination, status=status)
        for operation in plan.operations
    }
    kept = tuple(one for one in on_hub.rules if (one.name or '').lower() not in written)
    return on_hub._replace(rules=kept + tuple(written.values()))


def rules_of(count):
    """Rules with distinct destinations: of ten, seven name hosts, two a tag, one a private endpoint."""
    found = []
    for number in range(count):
        kind = number % 10
        if kind < 7:
            destination = fqdn(f'{"*." if kind == 3 else ""}h{number}.example{number % 97}.com')
        elif kind < 9:
            destination = tag(f'Storage.region{number}')
        else:
            destination = endpoint(f'{GROUP}/providers/Microsoft.Storage/storageAccounts/s{number}')
        found.append(Rule(f'rule{number}', destination, status='Active'))
    return found
