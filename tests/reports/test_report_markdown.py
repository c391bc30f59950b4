"""The report as Markdown, rendered by GitHub's own parser: what a pull request shows."""

import re

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st

from azext_hubnet.core.audit.result import Unreadable
from azext_hubnet.reports import markdown
from azext_hubnet.reports.report import safe
from tests.core.makers import hub
from tests.reports.makers import HOSTILE, HOSTING, INCOMPLETE, audit, bad_hub, clean_hub, finding, hostile_hub, report
from tests.reports.pages import Page

AWAY = Unreadable('/subscriptions/s/workspaces/away', 'AuthorizationFailed')
NASTY = st.text(st.sampled_from('ab1 .)-+*_~`#<>[]()!|\\:@&;/=$"\'\t\n\r\u202e{}^w'), min_size=1, max_size=30)
LINKS = st.lists(
    st.sampled_from(
        (
            'https://a.example/',
            'www.a.example',
            'mailto:',
            'a@b.example',
            '@you',
            '#1',
            'GH-1',
            ':smile:',
            '|',
            '\\',
            '`',
            '<b>',
            '&lt;',
            ' ',
            '*',
            '~~',
            '- [ ] x',
            '1. ',
        )
    ),
    min_size=1,
    max_size=8,
).map(''.join)


def rendered(text):
    return Page(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))


def page(*items, **fields):
    return rendered(markdown.text(report(*items, **fields)))


def collapsed(text):
    return ' '.join(text.split())


def test_the_verdict_comes_first_and_the_numbers_after_it():
    lines = markdown.text(report(bad_hub())).splitlines()
    assert lines[0] == '# Outbound rules of <code>ai-research</code>'
    assert lines[2].startswith('**Open: this hub can send data almost anywhere.')
    assert '| Critical | High | Medium | Low | Info | Waived |' in lines and '| 1 | 4 | 3 | 2 | 1 | 1 |' in lines
    assert lines[-1] == 'Created by hubnet 1.0.0b1 on 2026-11-25T09:30:15+00:00.'


def test_findings_by_severity_each_check_once():
    text = markdown.text(report(bad_hub()))
    headings = [line for line in text.splitlines() if line.startswith('##')]
    assert headings == [
        '## Critical',
        '### HN201 Everything allowed',
        '## High',
        '### HN203 Wildcard over storage of any tenant',
        '### HN204 Wildcard over shared hosting',
        '### HN207 Service tag of all tenants',
        '## Medium',
        '### HN209 Any port',
        '### HN301 URL, path or port in an FQDN rule',
        '### HN401 Failed rule',
        '## Low',
        '### HN501 Duplicate rule',
        '### HN601 Incomplete scenario',
        '## Info',
        '### HN214 Host that accepts uploads',
    ]
    hosting = text.partition('### HN204')[2].partition('###')[0]
    assert re.findall('^- .*', hosting, re.MULTILINE) == [
        '- edge allows whatever anybody hosts below azureedge.net.',
        '- web allows whatever anybody hosts below azurewebsites.net.',
    ]
    assert hosting.count('```') == 2 and hosting.count('az ml workspace outbound-rule remove') == 2


def test_commands_are_as_they_are_typed():
    commands = rendered(markdown.text(report(bad_hub()))).within('pre')
    assert 'az ml workspace outbound-rule remove -g rg-ai -w ai-research --rule=blobs --yes\n' in commands


def test_destinations_that_the_message_does_not_name_follow_it_up_to_twenty():
    hosts = [f'{letter}.example' for letter in 'abcdefghijklmnopqrstuvwxyz']
    names = page(audit(hub(), finding(INCOMPLETE, 'It lacks b.example and others.', *hosts))).within('li')[0]
    assert names.splitlines()[0] == 'It lacks b.example and others.'
    assert 'a.example, c.example' in names and names.rstrip().endswith('u.example and 5 more')


