"""Rules, destinations and lists in words."""

import pytest

from azext_hubnet.core.render.one_line import label_of, line_of, reading_problem
from tests.core.makers import endpoint, fqdn, rule, tag, unknown


@pytest.mark.parametrize(
    ('destination', 'label', 'line', 'short'),
    [
        ('a.com', 'a.com', 'a.com', 'a.com'),
        (fqdn('a.com', 'b.com'), 'a.com, b.com', 'a.com, b.com', 'a.com, b.com'),
        (tag(), 'Storage', 'Storage (TCP 443)', 'Storage (TCP 443)'),
        (endpoint('/x', 'blob', True), '/x blob', '/x blob with Spark', 'x blob with Spark'),
        (unknown({'destination': ['a']}), "['a']", "['a']", "['a']"),
    ],
)
def test_destinations_of_findings_may_be_plain_hosts(destination, label, line, short):
    assert (label_of(destination), line_of(destination), line_of(destination, short=True)) == (label, line, short)


def test_reading_problem_names_rule_and_field():
    assert reading_problem(rule('r', unknown(7, 'is a number'))) == 'r, field destination: is a number.'
    assert reading_problem(rule('r', unknown(7, 'is a number', ''))) == 'r: is a number.'
    assert reading_problem(rule('r', 'pypi.org')) == ''
