"""The entries of a preset for one hub."""

import pytest

from azext_hubnet.core.catalogue import roles, shipped
from azext_hubnet.core.catalogue.roles import Given, parse_fqdns, parse_resources, require_filled
from azext_hubnet.core.facts.roles import HUB, HUB_PROPERTIES, RESOURCE_TYPES, ROLES
from azext_hubnet.core.model.errors import InputError, MissingValue
from tests.core.makers import (
    EVERYTHING,
    GATEWAY,
    GROUP,
    HUB_ID,
    RESOURCES,
    SEARCH,
    STORAGE,
    VAULT,
    endpoint,
    endpoint_entry,
    fqdn,
    hub,
    optional,
    preset,
    tag,
    tag_entry,
)

ALIASES = ('repo.corp.example', 'api.corp.example')


def need_of(entry, on_hub=None, given=roles.NOTHING_GIVEN):
    (need,) = roles.resolve(preset(entry).at(), hub() if on_hub is None else on_hub, given)
    return need


# Roles


@pytest.mark.parametrize(
    'role, subresource',
    [('storage', 'blob'), ('key_vault', 'vault'), ('hub', 'amlworkspace'), ('container_registry', 'registry')],
)
def test_hub_fills_its_roles_unless_they_are_given(role, subresource):
    entry = endpoint_entry(f'<{role}>', subresource)
    assert need_of(entry).destination == endpoint(RESOURCES[role], subresource)
    other = RESOURCES[role] + '2'
    assert need_of(entry, given=Given({role: other}, {})).destination == endpoint(other, subresource)
    assert need_of(entry, hub(resources={}), Given({role: other}, {})).destination == endpoint(other, subresource)
    missing = need_of(entry, hub(resources={}))
    assert (missing.destination, missing.unsupported, missing.unfilled) == (None, None, role)


@pytest.mark.parametrize('role', sorted({*RESOURCE_TYPES} - {*HUB_PROPERTIES, HUB}))
def test_other_roles_have_to_be_given(role):
    assert need_of(endpoint_entry(f'<{role}>')).unfilled == role


def test_resource_that_the_hub_does_not_have_is_unsupported_unless_given():
    without = hub(resources=dict(RESOURCES, container_registry=None))
    entry = endpoint_entry('<container_registry>', 'registry')
    assert need_of(entry, without).unsupported == 'the hub has no container registry'
    other = RESOURCES['container_registry']
    assert need_of(entry, without, Given({'container_registry': other}, {})).destination == endpoint(other, 'registry')


@pytest.mark.parametrize(
    'location, given, expected',
    [
        ('West US 3', {}, 'Storage.westus3'),
        ('westus3', {}, 'Storage.westus3'),
        ('westus3', {'region': 'eastus'}, 'Storage.eastus'),
        (None, {'region': 'eastus'}, 'Storage.eastus'),
    ],
)
def test_region_comes_from_the_hub_or_is_given(location, given, expected):
    need = need_of(tag_entry('Storage.<region>'), hub(location=location), Given(given, {}))
    assert need.destination.service_tag == expected
    assert need.destination == tag(expected)


@pytest.mark.parametrize('location', [None, '', '[resourceGroup().location]', '<region>', '3', 'Ünited'])
def test_invalid_region_of_the_hub_leaves_the_role_unfilled(location):
    assert need_of(tag_entry('Storage.<region>'), hub(location=location)).unfilled == 'region'


def test_gateway_needs_its_aliases_too():
    entry = endpoint_entry('<application_gateway>', 'appGwPrivateFrontendIpIPv4')
    assert need_of(entry).unfilled == 'application_gateway'
    assert need_of(entry, given=Given({}, {'application_gateway': ALIASES})).unfilled == 'application_gateway'
    only_id = Given({'application_gateway': GATEWAY}, {})
    assert need_of(entry, given=only_id).unfilled == 'fqdns of application_gateway'
    both = Given({'application_gateway': GATEWAY}, {'application_gateway': ALIASES})
    assert need_of(entry, given=both).destination == endpoint(GATEWAY, 'appGwPrivateFrontendIpIPv4', fqdns=ALIASES)


@pytest.mark.parametrize(
    'entry, role',
    [
        (endpoint_entry('<nothing>'), 'nothing'),
        (endpoint_entry('<region>'), 'region'),
        (tag_entry('Storage.<storage>'), 'storage'),
        (endpoint_entry('/subscriptions/<sub>/resourceGroups/rg/providers/A.B/c/d'), 'sub'),
    ],
)
def test_unknown_role_is_an_error(entry, role):
    with pytest.raises(InputError) as caught:
        need_of(entry)
    place = 'mine.yaml: entry 1, field destination'
    assert caught.value.message == f"{place}: '<{role}>' is not a valid role for the type {entry['type']}."
    assert 'private_link_scope' in caught.value.recommendation


def test_shipped_presets_use_known_roles_only():
    for name in shipped.names():
        revision = shipped.load(name).at()
        assert {roles.role_of(entry) for entry in revision.entries} - {None} <= set(ROLES)
        assert not [need for need in roles.resolve(revision, hub(), EVERYTHING) if need.unfilled]


