"""`check-egress` and `preset diff`, and the exit codes that scripts ask for."""

import json

import pytest
from knack.events import EVENT_CLI_SUCCESSFUL_EXECUTE

from azext_hubnet import custom


class Command:
    """What the handlers use of a command of az, in a process that goes on after an exit code."""

    def __init__(self):
        from types import SimpleNamespace

        self.handlers = []
        self.cli_ctx = SimpleNamespace(
            cloud=SimpleNamespace(name='AzureCloud'),
            register_event=lambda event, handler: self.handlers.append((event, handler)),
            unregister_event=lambda event, handler: self.handlers.remove((event, handler)),
        )

    def code(self):
        """The exit code after the output; asserts that it belongs to this command only."""
        for event, handler in list(self.handlers):
            assert event == EVENT_CLI_SUCCESSFUL_EXECUTE
            with pytest.raises(SystemExit) as caught:
                handler(self.cli_ctx)
            assert self.handlers == []
            return caught.value.code
        return 0


@pytest.fixture(name='rules')
def fixture_rules(tmp_path):
    path = tmp_path / 'rules.json'
    path.write_text(json.dumps([{'name': 'a', 'type': 'fqdn', 'destination': 'a.com'}]), encoding='utf-8')
    return str(path)


@pytest.mark.parametrize('host, verdict, code', [('a.com', 'allowed', 0), ('b.com', 'blocked', 10)])
def test_exit_code_of_check_egress_is_the_verdict(rules, host, verdict, code):
    for asked in (True, False):
        command = Command()
        assert custom.check_egress(command, host, rules=rules, exit_code=asked)['verdict'] == verdict
        assert command.code() == (code if asked else 0)


@pytest.mark.parametrize('hosts, code', [(['a.com'], 0), (['b.com'], 10)])
def test_exit_code_of_diff_is_whether_presets_are_in_sync(rules, tmp_path, hosts, code):
    preset = tmp_path / 'mine.json'
    preset.write_text(
        json.dumps({'entries': [{'type': 'fqdn', 'destination': host} for host in hosts]}), encoding='utf-8'
    )
    for asked in (True, False):
        command = Command()
        result = custom.diff_presets(command, [str(preset)], rules=rules, exit_code=asked)
        assert result['inSync'] is (code == 0)
        assert command.code() == (code if asked else 0)


def test_rules_are_listed_and_shown_with_the_presets_that_need_them(rules):
    (listed,) = custom.list_rules(Command(), rules=rules)
    assert (listed['name'], listed['presets']) == ('a', [])
    assert custom.show_rule(Command(), 'A', rules=rules) == listed


def test_presets_without_a_revision_as_of_a_date_are_not_listed():
    everything = custom.list_presets(Command())
    early = custom.list_presets(Command(), as_of='2024-05-21')
    assert 0 < len(early) < len(everything)
    assert custom.show_preset(Command(), 'vscode', '2024-05-21')['asOf'] == '2024-05-21'


def test_hub_is_read_live_without_rules(hubnet):
    assert hubnet.diff('fresh', 'vscode')['hub']['name'] == 'fresh'


def test_saved_plans_of_add_and_remove_are_applied(hubnet, tmp_path):
    path = str(tmp_path / 'plan.json')
    for run in (hubnet.add, hubnet.remove):
        assert run('fresh', 'docker-hub', dry_run=True, plan_file=path).outcome == 'planned'
        assert run('fresh', plan_file=path).outcome == 'applied'
