"""Lists and maps of raw outbound rules into Rules: what they are called, which of them are the same."""

import re
from collections.abc import Iterable
from typing import Any

from ..documents.fields import Body, describe, repeated_fields, rule_fields
from ..documents.repeated import all_pairs
from ..model.destinations import NotUnderstood
from ..model.errors import InputError
from ..model.hub import Oddity, Rule, name_key
from .rule import is_rule, is_rule_map, parse_rule, written_destination

# A hub has about a thousand; a few megabytes of nulls would fill the memory with rules.
MAX_RULES = 500_000
# Hosts, ranges of ports and of addresses, and aliases of all rules together: each takes time and memory too.
MAX_PARTS = 1_000_000
# More are of no use; every rule that is not understood says so itself.
MAX_ODDITIES = 50_000
_JSON = r'\s*(?:\[\s*[\[{\]]|\{\s*["}])'


class _Known:
    """Rules by name_key, to compare others of the same names with."""

    def __init__(self, rules: dict[str, Rule]):
        self._rules = rules
        # Computed once: very many others may have the name of a rule with very many hosts.
        self._identities: dict[str, Any] = {}

    def added(self, rule: Rule) -> bool:
        """Keep a rule; False where one of its name is known."""
        return self._rules.setdefault(name_key(rule.name), rule) is rule

    def has_destination_of(self, rule: Rule) -> bool:
        """True where the known rule of the same name has the same destination."""
        key = name_key(rule.name)
        if key not in self._rules:
            return False
        if key not in self._identities:
            self._identities[key] = identity(self._rules[key])
        return bool(self._identities[key] == identity(rule))


