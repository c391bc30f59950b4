"""What several findings ask for on a rule is one command, so that no command undoes another."""

import shlex
from pathlib import Path

import pytest

from azext_hubnet import _help  # noqa: F401 (fills az's table of help texts)
from azext_hubnet.core.audit.edits import ONE_COMMAND_FOR_A_RULE, Edit, Edits, without_hosts
from azext_hubnet.core.model import ports
from azext_hubnet.core.render import az_commands
from tests.core.makers import endpoint, fqdn, hub, rule, tag, unknown

MANY = rule('r', fqdn('a.com', '*b.com', 'c.com'))
TAG = rule('t', tag('Storage', '*', '*'))
NARROW_PORTS = Edit(TAG, fields={'port_ranges': '443', 'ports': ports.parse('443')})
NARROW_PROTOCOL = Edit(TAG, fields={'protocol': 'TCP'})


def commands(edit, *others):
    return Edits(hub(), [edit, *others]).commands(edit)


def written(edit, *others):
    """The words of the only command after the name of the rule."""
    (command,) = commands(edit, *others)
    words = shlex.split(command)
    return words[next(place for place, word in enumerate(words) if word.startswith('--rule=')) + 1 :]


@pytest.mark.parametrize(
    'edits, left',
    [
        ([without_hosts(MANY, ['a.com'])], '*b.com, c.com'),
        ([without_hosts(MANY, ['a.com', 'elsewhere.com'])], '*b.com, c.com'),
        ([Edit(MANY, hosts={'*b.com': ('b.com', '*.b.com')})], 'a.com, b.com, *.b.com, c.com'),
        ([Edit(MANY, hosts={'*b.com': ('c.com', 'a.com')})], 'a.com, c.com'),
        ([Edit(MANY)], 'a.com, *b.com, c.com'),
        ([without_hosts(MANY, ['a.com']), without_hosts(MANY, ['c.com'])], '*b.com'),
        ([Edit(MANY), without_hosts(MANY, ['c.com'])], 'a.com, *b.com'),
        ([Edit(MANY, hosts={'*b.com': ('b.com',)}), without_hosts(MANY, ['*b.com', 'a.com'])], 'c.com'),
    ],
)
def test_command_writes_the_remaining_hosts(edits, left):
    for first in edits:
        assert written(first, *edits) == ['--type', 'fqdn', '--destination', left]


@pytest.mark.parametrize(
    'edits',
    [
        [without_hosts(MANY, MANY.destination.hosts)],
        [without_hosts(MANY, ['a.com', 'c.com']), without_hosts(MANY, ['*b.com'])],
        [without_hosts(MANY, ['a.com']), Edit(MANY, remove=True)],
        [Edit(MANY), Edit(MANY, remove=True)],
        [NARROW_PORTS, Edit(TAG, remove=True)],
    ],
)
def test_rule_without_remaining_hosts_is_removed(edits):
    for first in edits:
        assert commands(first, *edits) == az_commands.remove_rule(hub(), first.rule)


def test_changed_fields_of_one_rule_are_written_together():
    narrow = ['--type', 'service_tag', '--service-tag', 'Storage', '--protocol', 'TCP', '--port-ranges', '443']
    assert written(NARROW_PORTS, NARROW_PROTOCOL) == written(NARROW_PROTOCOL, NARROW_PORTS, Edit(TAG)) == narrow
    assert written(NARROW_PROTOCOL)[-3:] == ['TCP', '--port-ranges', '*']
    vault = rule('e', endpoint(subresource='blobs'), 'Failed')
    assert written(Edit(vault), Edit(vault, fields={'subresource_target': 'blob'}))[-1] == 'blob'


def test_rules_with_the_same_name_keep_separate_commands():
    other = rule('R', fqdn('x.com', 'y.com'))
    assert written(without_hosts(MANY, ['a.com']), without_hosts(other, ['x.com']))[-1] == '*b.com, c.com'


def test_rule_that_cannot_be_written_has_no_command():
    for one in (rule('r', unknown()), rule('r', tag(action='Deny')), rule(None, fqdn('a.com', 'b.com'))):
        assert commands(Edit(one)) == ()
    assert commands(Edit(rule(None, 'a.com'), remove=True)) == ()


COVERED = rule('covered', 'api.b.com')
OTHER = rule('other', 'xb.com')


@pytest.mark.parametrize(
    'covered, others, goes',
    [
        (COVERED, [], True),
        (COVERED, [without_hosts(MANY, ['a.com'])], True),
        (COVERED, [Edit(MANY, hosts={'*b.com': ('b.com', '*.b.com')})], True),
        (OTHER, [Edit(MANY, hosts={'*b.com': ('b.com', '*.b.com')})], False),
        (COVERED, [without_hosts(MANY, ['*b.com'])], False),
        (COVERED, [Edit(MANY, remove=True)], False),
    ],
)
def test_redundant_rule_stays_if_its_cover_is_narrowed(covered, others, goes):
    redundant = Edit(covered, remove=True, cover=(MANY,))
    assert bool(commands(redundant, *others)) is goes
    # Nor does it go because of it with another command.
    again = Edit(covered)
    (command,) = commands(again, redundant, *others)
    assert (' remove ' in command) is goes


def test_help_readme_and_docs_say_that_findings_on_one_rule_share_one_command():
    from knack.help_files import helps

    root = Path(__file__).parents[3]
    said = ONE_COMMAND_FOR_A_RULE.rstrip('.')
    for text in (
        helps['hubnet preset audit'],
        (root / 'README.rst').read_text('utf-8'),
        (root / 'docs' / 'checks.rst').read_text('utf-8'),
    ):
        assert said in ' '.join(text.split())
