"""Waivers: accepted findings."""

import pytest

from azext_hubnet.core.audit.check import Hit
from azext_hubnet.core.audit.result import Finding
from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import BY_ID, select
from azext_hubnet.core.audit.waivers import Waivers, read_waivers
from azext_hubnet.core.model.errors import InputError
from azext_hubnet.core.model.hub import ALLOW_INTERNET
from tests.core.makers import endpoint, hub, rule, tag

from .makers import TODAY, subject

UNFIT = {'id': 'HN104', 'reason': 'kept for the move', 'expires': '2027-01-01'}


def waivers(*raw):
    return read_waivers([{**UNFIT, **one} for one in raw], 'w.yaml')


def unfit(*names, destinations=()):
    return Finding(BY_ID['HN104'], Hit('m', names, destinations))


def covered(waiver, finding, hub_name='hub'):
    applied = waivers(waiver).applied(hub_name, TODAY, [finding])
    return applied[0].waived == 'kept for the move'


@pytest.mark.parametrize(
    'waiver, expected',
    [
        ({}, True),
        ({'rule': 'pypi'}, True),
        ({'rule': 'PYPI'}, True),
        ({'rule': 'py*'}, True),
        ({'rule': '*'}, True),
        ({'rule': 'pyp'}, False),
        ({'rule': 'p?pi'}, False),
        ({'rule': '[p]ypi'}, False),
        ({'id': 'HN102'}, False),
        ({'id': 'hn104'}, True),
        ({'destination': '*.pypi.org'}, True),
        ({'destination': '*.org'}, True),
        ({'destination': 'pypi.org'}, False),
        ({'hub': 'hub'}, True),
        ({'hub': 'h*'}, True),
        ({'hub': 'other'}, False),
        ({'rule': 'pypi', 'hub': 'other'}, False),
        ({'rule': 'other', 'destination': '*'}, False),
    ],
)
def test_waiver_matches_by_id_rule_destination_and_hub(waiver, expected):
    assert covered(waiver, unfit('pypi', destinations=('*.pypi.org',))) is expected


def test_waiver_must_match_all_rules_of_a_finding():
    assert covered({'rule': 'a*'}, unfit('ab', 'ac'))
    assert not covered({'rule': 'a*'}, unfit('ab', 'b'))
    assert not covered({'rule': '*'}, unfit())
    assert covered({}, unfit())
    assert not covered({'hub': 'x'}, unfit(), hub_name=None)


@pytest.mark.parametrize(
    'destination, text',
    [
        (tag('Storage.WestUS'), 'storage.westus'),
        (tag(prefixes=('10.0.0.0/8', '11.0.0.0/8')), '10.0.0.0/8,11.*'),
        (endpoint(), '*/mystore blob'),
        ('pypi.org', 'PyPI.org.'),
        ('xn--bcher-kva.example', 'bücher.example'),
    ],
)
def test_waiver_matches_the_label_of_a_destination(destination, text):
    assert covered({'destination': text}, unfit('a', destinations=(destination,)))


@pytest.mark.parametrize(
    'expires, holds',
    [
        ('2026-11-25', True),
        ('2026-11-24', False),
        ('never', True),
        (' Never', True),
    ],
)
def test_waiver_holds_until_the_end_of_its_last_day(expires, holds):
    on_hub = hub(rule('a', 'a.com'), mode=ALLOW_INTERNET)
    done = audit(subject(on_hub), select(), waivers({'expires': expires}))
    finding = next(one for one in done.findings if one.check.id == 'HN104')
    late = [one for one in done.findings if one.check.id == 'HN801']
    assert finding.waived == ('kept for the move' if holds else None)
    assert len(late) == (not holds)
    assert next(one.outcome for one in done.outcomes if one.id == 'HN801') == ('passed' if holds else 'found')
    assert done.summary()['waived'] == holds and done.summary()['medium'] == 2 - holds


def test_expired_waiver_is_reported_once():
    on_hub = hub(rule('a', 'a.com'), rule('b', 'b.com'), mode=ALLOW_INTERNET)
    done = audit(subject(on_hub), select(), waivers({'expires': '2026-01-01', 'rule': '*'}))
    (late,) = [one for one in done.findings if one.check.id == 'HN801']
    assert late.hit.message == 'The waiver w.yaml, entry 1 (HN104, rule *) expired on 2026-01-01: kept for the move'


def test_valid_waiver_counts_next_to_an_expired_one():
    on_hub = hub(rule('a', 'a.com'), mode=ALLOW_INTERNET)
    done = audit(subject(on_hub), select(), waivers({'expires': '2026-01-01'}, {'reason': 'newer'}))
    assert [one.waived for one in done.findings if one.check.id in ('HN104', 'HN801')] == ['newer']


def test_unused_waivers_are_in_the_order_of_the_file():
    given = waivers({'rule': 'x'}, {}, {'rule': 'y', 'hub': 'h'})
    given.applied('hub', TODAY, [unfit('a')])
    assert list(map(str, given.unused())) == [
        'w.yaml, entry 1 (HN104, rule x)',
        'w.yaml, entry 3 (HN104, rule y, hub h)',
    ]
    given.applied('hub', TODAY, [unfit('x')])
    assert [waiver.rule for waiver in given.unused()] == ['y']
    assert Waivers(()).unused() == []


@pytest.mark.parametrize(
    'document, message',
    [
        ({'id': 'HN104'}, 'w.yaml is an object, not a list of waivers.'),
        (['HN104'], "w.yaml, entry 1 is the text 'HN104', not an object."),
        ([{**UNFIT, 'rules': 'a'}], "w.yaml, entry 1: 'rules' is not a field of a waiver."),
        ([{**UNFIT, 3: 'a'}], "w.yaml, entry 1: '3' is not a field of a waiver."),
        ([{**UNFIT, 'rule': ['a']}], 'w.yaml, entry 1, field rule: a list is not a valid value.'),
        ([{**UNFIT, 'reason': ' '}], "w.yaml, entry 1, field reason: the text ' ' is not a valid value."),
        ([{'id': 'HN104', 'expires': 'never'}], 'w.yaml, entry 1: reason is missing.'),
        ([{'id': 'HN104', 'reason': 'x'}], 'w.yaml, entry 1: expires is missing.'),
        ([UNFIT, {'reason': 'x', 'expires': 'never'}], 'w.yaml, entry 2: id is missing.'),
        ([{**UNFIT, 'id': 'HN1040'}], "w.yaml, entry 1, field id: 'HN1040' is not the id of a check."),
        ([{**UNFIT, 'expires': '2026-13-01'}], "w.yaml, entry 1, field expires: '2026-13-01' is not a valid date."),
    ],
)
def test_invalid_file_is_refused_with_entry_and_field(document, message):
    with pytest.raises(InputError) as caught:
        read_waivers(document, 'w.yaml')
    assert caught.value.message == message and caught.value.recommendation


def test_mistyped_id_or_field_gets_a_suggestion():
    with pytest.raises(InputError) as caught:
        waivers({'id': 'HN140'})
    assert 'Did you mean HN' in caught.value.recommendation
    with pytest.raises(InputError) as caught:
        waivers({'resaon': 'x'})
    assert 'Did you mean reason' in caught.value.recommendation
