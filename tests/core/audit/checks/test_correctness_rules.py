"""Rules that cannot be interpreted, and names that the service would not accept."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from azext_hubnet.core.formats import rule as module
from azext_hubnet.core.formats.rule import parse_rule
from azext_hubnet.core.model import hosts
from azext_hubnet.core.model.destinations import NotUnderstood, ProblemKind
from azext_hubnet.core.model.hub import Hub
from tests.core.audit.makers import BY_ID, hits, subject
from tests.core.makers import STORAGE, fqdn, hub, rule, unknown

# A raw rule for each kind of NotUnderstood and each field that it may name, and the one check that finds it.
FAULTS = (
    [
        ('null', '', None, 'HN317'),
        ('wrong_type', '', 'text', 'HN317'),
        ('wrong_type', 'properties', {'properties': []}, 'HN317'),
        ('wrong_type', 'type', {'type': 7}, 'HN317'),
        ('missing', 'type', {'destination': 'a.com'}, 'HN317'),
        ('unknown_type', 'type', {'type': 'cidr', 'destination': 'a.com'}, 'HN317'),
        ('missing', 'destination', {'type': 'fqdn'}, 'HN317'),
        ('missing', 'destination', {'type': 'fqdn', 'destination': ' , '}, 'HN317'),
        ('wrong_type', 'destination', {'type': 'fqdn', 'destination': ['a.com']}, 'HN317'),
        ('url', 'destination', {'type': 'fqdn', 'destination': 'https://a.com'}, 'HN301'),
        ('wildcard', 'destination', {'type': 'fqdn', 'destination': 'a.*'}, 'HN302'),
        ('not_a_host', 'destination', {'type': 'fqdn', 'destination': '10.0.0.1'}, 'HN303'),
        ('not_a_host', 'destination', {'type': 'fqdn', 'destination': 'x' * 3000}, 'HN303'),
        ('too_many', 'destination', {'type': 'fqdn', 'destination': 'a.com,' * module.MAX_PARTS}, 'HN317'),
        ('placeholder', 'destination', {'type': 'fqdn', 'destination': '${host}'}, 'HN318'),
        ('missing', 'destination', {'type': 'service_tag'}, 'HN317'),
        ('wrong_type', 'destination', {'type': 'service_tag', 'destination': 'Storage'}, 'HN317'),
    ]
    + [
        (
            kind,
            f'destination.{field}',
            {
                'type': 'service_tag',
                'destination': {'service_tag': 'Sql', 'protocol': 'TCP', 'port_ranges': '443', field: value},
            },
            check,
        )
        for kind, field, value, check in [
            ('missing', 'service_tag', None, 'HN317'),
            ('wrong_type', 'service_tag', 7, 'HN317'),
            ('placeholder', 'service_tag', 'Storage.<region>', 'HN318'),
            ('missing', 'protocol', ' ', 'HN317'),
            ('wrong_type', 'protocol', 6, 'HN317'),
            ('bad_protocol', 'protocol', 'HTTP', 'HN310'),
            ('placeholder', 'protocol', '<protocol>', 'HN318'),
            ('missing', 'port_ranges', None, 'HN317'),
            ('wrong_type', 'port_ranges', True, 'HN317'),
            ('bad_ports', 'port_ranges', '99999', 'HN309'),
            ('placeholder', 'port_ranges', '${ports}', 'HN318'),
            ('wrong_type', 'address_prefixes', {}, 'HN317'),
            ('wrong_type', 'address_prefixes', [1], 'HN317'),
            ('bad_address', 'address_prefixes', ['x'], 'HN311'),
            ('placeholder', 'address_prefixes', ['<range>'], 'HN318'),
            ('wrong_type', 'action', 'Reject', 'HN317'),
        ]
    ]
    + [
        ('missing', 'destination', {'type': 'private_endpoint'}, 'HN317'),
        ('wrong_type', 'destination', {'type': 'private_endpoint', 'destination': STORAGE}, 'HN317'),
        (
            'wrong_type',
            'fqdns',
            {
                'type': 'private_endpoint',
                'fqdns': 7,
                'destination': {'service_resource_id': STORAGE, 'subresource_target': 'blob'},
            },
            'HN317',
        ),
        (
            'placeholder',
            'fqdns',
            {
                'type': 'private_endpoint',
                'fqdns': ['<alias>'],
                'destination': {'service_resource_id': STORAGE, 'subresource_target': 'blob'},
            },
            'HN318',
        ),
    ]
    + [
        (
            kind,
            f'destination.{field}',
            {
                'type': 'private_endpoint',
                'destination': {'service_resource_id': STORAGE, 'subresource_target': 'blob', field: value},
            },
            check,
        )
        for kind, field, value, check in [
            ('missing', 'service_resource_id', None, 'HN314'),
            ('wrong_type', 'service_resource_id', 7, 'HN314'),
            ('bad_resource_id', 'service_resource_id', 'mystore', 'HN314'),
            ('placeholder', 'service_resource_id', "[resourceId('x', 'y')]", 'HN318'),
            ('missing', 'subresource_target', None, 'HN317'),
            ('wrong_type', 'subresource_target', ['blob'], 'HN317'),
            ('placeholder', 'subresource_target', '<sub>', 'HN318'),
            ('wrong_type', 'spark_enabled', 'perhaps', 'HN317'),
        ]
    ]
)
CORRECTNESS = sorted(check.id for check in BY_ID.values() if check.family == 'correctness')


def finding(one):
    """The checks of correctness that find something about a rule."""
    looked_at = subject(hub(one))
    return [check_id for check_id in CORRECTNESS if list(BY_ID[check_id].run(looked_at))]


@pytest.mark.parametrize('kind, field, raw, check_id', FAULTS, ids=lambda value: None if isinstance(value, str) else '')
def test_each_fault_is_found_by_exactly_one_check(kind, field, raw, check_id):
    one, _ = parse_rule('odd', raw)
    assert isinstance(one.destination, NotUnderstood) and (one.destination.kind, one.destination.field) == (kind, field)
    assert finding(one) == [check_id]
    (hit,) = hits(check_id, hub(one))
    assert hit.rules == ('odd',) and hit.message.startswith(f'odd, field {field}: ' if field else 'odd: ')


def test_faults_are_all_kinds_that_the_parser_knows():
    raised = {
        call.args[0].value
        for source in (module, hosts)
        for call in ast.walk(ast.parse(Path(source.__file__).read_text('utf-8')))
        if isinstance(call, ast.Call)
        and getattr(call.func, 'id', '') in ('_Problem', 'HostError')
        and isinstance(call.args[0], ast.Constant)
    }
    assert raised == set(get_args(ProblemKind)) == {kind for kind, *_ in FAULTS}


def test_new_kind_of_problem_is_found():
    assert finding(rule('odd', NotUnderstood('newer', 'nobody knows', 'destination', None))) == ['HN317']


def test_rule_being_deleted_is_not_judged_but_rule_of_the_platform_is():
    for _, _, raw, _ in FAULTS:
        one, _ = parse_rule('odd', raw)
        assert finding(one._replace(status='Deleting')) == []
        assert finding(one._replace(category='Required')) == ['HN317']


def test_a_rule_that_is_understood_passes():
    assert finding(rule('good', 'pypi.org')) == []


def test_rule_without_a_name_has_a_label():
    (hit,) = hits('HN317', hub(rule(None, unknown())))
    assert hit.message == 'a rule without a name, field destination: what it is nobody knows.'


@pytest.mark.parametrize(
    'name, is_bad',
    [
        ('abc', False),
        ('a' * 33, False),
        ('1-_', False),
        ('A_b-9', False),
        ('ab', True),
        ('a' * 34, True),
        ('-ab', True),
        ('_ab', True),
        ('a.b', True),
        ('a b', True),
        ('äbc', True),
        ('abc\n', True),
        ('${name}-rule', False),
        ("[concat('a', 'b')]", False),
        ('<name>', False),
        ('Connection_a b', False),
    ],
)
def test_names_in_a_file_without_statuses(name, is_bad):
    result = hits('HN319', Hub((rule(name, 'a.com', None),)))
    assert [hit.rules for hit in result] == ([(name,)] if is_bad else [])
    assert all('3 to 33 letters, digits, - and _' in hit.message for hit in result)


def test_names_on_a_hub_are_not_judged():
    on_hub = Hub((rule('a.b', 'a.com', None), rule('good', 'b.com', 'Active')))
    assert hits('HN319', on_hub) == []


def test_a_rule_without_a_name():
    nameless = rule(None, fqdn('a.com'), None)
    (hit,) = hits('HN319', Hub((nameless, rule('good', 'b.com', None))))
    assert hit.message == 'A rule has no name.' and hit.rules == (None,)
    # The body of a single rule has its name in the address; a null is no rule that could have one.
    assert hits('HN319', Hub((nameless,))) == []
    assert hits('HN319', Hub((rule(None, unknown(), None), rule('good', 'b.com', None)))) == []
