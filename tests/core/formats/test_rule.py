import pytest

from azext_hubnet.core.documents.repeated import RepeatedKeys
from azext_hubnet.core.formats import rule as module
from azext_hubnet.core.formats.rule import is_rule, is_rule_map, parse_destination, parse_rule
from azext_hubnet.core.formats.workspace import recognises as is_workspace
from azext_hubnet.core.model.destinations import Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag

STORE = '/subscriptions/0/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/s'


def fqdn(**more):
    return {'type': 'fqdn', 'destination': 'pypi.org', **more}


def tag(**more):
    return {
        'type': 'service_tag',
        'destination': {'service_tag': 'DataFactory', 'protocol': 'TCP', 'port_ranges': '443', **more},
    }


def endpoint(**more):
    return {
        'type': 'private_endpoint',
        'destination': {'service_resource_id': STORE, 'subresource_target': 'blob', **more},
    }


def understood(raw):
    """The rule, when nothing about it is odd."""
    rule, oddities = parse_rule('r', raw)
    assert rule.understood, oddities
    assert not oddities
    return rule


def odd(raw):
    """The rule and its oddities as (field, message)."""
    rule, oddities = parse_rule('r', raw)
    assert {oddity.rule for oddity in oddities} == {'r'}
    return rule, [(oddity.field, oddity.message) for oddity in oddities]


def refused(raw):
    """What is not understood about the rule; the same is reported as an oddity."""
    rule, oddities = odd(raw)
    assert isinstance(rule.destination, NotUnderstood)
    assert rule.destination.original is raw
    assert (rule.destination.field or '', rule.destination.reason) == oddities[-1]
    return rule.destination


def test_an_fqdn_rule():
    rule = understood(fqdn())
    assert rule.name == 'r'
    assert rule.destination == Fqdn(('pypi.org',), 'pypi.org')
    assert (rule.category, rule.status, rule.error, rule.parents) == ('UserDefined', None, None, ())


def test_one_fqdn_rule_may_hold_several_names():
    destination = understood(fqdn(destination='  PyPI.org, *.Python.org.,*')).destination
    assert destination.hosts == ('pypi.org', '*.python.org', '*')
    assert destination.text == 'PyPI.org, *.Python.org.,*'


def test_a_service_tag_rule():
    destination = understood(tag(port_ranges='80, 443,8080-8089')).destination
    assert destination == ServiceTag('DataFactory', 'TCP', ((80, 80), (443, 443), (8080, 8089)), 'any text')
    assert destination.port_ranges == '80, 443,8080-8089'


def test_a_private_endpoint_rule():
    assert understood(endpoint(spark_enabled=True)).destination == PrivateEndpoint(STORE, 'blob', True)
    assert understood({**endpoint(), 'fqdns': ['a.example', 'b.example']}).destination == PrivateEndpoint(
        STORE, 'blob', False, ('a.example', 'b.example')
    )
    assert understood(endpoint(fqdns='a.example, b.example,')).destination.fqdns == ('a.example', 'b.example')
    assert understood({**endpoint(fqdns=['a.example']), 'fqdns': None}).destination.fqdns == ('a.example',)


def test_as_the_rest_api_has_it():
    rule = understood(
        {
            'id': 'x',
            'name': 'r',
            'type': 'workspace/outboundRules',
            'systemData': {},
            'properties': {
                'type': 'PrivateEndpoint',
                'category': 'UserDefined',
                'status': 'Active',
                'errorInformation': None,
                'parentRuleNames': ['p'],
                'destination': {
                    'serviceResourceId': STORE,
                    'subresourceTarget': 'blob',
                    'sparkEnabled': False,
                    'sparkStatus': 'Inactive',
                },
                'fqdns': [],
            },
        }
    )
    assert rule.destination == PrivateEndpoint(STORE, 'blob')
    assert (rule.status, rule.parents) == ('Active', ('p',))


