"""Suggestions for a mistyped name."""

import pytest

from azext_hubnet.core.model.nearest import nearest

KNOWN = ('vscode', 'huggingface', 'python-packages', 'Docker-Hub')


@pytest.mark.parametrize(
    'name, sentence',
    [
        ('vs-code', 'Did you mean vscode? '),
        ('VSCODE', 'Did you mean vscode? '),
        ('hugging-face', 'Did you mean huggingface? '),
        ('dockerhub', 'Did you mean Docker-Hub? '),
        ('xyz', ''),
        ('', ''),
    ],
)
def test_similar_names_are_suggested_in_any_case(name, sentence):
    assert nearest(name, KNOWN) == sentence


def test_three_most_similar_names_are_suggested_in_order():
    assert (
        nearest('rule', ['rulers', 'rule1', 'other', 'rules-', 'ruleset-22'])
        == 'Did you mean rule1 or rules- or rulers? '
    )
