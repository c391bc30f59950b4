"""preset audit from its arguments to its result: hubs, files, waivers, reports and exit codes."""

import json
from importlib import metadata

import pytest

from azext_hubnet import custom
from azext_hubnet.core.audit.check import Hit
from azext_hubnet.core.audit.result import Audit, Finding, Unreadable
from azext_hubnet.core.audit.selection import BY_ID
from azext_hubnet.core.model.errors import FileProblem, InputError
from azext_hubnet.flows import audit
from tests.core.makers import hub
from tests.simulator import RESOURCE_GROUP

RULES = '[{"name": "all", "type": "fqdn", "destination": "*"}, {"name": "x", "type": "fqdn", "destination": "a.local"}]'
UNREAD = Unreadable('/subscriptions/s/x/lost', 'no permission')


def found(*checks, waived=None):
    return Audit(hub(), tuple(Finding(BY_ID[check], Hit('m'), waived) for check in checks), ())


def run(hubnet, code=0, **arguments):
    """The result of the handler for arguments that name no hub."""
    done = hubnet.run(lambda cmd, **_: custom.audit_hubs(cmd, **arguments), None, code)
    return done.result


@pytest.mark.parametrize(
    'items, fail_on, code',
    [
        ([found('HN104')], None, 0),
        ([found('HN104')], 'high', 0),
        ([found('HN104')], 'medium', 12),
        ([found('HN104')], 'low', 12),
        ([found('HN103')], 'low', 11),
        ([found('HN103'), found('HN203')], 'low', 13),
        ([found('HN201')], 'critical', 14),
        ([found('HN201', waived='accepted')], 'low', 0),
        ([found('HN105')], 'low', 0),
        ([found()], 'low', 0),
        ([found('HN201'), UNREAD], 'critical', 20),
        ([UNREAD], None, 20),
    ],
)
def test_exit_code_is_that_of_the_most_severe_finding_or_of_an_unreadable_hub(items, fail_on, code):
    assert audit.exit_code(items, fail_on) == code


def test_file_is_audited_without_a_hub(hubnet):
    result = run(hubnet, rules=RULES)
    assert {'HN201', 'HN304'} <= {finding['id'] for finding in result['findings']}
    reasons = {check['reason'] for check in result['checks'] if check['id'].startswith('HN7')}
    assert reasons == {'the input is a file, not a live hub'}
    assert hubnet.requests() == []


def test_exit_code_is_set_after_the_result(hubnet):
    result = run(hubnet, code=14, rules=RULES, fail_on='high', min_severity='high')
    assert [finding['id'] for finding in result['findings']] == ['HN201'] and result['summary']['low'] > 0


def test_live_facts_are_read_only_for_live_checks(hubnet):
    result = hubnet.run(custom.audit_hubs, 'troubled', None).result
    outcomes = {check['id']: check['outcome'] for check in result['checks']}
    assert outcomes['HN701'] == 'found' and len(hubnet.requests()) > 1
    hubnet.forget()
    hubnet.run(custom.audit_hubs, 'troubled', None, skip_checks=['live'])
    assert [kind for kind, _ in hubnet.requests()] == ['workspace_get']


def test_fleet_has_every_hub_and_only_what_the_hubs_themselves_show(hubnet):
    result = run(hubnet, all_hubs=True)
    assert [one['hub']['name'] for one in result['hubs']] == ['disabled', 'fresh', 'internet', 'partial', 'troubled']
    reasons = {check['reason'] for one in result['hubs'] for check in one['checks'] if check['id'] == 'HN702'}
    assert reasons == {'with --all only the hubs themselves are read; audit this one with --workspace-name/-w'}


def test_unreadable_hub_does_not_hide_the_others(hubnet):
    hubnet.simulator.faults.add('workspace_get', 'forbidden', occurrence='every', path='/workspaces/partial$')
    result = run(hubnet, code=20, all_hubs=True)
    (lost,) = [one for one in result['hubs'] if 'error' in one]
    assert lost['id'].endswith('/partial') and len(result['hubs']) == 5 and result['summary']['unreadable'] == 1


def test_reports_are_written_with_all_findings(hubnet, tmp_path):
    paths = [str(tmp_path / 'a.json'), str(tmp_path / 'a.md')]
    result = run(hubnet, rules=RULES, report=paths, min_severity='critical')
    written = json.loads((tmp_path / 'a.json').read_text('utf-8'))
    assert len(written['findings']) > len(result['findings']) == 1
    assert (tmp_path / 'a.md').read_text('utf-8').startswith('# Outbound rules of')


def test_version_of_a_folder_of_sources_is_called_development(hubnet, tmp_path, monkeypatch):
    def missing(_):
        raise metadata.PackageNotFoundError

    for version, shown in ((lambda _: '9.9', '9.9'), (missing, 'development')):
        monkeypatch.setattr(metadata, 'version', version)
        run(hubnet, rules=RULES, report=[str(tmp_path / 'a.json')])
        assert json.loads((tmp_path / 'a.json').read_text('utf-8'))['version'] == shown


def test_waivers_are_applied_and_unused_ones_are_named(hubnet, tmp_path, caplog):
    path = tmp_path / 'waivers.yaml'
    path.write_text(
        '- {id: HN201, reason: accepted, expires: never}\n- {id: HN204, reason: unused, expires: never}\n', 'utf-8'
    )
    result = run(hubnet, rules=RULES, waivers=str(path))
    assert result['summary']['critical'] == 0 and result['summary']['waived'] == 1
    assert [record.getMessage() for record in caplog.records if 'waiver' in record.getMessage()] == [
        f'The waiver {path}, entry 2 (HN204) covers no finding.'
    ]


@pytest.mark.parametrize(
    'arguments, error',
    [
        ({'checks': ['HN999']}, InputError),
        ({'waivers': 'none.yaml'}, FileProblem),
        ({'report': ['a.pdf']}, InputError),
    ],
)
def test_invalid_arguments_are_refused_before_anything_is_read(hubnet, arguments, error):
    with pytest.raises(error):
        audit.audit(None, workspace_name='fresh', resource_group_name=RESOURCE_GROUP, **_of_flow(arguments))
    assert hubnet.requests() == []


def _of_flow(arguments):
    return {{'report': 'reports'}.get(name, name): value for name, value in arguments.items()}


def test_checks_are_listed_by_id_and_family(hubnet):
    assert [check['id'] for check in run(hubnet, list_checks=True, checks=['isolation'], skip_checks=['HN101'])] == [
        f'HN10{number}' for number in range(2, 7)
    ]
