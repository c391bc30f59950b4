"""Documents that are presets: in the format of the shipped ones, or rule files."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azext_hubnet.core.catalogue import roles, shipped
from azext_hubnet.core.catalogue.preset_file import TYPES, from_document, read
from azext_hubnet.core.catalogue.shown import preset_revision
from azext_hubnet.core.documents import yaml_values
from azext_hubnet.core.model.errors import FileProblem, InputError
from tests.core.makers import GATEWAY, STORAGE, endpoint_entry, fqdn, hub, optional, preset, tag, tag_entry


def preset_of(text, path='teams/mine.yaml'):
    return from_document(yaml_values.load(text), path)


def problem_of(document, path='mine.yaml'):
    with pytest.raises(InputError) as caught:
        from_document(document, path)
    assert caught.value.recommendation
    return caught.value.message


def test_the_smallest_preset_is_a_list_of_entries():
    revision = preset_of('entries:\n- {type: fqdn, destination: pypi.org}').at()
    assert (revision.name, revision.title, revision.description) == ('mine', 'mine', '')
    assert (revision.as_of, revision.source, revision.applies_to, revision.notes) == (None, None, (), ())
    (entry,) = revision.entries
    assert (entry.type, entry.destination, entry.purpose, entry.optional) == ('fqdn', 'pypi.org', '', False)
    assert (entry.condition, entry.warning, entry.replaced_by) == (None, None, None)


def test_all_fields_of_a_preset_are_read():
    revision = from_document(
        {
            'name': 'ours',
            'title': 'Ours',
            'description': 'What we need.',
            'applies_to': ['hub', 'workspace'],
            'entries': [
                {
                    'type': 'FQDN',
                    'destination': 'a.com',
                    'purpose': 'to see',
                    'optional': 'if needed',
                    'warning': 'careful',
                    'replaced_by': 'b.com',
                }
            ],
        },
        'mine.yaml',
    ).at()
    assert (revision.name, revision.title, revision.description) == ('ours', 'Ours', 'What we need.')
    assert revision.applies_to == ('hub', 'workspace')
    (entry,) = revision.entries
    assert (entry.type, entry.purpose, entry.optional, entry.condition, entry.warning, entry.replaced_by) == (
        'fqdn',
        'to see',
        True,
        'if needed',
        'careful',
        'b.com',
    )


@pytest.mark.parametrize(
    'value, condition', [(True, 'if wanted'), (False, None), (None, None), ('', None), ('on Mondays', 'on Mondays')]
)
def test_optional_is_a_flag_or_a_condition(value, condition):
    (entry,) = preset(optional('a.com', value)).at().entries
    assert (entry.optional, entry.condition) == (condition is not None, condition)


def test_entry_can_name_several_hosts():
    revision = preset({'type': 'fqdn', 'destination': 'a.com, *.b.com,, c.com:22 ', 'purpose': 'all'}, 'd.com').at()
    assert [entry.destination for entry in revision.entries] == ['a.com', '*.b.com', 'c.com:22', 'd.com']
    assert [entry.purpose for entry in revision.entries] == ['all', 'all', 'all', '']
    assert [entry.place for entry in revision.entries] == ['mine.yaml: entry 1'] * 3 + ['mine.yaml: entry 2']


AZ_ML = f"""
name: hub
managed_network:
  isolation_mode: allow_only_approved_outbound
  outbound_rules:
  - {{name: one, type: fqdn, destination: PyPI.org}}
  - {{name: two, type: fqdn, destination: "a.com, b.com:8443"}}
  - name: three
    type: service_tag
    destination: {{service_tag: Storage, protocol: TCP, port_ranges: 443}}
  - name: four
    type: private_endpoint
    destination: {{service_resource_id: {GATEWAY}, subresource_target: appGwPrivateFrontendIpIPv4}}
    fqdns: [repo.corp.example]
