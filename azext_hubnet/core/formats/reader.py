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

# A hub holds about a thousand; a few megabytes of nulls would fill the memory with rules.
MAX_RULES = 500_000
# Hosts, ranges of ports and of addresses, and aliases of all rules together: each takes time and memory too.
MAX_PARTS = 1_000_000
# Beyond this nobody reads on; every rule that is not understood says so itself.
MAX_ODDITIES = 50_000
_JSON = re.compile(r'\s*(?:\[\s*[\[{\]]|\{\s*["}])')


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
        self._identities: dict[int, Any] = {}
        self._rules = 0
        self._parts = 0

    def read(self, raw: Any) -> list[Rule]:
        """The rules of a list or of a map by name; anything else is one rule that is not understood.

        Raises InputError for more than MAX_RULES, or more than MAX_PARTS in them.
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
            self.note(name or place, None, 'is a list of rules; they were read, write them beside each other')
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
            self.note(place, 'name', f'is {describe(name)}, not a text')
            return None
        return None if name is None else str(name)

    def rule(self, name: str | None, raw: Any, place: str | None = None) -> Rule:
        """One rule under the name that the input gives it; place names it in oddities where it has none."""
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
        """What stands in field, where rules belong, as a rule that is not understood."""
        reason = f'rules belong here, not {describe(raw)}'
        if isinstance(raw, str) and _JSON.match(raw):
            reason += '; it is JSON inside a text, take it out of the quotes'
        elif isinstance(raw, str) and raw.startswith('['):
            reason += ", which only a deployment works out; 'az ml workspace show' prints what became of it"
        self.note(None, field, reason)
        self._count(0)
        return Rule(None, NotUnderstood('wrong_type', reason, field, raw, written=written_destination(raw)))

    def merged(self, inline: list[Rule], children: Iterable[Rule]) -> list[Rule]:
        """Inline rules and child resources together; an ARM resource described both ways is one rule."""
        children = list(children)
        known = {name_key(rule.name): rule for rule in inline if rule.name} if children else {}
        merged = list(inline)
        for rule in children:
            twin = known.get(name_key(rule.name))
            if twin is not None and self._same_destination(twin, rule):
                self.note(rule.name, None, 'stands in the workspace and as a resource of its own; read once')
            else:
                merged.append(rule)
        return merged

    def note_same_names(self, rules: list[Rule]) -> None:
        """Report names that stand for more than one rule, without regard to case as the service has it."""
        by_name: dict[str, Rule] = {}
        for rule in rules:
            if rule.name is not None:
                first = by_name.setdefault(name_key(rule.name), rule)
                if first is not rule:
                    same = self._same_destination(first, rule)
                    self.note(rule.name, 'name', 'is used twice' + ('' if same else ' for different destinations'))

    def _same_destination(self, first: Rule, other: Rule) -> bool:
        """First is a rule that is kept, so that many others can be compared with it."""
        if id(first) not in self._identities:
            self._identities[id(first)] = identity(first)
        return bool(self._identities[id(first)] == identity(other))

    def leave_out(self, field: str | None, message: str) -> None:
        """Report a part of the input that is not read."""
        self.left_out = True
        self.note(None, field, message)

    def note_repeated(self, path: str | None, mapping: dict[str, Any]) -> None:
        """Report the fields that a mapping has more than once; path: of the mapping in the document."""
        for field in repeated_fields(mapping):
            self.note(
                None,
                f'{path}.{field}' if path else field,
                'stands more than once; rules are read from each, of all else the last one counts',
            )

    def note(self, rule: str | None, field: str | None, message: str) -> None:
        """Report something odd about a rule, or about the input as a whole."""
        if len(self.oddities) < MAX_ODDITIES:
            self.oddities.append(Oddity(message, rule, field or None))
        elif len(self.oddities) == MAX_ODDITIES:
            self.oddities.append(Oddity('there is more that is odd; it is not listed'))


def _unwrapped(raw: Any) -> Any:
    """The list in what Windows PowerShell's ConvertTo-Json makes of one: {"value": […], "Count": 2}."""
    fields = Body(raw).fields if isinstance(raw, dict) and len(raw) == 2 else {}
    return fields['value'] if isinstance(fields.get('value'), list) and isinstance(fields.get('count'), int) else raw


def identity(rule: Rule) -> Any:
    """What two rules for one destination have in common; of a rule that was not understood the destination as read."""
    destination = rule.destination
    if not isinstance(destination, NotUnderstood):
        return destination.key
    raw = destination.original
    return rule_fields(raw).get('destination', raw) if isinstance(raw, dict) else raw
