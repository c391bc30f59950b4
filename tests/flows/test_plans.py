"""From arguments to a plan, and plans in files."""

import json
import os

import pytest

from azext_hubnet.core.documents import whole_file
from azext_hubnet.core.model.errors import FileProblem, InputError, MissingValue
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from azext_hubnet.flows import plans
from azext_hubnet.flows.compare import Asked
from tests.core.makers import GATEWAY, OF_HUB, RESOURCES, SEARCH, apply, endpoint, hub, rule, tag


@pytest.fixture(name='mine')
def _mine(tmp_path):
    return preset_file(tmp_path, 'mine', 'a.com', 'b.com')


def preset_file(folder, name, *entries):
    path = folder / f'{name}.yaml'
    listed = [{'type': 'fqdn', 'destination': entry} if isinstance(entry, str) else entry for entry in entries]
    path.write_text(json.dumps({'entries': listed}), encoding='utf-8')
    return str(path)


def operations(planned):
    return [(item.op, item.name) for item in planned.plan.operations]


def presets_on(planned, on_hub):
    return planned.request.presets.compare(on_hub).presets_json()


ADDED = [('create', 'hn-a-com'), ('create', 'hn-b-com')]


# Adding


def test_addition_plans_for_the_given_hub(mine):
    request = plans.addition(Asked.of([mine]), pack=False)
    assert operations(request.plan_for(hub())) == ADDED
    assert operations(request.plan_for(hub(rule('x', 'a.com')))) == ADDED[1:]
    planned = request.plan_for(hub())
    assert planned.kept == planned.unwritable == planned.remarks == ()
    assert presets_on(planned, hub()) == [{'name': 'mine', 'asOf': None, 'inSync': False}]
    assert presets_on(planned, apply(hub(), planned.plan))[0]['inSync'] is True


def test_entries_that_cannot_be_rules_are_reported(tmp_path):
    path = preset_file(tmp_path, 'mine', 'a.com:22', 'b.com', 'c.com:22', 'c.com:8443', 'a.com:22')
    assert list(plans.addition(Asked.of([path]), False).plan_for(hub()).remarks) == [
        'Not written: a.com:22, c.com:22; FQDN rules open ports 80 and 443 only, not 22.',
        'Not written: c.com:8443; FQDN rules open ports 80 and 443 only, not 8443.',
    ]
    asked = Asked.of(['hub-dependencies'])
    without = hub(resources={**RESOURCES, 'container_registry': None})
    assert not plans.addition(asked, False).plan_for(without).remarks
    (remark,) = plans.addition(asked._replace(include_optional=True), False).plan_for(without).remarks
    assert remark == 'Not written: <container_registry> registry; the hub has no container registry.'


def test_an_addition_can_be_packed(mine):
    found = plans.addition(Asked.of([mine]), pack=True).plan_for(hub()).plan.operations
    assert [item.destination.text for item in found] == ['a.com, b.com']


def test_a_hub_without_a_network_takes_no_rules(mine):
    with pytest.raises(InputError, match='hub has no managed network') as caught:
        plans.addition(Asked.of([mine]), False).plan_for(hub(mode=DISABLED))
    assert f'az ml workspace update {OF_HUB} --managed-network' in caught.value.recommendation


def test_under_allow_internet_nothing_is_written_for_hosts(mine):
    assert not plans.addition(Asked.of([mine]), False).plan_for(hub(mode=ALLOW_INTERNET)).plan.operations


def test_failed_platform_rule_is_reported_with_its_likely_cause(mine):
    on_hub = hub(rule('sys', 'a.com', 'Failed', 'Required', error='no permission'), rule('own', 'b.com', 'Failed'))
    planned = plans.addition(Asked.of([mine]), False).plan_for(on_hub)
    assert operations(planned) == [('retry', 'own')]
    (result,) = planned.unwritable
    assert (result.rule, result.destination, result.outcome) == ('sys', 'a.com', 'not_attempted')
    assert 'no permission' in result.error


def test_plan_with_another_id_is_refused(mine):
    request = plans.addition(Asked.of([mine]), False)
    wanted = request.plan_for(hub()).plan.id
    assert plans.make_plan(request, hub(), f' {wanted}\n').plan.id == wanted
    assert plans.make_plan(request, hub()).plan.id == wanted
    changed = hub(rule('x', 'x.com'))
    with pytest.raises(InputError) as caught:
        plans.make_plan(request, changed, wanted)
    assert caught.value.message == f'The plan is not {wanted}; now it is {request.plan_for(changed).plan.id}.'


# Taking away


