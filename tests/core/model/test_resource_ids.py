import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.model.resource_ids import ResourceId, parse_resource_id

PREFIX = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/net-rg/providers/'
STORE = PREFIX + 'Microsoft.Storage/storageAccounts/MyStore'


@pytest.mark.parametrize(
    'text, kind, name',
    [
        (STORE, 'Microsoft.Storage/storageAccounts', 'MyStore'),
        (STORE.lower(), 'microsoft.storage/storageaccounts', 'mystore'),
        (STORE.strip('/'), 'Microsoft.Storage/storageAccounts', 'MyStore'),
        (f' {STORE}/ ', 'Microsoft.Storage/storageAccounts', 'MyStore'),
        (PREFIX + 'Microsoft.Sql/servers/one/databases/two', 'Microsoft.Sql/servers/databases', 'one/two'),
    ],
)
def test_resource_id_is_parsed(text, kind, name):
    parsed = parse_resource_id(text)
    assert (parsed.type, parsed.name) == (kind, name)
    assert parsed.group == 'net-rg'
    assert parsed.subscription == '11111111-2222-3333-4444-555555555555'


@pytest.mark.parametrize(
    'text',
    [
        '',
        '/',
        'mystore',
        STORE + '/blobServices',
        STORE.replace('MyStore', ''),
        STORE.replace('net-rg', '<RESOURCE_GROUP>'),
        STORE.replace('MyStore', '{storage}'),
        STORE.replace('MyStore', '${storage}'),
        STORE.replace('MyStore', 'my store'),
        'https://management.azure.com' + STORE,
        '/subscriptions/1',
        '/subscriptions/1/resourceGroups/net-rg',
        STORE + '/providers/Microsoft.Insights/diagnosticSettings/x',
        STORE + '\n' + STORE,
    ],
)
def test_other_texts_are_not_resource_ids(text):
    assert parse_resource_id(text) is None


_WORD = st.text('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.()', min_size=1, max_size=20)


@given(
    _WORD,
    _WORD,
    _WORD,
    st.lists(st.tuples(_WORD.filter(lambda word: word.lower() != 'providers'), _WORD), min_size=1, max_size=3),
)
def test_any_valid_resource_id_is_parsed(subscription, group, namespace, pairs):
    path = '/'.join(f'{kind}/{name}' for kind, name in pairs)
    text = f'/subscriptions/{subscription}/resourceGroups/{group}/providers/{namespace}/{path}'
    assert parse_resource_id(text) == ResourceId(
        subscription, group, '/'.join([namespace, *(kind for kind, _ in pairs)]), '/'.join(name for _, name in pairs)
    )
