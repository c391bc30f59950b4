"""Audit reports by the installed extension, whose dependencies came with the wheel."""

import json

import pytest
from junitparser import JUnitXml

pytestmark = pytest.mark.compat

NAME = '</script><b>=x'
HUB = {
    'name': 'hub',
    'properties': {
        'managedNetwork': {
            'isolationMode': 'AllowOnlyApprovedOutbound',
            'outboundRules': {
                NAME: {
                    'type': 'FQDN',
                    'category': 'UserDefined',
                    'status': 'Active',
                    'destination': '*.blob.core.windows.net',
                }
            },
        }
    },
}


def test_one_run_writes_every_report_format(offline_az, tmp_path):
    folder = tmp_path / 'reports'
    folder.mkdir()
    (folder / 'rules.json').write_text(json.dumps(HUB), encoding='utf-8')
    (folder / 'a.html').write_text('an older report', encoding='utf-8')
    names = ['a.html', 'a.md', 'a.sarif', 'a.json', 'a.junit.xml']
    reports = ' '.join(f'--report {name}' for name in names)
    printed = offline_az(f'hubnet preset audit --rules rules.json {reports}', cwd=folder).json
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, 'rules.json'])

    page = (folder / 'a.html').read_text(encoding='utf-8')
    assert page.startswith('<!DOCTYPE html>') and page.rstrip().endswith('</html>')
    assert '&lt;/script&gt;&lt;b&gt;=x' in page and NAME not in page
    assert '\n### HN203 ' in (folder / 'a.md').read_text(encoding='utf-8')
    written = json.loads((folder / 'a.json').read_text(encoding='utf-8'))
    assert written.pop('made') and written.pop('version')
    assert written == printed
    (run,) = json.loads((folder / 'a.sarif').read_text(encoding='utf-8'))['runs']
    assert [result['ruleId'] for result in run['results']] == [found['id'] for found in printed['findings']]
    (suite,) = JUnitXml.fromfile(str(folder / 'a.junit.xml'))
    assert [case.name.split()[0] for case in suite] == [check['id'] for check in printed['checks']]


def test_unwritable_report_path_is_refused_before_reading_rules(offline_az, tmp_path):
    run = offline_az('hubnet preset audit --rules missing.json --report none/a.html', code=1, cwd=tmp_path)
    assert 'does not exist' in run.stderr and 'missing.json' not in run.stderr
