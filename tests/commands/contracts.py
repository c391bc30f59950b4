"""JSON results against their types in azext_hubnet/core/contract, where a change is a breaking change for scripts."""

import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from azext_hubnet.core.contract import audit, change, diff, egress, hub, preset


def keys(contract):
    """The keys that a result of this type always has."""
    return set(contract.__required_keys__)


HUB = keys(hub.HubJson)
# az adds resourceGroup to whatever has a resource id as its id; hubnet does not.
LIVE_HUB = HUB | {'resourceGroup'}
DIFF = keys(diff.DiffJson)
DIFF_PRESET = keys(diff.DiffPresetJson)
DIFF_ENTRY = keys(diff.DiffEntryJson)
STATES = set(get_args(diff.State))
PLAN = keys(diff.PlanJson)
OPERATION = keys(diff.OperationJson)
LISTED_PRESET = keys(preset.ListedPresetJson)
SHOWN_PRESET = keys(preset.PresetJson)
PRESET_ENTRY = keys(preset.PresetEntryJson)
RULE = keys(hub.ListedRuleJson)
CHANGE = keys(change.ChangeJson)
RESULT = keys(change.ResultJson)
KEPT = keys(change.KeptJson)
DISTURBED = keys(change.DisturbedJson)
EGRESS = keys(egress.EgressJson)
AUDIT = keys(audit.AuditJson)
FINDING = keys(audit.FindingJson)
OUTCOME = keys(audit.CheckOutcomeJson)
SUMMARY = keys(audit.AuditSummaryJson)
CHECK = keys(audit.CheckJson)


def violations(value, contract, where='result', live=False):
    """Every place where a value is not what its contract says, in words.

    contract: a TypedDict, or any type in one. live: whether az has added resourceGroup to hubs.
    """
    origin, arguments = get_origin(contract), get_args(contract)
    if contract is Any:
        return []
    if is_typeddict(contract):
        return _object_violations(value, contract, where, live)
    if origin is Literal:
        return [] if value in arguments else [f'{where} is {value!r}, not one of {arguments}']
    if origin in (Union, types.UnionType):
        found = [violations(value, one, where, live) for one in arguments]
        return min(found, key=len)
    if origin is list:
        if not isinstance(value, list):
            return [f'{where} is {value!r}, not a list']
        return [
            problem
            for number, item in enumerate(value)
            for problem in violations(item, arguments[0], f'{where}[{number}]', live)
        ]
    # A dict of any keys, a plain type, None. True is an int for Python, but not in JSON.
    expected = origin or contract
    is_right = isinstance(value, expected) and (not isinstance(value, bool) or expected is bool)
    return [] if is_right else [f'{where} is {value!r}, not {contract}']


def _object_violations(value, contract, where, live):
    if not isinstance(value, dict):
        return [f'{where} is {value!r}, not an object']
    needed = LIVE_HUB if contract is hub.HubJson and live else keys(contract)
    hints = get_type_hints(contract)
    return [
        *(f'{where} has no {key}' for key in sorted(needed - set(value))),
        *(f'{where} has {key}, which is not in the contract' for key in sorted(set(value) - needed - set(hints))),
        *(
            problem
            for key, hint in hints.items()
            if key in value
            for problem in violations(value[key], hint, f'{where}.{key}', live)
        ),
    ]


def check_diff(result, live=True):
    """Asserts the whole shape of a diff."""
    assert violations(result, diff.DiffJson, live=live) == []
    assert sum(result['summary'].values()) == len(result['entries'])
    assert result['inSync'] is all(preset['inSync'] for preset in result['presets'])
    plan = result['plan']
    assert plan['id'].startswith('sha256:')
    assert plan['writes'] == bool(plan['operations']) and len(plan['estimatedMinutes']) == 2


def check_rules(result):
    """Asserts the shape of a list of rules, and its order."""
    assert violations(result, list[hub.ListedRuleJson]) == []
    names = [(rule['name'] or '').lower() for rule in result if rule['name']]
    assert names == sorted(names)


def check_audit(result, live=True):
    """Asserts the whole shape of the audit of one hub, and the order of its findings."""
    assert violations(result, audit.AuditJson, live=live) == []
    assert all(bool(check['reason']) == (check['outcome'] == 'skipped') for check in result['checks'])
    assert {check['id'] for check in result['checks'] if check['outcome'] == 'found'} == {
        finding['id'] for finding in result['findings']
    }
    severities = [get_args(audit.Severity).index(finding['severity']) for finding in result['findings']]
    assert severities == sorted(severities)


def check_change(result, outcome, live=True):
    """Asserts the whole shape of the result of a change, and how it ended."""
    assert violations(result, change.ChangeJson, live=live) == []
    assert result['outcome'] == outcome, result
    assert result['minutes'] >= 0
