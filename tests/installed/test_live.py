"""Reading a live hub: requests, projects, resource ids, subscriptions and configured defaults."""

import json

import pytest

from tests.commands.contracts import check_diff
from tests.simulator import workspace_id

pytestmark = pytest.mark.compat

OTHER = '0ddba115-0000-4000-8000-0000000000cc'


def test_diff_sends_one_request(az, hub, simulator):
    check_diff(az(f'hubnet preset diff {hub("partial")} -p vscode huggingface').json)
    asked = simulator.log()
    assert [(entry['kind'], entry['status']) for entry in asked] == [('workspace_get', 200)]
    assert asked[0]['path'].endswith('/workspaces/partial') and asked[0]['query'] == {'api-version': '2025-12-01'}
    # The user agent by which Azure recognises traffic of az.
    assert asked[0]['userAgent'].startswith('AZURECLI/')


def test_project_is_read_through_its_hub_with_a_warning(az, hub, simulator):
    done = az(f'hubnet rule list {hub("project")}')
    assert 'project is a project' in done.stderr and 'hub fresh' in done.stderr
    assert done.json == az(f'hubnet rule list {hub("fresh")}').json
    assert [entry['path'].rpartition('/')[2] for entry in simulator.log(kind='workspace_get')] == [
        'project',
        'fresh',
        'fresh',
    ]


def test_workspace_accepts_a_resource_id(az, simulator):
    for workspace in (workspace_id('partial'), workspace_id('partial').lower(), workspace_id('partial') + '/'):
        assert az(f'hubnet preset diff -w {workspace} -p vscode').json['hub']['name'] == 'partial'
    assert len(simulator.log()) == 3


def test_subscription_option_selects_the_hub(az, hub, simulator):
    refused = az(f'hubnet preset diff {hub("fresh")} -p vscode --subscription {OTHER}', code=1)
    assert OTHER in refused.stderr and simulator.log() == []
    # A second subscription of the account, with a hub of the same name.
    document = json.loads(json.dumps(simulator.state('partial')).replace(workspace_id('x').split('/')[2], OTHER))
    simulator.set_state({**document, 'kind': 'Default'})
    az('account list --refresh')
    try:
        found = az(f'hubnet preset diff {hub("partial")} -p vscode --subscription {OTHER}').json['hub']
        assert (found['id'], found['kind']) == (workspace_id('partial', subscription=OTHER), 'Default')
        assert az(f'hubnet preset diff {hub("partial")} -p vscode').json['hub']['id'] == workspace_id('partial')
        # The subscription in a resource id takes precedence.
        by_id = az(f'hubnet preset diff -w {workspace_id("partial", subscription=OTHER)} -p vscode').json['hub']
        assert by_id['id'] == found['id']
    finally:
        simulator.reset()
        az('account list --refresh')


def test_configured_defaults_apply_without_explicit_options(az, rules_file):
    az('configure --defaults group=hubnet-tests workspace=fresh')
    try:
        assert az('hubnet preset diff -p vscode').json['hub']['name'] == 'fresh'
        assert az('hubnet rule list -w disabled').json == []
        assert az(f'hubnet preset diff -p vscode --rules "{rules_file}"').json['hub']['name'] is None
        az(f'hubnet preset diff -p vscode --rules "{rules_file}" -w fresh', code=2)
    finally:
        az('configure --defaults group= workspace=')
    az('hubnet rule list', code=2)


def test_piped_list_or_workspace_gives_the_same_result_as_live(az, hub, simulator):
    """`--rules -` reads a rule list and a workspace as the service returns them."""
    live = az(f'hubnet preset diff {hub("partial")} -p vscode').json
    value = simulator.arm('GET', workspace_id('partial') + '/outboundRules').raw
    piped = az('hubnet preset diff -p vscode --rules -', stdin=value).json
    assert piped['entries'] == live['entries'] and piped['hub']['isolationMode'] is None
    body = simulator.arm('GET', workspace_id('partial')).raw
    whole = az('hubnet preset diff -p vscode --rules -', stdin=body).json
    assert whole == live
