"""What the picture shows: which destinations belong together, and where they stand."""

from itertools import pairwise

import pytest

from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from azext_hubnet.reports.page import picture as pictures
from azext_hubnet.reports.page.drawing import draw
from azext_hubnet.reports.page.picture import Group, Picture, picture
from tests.core.makers import STORAGE, VAULT, endpoint, fqdn, hub, rule, tag, unknown
from tests.reports.makers import (
    ANY_STORAGE,
    CATALOGUE,
    DUPLICATE,
    EVERYTHING,
    HOSTING,
    INTERNET,
    NO_NETWORK,
    PACKAGES,
    PLATFORM,
    TAG_OF_ALL,
    UPLOADS,
    audit,
    bad_hub,
    finding,
)

PYTHON = 'Python and conda packages from the public indexes'


def of(*rules, findings=(), **fields):
    return picture(audit(hub(*rules, **fields), *findings), CATALOGUE)


def kinds(drawn):
    return {group.kind: group.names for group in drawn.groups}


@pytest.mark.parametrize(
    ('one', 'kind', 'names', 'wide'),
    [
        (rule('a', 'crm.contoso.example'), 'own', ('crm.contoso.example',), 0),
        (rule('a', '*.contoso.example'), 'own', ('*.contoso.example',), 1),
        (rule('a', fqdn('b.example', 'a.example')), 'own', ('a.example', 'b.example'), 0),
        (rule('a', tag('Sql', '1433')), 'tags', ('Sql (TCP 1433)',), 1),
        (rule('a', tag('Sql', '443', prefixes=('203.0.113.7',))), 'addresses', ('203.0.113.7 (TCP 443)',), 1),
        (rule('a', endpoint(STORAGE)), 'endpoints', ('mystore blob',), 0),
        (rule('a', unknown({'x': 'y'})), 'unclear', ('a',), 0),
        (rule(None, unknown()), 'unclear', ('a rule without a name',), 0),
        (rule('a', endpoint(VAULT, 'vault'), category='Required'), 'platform', ('myvault vault',), 0),
        (rule('a', 'a.example', category='Dependency'), 'platform', ('a.example',), 0),
        (rule('Connection_a', 'a.example'), 'connections', ('a.example',), 0),
        (rule('a', 'pypi.org'), 'scenario', ('pypi.org',), 0),
        (rule('a', 'a.example', None), 'own', ('a.example',), 0),
        (rule('a', 'a.example', 'Inactive'), 'own', ('a.example',), 0),
    ],
)
def test_group_of_a_destination(one, kind, names, wide):
    drawn = of(one)
    (group,) = drawn.groups
    assert (group.kind, group.names, group.wide, group.worst, drawn.silent) == (kind, names, wide, None, 0)


@pytest.mark.parametrize(
    'one', [rule('a', 'a.example', 'Failed'), rule('a', 'a.example', 'Deleting'), rule('a', tag('Sql', action='Deny'))]
)
def test_rules_without_effect_are_only_counted(one):
    assert of(one) == Picture((), 1)


def test_shared_destination_belongs_to_the_most_complete_scenario():
    (group,) = of(*PACKAGES).groups
    assert (group.title, len(group.names), group.reason) == (PYTHON, 8, 'documented scenario')


def test_more_scenarios_than_fit_are_folded_the_largest_kept():
    rules, seen = [], set()
    for newest in CATALOGUE.presets:
        for number, need in enumerate(newest.needs_on(hub())):
            if need.destination and need.destination.key not in seen:
                seen.add(need.destination.key)
                rules.append(rule(f'{newest.revision.name}-{number}', need.destination))
    groups = [group for group in of(*rules).groups if group.kind == 'scenario']
    assert len(groups) == pictures.MAX_SCENARIOS
    folded = [group for group in groups if group.title.endswith('more documented scenarios')]
    assert len(folded) == 1 and PYTHON in [group.title for group in groups]
    # Together they are all that is documented and no private endpoint.
    documented = {name for group in groups for name in group.names}
    assert {host for one in rules if one.destination.type == 'fqdn' for host in one.destination.hosts} <= documented


def test_a_host_of_two_rules_counts_once():
    assert kinds(of(rule('a', 'a.example'), rule('b', fqdn('a.example', 'b.example')))) == {
        'own': ('a.example', 'b.example')
    }


def test_hosts_that_anyone_can_own_are_the_first_group():
    drawn = of(
        rule('a', fqdn('*.azurewebsites.net', 'crm.contoso.example')),
        *PACKAGES,
        *PLATFORM,
        findings=[finding(HOSTING, 'x', '*.azurewebsites.net', rules=['a'])],
    )
    assert [(group.kind, group.names, group.worst) for group in drawn.groups][:2] == [
        ('wide', ('*.azurewebsites.net',), 'high'),
        ('own', ('crm.contoso.example',), None),
    ]
    assert [group.kind for group in drawn.groups] == ['wide', 'own', 'scenario', 'platform']


def test_documented_host_that_anyone_can_own_is_not_in_its_scenario():
    drawn = of(
        rule('a', 'pypi.org'),
        rule('b', tag('AzureMachineLearning', '443')),
        findings=[finding(HOSTING, 'x', 'pypi.org'), finding(TAG_OF_ALL, 'x', tag('AzureMachineLearning', '443'))],
    )
    assert {group.kind: group.worst for group in drawn.groups} == {'wide': 'high', 'tags': 'high'}


