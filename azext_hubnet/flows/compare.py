"""From the arguments that name presets to their comparison with a hub: `preset diff`, and the start of a change."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.catalogue import roles
from ..core.compare.states import Comparison, compare
from ..core.model.errors import InputError
from ..core.plan import difference
from ..core.plan.additions import plan_addition
from ..terminal.log import get_logger
from .hub import load_hub, load_preset

if TYPE_CHECKING:
    from ..core.catalogue.preset import PresetRevision
    from ..core.contract.diff import DiffJson
    from ..core.model.hub import Hub
    from ..terminal.az import Command

logger = get_logger(__name__)


class Asked(NamedTuple):
    """What the user asks for: presets, the day of their lists, and the resources for their placeholders."""

    presets: tuple[str, ...]
    """Names or paths."""
    as_of: str | None = None
    """YYYY-MM-DD."""
    resources: tuple[str, ...] = ()
    """As ROLE=RESOURCE_ID."""
    fqdns: tuple[str, ...] = ()
    """As ROLE=HOST,HOST."""
    include_optional: bool = False

    @classmethod
    def of(
        cls,
        presets: Iterable[str],
        as_of: str | None = None,
        resources: Iterable[str] | None = None,
        fqdns: Iterable[str] | None = None,
        include_optional: bool = False,
    ) -> 'Asked':
        """The arguments of a command, as az passes them; a preset that is named twice counts once."""
        return cls(
            tuple(dict.fromkeys(presets)), as_of, tuple(resources or ()), tuple(fqdns or ()), bool(include_optional)
        )

    def given(self) -> roles.Given:
        """The resources and hosts that are given for placeholders.

        Raises:
            InputError: One of them cannot be used.
        """
        return roles.Given(roles.parse_resources(self.resources), roles.parse_fqdns(self.fqdns))

    def as_json(self) -> dict[str, Any]:
        """Plain values. Asked.of takes them as keywords."""
        return {
            'presets': list(self.presets),
            'as_of': self.as_of,
            'resources': list(self.resources),
            'fqdns': list(self.fqdns),
            'include_optional': self.include_optional,
        }


def diff_presets(
    cmd: 'Command',
    asked: Asked,
    resource_group_name: str | None,
    workspace_name: str | None,
    rules: str | None,
    *,
    exit_code: bool,
) -> 'DiffJson':
    """The result of `preset diff`; exit_code: end the process with NOT_IN_SYNC if a preset is not in sync."""
    from ..terminal.exit_codes import NOT_IN_SYNC, exit_after_output

    presets = requested_presets(asked)
    comparison = presets.compare(load_hub(cmd, resource_group_name, workspace_name, rules))
    if exit_code and not comparison.in_sync:
        exit_after_output(cmd.cli_ctx, NOT_IN_SYNC)
    return difference.as_json(comparison, plan_addition(comparison))


class RequestedPresets(NamedTuple):
    """The presets that a command is about, ready to be compared with a hub."""

    asked: Asked
    given: roles.Given
    revisions: 'tuple[PresetRevision, ...]'

    def compare(self, hub: 'Hub') -> Comparison:
        """The presets compared with the hub.

        Raises:
            InputError: A placeholder is unresolved.
        """
        needs = [need for revision in self.revisions for need in roles.resolve(revision, hub, self.given)]
        roles.require_filled(needs, self.asked.include_optional)
        return compare(hub, self.revisions, needs, self.asked.include_optional)


def requested_presets(asked: Asked, quiet: bool = False) -> RequestedPresets:
    """The presets that a command is about.

    Args:
        asked: The arguments of the command.
        quiet: Do not warn about resources that none of the presets has a placeholder for.

    Raises:
        InputError: An argument cannot be used.
    """
    given = asked.given()
    revisions = tuple(load_preset(name).at(asked.as_of) for name in asked.presets)
    _refuse_equal_names(asked.presets, revisions)
    for option in [] if quiet else roles.unused(given, revisions):
        logger.warning('%s is not used: no entry of %s has that role.', option, ', '.join(asked.presets))
    return RequestedPresets(asked, given, revisions)


def _refuse_equal_names(asked: 'Sequence[str]', revisions: 'Sequence[PresetRevision]') -> None:
    """Raise InputError for two presets with one name: results would not tell them apart."""
    first: dict[str, str] = {}
    for given, revision in zip(asked, revisions, strict=True):
        other = first.setdefault(revision.name, given)
        if other != given:
            raise InputError(
                f"'{other}' and '{given}' are both presets with the name {revision.name}.",
                "Give one of them, or another 'name' in the preset file.",
            )
