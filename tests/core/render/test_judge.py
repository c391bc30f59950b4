"""azure-ai-ml accepts the rules that hubnet renders, and sends the same requests for them as hubnet.

Its import takes seconds, so all tests that need it are in this module.
"""

import io
import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from azext_hubnet.core.catalogue import roles, shipped
from azext_hubnet.core.documents import text as documents
from azext_hubnet.core.formats import detect
from azext_hubnet.core.formats.rule import parse_rule
from azext_hubnet.core.model import naming
from azext_hubnet.core.model.hub import Rule
from azext_hubnet.core.render.az_ml_yaml import rule as render_rule
from tests.core.makers import EVERYTHING, REGISTRY, STORAGE, VAULT, endpoint, fqdn, hub, tag

ml = pytest.importorskip('azure.ai.ml')

pytestmark = [pytest.mark.compat, pytest.mark.filterwarnings('ignore:The `context` parameter is deprecated')]


def workspace(rules):
    """A workspace with the rules as azure-ai-ml reads it from a YAML."""
    network = {'isolation_mode': 'allow_only_approved_outbound', 'outbound_rules': rules}
    return ml.load_workspace(io.StringIO(yaml.safe_dump({'name': 'hub', 'managed_network': network})))


def load(rules):
    """The rules as azure-ai-ml reads them."""
    return workspace(rules).managed_network.outbound_rules


def sent(entity):
    """What azure-ai-ml puts into the body of a request for the rule."""
    body = entity._to_rest_object()  # pylint: disable=protected-access
    if hasattr(body, 'serialize'):
        # Older releases have the models of msrest.
        return body.serialize()
    from azure.ai.ml._restclient.arm_ml_service._utils.model_base import SdkJSONEncoder

    return json.loads(json.dumps(body, cls=SdkJSONEncoder, exclude_readonly=True))


def judge(destinations):
    """Everything that azure-ai-ml says of rules with these destinations has to agree with hubnet."""
    names = [f'r{number:02}-{naming.rule_name(value)}'[:33] for number, value in enumerate(destinations)]
    entities = load([render_rule(name, value) for name, value in zip(names, destinations, strict=False)])
    assert len(entities) == len(destinations)
    for name, value, entity in zip(names, destinations, entities, strict=False):
        assert entity.name == name
        assert type(entity) is type(entity_of(name, value))
        # The same, whether it comes from a file or is made for a single write.
        assert sent(entity) == sent(entity_of(name, value)) == value.rest()
        dumped = entity._to_dict()  # pylint: disable=protected-access
        again, oddities = parse_rule(dumped['name'], json.loads(json.dumps(dumped)))
        assert again == Rule(name, value) and not oddities
        assert render_rule(name, again.destination) == render_rule(name, value)
    listed = json.dumps([entity._to_dict() for entity in entities])  # pylint: disable=protected-access
    read = detect.parse(documents.read(listed, 'list'), 'list')
    assert [rule.destination for rule in read.rules] == list(destinations) and not read.oddities


def entity_of(name, value):
    """The entity that azure-ai-ml has for the destination, made by hand."""
    from azure.ai.ml.entities import FqdnDestination, PrivateEndpointDestination, ServiceTagDestination

    if value.type == 'fqdn':
        return FqdnDestination(name=name, destination=value.text)
    if value.type == 'service_tag':
        return ServiceTagDestination(
            name=name,
            service_tag=value.service_tag,
            protocol=value.protocol,
            port_ranges=value.port_ranges,
            address_prefixes=list(value.address_prefixes) or None,
        )
    return PrivateEndpointDestination(
        name=name,
        service_resource_id=value.service_resource_id,
        subresource_target=value.subresource_target,
        spark_enabled=value.spark_enabled,
        fqdns=list(value.fqdns) or None,
    )


@pytest.mark.parametrize('name', shipped.names())
def test_azure_ai_ml_accepts_every_entry_of_every_shipped_preset(name):
    needs = roles.resolve(shipped.load(name).ever(), hub(), EVERYTHING)
    assert needs and all(need.destination for need in needs)
    judge([need.destination for need in needs])


LABELS = st.from_regex(r'\A[a-z0-9_]([a-z0-9-]{0,10}[a-z0-9])?\Z')
HOSTS = st.builds('{}{}.example'.format, st.sampled_from(['', '*.', '*']), LABELS)
PORTS = st.lists(st.one_of(st.integers(0, 65535).map(str), st.just('8080-8089')), min_size=1, max_size=3)
DESTINATIONS = st.one_of(
    HOSTS.map(fqdn),
    HOSTS.map(str.upper).map(fqdn),
    st.just(fqdn('*')),
    st.lists(HOSTS, min_size=2, max_size=4, unique=True).map(lambda names: fqdn(*names)),
    st.builds(
        tag,
        st.sampled_from(['Storage', 'Storage.WestUS', 'AzureFrontDoor.FirstParty', 'on', '443', 'null']),
        st.one_of(PORTS.map(','.join), PORTS.map(', '.join), st.just('*')),
        st.sampled_from(['TCP', 'UDP', 'ICMP', '*']),
        st.sampled_from([(), ('10.0.0.0/24',), ('10.0.0.1', '2001:db8::/32')]),
    ),
    st.builds(
        endpoint,
        st.sampled_from([STORAGE, VAULT, REGISTRY.upper()]),
        st.sampled_from(['blob', 'Vault', 'x_y']),
        st.booleans(),
        st.lists(HOSTS.map(lambda host: host.lstrip('*.')), max_size=2),
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(DESTINATIONS, min_size=1, max_size=4))
def test_azure_ai_ml_accepts_any_destination(destinations):
    judge(destinations)


def test_addresses_without_a_tag_are_sent_as_azure_ai_ml_sends_them():
    """A YAML has to name a tag, but the service takes addresses without one."""
    value = tag(None, prefixes=['10.0.0.0/8'])
    assert sent(entity_of('r01', value)) == value.rest()


def test_azure_ai_ml_refuses_invalid_rules():
    from marshmallow.exceptions import ValidationError

    for value, field in (
        (endpoint(), 'spark_enabled'),
        (endpoint(), 'subresource_target'),
        (tag(), 'port_ranges'),
        (tag(), 'service_tag'),
    ):
        broken = render_rule('r01', value)
        del broken['destination'][field]
        with pytest.raises(ValidationError, match='outbound_rules'):
            load([broken])
    with pytest.raises(ValidationError, match='outbound_rules'):
        load([{'name': 'r01', 'type': 'fqdn'}])


def test_workspace_dumped_by_azure_ai_ml_is_read_with_the_same_rules():
    """`az ml workspace show` prints another spelling than `outbound-rule list`."""
    values = [fqdn('a.com'), tag(port_ranges='80, 443'), endpoint(spark=True, fqdns=['a.corp.example'])]
    rules = [render_rule(f'r0{number}', value) for number, value in enumerate(values)]
    shown = workspace(rules)._to_dict()  # pylint: disable=protected-access
    read = detect.parse(documents.read(json.dumps(shown), 'show'), 'show')
    assert sorted((rule.name, rule.destination.key) for rule in read.rules) == [
        (f'r0{number}', value.key) for number, value in enumerate(values)
    ]
    assert read.isolation_mode == 'AllowOnlyApprovedOutbound'
