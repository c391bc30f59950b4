"""Checks of documented scenarios: what is only partly allowed, and what their documentation changed or contradicts."""

from collections.abc import Iterator
from datetime import date

from ...catalogue.all_presets import keys
from ...catalogue.roles import Need
from ...model.destinations import Destination, Fqdn, ServiceTag
from ...model.hub import Rule
from ...render import az_commands
from ...render.one_line import join_words
from ..check import Hit, family, in_hit
from ..edits import Edit, without_hosts
from ..severities import INFO, LOW
from ..subject import Subject

check = family('presets')

_THE_PRESET = 'the preset that the message names; az hubnet preset show gives the document of each entry'
_YEAR = 365


@check(
    'HN601',
    'Scenario partly allowed',
    severity=LOW,
    because='part of a scenario fails, but hubnet cannot know whether all of it is wanted',
    catches='a preset that is at least half allowed, but not completely',
    why='Most of what the scenario needs is allowed and the rest is not, so it fails half-way.',
    remedy='Add the rest of the preset, or remove all of it if the scenario is not used.',
    source=_THE_PRESET,
)
def incomplete(subject: Subject) -> Iterator[Hit]:
    """Find presets that are at least half allowed, but not completely."""
    for use in subject.presets.in_use:
        if not use.complete:
            missing = [entry.need.destination for entry in use.missing if entry.need.destination]
            yield Hit(
                f'{use.preset} is only partly allowed: {len(use.required) - len(missing)} of {len(use.required)} '
                f'required destinations; missing: {join_words(one.one_line() for one in missing)}.',
                destinations=tuple(map(in_hit, missing)),
                fix=(az_commands.add_preset(subject.hub, use.preset),),
            )


@check(
    'HN602',
    'Destination that the documentation has dropped',
    severity=LOW,
    because='the documentation no longer lists it, or listed it by mistake',
    catches='a destination that a documented list has dropped or corrected',
    why='An earlier list had it, by mistake or for a service that has moved since; no list has it now.',
    remedy='Remove it. If the list names a replacement, check that this is allowed.',
    source=_THE_PRESET,
)
def dropped(subject: Subject) -> Iterator[Hit]:
    """Find destinations that were once entries of a preset and are not in any preset now."""
    known = subject.presets.dropped
    own: list[tuple[Rule, Fqdn | ServiceTag]] = [*subject.rules.own_fqdn_rules, *subject.rules.own_tags]
    for rule, destination in own:
        found = {key: known[key] for key in keys(destination) if key in known}
        edit = without_hosts(rule, map(str, found)) if destination.host_patterns else Edit(rule, remove=True)
        for need, what in ((need, need.destination) for need in found.values() if need.destination):
            instead = f'; {need.entry.replaced_by} has replaced it' if need.entry.replaced_by else ''
            yield Hit(
                f'{rule.label} allows {what.one_line()}, which {need.preset} listed only until '
                f'{need.entry.until}{instead}.',
                (rule.name,),
                (in_hit(what),),
                (edit,),
            )


@check(
    'HN603',
    'Optional part of a scenario',
    severity=INFO,
    because='allowed on purpose or left over; the scenario works without it',
    catches='optional entries of a preset that is in use',
    why='The scenario needs it only under a condition.',
    remedy='Remove it if the condition does not apply.',
    source=_THE_PRESET,
)
def optional(subject: Subject) -> Iterator[Hit]:
    """Find optional entries of presets in use that rules of the user name."""
    used = [use.preset for use in subject.presets.in_use]
    needed = {
        key
        for name in used
        for need in subject.presets.needs[name]
        if not need.entry.optional
        for key in keys(need.destination)
    }
    for name in used:
        found = [
            (need, destination, rules)
            for need, destination, rules in _named(subject, subject.presets.needs[name])
            if need.entry.optional and needed.isdisjoint(keys(destination))
        ]
        if found:
            by_condition: dict[str, list[str]] = {}
            for need, destination, _ in found:
                by_condition.setdefault(need.entry.condition or '', []).append(destination.one_line())
            what = '; '.join(f'{join_words(some)} {condition}' for condition, some in by_condition.items())
            yield Hit(
                f'Optional for {name}: {what}.',
                tuple(dict.fromkeys(rule.name for _, _, rules in found for rule in rules)),
                tuple(in_hit(destination) for _, destination, _ in found),
            )


@check(
    'HN604',
    'Preset data older than a year',
    severity=INFO,
    because='the lists may have changed since; nothing on the hub is wrong',
    catches='a preset in use whose list was last checked more than a year ago',
    why='Documented lists change about twice a year; hubnet compares with the lists as of its release.',
    remedy='Look for an update of hubnet, or compare the preset with the article that it names.',
    source='the newest revision of the preset that the message names',
)
def old_data(subject: Subject) -> Iterator[Hit]:
    """Find presets in use whose newest revision is more than a year old."""
    for use in subject.presets.in_use:
        day = subject.presets.dates[use.preset]
        if day and (subject.today - date.fromisoformat(day)).days > _YEAR:
            yield Hit(f'The list of {use.preset} was last checked on {day}.', tuple(rule.name for rule in use.rules))


@check(
    'HN605',
    'Documented destination with a warning',
    severity=INFO,
    because='documented all the same; if you keep it, you should know what speaks against it',
    catches='a documented destination that the preset warns about',
    why='The documentation of a scenario lists it, but other documentation speaks against it.',
    remedy='Read the warning; remove the rule if the scenario works without it.',
    source=_THE_PRESET,
)
def contradicted(subject: Subject) -> Iterator[Hit]:
    """Find entries of presets with a warning that rules of the user name."""
    subject.need_restriction()
    said = set()
    for name, needs in subject.presets.needs.items():
        for need, destination, rules in _named(subject, [need for need in needs if need.entry.warning]):
            for rule in rules:
                hit = Hit(
                    f'{rule.label} allows {destination.one_line()}, listed by {name}: {need.entry.warning}',
                    (rule.name,),
                    (in_hit(destination),),
                )
                if (hit.rules, hit.destinations) not in said:
                    said.add((hit.rules, hit.destinations))
                    yield hit


def _named(subject: Subject, needs: list[Need]) -> Iterator[tuple[Need, Destination, list[Rule]]]:
    """Yield the needs that working rules of the user name, with their destinations and these rules."""
    for need in needs:
        rules = [rule for key in keys(need.destination) for rule in subject.rules.own_by_key.get(key, ())]
        if need.destination and rules:
            yield need, need.destination, rules


CHECKS = (incomplete, dropped, optional, old_data, contradicted)
