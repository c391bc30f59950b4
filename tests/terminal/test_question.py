"""The question before a write."""

import io
import sys
from types import SimpleNamespace

import pytest
from azure.cli.core.azclierror import ManualInterrupt, NoTTYError

from azext_hubnet.terminal.question import confirm, will_ask


class Terminal(io.StringIO):
    """Typed text."""

    def isatty(self):
        return True


def context(answered=False):
    return SimpleNamespace(config=SimpleNamespace(getboolean=lambda section, option, fallback: answered))


@pytest.fixture(name='typed')
def fixture_typed(monkeypatch):
    return lambda text: monkeypatch.setattr(sys, 'stdin', Terminal(text))


@pytest.mark.parametrize('answer', ['y\n', 'YES\n', 'perhaps\nyes\n'])
def test_yes_agrees(typed, capsys, answer):
    typed(answer)
    assert will_ask(context(), False)
    confirm(context(), 'Apply this plan?', False)
    shown = capsys.readouterr()
    assert shown.out == ''
    assert shown.err == 'Apply this plan? (y/N): ' * answer.count('\n')


@pytest.mark.parametrize('answer', ['', '\n', 'n\n', 'No\n'])
def test_anything_empty_or_no_declines(typed, answer):
    typed(answer)
    with pytest.raises(ManualInterrupt, match=r'^Nothing was written: the plan was declined\.$'):
        confirm(context(), 'Apply this plan?', False)


@pytest.mark.parametrize('yes, answered', [(True, False), (False, True)])
def test_options_and_configuration_answer(monkeypatch, yes, answered):
    monkeypatch.setattr(sys, 'stdin', None)
    assert not will_ask(context(answered), yes)
    confirm(context(answered), 'Apply this plan?', yes)


@pytest.mark.parametrize('stdin', [None, io.StringIO('y\n')], ids=['closed', 'a pipe'])
def test_without_a_terminal_the_plan_is_not_applied(monkeypatch, stdin):
    monkeypatch.setattr(sys, 'stdin', stdin)
    assert not will_ask(context(), False)
    with pytest.raises(NoTTYError) as caught:
        confirm(context(), 'Apply this plan?', False)
    assert '--yes' in caught.value.recommendations[0]