def test_a_removal_is_serial_and_keeps_with_a_reason(mine):
    on_hub = hub(rule('hn-a-com', 'a.com'), rule('theirs', 'b.com'))
    planned = plans.removal(Asked.of([mine]), any_name=False).plan_for(on_hub)
    assert operations(planned) == [('delete', 'hn-a-com')]
    assert planned.request.removes and planned.plan.serial
    assert [kept.rule for kept in planned.kept] == ['theirs']
    assert planned.remarks == ()
    assert operations(plans.removal(Asked.of([mine]), any_name=True).plan_for(on_hub)) == [
        ('delete', 'hn-a-com'),
        ('delete', 'theirs'),
    ]


def test_removal_of_the_last_fqdn_rule_is_reported(mine):
    (remark,) = plans.removal(Asked.of([mine]), False).plan_for(hub(rule('hn-a-com', 'a.com'))).remarks
    assert 'last FQDN rule' in remark and 'Azure Firewall' in remark


def test_rules_that_a_shipped_preset_in_sync_needs_are_kept(tmp_path):
    on_hub = apply(hub(), plans.addition(Asked.of(['vscode']), False).plan_for(hub()).plan)
    shared = preset_file(tmp_path, 'vscode', 'vscode.dev', 'mine.com')
    # A user's file does not stand for the shipped preset whose name it has.
    planned = plans.removal(Asked.of([shared]), False).plan_for(on_hub)
    assert not planned.plan.operations
    assert [kept.reason for kept in planned.kept] == ['the preset vscode is in sync on this hub and needs it']


def test_a_shipped_preset_that_is_a_subset_keeps_nothing():
    python = plans.addition(Asked.of(['python-packages']), False).plan_for(hub()).plan
    on_hub = apply(hub(), python)
    # azure-direct-models, which is in sync too, is a subset of what is named.
    named = plans.removal(Asked.of(['python-packages']), False).plan_for(on_hub)
    assert [item.name for item in named.plan.operations] == [item.name for item in python.operations]
    assert not named.kept


def test_only_roles_that_the_preset_needs_have_to_be_given():
    with pytest.raises(MissingValue, match='role search'):
        plans.removal(Asked.of(['ai-search']), False).plan_for(hub())
    found = plans.removal(Asked.of(['ai-search'], resources=[f'search={SEARCH}']), False)
    assert operations(found.plan_for(hub(rule('hn-pe', endpoint(SEARCH, 'searchService'))))) == [('delete', 'hn-pe')]
    registry = SEARCH.replace('Microsoft.Search/searchServices', 'Microsoft.MachineLearningServices/registries')
    # Two of its three entries are optional, and their resources are not given.
    asked = Asked.of(['ml-registries'], resources=[f'registry={registry}'])
    on_hub = hub(rule('hn-pe', endpoint(registry, 'amlregistry')))
    assert operations(plans.removal(asked, False).plan_for(on_hub)) == [('delete', 'hn-pe')]


# Files


def save(path, planned, on_hub):
    plans.save(str(path), planned, on_hub)
    return str(path)


@pytest.fixture(name='saved')
def _saved(tmp_path, mine):
    return save(tmp_path / 'plan.json', plans.addition(Asked.of([mine]), False).plan_for(hub()), hub())


def test_a_saved_plan_is_applied_as_it_is(saved, mine):
    planned = plans.saved_plan(saved, None, removes=False).plan_for(hub())
    assert planned.plan == plans.addition(Asked.of([mine]), False).plan_for(hub()).plan
    assert presets_on(planned, hub()) == [{'name': 'mine', 'asOf': None, 'inSync': False}]
    assert planned.request.presets.asked == Asked.of([mine])
    assert [name for name in os.listdir(os.path.dirname(saved)) if name.endswith('.tmp')] == []
    for names in ([mine], [mine, mine], []):
        assert plans.saved_plan(saved, names, removes=False).plan_for(hub()).plan == planned.plan


def test_a_saved_plan_for_a_changed_hub_is_refused(saved):
    with pytest.raises(InputError, match=r'The plan file .*plan\.json is stale .*: rule x is new\.'):
        plans.saved_plan(saved, None, removes=False).plan_for(hub(rule('x', 'x.com')))


def test_saved_plan_reports_rules_that_hubnet_may_not_write(tmp_path, mine):
    on_hub = hub(rule('sys', 'a.com', 'Failed', 'Required'), rule('x', tag()))
    path = save(tmp_path / 'p', plans.addition(Asked.of([mine]), False).plan_for(on_hub), on_hub)
    planned = plans.saved_plan(path, None, removes=False).plan_for(on_hub)
    assert [result.rule for result in planned.unwritable] == ['sys']


def test_saved_removal_reports_the_last_fqdn_rule(tmp_path, mine):
    on_hub = hub(rule('hn-a-com', 'a.com'))
    first = plans.removal(Asked.of([mine]), False).plan_for(on_hub)
    path = save(tmp_path / 'p', first, on_hub)
    planned = plans.saved_plan(path, None, removes=True).plan_for(on_hub)
    assert (planned.plan, planned.remarks) == (first.plan, first.remarks) and planned.remarks
    with pytest.raises(InputError, match="is for 'az hubnet preset remove'"):
        plans.saved_plan(path, None, removes=False)