def test_waived_findings_and_checks_are_folded():
    made = page(bad_hub())
    assert made.within('summary') == ['1 waived', 'Checks: 3 checks passed, 10 found something, 1 could not run']
    folded = made.within('details')
    assert 'CHG-4711' in folded[0] and 'the signed-in principal may not read role assignments' in folded[1]
    assert 'Passed: HN101, HN102, HN402' in folded[1]


def test_report_says_that_no_check_passed():
    assert 'Passed: none' in markdown.text(report(audit(hub(), checks=())))


def test_a_fleet_has_a_table_first_and_each_hub_folded():
    made = page(clean_hub(), AWAY, bad_hub(), fleet=True)
    rows = [collapsed(row) for row in made.within('tr')]
    assert rows[:6] == [
        'Critical High Medium Low Info Waived Unreadable',
        '1 4 3 2 1 1 1',
        'Hub Verdict Findings',
        'ai-research Open: this hub can send data almost anywhere. 1 critical, 4 high, 3 medium, 2 low, 1 info',
        'away This hub could not be read, so nothing is known about it. not read',
        'ai-prod Sound: no finding requires action. none',
    ]
    assert made.within('h1') == ['Outbound rules of 3 hubs']
    assert [name for name in made.within('summary') if 'check' not in name.lower()] == [
        'ai-research',
        '1 waived',
        'away',
        'ai-prod',
    ]
    assert 'AuthorizationFailed' in made.text


def test_input_without_a_name():
    assert 'Outbound rules of the hub' in page(audit(hub(id=None, name=None))).text


@pytest.mark.parametrize('name', HOSTILE)
def test_hostile_names_make_no_markup(name):
    benign = page(hostile_hub('benign'), AWAY, fleet=True)
    made = page(hostile_hub(name), Unreadable(name, name), fleet=True)
    assert set(made.names) <= set(benign.names)
    assert {str(attrs) for _, attrs in made.tags} == {str(attrs) for _, attrs in benign.tags}
    assert made.names.count('td') == benign.names.count('td') and made.names.count('pre') == benign.names.count('pre')
    assert set(made.comments) <= {' '}
    assert collapsed(safe(name)) in collapsed(made.text)


def test_hostile_names_are_in_no_text_that_github_links_afterwards():
    # Only GitHub itself turns these into links and pictures; the empty comment is what stops it.
    assert markdown.escaped('Ask @you and #12, GH-3, :+1:') == (
        'Ask @<!-- -->you and \\#<!-- -->12, GH-<!-- -->3, :<!-- -->+1:'
    )


@pytest.mark.parametrize('inside', ['{}', '- {}', '| {} | x |\n| --- | --- |\n| {} | x |', '## x {}'])
@given(value=st.one_of(NASTY, LINKS))
def test_escaped_text_is_only_shown(inside, value):
    for make in (markdown.escaped, markdown.code):
        made = rendered(inside.replace('{}', make(value)))
        plain = rendered(inside.replace('{}', make('benign')))
        wanted = collapsed(plain.text.replace('benign', safe(value).strip()))
        if safe(value).strip():
            assert made.tags == plain.tags
        assert collapsed(made.text) == wanted


@example(commands=['```', '````'])
@given(commands=st.lists(st.one_of(NASTY, LINKS), min_size=1, max_size=3))
def test_no_command_leaves_its_fence(commands):
    made = rendered('\n'.join([*markdown.fenced(commands), '', 'after']))
    assert made.names == ['pre', 'code', 'p']
    assert made.within('pre') == [''.join(f'{safe(command)}\n' for command in commands)]


def test_a_message_is_one_line_whatever_is_in_it():
    text = markdown.text(report(audit(hub(), finding(HOSTING, 'a\n\n# b\n\n```\nc'))))
    assert '- a\\\\n\\\\n\\# b\\\\n\\\\n\\`\\`\\`\\\\nc' in text.splitlines()
