"""A live hub: one request whose answer is read as a workspace."""

import sys
from collections import Counter

import pytest
from azure.cli.core import azclierror

from azext_hubnet.core.formats import detect, rule
from azext_hubnet.core.model.errors import InputError
from azext_hubnet.service.connection.arm import Arm
from azext_hubnet.service.reading.hub import LiveHub, open_hub
from tests.harness.scripted_arm import scripted_session
from tests.simulator import RESOURCE_GROUP, SUBSCRIPTION_ID, workspace_id
from tests.simulator.sample_hubs import numbered_subscription

HUBS = ('disabled', 'fresh', 'internet', 'partial', 'troubled')


@pytest.fixture(name='other')
def _other(tmp_path):
    with scripted_session(tmp_path) as made:
        yield made


def count_parsed(monkeypatch):
    """A list that gets the name of each rule parsed from now on, by any module."""
    names, parse_rule = [], rule.parse_rule

    def counting(name, *rest, **options):
        names.append(name)
        return parse_rule(name, *rest, **options)

    for module in list(sys.modules.values()):
        if getattr(module, '__name__', '').startswith('azext_hubnet.') and hasattr(module, 'parse_rule'):
            monkeypatch.setattr(module, 'parse_rule', counting)
    return names


@pytest.mark.parametrize('hub', ['partial', 'troubled'])
def test_each_reading_parses_each_rule_once(hubnet, monkeypatch, hub):
    live = hubnet.live(hub)
    names = count_parsed(monkeypatch)
    for _ in range(2):
        assert len(live.read().rules) > 3
        assert Counter(names) == Counter(one.name for one in live.hub.rules)
        names.clear()


@pytest.mark.parametrize('hub', HUBS)
def test_live_hub_equals_the_file_of_its_answer(hubnet, hub):
    live = hubnet.live(hub)
    assert live.hub == detect.parse(live.body, hub)


@pytest.mark.parametrize('properties', [None, 'text', ['list'], 7])
def test_answer_without_an_object_of_properties_is_refused(other, properties):
    other.simulator.show = lambda body: (200, {}, {**body, 'properties': properties})
    with pytest.raises(azclierror.AzureResponseError, match='The workspace other could not be read'):
        other.live('other')


@pytest.mark.parametrize('body', [{}, {'properties': None}, {'properties': {}}, {'properties': {'status': 'Busy'}}])
def test_look_gives_nothing_for_an_answer_that_is_not_a_workspace(other, body):
    live = other.live('other')
    before = live.hub
    other.simulator.show = lambda _: (200, {}, body)
    assert live.look() is None and live.hub == before
    other.simulator.show = lambda whole: (200, {}, whole)
    assert live.look() == before


def test_invalid_resource_id_is_refused(hubnet):
    with pytest.raises(InputError, match='fresh is not the resource id of a workspace'):
        LiveHub(Arm(hubnet.context()), 'fresh')


def test_workspace_can_be_named_by_its_resource_id(hubnet):
    live = open_hub(hubnet.context(), None, workspace_id('fresh'))
    assert (live.name, live.group, live.subscription) == ('fresh', RESOURCE_GROUP, SUBSCRIPTION_ID)
    assert live.key == hubnet.live('FRESH').key


def test_project_leads_to_its_hub(hubnet, caplog):
    assert hubnet.live('project').hub == hubnet.live('fresh').hub
    assert 'project is a project: it uses the managed network of its hub fresh' in caplog.text


def test_project_is_not_written(hubnet):
    with pytest.raises(azclierror.InvalidArgumentValueError, match='project is a project') as caught:
        open_hub(hubnet.context(), RESOURCE_GROUP, 'project', to_write=True)
    assert caught.value.recommendations == [f'Name the hub: -g {RESOURCE_GROUP} -w fresh']
    assert hubnet.requests() == [('workspace_get', 200)]


def test_hub_of_a_project_in_another_subscription_is_read(hubnet):
    hub_id = workspace_id('fresh').replace(SUBSCRIPTION_ID, numbered_subscription(1))
    hubnet.simulator.set_state({**hubnet.simulator.state('fresh'), 'id': hub_id})
    project = hubnet.simulator.state('project')
    project['properties']['hubResourceId'] = hub_id
    hubnet.simulator.set_state(project)
    live = hubnet.live('project')
    assert live.hub.id == hub_id and live.name == 'fresh' and live.subscription == numbered_subscription(1)


@pytest.mark.parametrize('hub_id', [None, 'fresh', 7])
def test_project_that_names_no_hub_is_refused(hubnet, hub_id):
    project = hubnet.simulator.state('project')
    project['properties']['hubResourceId'] = hub_id
    hubnet.simulator.set_state(project)
    with pytest.raises(InputError, match='describes the project project'):
        hubnet.live('project')
