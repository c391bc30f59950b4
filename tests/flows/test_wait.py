"""`preset wait`, the question, and an interruption, without a terminal and without waiting."""

import io
import sys
from unittest import mock

import pytest

from azext_hubnet.service.writing import operation
from azext_hubnet.terminal.question import confirm, will_ask
from tests.simulator import workspace_id
from tests.simulator.sample_hubs import SUBSCRIPTION_ID

PRESET = 'vscode'


# Waiting ----------------------------------------------------------------------------------------


@pytest.mark.parametrize('hub', ['fresh', 'partial'])
def test_wait_after_add_with_no_wait(hubnet, hub, caplog):
    """Also where the network is not provisioned, and rules look from the beginning as they do at the end."""
    hubnet.simulator.configure(timing={'operation': 300})
    hubnet.add(hub, PRESET, skip_wait=True)
    started = hubnet.clock.now
    caplog.clear()
    hubnet.wait(hub, PRESET, interval=10)
    assert 'nothing is under way' not in caplog.text
    assert 290 < hubnet.clock.now - started < 330
    assert len(hubnet.requests('workspace_get')) > 20


def test_wait_returns_at_once_where_nothing_is_missing(hubnet):
    assert hubnet.wait('disabled', PRESET).result is None
    assert len(hubnet.requests()) == 1


def test_wait_times_out_where_nothing_happens(hubnet, caplog):
    done = hubnet.wait('fresh', PRESET, timeout=100, interval=30, code=1)
    assert 'timed-out after 100 seconds' in str(done.error)
    assert [record.getMessage() for record in caplog.records if record.levelname == 'WARNING'] == [
        'fresh: nothing is under way, and 9 entries have no rule. Still waiting, in case another user writes them; '
        "to write them yourself, use 'az hubnet preset add'."
    ]
    # At 0, 30, 60, 90 and, before giving up, at 100 seconds.
    assert len(hubnet.requests()) == 5


def test_wait_without_time_reads_the_hub_once(hubnet):
    hubnet.wait('fresh', PRESET, timeout=0, code=1)
    assert len(hubnet.requests()) == 1


def test_wait_survives_passing_faults(hubnet):
    hubnet.simulator.configure(timing={'operation': 100})
    hubnet.add('partial', PRESET, skip_wait=True)
    hubnet.simulator.faults.add('workspace_get', 'unavailable', occurrence=[2, 3, 4, 5, 6, 7, 8, 9])
    hubnet.simulator.faults.add('workspace_get', 'malformed', occurrence=12)
    hubnet.wait('partial', PRESET, interval=10)


@pytest.mark.parametrize('action, code', [('not_found', 3), ('forbidden', 1)])
def test_wait_ends_where_the_hub_cannot_be_read(hubnet, action, code):
    hubnet.simulator.faults.add('workspace_get', action, occurrence=2)
    hubnet.wait('fresh', PRESET, code=code)
    assert len(hubnet.requests()) == 2


def test_waiting_ends_with_a_rule_that_fails(hubnet):
    hubnet.simulator.configure(timing={'operation': 100})
    hubnet.simulator.faults.add('workspace_patch', 'fail_rule', rule='hn-vscode-dev', message='No such host.')
    hubnet.add('partial', PRESET, skip_wait=True)
    done = hubnet.wait('partial', PRESET, code=1)
    assert 'hn-vscode-dev' in str(done.error) and str(done.error).endswith('No such host.')


def test_a_rule_that_is_being_deleted_has_not_failed(hubnet):
    hubnet.simulator.configure(timing={'operation': 100})
    hubnet.add('partial', PRESET)
    assert (
        hubnet.simulator.remote().arm('DELETE', workspace_id('partial') + '/outboundRules/hn-vscode-dev').status == 202
    )
    done = hubnet.wait('partial', PRESET, code=1, timeout=50)
    assert 'timed-out' in str(done.error)


def test_entries_that_the_mode_allows_are_reported_as_not_written(hubnet, caplog):
    done = hubnet.add('internet', PRESET, 'hub-dependencies')
    assert '9 entries of the presets; AllowInternetOutbound lets' in caplog.text
    assert all('/providers/' in str(one['destination']) for one in done.result['results'])
    caplog.clear()
    assert hubnet.add('internet', PRESET).outcome == 'nothing_to_do' and 'Not written: 9 entries' in caplog.text


def test_a_repeat_while_the_service_is_still_at_work_says_how_to_wait(hubnet, caplog):
    hubnet.simulator.configure(timing={'operation': 100})
    hubnet.add('fresh', PRESET, skip_wait=True, as_of='2024-05-21')
    caplog.clear()
    assert hubnet.add('fresh', PRESET, as_of='2024-05-21').outcome == 'nothing_to_do'
    assert (
        f'az hubnet preset wait -g hubnet-tests -w fresh --subscription {SUBSCRIPTION_ID} -p vscode '
        '--as-of 2024-05-21' in caplog.text
    )


