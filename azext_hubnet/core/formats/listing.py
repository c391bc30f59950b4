"""A list: of outbound rules, of workspaces, or of resources of every type."""

from typing import Any

from ..documents.fields import Body
from ..model.errors import InputError
from . import template, workspace
from .interface import Parts
from .network import is_network
from .reader import Reader
from .refusal import ACCEPTED
from .rule import is_rule

# A rule has at least one of these, however damaged it is.
_RULE_KEYS = frozenset(('type', 'destination', 'category', 'status'))


def read(items: list[Any], reader: Reader) -> Parts:
    """What is in the list.

    Raises:
        InputError: Nothing in it can be a rule or a workspace, or too much is.
    """
    if items and all(map(workspace.recognises, items)):
        return workspace.read(workspace.only_workspace(items, reader), reader)
    if items and all(map(workspace.is_resource, items)) and not all(map(is_rule, items)):
        return template.read_resources(items, reader)
    if items and not any(map(may_hold_rules, items)):
        raise InputError(
            f'{reader.source} is a list of {len(items):,} objects, none of them an outbound rule or a workspace.',
            ACCEPTED,
        )
    return Parts(rules=reader.read(items))


def may_hold_rules(item: Any) -> bool:
    """False for an item that has nothing of a rule, such as a subscription; what is not an object may be one."""
    body = Body.of(item)
    if body is None or is_network(body) or workspace.recognises(body) or any(map(is_rule, body.raw.values())):
        return True
    return not _RULE_KEYS.isdisjoint(body.rule_fields)
