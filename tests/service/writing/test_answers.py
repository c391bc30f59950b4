"""Writing to a service that behaves otherwise than the simulator: other answers, delays and texts.

ARM allows each of these, or some service of Azure has been seen to do it; it is not known which of them this service
does (see the sources in service/writing).
"""

import base64
import json
import time
from email.utils import formatdate
from unittest import mock

import pytest

from azext_hubnet.service.writing import operation
from tests.harness.scripted_arm import CUT, scripted_session

pytestmark = pytest.mark.compat

pytest.importorskip('azure.ai.ml')

HOSTS = ('a.example.com', 'b.example.com')
A, B = 'hn-a-example-com', 'hn-b-example-com'
UPDATING, SUCCEEDED = ({'properties': {'provisioningState': state}} for state in ('Updating', 'Succeeded'))
INTERNAL = (500, {}, {'error': {'code': 'InternalServerError', 'message': 'It broke.'}})
BOTH = pytest.mark.parametrize('write', ['patch', 'serial'])


@pytest.fixture(name='hubnet')
def _hubnet(tmp_path):
    with scripted_session(tmp_path) as made:
        made.preset = tmp_path / 'mine.json'
        made.preset.write_text(
            json.dumps({'name': 'mine', 'entries': [{'type': 'fqdn', 'destination': host} for host in HOSTS]})
        )
        yield made


def add(hubnet, code=0, **options):
    return hubnet.add('other', str(hubnet.preset), code=code, **options)


def remove(hubnet, code=0):
    return hubnet.remove('other', str(hubnet.preset), code=code)


def assert_applied(hubnet, done, writes=None):
    assert (done.outcome, done.results, done.result['disturbed']) == ('applied', {A: 'applied', B: 'applied'}, []), done
    assert writes is None or len(hubnet.simulator.sent('PATCH', 'PUT')) == writes


# How the service says that it is at work ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'status, headers',
    [
        (200, ['azure-asyncoperation']),
        (201, ['azure-asyncoperation']),
        (201, ['Location']),
        (202, ['Location']),
        (202, []),
    ],
)
@pytest.mark.parametrize('shown_at_once', [True, False])
def test_operation_is_found_in_either_header(hubnet, status, headers, shown_at_once):
    hubnet.simulator.shown_at_once = shown_at_once
    hubnet.simulator.accept = lambda url, body: (status, dict.fromkeys(headers, url), None)
    hubnet.simulator.poll = lambda ended: (200 if ended else 202, {}, {'status': 'Succeeded' if ended else 'Running'})
    assert_applied(hubnet, add(hubnet), writes=1)


# azure-ai-ml takes a Location that answers 200 for done.
@pytest.mark.parametrize(
    'write, header', [('patch', 'azure-asyncoperation'), ('patch', 'Location'), ('serial', 'azure-asyncoperation')]
)
def test_poll_reads_provisioning_state(hubnet, write, header):
    hubnet.simulator.shown_at_once = False
    hubnet.simulator.accept = lambda url, body: (202, {header: url}, None)
    hubnet.simulator.poll = lambda ended: (200, {}, SUCCEEDED if ended else UPDATING)
    assert_applied(hubnet, add(hubnet, write=write))


@BOTH
@pytest.mark.parametrize('status', [401, 403, 404, 500])
def test_forbidden_status_falls_back_to_reading_the_hub(hubnet, write, status):
    """Until it shows the rules; a second write that comes too early would be refused."""
    hubnet.simulator.shown_at_once = False
    hubnet.simulator.accept = lambda url, body: (202, {'Location': url}, None)
    hubnet.simulator.poll = lambda ended: (status, {}, {'error': {'code': 'No', 'message': 'No.'}})
    assert_applied(hubnet, add(hubnet, write=write), writes=1 if write == 'patch' else 2)


def test_accepted_write_that_never_shows_is_failed(hubnet):
    hubnet.simulator.store = lambda rules, written: rules
    hubnet.simulator.shown_at_once = False
    hubnet.simulator.accept = lambda url, body: (202, {}, None)
    done = add(hubnet, code=20)
    assert set(done.results.values()) == {'failed'} and hubnet.clock.now < 120


@BOTH
@pytest.mark.parametrize('is_date', [True, False])
def test_retry_after_may_be_a_date_or_unreadable(hubnet, write, is_date):
    """azure-ai-ml reads numbers only."""
    wait = formatdate(time.time() + 5, usegmt=True) if is_date else 'soon'
    hubnet.simulator.accept = lambda url, body: (202, {'azure-asyncoperation': url, 'Retry-After': wait}, None)
    hubnet.simulator.poll = lambda ended: (200, {'Retry-After': wait}, {'status': 'Succeeded' if ended else 'Running'})
    assert_applied(hubnet, add(hubnet, write=write), writes=1 if write == 'patch' else 2)


