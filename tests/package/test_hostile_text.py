"""Text from files and from the service on its way to a terminal, and into commands that people paste."""

import json
import logging
import subprocess
import sys
from collections import OrderedDict
from types import SimpleNamespace

import pytest
from azure.cli.core.azclierror import AzureResponseError, FileOperationError, InvalidArgumentValueError

from azext_hubnet import _format
from azext_hubnet.core.compare import rule_list
from azext_hubnet.core.compare.egress import check_egress
from azext_hubnet.core.formats import detect
from azext_hubnet.core.model.errors import FileProblem, InputError
from azext_hubnet.core.model.printable import is_printable
from azext_hubnet.core.model.resource_ids import parse_resource_id
from azext_hubnet.core.render import az_commands
from azext_hubnet.terminal import errors, log
from azext_hubnet.terminal import progress as _progress
from tests.core.makers import GROUP, HUB_ID, STORAGE, VAULT, compare, fqdn, hub, preset, rule, tag

# By what each would do: colours, cursor and title by ESC and by C1, text turned round, nothing to be seen.
STEERING = [
    '\x1b[31mred',
    '\x1b]0;title\x07',
    '\x9b31m',
    '\x9d0;title\x9c',
    'a\rb',
    'a\nb',
    'a\bb',
    '\x00',
    '\x7f',
    '\u202eevil',
    '\u2066a\u2069',
    '\u061ca',
    'a\u200bb',
    'a\u200db',
    '\ufeffa',
    'a\u00adb',
    '\u2028',
    '\u2029',
    '\U000e0041',
    'a\ufe0fb',
    '\u3164',
    '\u115f',
    '\u034f',
    '\U000e0100',
    '\ud800',
]
# What a shell, or a spreadsheet, would take for more than text.
COMMANDS = [
    '$(rm -rf ~)',
    '`reboot`',
    '"; reboot; "',
    "'; reboot; '",
    '&& reboot',
    '| sh',
    '> /etc/passwd',
    '*',
    '~',
    '!!',
    '\\',
    "it's",
    'a b',
    '#',
    '${IFS}',
    '$HOME',
    '{a,b}',
    '-p',
    '--yes',
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    "=cmd|' /C calc'!A0",
    'é',
    '%PATH%',
    '^',
    ';',
]


@pytest.mark.parametrize('text', STEERING)
def test_python_alone_does_not_know_all_of_them(text):
    assert not is_printable(text)
    assert text.isprintable() == (text in ('a\ufe0fb', '\u3164', '\u115f', '\u034f', '\U000e0100'))


# On a terminal


@pytest.fixture(name='messages')
def fixture_messages():
    """What the az log of a module of hubnet writes."""
    logger = log.get_logger('azext_hubnet.hostile')
    written = []
    handler = logging.Handler()
    handler.emit = lambda record: written.append(handler.format(record))
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield logger, written
    logger.removeHandler(handler)


@pytest.mark.parametrize('text', STEERING)
def test_no_message_steers_a_terminal(messages, text):
    logger, written = messages
    logger.warning('Existing rule %s was %s.', text, 'lost')
    logger.warning('100%% of %s', text)
    logger.warning(text)
    try:
        raise ValueError(text)
    except ValueError:
        logger.debug('After the write', exc_info=True)
    assert len(written) == 4
    assert all(map(is_printable, written[:3])) and all(map(is_printable, written[3].splitlines()))
    assert 'Existing rule' in written[0] and 'ValueError' in written[3]


def test_messages_are_as_they_were_where_nothing_steers(messages):
    logger, written = messages
    logger.warning('%s: 100%%', 'bücher ☃')
    logger.warning('100% sure')
    assert written == ['bücher ☃: 100%', '100% sure']


def test_every_module_logs_through_it():
    for name in ('flows.hub', 'flows.change', 'flows.audit', 'flows.presets', 'service.reading.hub'):
        __import__(f'azext_hubnet.{name}')
        assert sys.modules[f'azext_hubnet.{name}'].logger.filters, name


@pytest.mark.parametrize('text', STEERING)
@pytest.mark.parametrize(
    'problem, kind',
    [
        (lambda text: InputError(f'{text}: bad.', f'Write {text}.'), InvalidArgumentValueError),
        (lambda text: FileProblem(f'{text}: bad.'), FileOperationError),
        (lambda text: AzureResponseError(f'({text}) bad', [f'Ask {text}.']), AzureResponseError),
    ],
)
def test_no_error_steers_a_terminal(text, problem, kind):
    with pytest.raises(kind) as caught:
        errors.raise_as_azclierror(problem(text))
    assert is_printable(caught.value.error_msg) and 'bad' in caught.value.error_msg
    assert all(map(is_printable, caught.value.recommendations))


