"""The catalogue of checks, and which of them run."""

import re

import pytest

from azext_hubnet._params import SEVERITIES
from azext_hubnet.core.audit import severities
from azext_hubnet.core.audit.check import REGISTRY, family
from azext_hubnet.core.audit.selection import CHECKS, select
from azext_hubnet.core.model.errors import InputError


def ids(*arguments):
    return [check.id for check in select(*arguments)]


def test_all_by_default_in_order_of_their_ids():
    assert ids() == sorted(REGISTRY) and ids() == [check.id for check in CHECKS]


def test_by_id_and_by_family_in_any_case():
    assert ids(['hn104', 'HN101']) == ['HN101', 'HN104']
    isolation = [check.id for check in CHECKS if check.family == 'isolation']
    assert ids(['Isolation']) == isolation and len(isolation) == 6
    assert ids(['isolation'], ['HN101']) == isolation[1:]
    assert ids(None, ['isolation']) == [check_id for check_id in ids() if check_id not in isolation]


@pytest.mark.parametrize(
    'arguments, option, guess',
    [
        ((['isolatoin'], None), '--checks', 'Did you mean isolation'),
        ((None, ['HN110']), '--skip-checks', 'Did you mean HN'),
        ((['zzzzzz'], None), '--checks', 'See them'),
    ],
)
def test_an_unknown_name_is_refused(arguments, option, guess):
    with pytest.raises(InputError) as caught:
        select(*arguments)
    assert caught.value.message.startswith(f"{option}: '") and guess in caught.value.recommendation


def test_nothing_left_is_refused():
    with pytest.raises(InputError, match='leave no check to run'):
        select(['HN101'], ['isolation'])


def test_every_check_has_its_row_among_the_severities_and_every_row_its_check():
    assert set(severities.TABLE) == set(REGISTRY)
    assert all(severity in severities.ORDER and reason for severity, reason in severities.TABLE.values())
    assert tuple(SEVERITIES) == severities.ORDER


@pytest.mark.parametrize('check', CHECKS, ids=lambda check: check.id)
def test_a_reader_is_told_what_why_and_what_to_do(check):
    assert re.fullmatch(r'HN[1-8][0-9]{2}', check.id)
    assert len({one.family for one in CHECKS if one.id[:3] == check.id[:3]}) == 1, 'one hundred of ids a family'
    for text in (check.title, check.why, check.remedy, check.source, check.severity_reason):
        assert text == text.strip() and len(text) > 5
    assert check.why.endswith('.') and check.remedy.endswith('.') and not check.title.endswith('.')
    assert set(check.as_json()) == {'id', 'family', 'severity', 'title', 'why', 'remedy', 'source', 'severityReason'}


def test_an_id_is_given_once():
    with pytest.raises(ValueError, match='HN101 is taken by No managed network'):
        family('made')('HN101', 'Again', why='', remedy='', source='')(lambda subject: ())
    with pytest.raises(KeyError):
        family('made')('HN999', 'No severity', why='', remedy='', source='')(lambda subject: ())
