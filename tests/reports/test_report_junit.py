"""The report as JUnit XML, read back by the library that other tools read it with."""

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from azext_hubnet.core.audit.result import Unreadable
from azext_hubnet.reports import junit
from azext_hubnet.reports.report import safe
from tests.core.makers import hub
from tests.reports.makers import (
    CHECKS,
    EXPIRED,
    HOSTILE,
    INTERNET,
    UPLOADS,
    audit,
    bad_hub,
    clean_hub,
    finding,
    hostile_hub,
    report,
)


def suites(*items, **fields):
    return list(JUnitXml.fromstring(junit.text(report(*items, **fields)).encode('utf-8')))


def case(suite, check_id):
    return next(one for one in suite if one.name.startswith(check_id))


def test_a_case_for_each_check_and_how_it_ended():
    (suite,) = suites(bad_hub())
    assert [one.name for one in suite] == [f'{check.id} {check.title}' for check in CHECKS]
    assert (suite.name, suite.tests, suite.failures, suite.skipped, suite.errors) == ('ai-research', 14, 9, 1, 0)
    assert case(suite, 'HN101').is_passed and case(suite, 'HN101').system_out is None
    assert case(suite, 'HN204').classname == 'ai-research.exposure'
    assert {one.name: one.value for one in suite.properties()}['hub'].endswith('/workspaces/ai-research')


def test_all_that_a_check_found_is_in_one_failure():
    (failure,) = case(suites(bad_hub())[0], 'HN204').result
    assert isinstance(failure, Failure) and failure.type == 'high'
    assert failure.message == 'high: edge allows whatever anybody hosts below azureedge.net. (and 1 more)'
    for part in (
        '--rule=edge --yes',
        'below azurewebsites.net.',
        '--rule=web --yes',
        'Why: Anybody can rent',
        'What to do: Narrow',
    ):
        assert part in failure.text


def test_a_skipped_check_says_why():
    (result,) = case(suites(bad_hub())[0], 'HN701').result
    assert isinstance(result, Skipped) and result.message == 'the signed-in principal may not read role assignments'


def test_information_does_not_fail():
    one = case(suites(bad_hub())[0], 'HN214')
    assert one.is_passed and 'accepts uploads' in one.system_out


def test_a_waived_finding_does_not_fail_and_gives_the_reason():
    (suite,) = suites(clean_hub('x', finding(INTERNET, 'All of it.', waived='agreed')))
    assert suite.failures == 0 and case(suite, 'HN102').is_passed
    assert case(suite, 'HN102').system_out == 'Waived: agreed\nAll of it.'


def test_waived_finding_next_to_one_that_is_not():
    one = case(suites(bad_hub())[0], 'HN207')
    assert one.result[0].message == 'high: storage allows the storage accounts of every tenant.'
    assert 'sql allows' in one.system_out and 'sql allows' not in one.result[0].text


def test_expired_waiver_is_a_case_although_its_check_did_not_run():
    (suite,) = suites(clean_hub('x', finding(EXPIRED, 'The waiver has expired.')))
    assert len(list(suite)) == len(CHECKS) + 1 and isinstance(case(suite, 'HN801').result[0], Failure)


def test_a_suite_for_each_hub_and_an_error_for_one_that_could_not_be_read():
    away = Unreadable('/subscriptions/s/workspaces/away', 'AuthorizationFailed')
    read = JUnitXml.fromstring(junit.text(report(bad_hub(), away, clean_hub(), fleet=True)).encode('utf-8'))
    assert [suite.name for suite in read] == ['ai-research', 'away', 'ai-prod']
    assert (read.tests, read.failures, read.errors, read.skipped) == (29, 9, 1, 1)
    (one,) = list(list(read)[1])
    assert isinstance(one.result[0], Error) and one.result[0].message == 'AuthorizationFailed'


def test_a_file_is_named_by_its_path():
    (suite,) = suites(audit(hub(id=None, name=None), finding(UPLOADS, 'x'), source='rules.yml'))
    assert suite.name == 'rules.yml' and {one.value for one in suite.properties()} == {'rules.yml', '1.0.0b1'}


@pytest.mark.parametrize('name', HOSTILE)
def test_hostile_names_read_back_safe(name):
    (suite,) = suites(hostile_hub(name))
    assert suite.name == safe(name)
    assert case(suite, 'HN201').result[0].message == f'critical: {safe(name)}'
    assert case(suite, 'HN701').result[0].message == safe(name)
    assert case(suite, 'HN214').system_out.startswith(safe(name))
    assert len(list(suite)) == len(CHECKS)
    assert all(char == '\n' or char.isprintable() for char in junit.text(report(hostile_hub(name))))
