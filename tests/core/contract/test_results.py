"""The result of every command is what its type in core/contract says: these keys and no others, with these values."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from azext_hubnet import custom
from azext_hubnet.core.audit.result import Unreadable
from azext_hubnet.core.contract import audit, change, diff, egress, hub, preset
from azext_hubnet.reports import json_report
from tests.commands.contracts import violations
from tests.reports import makers

GATEWAY = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationGateways/gw'
# A rule that is not understood, one without a name, and one with all the fields that a destination may have.
RULES = """[
    {"name": "odd", "type": "fqdn", "destination": {"host": ["x"]}},
    {"type": "fqdn", "destination": "pypi.org"},
    {"name": "tag", "type": "service_tag", "destination": {"service_tag": "Storage", "protocol": "TCP",
     "port_ranges": "443", "address_prefixes": ["10.0.0.0/8"], "action": "Deny"}},
    {"name": "end", "type": "private_endpoint", "fqdns": ["a.corp.example"], "destination": {
     "service_resource_id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationGateways/gw",
     "subresource_target": "appGwPrivateFrontendIpIPv4", "spark_enabled": true}}
]"""
FILLED = {'resource': [f'application_gateway={GATEWAY}'], 'fqdns': ['application_gateway=a.corp.example']}
OFFLINE = [
    (custom.list_presets, {}, list[preset.ListedPresetJson]),
    (custom.list_presets, {'as_of': '2025-05-01'}, list[preset.ListedPresetJson]),
    *((custom.show_preset, {'preset': name}, preset.PresetJson) for name in ('vscode', 'on-premises', 'ml-registries')),
    (custom.diff_presets, {'preset': ['vscode', 'on-premises'], 'rules': RULES, **FILLED}, diff.DiffJson),
    (custom.list_rules, {'rules': RULES}, list[hub.ListedRuleJson]),
    (custom.show_rule, {'rules': RULES, 'rule_name': 'end'}, hub.ListedRuleJson),
    *(
        (custom.check_egress, {'rules': RULES, 'host': host}, egress.EgressJson)
        for host in ('pypi.org', 'github.com', 'a.corp.example', '10.1.1.1')
    ),
    (custom.audit_hubs, {'rules': RULES}, audit.AuditJson),
    (custom.audit_hubs, {'list_checks': True}, list[audit.CheckJson]),
]


@pytest.mark.parametrize(
    'handler, arguments, contract',
    OFFLINE,
    ids=[f'{number}-{handler.__name__}' for number, (handler, *_) in enumerate(OFFLINE)],
)
def test_offline_result_has_the_shape_of_its_contract(hubnet, handler, arguments, contract):
    assert violations(handler(SimpleNamespace(cli_ctx=hubnet.context()), **arguments), contract) == []


def test_live_results_have_the_shape_of_their_contract(hubnet):
    def run(handler, contract, **arguments):
        assert violations(hubnet.run(handler, 'fresh', None, **arguments).result, contract) == []

    run(custom.diff_presets, diff.DiffJson, preset=['vscode'])
    run(custom.add_presets, change.ChangeJson, preset=['vscode'], dry_run=True)
    run(custom.add_presets, change.ChangeJson, preset=['vscode', 'python-packages'], yes=True)
    run(custom.add_presets, change.ChangeJson, preset=['vscode'], yes=True)
    run(custom.remove_presets, change.ChangeJson, preset=['vscode'], yes=True)
    run(custom.list_rules, list[hub.ListedRuleJson])
    run(custom.audit_hubs, audit.AuditJson)


def test_fleet_result_has_the_shape_of_its_contract(hubnet):
    result = custom.audit_hubs(SimpleNamespace(cli_ctx=hubnet.context()), all_hubs=True)
    assert violations(result, audit.FleetJson) == []


def test_failed_rules_and_disturbed_rules_have_the_shape_of_their_contract(hubnet):
    for name in ('troubled', 'partial'):
        done = hubnet.add(name, 'vscode', 'python-packages', code=None)
        assert violations(done.result, change.ChangeJson) == []


def test_json_reports_have_the_shape_of_their_contract():
    hubs = (makers.bad_hub(), makers.clean_hub(), Unreadable('/x', 'gone'))
    assert violations(json_report.document(makers.report(makers.bad_hub())), audit.AuditReportJson) == []
    assert violations(json_report.document(makers.report(*hubs, fleet=True)), audit.FleetReportJson) == []


GOOD = {'id': None, 'name': 'n', 'kind': None, 'isolationMode': None, 'firewallSku': None, 'networkStatus': None}


@pytest.mark.parametrize(
    'value, contract, expected',
    [
        ({**GOOD, 'sku': None}, hub.HubJson, 'result has sku, which is not in the contract'),
        ({key: GOOD[key] for key in GOOD if key != 'kind'}, hub.HubJson, 'result has no kind'),
        ({**GOOD, 'name': 3}, hub.HubJson, 'result.name is 3'),
        ([GOOD, []], list[hub.HubJson], 'result[1] is [], not an object'),
        ({}, list[hub.HubJson], 'result is {}, not a list'),
        ('deny', diff.State, "result is 'deny', not one of"),
        (True, int, 'result is True'),
        ({'service_tag': 'x', 'protocol': 'TCP'}, hub.ServiceTagJson, 'result has no port_ranges'),
        ({'service_tag': 'x', 'protocol': 'TCP'}, hub.DestinationJson, 'result'),
    ],
)
def test_a_planted_violation_is_found(value, contract, expected):
    assert violations(value, contract)[0].startswith(expected)


def test_a_live_hub_has_a_resource_group():
    assert violations({**GOOD, 'resourceGroup': 'g'}, hub.HubJson, live=True) == []
    assert violations(GOOD, hub.HubJson, live=True) == ['result has no resourceGroup']


def test_every_contract_says_what_it_is():
    contracts = [
        value
        for module in (audit, change, diff, egress, hub, preset)
        for name, value in vars(module).items()
        if name.endswith('Json') and not name.startswith('_') and isinstance(value, type)
    ]
    assert len(contracts) > 20
    assert [one.__name__ for one in contracts if not one.__doc__] == []


def test_contracts_cost_nothing_when_a_command_runs():
    script = (
        'import sys\n'
        'from azext_hubnet import custom\n'
        "custom.diff_presets(None, ['vscode'], rules='[]')\n"
        "print([name for name in sys.modules if 'core.contract' in name])\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == '[]\n'