def test_the_plan_of_the_other_command_is_refused(saved):
    with pytest.raises(InputError, match="is for 'az hubnet preset add'"):
        plans.saved_plan(saved, None, removes=True)


@pytest.mark.parametrize('names', [['vscode'], ['vscode', 'python-packages']])
def test_the_plan_for_other_presets_is_refused(saved, mine, names):
    with pytest.raises(InputError) as caught:
        plans.saved_plan(saved, names, removes=False)
    assert caught.value.message.endswith(f'is for other presets: {mine}.')
    with pytest.raises(InputError, match='is for other presets'):
        plans.saved_plan(saved, [mine, *names], removes=False)


def test_resources_for_roles_are_saved(tmp_path):
    asked = Asked.of(
        ['on-premises'], None, [f'application_gateway={GATEWAY}'], ['application_gateway=a.corp.example,b.corp.example']
    )
    path = save(tmp_path / 'p', plans.addition(asked, False).plan_for(hub()), hub())
    planned = plans.saved_plan(path, ['on-premises'], removes=False).plan_for(hub())
    assert planned.plan.operations[0].destination.fqdns == ('a.corp.example', 'b.corp.example')
    assert presets_on(planned, apply(hub(), planned.plan))[0]['inSync']


@pytest.mark.parametrize(
    'content, words',
    [
        (b'', 'is empty'),
        (b'{"version": 1', 'is not valid JSON: line 1'),
        (b'- a\n- b', 'is not a plan file of hubnet'),
        (b'{"version": 1}', 'is not a plan file of hubnet'),
        (b'\xff\xfe\xff', 'text'),
        (b'version: [', 'not valid YAML'),
        (b'[]', 'is not a plan file of hubnet'),
        (b'null', 'is not a plan file of hubnet'),
    ],
)
def test_other_file_is_refused_with_its_path(tmp_path, content, words):
    path = tmp_path / 'plan.json'
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        plans.saved_plan(str(path), None, removes=False)
    assert caught.value.message.startswith(f'The plan file {path}')


def test_unreadable_plan_file_is_an_error(tmp_path):
    for path, words in ((tmp_path / 'nowhere', 'there is no such file'), (tmp_path, 'this is a directory')):
        with pytest.raises(FileProblem) as caught:
            plans.saved_plan(str(path), None, removes=False)
        assert caught.value.message == f'--plan-file {path}: {words}.'
    with pytest.raises(FileProblem) as caught:
        plans.saved_plan('nowhere', None, removes=False)
    assert '--dry-run' in caught.value.recommendation


def test_plan_file_path_may_start_with_a_tilde(tmp_path, monkeypatch, mine):
    monkeypatch.setenv('HOME', str(tmp_path))
    monkeypatch.setenv('USERPROFILE', str(tmp_path))
    plans.save('~/plan.json', plans.addition(Asked.of([mine]), False).plan_for(hub()), hub())
    assert (tmp_path / 'plan.json').is_file()
    assert plans.saved_plan('~/plan.json', None, removes=False).plan_for(hub()).plan.operations


def test_newer_plan_replaces_an_older_one(saved, mine):
    on_hub = hub(rule('x', 'a.com'))
    save(saved, plans.addition(Asked.of([mine]), False).plan_for(on_hub), on_hub)
    assert operations(plans.saved_plan(saved, None, removes=False).plan_for(on_hub)) == ADDED[1:]


@pytest.mark.parametrize('place', ['nowhere/plan.json', ''])
def test_path_that_cannot_be_written_is_an_error_and_nothing_is_left(tmp_path, mine, place):
    planned = plans.addition(Asked.of([mine]), False).plan_for(hub())
    folder = tmp_path / 'folder'
    folder.mkdir()
    with pytest.raises(FileProblem, match=r'--plan-file .*: it cannot be written: '):
        plans.save(os.path.join(str(folder), place), planned, hub())
    assert sorted(path.name for path in tmp_path.rglob('*')) == ['folder', 'mine.yaml']


@pytest.mark.parametrize('step', ['open', 'replace'])
def test_failed_save_keeps_the_older_plan(saved, mine, monkeypatch, step):
    def fail(*_, **__):
        raise OSError(28, 'No space left on device')

    with open(saved, encoding='utf-8') as file:
        older = file.read()
    monkeypatch.setattr(whole_file.os if step == 'replace' else whole_file, step, fail, raising=False)
    on_hub = hub(rule('x', 'a.com'))
    with pytest.raises(FileProblem, match='No space left on device'):
        save(saved, plans.addition(Asked.of([mine]), False).plan_for(on_hub), on_hub)
    monkeypatch.undo()
    with open(saved, encoding='utf-8') as file:
        assert file.read() == older
    assert [name for name in os.listdir(os.path.dirname(saved)) if name.endswith('.tmp')] == []
