"""Rules that are duplicates, that add nothing, or that conflict with each other."""

import pytest

from azext_hubnet.core.model.hub import ALLOW_INTERNET, DISABLED
from tests.core.audit.makers import hits, skipped
from tests.core.makers import STORAGE, VAULT, endpoint, fqdn, hub, rule, tag, unknown


def of(check_id, *rules, **fields):
    """The rules of each hit."""
    return [hit.rules for hit in hits(check_id, hub(*rules, **fields))]


# HN501


def test_the_same_destination_twice():
    (hit,) = hits('HN501', hub(rule('b', 'PyPI.org.'), rule('a', 'pypi.org'), rule('c', 'files.pypi.org')))
    assert hit.rules == ('a', 'b') and hit.destinations == ('pypi.org',)
    assert hit.message == 'a and b have the same destination, pypi.org; keep a.'
    (command,) = hit.fix
    assert 'outbound-rule remove ' in command and '--rule=b ' in command
    (hit,) = hits('HN501', hub(rule('a', 'PyPI.org.'), rule('b', 'pypi.org')))
    assert hit.message == 'a and b have the same destination, pypi.org; keep a.'


@pytest.mark.parametrize(
    'one, other, same',
    [
        (fqdn('a.com', 'b.com'), fqdn('b.com', 'a.com', 'b.com'), True),
        (tag(port_ranges='80, 443'), tag('STORAGE', '443,80'), True),
        (tag(), tag(protocol='UDP'), False),
        (tag(), tag(port_ranges='444'), False),
        (tag(prefixes=['1.2.3.0/24']), tag('Sql', prefixes=['1.2.3.0/24']), True),
        (tag(prefixes=['1.2.3.0/24']), tag(), False),
        (tag(action='Deny'), tag(action='Deny'), False),
        (fqdn('a.com'), fqdn('*.a.com'), False),
        (fqdn('a.com'), fqdn('a.com', 'b.com'), False),
        (unknown('x'), unknown('x'), False),
        (endpoint(), endpoint(), False),
    ],
)
def test_spellings_of_the_same_destination(one, other, same):
    assert of('HN501', rule('a', one), rule('b', other)) == ([('a', 'b')] if same else [])


@pytest.mark.parametrize(
    'first, second, kept',
    [
        ('Active', 'Active', 'a'),
        ('Failed', 'Active', 'b'),
        ('Inactive', 'Active', 'b'),
        ('Failed', 'Inactive', 'b'),
        ('Inactive', 'Inactive', 'a'),
        (None, None, 'a'),
    ],
)
def test_the_copy_in_the_best_state_is_kept(first, second, kept):
    (hit,) = hits('HN501', hub(rule('a', 'a.com', first), rule('b', 'a.com', second)))
    assert hit.rules[0] == kept and hit.message.endswith(f'keep {kept}.')
    assert f'--rule={"b" if kept == "a" else "a"} ' in hit.fix[0]


def test_deleted_rules_and_rules_of_the_platform_are_not_copies():
    assert (
        of(
            'HN501',
            rule('a', 'a.com'),
            rule('b', 'a.com', 'Deleting'),
            rule('c', 'a.com', category='Required'),
            rule('Connection_c', 'a.com'),
        )
        == []
    )


def test_rules_with_one_name_have_no_command():
    (hit,) = hits('HN501', hub(rule('a', 'a.com'), rule('A', 'a.com'), rule('b', 'a.com')))
    assert hit.rules == ('A', 'a', 'b') and len(hit.fix) == 1 and '--rule=b ' in hit.fix[0]
    assert hits('HN501', hub(rule('a', 'a.com'), rule(None, 'a.com')))[0].fix == ()


def test_hosts_that_rules_of_several_names_repeat():
    (hit,) = hits('HN501', hub(rule('a', fqdn('x.com', 'y.com', 'a.com')), rule('b', fqdn('x.com', 'b.com', 'y.com'))))
    assert hit.rules == ('b',) and hit.destinations == ('x.com', 'y.com')
    assert hit.message == 'b repeats x.com and y.com of a.'
    assert hit.fix[0].endswith('--rule=b --type fqdn --destination b.com')


def test_a_repeated_host_stays_where_it_is_in_force():
    rules = [
        rule('a', fqdn('x.com', 'a.com'), 'Inactive'),
        rule('b', fqdn('x.com', 'b.com')),
        rule('c', fqdn('x.com', 'c.com'), 'Failed'),
    ]
    assert of('HN501', *rules) == [('a',)]
    shared = [rule('a', fqdn('x.com', 'a.com')), rule('A', fqdn('x.com', 'b.com'))]
    assert [hit.fix for hit in hits('HN501', hub(*shared))] == [()]


