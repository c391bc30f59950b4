"""Which presets there are: those that hubnet ships, by name. What is a path is a file of the user's."""

import json
import os

from ..model.errors import UnknownName
from ..model.nearest import nearest
from .preset import Preset
from .preset_file import read

FOLDER = os.path.join(os.path.abspath(__file__).rsplit(os.sep, 3)[0], 'presets')
_SUFFIX = '.yaml'
_BUILT_SUFFIX = '.json'


def names() -> tuple[str, ...]:
    """The names of the presets that hubnet ships, in alphabetical order."""
    return tuple(sorted(file[: -len(_SUFFIX)] for file in os.listdir(FOLDER) if file.endswith(_SUFFIX)))


def load(name: str) -> Preset:
    """A shipped preset by name. Raises UnknownName with the nearest names."""
    if name not in names():
        raise UnknownName(
            f"There is no preset '{name}'.", nearest(name, names()) + "See them all with 'az hubnet preset list'."
        )
    path = os.path.join(FOLDER, name + _SUFFIX)
    try:
        # A build puts each preset beside itself as JSON: importing yaml and parsing would be half of a diff's time.
        with open(os.path.join(FOLDER, name + _BUILT_SUFFIX), encoding='utf-8') as file:
            return read(json.load(file), name, path)
    except FileNotFoundError:
        pass
    from ..documents import yaml_values

    with open(path, encoding='utf-8') as file:
        return read(yaml_values.load(file.read()), name, path)


def is_path(name: str) -> bool:
    """True for what is a preset file of the user's rather than a name in the catalogue."""
    return '/' in name or os.sep in name or name.lower().endswith(('.yaml', '.yml', '.json'))
