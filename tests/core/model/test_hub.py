"""The model."""

import pytest

from azext_hubnet.core.model.destinations import NotUnderstood
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED, ONLY_APPROVED, Hub, Oddity, Rule, by_name, name_key
from tests.core.makers import STORAGE, endpoint, fqdn, rule, tag, unknown


@pytest.mark.parametrize(
    'one, other, same',
    [
        (fqdn('PyPI.org.'), fqdn('pypi.org'), True),
        (fqdn('a.com', 'b.com'), fqdn('b.com', 'a.com', 'a.com'), True),
        (fqdn('a.com'), fqdn('a.com', 'b.com'), False),
        (tag('Storage', '80,443'), tag('STORAGE', '443, 80'), True),
        (tag('Storage', '443'), tag('Storage', '80'), False),
        (tag('Storage'), tag('Storage.WestUS'), False),
        (tag(protocol='TCP'), tag(protocol='*'), False),
        (tag(action='Deny'), tag(), False),
        # Beside address prefixes the tag counts for nothing.
        (tag('Storage', prefixes=['10.0.0.0/8']), tag('Sql', prefixes=['10.0.0.0/8']), True),
        (tag('Storage', prefixes=['10.0.0.0/8']), tag('Storage'), False),
        (endpoint(STORAGE.upper(), 'Blob'), endpoint(STORAGE + '/', 'blob'), True),
        (endpoint(spark=True), endpoint(), False),
        (endpoint(fqdns=['A.corp.example']), endpoint(fqdns=['a.corp.example']), True),
        (endpoint(fqdns=['a.corp.example']), endpoint(), False),
        (unknown({'x': 1}), unknown({'x': 1}), True),
        (unknown({'x': 1}), unknown({'x': 2}), False),
        (tag(), fqdn('Storage'), False),
    ],
)
def test_destinations_that_reach_the_same_are_equal(one, other, same):
    assert (one.key == other.key) is same


@pytest.mark.parametrize(
    'status, in_force, dead',
    [
        (None, True, False),
        ('Active', True, False),
        ('Inactive', False, False),
        ('Provisioning', False, False),
        ('Resting', False, False),
        ('Failed', False, True),
        ('Deleting', False, True),
    ],
)
def test_status_decides_whether_a_rule_is_in_force_or_dead(status, in_force, dead):
    found = rule('a', 'pypi.org', status)
    assert (found.in_force, found.dead) == (in_force, dead)


@pytest.mark.parametrize(
    'name, category, writable',
    [
        ('mine', 'UserDefined', True),
        (None, 'UserDefined', True),
        ('mine', 'Required', False),
        ('mine', 'Recommended', False),
        ('mine', 'Dependency', False),
        ('Connection_abc', 'UserDefined', False),
        ('CONNECTION_abc', 'UserDefined', False),
        ('connections', 'UserDefined', True),
    ],
)
def test_only_rules_of_users_are_writable(name, category, writable):
    assert Rule(name, fqdn('pypi.org'), category).writable is writable


def test_rule_is_understood_if_its_destination_is():
    assert rule('a', 'pypi.org').understood
    assert not rule('a', unknown()).understood


def test_label_of_a_rule_without_a_name():
    assert (rule('a', 'pypi.org').label, rule(None, 'pypi.org').label) == ('a', 'a rule without a name')


def test_name_key_ignores_case():
    assert name_key('HN-A') == name_key('hn-a') == 'hn-a' and name_key(None) == ''


def test_rules_without_a_name_are_sorted_last():
    names = ['b', None, 'A', 'a', 'B', 'c']
    assert [one.name for one in by_name(rule(name, 'pypi.org') for name in names)] == ['A', 'a', 'B', 'b', 'c', None]


@pytest.mark.parametrize(
    'said, meant',
    [
        (None, ONLY_APPROVED),
        ('Whatever', ONLY_APPROVED),
        (ONLY_APPROVED, ONLY_APPROVED),
        (ALLOW_INTERNET, ALLOW_INTERNET),
        (DISABLED, DISABLED),
    ],
)
def test_unknown_mode_counts_as_approved_only(said, meant):
    assert Hub(isolation_mode=said).mode == meant


@pytest.mark.parametrize(
    'oddity, expected',
    [
        (Oddity('is odd', 'a', 'type'), 'rule a, field type: is odd'),
        (Oddity('is odd', rule='a'), 'rule a: is odd'),
        (Oddity('is odd', field='type'), 'field type: is odd'),
        (Oddity('All is odd'), 'All is odd'),
    ],
)
def test_an_oddity_says_where_it_is(oddity, expected):
    assert str(oddity) == expected


def test_values_are_frozen():
    for value in (fqdn('pypi.org'), tag(), endpoint(), unknown(), rule('a', 'pypi.org'), Hub()):
        with pytest.raises(AttributeError):
            setattr(value, value._fields[0], 'other')
        with pytest.raises(AttributeError):
            value.invented = 'other'


def test_equality_ignores_how_a_destination_was_written():
    for one, other in (
        (fqdn('PyPI.org'), fqdn('pypi.org')),
        (tag('Storage', '80,443'), tag('Storage', '443, 80')),
        (NotUnderstood('missing', 'is missing', 'type', {'a': 1}), NotUnderstood('missing', 'is missing', 'type', [])),
    ):
        assert one == other and hash(one) == hash(other)
    assert fqdn('a.com') != fqdn('b.com')
    assert fqdn('a.com') != ('a.com',) and fqdn('a.com') != (('a.com',), 'a.com')
