"""The handlers: arguments in, plain data out. They decide nothing; the core does."""

from .terminal.log import get_logger

logger = get_logger(__name__)


def list_presets(cmd, as_of=None):  # pylint: disable=unused-argument
    """The catalogue, a line for each preset."""
    from .core.catalogue import shipped
    from .core.catalogue.shown import listed_preset
    from .core.model.dates import as_of_day

    listed = []
    for name in shipped.names():
        preset = shipped.load(name)
        if as_of is not None and as_of_day(as_of) < preset.days[0]:
            logger.info('%s has no revision as of %s', name, as_of)
            continue
        listed.append(listed_preset(preset.at(as_of)))
    return listed


def show_preset(cmd, preset, as_of=None):  # pylint: disable=unused-argument
    """Every entry of one preset."""
    from .core.catalogue.shown import preset_revision
    from .flows.hub import load_preset

    return preset_revision(load_preset(preset).at(as_of))


def diff_presets(
    cmd,
    preset,
    *,
    resource_group_name=None,
    workspace_name=None,
    rules=None,
    as_of=None,
    include_optional=False,
    resource=None,
    fqdns=None,
    exit_code=False,
):
    """What the presets need against what the hub allows."""
    from .core.plan import difference
    from .core.plan.additions import plan_addition
    from .flows.compare import Asked, requested_presets
    from .flows.hub import load_hub
    from .terminal.exit_codes import NOT_IN_SYNC, exit_after_output

    presets = requested_presets(Asked.of(preset, as_of, resource, fqdns, include_optional))
    result = presets.compare(load_hub(cmd, resource_group_name, workspace_name, rules))
    if exit_code and not result.in_sync:
        exit_after_output(cmd.cli_ctx, NOT_IN_SYNC)
    return difference.as_json(result, plan_addition(result))


def list_rules(cmd, resource_group_name=None, workspace_name=None, rules=None):
    """Every rule of the hub with the presets that it serves."""
    from .core.compare.rule_list import list_rules as listing
    from .flows.hub import load_hub

    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    return listing(hub, _catalogue_needs(hub))


def show_rule(cmd, rule_name, resource_group_name=None, workspace_name=None, rules=None):
    """One rule of the hub."""
    from .core.compare.rule_list import show_rule as showing
    from .flows.hub import load_hub

    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    return showing(hub, rule_name, _catalogue_needs(hub))


def check_egress(cmd, host, *, port=443, resource_group_name=None, workspace_name=None, rules=None, exit_code=False):
    """Whether compute of the hub may reach a host."""
    from .core.compare import egress
    from .core.facts import clouds
    from .flows.hub import load_hub
    from .terminal.exit_codes import NOT_IN_SYNC, exit_after_output

    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    # az hands a default over as a number type that prints as an object.
    port = int(port)
    suffixes = clouds.of_cloud(cmd.cli_ctx.cloud.name)
    answer = egress.check_egress(hub, host, port, _catalogue_needs(hub), suffixes)
    if exit_code and answer.verdict != egress.ALLOWED:
        exit_after_output(cmd.cli_ctx, NOT_IN_SYNC)
    return answer.as_json()


def audit_hubs(
    cmd,
    *,
    resource_group_name=None,
    workspace_name=None,
    rules=None,
    all_hubs=False,
    subscriptions=None,
    checks=None,
    skip_checks=None,
    min_severity='info',
    fail_on=None,
    waivers=None,
    report=None,
    list_checks=False,
):
    """Whether what hubs allow is sound, current and no wider than it should be."""
    from .flows import audit
    from .terminal.exit_codes import exit_after_output

    if list_checks:
        return audit.listed_checks(checks, skip_checks)
    auditor = audit.Auditor(cmd.cli_ctx, checks=checks, skip_checks=skip_checks, waivers=waivers, reports=report or ())
    items = (
        audit.audit_all(cmd, auditor, subscriptions)
        if all_hubs
        else [audit.audit_one(cmd, auditor, resource_group_name, workspace_name, rules)]
    )
    auditor.finish(items, all_hubs)
    code = audit.exit_code(items, fail_on)
    if code:
        exit_after_output(cmd.cli_ctx, code)
    return audit.as_json(items, all_hubs, min_severity)


def add_presets(
    cmd,
    *,
    preset=None,
    resource_group_name=None,
    workspace_name=None,
    include_optional=False,
    as_of=None,
    resource=None,
    fqdns=None,
    pack=False,
    dry_run=False,
    plan_file=None,
    plan_id=None,
    yes=False,
    skip_wait=False,
    timeout=3600,
    write='auto',
    provision=False,
    include_spark=False,
):
    """Writes exactly what the presets need and the hub does not allow yet."""
    from .flows import plans
    from .flows.change import Options
    from .flows.compare import Asked

    if plan_file and not dry_run:
        request = plans.saved_plan(plan_file, preset, removes=False)
    else:
        request = plans.addition(Asked.of(preset, as_of, resource, fqdns, include_optional), pack)
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
    return _change(cmd, resource_group_name, workspace_name, request, options)


def remove_presets(
    cmd,
    *,
    preset=None,
    resource_group_name=None,
    workspace_name=None,
    resource=None,
    fqdns=None,
    any_name=False,
    dry_run=False,
    plan_file=None,
    plan_id=None,
    yes=False,
    timeout=3600,
):
    """Takes away what add has written for the presets, keeping what others need."""
    from .flows import plans
    from .flows.change import Options
    from .flows.compare import Asked

    if plan_file and not dry_run:
        request = plans.saved_plan(plan_file, preset, removes=True)
    else:
        request = plans.removal(Asked.of(preset, None, resource, fqdns), any_name)
    options = Options(dry_run=dry_run, yes=yes, timeout=timeout, plan_file=plan_file, plan_id=plan_id)
    return _change(cmd, resource_group_name, workspace_name, request, options)


def wait_for_presets(
    cmd,
    preset,
    *,
    resource_group_name=None,
    workspace_name=None,
    include_optional=False,
    as_of=None,
    resource=None,
    fqdns=None,
    timeout=3600,
    interval=30,
):
    """Returns once the presets are in sync on the hub and nothing of them is under way."""
    from .flows.compare import Asked, requested_presets
    from .flows.wait import wait_until_in_sync
    from .service.reading.hub import open_hub

    presets = requested_presets(Asked.of(preset, as_of, resource, fqdns, include_optional))
    live = open_hub(cmd.cli_ctx, resource_group_name, workspace_name)
    wait_until_in_sync(cmd.cli_ctx, live, presets, int(timeout), int(interval))


def _change(cmd, resource_group_name, workspace_name, request, options):
    from .flows import plans
    from .flows.change import Change
    from .service.reading.hub import open_hub
    from .terminal.interruption import nothing_written_if_interrupted

    with nothing_written_if_interrupted():
        live = open_hub(cmd.cli_ctx, resource_group_name, workspace_name, to_write=True)
        change = Change(cmd, live, request, options)
        if options.plan_file and options.dry_run:
            plans.save(options.plan_file, change.planned, live.hub)
        return change.run()


def _catalogue_needs(hub):
    """The entries of every shipped preset for this hub; presets with a role that nobody has filled are left out."""
    from .core.catalogue.all_presets import Catalogue, filled, unfilled

    needs = Catalogue().needs(hub)
    for name, roles in unfilled(needs).items():
        logger.info('The preset %s is left out: nothing is given for %s', name, ', '.join(sorted(roles)))
    return filled(needs)