@pytest.mark.parametrize('prefixes', [None, [], ''])
def test_no_address_prefixes_in_three_spellings(prefixes):
    assert understood(tag(address_prefixes=prefixes)).destination.address_prefixes == ()


def test_address_prefixes():
    assert understood(tag(address_prefixes=['10.0.0.0/24', ' 2001:db8::/32 '])).destination.address_prefixes == (
        '10.0.0.0/24',
        '2001:db8::/32',
    )
    assert understood(tag(address_prefixes='10.0.0.1, 10.0.0.2')).destination.address_prefixes == (
        '10.0.0.1',
        '10.0.0.2',
    )


@pytest.mark.parametrize('missing', [None, ''])
def test_address_prefixes_without_a_tag(missing):
    rule, oddities = odd(tag(service_tag=missing, address_prefixes=['10.0.0.0/24']))
    assert rule.destination == ServiceTag(None, 'TCP', ((443, 443),), '443', ('10.0.0.0/24',))
    assert oddities == [
        (
            'destination.service_tag',
            'is missing; the service ignores it where there are address prefixes, but az ml requires it',
        )
    ]


@pytest.mark.parametrize(
    'protocol, known',
    [('tcp', 'TCP'), ('Udp', 'UDP'), ('icmp', 'ICMP'), ('*', '*'), ('Any', '*'), ('Protocol.TCP', 'TCP')],
)
def test_protocols(protocol, known):
    assert understood(tag(protocol=protocol)).destination.protocol == known


@pytest.mark.parametrize('value', ['deny', 'Deny', 'RuleAction.DENY'])
def test_actions(value):
    assert understood(tag(action=value)).destination.action == 'Deny'
    assert understood(tag(action=None)).destination.action == 'Allow'


# A list is in MicrosoftDocs/azure-ai-docs, data exfiltration with Azure Machine Learning.
def test_ports_as_a_list_or_a_number():
    rule, oddities = odd(tag(port_ranges=[80, '8080-8089']))
    assert (rule.destination.port_ranges, rule.destination.ports) == ('80, 8080-8089', ((80, 80), (8080, 8089)))
    assert oddities == [('destination.port_ranges', 'is a list; write one text such as "80, 443"')]
    assert understood(tag(port_ranges=443)).destination.port_ranges == '443'


@pytest.mark.parametrize(
    'value, kind, reason',
    [
        ('https', 'bad_ports', "'https' is not a port from 0 to 65535 or a range of ports"),
        ('90-80', 'bad_ports', "the range '90-80' ends before it starts"),
        (-1, 'bad_ports', "'-1' is not a port from 0 to 65535 or a range of ports"),
        ([[80]], 'wrong_type', 'is a list; write ports such as "80, 443", a range such as "8080-8089", or *'),
        ([True], 'wrong_type', 'is a list; write ports such as "80, 443", a range such as "8080-8089", or *'),
        (True, 'wrong_type', 'is true; write ports such as "80, 443", a range such as "8080-8089", or *'),
        (80.5, 'wrong_type', 'is the number 80.5; write ports such as "80, 443", a range such as "8080-8089", or *'),
        ([], 'missing', 'is missing; write ports such as "80, 443", a range such as "8080-8089", or *'),
        (None, 'missing', 'is missing; write ports such as "80, 443", a range such as "8080-8089", or *'),
        ('<ports>', 'placeholder', "'<ports>' contains an unresolved placeholder"),
    ],
)
def test_bad_ports(value, kind, reason):
    problem = refused(tag(port_ranges=value))
    assert (problem.field, problem.type) == ('destination.port_ranges', 'service_tag')
    assert (problem.kind, problem.reason) == (kind, reason)


