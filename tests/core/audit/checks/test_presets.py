"""Documented scenarios: what is only partly allowed, and what their documentation changed or contradicts."""

from datetime import date

import pytest

from azext_hubnet.core.audit.subject import Subject
from azext_hubnet.core.catalogue import preset_file, shipped
from azext_hubnet.core.catalogue.all_presets import Catalogue, NewestPreset
from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from tests.core.audit.makers import BY_ID, TODAY, hits, skipped
from tests.core.makers import EVERYTHING, RESOURCES, apply, compare, endpoint, fqdn, hub, rule, tag

PYTHON = (
    'anaconda.com',
    '*.anaconda.com',
    '*.anaconda.org',
    'pypi.org',
    '*.pythonhosted.org',
    'pytorch.org',
    '*.pytorch.org',
    '*.tensorflow.org',
)
UBUNTU = ('archive.ubuntu.com', 'security.ubuntu.com')
DOCKER = ('docker.io', '*.docker.io', '*.docker.com', 'production.cloudflare.docker.com', 'cdn.auth0.com')


def allowing(*names, status='Active'):
    return [rule(f'r{number:02}', name, status) for number, name in enumerate(names)]


def having(*names, include_optional=False):
    """A hub to which presets have been added."""
    on_hub = hub()
    revisions = [shipped.load(name).at() for name in names]
    return apply(on_hub, compare(on_hub, *revisions, include_optional=include_optional, given=EVERYTHING).plan)


def without(on_hub, *names):
    """The hub less the rules for some hosts."""
    kept = tuple(one for one in on_hub.rules if one.destination.key not in {fqdn(name).key for name in names})
    assert len(kept) == len(on_hub.rules) - len(names)
    return hub(*kept)


def partial(on_hub):
    return [hit.message.partition(' is only partly allowed')[0] for hit in hits('HN601', on_hub)]


# HN601


def test_what_is_missing_and_how_to_add_it():
    (hit,) = hits('HN601', without(having('huggingface'), 'huggingface.co', 'us.gcp.cdn.hf.co'))
    assert hit.message == (
        'huggingface is only partly allowed: 11 of 13 required destinations; missing: huggingface.co and '
        'us.gcp.cdn.hf.co.'
    )
    assert hit.destinations == ('huggingface.co', 'us.gcp.cdn.hf.co')
    assert hit.fix[0].startswith('az hubnet preset add ') and hit.fix[0].endswith(' -p huggingface')


@pytest.mark.parametrize('count, reported', [(1, False), (2, False), (3, False), (4, True), (7, True), (8, False)])
def test_at_least_half_must_be_allowed(count, reported):
    rules = allowing(
        *(
            'pypi.org',
            '*.tensorflow.org',
            'pytorch.org',
            'anaconda.com',
            *sorted(set(PYTHON) - {'pypi.org', '*.tensorflow.org', 'pytorch.org', 'anaconda.com'}),
        )[:count]
    )
    assert ('python-packages' in partial(hub(*rules))) == reported


def test_at_least_two_entries_must_be_allowed():
    assert partial(hub(*allowing('archive.ubuntu.com'))) == []
    # Two of three, and one of two.
    assert partial(hub(*allowing('ghcr.io', 'cloud.r-project.org', 'archive.ubuntu.com'))) == ['rstudio']


@pytest.mark.parametrize(
    'status, reported', [('Active', True), ('Inactive', True), (None, True), ('Failed', False), ('Deleting', False)]
)
def test_only_rules_in_force_or_waiting_count(status, reported):
    assert (partial(hub(*allowing('ghcr.io', 'cloud.r-project.org', status=status))) == ['rstudio']) == reported


def test_what_failed_is_missing():
    (hit,) = hits(
        'HN601',
        hub(*allowing('ghcr.io', 'cloud.r-project.org'), rule('f', 'pkg-containers.githubusercontent.com', 'Failed')),
    )
    assert hit.destinations == ('pkg-containers.githubusercontent.com',)


def test_hosts_shared_with_complete_presets_do_not_count():
    assert partial(having('docker-hub')) == []
    # Seven of the eight hosts that python-packages needs.
    assert partial(having('azure-direct-models')) == []
    assert partial(having('docker-hub', 'python-packages')) == []


def test_entry_of_no_other_preset_counts():
    more = ('huggingface.co', 'cas-server.xethub.hf.co')
    on_hub = having('docker-hub')
    assert partial(hub(*on_hub.rules, rule('a', more[0]))) == []
    assert partial(hub(*on_hub.rules, *allowing(*more))) == ['huggingface']


def test_preset_with_more_allowed_hosts_explains_shared_ones():
    # Of the same hosts the longer list, which has the other's in it.
    assert partial(without(having('azure-direct-models'), 'pypi.org')) == ['python-packages']
    # Each has something of its own.
    assert partial(without(having('vscode', 'python-packages'), 'pypi.org', 'vscode.dev')) == [
        'python-packages',
        'vscode',
    ]


