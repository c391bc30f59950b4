from azext_hubnet.core.documents.repeated import RepeatedKeys
from azext_hubnet.core.formats.network import is_network
from tests.core.parsed import hub_of, notes


def test_networks():
    assert is_network({'outboundRules': None}) and is_network({'isolation_mode': 'x'})
    assert not is_network({'rules': []}) and not is_network(None)


def test_flood_of_unknown_fields_is_counted_without_an_invented_field():
    network = {'outbound_rules': [], **{f'x{number}': 1 for number in range(12)}}
    assert notes(hub_of({'managed_network': network}))[9:] == [
        ('managed_network.x9', 'is not a field of a managed network and was not read'),
        ('managed_network', '2 more fields are not fields of a managed network and were not read'),
    ]


def test_flood_of_repeated_fields_is_counted_without_an_invented_field():
    pairs = [(f'x{number}', 1) for number in range(12)]
    network = RepeatedKeys.dict_of([('outbound_rules', []), *pairs, *pairs])
    found = notes(hub_of({'managed_network': network}))
    rest = 'more than once; rules are read from each, for everything else the last one counts'
    assert found[9:11] == [
        ('managed_network.x9', f'appears {rest}'),
        ('managed_network', f'2 more fields appear {rest}'),
    ]