@pytest.mark.parametrize(
    'spelling, type_name',
    [
        ('fqdn', 'fqdn'),
        ('FQDN', 'fqdn'),
        ('service_tag', 'service_tag'),
        ('ServiceTag', 'service_tag'),
        ('SERVICE_TAG', 'service_tag'),
        ('private_endpoint', 'private_endpoint'),
        ('PrivateEndpoint', 'private_endpoint'),
    ],
)
def test_types_in_both_spellings(spelling, type_name):
    raw = {'fqdn': fqdn(), 'service_tag': tag(), 'private_endpoint': endpoint()}[type_name]
    assert understood({**raw, 'type': spelling}).destination.type == type_name


@pytest.mark.parametrize(
    'spelling',
    [
        'privateendpoint',
        'private-endpoint',
        'Private Endpoint',
        ' private_endpoint ',
        'OutboundRuleType.PRIVATE_ENDPOINT',
        'privateEndpoint',
    ],
)
def test_misspelt_types_are_read_and_reported(spelling):
    rule, oddities = odd({**endpoint(), 'type': spelling})
    assert rule.destination == PrivateEndpoint(STORE, 'blob')
    assert oddities == [('type', f"'{spelling}' was read as private_endpoint")]


@pytest.mark.parametrize(
    'value, kind, reason',
    [
        (None, 'missing', 'is missing; write fqdn, service_tag or private_endpoint'),
        (5, 'wrong_type', 'the type is the number 5; write fqdn, service_tag or private_endpoint'),
        ('url', 'unknown_type', "'url' is not a rule type; write fqdn, service_tag or private_endpoint"),
        (
            'u' * 100,
            'unknown_type',
            "'" + 'u' * 59 + "…' is not a rule type; write fqdn, service_tag or private_endpoint",
        ),
    ],
)
def test_bad_types(value, kind, reason):
    problem = refused(fqdn(type=value))
    assert (problem.kind, problem.field, problem.reason, problem.type) == (kind, 'type', reason, None)


@pytest.mark.parametrize(
    'raw, kind, field, reason',
    [
        (None, 'null', '', 'the rule is null; az ml prints null for a rule type that it does not know'),
        (True, 'wrong_type', '', 'a rule belongs here, not true'),
        ('pypi.org', 'wrong_type', '', "a rule belongs here, not the text 'pypi.org'"),
        ([], 'wrong_type', '', 'a rule belongs here, not a list'),
        ({'properties': 5}, 'wrong_type', 'properties', 'properties is the number 5, not an object'),
        ({'properties': {}}, 'missing', 'type', 'is missing; write fqdn, service_tag or private_endpoint'),
    ],
)
def test_values_that_are_not_rules(raw, kind, field, reason):
    rule, oddities = odd(raw)
    assert rule.destination == NotUnderstood(kind, reason, field, raw)
    assert oddities == [(field, reason)]
    assert (rule.category, rule.status) == ('UserDefined', None)


@pytest.mark.parametrize(
    'value, kind, reason',
    [
        ({'service_tag': 'X'}, 'wrong_type', 'is an object; write one host name, or several with commas'),
        (['pypi.org'], 'wrong_type', 'is a list; write one host name, or several with commas'),
        (5, 'wrong_type', 'is the number 5; write one host name, or several with commas'),
        (None, 'missing', 'is missing; write one host name, or several with commas'),
        ('', 'missing', 'is missing; write one host name, or several with commas'),
        (' ', 'missing', 'is blank; write one host name, or several with commas'),
        ('https://pypi.org/simple', 'url', "'https://pypi.org/simple' is a URL; write the host name alone"),
        (
            'pypi.org/simple',
            'url',
            "'pypi.org/simple' has a path; FQDN rules allow whole hosts, write the host name alone",
        ),
        (
            'pypi.org:443',
            'url',
            "'pypi.org:443' has a port; FQDN rules always open 80 and 443, write the host name alone",
        ),
        ('10.0.0.1', 'not_a_host', "'10.0.0.1' is an IP address; FQDN rules take host names"),
        ('two words', 'not_a_host', "'two words' is not a host name"),
        ('x' * 3000, 'not_a_host', "'" + 'x' * 59 + "…' is not a host name"),
        ('a.*.b', 'wildcard', "'a.*.b' has an asterisk that is not at the left; only *.x, *x and * work"),
        ('<HOST>', 'placeholder', "'<HOST>' contains an unresolved placeholder"),
        ('{host}.org', 'placeholder', "'{host}.org' contains an unresolved placeholder"),
        ('${host}', 'placeholder', "'${host}' contains an unresolved placeholder"),
        ("[parameters('h')]", 'placeholder', "'[parameters('h')]' contains an unresolved placeholder"),
    ],
)
def test_bad_fqdn_destinations(value, kind, reason):
    problem = refused(fqdn(destination=value))
    assert (problem.kind, problem.field, problem.reason, problem.type) == (kind, 'destination', reason, 'fqdn')


