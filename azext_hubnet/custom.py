"""The handlers: each unpacks its arguments into one call of flows, which returns plain data."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .core.contract.audit import AuditJson, CheckJson, FleetJson, Severity, UnreadableJson
    from .core.contract.change import ChangeJson
    from .core.contract.diff import DiffJson
    from .core.contract.egress import EgressJson
    from .core.contract.hub import ListedRuleJson
    from .core.contract.preset import ListedPresetJson, PresetJson
    from .flows.approval import WriteMode
    from .terminal.az import Command

# Seconds. az shows these as the defaults of --timeout and --interval.
DEFAULT_TIMEOUT = 3600
DEFAULT_INTERVAL = 30


def list_presets(cmd: 'Command', as_of: str | None = None) -> 'list[ListedPresetJson]':  # pylint: disable=unused-argument
    """The catalogue, one item per preset."""
    from .flows import presets

    return presets.list_presets(as_of)


def show_preset(cmd: 'Command', preset: str, as_of: str | None = None) -> 'PresetJson':  # pylint: disable=unused-argument
    """Every entry of one preset."""
    from .flows import presets

    return presets.show_preset(preset, as_of)


def diff_presets(
    cmd: 'Command',
    preset: list[str],
    *,
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    rules: str | None = None,
    as_of: str | None = None,
    include_optional: bool = False,
    resource: list[str] | None = None,
    fqdns: list[str] | None = None,
    exit_code: bool = False,
) -> 'DiffJson':
    """What the presets need compared with what the hub allows."""
    from .flows import compare

    asked = compare.Asked.of(preset, as_of, resource, fqdns, include_optional)
    return compare.diff_presets(cmd, asked, resource_group_name, workspace_name, rules, exit_code=exit_code)


def list_rules(
    cmd: 'Command',
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    rules: str | None = None,
) -> 'list[ListedRuleJson]':
    """Every rule of the hub with the presets that need it."""
    from .flows import rules as flow

    return flow.list_rules(cmd, resource_group_name, workspace_name, rules)


def show_rule(
    cmd: 'Command',
    rule_name: str,
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    rules: str | None = None,
) -> 'ListedRuleJson':
    """One rule of the hub."""
    from .flows import rules as flow

    return flow.show_rule(cmd, rule_name, resource_group_name, workspace_name, rules)


def check_egress(
    cmd: 'Command',
    host: str,
    *,
    port: int = 443,
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    rules: str | None = None,
    exit_code: bool = False,
) -> 'EgressJson':
    """Whether compute of the hub can reach a host."""
    from .flows import egress

    # az passes a default as a number type that prints as an object.
    return egress.check_egress(
        cmd,
        host,
        int(port),
        resource_group_name=resource_group_name,
        workspace_name=workspace_name,
        rules=rules,
        exit_code=exit_code,
    )


def audit_hubs(
    cmd: 'Command',
    *,
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    rules: str | None = None,
    all_hubs: bool = False,
    subscriptions: list[str] | None = None,
    checks: list[str] | None = None,
    skip_checks: list[str] | None = None,
    min_severity: 'Severity' = 'info',
    fail_on: 'Severity | None' = None,
    waivers: str | None = None,
    report: list[str] | None = None,
    list_checks: bool = False,
) -> 'AuditJson | UnreadableJson | FleetJson | list[CheckJson]':
    """Whether what hubs allow is sound, current and no wider than it should be."""
    from .flows import audit

    if list_checks:
        return audit.list_checks(checks, skip_checks)
    return audit.audit(
        cmd,
        resource_group_name=resource_group_name,
        workspace_name=workspace_name,
        rules=rules,
        all_hubs=all_hubs,
        subscriptions=subscriptions,
        checks=checks,
        skip_checks=skip_checks,
        min_severity=min_severity,
        fail_on=fail_on,
        waivers=waivers,
        reports=report or (),
    )


def add_presets(
    cmd: 'Command',
    *,
    preset: list[str] | None = None,
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    include_optional: bool = False,
    as_of: str | None = None,
    resource: list[str] | None = None,
    fqdns: list[str] | None = None,
    pack: bool = False,
    dry_run: bool = False,
    plan_file: str | None = None,
    plan_id: str | None = None,
    yes: bool = False,
    skip_wait: bool = False,
    timeout: int = DEFAULT_TIMEOUT,
    write: 'WriteMode' = 'auto',
    provision: bool = False,
    include_spark: bool = False,
) -> 'ChangeJson':
    """Write exactly what the presets need and the hub does not allow yet."""
    from .flows import change, plans
    from .flows.approval import Options
    from .flows.compare import Asked

    request: plans.Request
    if plan_file and not dry_run:
        request = plans.saved_plan(plan_file, preset, removes=False)
    else:
        request = plans.addition(Asked.of(preset or (), as_of, resource, fqdns, include_optional), pack)
    options = Options(
        dry_run=dry_run,
        yes=yes,
        no_wait=skip_wait,
        timeout=timeout,
        write=write,
        provision=provision,
        include_spark=include_spark,
        plan_file=plan_file,
        plan_id=plan_id,
    )
    return change.change_hub(cmd, resource_group_name, workspace_name, request, options)


def remove_presets(
    cmd: 'Command',
    *,
    preset: list[str] | None = None,
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    resource: list[str] | None = None,
    fqdns: list[str] | None = None,
    any_name: bool = False,
    dry_run: bool = False,
    plan_file: str | None = None,
    plan_id: str | None = None,
    yes: bool = False,
    timeout: int = DEFAULT_TIMEOUT,
) -> 'ChangeJson':
    """Remove the rules that add wrote for the presets, except what other presets need."""
    from .flows import change, plans
    from .flows.approval import Options
    from .flows.compare import Asked

    request: plans.Request
    if plan_file and not dry_run:
        request = plans.saved_plan(plan_file, preset, removes=True)
    else:
        request = plans.removal(Asked.of(preset or (), None, resource, fqdns), any_name)
    options = Options(dry_run=dry_run, yes=yes, timeout=timeout, plan_file=plan_file, plan_id=plan_id)
    return change.change_hub(cmd, resource_group_name, workspace_name, request, options)


def wait_for_presets(
    cmd: 'Command',
    preset: list[str],
    *,
    resource_group_name: str | None = None,
    workspace_name: str | None = None,
    include_optional: bool = False,
    as_of: str | None = None,
    resource: list[str] | None = None,
    fqdns: list[str] | None = None,
    timeout: int = DEFAULT_TIMEOUT,
    interval: int = DEFAULT_INTERVAL,
) -> None:
    """Return once the presets are in sync on the hub and nothing of them is under way."""
    from .flows import wait
    from .flows.compare import Asked

    asked = Asked.of(preset, as_of, resource, fqdns, include_optional)
    wait.wait_for_presets(cmd, asked, resource_group_name, workspace_name, timeout=int(timeout), interval=int(interval))
