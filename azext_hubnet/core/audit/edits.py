"""The changes that findings ask for, combined into one command for each rule.

A command that writes a rule replaces all of it. If two findings on one rule each had their own command, the second one
pasted would undo the first. So each rule has one command, which does all that its findings ask for.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..compare.coverage import RuleIndex
from ..model.destinations import Fqdn
from ..model.hub import Hub, Rule
from ..render import az_commands
from .hub_rules import ALLOWING

# Help and README say it in these words.
ONE_COMMAND_FOR_A_RULE: Final = 'Findings on one rule share one command, which does what all of them ask for.'

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Edit(NamedTuple):
    """What one finding asks for on a rule; without any field, to write the rule again unchanged."""

    rule: Rule
    remove: bool = False
    """Remove the rule."""
    hosts: Mapping[str, tuple[str, ...]] = _NOTHING
    """By host of an FQDN rule what replaces it, which can be nothing."""
    fields: Mapping[str, Any] = _NOTHING
    """New values of fields of any other destination."""
    cover: tuple[Rule, ...] = ()
    """The rules that make this one redundant. If other edits narrow these so that they no longer allow all of it, the
    rule stays."""


def without_hosts(rule: Rule, unwanted: Iterable[str]) -> Edit:
    """Return the edit that removes hosts from an FQDN rule."""
    return Edit(rule, hosts=dict.fromkeys(unwanted, ()))


class Edits:
    """All edits of the rules of one hub."""

    def __init__(self, hub: Hub, edits: Iterable[Edit]):
        self._hub = hub
        self._asked: dict[Rule, list[Edit]] = {}
        for edit in edits:
            self._asked.setdefault(edit.rule, []).append(edit)
        self._holding = {rule: [edit for edit in asked if self._holds(edit)] for rule, asked in self._asked.items()}

    def commands(self, edit: Edit) -> tuple[str, ...]:
        """Return the command that does what this edit and all others on its rule ask for.

        Empty where there is no such command, or where the rule will be needed once the other edits are done.
        """
        if not self._holds(edit):
            return ()
        wanted = _after(edit.rule, [edit, *self._holding.get(edit.rule, ())])
        if wanted is None:
            return az_commands.remove_rule(self._hub, edit.rule)
        return az_commands.write_again(self._hub, wanted)

    def _holds(self, edit: Edit) -> bool:
        if not any(rule in self._asked for rule in edit.cover):
            return True
        destination = edit.rule.destination
        left = [_after(rule, self._asked.get(rule, ())) for rule in edit.cover]
        index = RuleIndex(filter(None, left))
        return destination.understood and index.judge(destination).state in ALLOWING


def _after(rule: Rule, edits: Sequence[Edit]) -> Rule | None:
    """Return the rule once all edits are done; None if nothing of it is left."""
    if any(edit.remove for edit in edits):
        return None
    if not rule.destination.host_patterns:
        fields = {field: value for edit in edits for field, value in edit.fields.items()}
        return rule._replace(destination=rule.destination._replace(**fields)) if fields else rule
    # Where one edit removes a host and another replaces it, it is removed.
    hosts = tuple(
        dict.fromkeys(
            new
            for host in rule.destination.host_patterns
            for new in min((edit.hosts[host] for edit in edits if host in edit.hosts), key=len, default=(host,))
        )
    )
    return rule._replace(destination=Fqdn(hosts, ', '.join(hosts))) if hosts else None
