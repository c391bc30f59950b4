"""The report as a page of HTML, parsed back: what it says, and that nothing of it comes from a name."""

import re
from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azext_hubnet.core.audit.result import Unreadable
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from azext_hubnet.reports.page import html
from azext_hubnet.reports.report import safe
from tests.core.makers import endpoint, hub, rule
from tests.reports.makers import (
    HOSTILE,
    HOSTING,
    INTERNET,
    NO_NETWORK,
    PLATFORM,
    audit,
    bad_hub,
    clean_hub,
    finding,
    hostile_hub,
    report,
)
from tests.reports.pages import Page

AWAY = Unreadable('/subscriptions/s/workspaces/away', 'AuthorizationFailed')
NASTY = st.text(st.sampled_from('ab <>"\'&;/=`{}%#-!:\n\t\x00\u202e'), min_size=1, max_size=30)


def page(*items, **fields):
    return Page(html.text(report(*items, **fields)))


def collapsed(text):
    return ' '.join(text.split())


def texts(made, tag):
    return list(map(collapsed, made.within(tag)))


def test_the_verdict_comes_first_and_the_numbers_after_it():
    made = page(bad_hub())
    assert texts(made, 'p')[0] == (
        'Open: this hub can send data almost anywhere. 1 critical, 4 high, 3 medium and 2 low findings.'
    )
    assert texts(made, 'li')[:6] == ['1 critical', '4 high', '3 medium', '2 low', '1 info', '1 waived']
    assert texts(made, 'title')[0] == 'Outbound rules: ai-research'
    assert 'Approved only, 39 outbound rules, used by 3 projects.' in texts(made, 'p')[2]


def test_findings_with_what_why_and_what_to_do():
    made = page(bad_hub())
    section = next(text for text in texts(made, 'section') if 'HN204' in text)
    assert section == (
        'high Wildcard over shared hosting HN204 edge allows whatever anybody hosts below azureedge.net. '
        '*.azureedge.net web allows whatever anybody hosts below azurewebsites.net. *.azurewebsites.net '
        'Why it matters Anybody can rent a name that the rule allows, within minutes, and receive what is sent there. '
        'What to do Narrow the rule, or remove it. '
        'az ml workspace outbound-rule remove -g rg-ai -w ai-research --rule=edge --yes '
        'az ml workspace outbound-rule remove -g rg-ai -w ai-research --rule=web --yes '
        'Source an article, 2026-02-02'
    )


def test_each_command_has_its_own_line():
    commands = next(text for text in page(bad_hub()).within('pre') if 'edge' in text)
    assert commands == ''.join(
        f'az ml workspace outbound-rule remove -g rg-ai -w ai-research --rule={name} --yes\n'
        for name in ('edge', 'web')
    )


def test_waived_findings_are_separate_and_have_their_reason():
    made = page(bad_hub())
    assert not any('sql allows' in text for text in texts(made, 'section'))
    row = next(text for text in texts(made, 'tr') if 'sql allows' in text)
    assert 'Waived: Migration' in row and 'CHG-4711' in row
    assert 'Waived' in texts(made, 'h2') and 'Waived' not in texts(page(clean_hub()), 'h2')


def test_checks_that_passed_and_those_that_were_skipped():
    made = page(bad_hub())
    assert '1 could not run' in texts(made, 'summary') and '3 passed' in texts(made, 'summary')
    assert 'Approver role missing HN701 the signed-in principal may not read role assignments' in texts(made, 'tr')
    assert 'No managed network HN101' in texts(made, 'li')


def test_a_clean_hub_says_so():
    made = page(clean_hub())
    assert texts(made, 'p')[0] == 'Sound: no finding requires action.' and 'No open findings.' in texts(made, 'p')
    assert not made.within('section')