def test_only_rules_for_the_preset_s_own_entries_count():
    assert partial(hub(rule('wide', '*ubuntu.com'))) == []
    # All is covered by a rule that is no entry, less what has another ending.
    assert partial(hub(rule('wide', '*.com'), rule('also', '*.org'))) == []
    # *.docker.com is one, and covers another.
    assert partial(hub(*allowing('*.docker.com', 'docker.io'))) == ['docker-hub']
    assert partial(hub(rule('packed', fqdn('*.docker.com', 'docker.io', 'mine.com')))) == ['docker-hub']


def test_rules_of_the_platform_do_not_count_for_scenarios():
    platform = [
        rule(f'p{number}', destination, category='Required')
        for number, destination in enumerate(
            (
                tag('AzureMachineLearning'),
                tag('AzureMachineLearning', '5831', 'UDP'),
                tag('MicrosoftContainerRegistry.westus3'),
                endpoint(subresource='blob', spark=True),
                endpoint(subresource='file', spark=True),
            )
        )
    ]
    assert partial(hub(*platform)) == []
    mine = [rule('s', tag('Storage.westus3')), rule('a', tag('AzureContainerRegistry.westus3'))]
    # Two of five by the user; with the port of RStudio's they would be three.
    assert partial(hub(*platform, *mine)) == []
    more = rule('m', tag('AzureMachineLearning', '443, 8787, 18881'))
    (hit,) = hits('HN601', hub(*platform[1:], *mine[1:], more, rule('c', tag('MicrosoftContainerRegistry.westus3'))))
    assert hit.message.startswith('ml-registries-public is only partly allowed: 4 of 5') and hit.message.endswith(
        'missing: Storage.westus3 (TCP 443).'
    )
    assert hit.destinations == (tag('Storage.westus3'),)


def test_presets_with_unresolved_placeholders_are_not_judged():
    search = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/x'
    on_hub = hub(rule('s', endpoint(search, 'searchService')), rule('q', endpoint(subresource='queue')))
    assert partial(on_hub) == []
    assert hits('HN603', on_hub) == hits('HN604', on_hub, today=date(2050, 1, 1)) == []


@pytest.mark.parametrize('mode', [ALLOW_INTERNET, DISABLED])
def test_scenarios_are_complete_if_the_mode_allows_hosts(mode):
    assert hits('HN601', hub(*allowing(*PYTHON[:6]), mode=mode)) == []


def test_endpoints_count_where_hosts_do_not():
    on_hub = hub(*(rule(name, endpoint(subresource=name)) for name in ('blob', 'file')), mode=ALLOW_INTERNET)
    assert partial(on_hub) == ['hub-dependencies']
    assert partial(hub(*on_hub.rules, mode=DISABLED)) == []


# HN602


def test_a_host_that_was_misspelt():
    (hit,) = hits('HN602', hub(rule('old', 'cnd.auth0.com'), rule('new', 'cdn.auth0.com')))
    assert hit.rules == ('old',) and hit.destinations == ('cnd.auth0.com',)
    assert hit.message == (
        'old allows cnd.auth0.com, which docker-hub listed only until 2025-04-30; cdn.auth0.com has replaced it.'
    )
    assert 'outbound-rule remove ' in hit.fix[0] and '--rule=old ' in hit.fix[0]


def test_of_several_names_only_the_dropped_one_goes():
    (hit,) = hits('HN602', hub(rule('packed', fqdn('cnd.auth0.com', 'docker.io'))))
    assert hit.fix[0].endswith('--rule=packed --type fqdn --destination docker.io')


def test_a_tag_with_ports_that_were_misprinted():
    (hit,) = hits('HN602', hub(rule('old', tag('azuremachinelearning', '443,877,18881'))))
    assert 'AzureMachineLearning (TCP 443, 877, 18881), which ml-registries-public listed only until ' in hit.message
    assert 'replaced' not in hit.message and '--rule=old ' in hit.fix[0]


@pytest.mark.parametrize(
    'destination',
    [
        # Another list has it now; an optional entry is one; a wildcard names something else.
        'pkg-containers.githubusercontent.com',
        'raw.githubusercontent.com',
        '*.auth0.com',
        'cdn.auth0.com',
        'auth0.com',
        tag('AzureMachineLearning', '443, 8787, 18881'),
        tag('AzureMachineLearning', '877'),
        endpoint(),
        'never.listed.com',
    ],
)
def test_listed_and_never_listed_hosts_pass(destination):
    assert hits('HN602', hub(rule('r', destination))) == []


def test_dropped_hosts_of_the_platform_and_of_deleted_rules_pass():
    theirs = rule('a', 'cnd.auth0.com', category='Required')
    assert hits('HN602', hub(theirs, rule('b', 'cnd.auth0.com', 'Deleting'))) == []


# HN603


def test_optional_hosts_with_their_conditions():
    (hit,) = hits('HN603', hub(*allowing(*UBUNTU), rule('ppa', 'ppa.launchpad.net')))
    assert hit.message == 'Optional for ubuntu-packages: ppa.launchpad.net when a personal package archive is used.'
    assert hit.rules == ('ppa',) and hit.destinations == ('ppa.launchpad.net',) and hit.fix == ()