@pytest.mark.parametrize('text', STEERING)
def test_no_progress_steers_a_terminal(monkeypatch, text):
    written = []
    monkeypatch.setattr(
        _progress.sys, 'stderr', SimpleNamespace(isatty=lambda: True, write=written.append, flush=lambda: None)
    )
    context = SimpleNamespace(only_show_errors=False, config=SimpleNamespace(getboolean=lambda *_, **__: False))
    progress = _progress.Progress(context)
    progress.start(f'Writing 3 rules to {text}', (1, 2))
    progress.tick(61)
    assert written[0].startswith('\r') and is_printable(written[0][1:]) and '1:01' in written[0]


def hostile_file(text):
    """A file of rules with the text in every place for text."""
    return json.loads(
        json.dumps(
            {
                'id': HUB_ID,
                'name': f'h{text}',
                'kind': text,
                'managed_network': {
                    'isolation_mode': text,
                    'firewall_sku': text,
                    'status': text,
                    text: 1,
                    'outbound_rules': [
                        {
                            'name': f'fqdn {text}',
                            'type': 'fqdn',
                            'destination': 'a.x',
                            'status': text,
                            'category': text,
                        },
                        {'name': f'bad {text}', 'type': 'fqdn', 'destination': text, text: 1, 'error': text},
                        {'name': f'odd {text}', 'type': text, 'destination': {text: text}},
                        {
                            'name': f'tag {text}',
                            'type': 'service_tag',
                            'parents': [text],
                            'destination': {'service_tag': f'S{text}', 'protocol': 'TCP', 'port_ranges': '80'},
                        },
                        {
                            'name': f'failed {text}',
                            'type': 'fqdn',
                            'destination': 'b.x',
                            'status': 'Failed',
                            'error': text,
                        },
                        {
                            'name': f'end {text}',
                            'type': 'private_endpoint',
                            'fqdns': [text],
                            'destination': {'service_resource_id': VAULT + text, 'subresource_target': text},
                        },
                    ],
                },
            }
        )
    )


def cells(rows):
    assert rows and all(isinstance(row, OrderedDict) for row in rows)
    return [str(cell) for row in rows for pair in row.items() for cell in pair]


@pytest.mark.parametrize('text', STEERING)
def test_no_table_steers_a_terminal(text):
    read = detect.parse(hostile_file(text), 'x')
    assert len(read.rules) == 6
    result = compare(read, preset('a.x', 'b.x', 'c.x', name=f'mine {text}'))
    written = {
        'results': [{'rule': text, 'destination': text, 'outcome': 'failed', 'error': text}],
        'kept': [{'rule': text, 'reason': text}],
        'disturbed': [{'rule': text, 'change': 'lost'}],
        'outcome': 'applied',
    }
    for rows in (
        _format.rule_table(rule_list.list_rules(read, [])),
        _format.preset_diff_table(result.as_json()),
        _format.egress_table(check_egress(read, 'a.x', 443).as_json()),
        _format.change_table(written),
        _format.change_table({'results': [], 'kept': [], 'plan': result.plan.as_json(), 'outcome': 'planned'}),
    ):
        assert all(map(is_printable, cells(rows)))


# In a command

SHOW_WORDS = """
az() { printf 'az\\0'; printf '%s\\0' "$@"; }
eval "$(cat)"
"""


def typed(command):
    """The words that az gets when a person pastes the command into bash."""
    done = subprocess.run(
        ['bash', '--norc', '-c', SHOW_WORDS], input=command.encode('utf-8'), capture_output=True, check=True, timeout=60
    )
    assert done.stderr == b''
    return done.stdout.decode('utf-8').split('\0')[:-1]


