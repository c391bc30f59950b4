"""Checks of rules that are there twice, that add nothing, or that get in each other's way."""

from ...compare.breadth import reaches_anyone
from ...compare.coverage import RuleIndex
from ...model import hosts
from ...model.destinations import Fqdn, PrivateEndpoint
from ...model.hub import DELETING, USER_DEFINED, Rule, name_key
from ...render.one_line import join_words, line_of
from ..check import Hit, family, in_hit
from ..edits import Edit, without_hosts
from ..redundancy import Redundant
from .sources import FIREWALL_FAQ, HUB_ARTICLE

check = family('hygiene')

_SLOW = 'Azure/terraform-provider-azapi issue 720, 2025-01'
_ONE_ENDPOINT = 'Azure/azureml-examples pull request 2990, 2024-02'


@check(
    'HN501',
    'Same destination in several rules',
    why='Every FQDN rule costs an update of the firewall, and whoever changes one copy believes to have changed the '
    'destination.',
    remedy='Keep one of the rules.',
    source=f'each rule updates the firewall: {_SLOW}',
)
def copies(subject):
    """Rules with the same destination; hosts that several rules of many names repeat."""
    for kept, *others in subject.redundancy.copies:
        fix = tuple(edit for rule in others for edit in _remove(subject, rule))
        yield Hit(
            f'{join_words([kept.label, *(rule.label for rule in others)])} have the same destination, '
            f'{line_of(in_hit(kept.destination))}; keep {kept.label}.',
            (kept.name, *(rule.name for rule in others)),
            (in_hit(kept.destination),),
            fix,
        )
    for rule, repeated in subject.redundancy.repeats:
        where = join_words(dict.fromkeys(other.label for other in repeated.values()))
        yield Hit(
            f'{rule.label} repeats {join_words(repeated)} of {where}.',
            (rule.name,),
            tuple(repeated),
            (without_hosts(rule, repeated),) if _is_unique(subject, rule) else (),
        )


@check(
    'HN502',
    'Rule that others make redundant',
    why='The hub allows just as much without it, and to narrow the other rules has no effect on what it allows.',
    remedy='Remove it, or the wider rules if only this one is meant. All the rules that are found can go together.',
    source=f'what covers what: {FIREWALL_FAQ}; service tags: core/service_tags.py',
)
def redundant(subject):
    """Rules all of which other rules in force allow, the platform's too; one finding for all below one that is too
    wide.
    """
    subject.need_restriction()
    below: dict[tuple[str, ...], list[Redundant]] = {}
    for rule, cover in subject.redundancy.redundant:
        strangers = tuple(one.label for one in cover if reaches_anyone(one.destination))
        if strangers:
            below.setdefault(strangers, []).append(Redundant(rule, cover))
        elif not _presets_with_both(subject, rule, cover):
            yield Hit(
                f'{_covered(rule, cover)}; keep {join_words(one.label for one in cover)}.',
                (rule.name,),
                (in_hit(rule.destination),),
                _remove(subject, rule, cover),
            )
    for strangers, found in below.items():
        # The wide rule is the one to go, so that each of these is needed again.
        what = (
            _covered(*found[0])
            if len(found) == 1
            else f'{join_words((rule.label for rule, _ in found), most=5)} add nothing to {join_words(strangers)}'
        )
        yield Hit(
            f'{what} while {join_words(strangers)} also lets strangers be reached; mend that first.',
            tuple(rule.name for rule, _ in found),
            tuple(in_hit(rule.destination) for rule, _ in found),
        )