def test_read_ignores_an_unreadable_retry_after(hubnet):
    hubnet.simulator.script('GET', before=[(503, {'Retry-After': 'soon'}, None)])
    assert_applied(hubnet, add(hubnet))


@BOTH
@pytest.mark.parametrize('nothing', [(200, {}, b'<html>'), (200, {}, []), (503, {}, None), (404, {}, None), CUT])
def test_poll_survives_one_unreadable_status(hubnet, write, nothing):
    """Rules of a network that is not provisioned are Inactive from the first moment on."""

    def show(body):
        for rule in body['properties']['managedNetwork']['outboundRules'].values():
            rule['status'] = 'Inactive'
        return 200, {}, body

    hubnet.simulator.seconds, hubnet.simulator.show = 30, show
    hubnet.simulator.script('POLL', before=[None, nothing])
    done = add(hubnet, write=write)
    writes = 1 if write == 'patch' else 2
    assert set(done.results.values()) == {'pending'} and hubnet.clock.now > 30 * writes
    # None came too early, to be refused.
    assert len(hubnet.simulator.sent('PATCH', 'PUT')) == writes


# When the rules show how they have ended ------------------------------------------------------------------------------


def test_next_rule_waits_although_the_first_was_answered_at_once(hubnet):
    hubnet.simulator.accept = lambda url, body: (
        200,
        {},
        {'properties': {'type': 'FQDN', 'destination': 'a.example.com', 'status': 'Provisioning'}},
    )
    assert_applied(hubnet, add(hubnet, write='serial'), writes=2)


def later(hubnet, **statuses):
    """Rules are Provisioning in the first three readings after the write, and then have these statuses, by host."""
    readings = iter(range(100))

    def show(body):
        now = next(readings)
        for rule in body['properties']['managedNetwork']['outboundRules'].values():
            letter = rule['destination'][0]
            if letter in statuses:
                rule['status'] = 'Provisioning' if now < 4 else statuses[letter]
        return 200, {}, body

    hubnet.simulator.show = show


@pytest.mark.parametrize(
    'status, code, outcome', [('Active', 0, 'applied'), ('Inactive', 0, 'pending'), ('Failed', 20, 'failed')]
)
def test_rules_that_get_ready_after_their_operation_are_waited_for(hubnet, status, code, outcome):
    later(hubnet, a=status)
    assert add(hubnet, code=code).results == {A: outcome, B: 'applied'}


def test_rule_that_stays_under_way_is_pending(hubnet):
    later(hubnet, a='Provisioning')
    assert add(hubnet).results == {A: 'pending', B: 'applied'} and hubnet.clock.now < 120


def test_ctrl_c_while_a_rule_gets_ready_reports_the_last_reading(hubnet):
    """The result holds what was read before the interruption."""
    later(hubnet, a='Provisioning')
    real = operation.time.sleep

    def sleep(seconds):
        real(seconds)
        if hubnet.clock.now > 40:
            raise KeyboardInterrupt

    with mock.patch.object(operation.time, 'sleep', sleep, create=True):
        done = add(hubnet, code=20)
    assert done.outcome == 'partial' and done.results == {A: 'pending', B: 'applied'}


def test_reading_that_fails_while_a_rule_gets_ready_is_repeated(hubnet):
    later(hubnet, a='Active')
    hubnet.simulator.script('GET', before=[None, None] + [INTERNAL] * 4)
    assert_applied(hubnet, add(hubnet))


# Whether something was written ----------------------------------------------------------------------------------------


@BOTH
def test_write_that_shows_late_is_recognised_as_its_own(hubnet, write):
    """It is sent again, and refused because the first one is still under way."""
    hubnet.simulator.shown_at_once = False
    hubnet.simulator.script('PATCH' if write == 'patch' else 'PUT', after=[CUT])
    assert_applied(hubnet, add(hubnet, write=write))
    # The second one was refused; a third one was not needed.
    assert len(hubnet.simulator.sent('PATCH', 'PUT')) == (2 if write == 'patch' else 3)


def test_write_that_arrived_ignores_a_long_retry_after(hubnet):
    hubnet.simulator.script('PATCH', after=[(503, {'Retry-After': '600'}, None)])
    assert_applied(hubnet, add(hubnet), writes=1)
    assert hubnet.clock.now < 60


def test_refusal_caused_by_an_earlier_send_is_success(hubnet):
    hubnet.simulator.shown_at_once, hubnet.simulator.seconds = False, 3
    refusal = (400, {}, {'error': {'code': 'ValidationError', 'message': 'There is a rule for it.'}})
    hubnet.simulator.script('PATCH', before=[None, refusal], after=[CUT])
    assert_applied(hubnet, add(hubnet), writes=2)