"""


def test_workspace_file_of_az_ml_is_a_preset():
    revision = preset_of(AZ_ML).at()
    assert (revision.name, revision.as_of) == ('mine', None)
    assert [entry.purpose for entry in revision.entries] == [
        'rule one',
        'rule two',
        'rule two',
        'rule three',
        'rule four',
    ]
    needs = roles.resolve(revision, hub())
    assert [need.destination for need in needs[:2]] == [fqdn('pypi.org'), fqdn('a.com')]
    assert needs[2].unsupported == 'FQDN rules open ports 80 and 443 only, not 8443'
    assert needs[3].destination == tag()
    assert (needs[4].destination.service_resource_id, needs[4].destination.fqdns) == (GATEWAY, ('repo.corp.example',))


def test_rule_without_name_has_no_purpose():
    (entry,) = from_document([{'type': 'fqdn', 'destination': 'a.com'}], 'mine.json').at().entries
    assert entry.purpose == ''


def test_output_of_preset_show_as_of_a_date_is_a_preset():
    shown = preset_revision(shipped.load('vscode').at('2024-05-21'))
    again = from_document(json.loads(json.dumps(shown)), 'x.json').at()
    assert again.name == 'vscode'
    assert [(entry.type, entry.destination) for entry in again.entries] == [
        (entry['type'], entry['destination']) for entry in shown['entries']
    ]


def test_aliases_are_read_next_to_the_destination_or_in_it():
    beside = endpoint_entry(GATEWAY, 'appGwPrivateFrontendIpIPv4', fqdns=['a.corp.example'])
    inside = endpoint_entry(GATEWAY, 'appGwPrivateFrontendIpIPv4')
    inside['destination']['fqdns'] = ['a.corp.example']
    for entry in (beside, inside):
        (need,) = roles.resolve(preset(entry).at(), hub())
        assert need.destination.fqdns == ('a.corp.example',)


ENTRY = {'type': 'fqdn', 'destination': 'a.com'}


@pytest.mark.parametrize(
    'change, message',
    [
        ({'entries': []}, 'mine.yaml has no entries.'),
        ({'entries': None}, 'mine.yaml has no entries.'),
        ({'entries': {}}, 'mine.yaml, field entries: is an object.'),
        ({'entries': 'a.com'}, "mine.yaml, field entries: is the text 'a.com'."),
        ({'entries': ['a.com']}, "mine.yaml: entry 1 is the text 'a.com'."),
        ({'entries': [ENTRY, None]}, 'mine.yaml: entry 2 is null.'),
        ({'name': 7}, 'mine.yaml, field name: is the number 7.'),
        ({'title': ['x']}, 'mine.yaml, field title: is a list.'),
        ({'description': {}}, 'mine.yaml, field description: is an object.'),
        ({'applies_to': 'hub'}, "mine.yaml, field applies_to: is the text 'hub'."),
        ({'applies_to': [1]}, 'mine.yaml, field applies_to: holds the number 1.'),
        ({'sources': ['x']}, 'mine.yaml, field sources: is a list.'),
        ({'notes': 'x'}, "mine.yaml, field notes: is the text 'x'."),
        ({'notes': ['x', 7]}, 'mine.yaml: note 2 is the number 7.'),
        ({'notes': [{'since': '2025-01-01'}]}, 'mine.yaml: note 1, field text: is missing.'),
        ({'notes': [{'text': 'x', 'since': 'then'}]}, "mine.yaml: note 1, field since: 'then' is not a valid date."),
        ({'revisions': {}}, 'mine.yaml, field revisions: is an object.'),
        ({'revisions': ['2025-01-01']}, "mine.yaml: revision 1 is the text '2025-01-01'."),
        ({'revisions': [{}]}, 'mine.yaml: revision 1, field date: is missing.'),
        ({'revisions': [{'date': 2025}]}, 'mine.yaml: revision 1, field date: is the number 2025.'),
        (
            {'revisions': [{'date': '2025-01-01', 'source': 7}]},
            'mine.yaml: revision 1, field source: is the number 7.',
        ),
    ],
)
def test_wrong_field_of_the_file_is_named(change, message):
    assert problem_of({'entries': [ENTRY], **change}) == message


@pytest.mark.parametrize(
    'change, message',
    [
        ({'type': None}, 'field type: is missing.'),
        ({'type': ''}, 'field type: is missing.'),
        ({'type': 'url'}, "field type: 'url' is not a valid rule type."),
        ({'type': 7}, 'field type: is the number 7.'),
        ({'destination': None}, 'field destination: is missing.'),
        ({'destination': ' , '}, 'field destination: is missing.'),
        ({'destination': {'host': 'a.com'}}, 'field destination: is an object.'),
        ({'destination': ['a.com']}, 'field destination: is a list.'),
        ({'type': 'service_tag'}, "field destination: is the text 'a.com'."),
        ({'type': 'service_tag', 'destination': {}}, 'field destination: is missing.'),
        ({'type': 'private_endpoint', 'destination': None}, 'field destination: is missing.'),
        ({'purpose': 7}, 'field purpose: is the number 7.'),
        ({'optional': 1}, 'field optional: is the number 1.'),
        ({'optional': ['x']}, 'field optional: is a list.'),
        ({'warning': True}, 'field warning: is true.'),
        ({'replaced_by': []}, 'field replaced_by: is a list.'),
        ({'source': {}}, 'field source: is an object.'),
        ({'listed': 'always'}, "field listed: is the text 'always'."),
        ({'listed': []}, 'field listed: is empty.'),
        ({'listed': [None]}, 'field listed: number 1 is null.'),
        ({'listed': [{}]}, 'field listed: number 1, field since: is missing.'),
        ({'listed': [{'since': '2025-1-1'}]}, "field listed: number 1, field since: '2025-1-1' is not a valid date."),
        (
            {'listed': [{'since': '2025-01-01', 'until': 'x'}]},
            "field listed: number 1, field until: 'x' is not a valid date.",
        ),
        (
            {'listed': [{'since': '2025-01-01', 'until': '2025-01-01'}]},
            'field listed: number 1, field until: is 2025-01-01, not later than since.',
        ),
        (
            {'listed': [{'since': '2025-01-01', 'optional': 3}]},
            'field listed: number 1, field optional: is the number 3.',
        ),
        ({'listed': [{'since': '2025-01-01', 'source': []}]}, 'field listed: number 1, field source: is a list.'),
    ],
)
def test_wrong_field_of_an_entry_is_named(change, message):
    assert problem_of({'entries': [ENTRY, {**ENTRY, **change}]}) == f'mine.yaml: entry 2, {message}'


@pytest.mark.parametrize(
    'document, words',
    [
        ([], 'mine.yaml holds no rules to make a preset of.'),
        (
            [{'name': 'r', 'type': 'fqdn', 'destination': 'https://a.com'}],
            "mine.yaml: r, field destination: 'https://a.com'",
        ),
        ([{'name': 'r', 'type': 'url', 'destination': 'a.com'}], "mine.yaml: r, field type: 'url' is "),
        (
            [{'type': 'service_tag', 'destination': 'Storage'}],
            'mine.yaml: a rule without a name, field destination: is',
        ),
        (
            [{'name': 'r', 'type': 'private_endpoint', 'destination': {'service_resource_id': '<storage>'}}],
            "mine.yaml: r, field destination.service_resource_id: '<storage>' contains an unresolved placeholder",
        ),
        (7, 'mine.yaml contains the number 7, not outbound rules.'),
        (None, 'mine.yaml contains null, not outbound rules.'),
        ({'rules': []}, 'mine.yaml is not a rule file that hubnet recognises'),
    ],
)
def test_rule_file_that_cannot_be_a_preset_is_an_error(document, words):
    assert problem_of(document).startswith(words)


def test_file_without_rules_is_a_file_problem():
    with pytest.raises(FileProblem):
        from_document([], 'mine.yaml')


def test_preset_that_is_not_an_object_is_an_error():
    with pytest.raises(InputError, match=r'mine\.yaml is a list'):
        read([], 'mine', 'mine.yaml')


# Fields that nobody reads


@pytest.mark.parametrize(
    'entry, message, words',
    [
        (dict(optinal=True), "mine.yaml: entry 2 has an unknown field 'optinal'.", 'Did you mean optional'),
        (dict(Optional=True), "mine.yaml: entry 2 has an unknown field 'Optional'.", 'Did you mean optional'),
        (dict(port=443), "mine.yaml: entry 2 has an unknown field 'port'.", 'The fields are type, destination, '),
        (
            dict(listed=[{'since': '2025-01-01'}, {'since': '2025-02-01', 'untill': '2025-03-01'}]),
            "mine.yaml: entry 2, field listed: number 2 has an unknown field 'untill'.",
            'Did you mean until',
        ),
        (
            dict(type='service_tag', destination={'service_tag': 'Storage', 'protocol': 'TCP', 'port_range': '443'}),
            "mine.yaml: entry 2, field destination has an unknown field 'port_range'.",
            'Did you mean port_ranges',
        ),
        (
            dict(
                endpoint_entry(),
                destination={'service_resource_id': STORAGE, 'subresource_target': 'blob', 'spark': True},
            ),
            "mine.yaml: entry 2, field destination has an unknown field 'spark'.",
            'spark_enabled?',
        ),
        ({**ENTRY, 7: 'x'}, "mine.yaml: entry 2 has an unknown field '7'.", 'The fields are type'),
    ],
)
def test_unknown_field_of_an_entry_is_an_error_with_the_nearest(entry, message, words):
    with pytest.raises(InputError) as caught:
        from_document({'entries': [ENTRY, {**ENTRY, **entry}]}, 'mine.yaml')
    assert caught.value.message == message
    assert words in caught.value.recommendation


@pytest.mark.parametrize(
    'document, message, words',
    [
        (dict(titel='x'), "mine.yaml has an unknown field 'titel'.", 'Did you mean title'),
        (dict(applies='hub'), "mine.yaml has an unknown field 'applies'.", 'applies_to'),
        (
            dict(sources={'a': {'titel': 'x'}}),
            "mine.yaml: source a has an unknown field 'titel'.",
            'Did you mean title? The fields are title, document, commit, date.',
        ),
        (dict(sources={'a': 'x'}), "mine.yaml: source a is the text 'x'.", 'Write an object'),
        (
            dict(revisions=[{'date': '2025-01-01', 'sorce': 'a'}]),
            "mine.yaml: revision 1 has an unknown field 'sorce'.",
            'Did you mean source? The fields are date, source.',
        ),
        (dict(notes=[{'txt': 'x'}]), "mine.yaml: note 1 has an unknown field 'txt'.", 'Did you mean text'),
    ],
)
def test_unknown_field_outside_entries_is_an_error_with_the_nearest(document, message, words):
    with pytest.raises(InputError) as caught:
        from_document({'entries': [ENTRY], **document}, 'mine.yaml')
    assert caught.value.message == message
    assert words in caught.value.recommendation


@pytest.mark.parametrize('field', ['entrys', 'entry', 'Entries', 'enteries'])
def test_mistyped_entries_are_named(field):
    with pytest.raises(InputError) as caught:
        from_document({'title': 'Mine', field: [ENTRY]}, 'mine.yaml')
    assert caught.value.message == f"mine.yaml has an unknown field '{field}'."
    assert caught.value.recommendation.startswith('Did you mean entries')


def test_placeholders_of_a_source_are_filled():
    document = {
        'name': 'mine',
        'sources': {'own': {'title': 'Own', 'document': 'presets/{preset}.yaml', 'date': '{date}'}},
        'revisions': [{'date': '2025-01-01', 'source': 'own'}, {'date': '2025-02-01', 'source': 'own'}],
        'entries': [{**ENTRY, 'listed': [{'since': '2025-01-01', 'source': 'own'}]}, {**ENTRY, 'source': 'own'}],
    }
    mine = from_document(document, 'mine.yaml')
    assert [mine.at(day).source for day in mine.days] == [
        'Own, presets/mine.yaml, 2025-01-01',
        'Own, presets/mine.yaml, 2025-02-01',
    ]
    assert [entry.source for entry in mine.at().entries] == [
        'Own, presets/mine.yaml, 2025-01-01',
        'Own, presets/mine.yaml',
    ]


def test_comments_and_fields_printed_by_other_commands_are_skipped():
    shown = dict(ENTRY, name='r', since=None, until=None, category='UserDefined', status='Active', _comment='mine')
    assert from_document({'entries': [shown]}, 'mine.yaml').at().entries[0].destination == 'a.com'
    wire = {
        'type': 'PrivateEndpoint',
        'destination': {
            'serviceResourceId': STORAGE,
            'subresourceTarget': 'blob',
            'sparkEnabled': True,
            'sparkStatus': 'Active',
            '_comment': 'x',
        },
    }
    (need,) = roles.resolve(from_document({'entries': [wire]}, 'mine.yaml').at(), hub())
    assert need.destination.spark_enabled


@pytest.mark.parametrize('name', shipped.names())
def test_output_of_preset_show_is_a_preset(name):
    shown = json.loads(json.dumps(preset_revision(shipped.load(name).at())))
    again = from_document(shown, 'mine.json').at()
    assert [entry.destination for entry in again.entries] == [entry['destination'] for entry in shown['entries']]


# Anything at all

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            'fqdn',
            'service_tag',
            'private_endpoint',
            'a.com',
            'a.com:22',
            'a.com,b.com',
            '*',
            '2025-01-01',
            '2025-06-01',
            '<storage>',
            'Storage.<region>',
            'TCP',
            '443',
            STORAGE,
            'blob',
            'Deny',
            'article',
        ]
    ),
)
KEYS = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        [
            'entries',
            'type',
            'destination',
            'listed',
            'since',
            'until',
            'optional',
            'source',
            'sources',
            'revisions',
            'date',
            'notes',
            'text',
            'name',
            'title',
            'fqdns',
            'purpose',
            'warning',
            'replaced_by',
            'properties',
            'service_tag',
            'protocol',
            'port_ranges',
            'service_resource_id',
            'subresource_target',
            'spark_enabled',
            'action',
            'applies_to',
            'outbound_rules',
            'managed_network',
            'address_prefixes',
        ]
    ),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=20,
)
PERIOD = st.fixed_dictionaries(
    {'since': st.one_of(st.just('2025-01-01'), SCALARS)},
    optional={'until': SCALARS, 'optional': SCALARS, 'source': SCALARS},
)
ENTRIES = st.fixed_dictionaries(
    {
        'type': st.one_of(st.sampled_from(TYPES), ANYTHING),
        'destination': st.one_of(
            st.just('a.com'),
            ANYTHING,
            st.fixed_dictionaries({'service_tag': SCALARS, 'protocol': SCALARS, 'port_ranges': SCALARS}),
            st.fixed_dictionaries(
                {'service_resource_id': SCALARS, 'subresource_target': SCALARS, 'spark_enabled': SCALARS}
            ),
        ),
    },
    optional={
        'listed': st.one_of(st.lists(PERIOD, max_size=3), ANYTHING),
        'optional': ANYTHING,
        'purpose': SCALARS,
        'fqdns': ANYTHING,
        'warning': SCALARS,
        'replaced_by': SCALARS,
        'source': SCALARS,
    },
)
DOCUMENTS = st.one_of(
    ANYTHING,
    st.lists(ENTRIES, max_size=3),
    st.fixed_dictionaries(
        {'entries': st.one_of(st.lists(ENTRIES, min_size=1, max_size=4), ANYTHING)},
        optional={
            'revisions': st.one_of(st.lists(st.fixed_dictionaries({'date': SCALARS}), max_size=3), ANYTHING),
            'sources': ANYTHING,
            'notes': st.one_of(st.lists(ANYTHING, max_size=2), ANYTHING),
            'name': SCALARS,
            'title': SCALARS,
            'description': SCALARS,
            'applies_to': ANYTHING,
        },
    ),
)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(DOCUMENTS, st.one_of(st.none(), st.sampled_from(['2025-01-01', '2024-12-31', 'x'])))
def test_any_document_is_a_preset_or_an_input_error(document, as_of):
    try:
        revision = from_document(document, 'mine.yaml').at(as_of)
        json.dumps(preset_revision(revision))
        needs = roles.resolve(revision, hub())
    except InputError as ex:
        assert ex.message
        return
    assert len(needs) == len(revision.entries)
    for need in needs:
        assert (need.destination, need.unsupported, need.unfilled).count(None) == 2


@settings(max_examples=300, deadline=None)
@given(ENTRIES)
def test_input_error_about_an_entry_names_file_and_entry(entry):
    try:
        roles.resolve(from_document({'entries': [ENTRY, entry]}, 'mine.yaml').at(), hub())
    except InputError as ex:
        assert ex.message.startswith('mine.yaml: entry 2')


def test_builders_make_sound_presets():
    assert [entry.destination for entry in preset(tag_entry('Storage.<region>'), 'a.com').at().entries] == [
        {'service_tag': 'Storage.<region>', 'protocol': 'TCP', 'port_ranges': '443'},
        'a.com',
    ]