def test_one_bad_host_makes_its_rule_not_understood():
    """The service's firewall would refuse the rule as a whole."""
    assert refused(fqdn(destination='pypi.org,https://x')).kind == 'url'


def test_empty_names_between_commas_are_passed_over():
    rule, oddities = odd(fqdn(destination='pypi.org,, python.org,'))
    assert rule.destination.hosts == ('pypi.org', 'python.org')
    assert oddities == [('destination', "'pypi.org,, python.org,' has an empty name between commas")]
    assert refused(fqdn(destination=' , ')).reason == 'does not name a host'


def test_a_flood_of_commas_is_reported_once():
    _, oddities = odd(fqdn(destination='pypi.org' + ',' * 100_000))
    assert oddities == [('destination', "'pypi.org" + ',' * 51 + "…' has an empty name between commas")]


@pytest.mark.parametrize(
    'raw, reason',
    [
        (
            {'type': 'service_tag', 'destination': 'DataFactory'},
            "is the text 'DataFactory', but a service_tag rule takes an object with service_tag, protocol and "
            'port_ranges',
        ),
        (
            {'type': 'private_endpoint', 'destination': STORE[:30]},
            f"is the text '{STORE[:30]}', but a private_endpoint rule takes an object with service_resource_id and "
            'subresource_target',
        ),
        (
            {'type': 'service_tag', 'destination': ['x']},
            'is a list, but a service_tag rule takes an object with service_tag, protocol and port_ranges',
        ),
        ({'type': 'service_tag'}, 'is missing; write service_tag, protocol and port_ranges'),
        ({'type': 'private_endpoint'}, 'is missing; write service_resource_id and subresource_target'),
    ],
)
def test_destinations_that_should_be_objects(raw, reason):
    problem = refused(raw)
    assert (problem.field, problem.reason, problem.type) == ('destination', reason, raw['type'])
    assert problem.kind == ('wrong_type' if 'destination' in raw else 'missing')


@pytest.mark.parametrize(
    'change, kind, field, reason',
    [
        ({'service_tag': None}, 'missing', 'service_tag', 'is missing; write a service tag such as DataFactory'),
        ({'protocol': None}, 'missing', 'protocol', 'is missing; write TCP, UDP, ICMP or *'),
        ({'protocol': 'http'}, 'bad_protocol', 'protocol', "'http' is not a protocol; write TCP, UDP, ICMP or *"),
        ({'protocol': 'TCP.*'}, 'bad_protocol', 'protocol', "'TCP.*' is not a protocol; write TCP, UDP, ICMP or *"),
        ({'action': 'Block'}, 'wrong_type', 'action', "is the text 'Block'; write Allow or Deny"),
        ({'action': True}, 'wrong_type', 'action', 'is true; write Allow or Deny'),
        ({'address_prefixes': 5}, 'wrong_type', 'address_prefixes', 'is the number 5, not a list of address ranges'),
        ({'address_prefixes': [5]}, 'wrong_type', 'address_prefixes', 'contains the number 5, not only address ranges'),
        (
            {'address_prefixes': ['x']},
            'bad_address',
            'address_prefixes',
            "'x' is not an address range such as 10.0.0.0/24",
        ),
        (
            {'address_prefixes': ['{cidr}']},
            'placeholder',
            'address_prefixes',
            "'{cidr}' contains an unresolved placeholder",
        ),
    ],
)
def test_bad_service_tag_destinations(change, kind, field, reason):
    problem = refused(tag(**change))
    assert (problem.kind, problem.field, problem.reason) == (kind, f'destination.{field}', reason)