# Entries that cannot be rules


@pytest.mark.parametrize('destination, port', [('pypi.org:8443', 8443), ('*.pypi.org:22', 22), ('PyPI.org:1', 1)])
def test_port_other_than_80_and_443_is_unsupported(destination, port):
    need = need_of(destination)
    assert need.unsupported == f'FQDN rules open ports 80 and 443 only, not {port}'
    assert need.destination is None and need.entry.destination == destination


@pytest.mark.parametrize('port', [80, 443])
def test_port_80_or_443_of_a_host_is_an_error(port):
    with pytest.raises(InputError) as caught:
        need_of(f'pypi.org:{port}')
    assert caught.value.message == f"mine.yaml: entry 1, field destination: 'pypi.org:{port}' has a port."
    assert caught.value.recommendation == "Write 'pypi.org'; FQDN rules always open 80 and 443."


@pytest.mark.parametrize(
    'entry, field, words',
    [
        ('https://pypi.org', 'destination', 'is a URL'),
        ('pypi.org/simple', 'destination', 'has a path'),
        ('www.*.org', 'destination', 'has an asterisk'),
        ('<region>.api.azureml.ms', 'destination', 'contains an unresolved placeholder'),
        ('10.0.0.1:8443', 'destination', 'has a port'),
        (tag_entry('Storage', '70000'), 'destination.port_ranges', 'is not a port'),
        (tag_entry('Storage', protocol='SCTP'), 'destination.protocol', 'is not a protocol'),
        (endpoint_entry('mystore'), 'destination.service_resource_id', 'is not a resource id'),
        (endpoint_entry(STORAGE, None), 'destination.subresource_target', 'is missing'),
        (endpoint_entry(fqdns=7), 'fqdns', 'is the number 7'),
    ],
)
def test_entry_that_is_not_a_rule_is_an_error_with_its_place(entry, field, words):
    with pytest.raises(InputError) as caught:
        roles.resolve(preset('a.com', entry).at(), hub())
    assert caught.value.message.startswith(f'mine.yaml: entry 2, field {field}: ')
    assert words in caught.value.message
    assert caught.value.recommendation == 'Fix the entry in the preset file.'


def test_entry_that_denies_is_unsupported():
    assert 'the entry denies' in need_of(tag_entry(action='deny')).unsupported
    assert need_of(tag_entry(action='allow')).destination == tag()


@pytest.mark.parametrize(
    'resource, subresource, what',
    [
        (f'{GROUP}/providers/Microsoft.Web/sites/site', 'sites', 'Microsoft.Web/sites with subresource sites'),
        (VAULT, 'blob', 'Microsoft.KeyVault/vaults with subresource blob'),
    ],
)
def test_target_without_support_is_unsupported(resource, subresource, what):
    need = need_of(endpoint_entry(resource, subresource))
    assert need.unsupported == f'a managed network cannot have a private endpoint to {what}'
    assert need.destination is None


def test_given_resource_of_the_wrong_type_is_an_error():
    with pytest.raises(InputError) as caught:
        need_of(endpoint_entry(), given=Given({'storage': VAULT}, {}))
    assert (
        caught.value.message == f'--resource storage: {VAULT} has the type Microsoft.KeyVault/vaults, which has '
        'no private endpoint subresource blob.'
    )
    assert caught.value.recommendation == "Give the id of the resource that the preset mine means by 'storage'."


def test_types_and_subresources_compare_without_case():
    assert need_of(endpoint_entry(STORAGE.upper(), 'BLOB')).destination == endpoint(STORAGE.upper(), 'BLOB')


def test_needs_are_one_per_entry_in_order():
    revision = preset('b.com, a.com', optional('c.com'), tag_entry(), 'a.com').at()
    needs = roles.resolve(revision, hub())
    assert [need.destination for need in needs] == [fqdn('b.com'), fqdn('a.com'), fqdn('c.com'), tag(), fqdn('a.com')]
    assert {need.preset for need in needs} == {'mine'}


# What is still to be given


def missing_of(*entries, on_hub=None, include_optional=False, given=roles.NOTHING_GIVEN):
    needs = roles.resolve(preset(*entries).at(), on_hub or hub(), given)
    with pytest.raises(MissingValue) as caught:
        require_filled(needs, include_optional)
    return caught.value


def test_unfilled_role_is_named_with_what_to_type():
    error = missing_of('a.com', endpoint_entry('<search>', 'searchService'))
    assert error.message == 'The preset mine needs a resource for the role search, and the input has none.'
    assert error.recommendation == 'Add --resource search=RESOURCE_ID.'
    error = missing_of(endpoint_entry('<search>'), endpoint_entry('<ai_services>'), endpoint_entry('<search>'))
    assert 'needs resources for the roles search, ai_services, and' in error.message
    assert error.recommendation == 'Add --resource search=RESOURCE_ID ai_services=RESOURCE_ID.'