@check(
    'HN503',
    'Redundant by the documentation',
    why='The list of the scenario names a host and a wildcard that reaches it; presets hold both, as listed.',
    remedy='Nothing; without the rule everything works just as well.',
    source='the preset that the message names',
)
def documented_redundant(subject):
    """What would be HN502, were not both entries of one preset."""
    subject.need_restriction()
    for rule, cover in subject.redundancy.redundant:
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
    why='The service takes one private endpoint for each resource and subresource, whatever its Spark setting, and '
    'refuses another one.',
    remedy='Remove the rule. Of two of your own keep one, with the Spark setting and the aliases of both.',
    source=f'{_ONE_ENDPOINT}; the endpoints that the platform makes: {HUB_ARTICLE}',
)
def endpoint_again(subject):
    """A private endpoint rule of the user's for the target of another rule, above all of the platform's."""
    index = RuleIndex(rule for rule in subject.rules if rule.status != DELETING)
    for rule in subject.own_of(PrivateEndpoint):
        # The one that stays: the platform's, or the first of the user's.
        first = min(index.at_target(rule.destination), key=lambda one: (one.writable, one.dead))
        if first is not rule:
            whose = (
                'another rule'
                if first.writable
                else f'a {first.category} rule'
                if first.category != USER_DEFINED
                else "the hub's own connection"
            )
            same = RuleIndex([first]).allowing(rule.destination)
            yield Hit(
                f'{rule.label} makes the private endpoint of {first.label} again, {whose}: {rule.destination.one_line()}.',
                (rule.name,),
                (rule.destination,),
                _remove(subject, rule) if same or not first.writable else (),
            )


@check(
    'HN505',
    'Names that differ only in case',
    why='Names of Azure resources are the same in any case: one write of the rules keeps one of them.',
    remedy='Give each rule a name of its own.',
    source='Azure Resource Manager, resource names; Microsoft.MachineLearningServices, outbound rules by name',
)
def same_name(subject):
    """Rules whose names are the same in small letters, a name that is there twice included."""
    for rules in subject.shared_names.values():
        if any(rule.writable for rule in rules):
            yield Hit(
                f'{len(rules)} rules have one name: {join_words(rule.label for rule in rules)}.',
                tuple(rule.name for rule in rules),
            )


@check(
    'HN506',
    'FQDN rules keep a firewall',
    why='The first FQDN rule of a hub makes an Azure Firewall, billed for this hub alone until the last is gone.',
    remedy='Nothing, where the hosts are needed. A hub that needs none saves the firewall without these rules.',
    source=HUB_ARTICLE,
)
def firewall(subject):
    """FQDN rules that are not failed, in approved-only mode."""
    subject.need_restriction()
    rules = [rule for rule in subject.rules if isinstance(rule.destination, Fqdn) and not rule.dead]
    if rules:
        sku = f' ({subject.hub.firewall_sku})' if subject.hub.firewall_sku else ''
        what = 'One FQDN rule keeps' if len(rules) == 1 else f'{len(rules)} FQDN rules keep'
        yield Hit(
            f"{what} the hub's Azure Firewall{sku} billed: {join_words((rule.label for rule in rules), most=5)}.",
            tuple(rule.name for rule in rules),
        )


def _covered(rule: Rule, cover: tuple[Rule, ...]) -> str:
    return f'{rule.label} adds nothing to {join_words(one.label for one in cover)} ({rule.destination.one_line()})'


def _remove(subject, rule: Rule, cover: tuple[Rule, ...] = ()) -> tuple[Edit, ...]:
    """The edit that removes a rule, because of its cover; none where it may take another one of the same name."""
    return (Edit(rule, remove=True, cover=cover),) if _is_unique(subject, rule) else ()


def _is_unique(subject, rule: Rule) -> bool:
    return name_key(rule.name) not in subject.shared_names


def _presets_with_both(subject, rule: Rule, cover: tuple[Rule, ...]) -> list[str]:
    """The presets that list all of a rule and, as another entry each, what makes it redundant."""
    if not isinstance(rule.destination, Fqdn):
        wanted = {rule.destination.key, *(one.destination.key for one in cover)}
    else:
        there = {host for one in cover for host in one.destination.hosts}
        names = rule.destination.hosts
        if not there.isdisjoint(names):
            return []
        wanted = {*names, *(next(wide for wide in hosts.wider(host) if wide in there) for host in names)}
    return [name for name, documented in subject.documented_by_preset.items() if wanted <= documented]
