"""Damaged files: the parser and the loader of presets give a result or an input error, whatever is in them."""

import json

import yaml
from hypothesis import strategies as st

from azext_hubnet.core.catalogue import roles
from azext_hubnet.core.catalogue.preset_file import from_document
from azext_hubnet.core.documents import text as documents
from azext_hubnet.core.formats.detect import parse
from azext_hubnet.core.model.errors import InputError
from tests.core.makers import STORAGE, hub
from tests.properties.examples import holds_for

DUMPER = getattr(yaml, 'CSafeDumper', yaml.SafeDumper)

RULES = {
    'r1': {'type': 'fqdn', 'destination': 'a.example.org, *.b.org'},
    'r2': {
        'type': 'service_tag',
        'destination': {
            'service_tag': 'Storage',
            'protocol': 'TCP',
            'port_ranges': '80, 443',
            'address_prefixes': ['10.0.0.0/8', '::1/128'],
        },
    },
    'r3': {
        'type': 'private_endpoint',
        'destination': {'service_resource_id': STORAGE, 'subresource_target': 'blob', 'spark_enabled': True},
        'fqdns': ['a.b.example.org'],
    },
}
WORKSPACE = {
    'name': 'w',
    'kind': 'hub',
    'managed_network': {'isolation_mode': 'allow_only_approved_outbound', 'outbound_rules': RULES},
}
TEMPLATE = {
    '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    'parameters': {'name': {'defaultValue': 'w'}},
    'variables': {'x': "[concat(parameters('name'), '/r')]"},
    'resources': [
        {
            'type': 'Microsoft.MachineLearningServices/workspaces',
            'name': "[parameters('name')]",
            'properties': {'managedNetwork': {'outboundRules': RULES}},
        },
        {
            'type': 'Microsoft.MachineLearningServices/workspaces/outboundRules',
            'name': "[variables('x')]",
            'properties': RULES['r1'],
            'condition': True,
        },
    ],
}
PRESET = {
    'name': 'p',
    'title': 'T',
    'sources': {'s': {'title': 'S', 'date': '2024-05-21'}},
    'revisions': [{'date': '2024-05-21', 'source': 's'}, {'date': '2025-01-01', 'source': 's'}],
    'notes': ['n', {'text': 'n', 'since': '2025-01-01'}],
    'entries': [
        {
            'type': 'fqdn',
            'destination': 'a.org',
            'purpose': 'x',
            'listed': [{'since': '2024-05-21', 'until': '2025-01-01', 'source': 's', 'optional': 'if wanted'}],
        },
        {
            'type': 'private_endpoint',
            'fqdns': ['a.b.org'],
            'optional': True,
            'destination': {'service_resource_id': '<storage>', 'subresource_target': 'blob', 'spark_enabled': False},
        },
        {
            'type': 'service_tag',
            'source': 's',
            'destination': {'service_tag': 'Storage.<region>', 'protocol': 'TCP', 'port_ranges': '443'},
        },
    ],
}
DOCUMENTS = [WORKSPACE, TEMPLATE, [{'name': name, **raw} for name, raw in RULES.items()], PRESET]
TEXTS = [
    write(document)
    for document in DOCUMENTS
    for write in (
        json.dumps,
        lambda document: json.dumps(document, indent=1),
        lambda document: yaml.dump(document, Dumper=DUMPER, sort_keys=False),
    )
]
PRESET_TEXTS = TEXTS[-3:]