@pytest.mark.parametrize('status', [408, 500, 507, 520])
@pytest.mark.parametrize('acted', [True, False])
def test_unclear_answer_is_repeated_only_if_the_hub_shows_nothing(hubnet, status, acted):
    trouble = {'after' if acted else 'before': [(status, {}, b'<html>')]}
    hubnet.simulator.script('PATCH', **trouble)
    assert_applied(hubnet, add(hubnet), writes=1 if acted else 2)


@BOTH
def test_garbled_success_is_not_repeated(hubnet, write):
    hubnet.simulator.seconds, hubnet.simulator.shown_at_once = 0, False
    unseen = iter([True] * 4)
    hubnet.simulator.show = lambda body: (200, {}, without_ours(body) if next(unseen, False) else body)
    hubnet.simulator.script('PATCH' if write == 'patch' else 'PUT', after=[(202, {}, b'{"properties": ')])
    assert_applied(hubnet, add(hubnet, write=write), writes=1 if write == 'patch' else 2)


def without_ours(body):
    network = body['properties']['managedNetwork']
    network['outboundRules'] = {'theirs': network['outboundRules']['theirs']}
    return body


@pytest.mark.parametrize(
    'stored, results, disturbed',
    [
        (lambda rules, written: {**rules, A: written[A]}, {A: 'applied', B: 'failed'}, []),
        (lambda rules, written: {}, {A: 'failed', B: 'failed'}, [{'rule': 'theirs', 'change': 'lost'}]),
    ],
)
def test_rules_that_a_failed_write_left_behind_are_reported(hubnet, stored, results, disturbed):
    hubnet.simulator.shown_at_once, hubnet.simulator.seconds, hubnet.simulator.store = False, 0, stored
    hubnet.simulator.script('PATCH', after=[INTERNAL] * 100)
    done = add(hubnet, code=20)
    assert (done.results, done.result['disturbed']) == (results, disturbed) and 'It broke.' in str(done.result)


def test_write_that_conflicts_with_itself_until_the_timeout_is_partial(hubnet):
    hubnet.simulator.shown_at_once, hubnet.simulator.seconds = False, 10_000
    hubnet.simulator.script('PATCH', after=[CUT])
    done = add(hubnet, code=20, timeout=300)
    assert done.outcome == 'partial' and '(Conflict)' in str(done.result)
    assert len(hubnet.simulator.sent('PATCH')) < 40


def test_write_without_effect_is_an_error(hubnet):
    hubnet.simulator.script('PATCH', before=[INTERNAL] * 100)
    assert 'Nothing was written' in str(add(hubnet, code=1).error)


def test_retry_after_of_a_conflict_is_kept(hubnet):
    conflict = (409, {'Retry-After': '40'}, {'error': {'code': 'Conflict', 'message': 'Busy.'}})
    hubnet.simulator.script('PATCH', before=[conflict])
    assert_applied(hubnet, add(hubnet), writes=2)
    assert hubnet.clock.now > 40
    hubnet.simulator.script('DELETE', before=[conflict])
    assert remove(hubnet).outcome == 'applied' and hubnet.clock.now > 80


def test_many_conflicts_leave_tries_for_other_failures(hubnet):
    conflict = (409, {}, {'error': {'code': 'Conflict', 'message': 'Busy.'}})
    hubnet.simulator.script('PUT', before=[conflict] * 8 + [CUT])
    assert_applied(hubnet, add(hubnet, write='serial'), writes=11)


def test_conflict_with_a_retry_after_beyond_the_timeout_is_an_error(hubnet):
    hubnet.simulator.script(
        'PATCH', before=[(409, {'Retry-After': '3600'}, {'error': {'code': 'Conflict', 'message': 'Busy.'}})]
    )
    assert 'Nothing was written' in str(add(hubnet, code=1, timeout=60).error) and hubnet.clock.now < 10


@BOTH
def test_unanswered_claims_challenge_is_an_authentication_error(hubnet, write):
    from azure.cli.core.azclierror import AuthenticationError

    given = hubnet.credential.get_token

    def get_token(*scopes, claims=None, **options):
        if claims:
            raise AuthenticationError('AADSTS50076: more is needed.', recommendation='az login --claims-challenge x')
        return given(*scopes, **options)

    hubnet.credential.get_token = get_token
    claims = base64.b64encode(b'{"access_token": {}}').decode()
    challenge = {'WWW-Authenticate': f'Bearer error="insufficient_claims", claims="{claims}"'}
    hubnet.simulator.script('PATCH' if write == 'patch' else 'PUT', before=[(401, challenge, None)])
    error = add(hubnet, code=1, write=write).error
    assert isinstance(error, AuthenticationError) and 'Nothing was written to other: AADSTS50076' in str(error)
    assert error.recommendations == ['az login --claims-challenge x']
    hubnet.simulator.script('GET', before=[(401, challenge, None)])
    error = add(hubnet, code=1).error
    assert isinstance(error, AuthenticationError) and 'other cannot be read: AADSTS50076' in str(error)
    assert error.recommendations == ['az login --claims-challenge x']


