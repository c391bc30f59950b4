"""What findings ask to be done to rules, made one command for each rule.

A command that writes a rule gives it everything that it has from then on. Two of them for one rule, each made from what
the rule is now, undo each other when both are pasted. So all that is asked of a rule goes into one command, which is
the same wherever it stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from ..compare.coverage import COVERED, PENDING, PRESENT, RuleIndex
from ..model.destinations import Fqdn
from ..model.hub import Hub, Rule
from ..render import az_commands

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Edit(NamedTuple):
    """What one finding asks to be done to a rule; as it is made, to write the rule again unchanged.

    remove: to take it away. hosts: what of an FQDN rule should stand in the place of a host, which may be nothing.
    fields: of the destination of any other rule. cover: the rules because of which the rule can go; where these are to
    be narrowed so that they no longer allow all of it, it stays.
    """

    rule: Rule
    remove: bool = False
    hosts: Mapping[str, tuple[str, ...]] = _NOTHING
    fields: Mapping[str, Any] = _NOTHING
    cover: tuple[Rule, ...] = ()


def without_hosts(rule: Rule, unwanted: Iterable[str]) -> Edit:
    """Leaves an FQDN rule with its other hosts only."""
    return Edit(rule, hosts=dict.fromkeys(unwanted, ()))


class Edits:  # pylint: disable=too-few-public-methods
    """All that is asked of the rules of one hub."""

    def __init__(self, hub: Hub, edits: Iterable[Edit]):
        self._hub = hub
        self._asked: dict[int, list[Edit]] = {}
        for edit in edits:
            self._asked.setdefault(id(edit.rule), []).append(edit)
        self._holding = {key: [edit for edit in asked if self._holds(edit)] for key, asked in self._asked.items()}

    def commands(self, edit: Edit) -> tuple[str, ...]:
        """The command that does what an edit asks for, and whatever else is asked of its rule; none where there is no
        such command, and where the rule is needed once the others are mended.
        """
        if not self._holds(edit):
            return ()
        wanted = _after(edit.rule, [edit, *self._holding.get(id(edit.rule), ())])
        return (
            az_commands.remove_rule(self._hub, edit.rule)
            if wanted is None
            else az_commands.write_again(self._hub, wanted)
        )

    def _holds(self, edit: Edit) -> bool:
        if not any(id(rule) in self._asked for rule in edit.cover):
            return True
        left = [_after(rule, self._asked.get(id(rule), ())) for rule in edit.cover]
        return RuleIndex(filter(None, left)).judge(edit.rule.destination).state in (PRESENT, COVERED, PENDING)


def _after(rule: Rule, edits: Sequence[Edit]) -> Rule | None:
    """The rule once all the edits are done; None where nothing of it is left."""
    if any(edit.remove for edit in edits):
        return None
    if not isinstance(rule.destination, Fqdn):
        fields = {field: value for edit in edits for field, value in edit.fields.items()}
        return replace(rule, destination=replace(rule.destination, **fields)) if fields else rule
    # Who wants nothing in the place of a host has the last word.
    hosts = tuple(
        dict.fromkeys(
            new
            for host in rule.destination.hosts
            for new in min((edit.hosts[host] for edit in edits if host in edit.hosts), key=len, default=(host,))
        )
    )
    return replace(rule, destination=Fqdn(hosts, ', '.join(hosts))) if hosts else None
