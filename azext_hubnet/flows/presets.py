"""The catalogue: `preset list` and `preset show`, and the entries of all presets for commands that look there."""

from typing import TYPE_CHECKING

from ..terminal.log import get_logger

if TYPE_CHECKING:
    from ..core.catalogue.roles import Need
    from ..core.contract.preset import ListedPresetJson, PresetJson
    from ..core.model.hub import Hub

logger = get_logger(__name__)


def list_presets(as_of: str | None) -> 'list[ListedPresetJson]':
    """The result of `preset list`: the presets that have a revision as of that day, or all.

    Raises:
        InputError: as_of is not a valid date.
    """
    from ..core.catalogue import shipped
    from ..core.catalogue.shown import listed_preset
    from ..core.model.dates import as_of_day

    day = None if as_of is None else as_of_day(as_of)
    listed = []
    for name in shipped.names():
        preset = shipped.load(name)
        if day is not None and day < preset.days[0]:
            logger.info('%s has no revision as of %s', name, as_of)
            continue
        listed.append(listed_preset(preset.at(as_of)))
    return listed


def show_preset(name: str, as_of: str | None) -> 'PresetJson':
    """The result of `preset show`.

    Args:
        name: A name in the catalogue, or the path of a preset file.
        as_of: A day as YYYY-MM-DD, or None for the newest revision.
    """
    from ..core.catalogue.shown import preset_revision
    from .hub import load_preset

    return preset_revision(load_preset(name).at(as_of))


def catalogue_needs(hub: 'Hub') -> 'list[Need]':
    """The entries of every shipped preset for this hub, without presets whose required placeholders are unresolved."""
    from ..core.catalogue.all_presets import Catalogue, filled, unfilled

    needs = Catalogue().needs(hub)
    for name, roles in unfilled(needs).items():
        logger.info('Preset %s is left out: no resource is known for %s', name, ', '.join(sorted(roles)))
    return filled(needs)