@pytest.mark.parametrize(
    'change, kind, field, reason',
    [
        (
            {'service_resource_id': None},
            'missing',
            'service_resource_id',
            'is missing; write the full resource id of the target',
        ),
        (
            {'service_resource_id': 'mystore'},
            'bad_resource_id',
            'service_resource_id',
            "'mystore' is not a resource id such as /subscriptions/…/resourceGroups/…/providers/…",
        ),
        (
            {'service_resource_id': '/subscriptions/<SUB>'},
            'placeholder',
            'service_resource_id',
            "'/subscriptions/<SUB>' contains an unresolved placeholder",
        ),
        (
            {'service_resource_id': '/subscriptions/{sub}'},
            'placeholder',
            'service_resource_id',
            "'/subscriptions/{sub}' contains an unresolved placeholder",
        ),
        (
            {'service_resource_id': '/subscriptions/$SUB'},
            'placeholder',
            'service_resource_id',
            "'/subscriptions/$SUB' contains an unresolved placeholder",
        ),
        (
            {'service_resource_id': '${module.store.id}'},
            'placeholder',
            'service_resource_id',
            "'${module.store.id}' contains an unresolved placeholder",
        ),
        ({'subresource_target': None}, 'missing', 'subresource_target', 'is missing; write a subresource such as blob'),
        ({'spark_enabled': 'maybe'}, 'wrong_type', 'spark_enabled', "is the text 'maybe'; write true or false"),
        ({'spark_enabled': []}, 'wrong_type', 'spark_enabled', 'is a list; write true or false'),
        ({'spark_enabled': 2}, 'wrong_type', 'spark_enabled', 'is the number 2; write true or false'),
    ],
)
def test_bad_private_endpoint_destinations(change, kind, field, reason):
    problem = refused(endpoint(**change))
    assert (problem.kind, problem.field, problem.reason) == (kind, f'destination.{field}', reason)
    assert problem.type == 'private_endpoint'


@pytest.mark.parametrize(
    'value, kind, reason',
    [
        (5, 'wrong_type', 'is the number 5, not a list of host names'),
        ([5], 'wrong_type', 'contains the number 5, not only host names'),
        (['<host>'], 'placeholder', "'<host>' contains an unresolved placeholder"),
    ],
)
def test_bad_aliases(value, kind, reason):
    problem = refused({**endpoint(), 'fqdns': value})
    assert (problem.kind, problem.field, problem.reason) == (kind, 'fqdns', reason)


@pytest.mark.parametrize('value, flag', [('true', True), ('False', False), (1, True), (0, False), (' Yes ', True)])
def test_spark_enabled_in_other_spellings(value, flag):
    rule, oddities = odd(endpoint(spark_enabled=value))
    assert rule.destination.spark_enabled is flag
    shown = f"the text '{value}'" if isinstance(value, str) else f'the number {value}'
    assert oddities == [('destination.spark_enabled', f'is {shown}; it was read as {str(flag).lower()}')]


