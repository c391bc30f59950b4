"""What may leave a hub and why, as a few groups of destinations: the data of the picture, without its drawing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...core.audit.result import Audit
from ...core.audit.severities import MEDIUM, ORDER, rank
from ...core.catalogue.all_presets import Catalogue, keys
from ...core.model import hosts
from ...core.model.destinations import Fqdn, PrivateEndpoint, ServiceTag
from ...core.model.hub import ALLOW_INTERNET, DISABLED, ONLY_APPROVED, USER_DEFINED, Hub, Rule
from ..report import open_findings

# Kinds of groups, in the order in which those of one severity stand.
INTERNET, WIDE, ADDRESSES, TAGS, OWN, UNCLEAR, SCENARIO, CONNECTIONS, ENDPOINTS, PLATFORM = KINDS = (
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
)
# More scenarios than these are shown as one group: a picture of twenty boxes tells nobody anything.
MAX_SCENARIOS = 6

_TITLES = {
    INTERNET: ('Any host on the internet', 'whatever the rules say'),
    WIDE: ('Names that strangers can own', 'wildcards over what anybody can rent or register'),
    ADDRESSES: ('Address ranges', 'rules that open addresses instead of a tag'),
    TAGS: ('Service tags', 'address ranges of whole Azure services'),
    OWN: ('Hosts of your own choice', 'in no documented scenario'),
    UNCLEAR: ('Rules that hubnet cannot read', 'what they allow is not known'),
    CONNECTIONS: ("The hub's connections", 'made by the service for connections of the hub'),
    ENDPOINTS: ('Private endpoints', 'single resources, over the private network'),
    PLATFORM: ('Required by the platform', 'every hub with this isolation mode has these'),
}


class Group(NamedTuple):
    """Destinations that are allowed for the same reason.

    kind: one of KINDS. title, reason: for the reader. names: the destinations, briefly, those with the gravest finding
    first. wide: how many of them stand for more than one host or resource. worst: the gravest open finding that
    concerns one of them, or None.
    """

    kind: str
    title: str
    reason: str
    names: tuple[str, ...]
    wide: int
    worst: str | None


class Picture(NamedTuple):
    """The groups of one hub, the gravest first. silent: rules that let nothing out: refused, failed, without effect."""

    groups: tuple[Group, ...]
    silent: int


class _Item(NamedTuple):
    """One destination with the group that it is in and its gravest finding."""

    kind: str
    title: str
    name: str
    wide: bool
    worst: str | None


def picture(audit: Audit, catalogue: Catalogue) -> Picture:
    """The picture of one audited hub; catalogue: to tell which scenario asks for a destination."""
    hub = audit.hub
    marks = _Marks(audit)
    live = [rule for rule in hub.rules if _lets_out(rule, hub.mode)]
    groups = _groups(_items(hub, live, marks, catalogue))
    if hub.mode != ONLY_APPROVED:
        gravest = min(
            (finding.check.severity for finding in open_findings(audit) if finding.check.family == 'isolation'),
            key=rank,
            default=None,
        )
        groups.append(Group(INTERNET, *_TITLES[INTERNET], (), 0, gravest))
    groups.sort(key=lambda group: (_order(group.worst), KINDS.index(group.kind), -len(group.names), group.title))
    return Picture(tuple(groups), len(hub.rules) - len(live))


class _Marks:
    """The gravest open finding of each destination, and whether strangers can own it."""

    def __init__(self, audit: Audit):
        self._by_key: dict[Any, str] = {}
        self._by_rule: dict[str | None, str] = {}
        self._strange = set()
        for finding in open_findings(audit):
            severity = finding.check.severity
            marked = [key for destination in finding.hit.destinations for key in _keys(destination)]
            for key in marked:
                _keep_worst(self._by_key, key, severity)
            if not marked:
                for name in finding.hit.rules:
                    _keep_worst(self._by_rule, name, severity)
            if finding.check.family == 'exposure' and rank(severity) <= rank(MEDIUM):
                self._strange.update(marked)

    def worst(self, rule: Rule, key: Any) -> str | None:
        """The gravest finding for a destination of a rule; one that names no destination is about all of its rule."""
        found = [self._by_key.get(key), self._by_rule.get(rule.name) if rule.name else None]
        return min((severity for severity in found if severity), key=rank, default=None)

    def strange(self, key: Any) -> bool:
        """Whether a check has found that it lets data out to anybody."""
        return key in self._strange


def _keep_worst(known: dict[Any, str], key: Any, severity: str) -> None:
    known[key] = min(known.get(key, severity), severity, key=rank)


def _keys(destination: Any) -> tuple[Any, ...]:
    """By what a destination is found again: each host by itself, all else as a whole."""
    return (destination,) if isinstance(destination, str) else keys(destination)


def _lets_out(rule: Rule, mode: str) -> bool:
    if rule.dead or mode == DISABLED:
        return False
    if isinstance(rule.destination, PrivateEndpoint):
        return True
    denies = isinstance(rule.destination, ServiceTag) and not rule.destination.allows
    return mode != ALLOW_INTERNET and not denies


def _items(hub: Hub, rules: Iterable[Rule], marks: _Marks, catalogue: Catalogue) -> Iterator[_Item]:
    scenarios = _scenarios(hub, catalogue)
    seen = set()
    for rule in rules:
        destination = rule.destination
        for key in _keys(destination):
            host = key if isinstance(destination, Fqdn) else None
            kind, title = _place(rule, key, marks, scenarios)
            # A host that two rules name is one destination, whoever made them.
            if (kind, title, key) not in seen:
                seen.add((kind, title, key))
                wide = isinstance(destination, ServiceTag) if host is None else host.startswith(hosts.ASTERISK)
                yield _Item(kind, title, host or _name(rule), wide, marks.worst(rule, key))


def _name(rule: Rule) -> str:
    # What was not understood may be anything, of any length.
    return rule.destination.one_line(short=True) if rule.understood else rule.label


def _place(rule: Rule, key: Any, marks: _Marks, scenarios: dict[Any, str]) -> tuple[str, str]:
    """The kind and the title of the group that a destination belongs to."""
    destination = rule.destination
    if not rule.understood:
        kind = UNCLEAR
    elif rule.category != USER_DEFINED:
        kind = PLATFORM
    elif not rule.writable:
        kind = CONNECTIONS
    elif isinstance(destination, PrivateEndpoint):
        kind = ENDPOINTS
    elif isinstance(destination, ServiceTag) and destination.address_prefixes:
        kind = ADDRESSES
    elif isinstance(destination, Fqdn) and marks.strange(key):
        kind = WIDE
    elif key in scenarios and not marks.strange(key):
        return SCENARIO, scenarios[key]
    else:
        kind = TAGS if isinstance(destination, ServiceTag) else OWN
    return kind, _TITLES[kind][0]


def _scenarios(hub: Hub, catalogue: Catalogue) -> dict[Any, str]:
    """The title of the documented scenario that a destination is for: of several, the one that most of is there."""
    there = {key for rule in hub.rules for key in _keys(rule.destination)}
    wanted = []
    for newest in catalogue.presets:
        asked = {key for need in newest.needs_on(hub) for key in keys(need.destination)}
        found = asked & there
        if found:
            wanted.append((-len(found) / len(asked), -len(found), newest.revision.title, found))
    titles: dict[Any, str] = {}
    for _, _, title, found in sorted(wanted, key=lambda one: one[:3]):
        for key in found:
            titles.setdefault(key, title)
    return titles


def _groups(items: Iterable[_Item]) -> list[Group]:
    listed = list(items)
    sizes = Counter(item.title for item in listed if item.kind == SCENARIO)
    if len(sizes) > MAX_SCENARIOS:
        kept = {title for title, _ in sorted(sizes.items(), key=lambda one: (-one[1], one[0]))[: MAX_SCENARIOS - 1]}
        rest = f'{len(sizes) - len(kept)} more documented scenarios'
        listed = [
            item._replace(title=rest) if item.kind == SCENARIO and item.title not in kept else item for item in listed
        ]
    found: dict[tuple[str, str], list[_Item]] = {}
    for item in listed:
        found.setdefault((item.kind, item.title), []).append(item)
    return [_group(kind, title, members) for (kind, title), members in found.items()]


def _group(kind: str, title: str, members: list[_Item]) -> Group:
    ordered = sorted(members, key=lambda item: (_order(item.worst), item.name))
    reason = 'documented scenario' if kind == SCENARIO else _TITLES[kind][1]
    return Group(
        kind, title, reason, tuple(item.name for item in ordered), sum(item.wide for item in members), ordered[0].worst
    )


def _order(severity: str | None) -> int:
    return len(ORDER) if severity is None else rank(severity)