def test_two_hundred_findings_show_eight_and_fold_the_rest():
    many = [finding(HOSTING, f'{number} is too wide.', fix=[f'az mend {number}', 'az once']) for number in range(200)]
    made = page(audit(hub(), *many))
    assert '192 more like these' in texts(made, 'summary')
    assert len([text for text in texts(made, 'li') if 'is too wide' in text]) == 200
    assert texts(made, 'pre')[0].count('az once') == 1 and texts(made, 'pre')[0].count('az mend') == 200


def test_the_picture_has_its_text_and_a_table_that_says_the_same():
    made = page(bad_hub())
    svg = next(attrs for tag, attrs in made.tags if tag == 'svg')
    title = next(attrs for tag, attrs in made.tags if tag == 'title' and attrs)
    assert svg['role'] == 'img' and svg['aria-labelledby'] == title['id']
    words = collapsed(made.within('title')[1])
    assert words.startswith(
        'Outbound traffic of ai-research: Hosts that anyone can own, 4, most severe finding critical;'
    )
    row = next(text for text in texts(made, 'tr') if text.startswith('Hosts that anyone'))
    assert row.endswith('4 critical * *.azureedge.net *.azurewebsites.net *.blob.core.windows.net')
    assert len(made.within('svg')) == 1 and 'Required by the platform' in made.within('svg')[0]
    assert '1 rule allows nothing and is not shown' in texts(made, 'figcaption')[0]


@pytest.mark.parametrize(
    ('mode', 'check', 'words'),
    [(DISABLED, NO_NETWORK, 'No managed network'), (ALLOW_INTERNET, INTERNET, 'Internet outbound')],
)
def test_mode_that_allows_everything(mode, check, words):
    made = page(audit(hub(rule('a', 'a.example'), rule('b', endpoint()), mode=mode), finding(check, 'All of it.')))
    assert any(text.startswith(f'{words}, 2 outbound rules') for text in texts(made, 'p'))
    assert '∞' in made.within('svg')[0] and 'Any host on the internet' in made.within('svg')[0]
    assert 'not shown' in texts(made, 'figcaption')[0]


def test_a_hub_without_rules_has_no_picture():
    made = page(audit(hub(id=None, name=None)))
    assert not made.within('svg') and 'No rule allows anything.' in texts(made, 'p')
    assert texts(made, 'title') == ['Outbound rules: the hub']


def test_singular_for_one():
    made = page(audit(hub(rule('a', 'a.example')), projects=1))
    assert any('1 outbound rule, used by 1 project.' in text for text in texts(made, 'p'))


def test_a_fleet_has_a_table_first_and_each_hub_folded():
    made = page(clean_hub(), AWAY, bad_hub(), fleet=True)
    rows = texts(made, 'tr')
    assert rows[:4] == [
        'Hub Network Verdict Critical High Medium Low Info',
        'ai-research Approved only critical Open: this hub can send data almost anywhere. 1 4 3 2 1',
        'away Not read This hub could not be read, so nothing is known about it. – – – – –',
        'ai-prod Approved only no finding Sound: no finding requires action. 0 0 0 0 0',
    ]
    targets = {attrs['id'] for _, attrs in made.tags if attrs.get('id', '').startswith('hub-')}
    assert [attrs['href'] for tag, attrs in made.tags if tag == 'a'] == ['#hub-1', '#hub-2', '#hub-3']
    assert targets == {'hub-1', 'hub-2', 'hub-3'}
    folded = [attrs for tag, attrs in made.tags if tag == 'details' and 'fold' in attrs.get('class', '')]
    assert [attrs['class'] for attrs in folded] == ['fold critical', 'fold unknown', 'fold calm']
    assert not any('open' in attrs for attrs in folded)
    assert 'The service replied: AuthorizationFailed' in texts(made, 'p')


def test_ids_in_the_page_are_unique():
    ids = [attrs['id'] for _, attrs in page(clean_hub(), AWAY, bad_hub(), fleet=True).tags if 'id' in attrs]
    assert len(ids) == len(set(ids)) == 5


