"""From arguments to a plan: what a changing command would do to a hub, as it is at the moment of asking.

Each function takes the arguments apart once and gives a function of the hub, because a plan is made again when
somebody else has written to the hub meanwhile.
"""

from ..core.catalogue import roles, shipped, shown
from ..core.compare.coverage import FAILED
from ..core.compare.states import IMPLIED, UNSUPPORTED
from ..core.documents import text as documents
from ..core.documents import whole_file
from ..core.model.errors import InputError
from ..core.model.hub import DISABLED
from ..core.plan import plan_file, proof, removals
from ..core.plan.additions import why_not_written
from ..core.plan.plan import plan_for
from ..core.render import az_commands
from .compare import Asked, comparison
from .hub import load_preset, read_file


class Planned:  # pylint: disable=too-few-public-methods
    """A plan with the parts of the result that writing it does not change.

    presets_on: the presets as in the contracts, for the hub as it is by then. kept: rules that stay. unwritable:
    results for entries that no write can help. remarks: what the user has to know before agreeing.
    """

    def __init__(self, plan, asked, compare, *, kept=(), unwritable=(), remarks=()):
        self.plan = plan
        self.asked = asked
        self.presets_on = lambda hub: compare(hub).presets_json()
        self.kept = tuple(kept)
        self.unwritable = tuple(unwritable)
        self.remarks = tuple(remarks)


def addition(asked, pack):
    """Plans `preset add`: what the presets need and the hub does not allow."""
    compare = comparison(asked, pack)

    def planned(hub):
        if hub.mode == DISABLED:
            raise InputError(
                f'{hub.name} has no managed network: nothing restricts it, and it takes no rules.',
                f'Give it one first, for example with: {az_commands.give_network(hub)}',
            )
        result = compare(hub)
        return Planned(
            result.plan,
            asked,
            compare,
            unwritable=_unwritable(result, result.plan),
            remarks=_implied(result) + _unsupported(result),
        )

    return planned


def only_plan(replan, wanted):
    """Plans like replan; raises InputError for any other plan than the one with the wanted id."""

    def planned(hub):
        found = replan(hub)
        if found.plan.id != wanted.strip():
            raise InputError(
                f'The plan is not {wanted}; now it is {found.plan.id}.',
                'See it with --dry-run, and give --plan-id the id that you agree to.',
            )
        return found

    return planned


def saved_plan(path, names, removes):
    """Plans what a plan file holds, exactly that, for the hub that it was made for; removes: it is one of `remove`."""
    source = f'The plan file {path}'
    data = read_file(path, '--plan-file', 'Save a plan there with --dry-run first.')
    saved = plan_file.from_document(documents.read(data, source), source)
    if saved.serial != removes:
        raise InputError(
            f"{source} is one of 'az hubnet preset {'remove' if saved.serial else 'add'}'.", 'Use that command.'
        )
    asked = Asked.of(**saved.asked)
    if names and set(names) != set(asked.presets):
        raise InputError(
            f'{source} is for other presets: {", ".join(asked.presets)}.', 'Leave --preset/-p out, or make a new plan.'
        )
    compare = comparison(asked, quiet=True)

    def planned(hub):
        plan = plan_file.apply_to(saved, hub, source)
        unwritable = () if removes else _unwritable(compare(hub), plan)
        return Planned(plan, asked, compare, unwritable=unwritable, remarks=_remarks(hub, plan))

    return planned


def save(path, planned, hub):
    """Writes a plan file, whole or not at all. Raises FileProblem."""
    whole_file.write_for('--plan-file', path, plan_file.to_text(planned.plan, planned.asked.as_json(), hub))


def taking_away(asked, any_name):
    """Plans `preset remove`: the presets' rules that hubnet made and that no other preset in sync needs."""
    given = asked.given()
    # What is given for roles of other presets tells whether they are in sync, and so what stays.
    compare = comparison(asked, quiet=True)
    named = [load_preset(name) for name in asked.presets]
    # A user's file may have the name of a shipped preset without being it.
    others = [shipped.load(name).at() for name in shipped.names() if name not in asked.presets]

    def planned(hub):
        needs = [need for preset in named for need in roles.resolve(preset.ever(), hub, given)]
        # What was listed once knows of no conditions; what has to be given is what the present list needs.
        for preset in named:
            roles.require_filled(roles.resolve(preset.at(), hub, given), include_optional=False)
        removed = removals.plan_removal(hub, needs, [roles.resolve(other, hub, given) for other in others], any_name)
        plan = plan_for(hub, removed.operations, serial=True)
        return Planned(plan, asked, compare, kept=removed.kept, remarks=_remarks(hub, plan))

    return planned


def _remarks(hub, plan):
    if removals.is_last_fqdn_rule(hub, plan.operations):
        return ["The hub's last FQDN rule goes; the service may remove its Azure Firewall, which ends its cost."]
    return []


def _implied(result):
    """Says which entries are not written because the hub's isolation mode needs no rule for them."""
    implied = [entry for entry in result.entries if entry.state == IMPLIED and entry.counts(result.include_optional)]
    return [f'Not written: {len(implied)} entries of the presets; {implied[0].reason}.'] if implied else []


def _unsupported(result):
    """Names the entries that cannot be rules on this hub, by the reason."""
    by_reason = {}
    for entry in result.entries:
        if entry.state == UNSUPPORTED and entry.counts(result.include_optional):
            by_reason.setdefault(entry.reason, []).append(shown.spoken(entry.need.entry))
    return [f'Not written: {", ".join(dict.fromkeys(entries))}; {reason}.' for reason, entries in by_reason.items()]


def _unwritable(result, plan):
    """Failed entries that counted but that nothing is planned for: the platform or a connection made their rules."""
    planned = {item.name for item in plan.operations}
    shown = {}
    for entry in result.entries:
        if entry.state != FAILED or not entry.counts(result.include_optional):
            continue
        for rule in entry.rules:
            if not rule.writable and rule.name not in planned:
                shown[rule.name] = proof.Result(
                    rule.name, rule.destination.az_ml(), proof.NOT_ATTEMPTED, why_not_written(rule)
                )
    return list(shown.values())