def test_unknown_fields_of_a_rule_are_reported():
    rule, oddities = odd({**fqdn(colour='red', _comment='x'), 'ports': 80})
    assert rule.destination.hosts == ('pypi.org',)
    assert oddities == [
        ('colour', 'is not a field of an outbound rule and was not read'),
        ('ports', 'is not a field of an outbound rule and was not read'),
    ]
    assert odd({'type': 'FQDN', 'destination': 'a.org', 'properties': fqdn()})[1] == [
        ('destination', 'is next to properties, which has the rule; it was not read')
    ]
    rule, oddities = odd({'properties': fqdn(colour='red')})
    assert oddities == [('properties.colour', 'is not a field of an outbound rule and was not read')]


# Seen in public notes on managed networks: the name of the field as the azurerm provider nearly has it.
def test_a_misspelt_field_of_a_destination():
    raw = endpoint(subresource_type='blob')
    raw['destination'].pop('subresource_target')
    rule, oddities = odd(raw)
    assert not rule.understood
    assert oddities == [
        ('destination.subresource_type', 'is not a field of an outbound rule and was not read'),
        ('destination.subresource_target', 'is missing; write a subresource such as blob'),
    ]


def test_aliases_belong_to_private_endpoints():
    rule, oddities = odd(fqdn(fqdns=['a.example']))
    assert rule.destination.hosts == ('pypi.org',)
    assert oddities == [('fqdns', 'is not a field of a rule of type fqdn and was not read')]
    understood(fqdn(fqdns=[]))


def test_repeated_fields_of_a_rule_are_reported():
    rule, oddities = odd(RepeatedKeys.dict_of([('type', 'fqdn'), ('destination', 'a.org'), ('destination', 'b.org')]))
    assert rule.destination.hosts == ('b.org',)
    assert oddities == [('destination', 'appears more than once; the last one counts')]
    rule, oddities = odd(endpoint(sparkEnabled=True, spark_enabled=False))
    assert rule.destination.spark_enabled is False
    assert oddities == [('destination.spark_enabled', 'appears more than once; the last one counts')]


@pytest.mark.parametrize(
    'value, category',
    [
        ('user_defined', 'UserDefined'),
        ('REQUIRED', 'Required'),
        ('OutboundRuleCategory.RECOMMENDED', 'Recommended'),
        ('dependency', 'Dependency'),
        (None, 'UserDefined'),
        ('', 'UserDefined'),
    ],
)
def test_categories(value, category):
    assert understood(fqdn(category=value)).category == category


@pytest.mark.parametrize(
    'value, status',
    [
        ('Active', 'Active'),
        ('RuleStatus.ACTIVE', 'Active'),
        ('inactive', 'Inactive'),
        ('FAILED', 'Failed'),
        ('Provisioning', 'Provisioning'),
        ('deleting', 'Deleting'),
        (None, None),
        ('', None),
    ],
)
def test_statuses(value, status):
    assert understood(fqdn(status=value)).status == status


def test_unknown_categories_and_statuses_are_kept_and_reported():
    rule, oddities = odd(fqdn(category='Optional', status='Sleeping'))
    assert (rule.category, rule.status) == ('Optional', 'Sleeping')
    assert not (rule.in_force or rule.dead or rule.writable)
    assert oddities == [
        ('category', "is the text 'Optional', not one of Required, Recommended, UserDefined, Dependency"),
        ('status', "is the text 'Sleeping', not one of Inactive, Active, Provisioning, Deleting, Failed"),
    ]
    assert odd(fqdn(status=5))[0].status == '5'


def test_a_rule_that_is_not_understood_keeps_its_category_and_status():
    rule, _ = odd({'type': 'fqdn', 'category': 'Required', 'status': 'Failed', 'error': 'no'})
    assert (rule.understood, rule.category, rule.status, rule.error) == (False, 'Required', 'Failed', 'no')


@pytest.mark.parametrize(
    'value, text',
    [
        (None, None),
        ('', None),
        ({}, None),
        ('it broke', 'it broke'),
        ({'Message': 'it broke'}, 'it broke'),
        ({'code': 'X'}, '{"code": "X"}'),
        ({'message': ['a']}, '["a"]'),
        (['a'], '["a"]'),
    ],
)
def test_error_texts(value, text):
    assert understood(fqdn(errorInformation=value)).error == text
    assert understood(fqdn(error=value)).error == text