def test_one_finding_for_each_preset_and_one_clause_for_each_condition():
    on_hub = having('huggingface', 'ubuntu-packages', include_optional=True)
    found = {hit.message.split()[2].rstrip(':'): hit for hit in hits('HN603', on_hub)}
    assert sorted(found) == ['docker-hub', 'huggingface', 'ubuntu-packages']
    assert (
        '; cas-server.xethub-eu.hf.co, transfer.xethub-eu.hf.co and cdn-lfs-eu-1.hf.co when a repository is kept '
        'in the EU; '
    ) in found['huggingface'].message


@pytest.mark.parametrize(
    'rules',
    [
        # The preset is not in use.
        allowing('ppa.launchpad.net'),
        allowing('archive.ubuntu.com', 'ppa.launchpad.net'),
        # Nothing names the optional host.
        allowing(*UBUNTU),
        allowing(*UBUNTU, '*.launchpad.net'),
        [*allowing(*UBUNTU), rule('f', 'ppa.launchpad.net', 'Failed')],
        [*allowing(*UBUNTU), rule('p', 'ppa.launchpad.net', category='Required')],
    ],
)
def test_no_optional_part(rules):
    assert hits('HN603', hub(*rules)) == []


def test_what_another_preset_in_use_requires_is_not_optional():
    rules = [rule(name, endpoint(subresource=name)) for name in ('blob', 'file', 'queue')] + [
        rule('v', endpoint(RESOURCES['key_vault'], 'vault')),
        rule('w', endpoint(RESOURCES['hub'], 'amlworkspace')),
    ]
    assert [hit.destinations for hit in hits('HN603', hub(*rules))] == [(endpoint(subresource='queue'),)]
    # batch-endpoints needs both.
    assert hits('HN603', hub(*rules, rule('t', endpoint(subresource='table')))) == []


# HN604


@pytest.mark.parametrize(
    'today, old',
    [(date(2027, 11, 22), False), (date(2027, 11, 23), True), (date(2026, 11, 22), False), (date(2020, 1, 1), False)],
)
def test_data_is_old_after_a_year(today, old):
    found = hits('HN604', hub(*allowing(*UBUNTU)), today=today)
    assert [(hit.message, hit.rules) for hit in found] == (
        [('The list of ubuntu-packages was last checked on 2026-11-22.', ('r00', 'r01'))] if old else []
    )


def test_only_lists_in_use_can_be_old():
    late = date(2030, 1, 1)
    assert hits('HN604', hub(), today=late) == []
    assert hits('HN604', hub(*allowing('archive.ubuntu.com', 'mine.com')), today=late) == []
    assert len(hits('HN604', hub(*allowing('ghcr.io', 'cloud.r-project.org')), today=late)) == 1
    assert len(hits('HN604', having('vscode', 'automl'), today=late)) == 2
    assert hits('HN604', having('vscode', 'automl'), today=TODAY) == []


# HN605


def test_storage_host_that_documentation_lists_and_rules_out():
    (hit,) = hits('HN605', hub(rule('r', 'vscode.blob.core.windows.net')))
    assert hit.rules == ('r',) and hit.destinations == ('vscode.blob.core.windows.net',) and hit.fix == ()
    assert hit.message.startswith('r allows vscode.blob.core.windows.net, listed by vscode: This is an Azure Storage ')


@pytest.mark.parametrize(
    'destination, preset',
    [
        ('automlresources-prod.azureedge.net', 'automl'),
        ('*.hf.co', 'huggingface'),
        (tag('Storage.westus3'), 'ml-registries-public'),
        (fqdn('*.hf.co', 'mine.com'), 'huggingface'),
    ],
)
def test_other_warnings(destination, preset):
    (hit,) = hits('HN605', hub(rule('r', destination)))
    assert f'listed by {preset}: ' in hit.message


@pytest.mark.parametrize(
    'rules',
    [
        allowing('huggingface.co', 'other.blob.core.windows.net', '*.blob.core.windows.net'),
        [rule('t', tag('Storage.eastus')), rule('p', tag('Storage.westus3', '443', '*'))],
        allowing('*.hf.co', status='Failed'),
        [rule('p', '*.hf.co', category='Required')],
    ],
)
def test_no_warning(rules):
    assert hits('HN605', hub(*rules)) == []


def test_warning_is_shown_once_per_rule():
    # Two lists have the host, with words of their own.
    document = {'name': 'mine', 'entries': [{'type': 'fqdn', 'destination': '*.hf.co', 'warning': 'Beware.'}]}
    mine = Catalogue()
    own = preset_file.read(document, 'mine', 'mine.yaml')
    mine.presets += (NewestPreset.of(own),)
    found = list(BY_ID['HN605'].run(Subject(hub(rule('r', '*.hf.co')), mine, TODAY)))
    assert len(found) == 1 and 'listed by huggingface: ' in found[0].message


def test_warnings_are_skipped_if_rules_do_not_restrict():
    assert skipped('HN605', hub(rule('r', '*.hf.co'), mode=ALLOW_INTERNET))
