"""From arguments to a plan: what a changing command would do to a hub.

A request says what a command was asked for. It plans for the hub as it is at that moment, and again when the hub has
changed in the meantime.
"""

from typing import NamedTuple, Protocol

from ..core.catalogue import roles, shipped
from ..core.catalogue.preset import Preset, PresetRevision
from ..core.documents import text as documents
from ..core.documents import whole_file
from ..core.model.errors import InputError
from ..core.model.hub import DISABLED, Hub
from ..core.plan import not_written, plan_file, removals
from ..core.plan.additions import plan_addition
from ..core.plan.plan import Plan, plan_for
from ..core.plan.proof import Result
from ..core.plan.removals import Kept
from ..core.render import az_commands
from .compare import Asked, RequestedPresets, requested_presets
from .hub import load_preset, read_file


class Request(Protocol):
    """What a changing command was asked for."""

    @property
    def presets(self) -> RequestedPresets:
        """The presets that it is about."""

    @property
    def removes(self) -> bool:
        """True for `preset remove`, False for `preset add`."""

    def plan_for(self, hub: Hub) -> 'Planned':
        """Make the plan for the hub.

        Raises:
            InputError: The hub cannot have such a plan.
        """


class Planned(NamedTuple):
    """A plan for one hub, and what else its result says.

    kept: rules that stay. unwritable: results for failed rules that hubnet may not write. remarks: what the user has
    to know before agreeing.
    """

    request: Request
    plan: Plan
    kept: tuple[Kept, ...] = ()
    unwritable: tuple[Result, ...] = ()
    remarks: tuple[str, ...] = ()


class Addition(NamedTuple):
    """`preset add`: what the presets need and the hub does not allow."""

    presets: RequestedPresets
    pack: bool

    @property
    def removes(self) -> bool:
        """False: it only adds."""
        return False

    def plan_for(self, hub: Hub) -> Planned:
        """Plan the missing rules, and failed ones to write again."""
        if hub.mode == DISABLED:
            raise InputError(
                f'{hub.name} has no managed network: nothing restricts it, and it cannot have rules.',
                f'Give it a managed network first, for example with: {az_commands.give_network(hub)}',
            )
        comparison = self.presets.compare(hub)
        plan = plan_addition(comparison, self.pack)
        return Planned(
            self,
            plan,
            unwritable=tuple(not_written.results(comparison, plan)),
            remarks=tuple(not_written.remarks(comparison)),
        )


class Removal(NamedTuple):
    """`preset remove`: the rules that hubnet made for the presets and that no other preset in sync needs.

    Attributes:
        presets: The requested presets.
        named: The same with all their revisions.
        others: The newest revisions of all other shipped presets.
        any_name: Whether to remove rules that hubnet did not name, too.
    """

    presets: RequestedPresets
    named: tuple[Preset, ...]
    others: tuple[PresetRevision, ...]
    any_name: bool

    @property
    def removes(self) -> bool:
        """True: it only removes."""
        return True

    def plan_for(self, hub: Hub) -> Planned:
        """Plan to delete or rewrite the rules, one by one."""
        # What is given for roles of other presets decides whether they are in sync, and so what stays.
        given = self.presets.given
        needs = [need for preset in self.named for need in roles.resolve(preset.ever(), hub, given)]
        # Entries of the past have no conditions, so only the present list decides what has to be given.
        for preset in self.named:
            roles.require_filled(roles.resolve(preset.at(), hub, given), include_optional=False)
        others = [roles.resolve(other, hub, given) for other in self.others]
        removed = removals.plan_removal(hub, needs, others, self.any_name)
        plan = plan_for(hub, removed.operations, serial=True)
        return Planned(self, plan, kept=removed.kept, remarks=_last_rule_remark(hub, plan))


