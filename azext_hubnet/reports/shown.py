"""Text from hubs, files and the service, made safe for whatever opens a report."""

from typing import Any

from ..core.model.destinations import PrivateEndpoint
from ..core.model.printable import printable
from ..core.model.resource_ids import parse_resource_id
from ..core.render.one_line import reach

# Spreadsheets take a cell that begins so for a formula, also from a table in HTML; the wide forms are read alike.
_FORMULA = '=+-@\uff1d\uff0b\uff0d\uff20'


def shown(text: str) -> str:
    """The text without characters that steer a terminal or turn the direction of writing, and never a formula."""
    text = printable(text)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA and text.strip() else text


def brief(destination: Any) -> str:
    """A destination as short as a reader still knows it by: the host, the tag and ports, the resource's name."""
    if isinstance(destination, PrivateEndpoint):
        resource = parse_resource_id(destination.service_resource_id)
        name = resource.name if resource else destination.service_resource_id
        return f'{name} ({destination.subresource_target})'
    return reach(destination)
