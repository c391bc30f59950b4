"""Findings that somebody has accepted."""

import pytest

from azext_hubnet.core.audit.check import REGISTRY, Hit
from azext_hubnet.core.audit.result import Finding
from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import select
from azext_hubnet.core.audit.waivers import Waivers, read_waivers
from azext_hubnet.core.model.errors import InputError
from azext_hubnet.core.model.hub import ALLOW_INTERNET
from tests.core.makers import endpoint, hub, rule, tag

from .makers import subject

UNFIT = {'id': 'HN104', 'reason': 'kept for the move', 'expires': '2027-01-01'}


def waivers(*raw):
    return read_waivers([{**UNFIT, **one} for one in raw], 'w.yaml')


def unfit(*names, destinations=()):
    return Finding(REGISTRY['HN104'], Hit('m', names, destinations))


def covered(waiver, finding, hub_name='hub'):
    applied = waivers(waiver).applied(subject(hub(name=hub_name)), [finding])
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
def test_a_waiver_covers_what_it_names(waiver, expected):
    assert covered(waiver, unfit('pypi', destinations=('*.pypi.org',))) is expected


def test_a_waiver_has_to_cover_all_rules_of_a_finding():
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
def test_destinations_in_one_line(destination, text):
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
def test_a_waiver_ends_after_its_last_day(expires, holds):
    on_hub = hub(rule('a', 'a.com'), mode=ALLOW_INTERNET)
    done = audit(subject(on_hub), select(), waivers({'expires': expires}))
    finding = next(one for one in done.findings if one.check.id == 'HN104')
    late = [one for one in done.findings if one.check.id == 'HN801']
    assert finding.waived == ('kept for the move' if holds else None)
    assert len(late) == (not holds)
    assert next(one.outcome for one in done.outcomes if one.id == 'HN801') == ('passed' if holds else 'found')
    assert done.summary()['waived'] == holds and done.summary()['medium'] == 2 - holds


def test_an_expired_waiver_is_found_once_and_says_what_it_was():
    on_hub = hub(rule('a', 'a.com'), rule('b', 'b.com'), mode=ALLOW_INTERNET)
    done = audit(subject(on_hub), select(), waivers({'expires': '2026-01-01', 'rule': '*'}))
    (late,) = [one for one in done.findings if one.check.id == 'HN801']
    assert (
        late.hit.message == 'The waiver w.yaml, number 1 (HN104, rule *) has expired on 2026-01-01: kept for the move'
    )


def test_another_waiver_may_hold_where_one_has_expired():
    on_hub = hub(rule('a', 'a.com'), mode=ALLOW_INTERNET)
    done = audit(subject(on_hub), select(), waivers({'expires': '2026-01-01'}, {'reason': 'newer'}))
    assert [one.waived for one in done.findings if one.check.id in ('HN104', 'HN801')] == ['newer']


def test_unused_ones_are_named_in_the_order_of_the_file():
    given = waivers({'rule': 'x'}, {}, {'rule': 'y', 'hub': 'h'})
    given.applied(subject(hub()), [unfit('a')])
    assert list(map(str, given.unused())) == [
        'w.yaml, number 1 (HN104, rule x)',
        'w.yaml, number 3 (HN104, rule y, hub h)',
    ]
    given.applied(subject(hub()), [unfit('x')])
    assert [waiver.rule for waiver in given.unused()] == ['y']
    assert Waivers(()).unused() == []


@pytest.mark.parametrize(
    'document, message',
    [
        ({'id': 'HN104'}, 'w.yaml holds an object, not a list of waivers.'),
        (['HN104'], "w.yaml, number 1 is the text 'HN104'."),
        ([{**UNFIT, 'rules': 'a'}], "w.yaml, number 1: there is no field 'rules'."),
        ([{**UNFIT, 3: 'a'}], "w.yaml, number 1: there is no field '3'."),
        ([{**UNFIT, 'rule': ['a']}], 'w.yaml, number 1, field rule: is a list.'),
        ([{**UNFIT, 'reason': ' '}], "w.yaml, number 1, field reason: is the text ' '."),
        ([{'id': 'HN104', 'expires': 'never'}], 'w.yaml, number 1: reason is missing.'),
        ([{'id': 'HN104', 'reason': 'x'}], 'w.yaml, number 1: expires is missing.'),
        ([UNFIT, {'reason': 'x', 'expires': 'never'}], 'w.yaml, number 2: id is missing.'),
        ([{**UNFIT, 'id': 'HN1040'}], "w.yaml, number 1, field id: there is no check 'HN1040'."),
        ([{**UNFIT, 'expires': '2026-13-01'}], "w.yaml, number 1, field expires: '2026-13-01' is no date."),
    ],
)
def test_a_bad_file_is_refused_with_the_place(document, message):
    with pytest.raises(InputError) as caught:
        read_waivers(document, 'w.yaml')
    assert caught.value.message == message and caught.value.recommendation


def test_a_mistyped_id_or_field_is_guessed():
    with pytest.raises(InputError) as caught:
        waivers({'id': 'HN140'})
    assert 'Did you mean HN' in caught.value.recommendation
    with pytest.raises(InputError) as caught:
        waivers({'resaon': 'x'})
    assert 'Did you mean reason' in caught.value.recommendation
