"""A small world, in which rules and needs match often; strategies for its rules, hubs and presets."""

import itertools

from hypothesis import strategies as st

from azext_hubnet.core.catalogue import roles
from azext_hubnet.core.compare.states import STATES
from azext_hubnet.core.model import naming
from azext_hubnet.core.model.destinations import Fqdn, NotUnderstood, PrivateEndpoint, ServiceTag
from azext_hubnet.core.model.hub import ISOLATION_MODES
from azext_hubnet.core.plan.removals import plan_removal, rules_after
from azext_hubnet.core.render.az_ml_yaml import rule as render_rule
from tests.core.makers import (
    STORAGE,
    VAULT,
    compare,
    endpoint,
    endpoint_entry,
    fqdn,
    hub,
    preset,
    rule,
    tag,
    tag_entry,
    unknown,
)

TYPES = (Fqdn.type, ServiceTag.type, PrivateEndpoint.type)
EVERY_MODE = (None, *ISOLATION_MODES)
EVERY_CASE = (*STATES, *TYPES, *EVERY_MODE)

LABELS = ('a', 'b', 'ab', 'a-b', 'any', 'all', 'long-label-of-twenty2')
HOSTS = [f'{first}{second}' for first in LABELS for second in ('', '.a', '.b', '.a.b', '.a-b.any', '.all.a.ab')]
PLAIN = st.sampled_from(HOSTS)
PATTERN_TEXTS = [*HOSTS, *(f'*.{host}' for host in HOSTS), *(f'*{host}' for host in HOSTS), '*']
# A few that meet often, and all the others.
PATTERNS = st.one_of(
    st.sampled_from(['a', 'b.a', '*.a', '*.b', 'a.b', '*a', '*', 'ab.a', '*.a.b']), st.sampled_from(PATTERN_TEXTS)
)
TAGS = st.sampled_from(
    [
        tag(*parts)
        for parts in itertools.chain(
            itertools.product(['Storage', 'storage.westus', 'Sql'], ['443', '80,443', '80-443', '*'], ['TCP', '*']),
            itertools.product(['AzureFrontDoor', 'AzureFrontDoor.FirstParty'], ['443', '440-450'], ['UDP', '*']),
            itertools.product(
                ['Storage'],
                ['443', '*'],
                ['TCP'],
                [('10.0.0.0/24',), ('10.0.0.0/25',), ('10.0.0.0/25', '10.0.0.128/25'), ('10.0.0.0/8', '2001:db8::/32')],
            ),
        )
    ]
)
ENDPOINTS = st.sampled_from(
    [
        endpoint(*place, spark, aliases)
        for place, spark, aliases in itertools.product(
            [(STORAGE, 'blob'), (STORAGE.upper(), 'Blob'), (STORAGE, 'blob'), (VAULT, 'vault')],
            [False, True],
            [(), ('a.corp.example',), ('B.corp.example', 'a.corp.example')],
        )
    ]
)
SINGLE = st.one_of(PATTERNS.map(fqdn), TAGS, ENDPOINTS)
SEVERAL = st.lists(PATTERNS, min_size=2, max_size=3).map(lambda names: fqdn(*names))
DESTINATIONS = st.one_of(SINGLE, SEVERAL, ENDPOINTS)
STATUSES = [None, 'Active', 'Active', 'Inactive', 'Provisioning', 'Failed', 'Failed', 'Deleting', 'Resting']
# Some are those that hubnet gives to its rules; None is one of just this destination.
NAMES = ['hn-a', 'hn-any-a', 'hn-b-a', 'HN-a', 'hn-all', 'mine', 'hnx', 'Connection_a', '__SYS_x', None, None]
MODES = st.sampled_from([*EVERY_MODE, *ISOLATION_MODES[2:] * 6])
CATEGORIES = ['UserDefined', 'UserDefined', 'UserDefined', 'Required', 'Dependency', 'Recommended']


def rule_of(destination, circumstances):
    """A rule for this destination."""
    name, status, category = circumstances
    if name is None:
        name = 'x' if isinstance(destination, NotUnderstood) else naming.rule_name(destination)
    return rule(name, destination, status, category)


def rules_of(destinations, categories=('UserDefined',)):
    # Few draws per example: they take most of the time.
    circumstances = st.sampled_from(list(itertools.product(NAMES, STATUSES, categories)))
    return st.lists(
        st.builds(rule_of, destinations, circumstances), max_size=6, unique_by=lambda found: found.name.lower()
    )


OWN_RULES = rules_of(DESTINATIONS)
# Rules of the platform, rules that deny, and rules that are not understood.
ANY_RULES = rules_of(
    st.one_of(DESTINATIONS, DESTINATIONS, st.sampled_from([unknown('x'), tag(action='Deny')])), CATEGORIES
)


def hubs(rules=ANY_RULES, modes=MODES):
    return st.builds(lambda found, mode: hub(*found, mode=mode), rules, modes)


def entry_of(destination):
    """A preset's entry that asks for just this."""
    shown = render_rule('x', destination)
    return {key: shown[key] for key in ('type', 'destination', 'fqdns') if key in shown}


ENTRIES = st.one_of(
    SINGLE.map(entry_of),
    ENDPOINTS.map(entry_of),
    PATTERNS.map(lambda host: {'type': 'fqdn', 'destination': host}),
    st.sampled_from(
        [
            endpoint_entry('<storage>', spark=True),
            tag_entry('Storage.<region>'),
            {'type': 'fqdn', 'destination': 'a:22'},
            endpoint_entry('<search>', 'searchService', optional='if there is a search'),
        ]
    ),
)


def preset_of(name, entries=ENTRIES):
    return st.lists(st.tuples(entries, st.booleans()), min_size=1, max_size=4).map(
        lambda found: preset(*({'optional': optional, **entry} for entry, optional in found), name=name)
    )


WISHES = st.one_of(
    preset_of('one').map(lambda one: [one]),
    st.tuples(preset_of('one'), preset_of('two')).map(list),
    st.tuples(preset_of('one'), preset_of('two'), preset_of('three')).map(list),
)


def packed(on_hub, *chosen, include_optional=False):
    """What presets need, with a plan that combines hosts into a few rules."""
    return compare(on_hub, *chosen, include_optional=include_optional, pack=True)


def remove(on_hub, named, others=(), any_name=False):
    """What taking the named presets away would do, while the others may stay."""
    needs = [need for one in named for need in roles.resolve(one.ever(), on_hub)]
    return plan_removal(on_hub, needs, [roles.resolve(one.at(), on_hub) for one in others], any_name)


def removed(on_hub, found):
    """The hub after a removal."""
    return hub(*rules_after(on_hub, found.operations), mode=on_hub.isolation_mode)


def cases(on_hub, result=None):
    """The mode of a hub, the types of its rules, and the states and types of a diff, as reached cases."""
    found = {on_hub.isolation_mode, *(one.destination.type for one in on_hub.rules)}
    if result:
        found |= {part for entry in result.entries for part in (entry.state, entry.need.entry.type)}
    return found
