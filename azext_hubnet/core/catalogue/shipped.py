"""The presets that hubnet ships, by name. A path is a preset file of the user's."""

import json
import os
from typing import Any

from ..model.errors import UnknownName
from ..model.nearest import nearest
from .preset import Preset
from .preset_file import read

FOLDER = os.path.join(os.path.abspath(__file__).rsplit(os.sep, 3)[0], 'presets')
# Documents that several presets name.
SOURCES = 'sources'
_SUFFIX = '.yaml'
_BUILT_SUFFIX = '.json'


def names() -> tuple[str, ...]:
    """The names of the presets that hubnet ships, in alphabetical order."""
    stems = (file[: -len(_SUFFIX)] for file in os.listdir(FOLDER) if file.endswith(_SUFFIX))
    return tuple(sorted(stem for stem in stems if stem != SOURCES))


def load(name: str) -> Preset:
    """A shipped preset by name.

    Raises:
        UnknownName: there is no such preset; the recommendation has the nearest names.
    """
    if name not in names():
        raise UnknownName(
            f"There is no preset '{name}'.", nearest(name, names()) + "See them all with 'az hubnet preset list'."
        )
    return read(document(name), name, os.path.join(FOLDER, name + _SUFFIX))


def document(name: str) -> Any:
    """The file of a shipped preset as plain values, with the sources that it shares with others."""
    try:
        # A build puts each preset beside itself as JSON, sources included: parsing YAML would be half of a diff's time.
        with open(os.path.join(FOLDER, name + _BUILT_SUFFIX), encoding='utf-8') as file:
            return json.load(file)
    except FileNotFoundError:
        content = _yaml(name)
        return {**content, 'sources': {**_yaml(SOURCES), **content.get('sources', {})}}


def is_path(name: str) -> bool:
    """True for what is a preset file of the user's rather than a name in the catalogue."""
    return '/' in name or os.sep in name or name.lower().endswith(('.yaml', '.yml', '.json'))


def _yaml(stem: str) -> Any:
    from ..documents import yaml_values

    with open(os.path.join(FOLDER, stem + _SUFFIX), encoding='utf-8') as file:
        return yaml_values.load(file.read())
