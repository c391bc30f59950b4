"""Commands, arguments, exit codes and JSON keys are those of surface.txt, so that no breaking change goes unnoticed."""

import difflib
from unittest import mock

from . import contracts, surface


def difference(old, new):
    """The lines that differ, as a unified diff."""
    return '\n'.join(difflib.unified_diff(old.splitlines(), new.splitlines(), 'surface.txt', 'as it is', lineterm=''))


def test_the_surface_is_the_committed_one():
    found = difference(surface.SNAPSHOT.read_text(encoding='utf-8'), surface.surface())
    assert not found, f"""the command surface has changed:
{found}
If this is meant, run `make surface`, commit surface.txt, and say in HISTORY.rst what becomes of scripts."""


def test_a_change_is_noticed():
    """Of an option, a choice, a default, a flag, an exit code and a key."""
    from azext_hubnet import _params
    from azext_hubnet.terminal import exit_codes

    def other_arguments(loader, command):
        _params_load(loader, command)
        with loader.argument_context('hubnet preset add') as c:
            c.argument('pack', options_list=['--fold'])
            c.argument('timeout', default=60)
        with loader.argument_context('hubnet preset wait') as c:
            c.argument('preset', required=False, deprecate_info=c.deprecate(redirect='--presets'))

    before = surface.surface()
    _params_load = _params.load_arguments
    with (
        mock.patch.object(_params, 'load_arguments', other_arguments),
        mock.patch.object(_params, 'SEVERITIES', ['critical', 'info']),
        mock.patch.object(exit_codes, 'INCOMPLETE', 30),
        mock.patch.object(contracts, 'KEPT', contracts.KEPT | {'because'}),
    ):
        found = difference(before, surface.surface())
    changed = [line[1:].split() for line in found.splitlines()[2:] if line[0] in '+-']
    assert {words[0] for words in changed} == {
        '--pack',
        '--fold',
        '--timeout',
        '--preset',
        '--min-severity',
        '--fail-on',
        '20',
        '30',
        'KEPT:',
    }, found
    assert ['--preset', 'optional,', 'deprecated'] in changed