# What replaces, or is put between, pieces of the text.
PIECES = st.sampled_from(
    [
        '',
        '',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        ':',
        ',',
        '\n',
        '\n  ',
        '- ',
        '\t',
        '\\',
        '\\ud800',
        '\x1b[2J',
        '\x9b',
        '\u202e',
        '\0',
        '\ufeff',
        '💥',
        'null',
        '~',
        'true',
        '0',
        '-1',
        '1e999',
        '9' * 500,
        '.nan',
        '2024-13-45',
        '&a ',
        '*a',
        '<<: *a',
        '<<: ',
        '!!python/object/apply:os.system ["x"]',
        '!!binary ',
        '? ',
        '| ',
        '%',
        '@',
        '<x>',
        '${x}',
        "[parameters('x')]",
        '[' * 200,
        '{"a":' * 150,
        '- ' * 150,
        '=1+1',
        'x' * 3000,
        '*' * 300,
        ',' * 3000,
    ]
)
CUTS = st.lists(
    st.tuples(st.integers(0, 2000), st.sampled_from([0, 0, 1, 2, 5, 20, 200]), PIECES), min_size=1, max_size=2
)


def mutilated(texts):
    """One of the texts with pieces of it taken out, put in, or replaced by others."""

    def cut(text, cuts):
        for place, length, piece in cuts:
            place %= len(text) + 1
            text = text[:place] + piece + text[place + length :]
        return text

    return st.builds(cut, st.sampled_from(texts), CUTS)


def read(text):
    """The document; None where it is refused with a message that has a place and no Python in it."""
    try:
        return documents.read(text, 'x')
    except InputError as ex:
        assert ex.message.startswith('x') and 'Traceback' not in ex.message and len(ex.message) < 5000
        return None


@holds_for(mutilated(TEXTS), st.booleans(), reaching=('refused', 'read', 'rules'))
def test_damaged_rule_file_is_read_or_refused(text, as_bytes):
    document = read(text.encode('utf-8', 'replace') if as_bytes else text)
    if document is None:
        return {'refused'}
    try:
        found = parse(document, 'x')
    except InputError as ex:
        assert ex.message.startswith('x') and ex.recommendation
        return {'read', 'no hub'}
    assert all(rule.understood or rule.destination.reason for rule in found.rules)
    json.dumps([str(oddity) for oddity in found.oddities])
    return {'read', *(['rules'] if found.rules else [])}


@holds_for(mutilated(PRESET_TEXTS), reaching=('refused', 'loaded', 'no preset', 'resolved'))
def test_damaged_preset_file_is_loaded_or_refused(text):
    document = read(text)
    if document is None:
        return {'refused'}
    try:
        preset = from_document(document, 'x/y.yaml')
        revision = preset.at()
        assert revision.entries or preset.revisions
    except InputError as ex:
        assert ex.message and ex.recommendation
        return {'no preset'}
    try:
        roles.resolve(preset.ever(), hub())
    except InputError as ex:
        assert ex.message.startswith('x/y.yaml') and ex.recommendation
        return {'loaded'}
    return {'loaded', 'resolved'}


junk = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=8),
        st.sampled_from(['fqdn', '2024-05-21', 'a.org', '<storage>']),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(['name', 'title', 'description', 'applies_to', 'sources', 'revisions', 'notes', 'entries'])
entry = st.dictionaries(
    st.sampled_from(
        [
            'type',
            'destination',
            'fqdns',
            'purpose',
            'optional',
            'listed',
            'source',
            'warning',
            'replaced_by',
            'name',
            '_x',
        ]
    ),
    junk,
    max_size=5,
)


@holds_for(
    st.dictionaries(fields, junk, max_size=5),
    st.lists(entry | junk, max_size=3),
    st.booleans(),
    reaching=('no preset',),
)
def test_any_values_are_a_preset_or_an_input_error(document, entries, with_entries):
    document = {**document, 'entries': entries} if with_entries else document
    try:
        for revision in (from_document(document, 'x').at(), from_document(document, 'x').ever()):
            roles.resolve(revision, hub())
    except InputError as ex:
        assert ex.message
        return {'no preset'}
    return {'loaded'}


def test_texts_are_valid_before_they_are_mutilated():
    for text in TEXTS:
        assert read(text) is not None
    for text in PRESET_TEXTS:
        assert len(from_document(read(text), 'x').ever().entries) == 3