def test_a_rule_of_repeated_hosts_only_is_redundant_instead():
    rules = [rule('a', fqdn('x.com', 'a.com')), rule('b', fqdn('y.com', 'b.com')), rule('c', fqdn('x.com', 'y.com'))]
    assert of('HN501', *rules) == []
    (hit,) = hits('HN502', hub(*rules))
    assert hit.rules == ('c',) and hit.message == 'c adds nothing to a and b (x.com, y.com); keep a and b.'


# HN502


@pytest.mark.parametrize(
    'narrow, wide, covered',
    [
        (fqdn('a.x.com'), fqdn('*.x.com'), True),
        (fqdn('x.com'), fqdn('*.x.com'), False),
        (fqdn('x.com'), fqdn('*x.com'), True),
        (fqdn('*.a.x.com'), fqdn('*.x.com'), True),
        (fqdn('a.x.com', 'b.x.com'), fqdn('*.x.com'), True),
        (fqdn('a.x.com', 'b.com'), fqdn('*.x.com'), False),
        (fqdn('a.com'), fqdn('a.com', 'b.com'), True),
        (fqdn('a.com'), fqdn('*'), True),
        (tag('Storage.WestUS'), tag('Storage'), True),
        (tag('Storage'), tag('Storage.WestUS'), False),
        (tag('AzureFrontDoor.FirstParty'), tag('AzureFrontDoor'), False),
        (tag(port_ranges='443'), tag(port_ranges='80-500'), True),
        (tag(protocol='TCP'), tag(protocol='*'), True),
        (tag(protocol='*'), tag(protocol='TCP'), False),
        (tag(prefixes=['1.2.3.0/24']), tag(prefixes=['1.2.0.0/16']), True),
        (tag(), tag(prefixes=['0.0.0.0/0']), False),
        (fqdn('a.blob.core.windows.net'), tag('Storage'), False),
        (endpoint(), endpoint(spark=True), False),
    ],
)
def test_rules_that_cover_others(narrow, wide, covered):
    assert (('narrow',) in of('HN502', rule('narrow', narrow), rule('wide', wide))) == covered


def test_the_finding_says_what_to_keep_and_how():
    (hit,) = hits('HN502', hub(rule('narrow', 'a.x.com'), rule('wide', '*.x.com')))
    assert hit.message == 'narrow adds nothing to wide (a.x.com); keep wide.'
    assert hit.destinations == ('a.x.com',) and '--rule=narrow ' in hit.fix[0]


@pytest.mark.parametrize(
    'narrow, wide, covered',
    [
        ('Active', 'Active', True),
        ('Active', 'Inactive', False),
        ('Active', 'Failed', False),
        ('Inactive', 'Active', True),
        ('Inactive', 'Inactive', True),
        ('Inactive', 'Failed', False),
        ('Failed', 'Active', True),
        ('Failed', 'Inactive', True),
        ('Failed', 'Failed', False),
        ('Active', 'Deleting', False),
        ('Deleting', 'Active', False),
        (None, None, True),
    ],
)
def test_a_rule_is_covered_by_rules_in_as_good_a_state_only(narrow, wide, covered):
    for one, other in ((fqdn('a.x.com'), fqdn('*.x.com')), (tag('Sql.WestUS'), tag('Sql'))):
        found = of('HN502', rule('narrow', one, narrow), rule('wide', other, wide))
        assert found == ([('narrow',)] if covered else [])


@pytest.mark.parametrize(
    'category, name', [('Required', '__SYS_x'), ('Dependency', 'x'), ('UserDefined', 'Connection_x')]
)
def test_rules_of_the_platform_are_cover_but_never_redundant(category, name):
    platform = rule(name, tag('AzureMonitor'), category=category)
    assert of('HN502', platform, rule('mine', tag('AzureMonitor.WestUS'))) == [('mine',)]
    assert of('HN502', platform, rule('mine', tag('AzureMonitor'))) == [('mine',)]
    assert of('HN502', platform, rule('mine', tag('AzureMonitor', '*', '*'))) == []


