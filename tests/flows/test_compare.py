"""From the arguments that name presets to their comparison with a hub."""

import json

import pytest

from azext_hubnet.core.catalogue import roles, shipped
from azext_hubnet.core.model.errors import FileProblem, InputError, MissingValue, UnknownName
from azext_hubnet.flows.compare import Asked, requested_presets
from tests.core.makers import GATEWAY, SEARCH, STORAGE, compare, hub, rule


def write(path, *hosts, **fields):
    path.write_text(
        json.dumps({'entries': [{'type': 'fqdn', 'destination': host} for host in hosts], **fields}), encoding='utf-8'
    )
    return str(path)


def test_asked_survives_json():
    asked = Asked.of(['b', 'a', 'b'], '2025-01-01', [f'search={SEARCH}'], None, None)
    assert asked == Asked(('b', 'a'), '2025-01-01', (f'search={SEARCH}',), (), False)
    assert asked.as_json() == {
        'presets': ['b', 'a'],
        'as_of': '2025-01-01',
        'resources': [f'search={SEARCH}'],
        'fqdns': [],
        'include_optional': False,
    }
    assert Asked.of(**json.loads(json.dumps(asked.as_json()))) == asked
    assert Asked.of(['a']) == Asked(('a',))


def test_given_resources_and_hosts_are_parsed():
    given = Asked.of(['x'], None, [f'storage={STORAGE}'], ['application_gateway=a.corp.example']).given()
    assert given == roles.Given({'storage': STORAGE}, {'application_gateway': ('a.corp.example',)})
    with pytest.raises(InputError):
        Asked.of(['x'], resources=['stroage=/x']).given()


def test_shipped_presets_and_preset_files_are_compared_together(tmp_path):
    mine = write(tmp_path / 'mine.yaml', 'a.com')
    on_hub = hub(rule('r', 'a.com'))
    found = requested_presets(Asked.of(['vscode', mine], '2024-05-21')).compare(on_hub)
    assert [(one['name'], one['asOf'], one['inSync']) for one in found.presets_json()] == [
        ('vscode', '2024-05-21', False),
        ('mine', None, True),
    ]
    assert found.entries[:-1] == compare(on_hub, shipped.load('vscode').at('2024-05-21')).entries


def test_dates_and_optional_entries_decide_what_counts():
    def counting(*arguments, **options):
        return len(list(requested_presets(Asked.of(['vscode'], *arguments, **options)).compare(hub()).counting))

    assert counting('2024-05-21') == 14
    assert [counting(include_optional=wanted) for wanted in (False, True)] == [9, 24]


@pytest.mark.parametrize(
    'asked, error, words',
    [
        (Asked.of(['vscdoe']), UnknownName, "There is no preset 'vscdoe'"),
        (Asked.of(['./nowhere.yaml']), FileProblem, 'there is no such file'),
        (Asked.of(['vscode'], '2020-01-01'), InputError, 'has no revision as of 2020-01-01'),
        (Asked.of(['vscode'], resources=['x']), InputError, 'is not ROLE=VALUE'),
    ],
)
def test_unusable_arguments_are_refused_before_the_hub_is_read(asked, error, words):
    with pytest.raises(error, match=words):
        requested_presets(asked)


def test_unresolved_placeholder_is_an_error():
    with pytest.raises(MissingValue, match='needs a resource for the role search'):
        requested_presets(Asked.of(['ai-search'])).compare(hub())
    assert requested_presets(Asked.of(['ai-search'], resources=[f'search={SEARCH}'])).compare(hub()).entries
    on_premises = Asked.of(['on-premises'], resources=[f'application_gateway={GATEWAY}'])
    with pytest.raises(MissingValue, match='Application'):
        requested_presets(on_premises).compare(hub())


def test_unused_resource_is_reported_once(caplog):
    asked = Asked.of(['vscode', 'ai-search'], resources=[f'search={SEARCH}', f'storage={STORAGE}'])
    requested_presets(asked).compare(hub())
    assert [record.getMessage() for record in caplog.records] == [
        '--resource storage is not used: no entry of vscode, ai-search has that role.'
    ]
    caplog.clear()
    requested_presets(asked, quiet=True)
    requested_presets(Asked.of(['ai-search'], resources=[f'search={SEARCH}']))
    assert not caplog.records


def test_two_presets_with_one_name_are_refused(tmp_path):
    mine = write(tmp_path / 'vscode.yaml', 'a.com')
    for order in ([mine, 'vscode'], ['vscode', mine]):
        with pytest.raises(InputError) as caught:
            requested_presets(Asked.of(order))
        assert caught.value.message == f"'{order[0]}' and '{order[1]}' are both presets with the name vscode."
        assert "another 'name'" in caught.value.recommendation
    write(tmp_path / 'vscode.yaml', 'a.com', name='mine')
    assert len(requested_presets(Asked.of([mine, 'vscode'])).compare(hub()).presets) == 2
    with pytest.raises(InputError, match='with the name mine'):
        requested_presets(Asked.of([mine, write(tmp_path / 'mine.yaml', 'b.com')]))
