"""Reading: nothing but InputError is ever raised, no rule is lost, and what is written reads the same (property 8)."""

import json
from collections import Counter

import yaml
from hypothesis import assume
from hypothesis import strategies as st

from azext_hubnet.core.documents import text as documents
from azext_hubnet.core.formats.detect import parse
from azext_hubnet.core.formats.listing import may_hold_rules
from azext_hubnet.core.formats.rule import is_rule
from azext_hubnet.core.formats.workspace import recognises as is_workspace
from azext_hubnet.core.model.errors import InputError
from azext_hubnet.core.model.hub import CATEGORIES, ISOLATION_MODES, STATUSES
from azext_hubnet.core.render import az_ml_yaml
from tests.properties.examples import holds_for
from tests.properties.world import TYPES

STORE = '/subscriptions/0/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/s'

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
)
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)


def spelled(*names):
    """The names in every spelling that some client or person uses."""
    return st.sampled_from(
        [
            form
            for name in names
            for form in (
                name,
                name.upper(),
                name.replace('_', '-'),
                name.title().replace('_', ''),
                name[:1] + name.title().replace('_', '')[1:],
            )
        ]
    )


# Fields and values that mean something, so that documents come near to real ones.
words = st.sampled_from(
    [
        'fqdn',
        'FQDN',
        'ServiceTag',
        'private_endpoint',
        'Active',
        'Failed',
        'Required',
        'AllowInternetOutbound',
        'disabled',
        'Hub',
        'project',
        'pypi.org',
        '*.pypi.org',
        'https://pypi.org',
        '<host>',
        'DataFactory',
        'TCP',
        '*',
        '80, 443',
        STORE,
        'blob',
        'hub/rule',
        'inner',
        "[parameters('x')]",
        "[variables('x').y[0]]",
        "[concat(parameters('x'), '/', 'y')]",
        'Microsoft.Resources/deployments',
        'Microsoft.MachineLearningServices/workspaces',
        'Microsoft.MachineLearningServices/workspaces/outboundRules',
        'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    ]
)
fields = st.sampled_from(
    [
        'type',
        'name',
        'id',
        'kind',
        'destination',
        'properties',
        'category',
        'status',
        'error',
        'fqdns',
        'parents',
        'service_tag',
        'protocol',
        'portRanges',
        'addressPrefixes',
        'action',
        'serviceResourceId',
        'subresource_target',
        'spark_enabled',
        'managed_network',
        'managedNetwork',
        'managedNetworkSettings',
        'outbound_rules',
        'outboundRules',
        'isolation_mode',
        'firewallSku',
        'storage_account',
        'value',
        'data',
        'nextLink',
        '$schema',
        'resources',
        'parameters',
        'variables',
        'template',
        'expressionEvaluationOptions',
        'scope',
        'condition',
        'existing',
        'defaultValue',
        'x',
        'responses',
        'body',
    ]
)
near_documents = st.recursive(
    scalars | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(fields, inner, max_size=6),
    max_leaves=15,
)

labels = st.from_regex('[a-z0-9_]([a-z0-9-]{0,6}[a-z0-9])?', fullmatch=True)
hosts = st.builds(
    '{}{}.{}'.format, st.sampled_from(['', '*.', '*']), labels, st.sampled_from(['org', 'example.com', 'x-y.net'])
)
ports = st.lists(
    st.one_of(
        st.integers(0, 65535).map(str),
        st.tuples(st.integers(0, 99), st.integers(99, 65535)).map('{0[0]}-{0[1]}'.format),
    ),
    min_size=1,
    max_size=4,
).map(', '.join) | st.just('*')
identifiers = st.from_regex('[A-Za-z0-9-][A-Za-z0-9_-]{0,9}', fullmatch=True)
resources = st.builds(
    '/subscriptions/{}/resourceGroups/{}/providers/Microsoft.{}/{}/{}'.format,
    identifiers,
    identifiers,
    identifiers,
    identifiers,
    identifiers,
)

fqdn_rules = st.fixed_dictionaries(
    {'type': st.just('fqdn'), 'destination': st.lists(hosts, min_size=1, max_size=3).map(', '.join)}
)
prefixes = st.sampled_from(['10.0.0.0/24', '192.0.2.1', '2001:db8::/32'])
tag_rules = st.fixed_dictionaries(
    {
        'type': st.just('service_tag'),
        'destination': st.fixed_dictionaries(
            {
                'service_tag': identifiers,
                'protocol': st.sampled_from(['TCP', 'UDP', 'ICMP', '*']),
                'port_ranges': ports,
            },
            optional={'address_prefixes': st.lists(prefixes, min_size=1, max_size=3), 'action': st.just('Deny')},
        ),
    }
)
endpoint_rules = st.fixed_dictionaries(
    {
        'type': st.just('private_endpoint'),
        'destination': st.fixed_dictionaries(
            {'service_resource_id': resources, 'subresource_target': identifiers, 'spark_enabled': st.booleans()}
        ),
    },
    optional={'fqdns': st.lists(hosts, min_size=1, max_size=3)},
)
good_rules = st.one_of(fqdn_rules, tag_rules, endpoint_rules)


@st.composite
def damaged_rules(draw):
    """A good rule with one thing changed: a field gone, renamed, or with some other value."""
    rule = json.loads(json.dumps(draw(good_rules)))
    place = rule
    if isinstance(rule['destination'], dict) and draw(st.booleans()):
        place = rule['destination']
    key = draw(st.sampled_from(sorted(place)))
    value = place.pop(key)
    change = draw(st.sampled_from(['gone', 'renamed', 'other', 'wrapped']))
    if change == 'renamed':
        place[draw(st.text(max_size=8))] = value
    elif change != 'gone':
        place[key] = draw(junk | words) if change == 'other' else [value]
    return rule


def holds_rules(raw):
    """True for a list that is read as the rules in it."""
    return isinstance(raw, list) and any(map(is_rule, raw))


any_rules = st.one_of(
    good_rules, good_rules, good_rules, damaged_rules(), junk, near_documents.filter(lambda raw: not holds_rules(raw))
)
any_hubs = st.fixed_dictionaries({'isolation_mode': spelled(*ISOLATION_MODES) | junk, 'outbound_rules': junk})
# libyaml's, which is ten times as fast.
DUMPER = getattr(yaml, 'CSafeDumper', yaml.SafeDumper)


def read(document):
    return parse(document, 'x')


def shown(hub):
    """Everything that `rule list` prints of the rules, as the text that it prints."""
    return json.dumps([az_ml_yaml.listed_rule(rule, [], None) for rule in hub.rules], allow_nan=False)


@holds_for(st.one_of(junk, near_documents, near_documents, any_hubs), reaching=('refused', 'read', *ISOLATION_MODES))
def test_any_document_is_read_or_refused(document):
    try:
        hub = read(document)
    except InputError as ex:
        assert ex.message.startswith('x ')
        return {'refused'}
    shown(hub)
    assert all(str(oddity) for oddity in hub.oddities)
    return {'read', hub.isolation_mode}


def is_map(raw):
    return isinstance(raw, dict) and raw and all(isinstance(value, dict) for value in raw.values())


def named(raws, name_of):
    return [{**raw, 'name': name_of(number)} if isinstance(raw, dict) else raw for number, raw in enumerate(raws)]


def template(resources, **fields):
    return {
        '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        'contentVersion': '1.0.0.0',
        'resources': resources,
        **fields,
    }


def children(raws, name='hub/', kind='outboundRules', **fields):
    """The rules as resources of their own, whose bodies may be anything."""
    return [
        {
            'type': f'Microsoft.MachineLearningServices/workspaces/{kind}',
            'name': f'{name}r{number}',
            'properties': raw,
            **fields,
        }
        for number, raw in enumerate(raws)
    ]


def workspace(raws, **fields):
    return {
        'type': 'Microsoft.MachineLearningServices/workspaces',
        'name': 'hub',
        'kind': 'Hub',
        'properties': {'managedNetwork': {'isolationMode': 'AllowOnlyApprovedOutbound', 'outboundRules': raws}},
        **fields,
    }


def mapped(raws):
    return {f'r{number}': raw for number, raw in enumerate(raws)}


# Lists may hold their rules below names instead, and maps of nothing else may be the whole document.
LIST_SHAPES = {
    'list': lambda raws: raws,
    'value': lambda raws: {'value': raws},
    'data': lambda raws: {'data': raws},
    'yaml list': lambda raws: {'name': 'w', 'kind': 'hub', 'managed_network': {'outbound_rules': raws}},
    'network': lambda raws: {'outbound_rules': raws},
}
MAP_SHAPES = {
    'yaml map': lambda raws: {'managed_network': {'isolation_mode': 'disabled', 'outbound_rules': mapped(raws)}},
    'workspace': lambda raws: workspace(mapped(raws)),
    'only workspace': lambda raws: [workspace(mapped(raws))],
    'network 2': lambda raws: {
        'id': '/x',
        'name': 'default',
        'properties': {'isolationMode': 'AllowInternetOutbound', 'outboundRules': mapped(raws)},
    },
    'example': lambda raws: {'parameters': {'body': workspace(mapped(raws))}, 'responses': {}},
    'template': lambda raws: template([workspace(mapped(raws))]),
    'children': lambda raws: template([workspace({}), *children(raws)]),
    'only children': lambda raws: template(children(raws) or [workspace({})]),
    'children below': lambda raws: template(
        [
            workspace(
                {},
                resources=[{**child, 'type': 'outboundRules', 'name': child['name'][4:]} for child in children(raws)],
            )
        ]
    ),
    'children 2': lambda raws: template(
        [workspace({}), *children(raws, 'hub/default/', 'managedNetworks/outboundRules')]
    ),
    'deployment': lambda raws: template(
        [
            workspace({}),
            {
                'type': 'Microsoft.Resources/deployments',
                'name': 'd',
                'properties': {'template': template(children(raws))},
            },
        ]
    ),
    'symbolic': lambda raws: template({'w': workspace({}), **mapped(children(raws))}, languageVersion='2.0'),
    'twice': lambda raws: template([workspace(mapped(raws[1:])), *children(raws[:1], 'hub/other')]),
}


def count(raws, hub):
    """As many rules as there were; each not understood is reported; each can be printed."""
    assert len(hub.rules) == len(raws)
    shown(hub)
    for rule in hub.rules:
        if not rule.understood:
            assert rule.destination.reason in {oddity.message for oddity in hub.oddities}
    return {rule.destination.type if rule.understood else 'not understood' for rule in hub.rules}


@holds_for(
    st.lists(any_rules, max_size=6),
    st.sampled_from(sorted(LIST_SHAPES)),
    st.booleans(),
    reaching=(*LIST_SHAPES, *TYPES, 'not understood'),
)
def test_no_rule_of_a_list_is_lost_in_any_shape(raws, shape, through_yaml):
    raws = named(raws, 'r{}'.format)
    # An item that holds rules below names is as many rules, and a list of workspaces only, or of nothing that could be
    # a rule, is not one of rules.
    assume(not any(map(is_map, raws)))
    assume(
        shape not in ('list', 'value', 'data')
        or not raws
        or (any(map(may_hold_rules, raws)) and not all(map(is_workspace, raws)))
    )
    document = LIST_SHAPES[shape](raws)
    if through_yaml:
        document = documents.read(yaml.dump(document, Dumper=DUMPER), 'x')
    return {shape, *count(raws, read(document))}


@holds_for(
    st.lists(any_rules, max_size=6),
    st.sampled_from(sorted(MAP_SHAPES)),
    st.booleans(),
    reaching=(*MAP_SHAPES, *TYPES, 'not understood'),
)
def test_no_rule_of_a_map_or_template_is_lost_in_any_shape(raws, shape, through_json):
    document = MAP_SHAPES[shape](raws)
    if through_json:
        document = documents.read(json.dumps(document), 'x')
    return {shape, *count(raws, read(document))}


@holds_for(
    st.lists(st.tuples(st.sampled_from(['a', 'A', 'b', '\ud800', '']), any_rules), max_size=5), reaching=('repeated',)
)
def test_repeated_name_hides_no_rule(pairs):
    body = ', '.join(f'{json.dumps(name)}: {json.dumps(raw)}' for name, raw in pairs)
    hub = read(documents.read(f'{{"managed_network": {{"outbound_rules": {{{body}}}}}}}', 'x'))
    count(pairs, hub)
    assert Counter(rule.name for rule in hub.rules) == Counter(name.replace('\ud800', '?') or None for name, _ in pairs)
    return {'repeated'} if len(dict(pairs)) < len(pairs) else set()


def to_wire(rule, category=None, status=None):
    """An az ml rule as the REST API has it, written from the API's definition and not from our renderer."""
    kind, destination = rule['type'], rule['destination']
    if kind == 'service_tag':
        destination = {
            'serviceTag': destination['service_tag'],
            'protocol': destination['protocol'],
            'portRanges': destination['port_ranges'],
            'addressPrefixes': destination.get('address_prefixes'),
            'action': destination.get('action'),
        }
    elif kind == 'private_endpoint':
        destination = {
            'serviceResourceId': destination['service_resource_id'],
            'subresourceTarget': destination['subresource_target'],
            'sparkEnabled': destination['spark_enabled'],
        }
    wire = {
        'type': {'fqdn': 'FQDN', 'service_tag': 'ServiceTag', 'private_endpoint': 'PrivateEndpoint'}[kind],
        'destination': destination,
        'category': category,
        'status': status,
    }
    return {**wire, 'fqdns': rule['fqdns']} if 'fqdns' in rule else wire


@holds_for(good_rules, reaching=TYPES)
def test_property_08_rendered_rule_reads_back_the_same(raw):
    rule = read([{'name': 'r', **raw}]).rules[0]
    assert rule.understood and not read([{'name': 'r', **raw}]).oddities
    rendered = az_ml_yaml.rule('r', rule.destination)
    assert rendered == {'name': 'r', **raw}
    for text in (json.dumps([rendered]), yaml.dump([rendered], Dumper=DUMPER)):
        again = read(documents.read(text, 'x')).rules[0]
        assert again == rule and az_ml_yaml.rule('r', again.destination) == rendered
    return {raw['type']}


@holds_for(good_rules, st.sampled_from(CATEGORIES), st.sampled_from(STATUSES), reaching=TYPES)
def test_property_08_wire_form_reads_as_the_same_rule(raw, category, status):
    plain = read([{'name': 'r', **raw}]).rules[0]
    hub = read({'value': [{'name': 'r', 'properties': to_wire(raw, category, status)}]})
    assert not hub.oddities
    assert hub.rules[0].destination == plain.destination
    assert az_ml_yaml.rule('r', hub.rules[0].destination) == az_ml_yaml.rule('r', plain.destination)
    assert (hub.rules[0].category, hub.rules[0].status) == (category, status)
    return {raw['type']}


@st.composite
def respelled(draw):
    """A good rule, and the same with every field name, type and enum value in some other spelling."""
    raw = draw(good_rules)

    def keys(mapping):
        return {draw(spelled(key)): keys(value) if isinstance(value, dict) else value for key, value in mapping.items()}

    other = {**raw, 'type': draw(spelled(raw['type']))}
    if raw['type'] == 'service_tag':
        protocol = draw(st.sampled_from([str.lower, str.upper, str.title]))(raw['destination']['protocol'])
        other['destination'] = {**raw['destination'], 'protocol': protocol}
    return raw, keys(other)


@holds_for(
    respelled(),
    st.sampled_from(CATEGORIES).flatmap(
        lambda one: st.tuples(st.just(one), spelled(one.replace('UserDefined', 'user_defined')))
    ),
    st.sampled_from(STATUSES).flatmap(
        lambda one: st.tuples(st.just(one), spelled(one) | st.just(f'RuleStatus.{one.upper()}'))
    ),
    reaching=TYPES,
)
def test_spelling_does_not_change_the_destination(rules, categories, statuses):
    raw, other = rules
    (category, odd_category), (status, odd_status) = categories, statuses
    other = {**other, 'category': odd_category, 'status': odd_status}
    plain, odd = read([raw]).rules[0], read([other]).rules[0]
    assert plain.understood and odd.understood
    assert odd.destination.key == plain.destination.key
    assert (odd.category, odd.status) == (category, status)
    return {raw['type']}


def dumped(document):
    return yaml.dump(document, Dumper=DUMPER)


yaml_marks = st.sampled_from(
    [
        '- ',
        ': ',
        '? ',
        ', ',
        '\n',
        '  ',
        '\t',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '|\n',
        '>\n',
        '# ',
        '&a ',
        '*a',
        '<<: ',
        '!!',
        '!x ',
        '---\n',
        '...\n',
        '%',
        '@',
        'a',
        '1',
        '~',
        '\0',
        '\x85',
        '\\ud800',
        '\ufeff',
        '😀',
    ]
)


encoded = st.builds(
    lambda document, encoding: json.dumps(document).encode(encoding),
    junk,
    st.sampled_from(['utf-8', 'utf-8-sig', 'utf-16', 'utf-16-be', 'utf-32', 'utf-7']),
)


@holds_for(
    st.one_of(
        st.binary(max_size=80),
        st.lists(yaml_marks, max_size=30).map(''.join),
        st.text(max_size=40),
        encoded,
        near_documents.map(dumped),
    ),
    reaching=('refused', 'list', 'dict', 'str'),
)
def test_any_bytes_are_read_or_refused(data):
    try:
        document = documents.read(data, 'x')
    except InputError as ex:
        assert ex.message.startswith('x')
        return {'refused'}
    json.dumps(document, allow_nan=False).encode('ascii')
    yaml.dump(json.loads(json.dumps(document)), Dumper=DUMPER, allow_unicode=True).encode('utf-8')
    return {type(document).__name__}


@holds_for(st.one_of(junk, near_documents))
def test_json_is_read_as_python_reads_it(document):
    assume(isinstance(document, (dict, list)))
    assert documents.read(json.dumps(document), 'x') == json.loads(json.dumps(document))


@holds_for(st.one_of(junk, near_documents))
def test_yaml_is_read_back_as_written(document):
    text = yaml.dump(document, Dumper=DUMPER)
    assume(text[:1] not in '{[')
    assert documents.read(text, 'x') == document
