"""The result of an audit: order of findings, sums, JSON, fingerprints."""

import pytest

from azext_hubnet.core.audit.check import Check, Hit
from azext_hubnet.core.audit.result import Audit, Finding, Unreadable, fingerprint, total, worst
from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import BY_ID
from azext_hubnet.core.audit.subject import Skip
from tests.core.makers import HUB_ID, fqdn, hub, rule, tag, unknown

from .makers import subject

UNREAD = Unreadable('/subscriptions/s/x/lost', 'no permission')


def made(check_id, severity, *found, reason=None):
    def run(_):
        if reason:
            raise Skip(reason)
        return [Hit(f'{check_id} finds {name}', (name,)) for name in found]

    return Check(check_id, 'made', f'title of {check_id}', severity, 'because', 'what', 'why', 'remedy', 'source', run)


def finding(*rules, destinations=(), check='HN104', waived=None):
    return Finding(BY_ID[check], Hit('m', rules, destinations), waived)


def audited(*checks, on_hub=None, **fields):
    return audit(subject(on_hub or hub()), checks, **fields)


def test_findings_are_sorted_by_severity_id_and_rule():
    done = audited(
        made('HN2', 'low', 'b', None, 'A'),
        made('HN1', 'low', 'c'),
        made('HN9', 'critical', 'z'),
        made('HN3', 'info', 'a'),
    )
    assert [(one.check.id, one.hit.rules[0]) for one in done.findings] == [
        ('HN9', 'z'),
        ('HN1', 'c'),
        ('HN2', None),
        ('HN2', 'A'),
        ('HN2', 'b'),
        ('HN3', 'a'),
    ]


def test_every_check_has_an_outcome_in_the_order_asked_for():
    done = audited(made('HN2', 'low'), made('HN1', 'low', 'c'), made('HN3', 'low', reason='who knows'))
    assert [one.as_json() for one in done.outcomes] == [
        {'id': 'HN2', 'outcome': 'passed', 'reason': None},
        {'id': 'HN1', 'outcome': 'found', 'reason': None},
        {'id': 'HN3', 'outcome': 'skipped', 'reason': 'who knows'},
    ]


def test_a_check_that_is_skipped_halfway_finds_nothing():
    def run(_):
        yield Hit('half', ('a',))
        raise Skip('lost')

    done = audited(made('HN1', 'low')._replace(run=run))
    assert done.findings == () and done.outcomes[0].outcome == 'skipped'


def test_audit_as_json():
    on_hub = hub(rule('a', 'a.com'))
    done = audit(subject(on_hub), [BY_ID['HN105']])
    assert done.as_json() == {
        'hub': {
            'id': HUB_ID,
            'name': 'hub',
            'kind': None,
            'isolationMode': 'AllowOnlyApprovedOutbound',
            'firewallSku': 'Standard',
            'networkStatus': 'Active',
        },
        'findings': [
            {
                'id': 'HN105',
                'severity': 'info',
                'title': 'Firewall SKU',
                'message': done.findings[0].hit.message,
                'rules': [],
                'destinations': [],
                'fix': [],
                'source': BY_ID['HN105'].source,
                'waived': None,
                'why': BY_ID['HN105'].why,
                'remedy': BY_ID['HN105'].remedy,
            }
        ],
        'summary': {'critical': 0, 'high': 0, 'medium': 0, 'low': 0, 'info': 1, 'waived': 0},
        'checks': [{'id': 'HN105', 'outcome': 'found', 'reason': None}],
    }
    assert UNREAD.as_json() == {'id': '/subscriptions/s/x/lost', 'error': 'no permission'}


def test_projects_are_in_json_only_if_counted():
    assert 'projects' not in audited().as_json()
    assert audited(projects=0).as_json()['projects'] == 0


def test_less_severe_findings_are_left_out_but_counted():
    done = audited(made('HN1', 'low', 'a'), made('HN2', 'info', 'b'), made('HN3', 'high', 'c'))
    shown = done.as_json('low')
    assert [one['id'] for one in shown['findings']] == ['HN3', 'HN1'] and shown['summary']['info'] == 1
    assert [one['id'] for one in done.as_json('critical')['findings']] == []


@pytest.mark.parametrize(
    'destination, shown',
    [
        ('*.a.com', '*.a.com'),
        (tag(), {'service_tag': 'Storage', 'protocol': 'TCP', 'port_ranges': '443'}),
        (fqdn('a.com', 'b.com'), 'a.com, b.com'),
        (unknown({'destination': {'x': 1}}), {'x': 1}),
    ],
)
def test_destinations_are_spelled_as_in_a_file(destination, shown):
    assert finding('a', destinations=(destination,)).as_json()['destinations'] == [shown]


def test_waived_findings_count_apart():
    done = Audit(hub(), (finding('a'), finding('b', waived='fine'), finding('c', check='HN102', waived='')), ())
    assert done.summary() == {'critical': 0, 'high': 0, 'medium': 1, 'low': 0, 'info': 0, 'waived': 2}
    assert worst([done]) == 'medium'
    assert worst([done._replace(findings=done.findings[1:])]) is None


def test_worst_severity_and_sums_of_many_hubs():
    one = Audit(hub(), (finding('a'), finding('b', check='HN103')), ())
    two = Audit(hub(), (finding('b', check='HN101', waived='x'), finding(check='HN105')), ())
    assert worst([UNREAD, two, one]) == 'medium' and worst([two]) == 'info' and worst([UNREAD]) is None
    assert total([one, UNREAD, two, UNREAD]) == {
        'critical': 0,
        'high': 0,
        'medium': 1,
        'low': 1,
        'info': 1,
        'waived': 1,
        'unreadable': 2,
    }


@pytest.mark.parametrize(
    'item, label',
    [
        (Audit(hub(), (), ()), 'hub'),
        (Audit(hub(name=None), (), (), 'r.json'), 'r.json'),
        (Audit(hub(name=None), (), ()), 'the hub'),
        (UNREAD, 'lost'),
    ],
)
def test_label_of_a_hub(item, label):
    assert item.label == label


def test_fingerprint_does_not_depend_on_wording():
    done = Audit(hub(), (), ())
    base = fingerprint(done, finding('a', destinations=('a.com', 'b.com')))
    assert len(base) == 64
    assert base == fingerprint(done, finding('renamed', destinations=('b.com', 'A.com')))
    assert base == fingerprint(
        Audit(hub(name='HUB', id=HUB_ID.upper()), (), ()), finding('a', destinations=('a.com', 'b.com'))
    )
    others = [
        fingerprint(done, finding('a', destinations=('a.com',))),
        fingerprint(done, finding('a', destinations=('a.com', 'b.com'), check='HN103')),
        fingerprint(Audit(hub(id=None, name=None), (), (), 'f'), finding('a', destinations=('a.com', 'b.com'))),
    ]
    assert len({base, *others}) == 4
    assert fingerprint(done, finding('a')) != fingerprint(done, finding('b'))
