"""What a format found in a document -> Hub."""

from typing import Any

from ..model.hub import Hub, Rule
from . import leftovers, network
from .interface import Parts
from .reader import Reader


def hub_of(parts: Parts, reader: Reader, searched: Any = None) -> Hub:
    """The hub with every rule in the parts, understood or not, and with all that the reader found odd.

    Args:
        parts: What the format found.
        reader: The reader of the format.
        searched: The document in which to look for rules that were not read; None: do not look.
    """
    settings: dict[str, Any] = {}
    for fields in parts.settings:
        settings.update(fields)
    inline: list[Rule] = []
    for raw in parts.networks:
        rules, fields = network.read_network(raw, reader)
        inline += rules
        settings.update((key, value) for key, value in fields.items() if value is not None)
    merged = reader.merged(inline, parts.rules)
    reader.note_same_names(merged)
    if searched is not None and not reader.left_out:
        leftovers.note(searched, merged, reader)
    return Hub(
        rules=tuple(merged),
        id=parts.identity.id,
        name=parts.identity.name,
        kind=parts.identity.kind,
        location=parts.identity.location,
        isolation_mode=network.isolation_mode(settings, reader),
        firewall_sku=network.firewall_sku(settings, reader),
        network_status=network.network_status(settings, reader),
        resources=parts.identity.resources,
        oddities=tuple(reader.oddities),
    )
