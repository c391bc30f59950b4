"""Which checks to run: by id or by family, in any case."""

from collections.abc import Sequence

from ..model.errors import InputError
from ..model.nearest import nearest

# Each registers its checks.
from . import waivers  # noqa: F401
from .check import REGISTRY, Check
from .checks import (  # noqa: F401
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
)

CHECKS: tuple[Check, ...] = tuple(REGISTRY[check_id] for check_id in sorted(REGISTRY))


def select(only: Sequence[str] | None = None, but: Sequence[str] | None = None) -> list[Check]:
    """The checks named by `only`, or all, less those named by `but`, in order of their ids.

    Raises InputError for a name that is neither an id nor a family, and where nothing is left.
    """
    wanted = _ids('--checks', only) if only else set(REGISTRY)
    wanted -= _ids('--skip-checks', but or ())
    if not wanted:
        raise InputError('--checks and --skip-checks leave no check to run.', 'Skip fewer.')
    return [check for check in CHECKS if check.id in wanted]


def _ids(option: str, names: Sequence[str]) -> set:
    families = {check.family for check in CHECKS}
    found = set()
    for name in names:
        ids = {check.id for check in CHECKS if name.lower() in (check.id.lower(), check.family)}
        if not ids:
            raise InputError(
                f"{option}: '{name}' is neither the id nor the family of a check.",
                f"{nearest(name, [*REGISTRY, *families])}See them with 'az hubnet preset audit --list-checks'.",
            )
        found |= ids
    return found