def commands_for(text):
    """Every kind of command with the text in every place for text, and the words that bash must make of it."""
    name, group = f'h{text}', HUB_ID.split('/')[4]
    on_hub = hub(name=name)
    place = ['-g', group, '-w', name, '--subscription', HUB_ID.split('/')[2]]
    named = ['-g', group, '-n', name, '--subscription', HUB_ID.split('/')[2]]
    rule_set = ['az', 'ml', 'workspace', 'outbound-rule', 'set', *place]
    by_name = [f'--rule={text}']
    several, wide = rule(text, fqdn('a.x', 'b.x')), rule(text, tag(f'S{text}', '443'))
    yield (
        az_commands.add_preset(on_hub, text, True),
        ['az', 'hubnet', 'preset', 'add', *place, '-p', text, '--include-optional'],
    )
    yield (
        az_commands.wait_for_presets(on_hub, [text, 'b'], resources=[f'storage={text}'], as_of=text, fqdns=[text]),
        [
            'az',
            'hubnet',
            'preset',
            'wait',
            *place,
            '-p',
            text,
            'b',
            '--as-of',
            text,
            '--resource',
            f'storage={text}',
            '--fqdns',
            text,
        ],
    )
    yield (
        az_commands.set_fqdn_rule(hub(rule(text, 'a.x'), name=name), 'a.x'),
        [*rule_set, *by_name, '--type', 'fqdn', '--destination', 'a.x'],
    )
    yield az_commands.provision(on_hub), ['az', 'ml', 'workspace', 'provision-network', *named]
    yield (
        az_commands.give_network(on_hub),
        ['az', 'ml', 'workspace', 'update', *named, '--managed-network', 'allow_only_approved_outbound'],
    )
    yield (
        az_commands.remove_rule(on_hub, several)[0],
        ['az', 'ml', 'workspace', 'outbound-rule', 'remove', *place, *by_name, '--yes'],
    )
    yield (
        az_commands.write_again(on_hub, several)[0],
        [*rule_set, *by_name, '--type', 'fqdn', '--destination', 'a.x, b.x'],
    )
    yield (
        az_commands.set_hosts(on_hub, several, [text, 'b.x'])[0],
        [*rule_set, *by_name, '--type', 'fqdn', '--destination', f'{text}, b.x'],
    )
    yield (
        az_commands.write_again(on_hub, wide)[0],
        [
            *rule_set,
            *by_name,
            '--type',
            'service_tag',
            '--service-tag',
            f'S{text}',
            '--protocol',
            'TCP',
            '--port-ranges',
            '443',
        ],
    )


@pytest.mark.parametrize('text', COMMANDS)
def test_a_pasted_command_says_what_it_shows_and_nothing_else(text):
    pairs = list(commands_for(text))
    assert len(pairs) == 9
    words = typed('\n'.join(command for command, _ in pairs))
    assert words == [word for _, expected in pairs for word in expected]


@pytest.mark.parametrize('text', COMMANDS)
def test_ids_from_a_file_are_words_too(text):
    text = text.replace('/', '')
    hostile = hub(id=HUB_ID.replace('000001', text).replace('/rg/', f'/{text}/'))
    target = f'{GROUP}/providers/Microsoft.Storage/storageAccounts/s{text}'
    if parse_resource_id(target) is None:
        target = STORAGE
    commands = [
        az_commands.register_network(hostile),
        *az_commands.drop_service_endpoint(target, f'/subnets/{text}'),
        az_commands.provision(hostile),
    ]
    words = typed('\n'.join(commands))
    assert words.count('az') == len(commands)
    assert target.rpartition('/')[2] in words and f'/subnets/{text}' in words
    # This one asks for the hub's identity first: the inner az prints its words into the outer one's.
    (command,) = az_commands.give_approver(hostile, target)
    (asked,) = typed(command.partition('"$(')[2].partition(' --query')[0])[4:]
    assert asked == hostile.id


@pytest.mark.parametrize('text', STEERING)
def test_what_cannot_be_typed_is_in_no_command(text):
    name = f'h{text}'
    on_hub = hub(rule(name, 'a.x'), name=name, id=HUB_ID.replace('/rg/', f'/{name}/').replace('000001', name))
    found = [
        az_commands.add_preset(on_hub, name),
        az_commands.wait_for_presets(on_hub, [name], as_of=name, resources=[name]),
        az_commands.set_fqdn_rule(on_hub, 'a.x'),
        az_commands.provision(on_hub),
        az_commands.give_network(on_hub),
        az_commands.register_network(on_hub),
        *az_commands.remove_rule(on_hub, on_hub.rules[0]),
        *az_commands.write_again(on_hub, rule(name, fqdn('a.x', 'b.x'))),
        *az_commands.write_again(on_hub, rule(name, tag())),
        *az_commands.drop_service_endpoint(VAULT, name),
        *az_commands.give_approver(on_hub, VAULT),
        *az_commands.give_approver(on_hub, VAULT + text),
    ]
    assert len(found) >= 7
    assert all(map(is_printable, found))
