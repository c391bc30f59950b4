"""The handlers: arguments in, plain data out. They decide nothing; the core does."""

from knack.log import get_logger

logger = get_logger(__name__)


def list_presets(cmd, as_of=None):  # pylint: disable=unused-argument
    """The catalogue, a line for each preset."""
    from .core import presets
    listed = []
    for name in presets.names():
        preset = presets.load(name)
        if as_of and presets.iso_date(as_of) < preset.revisions[0][0]:
            logger.info('%s has no revision as of %s', name, as_of)
            continue
        revision = preset.at(as_of)
        listed.append({'name': revision.name, 'title': revision.title, 'appliesTo': list(revision.applies_to),
                       'asOf': revision.as_of, 'entries': len(revision.entries), 'source': revision.source})
    return listed


def show_preset(cmd, preset, as_of=None):  # pylint: disable=unused-argument
    """Every entry of one preset."""
    from ._source import load_preset
    from .core.render import preset_revision
    return preset_revision(load_preset(preset).at(as_of))


def diff_presets(cmd, preset, *, resource_group_name=None, workspace_name=None, rules=None, as_of=None,
                 include_optional=False, resource=None, fqdns=None, exit_code=False):
    """What the presets need against what the hub allows."""
    from ._exit_code import NOT_IN_SYNC, exit_after_output
    from ._source import load_hub, load_preset
    from .core import resolve
    from .core.diff import diff
    given = resolve.Given(resolve.parse_resources(resource or ()), resolve.parse_fqdns(fqdns or ()))
    revisions = [load_preset(name).at(as_of) for name in dict.fromkeys(preset)]
    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    needs = [need for revision in revisions for need in resolve.resolve(revision, hub, given)]
    resolve.require_filled(needs, include_optional)
    result = diff(hub, revisions, needs, include_optional)
    if exit_code and not result.in_sync:
        exit_after_output(cmd.cli_ctx, NOT_IN_SYNC)
    return result.as_json()


def list_rules(cmd, resource_group_name=None, workspace_name=None, rules=None):
    """Every rule of the hub with the presets that it serves."""
    from ._source import load_hub
    from .core.listing import list_rules as listing
    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    return listing(hub, _catalogue_needs(hub))


def show_rule(cmd, rule_name, resource_group_name=None, workspace_name=None, rules=None):
    """One rule of the hub."""
    from ._source import load_hub
    from .core.listing import show_rule as showing
    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    return showing(hub, rule_name, _catalogue_needs(hub))


def check_egress(cmd, host, *, port=443, resource_group_name=None, workspace_name=None, rules=None, exit_code=False):
    """Whether compute of the hub may reach a host."""
    from ._exit_code import NOT_IN_SYNC, exit_after_output
    from ._source import load_hub
    from .core import egress, private_endpoints
    hub = load_hub(cmd, resource_group_name, workspace_name, rules)
    # az hands a default over as a number type that prints as an object.
    port = int(port)
    suffixes = private_endpoints.CLOUDS.get(cmd.cli_ctx.cloud.name, private_endpoints.PUBLIC)
    answer = egress.check_egress(hub, host, port, _catalogue_needs(hub), suffixes)
    if exit_code and answer.verdict != egress.ALLOWED:
        exit_after_output(cmd.cli_ctx, NOT_IN_SYNC)
    return answer.as_json()


def _catalogue_needs(hub):
    """The entries of every shipped preset for this hub; presets with a role that nobody has filled are left out."""
    from .core import presets, resolve
    found = []
    for name in presets.names():
        needs = resolve.resolve(presets.load(name).at(), hub)
        unfilled = {need.unfilled for need in needs if need.unfilled and not need.entry.optional}
        if unfilled:
            logger.info('The preset %s is left out: nothing is given for %s', name, ', '.join(sorted(unfilled)))
            continue
        found += needs
    return found
