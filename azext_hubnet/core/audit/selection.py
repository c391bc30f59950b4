"""All checks, and which of them to run: by id or by family, in any case."""

from collections.abc import Mapping, Sequence
from typing import Final

from ..model.errors import InputError
from ..model.nearest import nearest
from .check import Check
from .checks import (
    correctness_endpoints,
    correctness_names,
    correctness_rules,
    exposure_addresses,
    exposure_hosts,
    health,
    hygiene,
    isolation,
    live,
    presets,
    waiver,
)

_MODULES = (
    isolation,
    exposure_hosts,
    exposure_addresses,
    correctness_names,
    correctness_endpoints,
    correctness_rules,
    health,
    hygiene,
    presets,
    live,
    waiver,
)
# In order of their ids.
CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted((check for module in _MODULES for check in module.CHECKS), key=lambda check: check.id)
)
BY_ID: Final[Mapping[str, Check]] = {check.id: check for check in CHECKS}


def select(only: Sequence[str] | None = None, but: Sequence[str] | None = None) -> list[Check]:
    """Return the checks to run, in order of their ids.

    Args:
        only: Ids and families of the checks to run; all where it is empty or None.
        but: Ids and families of the checks to leave out.

    Raises:
        InputError: A name is neither an id nor a family, or nothing is left.
    """
    wanted = _ids('--checks', only) if only else set(BY_ID)
    wanted -= _ids('--skip-checks', but or ())
    if not wanted:
        raise InputError('--checks and --skip-checks leave no check to run.', 'Skip fewer checks.')
    return [check for check in CHECKS if check.id in wanted]


def _ids(option: str, names: Sequence[str]) -> set[str]:
    families = {check.family: None for check in CHECKS}
    found: set[str] = set()
    for name in names:
        ids = {check.id for check in CHECKS if name.lower() in (check.id.lower(), check.family)}
        if not ids:
            raise InputError(
                f"{option}: '{name}' is not the id or the family of a check.",
                f"{nearest(name, [*BY_ID, *families])}See them with 'az hubnet preset audit --list-checks'.",
            )
        found |= ids
    return found