class SavedPlan(NamedTuple):
    """Exactly the plan in a plan file, for the hub that it was made for.

    Attributes:
        presets: The requested presets.
        saved: The content of the file.
        source: The name of the file in messages.
    """

    presets: RequestedPresets
    saved: plan_file.SavedPlan
    source: str

    @property
    def removes(self) -> bool:
        """True where the plan is one of `preset remove`."""
        return self.saved.removes

    def plan_for(self, hub: Hub) -> Planned:
        """The part of the saved plan that is not done yet.

        Raises:
            InputError: The hub has changed otherwise.
        """
        plan = plan_file.apply_to(self.saved, hub, self.source)
        unwritable = [] if self.removes else not_written.results(self.presets.compare(hub), plan)
        return Planned(self, plan, unwritable=tuple(unwritable), remarks=_last_rule_remark(hub, plan))


def addition(asked: Asked, pack: bool) -> Addition:
    """The request of `preset add`.

    Args:
        asked: The arguments.
        pack: Combine hosts into a few rules.

    Raises:
        InputError: The arguments are not valid.
    """
    return Addition(requested_presets(asked), pack)


def removal(asked: Asked, any_name: bool) -> Removal:
    """The request of `preset remove`.

    Args:
        asked: The arguments.
        any_name: Also remove rules that hubnet did not name.

    Raises:
        InputError: The arguments are not valid.
    """
    presets = requested_presets(asked, quiet=True)
    named = tuple(load_preset(name) for name in asked.presets)
    # A user's file may have the name of a shipped preset without being it.
    others = tuple(shipped.load(name).at() for name in shipped.names() if name not in asked.presets)
    return Removal(presets, named, others, any_name)


def saved_plan(path: str, names: list[str] | None, removes: bool) -> SavedPlan:
    """The request in a plan file.

    Args:
        path: Of the file.
        names: The presets that the command names as well, if any.
        removes: Whether the command is `preset remove`.

    Raises:
        InputError: Where the file is not a plan of this command for these presets.
        FileProblem: Where it cannot be read.
    """
    source = f'The plan file {path}'
    data = read_file(path, '--plan-file', 'Save a plan there with --dry-run first.')
    saved = plan_file.from_document(documents.read(data, source), source)
    if saved.removes != removes:
        raise InputError(
            f"{source} is for 'az hubnet preset {'remove' if saved.removes else 'add'}'.", 'Use that command.'
        )
    asked = Asked.of(**saved.asked)
    if names and set(names) != set(asked.presets):
        raise InputError(
            f'{source} is for other presets: {", ".join(asked.presets)}.',
            'Leave out --preset/-p, or make a new plan with --dry-run --plan-file.',
        )
    return SavedPlan(requested_presets(asked, quiet=True), saved, source)


def make_plan(request: Request, hub: Hub, plan_id: str | None = None) -> Planned:
    """Make the plan for the hub.

    Args:
        request: What the command was asked for.
        hub: The hub.
        plan_id: The id of the only plan to accept, if any.

    Raises:
        InputError: The plan has another id, or the hub cannot have one.
    """
    planned = request.plan_for(hub)
    if plan_id and planned.plan.id != plan_id.strip():
        raise InputError(
            f'The plan is not {plan_id}; now it is {planned.plan.id}.',
            'Show it with --dry-run, and use its id with --plan-id if you agree to it.',
        )
    return planned


def save(path: str, planned: Planned, hub: Hub) -> None:
    """Write a plan file, completely or not at all; hub: the one that the plan is for. Raises FileProblem."""
    asked = planned.request.presets.asked.as_json()
    whole_file.write_for('--plan-file', path, plan_file.to_text(planned.plan, asked, hub))


def _last_rule_remark(hub: Hub, plan: Plan) -> tuple[str, ...]:
    if not removals.is_last_fqdn_rule(hub, plan.operations):
        return ()
    return (
        "This deletes the hub's last FQDN rule; the service may then remove its Azure Firewall, which ends its cost.",
    )