class Reader:
    """Reads the rules of one input and gathers what is odd about it. Every rule read comes out, understood or not.

    Attributes:
        source: The name of the input in messages.
        oddities: What was odd, in the order in which it was found.
        left_out: Whether an oddity says already that some part of the input was not read.
    """

    def __init__(self, source: str):
        self.source = source
        self.oddities: list[Oddity] = []
        self.left_out = False
        self._rules = 0
        self._parts = 0

    def read(self, raw: Any) -> list[Rule]:
        """The rules of a list or of a map by name; anything else is one rule that is not understood.

        Raises:
            InputError: There are more than MAX_RULES, or more than MAX_PARTS in them.
        """
        raw = _unwrapped(raw)
        if isinstance(raw, (list, dict)) and len(raw) > MAX_RULES:
            raise self._too_many(f'{len(raw):,} rules', MAX_RULES)
        if isinstance(raw, list):
            return [rule for index, item in enumerate(raw, start=1) for rule in self._listed(item, index)]
        if isinstance(raw, dict):
            return [rule for name, body in all_pairs(raw) for rule in self._below(name, body, None)]
        return [self.misplaced('outbound_rules', raw)]

    def _below(self, name: str | None, body: Any, place: str | None) -> list[Rule]:
        """The rule of a name or a place; a list with rules in it, which PowerShell and templates make, is as many."""
        if isinstance(body, list) and any(map(is_rule, body)):
            self.note(name or place, None, 'is a list of rules where one rule belongs; they were read')
            return self.read(body)
        return [self.rule(name, body, place)]

    def single(self, body: Body) -> Rule:
        """The rule that is the whole document; the REST body of one has its name in the address only."""
        return self.rule(self._name(body, None), body)

    def _listed(self, item: Any, index: int) -> list[Rule]:
        """The rule of a list item, its name inside it; or rules below names, mostly one."""
        place = f'number {index}'
        body = Body.of(item)
        if body is None:
            return self._below(None, item, place)
        if is_rule_map(item):
            return self.read(item)
        rule = self.rule(self._name(body, place), body, place)
        if rule.name is None and rule.understood:
            self.note(place, 'name', 'is missing')
        return [rule]

    def _name(self, body: Body, place: str | None) -> str | None:
        fields = body.fields
        name = fields.get('name')
        if name is None and isinstance(fields.get('id'), str):
            name = fields['id'].rstrip('/').rpartition('/')[2]
        if isinstance(name, (bool, dict, list)):
            self.note(place, 'name', f'is {describe(name)}, not text')
            return None
        return None if name is None else str(name)

    def rule(self, name: str | None, raw: Any, place: str | None = None) -> Rule:
        """One rule.

        Args:
            name: The name that the input gives it.
            raw: The rule as parse_rule takes it.
            place: What oddities call it where it has no name.
        """
        rule, oddities = parse_rule(name or None, raw)
        for oddity in oddities:
            self.note(oddity.rule or place, oddity.field, oddity.message)
        self._count(rule.destination.parts)
        return rule

    def _count(self, parts: int) -> None:
        self._rules += 1
        self._parts += parts
        if self._rules > MAX_RULES:
            raise self._too_many('more rules', MAX_RULES)
        if self._parts > MAX_PARTS:
            raise self._too_many('more hosts, ports and addresses', MAX_PARTS)

    def _too_many(self, what: str, limit: int) -> InputError:
        return InputError(
            f'{self.source} holds {what}; hubnet reads up to {limit:,}.', 'Give only the hub you want to look at.'
        )

    def misplaced(self, field: str, raw: Any) -> Rule:
        """A rule that is not understood, for a value in a field where rules belong."""
        reason = f'rules belong here, not {describe(raw)}'
        if isinstance(raw, str) and re.match(_JSON, raw):
            reason += '; it is JSON inside a string, remove the quotes around it'
        elif isinstance(raw, str) and raw.startswith('['):
            reason += ", which only a deployment evaluates; give the output of 'az ml workspace show'"
        self.note(None, field, reason)
        self._count(0)
        return Rule(None, NotUnderstood('wrong_type', reason, field, raw, written=written_destination(raw)))

    def merged(self, inline: list[Rule], children: Iterable[Rule]) -> list[Rule]:
        """Inline rules and child resources together; a rule that is described in both ways is there once."""
        children = list(children)
        known = _Known({name_key(rule.name): rule for rule in inline if rule.name} if children else {})
        merged = list(inline)
        for rule in children:
            if known.has_destination_of(rule):
                self.note(rule.name, None, 'is in the workspace and also a resource of its own; it was read once')
            else:
                merged.append(rule)
        return merged

    def note_same_names(self, rules: list[Rule]) -> None:
        """Report names of more than one rule; case makes no difference to the service."""
        known = _Known({})
        for rule in rules:
            if rule.name is not None and not known.added(rule):
                same = known.has_destination_of(rule)
                self.note(rule.name, 'name', 'is used twice' if same else 'is used twice for different destinations')

    def leave_out(self, field: str | None, message: str) -> None:
        """Report a part of the input that is not read."""
        self.left_out = True
        self.note(None, field, message)

    def note_repeated(self, path: str | None, mapping: dict[str, Any]) -> None:
        """Report the fields that a mapping has more than once; path: of the mapping in the document."""
        repeated = repeated_fields(mapping)
        what_counts = 'more than once; rules are read from each, for everything else the last one counts'
        for field in repeated.shown:
            self.note(None, f'{path}.{field}' if path else field, f'appears {what_counts}')
        if repeated.more:
            self.note(None, path, f'{repeated.more} more fields appear {what_counts}')

    def note(self, rule: str | None, field: str | None, message: str) -> None:
        """Report something odd about a rule, or about the input as a whole."""
        if len(self.oddities) < MAX_ODDITIES:
            self.oddities.append(Oddity(message, rule, field or None))
        elif len(self.oddities) == MAX_ODDITIES:
            self.oddities.append(Oddity('more oddities were found; they are not listed'))


def _unwrapped(raw: Any) -> Any:
    """The list in what Windows PowerShell's ConvertTo-Json makes of one: {"value": […], "Count": 2}."""
    fields = Body(raw).fields if isinstance(raw, dict) and len(raw) == 2 else {}
    return fields['value'] if isinstance(fields.get('value'), list) and isinstance(fields.get('count'), int) else raw


def identity(rule: Rule) -> Any:
    """A value that is the same for rules with one destination; where it was not understood, the destination as read."""
    destination = rule.destination
    if destination.understood:
        return destination.key
    raw = destination.original
    return rule_fields(raw).get('destination', raw) if isinstance(raw, dict) else raw