def test_fleet_without_hubs():
    assert texts(page(fleet=True), 'p')[0] == 'No hub was found.'


def test_unreadable_hubs_alone_have_an_unknown_verdict():
    good, unknown = (
        next(attrs['class'] for _, attrs in page(item, fleet=True).tags if 'verdict' in attrs.get('class', ''))
        for item in (clean_hub(), AWAY)
    )
    assert (good, unknown) == ('verdict calm', 'verdict unknown')


def test_headings_go_down_one_level_at_a_time():
    for made in (page(bad_hub()), page(bad_hub(), clean_hub(), fleet=True)):
        levels = [int(name[1]) for name in made.names if re.fullmatch('h[1-6]', name)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_needs_nothing_from_elsewhere():
    source = html.text(report(bad_hub(), AWAY, fleet=True))
    made = Page(source)
    assert not {'script', 'link', 'img', 'iframe', 'object', 'embed', 'base', 'form'} & set(made.names)
    assert not any(
        name.startswith('on') or name in ('src', 'srcset', 'action', 'style')
        for _, attrs in made.tags
        for name in attrs
    )
    assert not re.search(r'url\(|@import|@font-face', source)
    policy = next(attrs['content'] for _, attrs in made.tags if attrs.get('http-equiv') == 'Content-Security-Policy')
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_light_and_dark_and_print():
    style = Page(html.text(report(bad_hub()))).within('style')[0]
    assert '@media screen and (prefers-color-scheme: dark)' in style and '@media print' in style
    assert 'details::details-content { content-visibility: visible;' in style


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_has_enough_contrast_in_light_and_dark():
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    style = Page(html.text(report(bad_hub()))).within('style')[0]
    blocks = re.findall(r':root \{(.*?)\}', style, re.DOTALL)[:2]
    themes = [dict(re.findall(r'--([a-z]+): (#[0-9a-f]{3,6})', block)) for block in blocks]
    assert len(themes) == 2 and themes[0]['page'] != themes[1]['page']
    for theme in themes:
        theme = {
            name: colour if len(colour) == 7 else '#' + ''.join(2 * char for char in colour[1:])
            for name, colour in theme.items()
        }
        for back in ('page', 'card', 'shade'):
            for front in ('text', 'muted', 'critical', 'high', 'medium', 'low', 'info', 'calm'):
                light, dark = sorted((luminance(theme[back]), luminance(theme[front])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (back, front, (light + 0.05) / (dark + 0.05))


def shape(made):
    """Tags with their attributes, less what is a number."""
    return {(tag, re.sub(r'[0-9.]+', '0', str(sorted(attrs.items())))) for tag, attrs in made.tags}


@lru_cache
def benign_shape():
    return shape(page(hostile_hub('benign'), AWAY, fleet=True))


def assert_nothing_comes_from_it(name):
    source = html.text(report(hostile_hub(name), Unreadable(name, name), fleet=True))
    made = Page(source)
    assert shape(made) <= benign_shape()
    assert made.comments == []
    assert all(char == '\n' or char.isprintable() for char in source)
    assert collapsed(safe(name)) in collapsed(made.text)
    for tag in ('td', 'th', 'li', 'dd', 'code', 'p'):
        assert not [text for text in texts(made, tag) if text[:1] in tuple('=+-@')]


@pytest.mark.parametrize('name', HOSTILE)
def test_hostile_names_become_text(name):
    assert_nothing_comes_from_it(name)


@settings(max_examples=40, deadline=None)
@given(name=NASTY.filter(str.strip))
def test_any_name_becomes_text(name):
    assert_nothing_comes_from_it(name)


def test_the_hub_of_one_page_is_escaped_in_title_and_heading():
    made = page(hostile_hub('</title><b>x'))
    assert 'b' not in made.names and texts(made, 'title')[0] == 'Outbound rules: </title><b>x'


def test_the_platforms_rules_alone():
    assert 'Required by the platform' in page(audit(hub(*PLATFORM))).within('svg')[0]
