"""How much a destination allows."""

import pytest

from azext_hubnet.core.audit.breadth import is_strangers
from tests.unit.makers import endpoint, fqdn, hub, rule, tag, unknown

from .makers import hits


@pytest.mark.parametrize('destination, expected', [
    (fqdn('a.com'), False), (fqdn('*.a.com'), False), (fqdn('mine.azurewebsites.net'), False), (fqdn('*'), True),
    (fqdn('a.com', '*.azurewebsites.net'), True), (fqdn('*.com'), True), (fqdn('*.core.windows.net'), True),
    (tag('DataFactory'), False), (tag('Storage'), True), (tag('Storage.WestUS'), True), (tag('Internet'), True),
    (tag('Internet', prefixes=['203.0.113.0/24']), False), (tag(None, prefixes=['20.0.0.0/15']), True),
    (tag(prefixes=['0.0.0.0/0']), True), (tag(prefixes=['10.0.0.0/8']), False), (endpoint(), False), (unknown(), False),
])
def test_strangers(destination, expected):
    assert is_strangers(destination) is expected


def test_a_rule_that_lets_strangers_in_is_never_the_one_to_keep():
    wide, = hits('HN502', hub(rule('mine', 'mine.azurewebsites.net'), rule('any', '*.azurewebsites.net')))
    assert wide.rules == ('mine',) and wide.fix == ()
    assert 'any also lets strangers be reached; mend that' in wide.message
    one, = hits('HN502', hub(rule('all', '*'), *(rule(f'r{number}', f'h{number}.a.com') for number in range(7))))
    assert one.message == 'r0, r1, r2, r3, r4 and 2 more add nothing to all while all also lets strangers be ' \
                          'reached; mend that first.'
    assert one.rules == tuple(f'r{number}' for number in range(7)) and one.destinations[6] == 'h6.a.com'
    own, = hits('HN502', hub(rule('mine', 'mine.a.com'), rule('any', '*.a.com')))
    assert own.message.endswith('; keep any.') and '--rule=mine ' in own.fix[0]
    listed = [hit.rules for hit in hits('HN503', hub(rule('cdn', 'x.vo.msecnd.net'), rule('any', '*.vo.msecnd.net')))]
    assert listed == []
