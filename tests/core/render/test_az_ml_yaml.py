"""Values of the core in the spelling that users see."""

import pytest

from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.catalogue import shown as shown_presets
from azext_hubnet.core.formats.rule import parse_rule
from azext_hubnet.core.model.hub import Hub
from azext_hubnet.core.render import az_ml_yaml
from tests.core.makers import HUB_ID, STORAGE, endpoint, fqdn, hub, optional, preset, rule, tag, tag_entry

ENDPOINT = {'service_resource_id': STORAGE, 'subresource_target': 'blob', 'spark_enabled': False}


@pytest.mark.parametrize(
    'value',
    [
        fqdn('pypi.org'),
        fqdn('a.com', '*.b.com'),
        tag(),
        tag(protocol='*', port_ranges='*', prefixes=['10.0.0.0/8']),
        tag(action='Deny'),
        endpoint(),
        endpoint(spark=True, fqdns=['a.corp.example']),
    ],
)
def test_a_rule_is_read_back_as_it_was(value):
    shown = az_ml_yaml.rule('name', value)
    assert list(shown)[:3] == ['name', 'type', 'destination']
    read, oddities = parse_rule('name', shown)
    assert read.destination == value
    assert oddities == []


def test_the_contract_of_a_hub():
    assert az_ml_yaml.hub(hub(kind='Hub')) == {
        'id': HUB_ID,
        'name': 'hub',
        'kind': 'Hub',
        'isolationMode': 'AllowOnlyApprovedOutbound',
        'firewallSku': 'Standard',
        'networkStatus': 'Active',
    }
    assert list(az_ml_yaml.hub(Hub())) == ['id', 'name', 'kind', 'isolationMode', 'firewallSku', 'networkStatus']
    assert set(az_ml_yaml.hub(Hub()).values()) == {None}


def test_the_contract_of_preset_show():
    mine = preset(
        'a.com',
        optional('b.com', 'when needed'),
        title='Mine',
        description='All that is mine.',
        notes=['Mind the gap.'],
    )
    shown = shown_presets.preset_revision(mine.at())
    assert list(shown) == ['name', 'title', 'description', 'asOf', 'source', 'entries', 'notes']
    assert {**shown, 'entries': None} == {
        'name': 'mine',
        'title': 'Mine',
        'description': 'All that is mine.',
        'asOf': None,
        'source': None,
        'entries': None,
        'notes': ['Mind the gap.'],
    }
    assert shown['entries'] == [
        {
            'type': 'fqdn',
            'destination': 'a.com',
            'purpose': '',
            'optional': False,
            'since': None,
            'until': None,
            'source': None,
        },
        {
            'type': 'fqdn',
            'destination': 'b.com',
            'purpose': ' (optional: when needed)',
            'optional': True,
            'since': None,
            'until': None,
            'source': None,
        },
    ]
    assert list(shown['entries'][0]) == ['type', 'destination', 'purpose', 'optional', 'since', 'until', 'source']


def test_state_of_an_entry_is_a_note():
    dated = [{'since': '2025-01-01', 'until': '2025-06-01'}]
    mine = preset(
        {'type': 'fqdn', 'destination': 'old.com', 'replaced_by': 'new.com', 'listed': dated},
        {'type': 'fqdn', 'destination': 'odd.com', 'replaced_by': 'even.com', 'warning': 'it is odd'},
        dict(tag_entry(), warning='it is wide'),
        revisions=[{'date': '2025-01-01', 'source': 'an article'}],
    )
    shown = shown_presets.preset_revision(mine.at())
    assert shown['notes'] == [
        'old.com: replaced by new.com from 2025-06-01 on',
        'odd.com: it is odd',
        'odd.com: replaced by even.com',
        'Storage (TCP 443): it is wide',
    ]
    assert (shown['asOf'], shown['source']) == ('2025-01-01', 'an article')


def test_the_contract_of_a_listed_preset():
    mine = preset('a.com', 'b.com', title='Mine', applies_to=['hub'], revisions=[{'date': '2025-01-01', 'source': 'x'}])
    assert shown_presets.listed_preset(mine.at()) == {
        'name': 'mine',
        'title': 'Mine',
        'appliesTo': ['hub'],
        'asOf': '2025-01-01',
        'entries': 2,
        'source': 'x',
    }


def test_a_shipped_preset_says_what_each_entry_is_for():
    shown = shown_presets.preset_revision(shipped.load('python-packages').at('2024-05-21'))
    wheels = next(entry for entry in shown['entries'] if entry['destination'] == '*.pythonhosted.org')
    assert wheels['purpose'].endswith(' (optional: when the package index is overridden)')
    assert wheels['optional'] is True
    assert 'configure-managed-network.md, 2024-05-21' in wheels['source']


def test_the_contract_of_a_listed_rule():
    full = rule('r', endpoint(), 'Failed', error='Nobody approved it.', parents=('p', 'q'))
    assert az_ml_yaml.listed_rule(full, ['vscode'], 'a note') == {
        'name': 'r',
        'type': 'private_endpoint',
        'destination': ENDPOINT,
        'category': 'UserDefined',
        'status': 'Failed',
        'error': 'Nobody approved it.',
        'parents': ['p', 'q'],
        'presets': ['vscode'],
        'note': 'a note',
    }
    assert list(az_ml_yaml.listed_rule(full, [], None)) == [
        'name',
        'type',
        'destination',
        'category',
        'status',
        'error',
        'parents',
        'presets',
        'note',
    ]