# The question ----------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """Standard input of a person."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    'typed, agrees',
    [
        ('y\n', True),
        (' YES \n', True),
        ('n\n', False),
        ('\n', False),
        ('', False),
        ('perhaps\nno\n', False),
        ('perhaps\ny\n', True),
    ],
)
def test_answers_to_the_confirmation_question(hubnet, typed, agrees, capsys):
    from azure.cli.core.azclierror import ManualInterrupt

    with mock.patch.object(sys, 'stdin', Terminal(typed)):
        context = hubnet.context()
        assert will_ask(context, False)
        if agrees:
            confirm(context, 'Write?', False)
        else:
            with pytest.raises(ManualInterrupt):
                confirm(context, 'Write?', False)
    shown = capsys.readouterr()
    assert shown.out == '' and shown.err.count('Write? (y/N): ') == 1 + typed.count('perhaps')


def test_missing_terminal_is_an_error(hubnet):
    from azure.cli.core.azclierror import NoTTYError

    for stdin in (None, io.StringIO('y\n')):
        with mock.patch.object(sys, 'stdin', stdin):
            assert not will_ask(hubnet.context(), False)
            with pytest.raises(NoTTYError):
                confirm(hubnet.context(), 'Write?', False)
    confirm(hubnet.context(), 'Write?', True)


def test_user_who_agreed_to_a_plan_never_gets_a_larger_one(hubnet):
    """Somebody takes a rule away while the question stands: what is missing now is more than was agreed to."""
    hubnet.add('partial', PRESET)
    document = hubnet.simulator.state('partial')
    rules = document['properties']['managedNetwork']['outboundRules']
    del rules['hn-vscode-dev']
    hubnet.simulator.set_state(document)

    class Slow(Terminal):
        def readline(self, *_):
            del rules['hn-code-visualstudio-com']
            hubnet.simulator.set_state(document)
            return 'y\n'

    hubnet.forget()
    with mock.patch.object(sys, 'stdin', Slow()):
        done = hubnet.add('partial', PRESET, yes=False, code=1)
    assert 'a different one now' in str(done.error) and hubnet.requests('workspace_patch') == []
    # Who says yes to everything gets what is needed by then.
    assert hubnet.add('partial', PRESET).results == {'hn-code-visualstudio-com': 'applied', 'hn-vscode-dev': 'applied'}


def test_user_who_agreed_to_a_plan_without_firewall_never_gets_one(hubnet):
    """The hub's last FQDN rule is taken away while the question stands: the same write would make a firewall now."""
    document = hubnet.simulator.state('fresh')
    rules = document['properties']['managedNetwork']['outboundRules']
    rules['theirs'] = {
        'type': 'FQDN',
        'destination': 'theirs.example.com',
        'category': 'UserDefined',
        'status': 'Inactive',
    }
    hubnet.simulator.set_state(document)

    class Slow(Terminal):
        def readline(self, *_):
            del rules['theirs']
            hubnet.simulator.set_state(document)
            return 'y\n'

    with mock.patch.object(sys, 'stdin', Slow()):
        done = hubnet.add('fresh', PRESET, yes=False, code=1)
    assert 'a different one now' in str(done.error) and hubnet.requests('workspace_patch') == []


# Interruptions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize('sleeps', range(4))
def test_ctrl_c_while_it_waits_for_the_operation(hubnet, sleeps):
    hubnet.simulator.configure(timing={'operation': 60})
    real, count = operation.time.sleep, iter(range(100))

    def interrupted(seconds):
        if next(count) == sleeps:
            raise KeyboardInterrupt
        real(seconds)

    with mock.patch.object(operation.time, 'sleep', interrupted, create=True):
        done = hubnet.add('partial', PRESET, code=20)
    assert done.outcome == 'partial' and set(done.results.values()) == {'pending'}


def test_ctrl_c_while_a_conflict_is_waited_for(hubnet):
    """What the service has refused was not written."""
    hubnet.simulator.faults.add('workspace_patch', 'conflict', occurrence='every')
    with mock.patch.object(operation.time, 'sleep', mock.Mock(side_effect=KeyboardInterrupt), create=True):
        done = hubnet.add('partial', PRESET, code=1)
    assert 'Nothing was written' in str(done.error)


def test_second_ctrl_c_still_leaves_a_result(hubnet):
    """The second one, while the hub is read for the proof, still leaves a result."""
    from azext_hubnet.service.connection.arm import Arm

    real, count = Arm.send, iter(range(100))

    def interrupted(self, method, *arguments, **options):
        if method == 'GET' and next(count) >= 1:
            raise KeyboardInterrupt
        return real(self, method, *arguments, **options)

    with mock.patch.object(Arm, 'send', interrupted):
        done = hubnet.add('partial', PRESET, code=20)
    assert all('interrupted' in one['error'] for one in done.result['results'])


def test_unexpected_error_after_the_write_still_leaves_a_result(hubnet):
    with mock.patch.object(operation, 'follow', side_effect=ValueError('a defect')):
        done = hubnet.add('fresh', PRESET, code=20)
    assert done.outcome == 'partial' and set(done.results.values()) == {'pending'}
