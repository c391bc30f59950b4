"""Host names and wildcard patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.model import hosts


@pytest.mark.parametrize(
    'text, expected',
    [
        ('pypi.org', 'pypi.org'),
        ('  PyPI.Org. ', 'pypi.org'),
        ('*.Vscode.DEV', '*.vscode.dev'),
        ('*.vscode.dev.', '*.vscode.dev'),
        ('*contoso.com', '*contoso.com'),
        ('*-cdn.contoso.com', '*-cdn.contoso.com'),
        ('*', '*'),
        ('localhost', 'localhost'),
        ('_dmarc.contoso.com', '_dmarc.contoso.com'),
        ('1.2.3.4.contoso.com', '1.2.3.4.contoso.com'),
        ('host1', 'host1'),
        ('*.10', '*.10'),
        ('bücher.example', 'xn--bcher-kva.example'),
        ('*.Bücher.example', '*.xn--bcher-kva.example'),
        ('*bücher.example.', '*xn--bcher-kva.example'),
        ('bücher。example。', 'xn--bcher-kva.example'),
        ('a' * 63 + '.com', 'a' * 63 + '.com'),
    ],
)
def test_normalise_gives_the_canonical_form_of_a_host(text, expected):
    assert hosts.normalise(text) == expected
    assert hosts.normalise(expected) == expected


@pytest.mark.parametrize(
    'kind, text, words',
    [
        ('url', 'https://pypi.org', 'is a URL'),
        ('url', 'https://bücher.example/x', 'is a URL'),
        ('url', 'https://10.0.0.1/', 'is a URL'),
        ('url', 'pypi.org/simple', 'has a path'),
        ('url', 'me@pypi.org', 'has a user name'),
        ('url', 'pypi.org/a@b', 'has a path'),
        ('url', 'pypi.org:443', 'has a port'),
        ('url', '10.0.0.1:443', 'has a port'),
        ('wildcard', 'www.*.com', 'not at the left'),
        ('wildcard', '**.com', 'not at the left'),
        ('wildcard', 'contoso.*', 'not at the left'),
        ('not_a_host', '10.0.0.1', 'is an IP address'),
        ('not_a_host', '10.0.0.0/24', 'is an IP address'),
        ('not_a_host', '2001:db8::1', 'is an IP address'),
        ('not_a_host', '[2001:db8::1]', 'is an IP address'),
        ('not_a_host', '', 'is not a host name'),
        ('not_a_host', '.', 'is not a host name'),
        ('not_a_host', '*.', 'is not a host name'),
        ('not_a_host', '.contoso.com', 'is not a host name'),
        ('not_a_host', 'contoso..com', 'is not a host name'),
        ('not_a_host', 'contoso.com..', 'is not a host name'),
        ('not_a_host', '-contoso.com', 'is not a host name'),
        ('not_a_host', 'contoso-.com', 'is not a host name'),
        ('not_a_host', 'two words.com', 'is not a host name'),
        ('not_a_host', 'contoso.com,pypi.org', 'is not a host name'),
        ('not_a_host', 'a' * 64 + '.com', 'is not a host name'),
        ('not_a_host', '.'.join(['a' * 60] * 5), 'is not a host name'),
        ('not_a_host', '☃' * 64 + '.com', 'is not a host name'),
    ],
)
def test_normalise_refuses_what_an_fqdn_rule_cannot_hold(kind, text, words):
    with pytest.raises(hosts.HostError) as caught:
        hosts.normalise(text)
    assert caught.value.kind == kind
    assert words in caught.value.reason
    assert f"'{text}'" in caught.value.reason


def test_hosts_longer_than_the_limit_are_refused():
    longest = '.'.join(['a' * 62] * 4) + 'b'
    assert len(longest) == hosts.MAX_HOST - 1
    assert hosts.normalise('c' + longest) == 'c' + longest
    with pytest.raises(hosts.HostError):
        hosts.normalise('cc' + longest)


@given(st.text())
def test_any_text_is_a_canonical_pattern_or_a_host_error(text):
    try:
        host = hosts.normalise(text)
    except hosts.HostError:
        return
    assert hosts.normalise(host) == host
    assert host.isascii() and host == host.lower() and not host.endswith('.')


@pytest.mark.parametrize(
    'wide, narrow, expected',
    [
        # *.x: every host below x, at any depth, not x
        ('*.vscode.dev', 'a.vscode.dev', True),
        ('*.vscode.dev', 'a.b.c.vscode.dev', True),
        ('*.vscode.dev', 'vscode.dev', False),
        ('*.vscode.dev', 'myvscode.dev', False),
        ('*.vscode.dev', 'a.vscode.dev.evil.com', False),
        ('*.vscode.dev', '*.vscode.dev', True),
        ('*.vscode.dev', '*.a.vscode.dev', True),
        ('*.a.vscode.dev', '*.vscode.dev', False),
        ('*.vscode.dev', '*vscode.dev', False),
        # *x: all that ends in x, x included
        ('*vscode.dev', 'vscode.dev', True),
        ('*vscode.dev', 'myvscode.dev', True),
        ('*vscode.dev', 'a.vscode.dev', True),
        ('*vscode.dev', '*.vscode.dev', True),
        ('*vscode.dev', '*myvscode.dev', True),
        ('*myvscode.dev', '*vscode.dev', False),
        ('*vscode.dev', 'scode.dev', False),
        # *: everything
        ('*', 'vscode.dev', True),
        ('*', '*.dev', True),
        ('*', '*', True),
        ('*.dev', '*', False),
        # a plain host: itself
        ('vscode.dev', 'vscode.dev', True),
        ('vscode.dev', 'a.vscode.dev', False),
        ('vscode.dev', '*.vscode.dev', False),
    ],
)
def test_a_pattern_covers_what_it_matches_and_no_more(wide, narrow, expected):
    assert hosts.covers(wide, narrow) is expected
    assert (wide == narrow or wide in hosts.wider(narrow)) is expected


def test_wider_patterns_come_narrowest_first():
    assert list(hosts.wider('a.b')) == ['*a.b', '*.b', '*b', '*']
    assert list(hosts.wider('*.b')) == ['*b', '*']
    assert list(hosts.wider('*')) == []


@pytest.mark.parametrize(
    'text, expected',
    [
        ('pypi.org:8443', ('pypi.org', 8443)),
        (' *.PyPI.org:443 ', ('*.pypi.org', 443)),
        ('pypi.org:65535', ('pypi.org', 65535)),
        ('pypi.org:65536', None),
        ('pypi.org:0', None),
        ('pypi.org:http', None),
        ('pypi.org:²', None),
        ('pypi.org', None),
        (':8443', None),
        ('8443', None),
        ('https://pypi.org:8443', None),
        ('10.0.0.1:8443', None),
    ],
)
def test_a_port_is_split_from_a_host_and_from_nothing_else(text, expected):
    assert hosts.split_port(text) == expected


@pytest.mark.parametrize(
    'text, expected',
    [
        ('10.0.0.1', True),
        ('2001:db8::1', True),
        ('fe80::1%eth0', True),
        ('10.0.0.0/24', False),
        ('10.0.0', False),
        ('pypi.org', False),
    ],
)
def test_is_address_is_false_for_host_names(text, expected):
    assert hosts.is_address(text) is expected
