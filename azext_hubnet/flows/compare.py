"""From the arguments that name presets to their comparison with a hub."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..core.catalogue import roles
from ..core.catalogue.preset import PresetRevision
from ..core.compare.states import Comparison, compare
from ..core.model.errors import InputError
from ..core.model.hub import Hub
from ..terminal.log import get_logger
from .hub import load_preset

logger = get_logger(__name__)


class Asked(NamedTuple):
    """What the user asks for: presets by name or path, the day of their lists, and what fills their roles.

    resources: ROLE=ID texts. fqdns: ROLE=HOST,HOST texts.
    """

    presets: tuple[str, ...]
    as_of: str | None = None
    resources: tuple[str, ...] = ()
    fqdns: tuple[str, ...] = ()
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
        """The arguments of a command, as az hands them over."""
        return cls(
            tuple(dict.fromkeys(presets)), as_of, tuple(resources or ()), tuple(fqdns or ()), bool(include_optional)
        )

    def given(self) -> roles.Given:
        """What is given for roles. Raises InputError for what cannot be used."""
        return roles.Given(roles.parse_resources(self.resources), roles.parse_fqdns(self.fqdns))

    def as_json(self) -> dict[str, Any]:
        """Plain values that Asked(**them) takes again."""
        return {
            'presets': list(self.presets),
            'as_of': self.as_of,
            'resources': list(self.resources),
            'fqdns': list(self.fqdns),
            'include_optional': self.include_optional,
        }


class RequestedPresets(NamedTuple):
    """The presets that the user asks for, ready to be compared with a hub."""

    asked: Asked
    given: roles.Given
    revisions: tuple[PresetRevision, ...]

    def compare(self, hub: Hub) -> Comparison:
        """The presets compared with the hub. Raises MissingValue where a role has to be given."""
        needs = [need for revision in self.revisions for need in roles.resolve(revision, hub, self.given)]
        roles.require_filled(needs, self.asked.include_optional)
        return compare(hub, self.revisions, needs, self.asked.include_optional)


def requested_presets(asked: Asked, quiet: bool = False) -> RequestedPresets:
    """The presets that the user asks for.

    Args:
        asked: The arguments of the command.
        quiet: Do not warn about what is given for roles that none of the presets has.

    Raises:
        InputError: For arguments that cannot be used.
    """
    given = asked.given()
    revisions = tuple(load_preset(name).at(asked.as_of) for name in asked.presets)
    _refuse_equal_names(asked.presets, revisions)
    for option in [] if quiet else roles.unused(given, revisions):
        logger.warning('%s is not used: no entry of %s has that role.', option, ', '.join(asked.presets))
    return RequestedPresets(asked, given, revisions)


def _refuse_equal_names(asked: Iterable[str], revisions: Iterable[PresetRevision]) -> None:
    """Raises InputError for two presets of one name: nothing in an answer would tell them apart."""
    first: dict[str, str] = {}
    for given, revision in zip(asked, revisions):
        other = first.setdefault(revision.name, given)
        if other != given:
            raise InputError(
                f"'{other}' and '{given}' are both presets with the name {revision.name}.",
                "Give one of them, or another 'name' in the preset file.",
            )
