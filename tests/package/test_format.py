"""Rows of the tables."""

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
def test_rule_table_shows_that_a_rule_denies(destination, shown):
    (row,) = _format.rule_table(rule_list.list_rules(hub(rule('r', destination)), []))
    assert row['Destination'] == shown


def audited(*skipped, name='one'):
    checks = [
        {'id': check_id, 'outcome': 'skipped' if reason else 'passed', 'reason': reason} for check_id, reason in skipped
    ]
    return {'hub': {'name': name}, 'findings': [], 'checks': checks}


def test_audit_table_shows_skipped_checks_by_reason():
    skipped = audited(('HN101', None), ('HN401', 'no status'), ('HN701', 'a file'), ('HN402', 'no status'))
    assert _format.audit_table(skipped) == [
        {'Severity': 'skipped', 'Id': 'HN401+1', 'Rule': '', 'Message': 'no status'},
        {'Severity': 'skipped', 'Id': 'HN701', 'Rule': '', 'Message': 'a file'},
    ]


def test_hubs_share_a_row_for_checks_skipped_for_one_reason():
    hubs = [
        audited(('HN702', 'all')),
        audited(('HN701', 'all'), ('HN103', 'x'), name='two'),
        {'id': '/a/three', 'error': 'no'},
    ]
    assert [(row['Hub'], row['Severity'], row['Id']) for row in _format.audit_table({'hubs': hubs})] == [
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


def test_table_of_a_dry_run_shows_planned_and_kept_rules():
    assert changed('planned', [OPERATION], kept=[KEPT]) == [
        {'Rule': 'hn-a', 'Destination': 'a.com', 'Planned': 'delete', 'Why': ''},
        {'Rule': 'mine', 'Destination': '', 'Planned': 'kept', 'Why': 'not ours'},
    ]


def test_table_of_a_change_shows_results_and_kept_rules():
    assert changed('partial', [OPERATION], [RESULT], [KEPT]) == [
        {'Rule': 'hn-a', 'Destination': 'a.com', 'Outcome': 'failed', 'Why': 'refused'},
        {'Rule': 'mine', 'Destination': '', 'Outcome': 'kept', 'Why': 'not ours'},
    ]


@pytest.mark.parametrize('destination, room', [('a.com', 66), ('a-very-long-label-of-a-host.example.com', 49)])
def test_reasons_get_the_width_that_is_left(destination, room):
    results = [{**RESULT, 'destination': destination, 'error': 'w' * 100}, RESULT]
    rows = changed('partial', results=results, kept=[{'rule': 'mine', 'reason': 'w' * 100}])
    assert [row['Why'] for row in rows] == ['w' * (room - 1) + '…', 'refused', 'w' * (room - 1) + '…']
    assert max(map(len, tabulate(rows, headers='keys', tablefmt='simple').split('\n'))) == 100


def test_lost_existing_rule_is_shown():
    assert changed('partial', [OPERATION], [RESULT], disturbed=[{'rule': 'theirs', 'change': 'lost'}])[1] == {
        'Rule': 'theirs',
        'Destination': '',
        'Outcome': 'lost',
        'Why': 'existing rule',
    }


def test_table_of_a_change_without_rules_shows_the_outcome():
    assert changed('nothing_to_do') == [{'Outcome': 'nothing_to_do'}]


def test_tables_of_presets():
    listed = [{'name': 'vscode', 'title': 'T' * 60, 'asOf': None, 'entries': 3}]
    assert _format.preset_list_table(listed) == [{'Name': 'vscode', 'Title': 'T' * 47 + '…', 'AsOf': '', 'Entries': 3}]
    entry = {'destination': 'a.com', 'optional': True, 'since': None, 'purpose': 'p'}
    assert _format.preset_show_table({'entries': [entry]}) == [
        {'Destination': 'a.com', 'Needed': 'optional', 'Since': '', 'Purpose': 'p'}
    ]
    state = {'preset': 'vscode', 'destination': 'a.com', 'state': 'present', 'optional': False, 'rules': ['r', None]}
    assert _format.preset_diff_table({'entries': [state]}) == [
        {'Preset': 'vscode', 'Destination': 'a.com', 'State': 'present', 'Needed': 'required', 'Rules': 'r, (no name)'}
    ]


def test_table_of_check_egress():
    answer = {'host': 'a.com', 'port': 443, 'verdict': 'blocked', 'rules': [], 'presets': ['vscode', 'x']}
    assert _format.egress_table(answer) == [
        {'Host': 'a.com', 'Port': 443, 'Verdict': 'blocked', 'Rules': '', 'Presets': 'vscode, x'}
    ]


@pytest.mark.parametrize(
    'destination, shown',
    [
        (None, ''),
        ({'service_resource_id': '/a/b/store/', 'subresource_target': 'blob'}, 'store blob'),
        ({'mesh': 'one'}, "{'mesh': 'one'}"),
        ('a-very-long-label-of-a-host.example.com', 'a-very-long-label-of-a…example.com'),
    ],
)
def test_destinations_in_one_short_line(destination, shown):
    rule_shown = {'name': None, 'destination': destination, 'status': None, 'type': 'x', 'note': None, 'presets': []}
    (row,) = _format.rule_table(rule_shown)
    assert (row['Name'], row['Destination'], row['Presets']) == ('(no name)', shown, '')


def test_notes_are_shown_if_no_preset_needs_the_rule():
    noted = {'name': 'r', 'destination': 'a', 'status': 'Active', 'type': None, 'note': 'odd', 'presets': []}
    assert _format.rule_table([noted])[0]['Presets'] == '(odd)'


def finding(severity, message, *rules, waived=None):
    return {'id': 'HN201', 'severity': severity, 'message': message, 'rules': list(rules), 'waived': waived}


def test_findings_do_not_repeat_the_name_of_the_rule():
    audit = {
        **audited(),
        'findings': [
            finding('critical', 'all, allows every host.', 'all'),
            finding('low', 'Two rules.', 'a', 'b', waived='until May'),
        ],
    }
    assert _format.audit_table(audit) == [
        {'Severity': 'critical', 'Id': 'HN201', 'Rule': 'all', 'Message': 'allows every host.'},
        {'Severity': 'waived', 'Id': 'HN201', 'Rule': 'a, b', 'Message': 'Two rules.'},
    ]
    (first, _) = _format.audit_table({'hubs': [audit]})
    assert (first['Hub'], first['Message']) == ('one', 'allows every host.')


@pytest.mark.parametrize('severity', ['critical', 'medium', 'info'])
def test_severities_are_coloured_if_asked(severity, monkeypatch):
    from azure.cli.core.style import format_styled_text

    # Each az that is made in this process sets it.
    monkeypatch.setattr(format_styled_text, 'theme', 'dark', raising=False)
    (row,) = _format.audit_table({**audited(), 'findings': [finding(severity, 'm')]}, use_colour=True)
    assert severity in row['Severity'] and row['Severity'].startswith('\x1b')


def test_table_of_the_checks():
    check = {'id': 'HN201', 'severity': 'high', 'family': 'exposure', 'title': 't' * 90}
    assert _format.audit_table([check]) == [
        {'Severity': 'high', 'Id': 'HN201', 'Family': 'exposure', 'Title': 't' * 79 + '…'}
    ]
