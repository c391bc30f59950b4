"""Every check finds its example and passes the look-alike; docs/checks.rst is made of them."""

import pytest

from azext_hubnet.core.audit.result import FOUND, PASSED
from azext_hubnet.core.audit.selection import CHECKS
from tools import checks_table

from . import examples


@pytest.mark.parametrize('example', examples.load(), ids=lambda example: example.check.id)
def test_trigger_is_found_and_look_alike_is_not(example):
    assert example.trigger.outcome(example.check.id) == FOUND
    assert example.lookalike.outcome(example.check.id) == PASSED


def test_every_check_has_one_example_in_the_file_of_its_family():
    found = [(example.family, example.check.id) for example in examples.load()]
    assert sorted(found) == sorted((check.family, check.id) for check in CHECKS)


def test_docs_are_up_to_date_and_valid():
    text = checks_table.table()
    assert checks_table.PAGE.read_text('utf-8') == text, 'make checks-doc'
    assert max(map(len, text.splitlines())) <= 120
    # What runs the checks of style brings docutils.
    from docutils.core import publish_doctree

    tree = publish_doctree(text, settings_overrides={'report_level': 5})
    assert [str(message) for message in tree.findall() if message.tagname == 'system_message'] == []
    first = next(node for node in tree.findall() if node.tagname == 'table')
    rows = [row for row in first.findall() if row.tagname == 'row']
    assert [row.children[0].astext() for row in rows[1:]] == [check.id for check in CHECKS]
