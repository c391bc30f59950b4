"""Checks of the scenarios that presets stand for, and of what their documentation has changed or contradicts."""

from collections.abc import Iterator
from datetime import date

from ...catalogue.all_presets import keys
from ...catalogue.roles import Need
from ...model.destinations import Fqdn
from ...model.hub import Rule
from ...render import az_commands
from ...render.one_line import join_words
from ..check import Hit, family, in_hit
from ..edits import Edit, without_hosts

check = family('presets')

_THE_PRESET = 'the preset that the message names; az hubnet preset show gives the document of each entry'
_YEAR = 365


@check(
    'HN601',
    'Scenario partly allowed',
    why='Most of what the scenario needs is allowed and a part is not, so it fails half-way.',
    remedy='Add the rest of the preset, or take all of it away if nobody uses the scenario.',
    source=_THE_PRESET,
)
def incomplete(subject):
    """A preset of which at least half is there by rules of its own, and something is missing."""
    for standing in subject.standings:
        if standing.partial:
            missing = [entry.need.destination for entry in standing.missing]
            yield Hit(
                f'{standing.preset} is there in part, {len(standing.required) - len(missing)} of '
                f'{len(standing.required)} required entries; missing: {join_words(one.one_line() for one in missing)}.',
                destinations=tuple(map(in_hit, missing)),
                fix=(az_commands.add_preset(subject.hub, standing.preset),),
            )


@check(
    'HN602',
    'Destination that the documentation has dropped',
    why='An earlier list asked for it, by mistake or for a service that has moved; no list asks for it now.',
    remedy='Remove it; where the list names something in its place, see that this is allowed.',
    source=_THE_PRESET,
)
def dropped(subject):
    """What was an entry of a preset once and is one of none now."""
    known = subject.catalogue.dropped
    for rule in (*subject.own_of(Fqdn), *subject.own_tags):
        found = {key: known[key] for key in keys(rule.destination) if key in known}
        for need in found.values():
            entry = need.entry
            instead = f'; {entry.replaced_by} has come in its place' if entry.replaced_by else ''
            edit = without_hosts(rule, found) if isinstance(rule.destination, Fqdn) else Edit(rule, remove=True)
            yield Hit(
                f'{rule.label} allows {need.destination.one_line()}, which {need.preset} has listed until '
                f'{entry.until} only{instead}.',
                (rule.name,),
                (in_hit(need.destination),),
                (edit,),
            )


@check(
    'HN603',
    'Optional part of a scenario',
    why='The scenario needs it on a condition only.',
    remedy='Remove what the condition does not hold for.',
    source=_THE_PRESET,
)
def optional(subject):
    """Optional entries of a preset that is in use, by rules of the user's that name them."""
    used = [standing.preset for standing in subject.standings if standing.in_use]
    needed = {
        key
        for name in used
        for need in subject.needs[name]
        if not need.entry.optional
        for key in keys(need.destination)
    }
    for name in used:
        found = [
            (need, rules)
            for need, rules in _named(subject, subject.needs[name])
            if need.entry.optional and needed.isdisjoint(keys(need.destination))
        ]
        if found:
            hosts: dict[str, list[str]] = {}
            for need, _ in found:
                hosts.setdefault(need.entry.condition, []).append(need.destination.one_line())
            what = '; '.join(f'{join_words(some)} {condition}' for condition, some in hosts.items())
            yield Hit(
                f'Optional for {name}: {what}.',
                tuple(dict.fromkeys(rule.name for _, rules in found for rule in rules)),
                tuple(in_hit(need.destination) for need, _ in found),
            )


@check(
    'HN604',
    'Preset data older than a year',
    why='Documented lists change about twice a year; hubnet compares with the lists as they were when it was made.',
    remedy='Look for a newer hubnet, or compare the preset with the article that it names.',
    source='the newest revision of the preset that the message names',
)
def old_data(subject):
    """A preset in use whose newest revision is more than a year old."""
    dates = {newest.preset.name: newest.revision.as_of for newest in subject.catalogue.presets}
    for standing in subject.standings:
        day = dates[standing.preset]
        if standing.in_use and day and (subject.today - date.fromisoformat(day)).days > _YEAR:
            yield Hit(
                f'The list of {standing.preset} was last checked on {day}.', tuple(rule.name for rule in standing.rules)
            )


@check(
    'HN605',
    'Documented destination with a warning',
    why='The documentation of a scenario lists it, and what is documented elsewhere speaks against it.',
    remedy='Read the warning; remove the rule if the scenario works without.',
    source=_THE_PRESET,
)
def contradicted(subject):
    """Entries of presets that have a warning, where rules of the user's name them."""
    subject.need_restriction()
    said = set()
    for name, needs in subject.needs.items():
        for need, rules in _named(subject, [need for need in needs if need.entry.warning]):
            for rule in rules:
                hit = Hit(
                    f'{rule.label} allows {need.destination.one_line()}, listed by {name}: {need.entry.warning}',
                    (rule.name,),
                    (in_hit(need.destination),),
                )
                if (hit.rules, hit.destinations) not in said:
                    said.add((hit.rules, hit.destinations))
                    yield hit


def _named(subject, needs: list[Need]) -> Iterator[tuple[Need, list[Rule]]]:
    """The needs that living rules of the user's name, with these rules."""
    for need in needs:
        rules = [rule for key in keys(need.destination) for rule in subject.own_by_key.get(key, ())]
        if rules:
            yield need, rules
