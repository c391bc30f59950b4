"""The fault matrix in real az processes; see tests/installed/matrix. HUBNET_MATRIX=all runs every cell."""

import os

import pytest

from tests.installed.matrix.bench import run_cell

from .matrix import cells, expected, faults, table

ALL = os.environ.get('HUBNET_MATRIX') == 'all'
SEED = int(os.environ.get('HUBNET_MATRIX_SEED', 5))
MORE = 8
CHOSEN = cells.possible() if ALL else cells.sample(SEED, MORE)


@pytest.fixture(name='running', scope='module')
def _running(request, benches):
    """Futures by selected cell; prints the table at the end."""
    futures = benches.start(request, 'cell', run_cell)
    yield futures
    for future in futures.values():
        future.cancel()
    results = {
        cell: None if future.cancelled() or future.exception() else future.result() for cell, future in futures.items()
    }
    with request.config.pluginmanager.getplugin('capturemanager').global_and_fixture_disabled():
        print(table.render(results))


@pytest.mark.parametrize('cell', CHOSEN, ids=str)
def test_fault_ends_as_expected(cell, running):
    running[cell].result()


def test_every_combination_is_a_cell_or_has_a_reason():
    possible = cells.possible()
    assert all(cells.why_impossible(cell) for cell in cells.everything() if cell not in possible)
    assert {cell.fault for cell in possible} == set(faults.FAULTS)
    once = [row for row in cells.ROWS if row.command in ('diff', 'audit')]
    assert {(cell.row, cell.place) for cell in possible} == {
        (row, place) for row in cells.ROWS for place in cells.PLACES if row not in once or place == 'first'
    }


def test_table_of_expected_codes_has_exactly_the_possible_cells():
    assert {expected.key(cell) for cell in cells.possible()} == set(expected.CODES)


def test_sample_contains_every_fault_and_every_request():
    for seed in range(20):
        picked = cells.sample(seed, MORE)
        assert {cell.fault for cell in picked} == set(faults.FAULTS) and len(picked) == len(set(picked))
        assert {cell.row for cell in picked} == set(cells.ROWS) and picked == cells.sample(seed, MORE)


def test_expected_codes_differ_within_each_request():
    """The same code everywhere would let a wrong exit code pass."""
    for row in cells.ROWS:
        codes = {expected.exit_code(cell) for cell in cells.possible() if cell.row == row}
        assert expected.OK in codes and (len(codes) > 1 or row.request == 'poll' or row.kind == 'rule_get'), row
