"""All checks, and which of them run."""

import importlib
import pkgutil
import re
from pathlib import Path
from typing import get_args

import pytest

from azext_hubnet._params import SEVERITIES
from azext_hubnet.core.audit import checks, severities
from azext_hubnet.core.audit.check import Check, Family
from azext_hubnet.core.audit.selection import BY_ID, CHECKS, select
from azext_hubnet.core.contract.audit import Severity
from azext_hubnet.core.model.errors import InputError

ROOT = Path(__file__).parents[3]


def ids(*arguments):
    return [check.id for check in select(*arguments)]


def test_all_checks_run_by_default_in_order_of_their_ids():
    assert ids() == sorted(BY_ID) and ids() == [check.id for check in CHECKS]


def test_checks_are_selected_by_id_and_by_family_in_any_case():
    assert ids(['hn104', 'HN101']) == ['HN101', 'HN104']
    isolation = [check.id for check in CHECKS if check.family == 'isolation']
    assert ids(['Isolation']) == isolation and len(isolation) == 6
    assert ids(['isolation'], ['HN101']) == isolation[1:]
    assert ids(None, ['isolation']) == [check_id for check_id in ids() if check_id not in isolation]


@pytest.mark.parametrize(
    'arguments, option, guess',
    [
        ((['isolatoin'], None), '--checks', 'Did you mean isolation'),
        ((None, ['HN110']), '--skip-checks', 'Did you mean HN'),
        ((['zzzzzz'], None), '--checks', 'See them'),
    ],
)
def test_unknown_name_is_refused(arguments, option, guess):
    with pytest.raises(InputError) as caught:
        select(*arguments)
    assert caught.value.message.startswith(f"{option}: '") and guess in caught.value.recommendation


def test_empty_selection_is_refused():
    with pytest.raises(InputError, match='leave no check to run'):
        select(['HN101'], ['isolation'])


def test_severities_are_those_of_the_contract_and_of_the_arguments():
    assert severities.ORDER == get_args(Severity) == tuple(SEVERITIES)


@pytest.mark.parametrize('check', CHECKS, ids=lambda check: check.id)
def test_check_says_what_it_catches_why_and_what_to_do(check):
    assert re.fullmatch(r'HN[1-8][0-9]{2}', check.id)
    assert len({one.family for one in CHECKS if one.id[:3] == check.id[:3]}) == 1, 'one hundred of ids per family'
    assert check.family in get_args(Family) and check.severity in severities.ORDER
    for text in (check.title, check.because, check.catches, check.why, check.remedy, check.source):
        assert text == text.strip() and len(text) > 5
    assert check.why.endswith('.') and check.remedy.endswith('.')
    assert not any(text.endswith('.') for text in (check.title, check.because, check.catches))
    assert set(check.as_json()) == {'id', 'family', 'severity', 'title', 'why', 'remedy', 'source', 'severityReason'}


def test_ids_and_titles_are_unique():
    assert len(BY_ID) == len(CHECKS) == len({check.title for check in CHECKS})


def test_no_check_is_left_out_of_the_tuple_of_its_module():
    defined = {
        value
        for module in pkgutil.iter_modules(checks.__path__, f'{checks.__name__}.')
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, Check)
    }
    assert defined == set(CHECKS)


@pytest.mark.parametrize('check', CHECKS, ids=lambda check: check.id)
def test_source_is_a_document_and_not_a_path_of_the_project(check):
    for word in re.findall(r'[\w./-]+', check.source):
        name = word.strip('.')
        assert not name.endswith('.py'), word
        for folder in (ROOT, ROOT / 'azext_hubnet', ROOT / 'azext_hubnet' / 'core'):
            assert '/' not in name or not (folder / name).exists(), word
    assert "hubnet's own table" not in check.source or re.search(
        r'own table of .*, as of \d{4}-\d\d-\d\d', check.source
    )
