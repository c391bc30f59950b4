"""From the arguments that name presets to their comparison with a hub."""

from typing import Any, NamedTuple

from ..core.catalogue import roles
from ..core.model.errors import InputError
from ..core.plan.difference import diff
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
    def of(cls, presets, as_of=None, resources=None, fqdns=None, include_optional=False):
        """The arguments of a command, as az hands them over."""
        return cls(
            tuple(dict.fromkeys(presets)), as_of, tuple(resources or ()), tuple(fqdns or ()), bool(include_optional)
        )

    def given(self):
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


def comparison(asked, pack=False, quiet=False):
    """A function of the hub that gives its Diff to the presets. Raises InputError for arguments that cannot be used.

    Warns of what is given for roles that none of the presets has, unless quiet.
    """
    given = asked.given()
    revisions = [load_preset(name).at(asked.as_of) for name in asked.presets]
    _refuse_equal_names(asked.presets, revisions)
    for option in [] if quiet else roles.unused(given, revisions):
        logger.warning('%s is not used: no entry of %s has that role.', option, ', '.join(asked.presets))

    def compare(hub):
        needs = [need for revision in revisions for need in roles.resolve(revision, hub, given)]
        roles.require_filled(needs, asked.include_optional)
        return diff(hub, revisions, needs, asked.include_optional, pack=pack)

    return compare


def _refuse_equal_names(asked, revisions):
    """Raises InputError for two presets of one name: nothing in an answer would tell them apart."""
    first = {}
    for given, revision in zip(asked, revisions):
        other = first.setdefault(revision.name, given)
        if other != given:
            raise InputError(
                f"'{other}' and '{given}' are both presets with the name {revision.name}.",
                "Give one of them, or another 'name' in the preset file.",
            )
