"""Rows of the tables."""

import pytest

from azext_hubnet import _format
from azext_hubnet.core import listing
from tests.unit.makers import hub, rule, tag


@pytest.mark.parametrize('destination, shown', [
    (tag('Sql', '443'), 'Sql TCP 443'), (tag('Sql', '443', action='Deny'), 'Deny Sql TCP 443'),
    (tag('Sql', '443', prefixes=['20.0.0.0/24']), '20.0.0.0/24 TCP 443')])
def test_a_rule_that_denies_does_not_look_like_one_that_allows(destination, shown):
    row, = _format.rule_table(listing.list_rules(hub(rule('r', destination)), []))
    assert row['Destination'] == shown
