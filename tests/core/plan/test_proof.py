"""The proof of a write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azext_hubnet.core.plan.plan import Operation
from azext_hubnet.core.plan.proof import ALTERED, LOST, Disturbance, Proof, Result, accepted, prove, unproven
from tests.core.makers import endpoint, fqdn, hub, rule, tag, unknown


def result(operation, after, before=(), errors=None, not_attempted=None):
    (found,) = prove(hub(*before), hub(*after), [operation], errors or {}, not_attempted or {}).results
    return found.outcome, found.error


CREATE = Operation('create', 'hn-a', fqdn('a.com'))
REWRITE = Operation('rewrite', 'mine', endpoint(spark=True))
DELETE = Operation('delete', 'hn-a', fqdn('a.com'))
ALIASED = Operation('create', 'hn-pe', endpoint(fqdns=['a.corp.example']))


@pytest.mark.parametrize(
    'operation, after, expected',
    [
        (CREATE, [rule('hn-a', 'a.com')], ('applied', None)),
        (CREATE, [rule('HN-A', 'A.com', None)], ('applied', None)),
        (CREATE, [rule('hn-a', 'a.com', 'Inactive')], ('pending', None)),
        (CREATE, [rule('hn-a', 'a.com', 'Provisioning')], ('pending', None)),
        (CREATE, [rule('hn-a', 'a.com', 'Failed', error='no quota')], ('failed', 'no quota')),
        (CREATE, [rule('hn-a', 'a.com', 'Failed')], ('failed', 'the rule is Failed')),
        (CREATE, [rule('hn-a', 'a.com', 'Deleting')], ('failed', 'the rule is Deleting')),
        (CREATE, [], ('failed', 'the rule is missing, although the service reported no error')),
        (
            CREATE,
            [rule('hn-a', 'b.com')],
            ('failed', 'the rule has another destination, although the service reported no error'),
        ),
        # By destination, whatever the name, and by the rule that does it best
        (CREATE, [rule('other', 'a.com')], ('applied', None)),
        (CREATE, [rule('x', 'a.com', 'Failed'), rule('y', 'a.com'), rule('z', 'a.com', 'Deleting')], ('applied', None)),
        (CREATE, [rule('x', 'a.com', 'Failed'), rule('y', 'a.com', 'Inactive')], ('pending', None)),
        (CREATE, [rule('hn-a', 'a.com', 'Failed'), rule('x', 'a.com')], ('applied', None)),
        (CREATE, [rule('hn-a', 'a.com', 'Failed'), rule('x', 'a.com', 'Inactive')], ('pending', None)),
        (
            CREATE,
            [rule('a', 'a.com', 'Failed', error='theirs'), rule('hn-a', 'a.com', 'Failed', error='ours')],
            ('failed', 'ours'),
        ),
        # A wider rule is no proof of this one
        (CREATE, [rule('other', '*.com')], ('failed', 'the rule is missing, although the service reported no error')),
        (REWRITE, [rule('mine', endpoint(spark=True))], ('applied', None)),
        (
            REWRITE,
            [rule('mine', endpoint())],
            ('failed', 'the rule has another destination, although the service reported no error'),
        ),
        # The service may add aliases: the endpoint still answers for those that were asked for
        (ALIASED, [rule('hn-pe', endpoint(fqdns=['B.corp.example', 'a.corp.example']))], ('applied', None)),
        (ALIASED, [rule('hn-pe', endpoint(fqdns=['A.corp.example.', 'b.corp.example']))], ('applied', None)),
        (ALIASED, [rule('other', endpoint(fqdns=['a.corp.example', 'b.corp.example']))], ('applied', None)),
        (
            ALIASED,
            [rule('hn-pe', endpoint(fqdns=['b.corp.example']))],
            ('failed', 'the rule has another destination, although the service reported no error'),
        ),
        (
            ALIASED,
            [rule('hn-pe', endpoint(spark=True, fqdns=['a.corp.example']))],
            ('failed', 'the rule has another destination, although the service reported no error'),
        ),
        (DELETE, [], ('applied', None)),
        (DELETE, [rule('other', 'a.com')], ('applied', None)),
        (DELETE, [rule('hn-a', 'a.com', 'Deleting')], ('pending', None)),
        (DELETE, [rule('hn-a', 'a.com')], ('failed', 'the rule still exists')),
        (DELETE, [rule('HN-a', 'a.com', 'Failed')], ('failed', 'the rule still exists')),
    ],
)
def test_outcome_of_a_planned_rule(operation, after, expected):
    assert result(operation, after) == expected


def test_alias_that_a_rewrite_removes_must_be_gone():
    narrowed = Operation('rewrite', 'HN-pe', endpoint(fqdns=['a.corp.example']))
    before = [rule('hn-pe', endpoint(fqdns=['a.corp.example', 'B.corp.example']))]
    assert result(narrowed, before, before) == (
        'failed',
        'the rule has another destination, although the service reported no error',
    )
    added = [rule('hn-pe', endpoint(fqdns=['a.corp.example', 'c.corp.example']))]
    assert result(narrowed, added, before) == ('applied', None)


def test_error_text_of_the_service_is_used_only_for_failures():
    said = {'hn-a': 'quota exceeded'}
    assert result(CREATE, [], errors=said) == ('failed', 'quota exceeded')
    assert result(DELETE, [rule('hn-a', 'a.com')], errors=said) == ('failed', 'quota exceeded')
    assert result(CREATE, [rule('hn-a', 'a.com', 'Failed', error='at the rule')], errors=said)[1] == 'at the rule'
    assert result(CREATE, [rule('hn-a', 'a.com')], errors=said) == ('applied', None)
    assert result(DELETE, [rule('hn-a', 'a.com', 'Deleting')], errors=said) == ('pending', None)


def test_rule_that_was_never_sent_is_not_attempted():
    never = {'hn-a': 'the one before has failed'}
    assert result(CREATE, [], not_attempted=never) == ('not_attempted', 'the one before has failed')
    assert result(DELETE, [rule('hn-a', 'a.com')], not_attempted=never)[0] == 'not_attempted'
    # Somebody else did it meanwhile
    assert result(CREATE, [rule('hn-a', 'a.com')], not_attempted=never) == ('applied', None)
    assert result(DELETE, [], not_attempted=never) == ('applied', None)


MINE = rule('mine', 'm.com')
ODD = unknown({'type': 'x', 'status': 'Active', 'destination': {'a': 1}})


@pytest.mark.parametrize(
    'before, after, expected',
    [
        (MINE, [MINE], []),
        (MINE, [rule('MINE', 'M.com', 'Inactive')], []),
        (MINE, [], [LOST]),
        (MINE, [rule('mine', 'x.com')], [ALTERED]),
        (MINE, [rule('mine', 'm.com', 'Failed')], [ALTERED]),
        (MINE, [rule('mine', 'm.com', 'Deleting')], [LOST]),
        (rule('mine', 'm.com', 'Failed'), [rule('mine', 'm.com', 'Failed')], []),
        (rule('mine', 'm.com', 'Deleting'), [], []),
        # Under a new name it is still there, but not where another rule was there all along
        (MINE, [rule('renamed', 'm.com')], []),
        (MINE, [rule('renamed', 'm.com', 'Deleting')], [LOST]),
        (MINE, [rule('hn-a', 'm.com')], [LOST]),
        (rule(None, 'n.com'), [], []),
        (rule('odd', ODD), [rule('odd', unknown({'type': 'x', 'status': 'Failed', 'destination': {'a': 1}}))], []),
        (
            rule('odd', ODD),
            [rule('odd', unknown({'type': 'x', 'status': 'Active', 'destination': {'a': 2}}))],
            [ALTERED],
        ),
        (rule('odd', ODD), [rule('odd', 'a.com')], [ALTERED]),
        (rule('req', tag(), category='Required'), [], [LOST]),
        (rule('pe', endpoint()), [rule('pe', endpoint(fqdns=['a.corp.example']))], []),
        (rule('pe', endpoint(fqdns=['A.corp.example'])), [rule('pe', endpoint(fqdns=['b.b.b', 'a.corp.example']))], []),
        (rule('pe', endpoint(fqdns=['a.corp.example'])), [rule('pe', endpoint())], [ALTERED]),
        (rule('pe', endpoint()), [rule('pe', endpoint(spark=True))], [ALTERED]),
        (rule('pe', endpoint()), [rule('pe', endpoint(subresource='file'))], [ALTERED]),
    ],
)
def test_outcome_of_an_existing_rule(before, after, expected):
    found = prove(hub(before), hub(*after), [CREATE], {}, {})
    assert found.disturbed == [Disturbance(before.name, change) for change in expected]


def test_a_duplicate_does_not_hide_a_lost_rule():
    found = prove(hub(MINE, rule('twin', 'm.com')), hub(rule('twin', 'm.com')), [], {}, {})
    assert found.disturbed == [Disturbance('mine', LOST)]
    assert not found.complete


def test_planned_rule_is_never_a_disturbance():
    before = hub(rule('mine', endpoint()), rule('hn-a', 'a.com', 'Failed'))
    done = hub(rule('mine', endpoint(spark=True)))
    assert prove(before, done, [REWRITE, DELETE], {}, {}).complete


def test_complete_means_all_in_place_or_waiting_for_the_network():
    def outcome(*words, disturbed=()):
        return Proof([Result('r', 'a.com', word, None) for word in words], disturbed)

    assert outcome().complete and outcome('applied', 'pending').complete
    assert not outcome('applied', 'failed').complete and not outcome('not_attempted').complete
    assert not outcome('applied', disturbed=[Disturbance('r', LOST)]).complete


def test_a_write_that_was_accepted_is_pending():
    endpoint_shown = {
        'service_resource_id': REWRITE.destination.service_resource_id,
        'subresource_target': 'blob',
        'spark_enabled': True,
    }
    assert accepted([CREATE, REWRITE]) == [
        Result('hn-a', 'a.com', 'pending', None),
        Result('mine', endpoint_shown, 'pending', None),
    ]


def test_unproven_results_have_a_reason_or_a_known_error():
    gone = Operation('delete', 'theirs', fqdn('b.com'))
    found = unproven([CREATE, REWRITE, gone], 'no answer', {'mine': 'refused'}, {'theirs': 'not sent'})
    assert [(one.rule, one.outcome, one.error) for one in found] == [
        ('hn-a', 'pending', 'no answer'),
        ('mine', 'pending', 'refused; no answer'),
        ('theirs', 'not_attempted', 'not sent'),
    ]
    assert not Proof(found, ()).complete


HOSTS = st.sampled_from(['a.com', 'b.com', 'c.com']).map(fqdn)
RULES = st.lists(
    st.builds(
        rule,
        st.sampled_from(['r1', 'R1', 'r2', 'r3', 'hn-a', 'hn-b']),
        HOSTS,
        st.sampled_from(['Active', 'Inactive', 'Failed', 'Deleting']),
        st.sampled_from(['UserDefined', 'Required']),
    ),
    max_size=5,
    unique_by=lambda found: found.name.lower(),
)
OPERATIONS = st.lists(
    st.builds(
        Operation,
        st.sampled_from(['create', 'retry', 'rewrite', 'delete']),
        st.sampled_from(['r1', 'hn-a', 'hn-b']),
        HOSTS,
    ),
    max_size=3,
    unique_by=lambda item: item.name,
)


@settings(max_examples=500, deadline=None)
@given(RULES, RULES, OPERATIONS, st.sets(st.sampled_from(['r1', 'hn-a'])))
def test_every_planned_rule_has_a_result_and_every_lost_rule_is_reported(before, after, operations, skipped):
    found = prove(hub(*before), hub(*after), operations, {}, dict.fromkeys(skipped, 'skipped'))
    assert [one.rule for one in found.results] == [item.name for item in operations]
    assert all(one.error for one in found.results if one.outcome in ('failed', 'not_attempted'))
    now = {one.name.lower(): one for one in after}
    for item, one in zip(operations, found.results, strict=False):
        there = [rule for rule in after if rule.destination.key == item.destination.key and not rule.dead]
        if item.op == 'delete':
            standing = now.get(item.name.lower())
            assert (one.outcome in ('applied', 'pending')) is (standing is None or standing.status == 'Deleting')
        elif one.outcome in ('applied', 'pending'):
            assert there
        else:
            assert not there or now[item.name.lower()].dead
            assert (one.outcome == 'not_attempted') is (item.name in skipped)
    named = {one.rule for one in found.disturbed}
    ours = {item.name.lower() for item in operations}
    strangers = {
        one.destination.key
        for one in after
        if one.status != 'Deleting' and one.name.lower() not in ours | {rule.name.lower() for rule in before}
    }
    for was in before:
        if was.name.lower() in ours or was.status == 'Deleting':
            assert was.name not in named
            continue
        one = now.get(was.name.lower())
        intact = (
            one is not None
            and one.destination.key == was.destination.key
            and (not one.dead or (was.dead and one.status != 'Deleting'))
        )
        assert intact is (was.name not in named) or (one is None and was.destination.key in strangers)
