"""A document in any of the forms in which outbound rules come -> Hub. The form is detected, never declared."""

from typing import Any

from ..documents.fields import Body
from ..model.hub import Hub
from . import listing, network, parameters, refusal, rules, template, workspace, wrapping
from .hub import hub_of
from .interface import Format, Parts, Payload
from .reader import Reader

# The first one that recognises a document reads it.
FORMATS = (
    Format(rules.is_map, rules.read_map),
    # Whole, or in a deployment, a template spec or the answer to an export.
    Format(template.recognises, template.read),
    Format(parameters.recognises, parameters.read),
    Format(wrapping.is_what_if, wrapping.read_what_if),
    # These two hold another document, often a list.
    Format(wrapping.is_page, wrapping.read_page),
    Format(wrapping.is_example, wrapping.read_example),
    Format(rules.is_single, rules.read_single),
    Format(workspace.recognises, workspace.read),
    Format(network.recognises, network.read),
    Format(rules.is_partly_map, rules.read_map),
)


def parse(document: Any, source: str) -> Hub:
    """The hub that a document describes, with every rule in it, understood or not, and what was odd on the way.

    A single bad rule never raises.

    Args:
        document: Plain values as documents.text.read gives them.
        source: The name of the input in messages.

    Raises:
        InputError: The document as a whole is in none of the forms, or has no rules to give.
    """
    reader = Reader(source)
    searched = document
    found = _read(document, reader)
    while isinstance(found, Payload):
        searched = found.searched
        found = _read(found.content, reader)
    return hub_of(found, reader, searched if found.searched is None else found.searched)


def _read(document: Any, reader: Reader) -> Parts | Payload:
    if isinstance(document, list):
        return listing.read(document, reader)
    body = Body.of(document)
    if body is None:
        raise refusal.of_value(document, reader.source)
    for form in FORMATS:
        if form.recognises(body):
            return form.read(body, reader)
    raise refusal.of_mapping(body, reader.source)
