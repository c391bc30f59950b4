"""Private endpoint rules that lead nowhere."""

import shlex

import pytest

from azext_hubnet.core.facts import private_endpoints
from tests.core.audit.makers import hits
from tests.core.makers import GATEWAY, GROUP, STORAGE, VAULT, endpoint, hub, rule

from .test_correctness_names import read

SITE = f'{GROUP}/providers/Microsoft.Web/sites/site'
MANAGED = f'{GROUP}/providers/Microsoft.Sql/managedInstances/mi'
REDIS = f'{GROUP}/providers/Microsoft.Cache/redisEnterprise/red'
FRONTEND = 'appGwPrivateFrontendIpIPv4'


def found(check_id, destination, status=None, **fields):
    return hits(check_id, hub(rule('r', destination, status, **fields)))


@pytest.mark.parametrize(
    'resource, subresource, expected',
    [
        (SITE, 'sites', ['HN312']),
        (STORAGE, 'blobs', ['HN313']),
        (VAULT, 'vaults', ['HN313']),
        (MANAGED, 'managedInstance', ['HN320']),
        (REDIS, 'redisEnterprise', ['HN320']),
        (MANAGED, 'sql', ['HN313', 'HN320']),
        (STORAGE, 'BLOB', []),
        (STORAGE, 'dfs_secondary', []),
        (GATEWAY, FRONTEND.upper(), []),
        (GATEWAY, 'frontend', ['HN313']),
        # Its own documentation has it, the articles on managed networks do not.
        (f'{GROUP}/providers/Microsoft.DataFactory/factories/f', 'portal', []),
    ],
)
def test_types_and_subresources(resource, subresource, expected):
    assert [check for check in ('HN312', 'HN313', 'HN320') if found(check, endpoint(resource, subresource))] == expected


def test_every_documented_target_passes():
    for target in private_endpoints.TARGETS:
        for subresource in target.subresources + target.unconfirmed:
            one = endpoint(f'{GROUP}/providers/{target.type}/x', subresource)
            assert found('HN312', one) == [] == found('HN313', one)
            assert bool(found('HN320', one)) == bool(target.doubt)


@pytest.mark.parametrize(
    'check_id, destination',
    [
        ('HN312', endpoint(SITE, 'sites')),
        ('HN313', endpoint(STORAGE, 'blobs')),
        ('HN320', endpoint(REDIS, 'redisEnterprise')),
    ],
)
def test_active_endpoint_is_not_judged(check_id, destination):
    assert found(check_id, destination, 'Active') == []
    for status in (None, 'Inactive', 'Provisioning', 'Failed', 'Odd'):
        assert len(found(check_id, destination, status)) == 1


def test_message_names_the_subresources_and_the_command_writes_the_only_one():
    (hit,) = found('HN312', endpoint(SITE, 'sites'))
    assert hit.message == 'r: no article on managed networks names Microsoft.Web/sites as a target.'
    assert ' remove ' in hit.fix[0]
    (hit,) = found('HN313', endpoint(VAULT, 'vaults', spark=True))
    assert hit.message == 'r: Microsoft.KeyVault/vaults has no subresource vaults; it has vault.'
    assert shlex.split(hit.fix[0])[-4:] == ['--subresource-target', 'vault', '--spark-enabled', 'true']
    (hit,) = found('HN313', endpoint(STORAGE, 'blobs'))
    assert 'it has blob, blob_secondary, ' in hit.message and hit.message.endswith(' and dfs_secondary.')
    assert hit.fix == ()
    (hit,) = found('HN320', endpoint(MANAGED, 'managedInstance'))
    assert (
        hit.message.endswith('reaches Microsoft.Sql/managedInstances: no article names it after 2024-05-21.')
        and hit.fix == ()
    )


@pytest.mark.parametrize(
    'resource', [None, '', ' ', 'mystore', '/subscriptions/x', f'{GROUP}', 7, ['x'], {'id': STORAGE}]
)
def test_invalid_resource_id_is_found(resource):
    one = read({'service_resource_id': resource, 'subresource_target': 'blob'}, type_name='private_endpoint')
    (hit,) = hits('HN314', hub(one))
    assert hit.message.startswith('r, field destination.service_resource_id: ') and hit.rules == ('r',)


@pytest.mark.parametrize(
    'fields',
    [
        {'service_resource_id': STORAGE, 'subresource_target': 'blob'},
        {'service_resource_id': STORAGE},
        {'service_resource_id': '<storage>', 'subresource_target': 'blob'},
        'text',
        None,
    ],
)
def test_other_faults_of_an_endpoint_are_for_other_checks(fields):
    assert hits('HN314', hub(read(fields, type_name='private_endpoint'))) == []


def test_a_gateway_without_names():
    (hit,) = found('HN315', endpoint(GATEWAY, FRONTEND))
    assert hit.message == 'r: the Application Gateway gw has no host names (fqdns).'
    assert shlex.split(hit.fix[0])[-2:] == ['--fqdns', '<host names>']
    assert len(found('HN315', endpoint(GATEWAY, FRONTEND), 'Active')) == 1
    assert found('HN315', endpoint(GATEWAY, FRONTEND, fqdns=['a.b.c'])) == [] == found('HN315', endpoint())


@pytest.mark.parametrize(
    'alias, is_bad',
    [
        ('repo.corp.example', False),
        ('a.b.c.d', False),
        ('a.b.c.', False),
        ('a.b', True),
        ('a.b.', True),
        ('word', True),
        ('', True),
        ('*.b.c.d', True),
        ('*', True),
    ],
)
def test_aliases(alias, is_bad):
    result = found('HN316', endpoint(GATEWAY, FRONTEND, fqdns=['good.corp.example', alias]))
    assert [hit.destinations for hit in result] == ([(alias,)] if is_bad else [])
    assert all(f"r: '{alias}' is not an alias" in hit.message for hit in result)


def test_only_a_gateway_has_aliases():
    assert found('HN316', endpoint(STORAGE, 'blob', fqdns=['word'])) == []


@pytest.mark.parametrize(
    'check_id, destination',
    [
        ('HN312', endpoint(SITE, 'sites')),
        ('HN313', endpoint(STORAGE, 'blobs')),
        ('HN315', endpoint(GATEWAY, FRONTEND)),
        ('HN316', endpoint(GATEWAY, FRONTEND, fqdns=['a.b'])),
        ('HN320', endpoint(REDIS, 'redisEnterprise')),
    ],
)
def test_rules_of_the_platform_and_deleted_rules_are_not_judged(check_id, destination):
    assert len(found(check_id, destination)) == 1
    assert found(check_id, destination, 'Deleting') == [] == found(check_id, destination, category='Required')