@pytest.mark.parametrize(
    'value, parents', [(None, ()), ('p', ('p',)), (['p', 'q', None], ('p', 'q')), ({}, ()), (5, ())]
)
def test_parents(value, parents):
    assert understood(fqdn(parent_rule_names=value)).parents == parents
    assert understood(fqdn(parents=value)).parents == parents


def test_what_rule_list_prints_can_be_read_again():
    assert understood(
        {
            'name': 'r',
            'type': 'fqdn',
            'destination': 'pypi.org',
            'category': 'UserDefined',
            'status': None,
            'error': None,
            'parents': [],
            'presets': ['x'],
            'note': None,
        }
    )


def test_every_type_has_a_reader():
    assert set(module._READERS) == {Fqdn.type, ServiceTag.type, PrivateEndpoint.type}


@pytest.mark.parametrize(
    'raw, field',
    [
        (fqdn(destination='a.b' + ',a.b' * 200_000), 'destination'),
        (
            {
                'type': 'private_endpoint',
                'fqdns': ['a'] * 200_001,
                'destination': {
                    'service_resource_id': '/subscriptions/0/resourceGroups/g/providers/a.b/c/d',
                    'subresource_target': 'x',
                },
            },
            'fqdns',
        ),
    ],
)
def test_rule_with_too_many_parts_is_not_understood(raw, field):
    rule, oddities = parse_rule('r', raw)
    assert (rule.destination.kind, rule.destination.field) == ('too_many', field)
    assert oddities[-1].message == 'holds 200,001 parts; hubnet reads up to 200,000 in a rule'


def test_an_endless_error_is_cut():
    assert len(parse_rule('r', fqdn(error={'x': [1] * 100_000}))[0].error) == 5001


@pytest.mark.parametrize(
    'value',
    [
        {'destination': 'x'},
        {'Destination': None},
        {'properties': {'destination': 'x'}, 'name': 'r'},
        {'destination': 'x', 'properties': None},
    ],
)
def test_rules(value):
    assert is_rule(value)
    assert not is_workspace(value)


@pytest.mark.parametrize(
    'value',
    [
        None,
        'x',
        [],
        {},
        {'type': 'fqdn'},
        {'properties': {}},
        {'destination': 'x', 'managedNetwork': {}},
        {'properties': {'destination': 'x', 'managed_network_settings': {}}},
    ],
)
def test_mappings_that_are_not_rules(value):
    assert not is_rule(value)


def test_rule_maps():
    rule = {'destination': 'x'}
    assert is_rule_map({'a': rule, 'destination': rule})
    assert not is_rule_map({})
    assert not is_rule_map({'a': rule, 'b': None})
    assert not is_rule_map({'Properties': rule})


def test_parse_destination_takes_a_type_and_a_destination():
    assert parse_destination('fqdn', 'pypi.org') == Fqdn(('pypi.org',), 'pypi.org')
    assert parse_destination('FQDN', None).kind == 'missing'
    assert parse_destination(None, 'pypi.org').kind == 'missing'


def test_flood_of_fields_is_counted_without_an_invented_field():
    pairs = [(f'x{number}', 1) for number in range(12)]
    raw = RepeatedKeys.dict_of([('type', 'fqdn'), ('destination', 'pypi.org'), *pairs, *pairs])
    _, oddities = parse_rule('r', raw)
    found = [(oddity.field, oddity.message) for oddity in oddities]
    assert found[9:11] == [
        ('x9', 'appears more than once; the last one counts'),
        (None, '2 more fields appear more than once; the last one counts'),
    ]
    assert found[-1] == (None, '2 more fields are not fields of an outbound rule and were not read')
    assert not any('more)' in (field or '') for field, _ in found)
