"""Property 11: the shipped presets against the limits of the service, for any hub and any day."""

import re
from datetime import date, timedelta
from functools import lru_cache

from hypothesis import strategies as st

from azext_hubnet.core.catalogue import roles, shipped
from azext_hubnet.core.facts import private_endpoints
from azext_hubnet.core.formats.rule import parse_rule
from azext_hubnet.core.model import naming, ports
from azext_hubnet.core.model.destinations import Fqdn, ServiceTag
from azext_hubnet.core.model.hub import ONLY_APPROVED
from azext_hubnet.core.model.resource_ids import parse_resource_id
from azext_hubnet.core.render.az_ml_yaml import rule as render_rule
from tests.core.makers import EVERYTHING, apply, compare, hub
from tests.properties.examples import holds_for
from tests.properties.world import MODES, TYPES

NAME = re.compile(r'[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}')
load = lru_cache(maxsize=None)(shipped.load)


def check_limits(destination):
    """An FQDN has one host with at most a leading asterisk; ports exist; the endpoint's type has the subresource."""
    if isinstance(destination, Fqdn):
        assert len(destination.hosts) == 1 and '*' not in destination.text[1:]
    elif isinstance(destination, ServiceTag):
        assert ports.contains(ports.ALL, destination.ports)
    else:
        resource = parse_resource_id(destination.service_resource_id)
        assert destination.subresource_target in private_endpoints.subresources(resource.type)
    written = naming.rule_name(destination)
    assert NAME.fullmatch(written)
    read, oddities = parse_rule(written, render_rule(written, destination))
    assert read.destination == destination and not oddities


@holds_for(
    st.lists(st.sampled_from(shipped.names()), min_size=1, max_size=3, unique=True),
    st.integers(0, 1000),
    MODES,
    st.sampled_from(['westus3', 'West US 3', 'swedencentral']),
    st.booleans(),
    reaching=TYPES,
)
def test_property_11_preset_entries_respect_service_limits(names, days, mode, region, optional):
    first = max(load(name).revisions[0][0] for name in names)
    day = (date.fromisoformat(first) + timedelta(days)).isoformat()
    on_hub = hub(mode=mode, location=region)
    revisions = [load(name).at(day) for name in names]
    needs = [need for revision in revisions for need in roles.resolve(revision, on_hub, EVERYTHING)]
    for need in needs:
        assert need.unsupported is None
        check_limits(need.destination)
    result = compare(on_hub, *revisions, include_optional=optional, given=EVERYTHING)
    assert compare(apply(on_hub, result.plan), *revisions, include_optional=optional, given=EVERYTHING).in_sync
    return {need.destination.type for need in needs}


def test_property_11_every_revision_of_every_preset():
    for name in shipped.names():
        for day, _ in load(name).revisions:
            for need in roles.resolve(load(name).at(day), hub(), EVERYTHING):
                assert need.unsupported is None
                check_limits(need.destination)


def test_property_11_rule_names_of_all_presets_are_distinct():
    on_hub = hub(mode=ONLY_APPROVED)
    everything = [load(name).at() for name in shipped.names()]
    result = compare(on_hub, *everything, include_optional=True, given=EVERYTHING)
    names = [operation.name for operation in result.plan.operations]
    assert len(set(names)) == len(names)
    identities = {naming.identity(entry.need.destination) for entry in result.entries}
    assert len(identities) == len(names)
    assert compare(apply(on_hub, result.plan), *everything, include_optional=True, given=EVERYTHING).in_sync
