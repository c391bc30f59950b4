import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azext_hubnet.core.catalogue import shipped
from azext_hubnet.core.facts import service_tags, tag_names
from azext_hubnet.core.facts.tag_names import families, regions, unknown_part

SAMPLE_REGIONS = ('WestEurope', 'EastUS2', 'GermanyWestCentral', 'USGovVirginia', 'ChinaNorth3', 'DenmarkEast')


@pytest.mark.parametrize(
    'tag',
    [
        'Storage',
        'storage',
        ' STORAGE ',
        'Storage.WestEurope',
        'storage.WESTEUROPE',
        'Sql.USGovVirginia',
        'Internet',
        'VirtualNetwork',
        'AzureFrontDoor.FirstParty',
        'azurefrontdoor.frontend',
        'AzureFrontDoor.Frontend.WestUS',
        'AzureActiveDirectory.ServiceEndpoint',
        'AzureMonitor.Core',
        'AzureCloud.germanywc',
        'AzureCloud.GermanyWestCentral',
        'AzureCloud.northeurope2',
        'BatchNodeManagement.chinaeast2',
        'AzureContainerAppsService',
    ],
)
def test_known_tags(tag):
    assert unknown_part(tag) is None


@pytest.mark.parametrize(
    'tag, part',
    [
        ('', 'tag'),
        ('.', 'tag'),
        ('.WestEurope', 'tag'),
        ('Storge', 'tag'),
        ('Storge.WestEurope', 'tag'),
        ('AzureStorage', 'tag'),
        ('WestEurope', 'tag'),
        ('WestEurope.Storage', 'tag'),
        ('AzureFrontDoor', 'tag'),
        ('AzureFrontDoor.WestEurope', 'region'),
        ('AzureFrontDoor.Frontends', 'region'),
        ('Storage.', 'region'),
        ('Storage.WestEurop', 'region'),
        ('Storage.West Europe', 'region'),
        ('Storage.WestEurope.1', 'region'),
        ('Storage.WestEurope.WestEurope', 'region'),
        ('Storage.germanywc', 'region'),
        ('AzureFrontDoor.Frontend.Nowhere', 'region'),
    ],
)
def test_the_part_that_is_not_known(tag, part):
    assert unknown_part(tag) == part


@given(st.sampled_from(families()), st.sampled_from(regions()))
def test_any_tag_with_any_region_is_known_in_any_case(tag, region):
    assert unknown_part(tag) is unknown_part(f'{tag}.{region}') is unknown_part(f'{tag}.{region}'.upper()) is None


@given(st.sampled_from(families()), st.from_regex(r'[a-z]{1,12}zz', fullmatch=True))
def test_whatever_else_follows_is_named(tag, text):
    assert unknown_part(f'{tag}.{text}') == 'region'
    assert unknown_part(tag + text) == ('region' if '.' in tag else 'tag')


def test_every_tag_that_the_project_knows_is_in_the_list():
    names = set(families())
    assert {tag.name for tag in service_tags.TAGS} <= names
    assert {f'{stem}.{member}' for stem, members in service_tags.DOTTED_FAMILIES.items() for member in members} <= names


def test_every_tag_of_the_presets_is_in_the_list():
    text = ''.join(path.read_text(encoding='utf-8') for path in Path(shipped.FOLDER).glob('*.yaml'))
    tags = re.findall(r'service_tag: "?([\w.<>]+)', text)
    assert tags
    assert [tag for tag in tags if unknown_part(tag.replace('<region>', 'westus'))] == []


def test_the_lists_are_sound():
    for names in (families(), regions()):
        assert len({name.lower() for name in names}) == len(names)
        assert all(re.fullmatch(r'[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)?', name) for name in names)
    assert not {name.lower() for name in regions()} & {name.lower() for name in families()}
    assert set(SAMPLE_REGIONS) <= set(regions())
    assert date.fromisoformat(tag_names.AS_OF) <= date.today()
    assert tag_names.SOURCE
