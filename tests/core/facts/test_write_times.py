"""How long writing takes."""

import pytest

from azext_hubnet.core.facts.write_times import minutes
from tests.core.makers import hub


@pytest.mark.parametrize(
    'network, fqdn_rules, others, first, expected',
    [
        ('Active', 0, 0, False, (0, 0)),
        ('Inactive', 0, 0, True, (0, 0)),
        ('Active', 1, 0, False, (3, 5)),
        ('Active', 1, 0, True, (13, 15)),
        ('Active', 14, 0, False, (3, 70)),
        ('Active', 14, 0, True, (13, 80)),
        ('Active', 0, 1, False, (1, 5)),
        ('Active', 0, 2, False, (1, 10)),
        ('Active', 2, 1, False, (3, 15)),
        # Before the network is provisioned, rules are only noted down.
        ('Inactive', 14, 3, True, (0, 1)),
        # It may be either.
        (None, 1, 0, True, (0, 15)),
        (None, 0, 1, False, (0, 5)),
    ],
)
def test_the_range_follows_rules_firewall_and_network(network, fqdn_rules, others, first, expected):
    assert minutes(hub(network_status=network), fqdn_rules, others, first) == expected


@pytest.mark.parametrize(
    'network, fqdn_rules, others, first, expected',
    [
        ('Active', 0, 0, False, (0, 0)),
        ('Active', 1, 0, False, (3, 5)),
        ('Active', 4, 0, False, (14, 20)),
        ('Active', 4, 0, True, (24, 30)),
        ('Active', 2, 3, False, (10, 25)),
        ('Inactive', 4, 2, False, (0, 1)),
        (None, 4, 0, False, (0, 20)),
    ],
)
def test_low_estimate_of_serial_writes_counts_every_rule(network, fqdn_rules, others, first, expected):
    assert minutes(hub(network_status=network), fqdn_rules, others, first, serial=True) == expected
