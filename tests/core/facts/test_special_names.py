"""Host names that lead nowhere on the public internet."""

import pytest

from azext_hubnet.core.facts.special_names import not_public, reserved_ending


@pytest.mark.parametrize(
    'host, ending',
    [
        ('repo.corp', 'corp'),
        ('corp', 'corp'),
        ('*.corp', 'corp'),
        ('a.b.internal', 'internal'),
        ('db.test', 'test'),
        ('localhost', 'localhost'),
        ('x.localhost', 'localhost'),
        ('printer.local', 'local'),
        ('a.lan', 'lan'),
        ('a.localdomain', 'localdomain'),
        ('nas.home.arpa', 'home.arpa'),
        ('nas.home', 'home'),
        ('a.mail', 'mail'),
        ('x.alt', 'alt'),
        ('x.onion', 'onion'),
        ('x.invalid', 'invalid'),
        ('x.example', 'example'),
        ('www.example.com', 'example.com'),
        ('example.net', 'example.net'),
        ('*.example.org', 'example.org'),
        ('*x.example.org', 'example.org'),
        ('a.intranet', 'intranet'),
        ('a.private', 'private'),
    ],
)
def test_reserved_endings(host, ending):
    assert reserved_ending(host) == ending


@pytest.mark.parametrize(
    'host',
    [
        'pypi.org',
        'corp.com',
        'mycorp',
        'gmail',
        'notexample.com',
        'example.co',
        'example.com.org',
        'arpa',
        '1.10.in-addr.arpa',
        '*',
        '*.com',
        '*com',
        # It matches myexample.com, and mail.gmail.
        '*example.com',
        '*mail',
    ],
)
def test_other_names_may_be_public(host):
    assert reserved_ending(host) is None


@pytest.mark.parametrize(
    'host, ending',
    [
        ('repo.corp', 'corp'),
        ('localhost', 'localhost'),
        ('word', 'word'),
        ('pypi.ogr', 'ogr'),
        ('10.0.0.256', '256'),
        ('*.ogr', 'ogr'),
        ('pypi.org', None),
        ('*.pypi.org', None),
        ('*pypi.org', None),
        ('*', None),
        ('*m', None),
    ],
)
def test_names_that_public_dns_does_not_resolve(host, ending):
    assert not_public(host) == ending
