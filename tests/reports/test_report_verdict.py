"""The one sentence that a reader takes away, and the order of hubs."""

import pytest

from azext_hubnet.core.audit.result import Unreadable
from azext_hubnet.core.model.hub import ALLOW_INTERNET
from azext_hubnet.reports import verdict
from azext_hubnet.reports.report import by_severity, more_destinations, topics
from tests.core.makers import hub
from tests.reports.makers import (
    ANY_STORAGE,
    BAD_HOST,
    CHECKS,
    DUPLICATE,
    EVERYTHING,
    EXPIRED,
    FAILED,
    INTERNET,
    NO_NETWORK,
    REQUIRED,
    TAG_OF_ALL,
    UPLOADS,
    audit,
    bad_hub,
    check,
    clean_hub,
    finding,
    report,
)

AWAY = Unreadable('/subscriptions/s/workspaces/away', 'AuthorizationFailed')
UNFIT = check('HN104', 'isolation', 'Rule that does not fit the isolation mode')
ANY_REGION = check('HN208', 'exposure', 'Regional service tag of all tenants')


def said(*checks, **fields):
    return verdict.of_hub(audit(hub(**fields), *(finding(one, one.title) for one in checks))).text


@pytest.mark.parametrize(
    ('checks', 'text'),
    [
        ([], 'Sound: no finding requires action.'),
        ([UPLOADS], 'Sound: no finding requires action.'),
        ([DUPLICATE], 'Sound, with something to tidy up. 1 low finding.'),
        ([DUPLICATE, EXPIRED], 'Sound, with something to tidy up. 2 low findings.'),
        ([BAD_HOST], 'Faulty: something that people rely on does not work, or cannot be judged. 1 medium finding.'),
        ([UNFIT], 'Faulty: something that people rely on does not work, or cannot be judged. 1 medium finding.'),
        ([ANY_REGION, FAILED], 'Too wide: this hub can send data to more places than it needs. 2 medium findings.'),
        (
            [ANY_STORAGE, BAD_HOST],
            'Exposed: data can leave this hub to places that anyone can own. 1 high and 1 medium findings.',
        ),
        ([NO_NETWORK], 'Exposed: data can leave this hub to places that anyone can own. 1 high finding.'),
        ([REQUIRED], 'Broken: this hub lacks something that it needs to work. 1 high finding.'),
        (
            [EVERYTHING, ANY_STORAGE, FAILED, DUPLICATE, UPLOADS],
            'Open: this hub can send data almost anywhere. 1 critical, 1 high, 1 medium and 1 low findings.',
        ),
    ],
)
def test_the_verdict_on_a_hub(checks, text):
    assert said(*checks) == text


def test_internet_outbound_is_wide():
    assert said(INTERNET, mode=ALLOW_INTERNET).startswith('Too wide')


def test_waived_findings_do_not_count():
    assert verdict.of_hub(audit(hub(), finding(EVERYTHING, 'x', waived='ok'))).severity is None


def test_verdict_counts_checks_that_could_not_run():
    item = audit(hub(), skipped={'HN701': 'no', 'HN101': 'no'})
    assert verdict.of_hub(item).text == 'Sound: no finding requires action. 2 of 14 checks could not run.'
    nothing = audit(hub(), skipped=dict.fromkeys((one.id for one in CHECKS), 'no'))
    assert verdict.of_hub(nothing).text == 'Nothing is known: no check could run.'


def test_a_hub_that_could_not_be_read():
    assert verdict.of_hub(AWAY).text == 'This hub could not be read, so nothing is known about it.'


@pytest.mark.parametrize(
    ('item', 'tone'),
    [
        (bad_hub(), 'critical'),
        (clean_hub(), 'calm'),
        (clean_hub('x', finding(UPLOADS, 'x')), 'calm'),
        (AWAY, 'unknown'),
        (clean_hub('x', finding(DUPLICATE, 'x')), 'low'),
        (audit(hub(), skipped=dict.fromkeys((one.id for one in CHECKS), 'no')), 'unknown'),
    ],
)
def test_the_colour_of_a_verdict(item, tone):
    assert verdict.of_hub(item).tone == tone


@pytest.mark.parametrize(
    ('items', 'tone'),
    [([], 'unknown'), ([clean_hub()], 'calm'), ([clean_hub(), AWAY], 'unknown'), ([bad_hub(), AWAY], 'critical')],
)
def test_the_colour_of_a_verdict_on_many(items, tone):
    assert verdict.of_fleet(items).tone == tone


@pytest.mark.parametrize(
    ('items', 'text'),
    [
        ([], 'No hub was found.'),
        ([clean_hub()], 'None of 1 hub is known to require action.'),
        ([clean_hub(), AWAY], 'None of 2 hubs is known to require action. 1 hub could not be read.'),
        ([bad_hub(), clean_hub()], '1 of 2 hubs requires action: 1 with critical findings.'),
        (
            [
                bad_hub(),
                bad_hub(),
                clean_hub('x', finding(FAILED, 'x')),
                clean_hub('y', finding(DUPLICATE, 'x')),
                AWAY,
                AWAY,
            ],
            '3 of 6 hubs require action: 2 with critical findings and 1 with medium findings. '
            '2 hubs could not be read.',
        ),
    ],
)
def test_the_verdict_on_many(items, text):
    assert verdict.of_fleet(iter(items)).text == text


def test_hubs_are_sorted_by_severity_with_unreadable_ones_after_urgent_ones():
    two = clean_hub('two', finding(FAILED, 'x'), finding(FAILED, 'y'))
    one, also = clean_hub('One', finding(FAILED, 'x')), clean_hub('also', finding(FAILED, 'x'))
    low, calm = clean_hub('low', finding(DUPLICATE, 'x')), clean_hub('calm')
    assert verdict.most_severe_first([calm, low, AWAY, one, also, two, bad_hub()]) == [
        bad_hub(),
        two,
        also,
        one,
        AWAY,
        low,
        calm,
    ]


def test_how_the_checks_ended():
    assert verdict.checks_run(bad_hub()) == '3 checks passed, 10 found something, 1 could not run'
    assert verdict.counts(bad_hub()) == '1 critical, 4 high, 3 medium, 2 low, 1 info'
    assert verdict.counts(clean_hub()) == ''


def test_findings_are_grouped_by_severity_and_check_without_waived_ones():
    told = by_severity(bad_hub())
    assert [(severity, [topic.check.id for topic in found]) for severity, found in told] == [
        ('critical', ['HN201']),
        ('high', ['HN203', 'HN204', 'HN207']),
        ('medium', ['HN209', 'HN301', 'HN401']),
        ('low', ['HN501', 'HN601']),
        ('info', ['HN214']),
    ]
    assert len(topics(bad_hub().findings)) == 10


def test_reported_checks_include_checks_with_findings_that_did_not_run():
    assert report(clean_hub('x', finding(EXPIRED, 'x'))).reported_checks[-1] == EXPIRED
    assert report(clean_hub()).reported_checks == sorted(CHECKS, key=lambda one: one.id)


@pytest.mark.parametrize(
    ('message', 'names'),
    [
        ('x allows a.example.', []),
        ('x allows b.a.example.', ['a.example']),
        ('x allows a.example-b.', ['a.example']),
        ('x allows *.a.example.', ['a.example']),
        ("x allows 'a.example'", []),
        ('', ['a.example']),
    ],
)
def test_destinations_that_a_message_does_not_name(message, names):
    assert more_destinations(finding(TAG_OF_ALL, message, 'a.example', 'a.example')) == (names, 0)
