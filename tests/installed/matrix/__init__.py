"""The fault matrix: every request of every command meets every fault, at its first, middle and last occurrence.

faults.py         the faults
cells.py          the cells, which combinations cannot exist and why, and the sample for `make test`
expected.py       the table of exit codes: fault × request
staging.py        the settings of the simulator and the command line for a cell
checks.py         what must be true of a cell after its command has ended
bench.py          runs cells, two at a time, each with its own simulator and az
table.py          the results as text
interruptions.py  signals at every request
"""
