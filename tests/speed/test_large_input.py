"""50 MB of JSON take at most 30 s and twelve times their size of memory, or 18 times where every name is different.

Part of each document is made of what costs the most, as much of it as is read; the rest is space. A document that holds
more is refused, which must be quick and small too.
"""

import ast
import os
import subprocess
import sys

import pytest

from azext_hubnet.core.documents.text import MAX_JSON

FACTOR = 12
# An object with millions of names that are all different; no rule list has them.
FACTOR_OF_NAMES = 18
SECONDS = 30

CHILD = """
import re, sys, time
from azext_hubnet.flows import hub
from azext_hubnet.core.model.errors import InputError
try:
    found = len(hub.load_rules(sys.argv[1])[0].rules)
except InputError as ex:
    found = ex.message
with open('/proc/self/status') as status:
    # Not ru_maxrss, which a process has from the one that started it.
    peak = int(re.search(r'VmHWM:\\s+([0-9]+) kB', status.read()).group(1)) * 1024
print(repr((found, peak, time.process_time())))
"""


def wire(number):
    return f'"r{number}":{{"type":"FQDN","destination":"h{number}.com","category":"UserDefined","status":"Active"}}'


def bad(number):
    return f'{{"name":"n{number:x}","type":"fqdn","destination":"https://中{"x" * 40}{number:x}"}}'


# What is around the items, an item by its number, how many of them, and how many rules come out: None for a refusal.
READ = {
    'rules': ('{"managed_network":{"outbound_rules":{', wire, '}}}', 450_000, 450_000),
    'bad rules': ('[', bad, ']', 450_000, 450_000),
    'names': ('{"value":[],', lambda number: f'"{number:x}":"ab"', '}', 2_490_000, 0),
    'objects': ('{"value":[],"x":["\\ud800",', lambda number: '{"a":"bc"}', ']}', 1_660_000, 0),
    'texts': ('{"value":[],"x":[', lambda number: '"ab"', ']}', 4_990_000, 0),
}
REFUSED = {
    'nulls': ('[', 'null', ']'),
    'objects': ('[', '{}', ']'),
    'lists': ('[', '[]', ']'),
    'numbers': ('[', '1.5', ']'),
    'texts': ('[', '"ab"', ']'),
    'repeated': ('{"outbound_rules":{', '"a":{}', '}}'),
    'hosts': ('[{"type":"fqdn","destination":"', 'aa', '"}]'),
    'wide': ('["💥",', 'null', ']'),
}


def outcome(text, folder, factor=FACTOR):
    """The number of rules, or the words of the refusal; factor: how much memory it may take, in sizes of the file."""
    data = text.encode('utf-8')
    assert len(data) <= MAX_JSON
    path = folder / 'rules.json'
    path.write_bytes(b' ' * (MAX_JSON - len(data)) + data)
    try:
        done = subprocess.run(
            [sys.executable, '-c', CHILD, str(path)],
            capture_output=True,
            check=True,
            text=True,
            timeout=600,
            env={**os.environ, 'PYTHONPATH': os.getcwd()},
        )
    finally:
        path.unlink()
    found, memory, seconds = ast.literal_eval(done.stdout)
    print(f'{found}: {memory / MAX_JSON:.1f} times the size, {seconds:.1f} s')
    assert memory < factor * MAX_JSON
    assert seconds < SECONDS
    return found


@pytest.mark.skipif(sys.platform != 'linux', reason='peak memory is read from /proc')
@pytest.mark.parametrize('kind', sorted(READ))
def test_document_at_the_bound_is_read(kind, tmp_path):
    head, item, tail, count, rules = READ[kind]
    factor = FACTOR_OF_NAMES if kind == 'names' else FACTOR
    assert outcome(head + ','.join(map(item, range(count))) + tail, tmp_path, factor) == rules


@pytest.mark.skipif(sys.platform != 'linux', reason='peak memory is read from /proc')
@pytest.mark.parametrize('kind', sorted(REFUSED))
def test_document_beyond_the_bound_is_refused(kind, tmp_path):
    head, item, tail = REFUSED[kind]
    count = (MAX_JSON - len((head + tail).encode('utf-8'))) // (len(item) + 1)
    found = outcome(head + ','.join([item] * count) + tail, tmp_path)
    assert 'holds more values than hubnet reads' in found


@pytest.mark.skipif(sys.platform != 'linux', reason='peak memory is read from /proc')
@pytest.mark.parametrize(
    'make',
    [
        lambda: '["' + 'x' * (MAX_JSON - 10) + '"]',
        lambda: '[' * 20_000_000,
        lambda: '{"a":' * 9_000_000,
        lambda: ' ',
        lambda: '[ ',
        lambda: '["💥' + 'x' * (MAX_JSON - 20) + '"]',
    ],
    ids=['long text', 'deep lists', 'deep objects', 'nothing', 'open', 'wide text'],
)
def test_other_large_documents(make, tmp_path):
    assert outcome(make(), tmp_path) is not None
