"""The decisions about a write that did not simply succeed: each row of the table, and what it causes."""

from types import SimpleNamespace
from unittest import mock

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ServiceResponseError

from azext_hubnet.service.writing import attempt, operation
from azext_hubnet.service.writing.attempt import DECISIONS, Refused, WriteRecord, accepted
from azext_hubnet.service.writing.operation import Timer
from tests.core.makers import hub, rule
from tests.service.writing.fakes import Answer, Clock

# The answer; whether the write is in doubt; whether it may be sent again; the decision.
ROWS = [
    ('garbled success', False, False, 'taken'),
    ('garbled success', False, True, 'taken'),
    ('garbled success', True, False, 'taken'),
    ('garbled success', True, True, 'taken'),
    ('conflict', False, False, 'refuse'),
    ('conflict', False, True, 'send again'),
    ('conflict', True, False, 'look, then send again'),
    ('conflict', True, True, 'look, then send again'),
    ('throttled', False, False, 'refuse'),
    ('throttled', False, True, 'send again'),
    ('throttled', True, False, 'look, then refuse'),
    ('throttled', True, True, 'look, then send again'),
    ('unclear', True, False, 'look, then refuse'),
    ('unclear', True, True, 'look, then send again'),
    ('refused', False, False, 'refuse'),
    ('refused', False, True, 'refuse'),
    ('refused', True, False, 'look, then refuse'),
    ('refused', True, True, 'look, then refuse'),
]


def failed(status, code='Bad', **headers):
    return HttpResponseError(response=Answer(status, {'error': {'code': code, 'message': 'It broke.'}}, **headers))


CUT = ServiceResponseError('cut')
LOCKED = failed(409, 'ScopeLocked')
ANSWERS = {
    'garbled success': [failed(200), failed(202)],
    'conflict': [failed(409)],
    'throttled': [failed(429)],
    'unclear': [CUT, failed(408), failed(500), failed(503)],
    'refused': [failed(400), failed(401), failed(403), failed(404), LOCKED, ClientAuthenticationError('no token')],
}


class Live:
    """A hub as it was at the beginning, until a reading with this number shows another one."""

    is_busy = False

    def __init__(self, shows_at=None, shown=None):
        self.hub = self._before = hub()
        self._shows_at, self._shown, self.looks = shows_at, shown or hub(rule('mine', 'a.com')), 0

    def look(self):
        self.looks += 1
        self.hub = self._before if self._shows_at is None or self.looks < self._shows_at else self._shown
        return self.hub


class Service:
    """Answers sends: raises what the script says, one after another, and then takes the write."""

    def __init__(self, *script):
        self._script, self.sends = list(script), 0

    def send(self):
        self.sends += 1
        if self._script:
            raise self._script.pop(0)
        return 'poller'


@pytest.fixture(autouse=True)
def clock():
    with mock.patch.object(operation, 'time', Clock()) as made:
        yield made


def run(service, live=None, record=None, seconds=600, **options):
    """What accepted returns; a refusal is returned, too."""
    is_there = lambda found: any(one.name == 'mine' for one in found.rules)  # noqa: E731
    record = WriteRecord() if record is None else record
    try:
        return accepted(service.send, is_there, live or Live(), Timer(seconds), record, **options)
    except Refused as refusal:
        return refusal


@pytest.mark.parametrize('answer, in_doubt, may_be_sent_again, decision', ROWS)
def test_decision_for_each_answer(answer, in_doubt, may_be_sent_again, decision):
    assert DECISIONS[answer, in_doubt, may_be_sent_again] == decision


def test_table_has_no_other_rows():
    assert set(DECISIONS) == {row[:3] for row in ROWS}


def scripted(answer, in_doubt, may_be_sent_again):
    """A service that puts a write in doubt, if asked to, then answers, and options so that it may be sent again or not.

    The number of failures after which a write is given up is made so small that this one is the last.
    """
    before = [CUT] if in_doubt and answer != 'unclear' else []
    failures = len(before) + (0 if answer == 'conflict' else 1)
    most = failures + 1 if may_be_sent_again or answer == 'conflict' else failures
    options = {'retry_conflict': may_be_sent_again} if answer == 'conflict' else {}
    return before, mock.patch.object(attempt, 'MOST_WRITE_FAILURES', most), options


