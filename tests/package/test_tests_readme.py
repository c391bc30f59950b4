"""The table of tests/README.rst that says which test and which target belongs to which change."""

import re

import pytest

from .test_package import PACKAGE, ROOT


def table():
    """The rows of the table: what was changed, the folders of its tests, the targets."""
    text = (ROOT / 'tests' / 'README.rst').read_text(encoding='utf-8').partition('\nyou changed ')[2]
    head, rows, _ = re.split(r'^=.*=$\n', text, maxsplit=2, flags=re.MULTILINE)
    assert 'test it in' in head and 'run make' in head
    # The columns of a simple table begin where its border has gaps.
    border = re.search(r'^=.*=$', text, re.MULTILINE)[0]
    starts = [match.start() for match in re.finditer(r'=+', border)]
    return [
        [row[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
        for row in rows.splitlines()
    ]


TABLE = table()


def test_table_has_a_row_for_every_package():
    folders = {path.parent for path in PACKAGE.rglob('*') if path.suffix in ('.py', '.yaml')}
    packages = {f'``{folder.relative_to(ROOT).as_posix()}/``' for folder in folders}
    assert packages - {row[0] for row in TABLE} == set()


def test_table_has_no_row_for_a_missing_package():
    paths = [match[1] for row in TABLE if (match := re.match('``(.*?)``', row[0]))]
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize('row', TABLE, ids=lambda row: row[0].strip('`'))
def test_row_names_existing_tests_and_targets(row):
    _, tests, targets = row
    assert [name for name in re.findall(r'``(\S+/\S*)``', tests) if not (ROOT / 'tests' / name).exists()] == []
    known = re.findall(r'^([a-z-]+):', (ROOT / 'Makefile').read_text(encoding='utf-8'), re.MULTILINE)
    asked = re.findall(r'``([a-z-]+)``', targets)
    assert asked and set(asked) <= set(known)
