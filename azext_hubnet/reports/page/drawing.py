"""Where everything of the picture stands: numbers and texts for the template, which draws them as SVG."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..shown import shown
from .picture import INTERNET, Group, Picture

WIDTH = 1000
_HUB_WIDTH, _LEFT, _TOP = 220, 450, 12
_BOX, _GAP = 74, 12
_MIN_HUB = 132
_THINNEST, _THICKEST = 3.0, 30.0
_EXAMPLES = 4
# Characters that fit into a line of a box, and of the hub, whose name may take two.
_TITLE, _SMALL, _HUB = 52, 63, 20


class Box(NamedTuple):
    """One group. middle: of its left edge. band: the path from the hub, as wide as thickness."""

    y: float
    kind: str
    count: str
    title: str
    reason: str
    examples: str
    worst: str | None
    band: str
    thickness: float


class Drawing(NamedTuple):
    """All of the picture, in units of its own; hub: the top and the height of the hub's box; its name in lines."""

    width: int
    height: float
    left: int
    box_width: int
    box_height: int
    hub_width: int
    hub_y: float
    hub_height: float
    hub_name: tuple[str, ...]
    mode: str
    boxes: tuple[Box, ...]


def draw(picture: Picture, name: str, mode: str) -> Drawing:
    """The drawing of one hub; name, mode: what is written on the hub."""
    groups = picture.groups
    inner = max(len(groups) * (_BOX + _GAP) - _GAP, _MIN_HUB)
    widths = [_thickness(group) for group in groups]
    hub_height = max(_MIN_HUB, sum(widths) + 8 * len(widths) + 24)
    inner = max(inner, hub_height)
    hub_y = _TOP + (inner - hub_height) / 2
    first = _TOP + (inner - (len(groups) * (_BOX + _GAP) - _GAP)) / 2
    # Bands leave the hub in the order of the boxes, side by side, so that none crosses another.
    start = hub_y + (hub_height - sum(widths) - 8 * (len(widths) - 1)) / 2
    boxes: list[Box] = []
    for number, (group, width) in enumerate(zip(groups, widths)):
        y = first + number * (_BOX + _GAP)
        boxes.append(_box(group, y, start + width / 2, width))
        start += width + 8
    return Drawing(
        WIDTH,
        inner + 2 * _TOP,
        _LEFT,
        WIDTH - _LEFT - 2,
        _BOX,
        _HUB_WIDTH,
        hub_y,
        hub_height,
        _lines(name),
        mode,
        tuple(boxes),
    )


def _box(group: Group, y: float, start: float, width: float) -> Box:
    middle = y + _BOX / 2
    bend = (_HUB_WIDTH + _LEFT) / 2
    band = f'M{_HUB_WIDTH} {start:.1f} C{bend:.0f} {start:.1f} {bend:.0f} {middle:.1f} {_LEFT} {middle:.1f}'
    return Box(
        y,
        group.kind,
        '∞' if group.kind == INTERNET else str(len(group.names)),
        _cut(group.title, _TITLE),
        group.reason,
        _examples(group.names),
        group.worst,
        band,
        round(width, 1),
    )


def _examples(names: Sequence[str]) -> str:
    """As many names as fit into a line, the first one at least, and how many more there are."""
    for count in range(min(len(names), _EXAMPLES), 0, -1):
        text = ', '.join(names[:count]) + (f' and {len(names) - count} more' if len(names) > count else '')
        if len(text) <= _SMALL:
            return text
    return _cut(names[0], _SMALL) if names else ''


def _thickness(group: Group) -> float:
    if group.kind == INTERNET:
        return _THICKEST
    # What stands for many hosts weighs more; the root keeps a hundred hosts from hiding one wildcard.
    return min(_THICKEST, _THINNEST + 2 * math.sqrt(len(group.names) + 8 * group.wide))


def _cut(text: str, length: int) -> str:
    text = shown(text)
    return text if len(text) <= length else f'{text[: length - 1]}…'


def _lines(name: str) -> tuple[str, ...]:
    text = _cut(name, 2 * _HUB)
    return (text[:_HUB], text[_HUB:]) if len(text) > _HUB else (text,)
