"""Tab completion in a shell."""

import pytest

pytestmark = pytest.mark.compat


@pytest.fixture
def offered(offline_az, tmp_path):
    """A function that returns the completions of a command line, requested as argcomplete does."""

    def ask(line):
        answer = tmp_path / 'offered'
        offline_az(
            '',
            environment={
                '_ARGCOMPLETE': '1',
                '_ARGCOMPLETE_STDOUT_FILENAME': str(answer),
                '_ARGCOMPLETE_IFS': '\n',
                'COMP_LINE': line,
                'COMP_POINT': str(len(line)),
                'COMP_TYPE': '9',
                '_ARGCOMPLETE_SUPPRESS_SPACE': '1',
            },
        )
        return answer.read_text(encoding='utf-8').split('\n')

    return ask


def test_tab_completes_preset_names(offered):
    for command in ('hubnet preset show -p ', 'hubnet preset diff --rules - -p vscode '):
        assert {'vscode', 'huggingface', 'python-packages'} <= set(offered(f'az {command}'))
    assert offered('az hubnet preset show -p hugg') == ['huggingface']


def test_tab_completes_revision_dates(offered):
    assert '2024-05-21' in offered('az hubnet preset show -p vscode --as-of ')
    assert '2024-05-21' in offered('az hubnet preset diff --rules - -p vscode huggingface --as-of ')


def test_tab_completes_options(offered):
    assert '--exit-code' in offered('az hubnet preset diff --rules - --ex')
