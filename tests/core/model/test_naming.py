"""Names for the rules that hubnet writes."""

import re

import pytest

from azext_hubnet.core.model.naming import identity, rule_name
from tests.core.makers import STORAGE, VAULT, endpoint, fqdn, tag

PATTERN = re.compile(r'^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$')


@pytest.mark.parametrize(
    'host, name',
    [
        ('*.vscode.dev', 'hn-any-vscode-dev'),
        ('marketplace.visualstudio.com', 'hn-marketplace-visualstudio-com'),
        ('PyPI.org.', 'hn-pypi-org'),
        ('*vscode.dev', 'hn-ending-vscode-dev'),
        ('*', 'hn-all'),
        ('a-b.c', 'hn-a--b-c'),
        ('a.b-c', 'hn-a-b--c'),
        ('a_b.c', 'hn-a_b-c'),
        ('a.' + 'b' * 28, 'hn-a-' + 'b' * 28),
    ],
)
def test_rule_for_a_short_host_is_named_after_it(host, name):
    assert rule_name(fqdn(host)) == name
    assert PATTERN.match(name)


@pytest.mark.parametrize(
    'destination, pattern',
    [
        (fqdn('a.' + 'b' * 29), r'hn-a-b{19}-[0-9a-f]{8}'),
        (fqdn('pkg-containers.githubusercontent.com'), r'hn-pkg--containers-githu-[0-9a-f]{8}'),
        # Words that stand for something else
        (fqdn('any.vscode.dev'), r'hn-any-vscode-dev-[0-9a-f]{8}'),
        (fqdn('all'), r'hn-all-[0-9a-f]{8}'),
        (fqdn('st.contoso.com'), r'hn-st-contoso-com-[0-9a-f]{8}'),
        (fqdn('b.com', 'a.com'), r'hn-a-com-and-more-[0-9a-f]{8}'),
        (tag('Storage.WestUS'), r'hn-st-storage-westus-tcp-[0-9a-f]{8}'),
        (tag(protocol='*'), r'hn-st-storage-any-[0-9a-f]{8}'),
        (tag(prefixes=['10.0.0.0/8']), r'hn-st-addresses-tcp-[0-9a-f]{8}'),
        (endpoint(), r'hn-pe-mystore-blob-[0-9a-f]{8}'),
        # The hyphen at the cut is left out.
        (fqdn('a' * 20 + '.' + 'b' * 20), r'hn-a{20}-[0-9a-f]{8}'),
    ],
)
def test_long_or_ambiguous_names_end_in_a_hash(destination, pattern):
    name = rule_name(destination)
    assert re.fullmatch(pattern, name)
    assert PATTERN.match(name)


DISTINCT = [
    fqdn('vscode.dev'),
    fqdn('*.vscode.dev'),
    fqdn('*vscode.dev'),
    fqdn('any.vscode.dev'),
    fqdn('ending.vscode.dev'),
    fqdn('vs-code.dev'),
    fqdn('vs.code.dev'),
    fqdn('vs--code.dev'),
    fqdn('*-vscode.dev'),
    fqdn('*'),
    fqdn('all'),
    fqdn('pkg-containers.githubusercontent.com'),
    fqdn('pkg-containers.githubusercontent.net'),
    fqdn('a.com', 'b.com'),
    fqdn('a.com', 'c.com'),
    fqdn('a.com'),
    fqdn('st.storage.tcp'),
    tag('Storage'),
    tag('Storage', '80'),
    tag('Storage', protocol='*'),
    tag('Storage.WestUS'),
    tag('Storage-WestUS'),
    tag(prefixes=['10.0.0.0/8']),
    tag(prefixes=['10.0.0.0/16']),
    endpoint(),
    endpoint(subresource='file'),
    endpoint(STORAGE.replace('rg', 'rg2')),
    endpoint(VAULT, 'vault'),
]


def test_distinct_destinations_have_distinct_names():
    names = [rule_name(destination).lower() for destination in DISTINCT]
    assert len(set(names)) == len(DISTINCT)
    assert all(PATTERN.match(name) for name in names)


@pytest.mark.parametrize(
    'one, other',
    [
        (fqdn('PyPI.org.'), fqdn('pypi.org')),
        (fqdn('b.com', 'a.com'), fqdn('A.com', 'b.com', 'a.com')),
        (fqdn('a.com', 'a.com'), fqdn('a.com')),
        (tag('STORAGE', '80,443'), tag('storage', '443, 80')),
        (tag('Storage', prefixes=['10.0.0.0/8']), tag('Sql', prefixes=['10.0.0.0/8'])),
        # One rule serves a target, whatever else it says.
        (endpoint(), endpoint(STORAGE.upper(), 'Blob', spark=True, fqdns=['a.corp.example'])),
    ],
)
def test_the_same_destination_has_the_same_name(one, other):
    assert rule_name(one) == rule_name(other)
    assert identity(one) == identity(other)


def test_names_stay_the_same_between_versions():
    """They stand on hubs: what is found under another name would be written again."""
    destinations = (
        fqdn('pkg-containers.githubusercontent.com'),
        fqdn('a.com', 'b.com'),
        tag('AzureMachineLearning'),
        endpoint(),
    )
    assert [rule_name(destination) for destination in destinations] == [
        'hn-pkg--containers-githu-1dda991e',
        'hn-a-com-and-more-31e51eb6',
        'hn-st-azuremachinelearni-8699f533',
        'hn-pe-mystore-blob-8737d160',
    ]


def test_taken_names_get_a_hash_then_a_longer_one():
    wanted = fqdn('pypi.org')
    taken = []
    for length in (8, 9, 10):
        taken.append(rule_name(wanted, lambda name: name not in taken))
        following = rule_name(wanted, lambda name: name not in taken)
        assert re.fullmatch(rf'hn-pypi-org-[0-9a-f]{{{length}}}', following)
        assert following.startswith(taken[-1]) and PATTERN.match(following)


def test_longest_hash_is_used_if_all_shorter_ones_are_taken():
    assert re.fullmatch('hn-[0-9a-f]{30}', rule_name(fqdn('pypi.org'), lambda name: False))