# What was not found ---------------------------------------------------------------------------------------------------

NOT_FOUND = (404, {}, {'error': {'code': 'NotFound', 'message': 'It is not there.'}})


def test_rule_that_another_writer_removed_first_counts_as_removed(hubnet):
    add(hubnet)
    hubnet.simulator.seconds = 0
    hubnet.simulator.script('DELETE', after=[NOT_FOUND] * 2)
    assert_applied(hubnet, remove(hubnet))


def test_missing_rule_and_missing_hub_are_different_errors(hubnet):
    add(hubnet)
    hubnet.simulator.script('DELETE', before=[NOT_FOUND] * 2)
    assert 'Nothing was written to other: (NotFound)' in str(remove(hubnet, code=1).error)
    hubnet.simulator.script('DELETE', before=[NOT_FOUND] * 2)
    hubnet.simulator.script('GET', before=[None] + [NOT_FOUND] * 9)
    remove(hubnet, code=3)


# What the hub shows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('properties', ['text', ['list'], 7])
def test_hub_without_readable_properties_is_an_error(hubnet, properties):
    hubnet.simulator.show = lambda body: (200, {}, {**body, 'properties': properties})
    assert 'could not be read' in str(add(hubnet, code=1).error) and hubnet.simulator.sent('PATCH') == []


@pytest.mark.parametrize('field, value', [('isolationMode', 'Disabled'), ('firewallSku', 'Basic')])
def test_changed_setting_of_the_hub_is_partial(hubnet, field, value, caplog):
    def store(rules, written):
        hubnet.simulator.hub['properties']['managedNetwork'][field] = value
        return {**rules, **written}

    hubnet.simulator.store, hubnet.simulator.shown_at_once = store, False
    done = add(hubnet, code=20)
    assert done.outcome == 'partial' and set(done.results.values()) == {'applied'}
    assert f'{field} was ' in caplog.text and f' and is {value}' in caplog.text


def test_setting_that_the_hub_does_not_show_is_not_sent(hubnet):
    for field in ('isolationMode', 'firewallSku'):
        del hubnet.simulator.hub['properties']['managedNetwork'][field]
    assert_applied(hubnet, add(hubnet))
    assert list(hubnet.simulator.sent('PATCH')[0]['properties']['managedNetwork']) == ['outboundRules']


def test_saved_plan_is_resumed_whatever_the_case_of_names(hubnet, tmp_path):
    plan = str(tmp_path / 'plan.json')
    network = hubnet.simulator.hub['properties']['managedNetwork']
    network['firewallSku'], hubnet.simulator.shown_at_once = None, False
    add(hubnet, dry_run=True, plan_file=plan)

    def store_one(rules, written):
        network['firewallSku'] = 'Standard'
        return {**rules, A.upper(): {**written[A], 'destination': 'A.EXAMPLE.COM.'}}

    hubnet.simulator.store = store_one
    assert add(hubnet, plan_file=plan, code=20).results == {A: 'applied', B: 'failed'}
    hubnet.simulator.store = lambda rules, written: {**rules, **written}
    assert add(hubnet, plan_file=plan).results == {B: 'applied'}
    assert add(hubnet, plan_file=plan).outcome == 'nothing_to_do'


# When the time is over ------------------------------------------------------------------------------------------------


def test_hub_that_stays_busy_after_an_unknown_end_is_a_timeout(hubnet):
    def show(body):
        if hubnet.simulator.sent('PATCH'):
            body['properties']['provisioningState'] = 'Updating'
        return 200, {}, body

    hubnet.simulator.show = show
    hubnet.simulator.accept = lambda url, body: (202, {}, None)
    done = add(hubnet, code=20, timeout=60)
    assert done.outcome == 'partial' and 60 <= hubnet.clock.now < 120


@pytest.mark.parametrize(
    'poll',
    [
        # azure-ai-ml gives up at this answer; the operation goes on.
        lambda ended, first=iter([True]): (200, {}, b'<html>' if next(first, False) else {'status': 'InProgress'}),  # noqa: B008
        lambda ended: (404, {}, {'error': {'code': 'No', 'message': 'No.'}}),
    ],
)
def test_single_rule_that_is_under_way_for_too_long_stops_the_others(hubnet, poll):
    hubnet.simulator.seconds, hubnet.simulator.poll = 10_000, poll
    done = add(hubnet, code=20, write='serial', timeout=60)
    assert done.results == {A: 'pending', B: 'not_attempted'} and len(hubnet.simulator.sent('PUT')) == 1
