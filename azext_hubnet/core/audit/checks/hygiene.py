"""Checks of rules that are duplicates, that add nothing, or that conflict with each other."""

from collections.abc import Iterator, Sequence

from ...compare.breadth import reaches_anyone
from ...compare.coverage import RuleIndex
from ...model import hosts
from ...model.destinations import USER_DEFINED
from ...model.hub import DELETING, Rule, name_key
from ...render.one_line import join_words, line_of
from ..check import Hit, family, in_hit
from ..edits import Edit, without_hosts
from ..redundancy import Redundant
from ..severities import INFO, LOW, MEDIUM
from ..subject import Subject
from .sources import FIREWALL_FAQ, HUB_ARTICLE, SERVICE_TAGS

check = family('hygiene')

_SLOW = 'Azure/terraform-provider-azapi issue 720, 2025-01'
_ONE_ENDPOINT = 'Azure/azureml-examples pull request 2990, 2024-02'


@check(
    'HN501',
    'Same destination in several rules',
    severity=LOW,
    because='nothing breaks; each copy costs a firewall update and hides changes of the other',
    catches='several rules with the same destination, or a host that rules with several hosts repeat',
    why='Every FQDN rule costs an update of the firewall, and a change of one copy has no effect while there is '
    'another.',
    remedy='Keep one of the rules.',
    source=f'each rule updates the firewall: {_SLOW}',
)
def copies(subject: Subject) -> Iterator[Hit]:
    """Find rules with the same destination, and hosts that rules with several hosts repeat."""
    for kept, *others in subject.rules.redundancy.copies:
        fix = tuple(edit for rule in others for edit in _remove(subject, rule))
        yield Hit(
            f'{join_words([kept.label, *(rule.label for rule in others)])} have the same destination, '
            f'{line_of(in_hit(kept.destination))}; keep {kept.label}.',
            (kept.name, *(rule.name for rule in others)),
            (in_hit(kept.destination),),
            fix,
        )
    for rule, repeated in subject.rules.redundancy.repeats:
        where = join_words(dict.fromkeys(other.label for other in repeated.values()))
        yield Hit(
            f'{rule.label} repeats {join_words(repeated)} of {where}.',
            (rule.name,),
            tuple(repeated),
            (without_hosts(rule, repeated),) if _is_unique(subject, rule) else (),
        )


@check(
    'HN502',
    'Redundant rule',
    severity=LOW,
    because='nothing breaks; to remove the rule would change nothing',
    catches='a rule whose whole destination other rules in force allow',
    why='The hub allows just as much without it, and narrowing it would not restrict anything.',
    remedy='Remove it, or remove the wider rules if only this one is needed. All rules found can be removed together.',
    source=f'what covers what: {FIREWALL_FAQ}; service tags: {SERVICE_TAGS}',
)
def redundant(subject: Subject) -> Iterator[Hit]:
    """Find rules that other rules in force, also of the platform, allow completely.

    Those that only a too wide rule makes redundant are one finding.
    """
    subject.need_restriction()
    below: dict[tuple[str, ...], list[Redundant]] = {}
    for rule, cover in subject.rules.redundancy.redundant:
        wide = tuple(one.label for one in cover if reaches_anyone(one.destination))
        if wide:
            below.setdefault(wide, []).append(Redundant(rule, cover))
        elif not _presets_with_both(subject, rule, cover):
            yield Hit(
                f'{_covered(rule, cover)}; keep {join_words(one.label for one in cover)}.',
                (rule.name,),
                (in_hit(rule.destination),),
                _remove(subject, rule, cover),
            )
    for wide, found in below.items():
        # No command: once the wide rule is removed, each of these is needed again.
        what = (
            _covered(*found[0])
            if len(found) == 1
            else f'{join_words((rule.label for rule, _ in found), most=5)} add nothing to {join_words(wide)}'
        )
        yield Hit(
            f'{what}, but {join_words(wide)} also {"allow" if len(wide) > 1 else "allows"} hosts that anyone can own; '
            'fix that first.',
            tuple(rule.name for rule, _ in found),
            tuple(in_hit(rule.destination) for rule, _ in found),
        )


@check(
    'HN503',
    'Redundant according to the documentation',
    severity=INFO,
    because='the documented list of a scenario has both, and presets follow the lists',
    catches='a rule as in HN502, where one preset lists both',
    why='The list of the scenario names a host and a wildcard that allows it; presets have both, as listed.',
    remedy='No action is required; without the rule everything works just as well.',
    source='the preset that the message names',
)
def documented_redundant(subject: Subject) -> Iterator[Hit]:
    """Find what would be HN502 if both were not entries of one preset."""
    subject.need_restriction()
    for rule, cover in subject.rules.redundancy.redundant:
        presets = _presets_with_both(subject, rule, cover)
        if presets and not any(reaches_anyone(one.destination) for one in cover):
            yield Hit(
                f'{_covered(rule, cover)}; {join_words(presets)} {"list" if len(presets) > 1 else "lists"} both.',
                (rule.name,),
                (in_hit(rule.destination),),
            )


