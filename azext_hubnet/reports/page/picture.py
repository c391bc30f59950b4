"""The outbound traffic that a hub allows, as a few groups of destinations: the data of the picture, not its layout."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from ...core.audit.check import HitDestination
from ...core.audit.result import Audit
from ...core.audit.severities import MEDIUM, ORDER, Severity, rank
from ...core.catalogue.all_presets import Catalogue, DestinationKey, keys
from ...core.model import hosts
from ...core.model.destinations import USER_DEFINED, PrivateEndpoint, ServiceTag
from ...core.model.hub import ALLOW_INTERNET, DISABLED, ONLY_APPROVED, Hub, Rule
from ..report import open_findings

Kind = Literal[
    'internet',
    'wide',
    'addresses',
    'tags',
    'own',
    'unclear',
    'scenario',
    'connections',
    'endpoints',
    'platform',
]
INTERNET: Final = 'internet'
WIDE: Final = 'wide'
ADDRESSES: Final = 'addresses'
TAGS: Final = 'tags'
OWN: Final = 'own'
UNCLEAR: Final = 'unclear'
SCENARIO: Final = 'scenario'
CONNECTIONS: Final = 'connections'
ENDPOINTS: Final = 'endpoints'
PLATFORM: Final = 'platform'
# More scenarios than these are shown as one group, because no one can read twenty boxes.
MAX_SCENARIOS = 6

# Title and reason of each kind of group, in the order of groups with the same severity; a scenario has its own title.
_TEXTS: dict[Kind, tuple[str, str]] = {
    INTERNET: ('Any host on the internet', 'whatever the rules allow'),
    WIDE: ('Hosts that anyone can own', 'wildcards over names that anyone can rent or register'),
    ADDRESSES: ('Address ranges', 'rules that open addresses instead of a tag'),
    TAGS: ('Service tags', 'address ranges of whole Azure services'),
    OWN: ('Hosts of your own choice', 'in no documented scenario'),
    UNCLEAR: ('Rules that hubnet does not understand', 'it is not known what they allow'),
    SCENARIO: ('', 'documented scenario'),
    CONNECTIONS: ("The hub's connections", 'created by the service for connections of the hub'),
    ENDPOINTS: ('Private endpoints', 'single resources, over the private network'),
    PLATFORM: ('Required by the platform', 'every hub with this isolation mode has these'),
}
KINDS: tuple[Kind, ...] = tuple(_TEXTS)


class Group(NamedTuple):
    """Destinations that are allowed for the same reason."""

    kind: Kind
    title: str
    reason: str
    names: tuple[str, ...]
    """The destinations in short, those with the most severe finding first."""
    wide: int
    """How many of them stand for more than one host or resource."""
    worst: Severity | None
    """The most severe finding about one of them, without a waiver; or None."""


class Picture(NamedTuple):
    """The groups of one hub."""

    groups: tuple[Group, ...]
    """Most severe first."""
    silent: int
    """How many rules allow nothing: failed, being deleted, denying, or without effect in the isolation mode."""


class _Item(NamedTuple):
    """One destination with its group."""

    kind: Kind
    title: str
    name: str
    wide: bool
    worst: Severity | None


def picture(audit: Audit, catalogue: Catalogue) -> Picture:
    """Return the picture of one audited hub.

    Args:
        audit: Its audit.
        catalogue: The presets, to show which scenario needs a destination.
    """
    hub = audit.hub
    live = [rule for rule in hub.rules if _has_effect(rule, hub.mode)]
    groups = _groups(_items(hub, live, _Marks(audit), catalogue))
    if hub.mode != ONLY_APPROVED:
        severity = min(
            (finding.check.severity for finding in open_findings(audit) if finding.check.family == 'isolation'),
            key=rank,
            default=None,
        )
        groups.append(Group(INTERNET, *_TEXTS[INTERNET], (), 0, severity))
    groups.sort(key=lambda group: (_order(group.worst), KINDS.index(group.kind), -len(group.names), group.title))
    return Picture(tuple(groups), len(hub.rules) - len(live))


class _Marks:
    """The most severe finding about each destination, and whether anyone can own it."""

    def __init__(self, audit: Audit):
        self._by_key: dict[DestinationKey, Severity] = {}
        self._by_rule: dict[str | None, Severity] = {}
        self._anyones: set[DestinationKey] = set()
        for finding in open_findings(audit):
            severity = finding.check.severity
            marked = [key for destination in finding.hit.destinations for key in _keys(destination)]
            for key in marked:
                self._by_key[key] = _worse(self._by_key.get(key), severity)
            if not marked:
                for name in finding.hit.rules:
                    self._by_rule[name] = _worse(self._by_rule.get(name), severity)
            if finding.check.family == 'exposure' and rank(severity) <= rank(MEDIUM):
                self._anyones.update(marked)

    def worst(self, rule: Rule, key: DestinationKey) -> Severity | None:
        """Return the most severe finding about a destination, or about all of its rule."""
        found = [self._by_key.get(key), self._by_rule.get(rule.name) if rule.name else None]
        return min((severity for severity in found if severity), key=rank, default=None)

    def anyone_can_own(self, key: DestinationKey) -> bool:
        """Return whether a check has found that anyone can own what is behind it."""
        return key in self._anyones


def _worse(known: Severity | None, severity: Severity) -> Severity:
    return severity if known is None else min(known, severity, key=rank)


def _keys(destination: HitDestination) -> tuple[DestinationKey, ...]:
    """Return what identifies a destination: each host by itself, anything else as a whole."""
    if isinstance(destination, str):
        return (destination,)
    return destination.host_patterns or (destination.key,)


def _has_effect(rule: Rule, mode: str) -> bool:
    if rule.dead or mode == DISABLED:
        return False
    if isinstance(rule.destination, PrivateEndpoint):
        return True
    return mode != ALLOW_INTERNET and (rule.destination.allows or not rule.understood)


def _items(hub: Hub, rules: Iterable[Rule], marks: _Marks, catalogue: Catalogue) -> Iterator[_Item]:
    scenarios = _scenarios(hub, catalogue)
    seen = set()
    for rule in rules:
        is_tag = isinstance(rule.destination, ServiceTag)
        for key in _keys(rule.destination):
            kind, title = _place(rule, key, marks, scenarios)
            # A host in two rules is one destination, even if different people created them.
            if (kind, title, key) not in seen:
                seen.add((kind, title, key))
                name = key if isinstance(key, str) else _name(rule)
                wide = is_tag or (isinstance(key, str) and key.startswith(hosts.ASTERISK))
                yield _Item(kind, title, name, wide, marks.worst(rule, key))


def _name(rule: Rule) -> str:
    # What was not understood may be anything, of any length.
    return rule.destination.one_line(short=True) if rule.understood else rule.label


def _place(rule: Rule, key: DestinationKey, marks: _Marks, scenarios: dict[DestinationKey, str]) -> tuple[Kind, str]:
    """Return the kind and the title of the group that a destination belongs to."""
    kind = _kind(rule, key, marks)
    if kind in (TAGS, OWN) and key in scenarios and not marks.anyone_can_own(key):
        return SCENARIO, scenarios[key]
    return kind, _TEXTS[kind][0]


def _kind(rule: Rule, key: DestinationKey, marks: _Marks) -> Kind:
    destination = rule.destination
    if not destination.understood:
        return UNCLEAR
    if rule.category != USER_DEFINED:
        return PLATFORM
    if not rule.writable:
        return CONNECTIONS
    if isinstance(destination, PrivateEndpoint):
        return ENDPOINTS
    if isinstance(destination, ServiceTag):
        return ADDRESSES if destination.address_prefixes else TAGS
    return WIDE if marks.anyone_can_own(key) else OWN


def _scenarios(hub: Hub, catalogue: Catalogue) -> dict[DestinationKey, str]:
    """Return the title of the scenario that each destination is for: of several, the one that is most complete."""
    there = {key for rule in hub.rules for key in _keys(rule.destination)}
    wanted = []
    for newest in catalogue.presets:
        needed: set[DestinationKey] = set()
        for need in newest.needs_on(hub):
            needed.update(keys(need.destination))
        found = needed & there
        if found:
            wanted.append((-len(found) / len(needed), -len(found), newest.revision.title, found))
    titles: dict[DestinationKey, str] = {}
    for _, _, title, found in sorted(wanted, key=lambda one: one[:3]):
        for key in found:
            titles.setdefault(key, title)
    return titles


def _groups(items: Iterable[_Item]) -> list[Group]:
    members = list(items)
    sizes = Counter(item.title for item in members if item.kind == SCENARIO)
    if len(sizes) > MAX_SCENARIOS:
        kept = {title for title, _ in sorted(sizes.items(), key=lambda one: (-one[1], one[0]))[: MAX_SCENARIOS - 1]}
        rest = f'{len(sizes) - len(kept)} more documented scenarios'
        members = [
            item._replace(title=rest) if item.kind == SCENARIO and item.title not in kept else item for item in members
        ]
    found: dict[tuple[Kind, str], list[_Item]] = {}
    for item in members:
        found.setdefault((item.kind, item.title), []).append(item)
    return [_group(kind, title, grouped) for (kind, title), grouped in found.items()]


def _group(kind: Kind, title: str, members: list[_Item]) -> Group:
    ordered = sorted(members, key=lambda item: (_order(item.worst), item.name))
    return Group(
        kind,
        title,
        _TEXTS[kind][1],
        tuple(item.name for item in ordered),
        sum(item.wide for item in members),
        ordered[0].worst,
    )


def _order(severity: Severity | None) -> int:
    return len(ORDER) if severity is None else rank(severity)
