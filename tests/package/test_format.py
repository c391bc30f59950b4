"""Rows of the tables."""

from types import SimpleNamespace

import pytest
from tabulate import tabulate

from azext_hubnet import _format
from azext_hubnet.core.compare import rule_list
from tests.core.makers import hub, rule, tag


@pytest.mark.parametrize(
    'destination, shown',
    [
        (tag('Sql', '443'), 'Sql (TCP 443)'),
        (tag('Sql', '443', action='Deny'), 'Sql (TCP 443, Deny)'),
        (tag('Sql', '443', prefixes=['20.0.0.0/24']), '20.0.0.0/24 (TCP 443)'),
    ],
)
def test_a_rule_that_denies_does_not_look_like_one_that_allows(destination, shown):
    (row,) = _format.rule_table(rule_list.list_rules(hub(rule('r', destination)), []))
    assert row['Destination'] == shown


def audited(*skipped, name='one'):
    checks = [
        {'id': check_id, 'outcome': 'skipped' if reason else 'passed', 'reason': reason} for check_id, reason in skipped
    ]
    return {'hub': {'name': name}, 'findings': [], 'checks': checks}


NO_COLOUR = SimpleNamespace(cli_ctx=SimpleNamespace(enable_color=False))


def test_an_audit_shows_what_was_skipped_and_why():
    skipped = audited(('HN101', None), ('HN401', 'no status'), ('HN701', 'a file'), ('HN402', 'no status'))
    assert _format.audit_table(NO_COLOUR, skipped) == [
        {'Severity': 'skipped', 'Id': 'HN401+1', 'Rule': '', 'Message': 'no status'},
        {'Severity': 'skipped', 'Id': 'HN701', 'Rule': '', 'Message': 'a file'},
    ]


def test_hubs_in_which_checks_were_skipped_for_one_reason_share_a_row():
    hubs = [
        audited(('HN702', 'all')),
        audited(('HN701', 'all'), ('HN103', 'x'), name='two'),
        {'id': '/a/three', 'error': 'no'},
    ]
    assert [(row['Hub'], row['Severity'], row['Id']) for row in _format.audit_table(NO_COLOUR, {'hubs': hubs})] == [
        ('three', 'unread', ''),
        ('(2 hubs)', 'skipped', 'HN701+1'),
        ('two', 'skipped', 'HN103'),
    ]


OPERATION = {'op': 'delete', 'rule': {'name': 'hn-a', 'type': 'fqdn', 'destination': 'a.com'}}
KEPT = {'rule': 'mine', 'reason': 'not ours'}
RESULT = {'rule': 'hn-a', 'destination': 'a.com', 'outcome': 'failed', 'error': 'refused'}


def changed(outcome, operations=(), results=(), kept=(), disturbed=()):
    return _format.change_table(
        {
            'outcome': outcome,
            'plan': {'operations': operations},
            'results': results,
            'kept': kept,
            'disturbed': disturbed,
        }
    )


def test_a_dry_run_shows_what_would_go_and_what_would_stay():
    assert changed('planned', [OPERATION], kept=[KEPT]) == [
        {'Rule': 'hn-a', 'Destination': 'a.com', 'Planned': 'delete', 'Why': ''},
        {'Rule': 'mine', 'Destination': '', 'Planned': 'kept', 'Why': 'not ours'},
    ]


def test_a_change_shows_what_became_of_every_rule():
    assert changed('partial', [OPERATION], [RESULT], [KEPT]) == [
        {'Rule': 'hn-a', 'Destination': 'a.com', 'Outcome': 'failed', 'Why': 'refused'},
        {'Rule': 'mine', 'Destination': '', 'Outcome': 'kept', 'Why': 'not ours'},
    ]


@pytest.mark.parametrize('destination, room', [('a.com', 66), ('a-very-long-label-of-a-host.example.com', 49)])
def test_a_reason_gets_the_room_that_is_left(destination, room):
    results = [{**RESULT, 'destination': destination, 'error': 'w' * 100}, RESULT]
    rows = changed('partial', results=results, kept=[{'rule': 'mine', 'reason': 'w' * 100}])
    assert [row['Why'] for row in rows] == ['w' * (room - 1) + '…', 'refused', 'w' * (room - 1) + '…']
    assert max(map(len, tabulate(rows, headers='keys', tablefmt='simple').split('\n'))) == 100


def test_a_rule_of_others_that_is_lost_or_altered_is_shown():
    assert changed('partial', [OPERATION], [RESULT], disturbed=[{'rule': 'theirs', 'change': 'lost'}])[1] == {
        'Rule': 'theirs',
        'Destination': '',
        'Outcome': 'lost',
        'Why': 'it was there before',
    }


def test_a_change_without_rules_says_so():
    assert changed('nothing_to_do') == [{'Outcome': 'nothing_to_do'}]