def test_message_names_the_roles_of_one_preset_and_asks_for_all():
    needs = [
        need
        for name, role in (('one', '<search>'), ('two', '<registry>'))
        for need in roles.resolve(preset(endpoint_entry(role), name=name).at(), hub())
    ]
    with pytest.raises(MissingValue, match='preset one needs a resource for the role search, and') as caught:
        require_filled(needs, False)
    assert caught.value.recommendation == 'Add --resource search=RESOURCE_ID registry=RESOURCE_ID.'


def test_unfilled_region_and_aliases_are_named():
    error = missing_of(tag_entry('Storage.<region>'), on_hub=hub(location=None))
    assert 'needs the region of the hub' in error.message and '--resource region=westus3' in error.recommendation
    error = missing_of(
        endpoint_entry('<application_gateway>', 'appGwPrivateFrontendIpIPv4'),
        given=Given({'application_gateway': GATEWAY}, {}),
    )
    assert 'needs the host names behind the Application Gateway' in error.message
    assert error.recommendation == 'Add --fqdns application_gateway=repo.corp.example,api.corp.example.'


def test_optional_entry_needs_its_role_only_when_it_counts():
    entry = endpoint_entry('<search>', 'searchService', optional=True)
    require_filled(roles.resolve(preset('a.com', entry).at(), hub()), False)
    assert missing_of(entry, include_optional=True).recommendation == 'Add --resource search=RESOURCE_ID.'
    require_filled(roles.resolve(preset('a.com').at(), hub()), True)


# What the user types


def test_resources_are_read_by_role():
    assert parse_resources([]) == {}
    assert parse_resources([f'storage={STORAGE}', f' Key-Vault = {VAULT} ', 'region=West US 3']) == {
        'storage': STORAGE,
        'key_vault': VAULT,
        'region': 'westus3',
    }
    assert parse_resources(['search=' + SEARCH, 'hub=' + HUB_ID]) == {'search': SEARCH, 'hub': HUB_ID}


@pytest.mark.parametrize(
    'text, message, recommendation',
    [
        ('storage', "--resource: 'storage' is not ROLE=VALUE.", 'Write it like --resource storage='),
        ('storage=', "--resource: 'storage=' is not ROLE=VALUE.", 'Write it like --resource storage='),
        ('storage= ', "--resource: 'storage= ' is not ROLE=VALUE.", 'Write it like --resource storage='),
        ('storag=x', "--resource: 'storag' is not a valid role.", 'Did you mean storage'),
        ('=x', "--resource: '' is not a valid role.", 'The roles are ai_services, '),
        ('storage=mystore', "--resource storage: 'mystore' is not a valid resource id.", 'Give the full id'),
        (
            'storage=/subscriptions/<sub>/x',
            "--resource storage: '/subscriptions/<sub>/x' is not a valid resource id.",
            'Give',
        ),
        ('region=<region>', "--resource region: '<region>' is not a valid region.", 'Give a region such as westus3.'),
    ],
)
def test_resource_that_is_not_a_pair_is_an_error(text, message, recommendation):
    with pytest.raises(InputError) as caught:
        parse_resources([text])
    assert caught.value.message == message
    assert caught.value.recommendation.startswith(recommendation)


def test_two_resources_for_one_role_are_an_error():
    with pytest.raises(InputError, match='--resource key_vault is given twice'):
        parse_resources([f'key_vault={VAULT}', f'key-vault={VAULT}2'])


def test_given_roles_that_no_preset_has_are_reported():
    given = Given({'search': SEARCH, 'storage': STORAGE, 'region': 'westus3'}, {'application_gateway': ('a.b.c',)})
    revisions = [preset('a.com', endpoint_entry('<search>')).at(), preset(tag_entry('Storage.<region>')).at()]
    assert roles.unused(given, revisions) == ['--resource storage', '--fqdns application_gateway']


def test_aliases_are_read_and_gathered():
    assert parse_fqdns([]) == {}
    assert parse_fqdns(
        [
            'application_gateway=Repo.corp.example., api.corp.example,',
            'application-gateway=repo.corp.example,c.corp.example',
        ]
    ) == {'application_gateway': ('repo.corp.example', 'api.corp.example', 'c.corp.example')}


@pytest.mark.parametrize(
    'text, message',
    [
        ('application_gateway', "--fqdns: 'application_gateway' is not ROLE=VALUE."),
        ('application_gateway=,', "--fqdns: 'application_gateway=,' has no host name."),
        ('storage=a.b.c', '--fqdns storage: only an Application Gateway takes aliases.'),
        ('gateway=a.b.c', '--fqdns gateway: only an Application Gateway takes aliases.'),
        ('application_gateway=https://a.b.c', "--fqdns application_gateway: 'https://a.b.c' is a URL"),
        ('application_gateway=a.b.c,corp.example', "--fqdns application_gateway: 'corp.example' is not an alias"),
        ('application_gateway=*.corp.example.com', "--fqdns application_gateway: '*.corp.example.com' is not an alias"),
    ],
)
def test_alias_that_a_gateway_does_not_accept_is_an_error(text, message):
    with pytest.raises(InputError) as caught:
        parse_fqdns([text])
    assert caught.value.message.startswith(message)
    assert caught.value.recommendation