@pytest.mark.parametrize(
    'rules, gone',
    [
        # Each covers the other; the plainer one stays.
        ([rule('a', fqdn('a.com', '*.com')), rule('b', '*.com')], 'a'),
        ([rule('a', '*.com'), rule('b', fqdn('a.com', '*.com'))], 'b'),
        ([rule('a', tag(prefixes=['1.2.3.0/24'])), rule('b', tag(prefixes=['1.2.3.0/25', '1.2.3.128/25']))], 'b'),
        # Equally plain: the first stays.
        ([rule('a', fqdn('*.com', 'a.com')), rule('b', fqdn('*.com', 'b.com'))], 'b'),
    ],
)
def test_one_of_two_rules_that_cover_each_other_is_redundant(rules, gone):
    assert of('HN502', *rules) == of('HN502', *reversed(rules)) == [(gone,)]


def test_several_rules_together_may_cover_one():
    assert of(
        'HN502',
        rule('a', tag(port_ranges='80-100')),
        rule('b', tag(port_ranges='101-200')),
        rule('c', tag(port_ranges='90-150')),
    ) == [('c',)]
    halves = [rule('a', tag(prefixes=['1.2.3.0/25'])), rule('b', tag(prefixes=['1.2.3.128/25']))]
    assert of('HN502', *halves, rule('c', tag(prefixes=['1.2.3.64/26', '1.2.3.128/26']))) == [('c',)]
    # One wide rule rather than the two that make it up.
    assert of('HN502', *halves, rule('c', tag(prefixes=['1.2.3.0/24']))) == [('a',), ('b',)]


def test_copies_are_not_redundant_too():
    rules = [rule('a', 'a.x.com'), rule('b', 'a.x.com')]
    assert of('HN502', *rules) == []
    assert of('HN502', *rules, rule('c', '*.x.com')) == [('a',)]


@pytest.mark.parametrize('mode', [ALLOW_INTERNET, DISABLED])
def test_redundancy_is_skipped_if_rules_do_not_restrict(mode):
    on_hub = hub(rule('a', 'a.x.com'), rule('b', '*.x.com'), mode=mode)
    assert all(skipped(check, on_hub) for check in ('HN502', 'HN503', 'HN506'))


# HN503

DOCKER = [rule('any', '*.docker.com'), rule('one', 'production.cloudflare.docker.com')]


def test_documented_pair_is_information():
    (hit,) = hits('HN503', hub(*DOCKER))
    assert hit.rules == ('one',) and hit.fix == () and hit.destinations == ('production.cloudflare.docker.com',)
    assert hit.message == (
        'one adds nothing to any (production.cloudflare.docker.com); docker-hub and huggingface list both.'
    )
    assert hits('HN502', hub(*DOCKER)) == []


@pytest.mark.parametrize(
    'rules, redundant',
    [
        # Something wider than what the list has covers it.
        ([*DOCKER, rule('all', '*')], ['any', 'one']),
        ([rule('one', 'production.cloudflare.docker.com'), rule('com', '*docker.com')], ['one']),
        # The same host twice is not the list's doing.
        ([rule('one', 'docker.io'), rule('two', fqdn('docker.io', 'pypi.org'))], ['one']),
        # Each is documented, in lists of their own.
        ([rule('one', 'production.cloudflare.docker.com'), rule('two', fqdn('*.docker.com', 'mine.com'))], []),
        ([rule('one', 'a.docker.com'), rule('any', '*.docker.com')], ['one']),
        ([rule('one', tag('Storage.westus3')), rule('any', tag('Storage'))], ['one']),
    ],
)
def test_pair_of_different_presets_is_redundant(rules, redundant):
    assert [name for found in of('HN502', *rules) for name in found] == redundant


def test_several_names_in_one_rule_are_all_in_the_list():
    # huggingface lists *.hf.co, and nothing else does.
    on_hub = hub(rule('any', '*.hf.co'), rule('one', fqdn('cas-bridge.xethub.hf.co', 'us.gcp.cdn.hf.co')))
    other = rule('other', 'a.hf.co')
    assert hits('HN503', hub(*on_hub.rules, other)) == hits('HN503', on_hub)
    assert [hit.message for hit in hits('HN503', on_hub)] == [
        'one adds nothing to any (cas-bridge.xethub.hf.co, us.gcp.cdn.hf.co); huggingface lists both.'
    ]
    assert hits('HN502', on_hub) == []


# HN504


