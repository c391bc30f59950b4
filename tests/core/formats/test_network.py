from azext_hubnet.core.formats.network import is_network


def test_networks():
    assert is_network({'outboundRules': None}) and is_network({'isolation_mode': 'x'})
    assert not is_network({'rules': []}) and not is_network(None)