def test_small_findings_colour_a_group_and_do_not_move_it():
    drawn = of(*PACKAGES, findings=[finding(DUPLICATE, 'x', 'pypi.org'), finding(UPLOADS, 'x', 'anaconda.com')])
    (group,) = drawn.groups
    assert group.worst == 'low' and group.names[:2] == ('pypi.org', 'anaconda.com')


def test_a_finding_without_destinations_is_about_all_of_its_rule():
    drawn = of(
        rule('a', fqdn('a.example', 'b.example')),
        rule(None, 'c.example'),
        findings=[finding(DUPLICATE, 'x', rules=['a', None]), finding(EVERYTHING, 'x', 'b.example')],
    )
    assert [(group.kind, group.names, group.worst) for group in drawn.groups] == [
        ('wide', ('b.example',), 'critical'),
        ('own', ('a.example', 'c.example'), 'low'),
    ]


def test_destinations_of_the_model_mark_their_hosts():
    drawn = of(
        rule('a', fqdn('a.example', 'b.example')), findings=[finding(DUPLICATE, 'x', fqdn('a.example', 'b.example'))]
    )
    assert drawn.groups[0].worst == 'low'


def test_waived_finding_has_no_colour():
    drawn = of(rule('a', '*.azurewebsites.net'), findings=[finding(HOSTING, 'x', '*.azurewebsites.net', waived='ok')])
    assert (drawn.groups[0].kind, drawn.groups[0].worst) == ('own', None)


def test_internet_outbound_shows_the_internet_and_endpoints_only():
    drawn = of(
        rule('a', 'a.example'),
        rule('b', tag()),
        rule('c', endpoint()),
        mode=ALLOW_INTERNET,
        findings=[finding(INTERNET, 'x')],
    )
    assert [(group.kind, group.names, group.worst) for group in drawn.groups] == [
        ('internet', (), 'medium'),
        ('endpoints', ('mystore blob',), None),
    ]
    assert drawn.silent == 2


def test_without_a_managed_network_no_rule_matters():
    drawn = of(
        rule('a', 'a.example'),
        rule('c', endpoint()),
        mode=DISABLED,
        findings=[finding(NO_NETWORK, 'x'), finding(ANY_STORAGE, 'x', 'a.example')],
    )
    assert [(group.kind, group.worst) for group in drawn.groups] == [('internet', 'high')]
    assert drawn.silent == 2
    assert of(mode=DISABLED).groups[0].worst is None


def group(count=1, wide=0, kind='own', title='Title', name='host.example'):
    return Group(kind, title, 'reason', tuple(f'{number}.{name}' for number in range(count)), wide, 'low')


def drawing(*groups, name='hub'):
    return draw(Picture(tuple(groups), 0), name, 'mode')


def test_bands_are_wider_for_more_and_for_what_is_wide():
    few, many, wide, far, everything = (
        box.thickness
        for box in drawing(group(1), group(20), group(1, 1), group(5000, 5000), group(0, kind='internet')).boxes
    )
    assert few < wide < everything and few < many < everything and far == everything


@pytest.mark.parametrize('count', [0, 1, 2, 12, 16])
def test_everything_is_inside_and_nothing_overlaps(count):
    drawn = drawing(*[group(900, 900)] * count)
    assert drawn.hub_y > 0 and drawn.hub_y + drawn.hub_height < drawn.height
    tops = [box.y for box in drawn.boxes]
    assert all(after - before >= drawn.box_height for before, after in pairwise(tops))
    assert all(top > 0 and top + drawn.box_height < drawn.height for top in tops)
    assert drawn.left + drawn.box_width <= drawn.width
    starts = [float(box.band.split()[1]) for box in drawn.boxes]
    assert all(
        after - before > box.thickness for (before, after), box in zip(pairwise(starts), drawn.boxes, strict=False)
    )
    assert all(drawn.hub_y < start < drawn.hub_y + drawn.hub_height for start in starts)


def test_texts_that_do_not_fit_are_cut():
    (box,) = drawing(group(1, title='t' * 60, name='n' * 80)).boxes
    assert box.title == 't' * 51 + '…' and len(box.examples) == 63 and box.examples.endswith('…')


def test_as_many_examples_as_fit():
    assert drawing(group(3)).boxes[0].examples == '0.host.example, 1.host.example, 2.host.example'
    assert drawing(group(9)).boxes[0].examples == '0.host.example, 1.host.example, 2.host.example and 6 more'
    assert drawing(group(0, kind='internet')).boxes[0].examples == ''


def test_the_name_of_the_hub_takes_two_lines_at_most():
    assert drawing(name='short').hub_name == ('short',)
    assert drawing(name='mlw-contoso-research-weu-001').hub_name == ('mlw-contoso-research', '-weu-001')
    assert drawing(name='n' * 50).hub_name == ('n' * 20, 'n' * 19 + '…')


def test_the_bad_hub_shows_all_of_its_rules_but_the_failed_one():
    item = bad_hub()
    drawn = picture(item, CATALOGUE)
    assert drawn.silent == 1
    assert {group.kind for group in drawn.groups} == set(pictures.KINDS) - {'internet'}
    assert [group.worst for group in drawn.groups][:5] == ['critical', 'high', 'medium', 'low', 'info']