@pytest.mark.parametrize(
    'name, category, whose',
    [
        ('__SYS_PE_mystore_blob', 'Required', 'a Required rule'),
        ('theirs', 'Dependency', 'a Dependency rule'),
        ('Connection_mystore_blob', 'UserDefined', "a rule of the hub's own connection"),
    ],
)
def test_second_endpoint_for_one_of_the_platform_or_a_connection(name, category, whose):
    theirs = rule(name, endpoint(spark=True), category=category)
    for mine in (endpoint(), endpoint(STORAGE.upper(), 'Blob', fqdns=['x.y.z'])):
        (hit,) = hits('HN504', hub(theirs, rule('mine', mine, 'Failed')))
        assert hit.rules == ('mine',) and hit.destinations == (mine,) and '--rule=mine ' in hit.fix[0]
        assert f'makes the same private endpoint as {name}, {whose}: ' in hit.message
    assert of('HN504', theirs, rule('mine', endpoint(subresource='file')), rule('also', endpoint(VAULT, 'vault'))) == []
    assert of('HN504', theirs, rule('mine', endpoint(), 'Deleting')) == []
    assert of('HN504', rule(name, endpoint(), 'Deleting', category), rule('mine', endpoint())) == []


def test_second_endpoint_for_one_of_the_user():
    (hit,) = hits('HN504', hub(rule('a', endpoint()), rule('b', endpoint())))
    assert hit.rules == ('b',) and 'as a, another rule' in hit.message and '--rule=b ' in hit.fix[0]
    # Which settings are meant is not for hubnet to say.
    (hit,) = hits('HN504', hub(rule('a', endpoint()), rule('b', endpoint(spark=True))))
    assert hit.rules == ('b',) and hit.fix == ()
    assert of('HN504', rule('a', endpoint(), 'Failed'), rule('b', endpoint())) == [('a',)]


# HN505


def test_names_that_differ_in_case_only():
    rules = [
        rule('Mine', 'a.com'),
        rule('mine', 'b.com'),
        rule('other', 'c.com'),
        rule(None, 'd.com'),
        rule(None, 'e.com'),
    ]
    (hit,) = hits('HN505', hub(*rules))
    assert hit.rules == ('Mine', 'mine') and hit.message == '2 rules have one name: Mine and mine.' and hit.fix == ()
    assert of('HN505', *rules[1:]) == []


def test_one_name_twice_and_a_name_of_the_platform_s():
    assert of('HN505', rule('a', 'a.com'), rule('a', 'b.com')) == [('a', 'a')]
    platform = rule('__SYS_x', tag(), category='Required')
    assert of('HN505', platform, rule('__sys_X', 'b.com')) == [('__SYS_x', '__sys_X')]
    assert of('HN505', platform, rule('__sys_X', tag('Sql'), category='Required')) == []


# HN506


def test_the_firewall_is_there_for_these_rules():
    rules = [rule(f'r{number}', f'h{number}.com') for number in range(7)]
    (hit,) = hits('HN506', hub(*rules, rule('t', tag()), rule('f', 'f.com', 'Failed'), firewall_sku='Basic'))
    assert hit.rules == ('r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6')
    assert hit.message == "7 FQDN rules keep the hub's Azure Firewall (Basic) billed: r0, r1, r2, r3, r4 and 2 more."
    (hit,) = hits('HN506', hub(rules[0], firewall_sku=None))
    assert hit.message == "One FQDN rule keeps the hub's Azure Firewall billed: r0."


def test_without_fqdn_rules_there_is_none():
    assert of('HN506', rule('t', tag()), rule('f', 'f.com', 'Failed'), rule('g', 'g.com', 'Deleting')) == []


def test_rule_that_anyone_can_use_is_never_the_one_to_keep():
    (wide,) = hits('HN502', hub(rule('mine', 'mine.azurewebsites.net'), rule('any', '*.azurewebsites.net')))
    assert wide.rules == ('mine',) and wide.fix == ()
    assert 'but any also allows hosts that anyone can own; fix that first.' in wide.message
    (one,) = hits('HN502', hub(rule('all', '*'), *(rule(f'r{number}', f'h{number}.a.com') for number in range(7))))
    assert (
        one.message == 'r0, r1, r2, r3, r4 and 2 more add nothing to all, but all also allows hosts '
        'that anyone can own; fix that first.'
    )
    assert one.rules == tuple(f'r{number}' for number in range(7)) and one.destinations[6] == 'h6.a.com'
    (own,) = hits('HN502', hub(rule('mine', 'mine.a.com'), rule('any', '*.a.com')))
    assert own.message.endswith('; keep any.') and '--rule=mine ' in own.fix[0]
    listed = [hit.rules for hit in hits('HN503', hub(rule('cdn', 'x.vo.msecnd.net'), rule('any', '*.vo.msecnd.net')))]
    assert listed == []
