"""`preset add` from the plan to the result: what is shown, other writers, interruptions."""

from unittest import mock

import pytest

from azext_hubnet.service.writing import lock

PRESET = 'vscode'


def remove_rules(hubnet, hub, *names):
    """As another user would, whatever hubnet is doing."""
    document = hubnet.simulator.state(hub)
    for name in names:
        del document['properties']['managedNetwork']['outboundRules'][name]
    hubnet.simulator.set_state(document)


@pytest.mark.parametrize('cloud_shell', [True, False])
def test_cloud_shell_is_warned_that_its_session_may_end_first(hubnet, monkeypatch, caplog, cloud_shell):
    monkeypatch.delenv('ACC_CLOUD', raising=False)
    if cloud_shell:
        monkeypatch.setenv('ACC_CLOUD', 'PROD')
    hubnet.add('partial', PRESET, dry_run=True)
    assert ('Cloud Shell ends idle sessions' in caplog.text) is cloud_shell


def test_waits_for_another_process_and_does_not_repeat_its_writes(hubnet, caplog):
    tries = iter([False, False, True])
    with mock.patch.object(lock, '_try', lambda file: next(tries)):
        done = hubnet.add('partial', PRESET)
    assert done.outcome == 'applied'
    assert caplog.text.count('Another hubnet process on this machine is writing to partial; waiting.') == 1


def test_another_process_that_goes_on_for_too_long_is_an_error(hubnet):
    with mock.patch.object(lock, '_try', lambda file: False):
        error = hubnet.add('partial', PRESET, code=1, timeout=60).error
    assert 'Nothing was written: another hubnet process kept writing to this hub' in str(error)
    assert hubnet.requests('workspace_patch') == []


def test_plan_for_a_hub_that_changed_while_waiting_is_shown_again(hubnet, caplog):
    hubnet.add('partial', PRESET)
    remove_rules(hubnet, 'partial', 'hn-vscode-dev')
    tries = iter([False, True])

    def change_and_try(file):
        free = next(tries)
        if not free:
            remove_rules(hubnet, 'partial', 'hn-code-visualstudio-com')
        return free

    caplog.clear()
    with mock.patch.object(lock, '_try', change_and_try):
        done = hubnet.add('partial', PRESET)
    assert done.results == {'hn-code-visualstudio-com': 'applied', 'hn-vscode-dev': 'applied'}
    assert 'The hub changed in the meantime; this is the new plan.' in caplog.text
    assert 'one rule in one write' in caplog.text and '2 rules in one write' in caplog.text


def test_interruption_while_the_result_is_made_does_not_lose_it(hubnet):
    with mock.patch('azext_hubnet.flows.change.render_hub', side_effect=[KeyboardInterrupt, {}]):
        done = hubnet.add('fresh', PRESET, code=20)
    assert done.outcome == 'partial' and set(done.results.values()) == {'pending'}
    assert {one['error'] for one in done.result['results']} == {'interrupted before the proof was complete'}


@pytest.mark.parametrize('write', ['patch', 'serial'])
def test_failed_provisioning_is_not_the_fault_of_a_rule(hubnet, write):
    hubnet.simulator.faults.add('provision', 'forbidden', occurrence='every')
    hubnet.simulator.faults.add(
        f'{"workspace_patch" if write == "patch" else "rule_put"}', 'lose_rule', rule='hn-vscode-dev'
    )
    done = hubnet.add('fresh', PRESET, provision=True, write=write, code=20)
    errors = {one['rule']: one['error'] for one in done.result['results']}
    assert 'provision' not in (errors['hn-vscode-dev'] or '')


def test_plan_that_another_process_has_written_meanwhile_leaves_nothing_to_do(hubnet):
    hubnet.add('partial', PRESET)
    hubnet.clock.advance(3600)
    written = hubnet.simulator.state('partial')
    remove_rules(hubnet, 'partial', 'hn-vscode-dev')
    hubnet.forget()
    tries = iter([False, True])

    def write_and_try(file):
        hubnet.simulator.set_state(written)
        return next(tries)

    with mock.patch.object(lock, '_try', write_and_try):
        done = hubnet.add('partial', PRESET)
    assert (done.outcome, done.results, done.result['minutes']) == ('nothing_to_do', {}, 0.0)
    assert hubnet.requests('workspace_patch') == []
