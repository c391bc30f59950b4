"""The examples of the checks: for each a rule that triggers it, and a similar one that does not.

Each file has the examples of one family: a list of {id, trigger, lookalike}. The last two are a rule as in an az ml
YAML, a list of rules, or an object that says more:

rules      a rule or a list of rules
shown      what the table of checks shows in their place
mode, network, sku, location    of the hub
without    the tag of a rule of the platform that the hub lacks
as_file    true: the rules are a file of what somebody wants, on no hub
live       fields of LiveFacts; those left out are not known
today      a date
waivers    a waiver file

Rules stand beside those of the platform on a provisioned hub in approved-only mode. A rule without a status is in
force. `/…` stands for the hub's subscription and resource group.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from azext_hubnet.core.audit.check import Check
from azext_hubnet.core.audit.result import Audit
from azext_hubnet.core.audit.run import audit
from azext_hubnet.core.audit.selection import BY_ID, CHECKS
from azext_hubnet.core.audit.waivers import read_waivers
from azext_hubnet.core.documents import text as documents
from azext_hubnet.core.facts.platform_rules import required
from azext_hubnet.core.formats.detect import parse
from azext_hubnet.core.model.hub import ONLY_APPROVED, Hub, Rule
from azext_hubnet.core.model.live_facts import DependencyHost, LiveFacts, Unknown
from tests.core.audit.makers import TODAY, subject
from tests.core.makers import GROUP, hub

_FOLDER = Path(__file__).parent
_FIELDS = {'rules', 'shown', 'mode', 'network', 'sku', 'location', 'without', 'as_file', 'live', 'today', 'waivers'}


class Case(NamedTuple):
    """A trigger or a look-alike."""

    rules: list[Any]
    fields: dict[str, Any]

    @property
    def hub(self) -> Hub:
        """The hub that the case describes."""
        if self.fields.get('as_file'):
            return parse(self.rules, 'the example')
        network = self.fields.get('network', 'Active')
        empty = hub(
            mode=self.fields.get('mode', ONLY_APPROVED),
            network_status=network,
            firewall_sku=self.fields.get('sku', 'Standard'),
            location=self.fields.get('location', 'westus3'),
        )
        given = [forms[0] for forms in required(empty)] if empty.mode == ONLY_APPROVED else []
        platform = [
            Rule(f'__SYS_{number}', one, 'Required', network)
            for number, one in enumerate(given)
            if getattr(one, 'service_tag', '') != self.fields.get('without')
        ]
        names = ('rule',) if len(self.rules) == 1 else (f'rule-{number}' for number in range(1, len(self.rules) + 1))
        own = [
            one if one is None or 'name' in one else {'name': name, **one}
            for name, one in zip(names, self.rules, strict=False)
        ]
        return empty._replace(rules=(*platform, *parse(own, 'the example').rules))

    def outcome(self, check_id: str) -> str:
        """How a check ends."""
        return next(outcome.outcome for outcome in self.audited(check_id).outcomes if outcome.id == check_id)

    def audited(self, check_id: str) -> Audit:
        """The audit of the case by one check, or by all where there are waivers."""
        waivers = read_waivers(self.fields['waivers'], 'the waivers') if 'waivers' in self.fields else None
        looked_at = subject(
            self.hub,
            _live(self.fields['live']) if 'live' in self.fields else None,
            date.fromisoformat(self.fields['today']) if 'today' in self.fields else TODAY,
        )
        return audit(looked_at, CHECKS if waivers else [BY_ID[check_id]], waivers)


class Example(NamedTuple):
    """One entry of a file, with the check that it is of."""

    check: Check
    family: str
    trigger: Case
    lookalike: Case


@cache
def load() -> list[Example]:
    """All examples, in order of the names of the files and as they stand there."""
    return [
        Example(BY_ID[entry['id']], path.stem, _case(entry['trigger']), _case(entry['lookalike']))
        for path in sorted(_FOLDER.glob('*.yaml'))
        for entry in _entries(path)
    ]


def _entries(path: Path) -> list[dict[str, Any]]:
    text = path.read_text('utf-8').replace('/…', GROUP)
    entries = documents.read(text, path.name)
    for entry in entries:
        assert set(entry) == {'id', 'trigger', 'lookalike'}, (path, entry)
    return entries


def _case(raw: Any) -> Case:
    fields = raw if isinstance(raw, dict) and not {'type', 'destination'} & set(raw) else {'rules': raw}
    assert set(fields) <= _FIELDS, fields
    rules = fields.get('rules', [])
    return Case(rules if isinstance(rules, list) else [rules], fields)


def _live(raw: dict[str, Any]) -> LiveFacts:
    facts = {field: Unknown('nothing was asked') for field in LiveFacts.__dataclass_fields__}
    for field, value in json.loads(json.dumps(raw)).items():
        if field == 'dependencies':
            value = tuple(DependencyHost(one['category'], one['host'], tuple(one['ports'])) for one in value)
        elif isinstance(value, dict):
            value = {
                target.lower(): tuple(known) if isinstance(known, list) else known for target, known in value.items()
            }
        facts[field] = value
    return LiveFacts(**facts)
