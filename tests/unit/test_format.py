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


OPERATION = {'op': 'delete', 'rule': {'name': 'hn-a', 'type': 'fqdn', 'destination': 'a.com'}}
KEPT = {'rule': 'mine', 'reason': 'not ours'}
RESULT = {'rule': 'hn-a', 'destination': 'a.com', 'outcome': 'failed', 'error': 'refused'}


def changed(outcome, operations=(), results=(), kept=()):
    return _format.change_table({'outcome': outcome, 'plan': {'operations': operations}, 'results': results,
                                 'kept': kept})


def test_a_dry_run_shows_what_would_go_and_what_would_stay():
    assert changed('planned', [OPERATION], kept=[KEPT]) == [
        {'Rule': 'hn-a', 'Destination': 'a.com', 'Planned': 'delete', 'Why': ''},
        {'Rule': 'mine', 'Destination': '', 'Planned': 'kept', 'Why': 'not ours'}]


def test_a_change_shows_what_became_of_every_rule():
    assert changed('partial', [OPERATION], [RESULT], [KEPT]) == [
        {'Rule': 'hn-a', 'Destination': 'a.com', 'Outcome': 'failed', 'Why': 'refused'},
        {'Rule': 'mine', 'Destination': '', 'Outcome': 'kept', 'Why': 'not ours'}]


def test_a_change_without_rules_says_so():
    assert changed('nothing_to_do') == [{'Outcome': 'nothing_to_do'}]