@check(
    'HN504',
    'Second private endpoint for one target',
    severity=MEDIUM,
    because='the service refuses a second rule for a target, and with it the write that it is part of',
    catches='a second private endpoint rule for one resource and subresource',
    why='The service takes one private endpoint per resource and subresource, whatever its Spark setting, and refuses '
    'another one.',
    remedy='Remove the rule. Of two rules of your own keep one, with the Spark setting and the aliases of both.',
    source=f'{_ONE_ENDPOINT}; the endpoints that the platform creates: {HUB_ARTICLE}',
)
def endpoint_again(subject: Subject) -> Iterator[Hit]:
    """Find private endpoint rules of the user for the target of another rule, such as one of the platform."""
    index = RuleIndex(rule for rule in subject.rules.all if rule.status != DELETING)
    for rule, destination in subject.rules.own_endpoints:
        # The one that stays: the platform's, or the first of the user's.
        first = min(index.at_target(destination), key=lambda one: (one.writable, one.dead))
        if first is not rule:
            whose = (
                'another rule'
                if first.writable
                else f'a {first.category} rule'
                if first.category != USER_DEFINED
                else "a rule of the hub's own connection"
            )
            same = RuleIndex([first]).allowing(destination)
            yield Hit(
                f'{rule.label} makes the same private endpoint as {first.label}, {whose}: {destination.one_line()}.',
                (rule.name,),
                (destination,),
                _remove(subject, rule) if same or not first.writable else (),
            )


@check(
    'HN505',
    'Names that differ only in case',
    severity=LOW,
    because='the service takes them for one name, so one write may replace the other rule',
    catches='rules whose names differ only in case',
    why='Names of Azure resources are case-insensitive: a write of these rules keeps only one of them.',
    remedy='Give each rule a different name.',
    source='Azure Resource Manager, resource names; Microsoft.MachineLearningServices, outbound rules by name',
)
def same_name(subject: Subject) -> Iterator[Hit]:
    """Find rules whose names are the same in lower case, or equal."""
    for rules in subject.rules.shared_names.values():
        if any(rule.writable for rule in rules):
            yield Hit(
                f'{len(rules)} rules have one name: {join_words(rule.label for rule in rules)}.',
                tuple(rule.name for rule in rules),
            )


@check(
    'HN506',
    'FQDN rules keep a firewall',
    severity=INFO,
    because='a cost to know about, not a fault',
    catches='FQDN rules, for which the hub has a firewall that is billed',
    why='The first FQDN rule of a hub creates an Azure Firewall, billed for this hub alone until the last FQDN rule is '
    'gone.',
    remedy='No action is required if the hosts are needed. If none is, removing these rules saves the firewall.',
    source=HUB_ARTICLE,
)
def firewall(subject: Subject) -> Iterator[Hit]:
    """Find FQDN rules that have not failed, in approved-only mode."""
    subject.need_restriction()
    rules = [rule for rule in subject.rules.all if rule.destination.host_patterns and not rule.dead]
    if rules:
        sku = f' ({subject.hub.firewall_sku})' if subject.hub.firewall_sku else ''
        what = 'One FQDN rule keeps' if len(rules) == 1 else f'{len(rules)} FQDN rules keep'
        yield Hit(
            f"{what} the hub's Azure Firewall{sku} billed: {join_words((rule.label for rule in rules), most=5)}.",
            tuple(rule.name for rule in rules),
        )


def _covered(rule: Rule, cover: Sequence[Rule]) -> str:
    return f'{rule.label} adds nothing to {join_words(one.label for one in cover)} ({rule.destination.one_line()})'


def _remove(subject: Subject, rule: Rule, cover: tuple[Rule, ...] = ()) -> tuple[Edit, ...]:
    """Return the edit that removes a rule, because of its cover; empty where it may hit another one with its name."""
    return (Edit(rule, remove=True, cover=cover),) if _is_unique(subject, rule) else ()


def _is_unique(subject: Subject, rule: Rule) -> bool:
    return name_key(rule.name) not in subject.rules.shared_names


def _presets_with_both(subject: Subject, rule: Rule, cover: Sequence[Rule]) -> list[str]:
    """Return the presets that list all of a rule and, as other entries, what makes it redundant."""
    names = rule.destination.host_patterns
    wanted: set[object]
    if not names:
        wanted = {rule.destination.key, *(one.destination.key for one in cover)}
    else:
        there = {host for one in cover for host in one.destination.host_patterns}
        if not there.isdisjoint(names):
            return []
        wanted = {*names, *(next(wide for wide in hosts.wider(host) if wide in there) for host in names)}
    return [name for name, documented in subject.presets.documented_by_preset.items() if wanted <= documented]


CHECKS = (copies, redundant, documented_redundant, endpoint_again, same_name, firewall)
