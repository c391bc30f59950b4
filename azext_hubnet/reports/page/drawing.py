"""The layout of the picture: coordinates and texts for the template, which draws them as SVG."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from ...core.audit.severities import Severity
from ..report import safe
from .picture import INTERNET, Group, Picture

WIDTH = 1000
_HUB_WIDTH, _LEFT, _TOP = 220, 450, 12
_BOX, _GAP = 74, 12
_MIN_HUB = 132
_THINNEST, _THICKEST = 3.0, 30.0
_EXAMPLES = 4
# Characters that fit into a line of a box, and of the hub, whose name can take two.
_TITLE, _SMALL, _HUB = 52, 63, 20


class Box(NamedTuple):
    """One group."""

    y: float
    number: str
    title: str
    reason: str
    examples: str
    worst: Severity | None
    band: str
    """The path from the hub."""
    thickness: float
    """Its width."""


class Drawing(NamedTuple):
    """The picture in its own units; hub_*: the box of the hub, with its name in lines."""

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
    """Lay out the picture of one hub.

    Args:
        picture: Its groups.
        name: The hub's name, for its box.
        mode: The isolation mode in words, for its box.
    """
    groups = picture.groups
    inner: float = max(len(groups) * (_BOX + _GAP) - _GAP, _MIN_HUB)
    widths = [_thickness(group) for group in groups]
    hub_height = max(_MIN_HUB, sum(widths) + 8 * len(widths) + 24)
    inner = max(inner, hub_height)
    hub_y = _TOP + (inner - hub_height) / 2
    first = _TOP + (inner - (len(groups) * (_BOX + _GAP) - _GAP)) / 2
    # Bands leave the hub in the order of the boxes, so that none crosses another.
    start = hub_y + (hub_height - sum(widths) - 8 * (len(widths) - 1)) / 2
    boxes: list[Box] = []
    for number, (group, width) in enumerate(zip(groups, widths, strict=True)):
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
        '∞' if group.kind == INTERNET else str(len(group.names)),
        _cut(group.title, _TITLE),
        group.reason,
        _examples(group.names),
        group.worst,
        band,
        round(width, 1),
    )


def _examples(names: Sequence[str]) -> str:
    """Return as many names as fit into a line, at least the first one, and how many more there are."""
    for count in range(min(len(names), _EXAMPLES), 0, -1):
        text = ', '.join(names[:count]) + (f' and {len(names) - count} more' if len(names) > count else '')
        if len(text) <= _SMALL:
            return text
    return _cut(names[0], _SMALL) if names else ''


def _thickness(group: Group) -> float:
    if group.kind == INTERNET:
        return _THICKEST
    # Wildcards and tags count more; the root keeps a hundred hosts from hiding one wildcard.
    return min(_THICKEST, _THINNEST + 2 * math.sqrt(len(group.names) + 8 * group.wide))


def _cut(text: str, length: int) -> str:
    text = safe(text)
    return text if len(text) <= length else f'{text[: length - 1]}…'


def _lines(name: str) -> tuple[str, ...]:
    text = _cut(name, 2 * _HUB)
    return (text[:_HUB], text[_HUB:]) if len(text) > _HUB else (text,)