@pytest.mark.parametrize(
    'answer, in_doubt, may_be_sent_again, decision, error',
    [(*row, error) for row in ROWS for error in ANSWERS[row[0]]],
)
def test_decision_is_carried_out(answer, in_doubt, may_be_sent_again, decision, error):
    before, bound, options = scripted(answer, in_doubt, may_be_sent_again)
    service, live, record = Service(*before, error), Live(), WriteRecord()
    with bound:
        outcome = run(service, live, record, **options)
    first = len(before) + 1
    # Before: one look after the doubtful answer, and one before it is sent again.
    looks = live.looks - 2 * len(before)
    if decision == 'taken':
        assert (outcome, service.sends, looks, record.sent) == (None, first, 0, True)
    elif decision in ('refuse', 'look, then refuse'):
        assert outcome.__cause__ is error and outcome.answer == answer
        assert (service.sends, looks) == (first, int('look' in decision))
        # Nothing shows that anything was written.
        assert record.sent is False
    else:
        assert (outcome, service.sends, looks, record.sent) == ('poller', first + 1, 2 * ('look' in decision), True)


@pytest.mark.parametrize('answer, in_doubt, may_be_sent_again, decision', [row for row in ROWS if 'look' in row[3]])
def test_write_that_the_hub_shows_is_taken(answer, in_doubt, may_be_sent_again, decision):
    before, bound, options = scripted(answer, in_doubt, may_be_sent_again)
    service, live, record = Service(*before, ANSWERS[answer][0]), Live(shows_at=2 * len(before) + 1), WriteRecord()
    with bound:
        assert run(service, live, record, **options) is None
    assert service.sends == len(before) + 1 and record.sent


def test_write_that_shows_late_is_not_sent_again():
    service, live = Service(CUT), Live(shows_at=2)
    assert run(service, live) is None
    assert service.sends == 1


@pytest.mark.parametrize(
    'script, live, sent_before, sent',
    [
        ([CUT, failed(400)], Live(), False, False),
        # A part of the write may be there, or another write.
        ([CUT, failed(400)], Live(shows_at=2, shown=hub(rule('other', 'b.com'))), False, True),
        # The refusal is clear, but an earlier item of the same record was sent.
        ([failed(400)], Live(), True, True),
    ],
)
def test_record_says_whether_something_was_sent(script, live, sent_before, sent):
    record = WriteRecord(sent=sent_before)
    assert isinstance(run(Service(*script), live, record), Refused)
    assert record.sent is sent


def test_write_that_conflicts_with_itself_counts_as_sent():
    """A conflict after a write in doubt is with that write, so there will be something."""
    record = WriteRecord()
    refusal = run(Service(CUT, *[failed(409)] * 100), Live(), record, seconds=60)
    assert refusal.is_conflict and record.sent


def test_conflicts_do_not_count_as_failures():
    service = Service(*[failed(409)] * 12, failed(429), failed(409))
    assert run(service) == 'poller' and service.sends == 15


def test_failures_are_counted_up_to_the_bound():
    service = Service(*[failed(429)] * 100)
    assert run(service).status == 429 and service.sends == attempt.MOST_WRITE_FAILURES


@pytest.mark.parametrize('error, wait', [(failed(429, Retry_After='30'), 30), (failed(429), 1)])
def test_wait_that_the_service_asks_for_is_kept(clock, error, wait):
    assert run(Service(error)) == 'poller' and clock.now == wait


def test_wait_beyond_the_limit_is_a_refusal(clock):
    assert run(Service(failed(429, Retry_After='600')), seconds=600).wait == 600
    assert clock.now == 0


def test_hub_that_cannot_be_read_leaves_the_write_in_doubt():
    live = SimpleNamespace(hub=hub(), look=lambda: None, is_busy=False)
    record = WriteRecord()
    with pytest.raises(TimeoutError, match='it is not known whether the write arrived'):
        run(Service(CUT), live, record, seconds=30)
    assert record.sent


def test_refusal_without_an_answer_says_what_went_wrong():
    refusal = run(Service(ClientAuthenticationError('no token')))
    assert (str(refusal), refusal.status, refusal.wait, refusal.failure) == ('no token', None, 0.0, None)
